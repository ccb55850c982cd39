import type { Bom, BomLine, MasterData, ProductionOrder } from '../domain/master.js'
import { addQuantities, divideQuantities, isZeroQuantity, multiplyQuantities } from '../domain/quantity.js'
import { exactInBaseUnit, isKept, toBaseUnit } from '../domain/units.js'
import type { Expectation, Flow, FlowWorld } from './contract.js'
import { aboutOrder, exact, measuredSchema, orderOf, orderSchema, postingOf, toBase, type Measured, type OrderPayload } from './payload.js'

const system = 'erp'

/** Places to which a rate for one piece is worked out. */
const ratePlaces = 12

/** Payload of `org.mfgsync.mes.confirmation.reported.v1`. */
export interface ConfirmationPayload extends OrderPayload {
  readonly confirmation: string
  readonly kind: 'partial' | 'final'
  readonly yield: Measured
  readonly scrap: Measured & { readonly reason?: string }
  readonly rework: Measured
  /** Of the good pieces, where the item has such numbers and they are made here. */
  readonly serials?: readonly string[]
}

const reported = orderSchema('What an operator reported at an operation.', 'confirmation', {
  kind: { enum: ['partial', 'final'], description: '`final` ends the operation.' },
  yield: measuredSchema('Good pieces.'),
  scrap: measuredSchema('Pieces that are lost.', { reason: { type: 'string', description: 'Reason code.' } }),
  rework: measuredSchema('Pieces that are neither.'),
})
const serials = { type: 'array', items: { type: 'string' }, description: 'Serial numbers of the good pieces, where they get them here.' }
const schema = { ...reported, properties: { ...(reported['properties'] as object), serials } }

/** Lines for one piece; what is never in stock is taken apart, as the ERP does when it releases an order. */
function componentsOf(
  { item: made, plant, lines, baseQuantity = '1' }: Bom,
  master: MasterData,
  above: readonly string[] = [],
): readonly BomLine[] {
  return lines.flatMap((line) => {
    const rate = baseQuantity === '1' ? line.rate : divideQuantities(line.rate, baseQuantity, ratePlaces)
    const isPhantom = master.items.find(({ id }) => id === line.item)?.kind === 'phantom'
    if (!isPhantom || above.includes(line.item)) return [rate === line.rate ? line : { ...line, rate }]
    const inner = master.boms.find((bom) => bom.item === line.item && bom.plant === plant)
    const parts = inner ? componentsOf(inner, master, [...above, made, line.item]) : []
    // What is in it is used where it is used.
    return parts.map((part) => ({ ...part, rate: multiplyQuantities(part.rate, rate), routingStep: line.routingStep }))
  })
}

/** The components that the routing step uses up by itself: rounded as the ERP does it, where it keeps just what was made. */
function issues(order: ProductionOrder, routingStep: string, consumed: string, bom: Bom, master: MasterData): Expectation[] {
  const effects: Expectation[] = []
  const made = master.items.find((candidate) => candidate.id === order.item)
  const inBase = made && isKept(consumed, made.decimals) ? toBaseUnit : exactInBaseUnit
  for (const line of componentsOf(bom, master)) {
    if (line.issue !== 'backflush' || line.routingStep !== routingStep) continue
    const item = master.items.find((candidate) => candidate.id === line.item)
    const quantity = item ? inBase(item, multiplyQuantities(consumed, line.rate), line.unit) : undefined
    if (quantity === undefined)
      throw new Error(
        `The bill of materials of ${bom.item} in ${bom.plant} names ${line.item} in ${line.unit}, which is not in the master data.`,
      )
    if (isZeroQuantity(quantity)) continue
    const dims = { plant: order.plant, order: order.id, routingStep, item: line.item, location: line.location, stockType: 'unrestricted' }
    effects.push({ system, what: 'quantity', measure: 'issue', dims, quantity })
  }
  return effects
}

function expect(payload: ConfirmationPayload, { master }: FlowWorld): readonly Expectation[] {
  const order = orderOf(payload, master)
  const { dims } = aboutOrder(payload)
  const inBase = (value: Measured): string => toBase(master, order.item, value)
  const [good, scrap, rework] = [inBase(payload.yield), inBase(payload.scrap), inBase(payload.rework)]
  const effects: Expectation[] = [{ system, what: 'quantity', measure: 'yield', dims, quantity: good }]
  if (!isZeroQuantity(scrap)) effects.push({ system, what: 'quantity', measure: 'scrap', dims, quantity: scrap })
  if (!isZeroQuantity(rework)) effects.push({ system, what: 'quantity', measure: 'rework', dims, quantity: rework })
  if (payload.kind === 'final') effects.push({ system, what: 'count', measure: 'final', dims, count: 1 })
  const pieces = { plant: order.plant, item: order.item }
  for (const serial of payload.serials ?? [])
    effects.push({ system, what: 'count', measure: 'serial', dims: { ...pieces, serial }, count: 1 })
  const bom = master.boms.find(
    (candidate) => candidate.item === order.item && candidate.plant === order.plant && candidate.revision === order.revision,
  )
  if (bom) effects.push(...issues(order, payload.operation, addQuantities(good, scrap), bom, master))
  const receives = order.routingSteps.some((step) => step.id === payload.operation && step.receipt)
  if (receives && !isZeroQuantity(good)) {
    const place = { item: order.item, location: order.receiptLocation, stockType: 'unrestricted' }
    effects.push({ system, what: 'quantity', measure: 'receipt', dims: { plant: order.plant, order: order.id, ...place }, quantity: good })
  }
  return effects
}

/** MES → ERP: what an operation yielded, scrapped and reworked, with the components and the receipt that go with it. */
export const confirmationFlow: Flow<ConfirmationPayload> = {
  words: {
    name: 'confirmation',
    title: 'Production confirmations reported in the MES are posted to the production order in the ERP, once each.',
    one: 'confirmation',
    many: 'confirmations',
    letter: 'C',
    verb: 'reported',
    source: 'mes',
    sinks: [system],
  },
  covers: ['confirmations', 'whole-shift'],
  prefix: 'MC',
  types: { 'org.mfgsync.mes.confirmation.reported.v1': schema },
  sequence: {
    words: 'the production order; partial confirmations of an operation may change places, its final one comes last',
    key: ({ order }) => order,
  },
  about: aboutOrder,
  expect,
  commands(payload, world, fact) {
    const { plant, order, operation, kind, yield: good, scrap, rework, serials: pieces } = payload
    const numbers = pieces === undefined ? {} : { serials: pieces }
    const input = { plant, order, operation, kind, yield: good, scrap, rework, ...numbers, ...postingOf(world, system, fact) }
    return [{ system, operation: 'confirmation.create', input }]
  },
  sent: (payload) => (['yield', 'scrap', 'rework'] as const).map((measure) => ({ measure, ...exact(payload[measure]) })),
}
