import { describe, expect, test } from 'vitest'
import { load } from './load.js'

interface Event {
  readonly [name: string]: unknown
}
interface Answer {
  readonly status: number
  readonly sent?: boolean
  readonly retryAfterMs?: number | null
  readonly body?: unknown
}

const { backoffMs, retryAfterMs } = await load<{
  backoffMs(attempts: number, limits: { firstMs: number; maxMs: number }, random: number): number
  retryAfterMs(header: string | null, now?: number): number | null
}>('backoff.js')
const { businessDate } = await load<{ businessDate(instant: string, zone: string): string }>('business-date.js')
const { factOf, readEvent } = await load<{
  factOf(event: unknown): Event
  readEvent(headers: Record<string, string>, body: Buffer): Event
}>('cloud-event.js')
const { meaningOf } = await load<{ meaningOf(answer: Answer): Event }>('erp.js')
const { bodyOf } = await load<{ bodyOf(fact: Event, settings: Event): Event }>('postings.js')
const { settingsFrom } = await load<{ settingsFrom(env: Record<string, string>): Event }>('settings.js')

describe('back-off', () => {
  test('doubles up to its limit, and is spread over the upper half', () => {
    const limits = { firstMs: 75, maxMs: 1000 }
    expect([1, 2, 3, 4, 5, 50].map((attempts) => [backoffMs(attempts, limits, 0), backoffMs(attempts, limits, 1)])).toEqual([
      [38, 75],
      [75, 150],
      [150, 300],
      [300, 600],
      [500, 1000],
      [500, 1000],
    ])
  })

  test('Retry-After is seconds or a date', () => {
    expect(retryAfterMs('1')).toBe(1000)
    expect(retryAfterMs('Mon, 02 Mar 2026 06:00:05 GMT', Date.UTC(2026, 2, 2, 6, 0, 0))).toBe(5000)
    expect([retryAfterMs(null), retryAfterMs(''), retryAfterMs('soon')]).toEqual([null, null, null])
  })
})

describe('events', () => {
  const data = { confirmation: 'MC-000001', order: '100001', sequence: 3 }
  const event = { id: 'e1', source: '/mes/P1', type: 't', subject: 'MC-000001', partitionkey: '100001', sequence: '3', data }

  test('structured and binary deliveries are the same fact', () => {
    const structured = readEvent({ 'content-type': 'application/cloudevents+json' }, Buffer.from(JSON.stringify(event)))
    const binary = readEvent(
      {
        'ce-id': 'e1',
        'ce-source': '/mes/P1',
        'ce-type': 't',
        'ce-subject': 'MC%2D000001',
        'ce-partitionkey': '100001',
        'ce-sequence': '3',
      },
      Buffer.from(JSON.stringify(data)),
    )
    expect(factOf(binary)).toEqual(factOf(structured))
    expect(factOf(structured)).toEqual({
      key: 'MC-000001',
      identity: '/mes/P1|MC-000001',
      source: '/mes/P1',
      stream: '/mes/P1|100001',
      sequence: 3,
      type: 't',
      data,
    })
  })

  test('a re-emission under another id is the same fact, and another plant with the same number is not', () => {
    expect(factOf({ ...event, id: 'e2' })).toEqual(factOf(event))
    expect(factOf({ ...event, source: '/mes/P2' })['identity']).not.toBe(factOf(event)['identity'])
  })

  test('without a name it is no fact; with a name it is one, however broken', () => {
    expect(() => factOf({ id: 'e1', data: {} })).toThrow('which fact')
    expect(() => readEvent({ 'content-type': 'application/json' }, Buffer.from('{'))).toThrow('not JSON')
    expect(factOf({ subject: 'MC-1', sequence: 'x', data: null })).toMatchObject({ key: 'MC-1', stream: '|MC-1', sequence: null, data: {} })
  })
})

describe('what an answer means', () => {
  const cases: readonly [string, Answer, string][] = [
    ['done', { status: 201, body: { document: 'D1' } }, 'posted'],
    ['there already', { status: 409, body: { error: { code: 'DUPLICATE_REFERENCE', document: 'D1' } } }, 'posted'],
    ['reversed already', { status: 409, body: { error: { code: 'ALREADY_REVERSED', document: 'D1' } } }, 'posted'],
    ['another conflict', { status: 409, body: { error: { code: 'ELSEWISE' } } }, 'refused'],
    ['locked', { status: 423, retryAfterMs: 1000, body: {} }, 'wait'],
    ['throttled', { status: 429, retryAfterMs: null, body: {} }, 'wait'],
    ['unavailable, and says for how long', { status: 503, retryAfterMs: 1000, body: {} }, 'wait'],
    ['unavailable, from wherever', { status: 503, retryAfterMs: null, body: {} }, 'doubt'],
    ['broken', { status: 500, retryAfterMs: null, body: {} }, 'doubt'],
    ['gateway time-out', { status: 504, retryAfterMs: null, body: {} }, 'doubt'],
    ['no answer', { status: 0, sent: true }, 'doubt'],
    ['not connected', { status: 0, sent: false }, 'wait'],
    [
      'closed period with an open one',
      { status: 422, body: { error: { code: 'PERIOD_CLOSED', nextOpenDate: '2026-04-01' } } },
      'period-closed',
    ],
    ['closed period without', { status: 422, body: { error: { code: 'PERIOD_CLOSED' } } }, 'refused'],
    ['unknown order', { status: 404, body: { error: { code: 'UNKNOWN_ORDER' } } }, 'refused'],
  ]
  test.each(cases)('%s', (_, answer, kind) => {
    expect(meaningOf(answer)['kind']).toBe(kind)
  })
})

describe('postings', () => {
  const settings = { plantZones: new Map([['P2', 'America/Chicago']]), defaultZone: 'Europe/Berlin' }
  const type = 'org.mfgsync.mes.confirmation.reported.v1'
  const data = {
    confirmation: 'MC-000001',
    plant: 'P1',
    order: '100001',
    operation: '0010',
    sequence: 1,
    kind: 'partial',
    occurredAt: '2026-03-02T23:30:00Z',
    yield: { quantity: 11, unit: 'EA' },
    scrap: { quantity: 0, unit: 'EA' },
    rework: { quantity: 0, unit: 'EA' },
  }

  test('a confirmation is dated where it happened', () => {
    expect(bodyOf({ type, data }, settings)).toEqual({
      plant: 'P1',
      order: '100001',
      operation: '0010',
      kind: 'partial',
      yield: { quantity: 11, unit: 'EA' },
      postingDate: '2026-03-03',
      documentDate: '2026-03-03',
    })
    expect(bodyOf({ type, data: { ...data, plant: 'P2' } }, settings)).toMatchObject({ postingDate: '2026-03-02' })
    expect(businessDate('2026-03-29T23:30:00+02:00', 'Europe/Berlin')).toBe('2026-03-29')
  })

  test('a posting that was moved keeps its true date', () => {
    const moved = bodyOf({ type, data, postingDate: '2026-04-01' }, settings)
    expect(moved).toMatchObject({ postingDate: '2026-04-01', documentDate: '2026-03-03' })
  })

  test('what is missing is never made up', () => {
    expect(() => bodyOf({ type, data: { ...data, yield: { quantity: 11 } } }, settings)).toThrow('yield needs a quantity and a unit')
    expect(() => bodyOf({ type, data: { ...data, yield: undefined } }, settings)).toThrow('it is missing.')
    expect(() => bodyOf({ type, data: { ...data, occurredAt: 'yesterday' } }, settings)).toThrow('occurredAt is "yesterday"')
    expect(() => bodyOf({ type: 'something.new.v1', data }, settings)).toThrow('Events of type "something.new.v1" are not known here.')
  })
})

describe('settings', () => {
  test('what is wrong is named', () => {
    expect(() => settingsFrom({})).toThrow('MFGSYNC_ERP_URL is not set')
    expect(() => settingsFrom({ MFGSYNC_ERP_URL: 'http://127.0.0.1:1', REFERENCE_INTAKE: 'queue' })).toThrow('webhook, feed or both')
    expect(() => settingsFrom({ MFGSYNC_ERP_URL: 'http://127.0.0.1:1', REFERENCE_INTAKE: 'feed' })).toThrow('MFGSYNC_MES_URL is not set')
    expect(() => settingsFrom({ MFGSYNC_ERP_URL: 'http://127.0.0.1:1', PORT: 'x' })).toThrow('PORT is "x"')
    expect(() => settingsFrom({ MFGSYNC_ERP_URL: 'http://127.0.0.1:1', PLANT_ZONES: 'P1' })).toThrow('expected PLANT=Zone')
  })
})
