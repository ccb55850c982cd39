import { describe, expect, test } from 'vitest'
import type { Obliged } from '../../../src/domain/fact.js'
import type { MasterData } from '../../../src/domain/master.js'
import { confirmationFlow, type ConfirmationPayload } from '../../../src/flows/confirmation.js'
import { consumptionFlow, type ConsumptionPayload } from '../../../src/flows/consumption.js'
import type { Expectation, FactInView, FactsInView } from '../../../src/flows/contract.js'
import { flowOf, flows } from '../../../src/flows/index.js'
import { reversalFlow, type ReversalPayload } from '../../../src/flows/reversal.js'
import { systemKind } from '../../../src/systems/index.js'
import { masterData } from '../../support/journal-header.js'

const place = { plant: 'P1', order: '100001', operation: '0010', sequence: 1, occurredAt: '2026-03-02T05:00:00.000Z' }
const alone: FactsInView = { self: { eid: 'mes:X', businessKey: 'X', type: '' }, parts: [], ofType: () => [] }

function reported(options: Partial<ConfirmationPayload> = {}): ConfirmationPayload {
  const none = { quantity: 0, unit: 'EA' }
  return {
    confirmation: 'MC-000001',
    ...place,
    kind: 'partial',
    yield: { quantity: 11, unit: 'EA' },
    scrap: none,
    rework: none,
    ...options,
  }
}

function consumed(options: Partial<ConsumptionPayload> = {}): ConsumptionPayload {
  return { consumption: 'MI-000001', ...place, item: 'C2', lot: 'L1', location: 'RM01', quantity: 38.5, unit: 'G', ...options }
}

const cancelled: ReversalPayload = { reversal: 'MR-000001', confirmation: 'MC-000001', ...place, reason: 'wrong pallet' }

function amountOf(effect: Obliged): string {
  return effect.what === 'state' ? '' : effect.what === 'count' ? String(effect.count) : effect.quantity
}

/** "measure item quantity" of effects. */
function words(effects: readonly Expectation[]): string[] {
  return effects.map((effect) => {
    if (effect.what === 'state') return `${effect.entity} ${effect.group}`
    const { item, location } = effect.dims
    return [effect.measure, item, amountOf(effect), location && `@ ${location}`].filter((part) => part !== undefined).join(' ')
  })
}

function obliges(payload: ConfirmationPayload, master: MasterData = masterData()): string[] {
  return words(confirmationFlow.expect(payload, { master }, alone))
}

/** The landscape of the journal tests, with a component by weight that is backflushed. */
function weighed(rate: string, unit: string): MasterData {
  const master = masterData()
  return masterData({
    boms: master.boms.map((bom) => ({
      ...bom,
      lines: [{ item: 'C2', rate, unit, issue: 'backflush', routingStep: '0010', location: 'RM01' }],
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
  test('every dimension that stock is kept by, and the routing step that used it', () => {
    const dims = { plant: 'P1', order: '100001', routingStep: '0010', item: 'C1', location: 'RM01', stockType: 'unrestricted' }
    const issue = { system: 'erp', what: 'quantity', measure: 'issue', dims, quantity: '11' }
    expect(confirmationFlow.expect(reported(), { master: masterData() }, alone).at(-1)).toEqual(issue)
  })
  test('nothing that cannot be: an order, a unit or a component that the master data lacks is our mistake', () => {
    expect(() => obliges(reported({ order: '9' }))).toThrow('The production order 9 of plant P1 is not in the master data.')
    expect(() => obliges(reported({ yield: { quantity: 1, unit: 'PAL' } }))).toThrow('The item FG-100 is not known in PAL.')
    expect(() => obliges(reported(), weighed('1', 'LB'))).toThrow('names C2 in LB')
    expect(() => obliges(reported({ yield: { quantity: Number.NaN, unit: 'EA' } }))).toThrow('The payload says NaN, which is no quantity.')
  })
})

test('a consumption obliges one issue, of its lot, in the base unit, as exact as it was reported', () => {
  const dims = { plant: 'P1', order: '100001', routingStep: '0010', item: 'C2', location: 'RM01', stockType: 'unrestricted' }
  const issue = { system: 'erp', what: 'quantity', measure: 'issue', quantity: '0.0385', dims: { ...dims, lot: 'L1' } }
  const world = { master: masterData() }
  expect(consumptionFlow.expect(consumed(), world, alone)).toEqual([issue])
  const pieces = consumed({ item: 'C1', lot: '', quantity: 3, unit: 'EA' })
  expect(consumptionFlow.expect(pieces, world, alone)).toEqual([{ ...issue, quantity: '3', dims: { ...dims, item: 'C1' } }])
})

test('a reversal obliges the negation of what its original obliged, line by line', () => {
  const world = { master: masterData() }
  const effects = confirmationFlow.expect(reported({ kind: 'final', scrap: { quantity: 1, unit: 'EA' } }), world, alone)
  const original: FactInView = {
    eid: 'mes:MC-000001',
    businessKey: 'MC-000001',
    type: '',
    plant: 'P1',
    payload: {},
    must: 'POST',
    expect: effects.map((effect) => ({ flow: 'confirmation', ...effect })),
  }
  const negated = reversalFlow.expect(cancelled, world, { ...alone, original })
  expect(words(negated)).toEqual(['yield -11', 'scrap -1', 'final -1', 'issue C1 -12 @ RM01'])
  const unsigned = (effect: Expectation): unknown => ({ ...effect, flow: '', quantity: '', count: 1 })
  expect(negated.map(unsigned)).toEqual(effects.map(unsigned))
  expect(reversalFlow.expect(cancelled, world, alone)).toEqual([])
})

describe('every flow', () => {
  test('has a name, a letter and a prefix that no other has, and is found by its name', () => {
    const unique = (values: readonly (string | undefined)[]): void => expect(new Set(values).size).toBe(values.length)
    unique(flows.map((flow) => flow.words.name))
    unique(flows.map((flow) => flow.words.letter))
    unique(flows.filter(({ prefix }) => prefix !== undefined).map(({ prefix }) => prefix))
    for (const flow of flows) {
      expect(flowOf(flow.words.name)).toBe(flow)
      expect(Object.keys(flow.types).every((type) => type.startsWith('org.mfgsync.'))).toBe(true)
      for (const name of [flow.words.source, ...flow.words.sinks]) expect(systemKind(name)?.words.name).toBe(name)
      expect(flow.words.title).toMatch(/^[A-Z].*\.$/)
    }
    expect(flowOf('unheard-of')).toBeUndefined()
  })
  test('says what a perfect integration would do, dated by the day of the plant', () => {
    const zoneIn = () => 'Europe/Berlin'
    const world = {
      master: masterData(),
      zoneIn,
      documentOf: (_: string, reference: string) => (reference === 'MC-000001' ? '4711' : undefined),
      read: () => undefined,
    }
    const fact = { businessKey: 'K-1', occurredAt: '2026-03-01T23:30:00.000Z', plant: 'P1' }
    const posting = { postingDate: '2026-03-02', reference: 'K-1' }
    expect(confirmationFlow.commands(reported({ kind: 'final' }), world, fact, alone)).toMatchObject([
      { system: 'erp', operation: 'confirmation.create', input: { ...posting, order: '100001', operation: '0010', kind: 'final' } },
    ])
    expect(consumptionFlow.commands(consumed(), world, fact, alone)).toMatchObject([
      {
        system: 'erp',
        operation: 'movement.create',
        input: { ...posting, type: 'issue', lot: 'L1', quantity: { quantity: 38.5, unit: 'G' } },
      },
    ])
    expect(reversalFlow.commands(cancelled, world, fact, alone)).toEqual([
      { system: 'erp', operation: 'confirmation.reverse', input: { document: '4711', ...posting } },
    ])
    expect(reversalFlow.commands({ ...cancelled, confirmation: 'MC-000009' }, world, fact, alone)).toEqual([])
  })
  test('says what its source said, in its own units', () => {
    expect(confirmationFlow.sent?.(reported({ rework: { quantity: 2, unit: 'BOX' } }))).toEqual([
      { measure: 'yield', quantity: '11', unit: 'EA' },
      { measure: 'scrap', quantity: '0', unit: 'EA' },
      { measure: 'rework', quantity: '2', unit: 'BOX' },
    ])
    expect(consumptionFlow.sent?.(consumed())).toEqual([{ measure: 'issue', quantity: '38.5', unit: 'G', item: 'C2' }])
  })
})
