import { connect, createServer } from 'node:net'

/**
 * Below the range from which the usual systems draw ports of outgoing connections (from 32768): a port from there could be taken by any
 * connection of the run while a killed target is down.
 */
const lowest = 20_000
const highest = 32_767
const tries = 64

const handedOut = new Set<number>()

/** Finds a port on which nobody listens, and that this process has not handed out before. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1))
    if (handedOut.has(port)) continue
    handedOut.add(port)
    if (await portFree(port, host)) return port
    handedOut.delete(port)
  }
  return anyPort(host)
}

/** Gives a port back that is not needed any more. */
export function releasePort(port: number): void {
  handedOut.delete(port)
}

/** True if nobody listens on the port: a connection is refused, and it can be bound. */
export async function portFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return !(await accepts(port, host, 1_000)) && (await binds(port, host))
}

/** True if something accepts a connection there within the time. */
export function accepts(port: number, host: string, timeoutMs: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host })
    const end = (answer: boolean): void => {
      socket.destroy()
      done(answer)
    }
    socket.setTimeout(timeoutMs, () => end(false))
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

function binds(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => done(true)))
  })
}

function anyPort(host: string): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen({ port: 0, host }, () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null ? done(address.port) : fail(new Error(`no free port on ${host}`)),
      )
    })
  })
}
