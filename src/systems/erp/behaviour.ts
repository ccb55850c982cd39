import type { Effect, StateEffect } from '../../domain/effect.js'
import { Ledger, lockWord, periodId, periodWord } from '../../domain/ledger.js'
import { limits } from '../../domain/limits.js'
import type { MasterData } from '../../domain/master.js'
import type { OrderState } from '../../domain/order-book.js'
import { orderStatuses, type OrderStatus } from '../../domain/order-status.js'
import type { SystemSettings, SystemStep } from '../contract.js'
import type { DocumentQueryInput, ErpInput, OrderActionInput, StockInput } from './input.js'
import { MasterIndex } from './master-index.js'
import { orderObstacle, unknownDocument, unknownItem, unknownOrder } from './obstacles.js'
import { Postings, stateEffect } from './postings.js'
import { refused, type ErpReply } from './reply.js'
import { ledgerSnapshot } from './snapshot.js'

/** The road of an order by people's decisions; postings move it between the stations. */
const decisions: readonly OrderStatus[] = ['created', 'released', 'technically-complete', 'closed']

const actions = {
  'order.release': 'released',
  'order.technical-completion': 'technically-complete',
  'order.closure': 'closed',
} as const satisfies Readonly<Record<string, OrderStatus>>

/** The ERP over its ledger: what it does and finds, whatever wire asked. */
export class ErpBehaviour {
  readonly ledger: Ledger
  readonly #master: MasterIndex
  readonly #postings: Postings

  constructor(settings: SystemSettings, master: MasterData) {
    this.ledger = new Ledger(master)
    this.#master = new MasterIndex(master)
    this.#postings = new Postings(this.ledger, this.#master, settings)
  }

  /** Does what is asked. Effects are committed when it returns. */
  execute(input: ErpInput): ErpReply {
    switch (input.operation) {
      case 'confirmation.create':
        return this.#postings.confirm(input)
      case 'movement.create':
        return this.#postings.move(input)
      case 'confirmation.reverse':
      case 'movement.reverse':
        return this.#postings.reverse(input)
      case 'order.release':
      case 'order.technical-completion':
      case 'order.closure':
        return this.#act(input)
      default:
        return this.#read(input)
    }
  }

  /** What the scenario or a fault makes the ERP do. Throws when it names an order or a period that is not there. */
  step(step: SystemStep): readonly Effect[] {
    if (step.do === 'set-period') return this.#setPeriods(step.company, step.from, step.to, step.open)
    const order = this.ledger.orders.get(step.order)
    if (!order) throw new Error(`Step ${step.do}: the ERP has no production order ${step.order}.`)
    if (step.do === 'set-order-status') return this.#decide(order, step.status)
    if (order.locked === step.locked) return []
    return [this.#commit(stateEffect(order, 'lock', lockWord(order.locked), lockWord(step.locked)))]
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return ledgerSnapshot(this.ledger)
  }

  #act(input: OrderActionInput): ErpReply {
    const order = this.ledger.orders.get(input.order)
    if (!order) return unknownOrder(input.order)
    const wanted = actions[input.operation]
    if (hasReached(order.status, wanted)) return { reply: 'order-status', order, effects: [] }
    if (order.locked) return orderObstacle(order) ?? refused('ORDER_LOCKED', `Order ${input.order} is locked.`)
    const details = { order: input.order, status: order.status }
    if (wanted !== 'released' && order.status === 'created')
      return refused('ORDER_NOT_RELEASED', `Order ${input.order} is created, not released.`, details)
    if (wanted === 'closed' && order.status !== 'technically-complete') {
      return refused('ORDER_NOT_COMPLETE', `Order ${input.order} is ${order.status}; complete it technically before it is closed.`, details)
    }
    return { reply: 'order-status', order, effects: this.#decide(order, wanted) }
  }

  /** Walks the order to a status over every station between, so that its path is always legal. */
  #decide(order: OrderState, wanted: OrderStatus): readonly StateEffect[] {
    const effects: StateEffect[] = []
    while (!hasReached(order.status, wanted)) {
      const next = decisions.find((status) => !hasReached(order.status, status))
      if (next === undefined) break
      effects.push(this.#commit(stateEffect(order, 'status', order.status, next)))
    }
    return effects
  }

  #setPeriods(company: string, from: string, to: string, open: boolean): readonly StateEffect[] {
    const periods = this.ledger.calendar.within(company, from, to)
    if (periods.length === 0) throw new Error(`Step set-period: company ${company} has no posting period within ${from} to ${to}.`)
    const plant = ''
    return periods
      .filter((period) => period.open !== open)
      .map((period) =>
        this.#commit({
          what: 'state',
          doc: '',
          docKind: 'period',
          plant,
          references: [],
          entity: `period:${periodId(company, period.from)}`,
          field: 'status',
          before: periodWord(period.open),
          after: periodWord(open),
        }),
      )
  }

  #commit(effect: StateEffect): StateEffect {
    this.ledger.commit({ lines: [], states: [effect] })
    return effect
  }

  #read(input: Exclude<ErpInput, { readonly operation: `${string}.create` | `${string}.reverse` | keyof typeof actions }>): ErpReply {
    const { ledger } = this
    switch (input.operation) {
      case 'confirmation.query':
      case 'movement.query':
        return this.#documents(input)
      case 'confirmation.read':
      case 'movement.read': {
        const kind = input.operation === 'confirmation.read' ? 'confirmation' : 'goods-movement'
        const document = ledger.document(input.document)
        return document?.kind === kind ? { reply: 'document', document } : unknownDocument(kind, input.document)
      }
      case 'order.query':
        return {
          reply: 'orders',
          orders: [...ledger.orders.values()].filter((order) => input.status === undefined || order.status === input.status),
        }
      case 'order.read': {
        const order = ledger.orders.get(input.order)
        return order ? { reply: 'order', order } : unknownOrder(input.order)
      }
      case 'stock.query':
        return this.#stock(input)
      case 'item.query':
        return { reply: 'items', items: this.#master.master.items }
      case 'item.read': {
        const item = this.#master.items.get(input.item)
        return item ? { reply: 'item', item } : unknownItem(input.item)
      }
      case 'bom.read':
        return this.#boms(input.item, input.plant)
      case 'period.query':
        return {
          reply: 'periods',
          periods: ledger.calendar.periods().filter((period) => input.company === undefined || period.company === input.company),
        }
    }
  }

  #documents(input: DocumentQueryInput): ErpReply {
    const kind = input.operation === 'confirmation.query' ? 'confirmation' : 'goods-movement'
    const most = limits.documents_list_count_max
    const { reference, order } = input
    if (reference === undefined && order === undefined) return { reply: 'documents', ...this.ledger.newestDocuments(kind, most) }
    const candidates =
      reference === undefined ? (this.ledger.orders.get(order ?? '')?.documents ?? []) : this.ledger.documentsByReference(reference)
    const found = candidates.filter((document) => document.kind === kind && (order === undefined || document.lines[0]?.order === order))
    return { reply: 'documents', documents: found.slice(-most), omitted: Math.max(0, found.length - most) }
  }

  #stock(input: StockInput): ErpReply {
    const names = ['plant', 'item', 'location', 'lot', 'stockType'] as const
    const balances = [...this.ledger.balances()].filter((balance) =>
      names.every((name) => input[name] === undefined || balance[name] === input[name]),
    )
    return {
      reply: 'stock',
      balances: balances.map((balance) => ({ ...balance, unit: this.#master.items.get(balance.item)?.baseUnit ?? '' })),
    }
  }

  #boms(item: string, plant: string | undefined): ErpReply {
    if (!this.#master.items.has(item)) return unknownItem(item)
    const boms = this.#master.bomsOf(item, plant)
    if (boms.length > 0) return { reply: 'boms', boms }
    return refused('UNKNOWN_BOM', `Item ${item} has no bill of material${plant === undefined ? '' : ` in plant ${plant}`}.`, {
      item,
      ...(plant !== undefined && { plant }),
    })
  }
}

/** True if the order is at the status or past it. */
function hasReached(status: OrderStatus, wanted: OrderStatus): boolean {
  return orderStatuses.indexOf(status) >= orderStatuses.indexOf(wanted)
}
