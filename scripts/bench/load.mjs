// A load generator on raw sockets: one request per connection under way, so that the server and not the client is measured.
import { connect } from 'node:net'

/** Posts `total` requests over `connections` connections; resolves to requests per second. Bounded by its count. */
export function load({ url, path, body, total, connections }) {
  const { hostname, port } = new URL(url)
  const started = process.hrtime.bigint()
  let sent = 0
  let done = 0
  return new Promise((resolve, reject) => {
    const one = () => {
      const socket = connect(Number(port), hostname)
      socket.setNoDelay(true)
      let pending = ''
      const next = () => {
        if (sent >= total) return void socket.end()
        const text = body(sent)
        sent += 1
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\nContent-Length: ` +
            `${Buffer.byteLength(text)}\r\n\r\n${text}`,
        )
      }
      socket.on('connect', next)
      socket.on('error', reject)
      socket.on('data', (chunk) => {
        pending += chunk.toString('latin1')
        const head = pending.indexOf('\r\n\r\n')
        if (head < 0) return
        const length = Number(/content-length: (\d+)/i.exec(pending)?.[1] ?? 0)
        if (pending.length < head + 4 + length) return
        if (!pending.startsWith('HTTP/1.1 201')) return reject(new Error(`refused: ${pending.slice(0, 400)}`))
        pending = ''
        done += 1
        if (done === total) resolve(total / (Number(process.hrtime.bigint() - started) / 1e9))
        else next()
      })
    }
    for (let index = 0; index < connections; index += 1) one()
  })
}
