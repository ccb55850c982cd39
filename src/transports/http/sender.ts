import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import type { HttpResult, HttpSender, HttpSenderOptions, SendHttpOptions, Timers } from '../contract.js'
import { headerRecord } from './request-line.js'
import { errorCode } from '../../words/errors.js'

/** Idle connections that are kept per sender. */
const idle_connections_count_max = 256

/** A sender with connections of its own, for webhooks and hooks. Nothing is opened before the first `send`. */
export function createHttpSender(options: HttpSenderOptions): HttpSender {
  return new NodeHttpSender(options)
}

type Requester = (options: RequestOptions) => ClientRequest

interface Channel {
  readonly agent: Agent
  readonly request: Requester
}

class NodeHttpSender implements HttpSender {
  readonly #options: HttpSenderOptions
  readonly #channels = new Map<string, Channel>()

  constructor(options: HttpSenderOptions) {
    this.#options = options
  }

  async send(options: SendHttpOptions): Promise<HttpResult> {
    const url = parsed(options.url)
    const channel = this.#channels.get(url.protocol) ?? (await this.#open(url.protocol))
    if (options.signal?.aborted === true) return { ...nothingSent, aborted: true, error: 'ABORTED' }
    const request = channel.request({
      agent: channel.agent,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      ...(url.port === '' ? {} : { port: url.port }),
      path: `${url.pathname}${url.search}`,
      method: options.method,
      headers: { ...options.headers, 'content-length': String(options.body.length) },
      ...(url.username === '' ? {} : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }),
    })
    return new Sending(request, options, this.#options.timers, this.#options.limits.answer_body_bytes_max).result
  }

  forgetConnections(): void {
    for (const { agent } of this.#channels.values()) {
      for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
    }
  }

  close(): void {
    for (const { agent } of this.#channels.values()) agent.destroy()
  }

  async #open(protocol: string): Promise<Channel> {
    const agentOptions = { keepAlive: true, maxFreeSockets: idle_connections_count_max }
    let channel: Channel = { agent: new Agent(agentOptions), request: (options) => httpRequest(options) }
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

const nothingSent: HttpResult = {
  status: null,
  complete: false,
  headers: {},
  body: Buffer.alloc(0),
  bodyBytes: 0,
  requestWritten: false,
  notConnected: true,
  reusedConnection: false,
  timedOut: false,
  aborted: false,
  duration_ms: 0,
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
  #requestWritten = false
  #timedOut = false
  #aborted = false
  #response: IncomingMessage | undefined
  #parts: Buffer[] = []
  #kept = 0
  #bodyBytes = 0
  readonly #startedAt: number
  readonly #cancelTimer: () => void

  constructor(
    private readonly request: ClientRequest,
    private readonly options: SendHttpOptions,
    private readonly timers: Timers,
    private readonly bodyMax: number,
  ) {
    this.#startedAt = timers.now()
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

  readonly #abort = (): void => {
    this.#aborted = true
    this.#end('ABORTED')
  }

  #listen(): void {
    this.request.on('socket', (socket) => {
      if (!socket.connecting) this.#connected = true
      else
        socket.once('connect', () => {
          this.#connected = true
        })
    })
    this.request.on('finish', () => {
      if (this.#settled) return
      this.#requestWritten = true
      this.options.onBodyWritten?.()
    })
    this.request.on('response', (response) => this.#answered(response))
    this.request.on('error', (error) => this.#end(errorCode(error) || error.name))
    this.request.on('close', () => this.#end('ECONNRESET'))
  }

  #answered(response: IncomingMessage): void {
    this.#response = response
    response.on('data', (part: Buffer) => {
      this.#bodyBytes += part.length
      const room = this.bodyMax - this.#kept
      if (room <= 0) return
      const kept = part.length > room ? part.subarray(0, room) : part
      this.#kept += kept.length
      this.#parts.push(kept)
    })
    response.on('end', () => this.#end(response.complete ? undefined : 'ECONNRESET'))
    response.on('error', () => this.#end('ECONNRESET'))
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
      complete: error === undefined,
      headers: this.#response === undefined ? {} : headerRecord(this.#response.rawHeaders),
      body: Buffer.concat(this.#parts),
      bodyBytes: this.#bodyBytes,
      requestWritten: this.#requestWritten,
      notConnected: !this.#connected,
      reusedConnection: this.request.reusedSocket,
      timedOut: this.#timedOut,
      aborted: this.#aborted,
      ...(error === undefined ? {} : { error }),
      duration_ms: this.timers.now() - this.#startedAt,
    })
  }
}
