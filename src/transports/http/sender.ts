import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { errorCode } from '../../words/errors.js'
import { isRefusal, refusal_bytes_max, type HttpResult, type SendHttpOptions, type Timers } from '../contract.js'
import { nodeHttp } from './node-http.js'

/** Idle connections that are kept per sender. */
const idle_connections_count_max = 256

interface Channel {
  readonly agent: Agent
  readonly request: (options: RequestOptions) => ClientRequest
}

/** Sends over connections of its own, kept alive, for webhooks and hooks. Nothing is opened before the first `send`. */
export class HttpSender {
  readonly #channels = new Map<string, Channel>()
  #closed = false

  constructor(private readonly timers: Timers) {}

  /** @throws Error (rejects) only for options that no request can be made of: a bad URL, a header that cannot be written. */
  async send(options: SendHttpOptions): Promise<HttpResult> {
    const url = parsed(options.url)
    const channel = this.#channels.get(url.protocol) ?? (await this.#open(url.protocol))
    if (this.#closed || options.signal?.aborted === true) return { status: null, notConnected: true, timedOut: false, error: 'ABORTED' }
    const request = channel.request({
      agent: channel.agent,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      ...(url.port === '' ? {} : { port: url.port }),
      path: `${url.pathname}${url.search}`,
      method: options.method,
      headers: { ...options.headers, 'content-length': String(options.body.length) },
      ...(url.username === '' ? {} : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }),
    })
    return new Sending(request, options, this.timers).result
  }

  /** Closes the idle connections; due when the other side was killed, since they lead nowhere. */
  forgetConnections(): void {
    for (const { agent } of this.#channels.values()) {
      for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
    }
  }

  /** Closes all connections; requests under way end with `ECONNRESET`. Nothing is sent any more: the port may be somebody else's by now. */
  close(): void {
    this.#closed = true
    for (const { agent } of this.#channels.values()) agent.destroy()
  }

  async #open(protocol: string): Promise<Channel> {
    const agentOptions = { keepAlive: true, maxFreeSockets: idle_connections_count_max }
    let channel: Channel = { agent: new nodeHttp.Agent(agentOptions), request: (options) => nodeHttp.request(options) }
    if (protocol === 'https:') {
      // Loaded only where it is used: TLS is slow to load, and targets on this machine do not need it.
      const https = await import('node:https')
      channel = { agent: new https.Agent(agentOptions), request: (options) => https.request(options) }
    }
    const before = this.#channels.get(protocol)
    if (before !== undefined) return before
    this.#channels.set(protocol, channel)
    return channel
  }
}

function parsed(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw new Error(`"${text}" is not a web address; expected one such as http://127.0.0.1:3000/events.`)
}

/** One request under way. */
class Sending {
  readonly result: Promise<HttpResult>
  #settle: (result: HttpResult) => void = () => undefined
  #settled = false
  #connected = false
  #timedOut = false
  #response: IncomingMessage | undefined
  readonly #said: Buffer[] = []
  readonly #cancelTimer: () => void

  constructor(
    private readonly request: ClientRequest,
    private readonly options: SendHttpOptions,
    timers: Timers,
  ) {
    this.result = new Promise((resolve) => {
      this.#settle = resolve
    })
    this.#listen()
    this.#cancelTimer = timers.setTimer(options.timeout_ms, () => {
      this.#timedOut = true
      this.#end('TIMEOUT')
    })
    options.signal?.addEventListener('abort', this.#abort, { once: true })
    request.end(options.body)
  }

  readonly #abort = (): void => this.#end('ABORTED')

  #listen(): void {
    this.request.on('socket', (socket) => {
      if (!socket.connecting) this.#connected = true
      else
        socket.once('connect', () => {
          this.#connected = true
        })
    })
    this.request.on('finish', () => {
      if (!this.#settled) this.options.onBodyWritten?.()
    })
    this.request.on('response', (response) => this.#answered(response))
    this.request.on('error', (error) => this.#end(errorCode(error) || error.name))
    this.request.on('close', () => this.#end('ECONNRESET'))
  }

  #answered(response: IncomingMessage): void {
    this.#response = response
    // Of what it says only the beginning of a refusal is of interest, and whether all of it comes.
    if (isRefusal(response.statusCode ?? 0)) response.on('data', (chunk: Buffer) => this.#hear(chunk))
    else response.resume()
    response.on('end', () => this.#end(response.complete ? undefined : 'ECONNRESET'))
    response.on('error', () => this.#end('ECONNRESET'))
  }

  #hear(chunk: Buffer): void {
    const left = refusal_bytes_max - this.#said.reduce((sum, { length }) => sum + length, 0)
    if (left > 0) this.#said.push(chunk.subarray(0, left))
  }

  /** The first reason wins; what comes later is the echo of closing. */
  #end(error: string | undefined): void {
    if (this.#settled) return
    this.#settled = true
    this.#cancelTimer()
    this.options.signal?.removeEventListener('abort', this.#abort)
    if (error !== undefined) this.request.destroy()
    this.#settle({
      status: this.#response?.statusCode ?? null,
      notConnected: !this.#connected,
      timedOut: this.#timedOut,
      ...(error === undefined ? {} : { error }),
      ...(this.#said.length > 0 && { says: Buffer.concat(this.#said).toString() }),
    })
  }
}
