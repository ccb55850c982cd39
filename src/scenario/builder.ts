import type { FlowName } from '../domain/fact.js'
import type { BomLine, OrderOperation } from '../domain/master.js'
import type { OrderStatus } from '../domain/order-status.js'
import type { Quantity } from '../domain/quantity.js'
import type { Landscape } from '../data/landscape.js'
import { randomStream, type RandomStream } from '../chance/random.js'
import type { PlannedStep } from './plan.js'

/** A production order while the plan is being made. */
export interface OrderDraft {
  readonly id: string
  readonly plant: string
  readonly product: string
  /** As the scenario says; otherwise what its facts add up to. */
  readonly quantity: Quantity | undefined
  readonly overTolerance: Quantity
  readonly routing: 'sequential' | 'parallel'
  readonly operations: readonly OrderOperation[]
  readonly status: Extract<OrderStatus, 'created' | 'released'>
  /** Offset at which it is released or closed by the scenario, where it is. */
  releasedAt_ms: number | undefined
  closedAt_ms: number | undefined
}

export interface ConfirmationDraft {
  readonly flow: 'confirmation'
  readonly operation: string
  readonly yield: number
  readonly scrap: number
  readonly scrapReason: string | undefined
  readonly rework: number
  readonly final: boolean
}

export interface ConsumptionDraft {
  readonly flow: 'consumption'
  readonly operation: string
  readonly item: string
  readonly lot: string
  readonly location: string
  readonly quantity: number
  readonly unit: string
}

interface ReversalDraft {
  readonly flow: 'reversal'
  readonly operation: string
  readonly original: FactDraft
  readonly reason: string
}

/** A fact before it has a number: those are given in the order of time, once all are known. */
export interface FactDraft {
  readonly order: OrderDraft
  readonly at_ms: number
  /** Facts that must have been acknowledged before this one is offered. */
  readonly after: readonly FactDraft[]
  readonly about: ConfirmationDraft | ConsumptionDraft | ReversalDraft
}

/** What the steps of a scenario write into: orders, facts, and what systems do by themselves, each at its offset in the burst. */
export class PlanBuilder {
  readonly seed: number
  readonly landscape: Landscape
  readonly orders: OrderDraft[] = []
  readonly facts: FactDraft[] = []
  readonly steps: PlannedStep[] = []
  /** Where the next step begins, in milliseconds from the start of the burst. */
  cursor_ms = 0
  readonly #verbs = new Map<string, number>()
  readonly #completed = new Set<OrderDraft>()

  constructor(seed: number, landscape: Landscape) {
    this.seed = seed
    this.landscape = landscape
  }

  /** Chance for the nth use of a verb: another verb before it shifts nothing. */
  stream(verb: string): RandomStream {
    const number = (this.#verbs.get(verb) ?? 0) + 1
    this.#verbs.set(verb, number)
    return randomStream(this.seed, `step:${verb}:${number}`)
  }

  dispatch(order: Omit<OrderDraft, 'id' | 'releasedAt_ms' | 'closedAt_ms'>): OrderDraft {
    const draft: OrderDraft = { ...order, id: String(100_001 + this.orders.length), releasedAt_ms: undefined, closedAt_ms: undefined }
    this.orders.push(draft)
    return draft
  }

  fact(order: OrderDraft, at_ms: number, about: FactDraft['about'], after: readonly FactDraft[] = []): FactDraft {
    const draft: FactDraft = { order, at_ms, after, about }
    this.facts.push(draft)
    return draft
  }

  /** An order's status is changed in the ERP by somebody there, not by the target. */
  setOrderStatus(verb: string, order: OrderDraft, status: 'released' | 'technically-complete' | 'closed'): void {
    if (status === 'released') order.releasedAt_ms = this.cursor_ms
    if (status === 'closed') order.closedAt_ms ??= this.cursor_ms
    // An order is closed out of technical completion, never out of production.
    if (status === 'closed' && !this.#completed.has(order)) this.#step(`${verb}-${order.id}-completion`, order, 'technically-complete')
    if (status !== 'released') this.#completed.add(order)
    this.#step(`${verb}-${order.id}`, order, status)
  }

  #step(id: string, order: OrderDraft, status: 'released' | 'technically-complete' | 'closed'): void {
    const unique = this.steps.some((step) => step.id === id) ? `${id}-${this.steps.length + 1}` : id
    this.steps.push({ id: unique, system: 'erp', at_ms: this.cursor_ms, step: { do: 'set-order-status', order: order.id, status } })
  }

  bomLines(order: OrderDraft): readonly BomLine[] {
    return this.landscape.boms.find((bom) => bom.item === order.product && bom.plant === order.plant)?.lines ?? []
  }

  confirmations(): (FactDraft & { readonly about: ConfirmationDraft })[] {
    return this.facts.filter((fact): fact is FactDraft & { readonly about: ConfirmationDraft } => fact.about.flow === 'confirmation')
  }

  flows(): FlowName[] {
    return [...new Set(this.facts.map((fact) => fact.about.flow))].sort()
  }
}
