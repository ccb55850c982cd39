import type { Socket } from 'node:net'
import { NodeExchange, type ExchangeOwner } from './exchange.js'
import type { Receiver } from './receive.js'

/** What a connection needs to know of its server. */
export interface ConnectionHost {
  readonly paused: boolean
  failed(error: Error): void
}

/** One connection of a client, and the requests under way on it. */
export class Connection implements ExchangeOwner {
  /** It sent something that is no HTTP; what follows is not read. */
  broken = false
  readonly #open = new Set<NodeExchange | Receiver>()
  #afterLast: (() => void) | undefined

  constructor(
    readonly socket: Socket,
    private readonly host: ConnectionHost,
  ) {}

  get paused(): boolean {
    return this.host.paused
  }

  /** Told with an answer: no other follows. */
  get closing(): boolean {
    return this.host.paused || (this.broken && this.#open.size === 1)
  }

  get idle(): boolean {
    return this.#open.size === 0
  }

  /** True while a request has arrived whole and has not ended. */
  get answering(): boolean {
    for (const open of this.#open) if (open instanceof NodeExchange || open.complete) return true
    return false
  }

  /** Calls back when what arrived whole has ended: at once, if all has. */
  whenAnswered(then: () => void): void {
    if (this.answering) this.#afterLast = then
    else then()
  }

  begun(open: NodeExchange | Receiver): void {
    this.#open.add(open)
  }

  /** In a pause, a connection lives no longer than what is under way on it. */
  ended(open: NodeExchange | Receiver): void {
    this.#open.delete(open)
    if (this.#afterLast && !this.answering) this.#afterLast()
    else if (this.paused && this.idle) this.socket.destroySoon()
  }

  /** The body is complete and an exchange takes the receiver's place, pause or not. */
  received(receiver: Receiver, exchange: NodeExchange): void {
    this.#open.delete(receiver)
    this.#open.add(exchange)
  }

  failed(error: Error): void {
    this.host.failed(error)
  }

  closed(): void {
    for (const open of this.#open) open.connectionClosed()
    this.#open.clear()
  }
}
