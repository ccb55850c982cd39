import { cloudEventObject, type CloudEvent, type WireRequest } from '../domain/wire.js'

/** `structured`: all in one JSON body. `binary`: attributes in `ce-` headers, the data as the body. */
export const contentModes = ['structured', 'binary'] as const
export type ContentMode = (typeof contentModes)[number]

const attributes = ['id', 'source', 'type', 'subject', 'time', 'sequence', 'partitionkey'] as const

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
