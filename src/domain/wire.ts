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

/** A fact as a source publishes it (CloudEvents 1.0). The extension attributes `sequence` and `partitionkey` say which order is owed. */
export interface CloudEvent {
  /** The transport's identity of it. A re-emission has another. */
  readonly id: string
  readonly type: string
  readonly source: string
  readonly subject: string
  /** RFC 3339. */
  readonly time: string
  /** Gap-free from "1" per `partitionkey`. */
  readonly sequence?: string
  readonly partitionkey?: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The event as one JSON object: what a webhook carries in structured mode, and what a change feed shows. */
export function cloudEventObject({
  id,
  source,
  type,
  subject,
  time,
  sequence,
  partitionkey,
  data,
}: CloudEvent): Readonly<Record<string, unknown>> {
  return {
    specversion: '1.0',
    id,
    source,
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    ...(sequence !== undefined && { sequence }),
    ...(partitionkey !== undefined && { partitionkey }),
    data,
  }
}
