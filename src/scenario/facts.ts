import { flowKinds } from '../flows/index.js'
import type { ConfirmationPayload, ConsumptionPayload, ReversalPayload } from '../flows/shapes.js'
import type { ExpectedEffect, Must } from '../domain/fact.js'
import type { MasterData, ProductionOrder } from '../domain/master.js'
import { locations } from '../data/landscape.js'
import type { FactDraft, OrderDraft, PlanBuilder } from './builder.js'
import type { PlannedFact } from './plan.js'

const prefixes = { confirmation: 'MC', consumption: 'MI', reversal: 'MR' } as const

/** The most that the facts report on one operation of the order: what an order without a quantity of its own is for. */
export function reportedQuantity(builder: PlanBuilder, order: OrderDraft): number {
  const sums = new Map<string, number>()
  for (const { about, order: of } of builder.confirmations()) {
    if (of === order) sums.set(about.operation, (sums.get(about.operation) ?? 0) + about.yield + about.scrap + about.rework)
  }
  return Math.max(0, ...sums.values())
}

function productionOrder(builder: PlanBuilder, draft: OrderDraft): ProductionOrder {
  return {
    id: draft.id,
    plant: draft.plant,
    item: draft.product,
    quantity: draft.quantity ?? String(Math.max(1, reportedQuantity(builder, draft))),
    revision: 'A',
    status: draft.status,
    routing: draft.routing,
    operations: draft.operations,
    overTolerance: draft.overTolerance,
    receiptLocation: locations.finished,
  }
}

/** The master data of the plan: the landscape with the orders that the scenario dispatches. */
export function masterOf(builder: PlanBuilder): MasterData {
  const { plants, items, boms, balances, periods } = builder.landscape
  return { plants, items, boms, balances, periods, orders: builder.orders.map((order) => productionOrder(builder, order)) }
}

function mustOf({ order, at_ms }: FactDraft): Must {
  if (order.closedAt_ms !== undefined && order.closedAt_ms <= at_ms) return 'REJECT'
  if (order.status === 'created' && order.releasedAt_ms === undefined) return 'REJECT'
  if (order.status === 'created' && (order.releasedAt_ms ?? 0) > at_ms) return 'HOLD'
  return 'POST'
}

interface Numbered {
  readonly draft: FactDraft
  readonly key: string
  readonly sequence: number
}

/** Business keys and places in the order's sequence, in the order of time. */
function number(drafts: readonly FactDraft[]): Numbered[] {
  const counters = { confirmation: 0, consumption: 0, reversal: 0 }
  const sequences = new Map<OrderDraft, number>()
  return drafts
    .map((draft, index) => ({ draft, index }))
    .sort((a, b) => a.draft.at_ms - b.draft.at_ms || a.index - b.index)
    .map(({ draft }) => {
      const { flow } = draft.about
      counters[flow] += 1
      const sequence = (sequences.get(draft.order) ?? 0) + 1
      sequences.set(draft.order, sequence)
      return { draft, key: `${prefixes[flow]}-${String(counters[flow]).padStart(6, '0')}`, sequence }
    })
}

function payloadOf(
  { draft, key, sequence }: Numbered,
  occurredAt: string,
  keyOf: (draft: FactDraft) => string,
): Readonly<Record<string, unknown>> {
  const { about, order } = draft
  const { plant, id } = order
  if (about.flow === 'confirmation') {
    const reason = about.scrapReason === undefined ? {} : { reason: about.scrapReason }
    const payload: ConfirmationPayload = {
      confirmation: key,
      plant,
      order: id,
      operation: about.operation,
      sequence,
      kind: about.final ? 'final' : 'partial',
      yield: { quantity: about.yield, unit: 'EA' },
      scrap: { quantity: about.scrap, unit: 'EA', ...reason },
      rework: { quantity: about.rework, unit: 'EA' },
      occurredAt,
    }
    return { ...payload }
  }
  if (about.flow === 'consumption') {
    const payload: ConsumptionPayload = {
      consumption: key,
      plant,
      order: id,
      operation: about.operation,
      sequence,
      item: about.item,
      lot: about.lot,
      location: about.location,
      quantity: about.quantity,
      unit: about.unit,
      occurredAt,
    }
    return { ...payload }
  }
  const payload: ReversalPayload = {
    reversal: key,
    confirmation: keyOf(about.original),
    plant,
    order: id,
    operation: about.operation,
    sequence,
    reason: about.reason,
    occurredAt,
  }
  return { ...payload }
}

/** Gives the facts their numbers, payloads and expected effects. `start` is the instant of the calendar at which the burst begins. */
export function planFacts(builder: PlanBuilder, master: MasterData, start: string): PlannedFact[] {
  const begin = Date.parse(start)
  const numbered = number(builder.facts)
  const keys = new Map(numbered.map(({ draft, key }) => [draft, key]))
  const keyOf = (draft: FactDraft): string => keys.get(draft) ?? ''
  const expected = new Map<FactDraft, readonly ExpectedEffect[]>()
  return numbered.map((entry) => {
    const { draft, key, sequence } = entry
    const { about, order, at_ms } = draft
    const flow = flowKinds[about.flow]
    const occurredAt = new Date(begin + at_ms).toISOString()
    const payload = payloadOf(entry, occurredAt, keyOf)
    const must = mustOf(draft)
    const original = about.flow === 'reversal' ? about.original : undefined
    // A fact that a business reason forbids to post obliges no effect.
    const expect = must === 'REJECT' ? [] : flow.expect(payload, master, original && expected.get(original))
    expected.set(draft, expect)
    const eid = `${flow.source}:${key}`
    const reverses = original && `${flow.source}:${keyOf(original)}`
    return {
      eid,
      source: flow.source,
      flow: about.flow,
      type: flow.type,
      plant: order.plant,
      businessKey: key,
      entity: `order:${order.id}`,
      sequenceKey: order.id,
      streamSeq: sequence,
      occurredAt,
      stampedAt: occurredAt,
      payload,
      ...(reverses !== undefined && { reverses }),
      causes: reverses === undefined ? [] : [reverses],
      physId: eid,
      must,
      expect,
      final: about.flow === 'confirmation' && about.final,
      order: order.id,
      operation: about.operation,
      at_ms,
      after: draft.after.map((earlier) => `${flow.source}:${keyOf(earlier)}`),
    }
  })
}
