import type { WireRequest, WireResponse } from '../../domain/wire.js'
import type { Exchange, HttpLimits, RefusedDetails, RefusedKind, Timers } from '../contract.js'
import { splitTarget } from '../http/request-line.js'
import { MemoryExchange, type MemoryEnd } from './exchange.js'

/** One host of the network in this process. */
export interface MemoryHost {
  readonly onExchange: (exchange: Exchange) => void
  readonly onRefused: (kind: RefusedKind, details: RefusedDetails) => void
}

export interface MemoryNetworkOptions {
  readonly timers: Timers
  readonly limits: Pick<HttpLimits, 'request_body_bytes_max' | 'request_headers_bytes_max'>
  /** Milliseconds that the next message takes on its way; a message and its answer are two. */
  readonly travel_ms: () => number
  /** A request went to a host that is none of the network's: what a test must not do. */
  readonly onStray: (url: string) => void
}

interface OpenHost extends MemoryHost {
  paused: boolean
}

const silentStatuses = new Set([101, 204, 205, 304])

/**
 * Carries requests between code in this process and simulated systems, in the shape of `fetch`: what breaks on the way fails as Node's own
 * `fetch` fails (`fetch failed` with `ECONNRESET` or `ECONNREFUSED` as its cause, `terminated` in the middle of a body).
 */
export class MemoryNetwork {
  readonly #underWay = new Set<unknown>()
  readonly #options: MemoryNetworkOptions
  readonly #hosts = new Map<string, OpenHost>()

  constructor(options: MemoryNetworkOptions) {
    this.#options = options
  }

  /** @param origin such as `http://erp.mfgsync.test` */
  listen(origin: string, host: MemoryHost): { pause(): void; resume(): void; close(): void } {
    const open: OpenHost = { ...host, paused: false }
    this.#hosts.set(origin, open)
    return {
      pause: () => {
        open.paused = true
      },
      resume: () => {
        open.paused = false
      },
      close: () => {
        this.#hosts.delete(origin)
      },
    }
  }

  /** As `fetch`. What goes to no host of this network is an error, and never leaves this process. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    // A request hears of its caller's signal only as long as somebody holds it.
    const held = [input, request]
    this.#underWay.add(held)
    try {
      return await this.#fetch(request)
    } finally {
      this.#underWay.delete(held)
    }
  }

  async #fetch(request: Request): Promise<Response> {
    const { signal, url } = request
    signal.throwIfAborted()
    const wire = await wireRequest(request)
    await this.#travel(signal)
    const host = this.#hosts.get(new URL(url).origin)
    if (!host) {
      this.#options.onStray(url)
      throw failed('ENOTFOUND', `${new URL(url).host} is no simulated system; code in process can call these alone`)
    }
    if (host.paused) throw failed('ECONNREFUSED', `connect ECONNREFUSED ${new URL(url).host}`)
    const refusal = this.#refusalOf(wire)
    if (refusal) {
      host.onRefused(refusal.kind, refusal.details)
      return responseOf({ response: refusal.response, cut: false }, url)
    }
    const exchange = new MemoryExchange(wire)
    const leave = (): void => exchange.leave()
    signal.addEventListener('abort', leave, { once: true })
    host.onExchange(exchange)
    const end = await orAborted(signal, exchange.ended)
    signal.removeEventListener('abort', leave)
    await this.#travel(signal)
    if (end === 'reset') throw failed('ECONNRESET', 'read ECONNRESET')
    return responseOf(end, url)
  }

  #travel(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        cancel()
        reject(signal.reason)
      }
      const cancel = this.#options.timers.setTimer(this.#options.travel_ms(), () => {
        signal.removeEventListener('abort', end)
        resolve()
      })
      signal.addEventListener('abort', end, { once: true })
    })
  }

  /** What a server of HTTP would not read either. */
  #refusalOf(wire: WireRequest): { kind: RefusedKind; details: RefusedDetails; response: WireResponse } | undefined {
    const { request_body_bytes_max: body, request_headers_bytes_max: head } = this.#options.limits
    const headers = Object.entries(wire.headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
    if (wire.body.length <= body && headers <= head) return undefined
    const large = headers > head
    const message = large ? `The headers of the request are larger than ${head} bytes.` : `The body is larger than ${body} bytes.`
    const target = wire.query === '' ? wire.path : `${wire.path}?${wire.query}`
    const text = JSON.stringify({ error: { code: large ? 'HEADERS_TOO_LARGE' : 'BODY_TOO_LARGE', message } })
    return {
      kind: large ? 'headers-too-large' : 'body-too-large',
      details: { message, method: wire.method, target, bytes: wire.body.length },
      response: { status: large ? 431 : 413, headers: { 'content-type': 'application/json; charset=utf-8' }, body: Buffer.from(text) },
    }
  }
}

async function wireRequest(request: Request): Promise<WireRequest> {
  const { host, pathname, search } = new URL(request.url)
  const headers: Record<string, string> = Object.create(null)
  headers['host'] = host
  for (const [name, value] of request.headers) headers[name] = value
  const body = request.body === null ? Buffer.alloc(0) : Buffer.from(await request.arrayBuffer())
  return { method: request.method.toUpperCase(), ...splitTarget(pathname + search), headers, body }
}

/** The end, or the signal's reason if that comes first. */
function orAborted(signal: AbortSignal, ended: Promise<MemoryEnd>): Promise<MemoryEnd> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason)
    signal.addEventListener('abort', aborted, { once: true })
    void ended.then((end) => {
      signal.removeEventListener('abort', aborted)
      resolve(end)
    })
  })
}

function responseOf({ response, cut }: Exclude<MemoryEnd, 'reset'>, url: string): Response {
  const { status, headers, body } = response
  const content = cut ? brokenOff(body) : silentStatuses.has(status) ? null : new Uint8Array(body)
  const made = new Response(content, { status, headers })
  // A response that was made by hand has no address of its own.
  Object.defineProperty(made, 'url', { value: url })
  return made
}

function brokenOff(body: Buffer): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(failed('UND_ERR_SOCKET', 'other side closed', 'terminated'))
      else if (body.length > 0) controller.enqueue(new Uint8Array(body))
      sent = true
      if (body.length === 0) controller.error(failed('UND_ERR_SOCKET', 'other side closed', 'terminated'))
    },
  })
}

/** An error of the shape that Node's `fetch` throws. */
function failed(code: string, why: string, message = 'fetch failed'): TypeError {
  return new TypeError(message, { cause: Object.assign(new Error(why), { code }) })
}
