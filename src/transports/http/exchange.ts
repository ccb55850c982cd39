import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WireRequest, WireResponse } from '../../domain/wire.js'
import type { Handover, Exchange } from '../contract.js'
import { asError } from '../../words/errors.js'

/** Larger bodies are written in parts, so that what was handed over is known to this precision. */
const part_bytes = 64 * 1024

/** What an exchange tells its server. */
export interface ExchangeOwner {
  /** True while nobody may connect, and after what is no HTTP: what is answered now closes its connection. */
  readonly closing: boolean
  ended(exchange: NodeExchange): void
  failed(error: Error): void
}

/** `gone`: the client left before there was an answer. */
type State = 'open' | 'answering' | 'cutting' | 'ended' | 'gone'

/** A request over node:http. The server tells it when its connection has closed. */
export class NodeExchange implements Exchange {
  remoteClosed = false
  #state: State = 'open'
  #handed = 0
  /** Bytes that a cut lets through. */
  #keep = 0
  #closeCallbacks: (() => void)[] = []
  #settle: ((handover: Handover) => void) | undefined

  constructor(
    readonly request: WireRequest,
    private readonly incoming: IncomingMessage,
    private readonly outgoing: ServerResponse,
    private readonly owner: ExchangeOwner,
  ) {}

  onClientClose(callback: () => void): void {
    if (this.#state === 'gone') callback()
    else if (this.#state !== 'ended') this.#closeCallbacks.push(callback)
  }

  answer(response: WireResponse, options: { readonly cutAfterBytes?: number } = {}): Promise<Handover> {
    if (this.#state === 'gone') return Promise.resolve({ handedToOs: 0, clientClosedFirst: true })
    if (this.#state !== 'open') {
      return Promise.reject(new Error('This exchange has ended already: it was answered or reset before.'))
    }
    const silent = this.incoming.method === 'HEAD' || response.status === 204 || response.status === 304
    if (options.cutAfterBytes !== undefined && (silent || response.body.length === 0)) {
      this.reset()
      return Promise.resolve({ handedToOs: 0, clientClosedFirst: false })
    }
    return new Promise((resolve, reject) => {
      this.#settle = resolve
      try {
        this.outgoing.writeHead(response.status, this.#head(response))
        if (options.cutAfterBytes !== undefined) this.#writeCut(response.body, options.cutAfterBytes)
        else this.#writeWhole(silent ? Buffer.alloc(0) : response.body)
      } catch (error) {
        this.#settle = undefined
        this.reset()
        reject(asError(error))
      }
    })
  }

  reset(): void {
    if (this.#state === 'ended' || this.#state === 'gone') return
    this.remoteClosed = true
    this.#end('ended')
    this.incoming.socket.resetAndDestroy()
    this.#settle?.({ handedToOs: this.#handed, clientClosedFirst: false })
  }

  hang(): void {
    // Nothing ends this exchange by itself: no time-out is set on the server, so to do nothing is to hang.
  }

  /** The connection has closed, whoever closed it. */
  connectionClosed(): void {
    if (this.#state === 'ended' || this.#state === 'gone') return
    // A cut closes the connection itself, once the operating system has taken all that was to be sent.
    const cut = this.#state === 'cutting' && this.incoming.socket.writableFinished
    const callbacks = this.#closeCallbacks
    this.remoteClosed = true
    this.#end(this.#state === 'open' ? 'gone' : 'ended')
    this.#settle?.({ handedToOs: cut ? this.#keep : this.#handed, clientClosedFirst: !cut })
    if (!cut) for (const callback of callbacks) this.#guarded(callback)
  }

  /** Raw names and values: node:http takes them as they are. */
  #head(response: WireResponse): string[] {
    const head: string[] = []
    for (const name in response.headers) {
      const value = response.headers[name]
      if (value !== undefined && name !== 'content-length') head.push(name, value)
    }
    if (response.status !== 204) head.push('content-length', String(response.body.length))
    if (this.owner.closing) head.push('connection', 'close')
    return head
  }

  #writeWhole(body: Buffer): void {
    this.#state = 'answering'
    if (body.length > part_bytes) return this.#writeParts(body, 0)
    // As text, node:http joins it to the head and both leave in one write; latin1 is byte for byte the same.
    this.outgoing.end(body.toString('latin1'), 'latin1', () => this.#finished(body.length))
  }

  #writeParts(body: Buffer, from: number): void {
    const to = Math.min(from + part_bytes, body.length)
    this.outgoing.write(body.subarray(from, to), (error) => {
      if (error !== null && error !== undefined) return
      this.#handed = to
      if (to < body.length) this.#writeParts(body, to)
      else this.outgoing.end(() => this.#finished(to))
    })
  }

  #writeCut(body: Buffer, after: number): void {
    this.#state = 'cutting'
    this.#keep = Math.min(after, body.length - 1)
    if (this.#keep > 0) this.outgoing.write(body.subarray(0, this.#keep))
    else this.outgoing.flushHeaders()
    this.incoming.socket.destroySoon()
  }

  #finished(bytes: number): void {
    if (this.#state === 'ended') return
    this.#handed = bytes
    this.#end('ended')
    this.#settle?.({ handedToOs: bytes, clientClosedFirst: false })
  }

  #end(state: 'ended' | 'gone'): void {
    this.#state = state
    this.#closeCallbacks = []
    this.owner.ended(this)
  }

  #guarded(callback: () => void): void {
    try {
      callback()
    } catch (error) {
      this.owner.failed(asError(error))
    }
  }
}
