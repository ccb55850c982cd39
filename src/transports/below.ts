import type { WireRequest, WireResponse } from '../domain/wire.js'
import type { Exchange, Handover } from './contract.js'

/** An exchange under another path: its request is read below a prefix, and everything else is the exchange that it stands for. */
class ExchangeBelow implements Exchange {
  readonly #whole: Exchange
  readonly request: WireRequest

  constructor(whole: Exchange, path: string) {
    const { method, query, headers, body } = whole.request
    this.#whole = whole
    this.request = { method, path, query, headers, body }
  }

  get remoteClosed(): boolean {
    return this.#whole.remoteClosed
  }

  onClientClose(callback: () => void): void {
    this.#whole.onClientClose(callback)
  }

  answer(response: WireResponse, options?: { readonly cutAfterBytes?: number }): Promise<Handover> {
    return this.#whole.answer(response, options)
  }

  reset(): void {
    this.#whole.reset()
  }

  hang(): void {
    this.#whole.hang()
  }
}

/** True if a path is the prefix, or lies below it. */
export function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/')
}

/** The same exchange with its path below a prefix; undefined if its path does not lie there. */
export function exchangeBelow(exchange: Exchange, prefix: string): Exchange | undefined {
  if (prefix === '') return exchange
  const { path } = exchange.request
  return isBelow(path, prefix) ? new ExchangeBelow(exchange, path.slice(prefix.length) || '/') : undefined
}

/** The same exchange under the path that is given. */
export function exchangeAt(exchange: Exchange, path: string): Exchange {
  return new ExchangeBelow(exchange, path)
}
