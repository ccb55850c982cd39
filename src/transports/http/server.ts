import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { RefusedDetails, ServeHttpOptions } from '../contract.js'
import { Connection, type ConnectionHost } from './connection.js'
import { NodeExchange } from './exchange.js'
import { nodeHttp } from './node-http.js'
import { receiveBody } from './receive.js'
import { headerRecord, splitTarget } from './request-line.js'
import { asError, errorCode, errorText } from '../../words/errors.js'

/** Connections that may wait to be accepted; the operating system lowers it to its own limit. */
const backlog_count = 16_384
const listen_again_ms = 25

/** Why a port cannot be had, and what to do. */
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses that port. Stop it, or configure another port.',
  EACCES: 'not allowed. Configure a port above 1023.',
  EADDRNOTAVAIL: 'this machine does not have that address.',
}

/** Requests of the target, each as an exchange. */
export class HttpServer implements ConnectionHost {
  readonly #server: Server
  readonly #options: ServeHttpOptions
  readonly #connections = new Map<Socket, Connection>()
  #wanted: 'open' | 'paused' | 'closed' = 'open'
  #port: number
  #drained: (() => void)[] = []
  #reopened: Promise<void> = Promise.resolve()
  /** Ends the wait between two attempts to listen again. */
  #wake: () => void = () => undefined

  /**
   * Listens, and turns each whole request into an exchange.
   * @throws Error (rejects) if nothing can listen there; the message says what to do.
   */
  static async open(options: ServeHttpOptions): Promise<HttpServer> {
    const server = new HttpServer(options)
    try {
      await server.#listen()
    } catch (error) {
      throw server.#explained(error)
    }
    server.#server.on('error', options.onError)
    return server
  }

  private constructor(options: ServeHttpOptions) {
    this.#options = options
    this.#port = options.port
    const { limits } = options
    // No time-out of ours may end a connection: 0 switches each of them off.
    this.#server = nodeHttp.createServer({
      maxHeaderSize: limits.request_headers_bytes_max,
      keepAliveTimeout: 0,
      headersTimeout: 0,
      requestTimeout: 0,
      requireHostHeader: false,
    })
    this.#server.maxConnections = limits.connections_count_max
    this.#server.on('connection', (socket: Socket) => this.#connected(socket))
    this.#server.on('request', (request, response) => this.#requested(request, response))
    this.#server.on('checkContinue', (request, response) => this.#requested(request, response))
    this.#server.on('clientError', (error, socket) => this.#clientFailed(error, socket as Socket))
    this.#server.on('connect', (request: IncomingMessage, socket) => this.#refuseTunnel(request, socket as Socket))
    this.#server.on('drop', () => {
      const message = `A connection was closed at once: there are ${limits.connections_count_max} already.`
      options.onRefused('too-many-connections', { message })
    })
  }

  get port(): number {
    return this.#port
  }

  /** Without a trailing slash. */
  get url(): string {
    const { host } = this.#options
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.#port}`
  }

  get paused(): boolean {
    return this.#wanted !== 'open'
  }

  /** Open ones. */
  connections(): number {
    return this.#connections.size
  }

  /**
   * Nobody can connect: the listener and the kept-alive connections are closed. A request that has arrived is still answered, and its
   * connection is closed then.
   */
  pause(): Promise<void> {
    if (this.#wanted !== 'open') return Promise.resolve()
    this.#wanted = 'paused'
    this.#wake()
    this.#stopListening()
    for (const [socket, connection] of this.#connections) {
      if (connection.idle) socket.destroy()
    }
    return Promise.resolve()
  }

  /**
   * Listens again on the same port.
   * @throws Error (rejects) if another program has taken the port for longer than `listen_again_ms_max`.
   */
  resume(): Promise<void> {
    if (this.#wanted === 'paused') {
      this.#wanted = 'open'
      // One after the other: an earlier attempt may still be under way, although a pause has overruled it.
      this.#reopened = this.#reopened.catch(() => undefined).then(() => this.#reopen())
    }
    return this.#reopened
  }

  /** Closes the listener and every connection, whatever it is doing. */
  close(): Promise<void> {
    this.#wanted = 'closed'
    this.#wake()
    this.#stopListening()
    if (this.#connections.size === 0) return Promise.resolve()
    const drained = new Promise<void>((resolve) => this.#drained.push(resolve))
    for (const socket of this.#connections.keys()) socket.destroy()
    return drained
  }

  failed(error: Error): void {
    this.#options.onError(error)
  }

  #stopListening(): void {
    if (this.#server.listening) this.#server.close()
  }

  /** Tries until it listens, or nobody wants it to any more: the latest wish counts. */
  async #reopen(): Promise<void> {
    const { timers, limits, onError } = this.#options
    const giveUpAt = timers.now() + limits.listen_again_ms_max
    this.#server.off('error', onError)
    try {
      // While it was free, the operating system may have lent the port to an outgoing connection.
      while (this.#wanted === 'open' && !this.#server.listening && !(await this.#tryListen(timers.now() >= giveUpAt))) {
        await this.#sleep()
      }
    } catch (error) {
      if (this.#wanted === 'open') this.#wanted = 'paused'
      throw this.#explained(error)
    } finally {
      this.#server.on('error', onError)
    }
    if (this.paused) this.#stopListening()
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.timers.setTimer(listen_again_ms, resolve)
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
  }

  async #tryListen(last: boolean): Promise<boolean> {
    try {
      await this.#listen()
      return true
    } catch (error) {
      if (last || errorCode(error) !== 'EADDRINUSE') throw error
      return false
    }
  }

  #listen(): Promise<void> {
    const server = this.#server
    return new Promise((resolve, reject) => {
      const listening = (): void => {
        server.off('error', failed)
        this.#port = (server.address() as AddressInfo | null)?.port ?? this.#port
        resolve()
      }
      const failed = (error: Error): void => {
        server.off('listening', listening)
        reject(error)
      }
      server.once('listening', listening)
      server.once('error', failed)
      server.listen({ host: this.#options.host, port: this.#port, backlog: backlog_count })
    })
  }

  #explained(error: unknown): Error {
    const place = `Cannot listen on ${this.#options.host}:${this.#port}`
    const reason = reasons[errorCode(error)] ?? errorText(error)
    return new Error(`${place}: ${reason}`, { cause: error })
  }

  #connected(socket: Socket): void {
    const connection = new Connection(socket, this)
    this.#connections.set(socket, connection)
    socket.once('close', () => {
      this.#connections.delete(socket)
      connection.closed()
      if (this.#connections.size === 0) for (const resolve of this.#drained.splice(0)) resolve()
    })
    // Accepted by the operating system before the listener was closed.
    if (this.paused) socket.destroy()
  }

  #requested(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const connection = this.#connections.get(incoming.socket)
    if (connection === undefined) return
    const { limits, onRefused } = this.#options
    const method = incoming.method ?? 'GET'
    const target = incoming.url ?? '/'
    // Read from the raw list and once only: every call comes through here.
    const headers = headerRecord(incoming.rawHeaders)
    const details = (message: string, bytes: number): RefusedDetails => ({ message, method, target, bytes })
    const receiver = receiveBody(incoming, headers, outgoing, limits, {
      whole: (body) => {
        const { path, query } = splitTarget(target)
        const exchange = new NodeExchange({ method, path, query, headers, body }, incoming, outgoing, connection)
        connection.received(receiver, exchange)
        this.#handOver(exchange)
      },
      tooLarge: (bytes, message) => onRefused('body-too-large', details(message, bytes)),
      refused: () => connection.ended(receiver),
      gone: (bytes) => {
        if (connection.broken) return
        const message = `The client closed its connection in the middle of a request, after ${bytes} bytes of the body.`
        onRefused('disconnected', details(message, bytes))
      },
    })
    connection.begun(receiver)
  }

  #handOver(exchange: NodeExchange): void {
    try {
      this.#options.onExchange(exchange)
    } catch (error) {
      exchange.reset()
      this.failed(asError(error))
    }
  }

  /** What the parser could not read, and what broke on a connection. */
  #clientFailed(error: Error, socket: Socket): void {
    const connection = this.#connections.get(socket)
    const code = errorCode(error)
    if (connection === undefined || connection.broken) return
    const malformed = code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE'
    if (!malformed) {
      if (code === 'HPE_INVALID_EOF_STATE' && connection.idle) {
        this.#options.onRefused('disconnected', { message: 'The client closed its connection in the middle of the headers of a request.' })
      }
      socket.destroy()
      return
    }
    connection.broken = true
    const large = code === 'HPE_HEADER_OVERFLOW'
    const headersMax = this.#options.limits.request_headers_bytes_max
    const message = large
      ? `The headers of the request are larger than ${headersMax} bytes.`
      : `The request is not well-formed HTTP: ${error.message.replace(/^Parse Error: /, '')}.`
    this.#options.onRefused(large ? 'headers-too-large' : 'malformed', { message })
    // What came before it is a request like any other, and gets its answer, which is the last one: nobody takes this one for the next.
    if (connection.answering) connection.whenAnswered(() => socket.destroySoon())
    else if (!socket.writable) socket.destroy()
    else if (large) endRaw(socket, '431 Request Header Fields Too Large', 'HEADERS_TOO_LARGE', message)
    else endRaw(socket, '400 Bad Request', 'MALFORMED_REQUEST', message)
  }

  #refuseTunnel(request: IncomingMessage, socket: Socket): void {
    const message = 'CONNECT asks for a tunnel, and this is no proxy: take 127.0.0.1 out of the proxy settings (NO_PROXY).'
    this.#options.onRefused('malformed', { message, method: 'CONNECT', target: request.url ?? '' })
    endRaw(socket, '405 Method Not Allowed', 'NO_PROXY_HERE', message)
  }
}

function endRaw(socket: Socket, status: string, code: string, message: string): void {
  const body = Buffer.from(JSON.stringify({ error: { code, message } }))
  const headers = ['content-type: application/json; charset=utf-8', `content-length: ${body.length}`, 'connection: close']
  socket.write([`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n'))
  socket.write(body)
  socket.destroySoon()
}
