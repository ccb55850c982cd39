/** Thrown for a delivery of which not even the fact's name can be read: its sender has to look at it. */
export class NotAnEvent extends Error {}

/**
 * Reads a CloudEvents 1.0 delivery over HTTP, structured or binary.
 *
 * @param {Record<string, string | string[] | undefined>} headers lower-case names
 * @param {Buffer} body
 * @throws {NotAnEvent}
 */
export function readEvent(headers, body) {
  if (headers['ce-id'] === undefined) return readStructured(headers, body)
  const event = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-')) event[name.slice(3)] = decoded(String(value))
  }
  // Broken data is no reason to forget whose it is: the fact is taken, and handed to people later.
  return { ...event, data: parsed(body) }
}

function readStructured(headers, body) {
  const type = String(headers['content-type'] ?? '')
  if (!type.includes('json')) throw new NotAnEvent(`The content type is "${type}": expected application/cloudevents+json or ce-* headers.`)
  const event = parsed(body)
  if (event === undefined) throw new NotAnEvent('The body is not JSON.')
  return event
}

/**
 * What this integration remembers of an event. The fact's identity is its business key: redeliveries keep the event's `id`,
 * re-emissions do not.
 *
 * @throws {NotAnEvent} when it has no business key
 */
export function factOf(event) {
  if (event === null || typeof event !== 'object' || Array.isArray(event)) throw new NotAnEvent('The event is not an object.')
  const data = event.data !== null && typeof event.data === 'object' ? event.data : {}
  const key = text(event.subject) ?? text(data.reversal) ?? text(data.confirmation) ?? text(data.consumption)
  if (key === undefined) throw new NotAnEvent('The event has no subject, so it does not say which fact it reports.')
  const source = text(event.source) ?? ''
  const order = text(event.partitionkey) ?? text(data.order) ?? key
  return {
    key,
    // Two plants may use the same numbers.
    identity: `${source}|${key}`,
    source,
    stream: `${source}|${order}`,
    sequence: sequenceOf(event.sequence) ?? sequenceOf(data.sequence),
    type: text(event.type) ?? '',
    data,
  }
}

function sequenceOf(value) {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return Number.isSafeInteger(number) && number > 0 ? number : null
}

function text(value) {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function parsed(body) {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function decoded(value) {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
