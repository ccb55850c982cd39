import type { WireRequest, WireResponse } from '../../domain/wire.js'
import type { Exchange, Handover } from '../contract.js'

/** How an exchange ended for its caller. */
export type MemoryEnd =
  /** `cut`: only the body's first bytes came, and then the connection broke. */
  { readonly response: WireResponse; readonly cut: boolean } | 'reset'

type State = 'open' | 'answered' | 'reset' | 'gone'

/** A request that came from code in this process. Its caller waits for `ended`, or leaves. */
export class MemoryExchange implements Exchange {
  readonly ended: Promise<MemoryEnd>
  #end: (end: MemoryEnd) => void = () => undefined
  #state: State = 'open'
  #closeCallbacks: (() => void)[] = []

  constructor(readonly request: WireRequest) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  get remoteClosed(): boolean {
    return this.#state === 'gone' || this.#state === 'reset'
  }

  onClientClose(callback: () => void): void {
    if (this.#state === 'gone') callback()
    else if (this.#state === 'open') this.#closeCallbacks.push(callback)
  }

  answer(response: WireResponse, options: { readonly cutAfterBytes?: number } = {}): Promise<Handover> {
    if (this.#state === 'gone') return Promise.resolve({ handedToOs: 0, clientClosedFirst: true })
    if (this.#state !== 'open') {
      return Promise.reject(new Error('This exchange has ended already: it was answered or reset before.'))
    }
    const silent = this.request.method === 'HEAD' || response.status === 204 || response.status === 304
    const body = silent ? Buffer.alloc(0) : response.body
    const headers = announced(response)
    if (options.cutAfterBytes === undefined) {
      this.#close('answered', { response: { ...response, headers, body }, cut: false })
      return Promise.resolve({ handedToOs: body.length, clientClosedFirst: false })
    }
    if (body.length === 0) {
      this.reset()
      return Promise.resolve({ handedToOs: 0, clientClosedFirst: false })
    }
    const kept = body.subarray(0, Math.min(options.cutAfterBytes, body.length - 1))
    this.#close('answered', { response: { ...response, headers, body: kept }, cut: true })
    return Promise.resolve({ handedToOs: kept.length, clientClosedFirst: false })
  }

  reset(): void {
    if (this.#state === 'open') this.#close('reset', 'reset')
  }

  hang(): void {
    // Nobody ends this exchange but the caller, or whoever answers it in the end.
  }

  /** The caller has had enough. */
  leave(): void {
    if (this.#state !== 'open') return
    const callbacks = this.#closeCallbacks
    this.#state = 'gone'
    this.#closeCallbacks = []
    for (const callback of callbacks) callback()
  }

  #close(state: 'answered' | 'reset', end: MemoryEnd): void {
    this.#state = state
    this.#closeCallbacks = []
    this.#end(end)
  }
}

/** Its headers with the length of the whole body, as a server sends it: how else would a reader notice that the end is missing? */
function announced({ status, headers, body }: WireResponse): WireResponse['headers'] {
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length'))
  return status === 204 ? others : { ...others, 'content-length': String(body.length) }
}
