import { describe, expect, test } from 'vitest'
import type { MasterData } from '../../../src/domain/master.js'
import { flowKinds } from '../../../src/flows/index.js'
import { masterData } from '../../support/journal-header.js'

const { confirmation, consumption, reversal } = flowKinds

function reported(options: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    confirmation: 'MC-000001',
    plant: 'P1',
    order: '100001',
    operation: '0010',
    sequence: 1,
    kind: 'partial',
    yield: { quantity: 11, unit: 'EA' },
    scrap: { quantity: 0, unit: 'EA' },
    rework: { quantity: 0, unit: 'EA' },
    occurredAt: '2026-03-02T05:00:00.000Z',
    ...options,
  }
}

/** "measure item quantity" of what a payload obliges. */
function obliges(payload: Record<string, unknown>, master: MasterData = masterData()): string[] {
  return confirmation
    .expect(payload, master)
    .map(({ measure, item, quantity, location }) =>
      [measure, item, quantity, location && `@ ${location}`].filter((part) => part !== undefined).join(' '),
    )
}

/** The landscape of the journal tests, with a component by weight that is backflushed. */
function weighed(rate: string, unit: string): MasterData {
  const master = masterData()
  return masterData({
    boms: master.boms.map((bom) => ({
      ...bom,
      lines: [{ item: 'C2', rate, unit, issue: 'backflush', operation: '0010', location: 'RM01' }],
    })),
  })
}

describe('a confirmation obliges', () => {
  test('its yield, and the backflushed components of its operation', () => {
    expect(obliges(reported())).toEqual(['yield 11', 'issue C1 11 @ RM01'])
  })
  test('scrap, rework and the end of the operation, where reported; scrap uses components, rework does not', () => {
    const payload = reported({ kind: 'final', scrap: { quantity: 2, unit: 'EA', reason: 'surface' }, rework: { quantity: 3, unit: 'EA' } })
    expect(obliges(payload)).toEqual(['yield 11', 'scrap 2', 'rework 3', 'final 1', 'issue C1 13 @ RM01'])
  })
  test('the receipt at the operation that receives, and no components of other operations', () => {
    expect(obliges(reported({ operation: '0020' }))).toEqual(['yield 11', 'receipt FG-100 11 @ FG01'])
    expect(obliges(reported({ operation: '0020', yield: { quantity: 0, unit: 'EA' } }))).toEqual(['yield 0'])
  })
  test('base units: boxes are pieces, grams are kilograms, rounded half-up once', () => {
    expect(obliges(reported({ yield: { quantity: 2, unit: 'BOX' } }))).toEqual(['yield 24', 'issue C1 24 @ RM01'])
    expect(obliges(reported(), weighed('3.5', 'G'))).toEqual(['yield 11', 'issue C2 0.039 @ RM01'])
    expect(obliges(reported({ yield: { quantity: 1, unit: 'EA' } }), weighed('0.5', 'G'))).toEqual(['yield 1', 'issue C2 0.001 @ RM01'])
    expect(obliges(reported({ yield: { quantity: 1, unit: 'EA' } }), weighed('0.4', 'G'))).toEqual(['yield 1'])
  })
  test('every dimension that stock is kept by', () => {
    expect(confirmation.expect(reported(), masterData()).at(-1)).toEqual({
      system: 'erp',
      measure: 'issue',
      plant: 'P1',
      order: '100001',
      operation: '0010',
      item: 'C1',
      location: 'RM01',
      stockType: 'unrestricted',
      quantity: '11',
    })
  })
  test('nothing that cannot be: an order, a unit or a component that the master data lacks is our mistake', () => {
    expect(() => obliges(reported({ order: '9' }))).toThrow('The production order 9 of plant P1 is not in the master data.')
    expect(() => obliges(reported({ yield: { quantity: 1, unit: 'PAL' } }))).toThrow('The item FG-100 is not known in PAL.')
    expect(() => obliges(reported(), weighed('1', 'LB'))).toThrow('names C2 in LB')
    expect(() => obliges(reported({ yield: 11 }))).toThrow('no quantity with a unit in "yield"')
  })
})

test('a consumption obliges one issue, of its lot, in the base unit', () => {
  const payload = {
    consumption: 'MI-000001',
    plant: 'P1',
    order: '100001',
    operation: '0010',
    sequence: 1,
    item: 'C2',
    lot: 'L1',
    location: 'RM01',
    quantity: 38.5,
    unit: 'G',
    occurredAt: '2026-03-02T05:00:00Z',
  }
  const issue = { system: 'erp', measure: 'issue', plant: 'P1', order: '100001', item: 'C2', location: 'RM01', stockType: 'unrestricted' }
  expect(consumption.expect(payload, masterData())).toEqual([{ ...issue, lot: 'L1', quantity: '0.039' }])
  expect(consumption.expect({ ...payload, item: 'C1', lot: '', quantity: 3, unit: 'EA' }, masterData())).toEqual([
    { ...issue, item: 'C1', quantity: '3' },
  ])
})

test('a reversal obliges the negation of what its original obliged, line by line', () => {
  const original = confirmation.expect(reported({ kind: 'final', scrap: { quantity: 1, unit: 'EA' } }), masterData())
  const negated = reversal.expect({}, masterData(), original)
  expect(negated.map(({ measure, quantity }) => `${measure} ${quantity}`)).toEqual(['yield -11', 'scrap -1', 'final -1', 'issue -12'])
  expect(negated.map((effect) => ({ ...effect, quantity: '' }))).toEqual(original.map((effect) => ({ ...effect, quantity: '' })))
  expect(reversal.expect({}, masterData())).toEqual([])
})
