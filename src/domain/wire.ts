/**
 * What crosses between a transport and a system: plain data, so that a system stays a function from request to response,
 * and any wire (HTTP today, a queue or a drop folder later) can carry it.
 */
export interface WireRequest {
  /** Upper case. */
  readonly method: string
  /** Path without query as it was sent, not decoded (an escaped slash is none); always with a leading slash. */
  readonly path: string
  /** Without the leading question mark; empty when there is none. */
  readonly query: string
  /** Lower-case names; repeated headers are joined by a comma and a space. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface WireResponse {
  readonly status: number
  /** Lower-case names. `content-length` is the transport's business. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}
