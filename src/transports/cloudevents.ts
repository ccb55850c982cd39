import type { WireRequest } from '../domain/wire.js'

/** A fact as a source publishes it. The extension attributes `sequence` and `partitionkey` say which order is owed. */
export interface CloudEvent {
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

/** `structured`: all in one JSON body. `binary`: attributes in `ce-` headers, the data as the body. */
export const contentModes = ['structured', 'binary'] as const
export type ContentMode = (typeof contentModes)[number]

const attributes = ['id', 'source', 'type', 'subject', 'time', 'sequence', 'partitionkey'] as const

/** The event as the JSON object of CloudEvents 1.0; also what a change feed shows. */
function cloudEventObject(event: CloudEvent): Readonly<Record<string, unknown>> {
  return {
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    subject: event.subject,
    time: event.time,
    datacontenttype: 'application/json',
    ...(event.sequence === undefined ? {} : { sequence: event.sequence }),
    ...(event.partitionkey === undefined ? {} : { partitionkey: event.partitionkey }),
    data: event.data,
  }
}

/** Headers and body of a webhook request that carries the event (CloudEvents HTTP protocol binding 1.0). */
export function encodeCloudEvent(event: CloudEvent, mode: ContentMode): Pick<WireRequest, 'headers' | 'body'> {
  if (mode === 'structured') {
    return { headers: { 'content-type': 'application/cloudevents+json' }, body: Buffer.from(JSON.stringify(cloudEventObject(event))) }
  }
  const headers: Record<string, string> = { 'content-type': 'application/json', 'ce-specversion': '1.0' }
  for (const name of attributes) {
    const value = event[name]
    if (value !== undefined) headers[`ce-${name}`] = headerValue(value)
  }
  return { headers, body: Buffer.from(JSON.stringify(event.data)) }
}

/** The binding's encoding of a header value: what is not printable ASCII, and space, quote and per cent, as per cent and two digits. */
function headerValue(text: string): string {
  let encoded = ''
  for (const character of text.toWellFormed()) {
    if (/[\x21\x23\x24\x26-\x7e]/.test(character)) encoded += character
    else for (const byte of Buffer.from(character)) encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}
