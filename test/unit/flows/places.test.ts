import { describe, expect, test } from 'vitest'
import type { MasterData } from '../../../src/domain/master.js'
import { confirmationFlow, type ConfirmationPayload } from '../../../src/flows/confirmation.js'
import { consumptionFlow } from '../../../src/flows/consumption.js'
import type { FactInView, FactsInView } from '../../../src/flows/contract.js'
import { postingOf } from '../../../src/flows/payload.js'
import { factsInView } from '../../../src/flows/view.js'
import { receiptFlow } from '../../../src/flows/receipt.js'
import { masterData, productionOrder } from '../../support/journal-header.js'

const alone: FactsInView = { self: { eid: 'mes:X', businessKey: 'X', type: '' }, parts: [], ofType: () => [] }
const place = { plant: 'P1', order: '100001', operation: '0010', sequence: 1, occurredAt: '2026-03-02T05:00:00.000Z' }
const ea = (quantity: number) => ({ quantity, unit: 'EA' })

function reported(options: Partial<ConfirmationPayload> = {}): ConfirmationPayload {
  return { confirmation: 'MC-000001', ...place, kind: 'partial', yield: ea(11), scrap: ea(0), rework: ea(0), ...options }
}

function obliged(payload: ConfirmationPayload, master: MasterData = masterData()) {
  return confirmationFlow.expect(payload, { master }, alone)
}

const [bom = { item: '', plant: '', revision: '', lines: [] }] = masterData().boms
/** A bill of materials that says something else. */
const other = (more: object) => ({ ...bom, lines: bom.lines.map((line) => ({ ...line, rate: '7' })), ...more })
const amountsOf = (payload: ConfirmationPayload, master?: MasterData) =>
  obliged(payload, master).map((effect) => [effect.what === 'state' ? effect.group : effect.measure, effect])

describe('a confirmation', () => {
  test('says of everything where it belongs: to the step of the order, and what goes to stock, to its place there', () => {
    const dims = { plant: 'P1', order: '100001', routingStep: '0020' }
    const own = { system: 'erp', what: 'quantity' }
    const stock = { plant: 'P1', order: '100001', item: 'FG-100', location: 'FG01', stockType: 'unrestricted' }
    expect(obliged(reported({ operation: '0020', kind: 'final', scrap: ea(2), rework: ea(3) }))).toEqual([
      { ...own, measure: 'yield', dims, quantity: '11' },
      { ...own, measure: 'scrap', dims, quantity: '2' },
      { ...own, measure: 'rework', dims, quantity: '3' },
      { system: 'erp', what: 'count', measure: 'final', dims, count: 1 },
      { ...own, measure: 'receipt', dims: stock, quantity: '11' },
    ])
    expect(confirmationFlow.about?.(reported())).toEqual({
      plant: 'P1',
      entity: 'order:P1/100001',
      dims: { plant: 'P1', order: '100001', routingStep: '0010' },
    })
  })

  test('uses up what the bill of materials of its item, its plant and its revision says, and nothing where there is none', () => {
    const others = [other({ item: 'FG-200' }), other({ plant: 'P2' }), other({ revision: 'B' })]
    const issued = (master: MasterData) => amountsOf(reported(), master).filter(([measure]) => measure === 'issue')
    expect(issued(masterData({ boms: [...others, bom] }))).toEqual(issued(masterData()))
    expect(issued(masterData({ boms: others }))).toEqual([])
  })

  test('uses up components as exactly as it was reported, where the ERP does not keep what was made', () => {
    const line = { item: 'C2', rate: '0.5', unit: 'G', issue: 'backflush', routingStep: '0010', location: 'RM01' } as const
    const master = masterData({ boms: [{ ...bom, lines: [line] }] })
    const weights = (good: number): unknown[] =>
      obliged(reported({ yield: ea(good) }), master).flatMap((effect) =>
        effect.what === 'quantity' && effect.measure === 'issue' ? effect.quantity : [],
      )
    expect(weights(2.5)).toEqual(['0.00125'])
    expect(weights(3)).toEqual(['0.002'])
  })

  test('is about the order of its own plant, where two plants have its number', () => {
    const orders = [productionOrder('100001', { plant: 'P2', item: 'FG-900' }), productionOrder('100001')]
    expect(obliged(reported(), masterData({ orders }))).toEqual(obliged(reported()))
  })
})

test('a consumption asks for a movement without a lot, where the item has none', () => {
  const payload = { consumption: 'MI-000001', ...place, item: 'C1', location: 'RM01', quantity: 3, unit: 'EA' }
  const world = { master: masterData(), zoneIn: () => undefined, documentOf: () => undefined, read: () => undefined }
  const fact = { businessKey: 'MI-000001', occurredAt: place.occurredAt, plant: 'P1' }
  const lots = ['', 'L1'].map((lot) => consumptionFlow.commands({ ...payload, lot }, world, fact, alone)[0]?.input)
  expect(lots.map((input) => input && ('lot' in input ? input['lot'] : 'none'))).toEqual(['none', 'L1'])
})

test('a posting is dated in the zone of its place, and in UTC where there is none', () => {
  const fact = { businessKey: 'K', occurredAt: '2026-03-01T23:30:00.000Z', plant: 'P1' }
  expect(postingOf({ zoneIn: () => 'Europe/Berlin' }, 'erp', fact)).toEqual({ postingDate: '2026-03-02', reference: 'K' })
  expect(postingOf({ zoneIn: () => undefined }, 'erp', fact)).toEqual({ postingDate: '2026-03-01', reference: 'K' })
})

test('a fact sees what it cancels, the other messages of its publication, and all of a type in the order of time', () => {
  const fact = (eid: string, more: object = {}): FactInView & { readonly partOf?: string; readonly reverses?: string } => ({
    eid,
    businessKey: eid,
    type: 'part',
    plant: 'P1',
    payload: {},
    must: 'POST',
    expect: [],
    ...more,
  })
  const all = [
    fact('a', { partOf: 'B' }),
    fact('b', { partOf: 'B' }),
    fact('c', { partOf: 'C' }),
    fact('d', { reverses: 'a', type: 'undo' }),
  ]
  const seen = (index: number): FactsInView => factsInView(all[index] ?? fact('none'), all)
  expect(seen(0).parts.map(({ eid }) => eid)).toEqual(['b'])
  expect(seen(3).parts).toEqual([])
  expect(seen(3).original?.eid).toBe('a')
  expect(seen(0)).not.toHaveProperty('original')
  expect(seen(0).self.eid).toBe('a')
  expect(
    seen(0)
      .ofType('part')
      .map(({ eid }) => eid),
  ).toEqual(['a', 'b', 'c'])
})

test('a receipt that tells nothing of its lot obliges nothing to be known of it', () => {
  const told = (lot: object) =>
    receiptFlow
      .expect(
        {
          receipt: 'WR-000001',
          plant: 'P1',
          purchaseOrder: 'PO-000001',
          line: '10',
          vendor: 'V-10',
          sscc: [],
          item: 'C2',
          lot: { lot: 'L1', ...lot },
          quantity: 3,
          unit: 'KG',
          bin: 'DOCK-1',
          occurredAt: '2026-03-02T05:00:00.000Z',
        },
        { master: masterData() },
        alone,
      )
      .map((effect) => (effect.what === 'state' ? effect.group : effect.measure))
  expect([told({}), told({ supplierLot: '' }), told({ origin: 'DE' })]).toEqual([
    ['receipt', 'delivery'],
    ['receipt', 'delivery'],
    ['receipt', 'delivery', 'attributes'],
  ])
})
