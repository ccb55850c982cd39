import type { Must } from '../../domain/fact.js'
import type { RoutingStep } from '../../domain/master.js'
import type { OrderStatus } from '../../domain/order-status.js'
import type { Quantity } from '../../domain/quantity.js'
import type { JsonSchema } from '../../faults/contract.js'
import type { FactDraft, StoryKey } from '../builder.js'
import { allOr, formatted, positions } from '../schema-parts.js'
import type { StepContext, StepSettings } from './contract.js'

/** A production order while the plan is being made. */
export interface OrderDraft {
  readonly id: string
  readonly plant: string
  readonly product: string
  /** As the scenario says; otherwise what its facts add up to. */
  readonly quantity: Quantity | undefined
  readonly overTolerance: Quantity
  readonly routing: 'sequential' | 'parallel'
  readonly routingSteps: readonly RoutingStep[]
  readonly status: Extract<OrderStatus, 'created' | 'released'>
  /** Offset at which it is released or closed by the scenario, where it is. */
  releasedAt_ms?: number
  closedAt_ms?: number
  /** What it is for, once all facts are known. */
  planned?: Quantity
  /** The shop floor has it only once somebody dispatches it. */
  undispatched?: true
  /** The scenario has completed it technically. */
  completed?: true
}

/** What was made, lost and ended at a routing step. */
export interface Reported {
  readonly routingStep: string
  readonly yield: number
  readonly scrap: number
  readonly scrapReason: string | undefined
  readonly rework: number
  readonly final: boolean
  /** Of the good pieces, where they get them. */
  readonly serials?: readonly string[]
}

/** The orders that were dispatched. */
export const orders: StoryKey<OrderDraft[]> = { begin: () => [] }

/** What was confirmed, and the fact that says so. */
export const confirmations: StoryKey<{ readonly order: OrderDraft; readonly reported: Reported; readonly fact: FactDraft }[]> = {
  begin: () => [],
}

/** Serial numbers that were given so far. */
export const serialNumbers: StoryKey<string[]> = { begin: () => [] }

/** What the status of its order makes of a fact: nothing is posted to one that is not released, or closed. */
export function mustOf(order: OrderDraft, at_ms: number): Must {
  if (order.closedAt_ms !== undefined && order.closedAt_ms <= at_ms) return 'REJECT'
  if (order.status === 'created' && order.releasedAt_ms === undefined) return 'REJECT'
  return order.status === 'created' && (order.releasedAt_ms ?? 0) > at_ms ? 'HOLD' : 'POST'
}

/** Where a fact stands, as payloads say it. */
export function placeOf(
  { plant, id }: OrderDraft,
  operation: string,
  sequence: number,
): { plant: string; order: string; operation: string; sequence: number } {
  return { plant, order: id, operation, sequence }
}

/** A setting that several verbs share. */
export const selection: JsonSchema = {
  ...allOr('Which of the dispatched orders: all, their positions from 1, or from one to another.'),
  oneOf: [{ const: 'all' }, formatted('range', 'From one to another.'), positions()],
}

/** Positions as they are listed, or all from one to another. */
function wantedOf(orders: unknown): unknown {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(String(orders)) ?? []
  if (first === undefined || last === undefined) return orders
  return Array.from({ length: Math.max(0, Number(last) - Number(first) + 1) }, (_, index) => Number(first) + index)
}

/** The orders that a step is about; what does not exist is reported. */
export function selectedOrders(settings: StepSettings, context: StepContext): OrderDraft[] {
  const dispatched = context.build.story(orders)
  if (dispatched.length === 0) {
    context.problem([], 'there is no production order yet', 'dispatch some in the set-up phase: "- dispatch-orders: { count: 4 }"')
    return []
  }
  const wanted = wantedOf(settings['orders'])
  if (!Array.isArray(wanted)) return [...dispatched]
  return wanted.flatMap((position: unknown, index) => {
    const order = typeof position === 'number' ? dispatched[position - 1] : undefined
    if (!order)
      context.problem(
        ['orders', index],
        `there is no order number ${String(position)}: ${dispatched.length} are dispatched`,
        `positions run from 1 to ${dispatched.length}`,
      )
    return order ? [order] : []
  })
}
