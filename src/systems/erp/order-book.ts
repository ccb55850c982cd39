import { entityId, valueText, type StateEffect } from '../../domain/effect.js'
import { LedgerError, type Commit, type Projection } from '../../domain/ledger.js'
import type { MasterData, ProductionOrder, RoutingStep } from '../../domain/master.js'
import { orderStatuses, type OrderStatus } from '../../domain/order-status.js'
import { addQuantities, negateQuantity, type Quantity } from '../../domain/quantity.js'
import { Numbered } from '../shared/numbered.js'

const reported = ['yield', 'scrap', 'rework'] as const

/** A step of a routing and what is confirmed at it, in the base unit, net of reversals. */
export interface StepState {
  readonly master: RoutingStep
  /** The step before it. */
  readonly previous: StepState | undefined
  yield: Quantity
  scrap: Quantity
  rework: Quantity
  /** Final confirmations that are live: more than one where it was confirmed finally twice. */
  finals: number
}

/** An order and how far it is. Only the order book writes to it. */
export interface OrderState {
  readonly master: ProductionOrder
  readonly entity: string
  /** Base unit of the item that it makes. */
  readonly unit: string
  readonly steps: ReadonlyMap<string, StepState>
  status: OrderStatus
  /** The revision that it is made by: taken at release, and kept. */
  revision: string
  locked: boolean
  /** Confirmations that are posted and not reversed. */
  liveConfirmations: number
  /** Steps with a live final confirmation. */
  finalSteps: number
}

/** Every order, and what the commits of the ledger made of it. */
export class OrderBook extends Numbered<OrderState> implements Projection {
  readonly #byEntity: ReadonlyMap<string, OrderState>

  constructor({ items, orders }: MasterData) {
    const units = new Map(items.map((item) => [item.id, item.baseUnit]))
    super(
      'production order',
      orders.map((order) => openOrder(order, units.get(order.item) ?? '')),
    )
    this.#byEntity = new Map(this.all.map((order) => [order.entity, order]))
  }

  /** Opening states, for the ledger. */
  *states(): Generator<StateEffect> {
    for (const order of this.all) {
      yield orderState(order, 'status', order.status)
      yield orderState(order, 'lock', lockWord(order.locked))
      yield orderState(order, 'revision', order.revision)
    }
  }

  verify({ states = [] }: Commit): void {
    for (const { entity, group, after } of states) {
      if (group !== 'status' || !this.#byEntity.has(entity) || isOrderStatus(valueText(after))) continue
      throw new LedgerError(`${entity}: ${valueText(after)} is no status of an order.`)
    }
  }

  take(commit: Commit): void {
    this.#count(commit, 1)
    for (const { entity, group, after } of commit.states ?? []) this.#set(entity, group, valueText(after))
  }

  takeBack(commit: Commit): void {
    this.#count(commit, -1)
    for (const { entity, group, before } of commit.states ?? []) if (before !== undefined) this.#set(entity, group, valueText(before))
  }

  #set(entity: string, group: string, value: string): void {
    const order = this.#byEntity.get(entity)
    if (!order) return
    if (group === 'lock') order.locked = value === lockWord(true)
    else if (group === 'status' && isOrderStatus(value)) order.status = value
    else if (group === 'revision') order.revision = value
  }

  #count({ lines = [], counts = [] }: Commit, sign: 1 | -1): void {
    const [head] = lines
    if (head?.docKind !== 'confirmation') return
    const order = this.in(head.plant, head.dims['order'] ?? '')
    if (!order) return
    order.liveConfirmations += head.reversesDoc === undefined ? sign : -sign
    const step = order.steps.get(head.dims['routingStep'] ?? '')
    if (!step) return
    for (const { measure, quantity } of lines) {
      const counted = reported.find((name) => name === measure)
      if (counted) step[counted] = addQuantities(step[counted], sign > 0 ? quantity : negateQuantity(quantity))
    }
    const before = step.finals > 0 ? 1 : 0
    for (const { measure, count } of counts) if (measure === 'final') step.finals += sign * count
    order.finalSteps += (step.finals > 0 ? 1 : 0) - before
  }
}

function openOrder(master: ProductionOrder, unit: string): OrderState {
  const steps = new Map<string, StepState>()
  let previous: StepState | undefined
  for (const step of master.routingSteps) {
    previous = { master: step, previous, yield: '0', scrap: '0', rework: '0', finals: 0 }
    steps.set(step.id, previous)
  }
  const entity = entityId('order', master.plant, master.id)
  return {
    master,
    entity,
    unit,
    steps,
    status: master.status,
    revision: master.revision,
    locked: false,
    liveConfirmations: 0,
    finalSteps: 0,
  }
}

function isOrderStatus(word: string): word is OrderStatus {
  return (orderStatuses as readonly string[]).includes(word)
}

export function lockWord(locked: boolean): 'locked' | 'unlocked' {
  return locked ? 'locked' : 'unlocked'
}

type OrderGroup = 'status' | 'lock' | 'revision'

/** A state of an order. It has no document of its own. */
function orderState({ entity, master }: OrderState, group: OrderGroup, after: string): StateEffect {
  const { id: order, plant } = master
  const docKind = group === 'lock' ? 'lock' : 'order'
  return { what: 'state', doc: '', docKind, plant, references: [], entity, dims: { plant, order }, group, after }
}

/** A change of an order; `derived`: the system worked it out from a posting. */
export function orderChange(order: OrderState, group: OrderGroup, after: string, derived = false): StateEffect {
  const before = group === 'lock' ? lockWord(order.locked) : order[group]
  return { ...orderState(order, group, after), before, ...(derived && { derived }) }
}

/** What a posting makes of its order: `finals` and `confirmations` are what it adds to the counts of the step and the order. */
export function statusChange(order: OrderState, step: StepState, finals: number, confirmations: number): StateEffect | undefined {
  const after = statusAfter(order, step, finals, confirmations)
  return after === order.status ? undefined : orderChange(order, 'status', after, true)
}

/** Technical completion and closing are people's decisions, which no posting takes back. */
function statusAfter(order: OrderState, step: StepState, finals: number, confirmations: number): OrderStatus {
  const { status } = order
  if (status === 'created' || status === 'technically-complete' || status === 'closed') return status
  if (order.liveConfirmations + confirmations <= 0) return 'released'
  const before = step.finals > 0 ? 1 : 0
  const after = step.finals + finals > 0 ? 1 : 0
  return order.finalSteps - before + after === order.steps.size ? 'confirmed' : 'partially-confirmed'
}
