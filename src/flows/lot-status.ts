import type { MasterData } from '../domain/master.js'
import { addQuantities, compareQuantities, isZeroQuantity, negateQuantity, subtractQuantities } from '../domain/quantity.js'
import type { CommandWorld, Expectation, FactsInView, Flow, FlowWorld } from './contract.js'
import { postingOf, toBase } from './payload.js'
import { aboutLot, common, erp, locationOf, ofLot, payloadOf, types, wms, type DecisionPayload, type ReceiptPayload } from './warehouse.js'

const schema = payloadOf('What quality decided about a lot.', {
  decision: { type: 'string', description: 'Business key.' },
  plant: common.plant,
  item: common.item,
  lot: common.lot,
  sequence: common.sequence,
  accepted: { type: 'number', description: 'Quantity that may be used.' },
  rejected: { type: 'number', description: 'Quantity that may not.' },
  unit: common.unit,
  code: { type: 'string', description: 'Code of the decision.' },
  partial: { type: 'boolean', description: 'True if the rest stays in quality stock.' },
  occurredAt: common.occurredAt,
})

/** Where a lot was received: the storage location in the ERP, the bin in the warehouse. */
function placesOf(payload: DecisionPayload, { master }: FlowWorld, facts: FactsInView): Readonly<Record<typeof erp | typeof wms, string>> {
  const [receipt] = ofLot<ReceiptPayload & { readonly item: string }>(facts, types.receipt, payload)
  const { bin = '' } = receipt?.payload ?? {}
  return { erp: locationOf(master, payload.plant, bin) ?? '', wms: bin }
}

function parts({ accepted, rejected }: DecisionPayload): readonly { readonly stockType: string; readonly quantity: number }[] {
  return [
    { stockType: 'unrestricted', quantity: accepted },
    { stockType: 'blocked', quantity: rejected },
  ].filter(({ quantity }) => quantity !== 0)
}

function expect(payload: DecisionPayload, world: FlowWorld, facts: FactsInView): readonly Expectation[] {
  const { plant, item, lot, unit } = payload
  const places = placesOf(payload, world, facts)
  return [erp, wms].flatMap((system) => {
    const location = system === erp ? places.erp : places.wms
    const leg = (stockType: string, quantity: string): Expectation => ({
      system,
      what: 'quantity',
      measure: 'transfer',
      dims: { plant, item, lot, location, stockType },
      quantity,
    })
    const into = parts(payload).map(({ stockType, quantity }) => leg(stockType, toBase(world.master, item, { quantity, unit })))
    const sum = into.reduce((total, each) => addQuantities(total, each.what === 'quantity' ? each.quantity : '0'), '0')
    return isZeroQuantity(sum) ? [] : [leg('quality', negateQuantity(sum)), ...into]
  })
}

function commands(payload: DecisionPayload, world: CommandWorld, fact: Parameters<typeof postingOf>[2], facts: FactsInView) {
  const { plant, item, lot, unit } = payload
  const places = placesOf(payload, world, facts)
  const posting = postingOf(world, erp, fact)
  const what = { plant, item, lot }
  const inErp = parts(payload).map(({ stockType, quantity }) => ({
    system: erp,
    operation: 'movement.create',
    input: {
      type: 'transfer',
      ...what,
      location: places.erp,
      stockType: 'quality',
      to: { stockType },
      quantity: { quantity, unit },
      ...posting,
    },
  }))
  const inWms = parts(payload).map(({ stockType, quantity }) => ({
    system: wms,
    operation: 'stock-status.change',
    input: { ...what, bin: places.wms, from: 'quality', to: stockType, quantity: { quantity, unit }, reference: posting.reference },
  }))
  return [...inErp, ...inWms]
}

const eidsOf = (receipts: readonly { readonly eid: string }[]): readonly string[] => receipts.map(({ eid }) => eid)

/**
 * The receipts of a lot, and which of them there must have been for so much to be decided upon: a lot may come in several deliveries, and
 * a decision in parts waits for no delivery that it does not need.
 */
function receiptsFor(decision: DecisionPayload, master: MasterData, facts: FactsInView) {
  const { item, sequence } = decision
  const decided = ofLot<DecisionPayload>(facts, types.decision, decision)
    .filter(({ payload }) => payload.sequence <= sequence)
    .flatMap(({ payload: { accepted, rejected, unit } }) =>
      [accepted, rejected].map((quantity) => toBase(master, item, { quantity, unit })),
    )
    .reduce((sum, quantity) => addQuantities(sum, quantity), '0')
  const received = ofLot<ReceiptPayload>(facts, types.receipt, decision).map(({ eid, payload }) => ({
    eid,
    quantity: toBase(master, item, payload),
  }))
  const all = received.reduce((sum, { quantity }) => addQuantities(sum, quantity), '0')
  return received.map(({ eid, quantity }) => ({ eid, isNeeded: compareQuantities(subtractQuantities(all, quantity), decided) < 0 }))
}

/** QMS → ERP, WMS: what quality decided about a lot changes the stock type of what was received. */
export const lotStatusFlow: Flow<DecisionPayload> = {
  words: {
    name: 'lot-status',
    title:
      'What quality decided about a lot changes its stock type in the ERP and in the warehouse, once its receipt is posted: what was ' +
      'accepted may be used, what was rejected is blocked. Two parts of one decision are `KEY#1` and `KEY#2`.',
    one: 'usage decision',
    many: 'usage decisions',
    letter: 'Q',
    verb: 'made',
    source: 'qms',
    sinks: [erp, wms],
  },
  covers: ['lot-receipt', 'whole-shift'],
  prefix: 'QD',
  types: { [types.decision]: schema },
  sequence: {
    words: 'plant, item and lot; a decision and a hold may change places',
    key: ({ plant, item, lot }) => `${plant}/${item}/${lot}`,
  },
  about: ({ plant, item, lot }) => aboutLot(plant, item, lot),
  expect,
  gates(payload, { master }, facts) {
    const gate = { effect: 'transfer', system: erp, by: 'applied', in: erp, or: 'wait', title: 'release-applied-after-receipt' } as const
    const receipts = receiptsFor(payload, master, facts)
    if (receipts.length === 0) return [{ ...gate, facts: [] }]
    const needed = receipts.filter(({ isNeeded }) => isNeeded)
    return [needed.length > 0 ? { ...gate, facts: eidsOf(needed) } : { ...gate, facts: eidsOf(receipts), any: true }]
  },
  commands,
}
