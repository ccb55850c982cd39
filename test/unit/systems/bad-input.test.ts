import { describe, expect, it } from 'vitest'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { assemblyMaster, bomOfB, c9, linesOfB } from './assembly-support.js'
import { ask, codeOf, makeSystem, type Exchange } from './support.js'

const longName = 'L'.repeat(300)
const [line = {}] = linesOfB

function erp(): SystemInstance {
  const made = makeSystem('erp', {}, assemblyMaster())
  ask(made, 'PUT /items/C9', c9)
  return made
}

function mes(): SystemInstance {
  const made = makeSystem('mes', {}, assemblyMaster())
  ask(made, 'PUT /items/C9', c9)
  return made
}

const create = (change: Readonly<Record<string, unknown>>): Exchange => ask(erp(), 'POST /bom-revisions', bomOfB(change))
const floor = (body: object): Exchange => ask(mes(), 'PUT /boms/FG-100/revisions/B?plant=P1', { version: 8, ...body })
const { demand: _demand, ...floorLine } = line as Record<string, unknown>
const receipt = (change: object): Exchange =>
  ask(erp(), 'POST /goods-movements', {
    type: 'receipt',
    plant: 'P1',
    item: 'C9',
    lot: 'LOT-7',
    stockType: 'quality',
    location: 'RC01',
    quantity: { quantity: 512, unit: 'EA' },
    postingDate: '2025-03-28',
    ...change,
  })

/** What a target may send by mistake: each is refused by a code of its own, and nothing is done. */
const cases: readonly (readonly [string, () => Exchange, string])[] = [
  ['a bill of material that contains what it makes', () => create({ item: 'SA-110', lines: [{ ...line, item: 'FG-200' }] }), 'BOM_CYCLE'],
  ['10,000 lines', () => create({ lines: Array.from({ length: 10_000 }, () => line) }), 'NOT_UNDERSTOOD'],
  ['10,000 lines on the shop floor', () => floor({ lines: Array.from({ length: 10_000 }, () => floorLine) }), 'NOT_UNDERSTOOD'],
  ['an unknown unit', () => create({ lines: [{ ...line, rate: { quantity: 1, unit: 'FURLONG' } }] }), 'UNIT_UNKNOWN'],
  ['a negative rate', () => create({ lines: [{ ...line, rate: { quantity: -1, unit: 'EA' } }] }), 'NEGATIVE_QUANTITY'],
  ['a day that there is not', () => create({ effectivity: [{ from: '2025-02-30' }] }), 'NOT_UNDERSTOOD'],
  ['an interval that ends before it begins', () => create({ effectivity: [{ from: '2025-04-01', to: '2025-03-01' }] }), 'NOT_UNDERSTOOD'],
  [
    'intervals that overlap',
    () => create({ effectivity: [{ from: '2025-04-01', to: '2025-06-01' }, { from: '2025-05-01' }] }),
    'NOT_UNDERSTOOD',
  ],
  ['an instant that there is not', () => floor({ effectivity: [{ validFrom: '2025-02-30T00:00:00Z' }] }), 'NOT_UNDERSTOOD'],
  ['a lot of 300 characters', () => receipt({ lot: longName }), 'NOT_UNDERSTOOD'],
  ['a lot of 300 characters in a path', () => ask(erp(), `PUT /lots/${longName}?item=C9&plant=P1`, { attributes: {} }), 'NOT_UNDERSTOOD'],
  ['a receipt on a day that there is not', () => receipt({ postingDate: '2025-02-30' }), 'NOT_UNDERSTOOD'],
  ['a page of a feed beyond the last', () => ask(makeSystem('plm'), 'GET /events?after=99'), 'UNKNOWN_CURSOR'],
  ['a version that there is not', () => ask(makeSystem('plm'), 'GET /revisions/FG-100/99'), 'UNKNOWN_REVISION'],
  ['an activation of nothing', () => ask(erp(), 'POST /bom-revisions/B-1/activation', { from: '2025-03-30' }), 'UNKNOWN_BOM'],
  [
    'an activation of nothing on the shop floor',
    () => ask(mes(), 'POST /boms/FG-100/revisions/B/activation?plant=P1', { version: 8 }),
    'UNKNOWN_REVISION',
  ],
  [
    'an activation of an item that there is not',
    () => ask(mes(), 'POST /boms/X-1/revisions/B/activation?plant=P1', { version: 1 }),
    'UNKNOWN_REVISION',
  ],
]

describe('what a target sends by mistake', () => {
  it.each(cases)('%s is refused, and nothing is done', (_what, send, code) => {
    const exchange = send()
    expect(codeOf(exchange)).toBe(code)
    expect(exchange.status).toBeGreaterThanOrEqual(400)
    expect(exchange.status).toBeLessThan(500)
    expect(exchange.served?.effects ?? []).toEqual([])
  })
})
