import { inject, type InjectOptions } from 'light-my-request'
import type { RequestListener, Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Takes what is pushed to a target, in the shape of the standards. */
export type WebhookHandler = (request: Request) => Response | Promise<Response>

/** The servers that code in this process opened, by port: nothing listens on a real one. */
export interface InnerServers {
  /** What a server at this port does with a request; undefined if none listens. */
  handlerAt(port: number): WebhookHandler | undefined
  closeAll(): void
}

type Listen = (server: HttpServer, port: number, onListening: (() => void) | undefined) => void

let listening: Listen | undefined
let closing: ((server: HttpServer) => boolean) | undefined
let patched = false

/** From here on, servers of HTTP that are opened in this thread listen here alone. */
export function captureServers(): InnerServers {
  patch()
  const servers = new Map<number, HttpServer>()
  listening = (server, port, onListening) => {
    servers.set(port, server)
    Object.defineProperty(server, 'listening', { value: true, configurable: true })
    server.address = (): AddressInfo => ({ port, address: '127.0.0.1', family: 'IPv4' })
    if (onListening) server.once('listening', onListening)
    process.nextTick(() => server.emit('listening'))
  }
  closing = (server) => {
    const port = [...servers].find(([, open]) => open === server)?.[0]
    return port !== undefined && servers.delete(port)
  }
  return {
    handlerAt: (port) => {
      const server = servers.get(port)
      return server && handlerOf((request, response) => void server.emit('request', request, response))
    },
    closeAll: () => {
      for (const server of servers.values()) {
        server.closeAllConnections()
        server.removeAllListeners()
      }
      servers.clear()
    },
  }
}

/** A listener of `node:http`, as frameworks make them, in the shape of the standards. */
function handlerOf(listener: RequestListener): WebhookHandler {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const options: InjectOptions = {
      method: request.method as NonNullable<InjectOptions['method']>,
      url: pathname + search,
      headers: Object.fromEntries(request.headers),
      payload: Buffer.from(await request.arrayBuffer()),
    }
    const { statusCode, headers, rawPayload } = await inject(listener as Parameters<typeof inject>[0], options)
    const answered = new Headers()
    for (const [name, value] of Object.entries(headers)) {
      for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) answered.append(name, String(each))
    }
    const body = rawPayload.length === 0 ? null : new Uint8Array(rawPayload)
    return new Response(body, { status: statusCode, headers: answered })
  }
}

function patch(): void {
  if (patched) return
  patched = true
  // An import of it would load what its other exports need as well: the whole of Node's own `fetch`.
  const proto = process.getBuiltinModule('node:http').Server.prototype
  const { listen, close } = proto
  proto.listen = function (this: HttpServer, ...args: readonly unknown[]) {
    if (!listening) return Reflect.apply(listen, this, args) as HttpServer
    const [first] = args
    const asked = typeof first === 'object' && first !== null && 'port' in first ? first.port : first
    const callback = args.find((arg): arg is () => void => typeof arg === 'function')
    listening(this, Number(asked ?? 0), callback)
    return this
  }
  proto.close = function (this: HttpServer, callback?: (error?: Error) => void) {
    if (closing?.(this) !== true) return Reflect.apply(close, this, [callback]) as HttpServer
    Object.defineProperty(this, 'listening', { value: false, configurable: true })
    if (callback) this.once('close', () => callback())
    process.nextTick(() => this.emit('close'))
    return this
  }
}
