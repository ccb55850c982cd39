import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpLimits } from '../contract.js'

/** How the receipt of a body can end: `whole`, `refused` or `gone`. */
export interface ReceiverEvents {
  /** The request is complete. */
  whole(body: Buffer): void
  /** The body exceeds the limit; said once, before the rest is read. */
  tooLarge(bytes: number, message: string): void
  /** The 413 has been sent. */
  refused(): void
  /** The connection closed first, after so many bytes. */
  gone(bytes: number): void
}

export interface Receiver {
  /** All of it has come, and is about to be handed over. */
  readonly complete: boolean
  /** To be told by the server. */
  connectionClosed(): void
}

const nothing = Buffer.alloc(0)

/**
 * Collects the body of a request and joins it once. A body over the limit is not kept: its rest is read and thrown away, so
 * that a client that first writes and then reads gets its 413, and beyond `request_drain_bytes_max` the connection is closed.
 */
export function receiveBody(
  incoming: IncomingMessage,
  headers: Readonly<Record<string, string>>,
  outgoing: ServerResponse,
  limits: Pick<HttpLimits, 'request_body_bytes_max' | 'request_drain_bytes_max'>,
  events: ReceiverEvents,
): Receiver {
  let parts: Buffer[] = []
  let bytes = 0
  let state: 'reading' | 'draining' | 'done' = 'reading'
  const announced = Number(headers['content-length'] ?? 0)
  const waitsForContinue = headers['expect'] !== undefined

  const refuse = (): void => {
    state = 'done'
    const complete = incoming.complete
    answerTooLarge(outgoing, limits.request_body_bytes_max, !complete, events.refused)
  }
  const exceed = (size: number): void => {
    state = 'draining'
    parts = []
    events.tooLarge(size, `The body of the request is larger than ${limits.request_body_bytes_max} bytes.`)
    if (waitsForContinue) refuse()
  }

  incoming.on('data', (part: Buffer) => {
    bytes += part.length
    if (state === 'reading') {
      if (bytes > limits.request_body_bytes_max) exceed(bytes)
      else parts.push(part)
    } else if (state === 'draining' && bytes > limits.request_body_bytes_max + limits.request_drain_bytes_max) {
      refuse()
    }
  })
  incoming.on('end', () => {
    if (state === 'draining') refuse()
    if (state !== 'reading') return
    state = 'done'
    events.whole(parts.length === 1 ? (parts[0] ?? nothing) : Buffer.concat(parts, bytes))
  })

  if (announced > limits.request_body_bytes_max) exceed(announced)
  else if (waitsForContinue) outgoing.writeContinue()

  return {
    get complete() {
      return state === 'reading' && incoming.complete
    },
    connectionClosed() {
      if (state === 'done') return
      state = 'done'
      events.gone(bytes)
    },
  }
}

/** @param closing the client is still writing: the connection cannot be used again. */
function answerTooLarge(outgoing: ServerResponse, max: number, closing: boolean, done: () => void): void {
  const body = JSON.stringify({ error: { code: 'BODY_TOO_LARGE', message: `The body is larger than the ${max} bytes that are accepted.` } })
  outgoing.writeHead(413, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(closing ? { connection: 'close' } : {}),
  })
  outgoing.end(body, done)
}
