// The yardstick: a bare node:http server that parses a JSON body and stores it.
import { createServer } from 'node:http'

const store = new Map()
const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString())
    const document = String(8_000_000_000 + store.size)
    store.set(document, body)
    const answer = JSON.stringify({ document, status: 'posted' })
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`URL http://127.0.0.1:${server.address().port}\n`))
process.on('SIGTERM', () => {
  process.stdout.write(`CPU ${process.cpuUsage().user + process.cpuUsage().system}\n`, () => process.exit(0))
})
process.on('SIGUSR2', () => process.stdout.write(`CPU ${process.cpuUsage().user + process.cpuUsage().system}\n`))
