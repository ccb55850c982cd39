import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { CloudEvent } from '../../src/domain/wire.js'
import { contentModes, encodeCloudEvent } from '../../src/transports/cloudevents.js'
import { HttpSender } from '../../src/transports/http/sender.js'
import { bench, closeAll, closeLater, json, realTimers } from './transports-support.js'

afterEach(closeAll)

const event: CloudEvent = {
  id: 'e-1',
  type: 'org.mfgsync.mes.confirmation.reported.v1',
  source: '/mes/P1',
  subject: 'MC-000001',
  time: '2026-03-02T06:00:00+01:00',
  sequence: '3',
  partitionkey: '100001',
  data: { confirmation: 'MC-000001', yield: { quantity: 11, unit: 'EA' } },
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const validator = new Ajv({
  allErrors: true,
  strict: false,
  formats: {
    'date-time': (text: string) => rfc3339.test(text),
    'uri-reference': (text: string) => URL.canParse(text, 'http://mfgsync.invalid/'),
    uri: (text: string) => URL.canParse(text),
  },
})
const schemaFile = new URL('../../schemas/vendor/cloudevents/cloudevents.json', import.meta.url)
const valid = validator.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object)

/** What a receiver makes of a binary message: attributes from headers, percent signs decoded, data from the body. */
function fromBinary(headers: Readonly<Record<string, string>>, body: Buffer): Record<string, unknown> {
  const object: Record<string, unknown> = { datacontenttype: headers['content-type'], data: JSON.parse(body.toString()) }
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-')) object[name.slice(3)] = decodeURIComponent(value)
  }
  return object
}

test('structured: one JSON object', () => {
  const { headers, body } = encodeCloudEvent(event, 'structured')
  expect(headers).toEqual({ 'content-type': 'application/cloudevents+json' })
  expect(JSON.parse(body.toString())).toMatchInlineSnapshot(`
    {
      "data": {
        "confirmation": "MC-000001",
        "yield": {
          "quantity": 11,
          "unit": "EA",
        },
      },
      "datacontenttype": "application/json",
      "id": "e-1",
      "partitionkey": "100001",
      "sequence": "3",
      "source": "/mes/P1",
      "specversion": "1.0",
      "subject": "MC-000001",
      "time": "2026-03-02T06:00:00+01:00",
      "type": "org.mfgsync.mes.confirmation.reported.v1",
    }
  `)
})

test('binary: attributes in headers, the data as the body', () => {
  const { headers, body } = encodeCloudEvent(event, 'binary')
  expect(headers).toMatchInlineSnapshot(`
    {
      "ce-id": "e-1",
      "ce-partitionkey": "100001",
      "ce-sequence": "3",
      "ce-source": "/mes/P1",
      "ce-specversion": "1.0",
      "ce-subject": "MC-000001",
      "ce-time": "2026-03-02T06:00:00+01:00",
      "ce-type": "org.mfgsync.mes.confirmation.reported.v1",
      "content-type": "application/json",
    }
  `)
  expect(body.toString()).toBe('{"confirmation":"MC-000001","yield":{"quantity":11,"unit":"EA"}}')
})

test('a header value that is not printable ASCII is encoded as the binding says', () => {
  const { headers } = encodeCloudEvent({ ...event, subject: 'Prüf "1" 100% \u{1f3ed}' }, 'binary')
  expect(headers['ce-subject']).toBe('Pr%C3%BCf%20%221%22%20100%25%20%F0%9F%8F%AD')
})

describe('held against the CloudEvents schema', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).map((value) => value.toWellFormed())
  const events = fc.record({
    id: text,
    type: text,
    source: fc.constantFrom('/mes/P1', '/mes/P%202', 'urn:mes:1'),
    subject: text,
    time: fc.constant(event.time),
    sequence: fc.integer({ min: 1 }).map(String),
    partitionkey: text,
    data: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
  })

  test('both modes say the same, and it is valid', () => {
    fc.assert(
      fc.property(events, (candidate) => {
        const structured: unknown = JSON.parse(encodeCloudEvent(candidate, 'structured').body.toString())
        const { headers, body } = encodeCloudEvent(candidate, 'binary')
        for (const value of Object.values(headers)) expect(value).toMatch(/^[\x21-\x7e]+$/)
        expect(fromBinary(headers, body)).toEqual(structured)
        expect(valid(structured), JSON.stringify(valid.errors)).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  test('the schema can say no', () => {
    const broken = { ...JSON.parse(encodeCloudEvent(event, 'structured').body.toString()), id: '', time: 'yesterday' } as unknown
    expect(valid(broken)).toBe(false)
    expect(valid.errors?.map((error) => error.instancePath)).toEqual(['/id', '/time'])
  })

  test('an event without an order has neither sequence nor partitionkey', () => {
    const { sequence: _sequence, partitionkey: _partitionkey, ...unordered } = event
    expect(JSON.parse(encodeCloudEvent(unordered, 'structured').body.toString())).not.toHaveProperty('sequence')
    expect(encodeCloudEvent(unordered, 'binary').headers).not.toHaveProperty('ce-partitionkey')
  })
})

test.each(contentModes)('%s over a real connection arrives as it was encoded', async (mode) => {
  const { server, exchange } = await bench((open) => void open.answer(json({}, 202)))
  const source = new HttpSender(realTimers)
  closeLater(() => source.close())
  const encoded = encodeCloudEvent({ ...event, subject: 'Prüf 1' }, mode)
  await source.send({ url: `${server.url}/events`, method: 'POST', ...encoded, timeout_ms: 30_000 })
  const { request } = await exchange()
  expect(request.headers).toMatchObject(encoded.headers)
  expect(request.body.equals(encoded.body)).toBe(true)
})
