import type { WireRequest, WireResponse } from '../domain/wire.js'

/** The only clock that a transport knows: it may be a virtual one. */
export interface Timers {
  /** Milliseconds, monotonic. */
  now(): number
  /** Calls `fn` once after `ms`; the returned function cancels. */
  setTimer(ms: number, fn: () => void): () => void
}

/** How much of an answer left this process. */
export interface Handover {
  /** Bytes of the body that the operating system took. */
  readonly handedToOs: number
  /** The client closed before it could have had the whole answer. */
  readonly clientClosedFirst: boolean
}

/**
 * A whole request of the target, waiting for its end. Exactly one of `answer` and `reset` ends it; `hang` keeps it open until
 * one of them or the client does.
 */
export interface Exchange {
  readonly request: WireRequest
  /** The client has gone, or the exchange was reset: nothing that is answered now arrives. */
  readonly remoteClosed: boolean
  /** Called once if the client closes before the exchange has ended; at once if it already has. */
  onClientClose(callback: () => void): void
  /**
   * Writes the answer. With `cutAfterBytes` the headers promise the whole body and the connection ends after so many bytes of it; never
   * after all of them: at least the last byte is kept back, and an answer without a body is a reset.
   * @throws Error (rejects) if the exchange has ended already, or the answer's headers cannot be written; the connection is then reset.
   */
  answer(response: WireResponse, options?: { readonly cutAfterBytes?: number }): Promise<Handover>
  /** Resets the connection (TCP RST): the client sees ECONNRESET. */
  reset(): void
  /** Keeps the connection open and says nothing. */
  hang(): void
}

/** What never became an exchange. */
export type RefusedKind =
  /** Not HTTP; answered 400. */
  | 'malformed'
  /** The headers are larger than allowed; answered 431. */
  | 'headers-too-large'
  /** The body is larger than allowed; not kept, answered 413. */
  | 'body-too-large'
  /** The client went away in the middle of its request. */
  | 'disconnected'
  /** More connections than allowed; closed. */
  | 'too-many-connections'

export interface RefusedDetails {
  /** One sentence for people. */
  readonly message: string
  readonly method?: string
  /** As it stood in the request, not decoded. */
  readonly target?: string
  /** Bytes of the body that had arrived. */
  readonly bytes?: number
}

/** A part of `limits`. */
export interface HttpLimits {
  readonly request_body_bytes_max: number
  readonly request_headers_bytes_max: number
  readonly connections_count_max: number
  /** Of a body that is too large, this much more is read and thrown away, so that the client can read its 413. */
  readonly request_drain_bytes_max: number
  /** How long a server tries to get its port back. */
  readonly listen_again_ms_max: number
}

export interface ServeHttpOptions {
  /** An address, not a name. */
  readonly host: string
  /** Zero asks for a free one. */
  readonly port: number
  readonly limits: HttpLimits
  readonly timers: Timers
  /** Called with each whole request. What it throws resets the connection and goes to `onError`. */
  readonly onExchange: (exchange: Exchange) => void
  readonly onRefused: (kind: RefusedKind, details: RefusedDetails) => void
  /** Something broke on our side that no plan asked for. */
  readonly onError: (error: Error) => void
}

export interface SendHttpOptions {
  /** http: or https:. */
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** From the call to the last byte of the answer. */
  readonly timeout_ms: number
  /** The operating system has taken the whole request; on a kept-alive connection that may have been a dead one. */
  readonly onBodyWritten?: () => void
  readonly signal?: AbortSignal
}

/** What became of a request. Nothing is thrown for what a network or a target can do. */
export interface HttpResult {
  /** Null when no status line came. A redirect is a status like others: it is never followed. */
  readonly status: number | null
  /** No connection came about: nothing of the request can have arrived. */
  readonly notConnected: boolean
  readonly timedOut: boolean
  /** `ECONNREFUSED`, `ECONNRESET`, `TIMEOUT`, `ABORTED`, …; absent when the whole answer came: only then does `status` count as one. */
  readonly error?: string
  /** The beginning of what came with an answer that is no 2xx. */
  readonly says?: string
}

/** So much is kept of what somebody says who refuses a message. */
export const refusal_bytes_max = 1_024

/** No answer that means yes. */
export function isRefusal(status: number): boolean {
  return status >= 300
}
