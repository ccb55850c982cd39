import { entityId, type StateEffect } from '../../domain/effect.js'
import { Ledger, type Projection } from '../../domain/ledger.js'
import { openingItems, openingStock, type Balance, type MasterData, type PostingPeriod } from '../../domain/master.js'
import { PostingCalendar } from '../../domain/posting-calendar.js'
import { isZeroQuantity } from '../../domain/quantity.js'
import { WrittenStates } from '../shared/states.js'
import { EngineeringBook } from './engineering-book.js'
import { LocationMap } from './location-map.js'
import { LotBook } from './lot-book.js'
import { PlanBook } from './plan-book.js'
import { OrderBook, type OrderState } from './order-book.js'
import { PurchaseOrders } from './purchase-orders.js'

/** First number of each series, less one. */
const seriesStart = { confirmation: 8_000_000_000, 'goods-movement': 4_900_000_000 } as const
export type DocumentKind = keyof typeof seriesStart

/** The ledger of the ERP, and what follows from it: orders, posting periods, lots, purchase orders, the map of bins. */
export class Books {
  readonly ledger: Ledger
  readonly orders: OrderBook
  readonly calendar: PostingCalendar
  readonly lots: LotBook
  readonly engineering: EngineeringBook
  /** States that are nobody's projection: what a person compares is what the ledger says. */
  readonly #written: WrittenStates
  readonly purchaseOrders: PurchaseOrders
  readonly locationMap: LocationMap
  readonly plans: PlanBook

  constructor(opening: MasterData) {
    const orders = new OrderBook(opening)
    this.calendar = new PostingCalendar(opening.periods)
    const periods = this.calendar.periods().map((period) => periodState(period, period.open))
    const { lots = [], purchaseOrders = [], locationMap = [] } = opening
    this.ledger = new Ledger(openingStock(opening, 'erp'), [
      ...orders.states(),
      ...periods,
      ...LotBook.states(lots),
      ...PlanBook.states(opening),
    ])
    this.orders = this.ledger.follow(orders)
    this.lots = this.ledger.follow(new LotBook(openingStock(opening, 'erp'), lots))
    const items = new Map(openingItems(opening, 'erp').map((item) => [item.id, item]))
    this.purchaseOrders = this.ledger.follow(new PurchaseOrders(purchaseOrders, items))
    this.locationMap = this.ledger.follow(new LocationMap(locationMap.filter(({ later }) => later !== true)))
    this.ledger.follow(followPeriods(this.calendar))
    this.plans = this.ledger.follow(new PlanBook(opening))
    this.engineering = this.ledger.follow(new EngineeringBook(opening))
    this.#written = this.ledger.follow(new WrittenStates(['status', 'lock', 'row', 'source', 'declared']))
  }

  /** A number is used up only by what is committed. */
  nextNumber(kind: DocumentKind): string {
    return String(seriesStart[kind] + this.ledger.count(kind).posted + 1)
  }

  /** The next number of rows that are added to a plan. */
  nextRequirement(): string {
    return `PR-${String(this.ledger.count('planned-requirement').posted + 1).padStart(6, '0')}`
  }

  /** Commits a change of state by itself. */
  change(state: StateEffect): StateEffect {
    this.ledger.commit({ states: [state] })
    return state
  }

  /** What a person reconciles: orders by step, stock that is not zero, posting periods, counts of documents. */
  snapshot(): Readonly<Record<string, unknown>> {
    const named = (order: OrderState): string => {
      const { plant, id } = order.master
      return this.orders.isShared(id) ? `${plant}/${id}` : id
    }
    const stock = [...this.ledger.balances()].filter((balance) => !isZeroQuantity(balance.quantity))
    stock.sort((a, b) => (stockText(a) < stockText(b) ? -1 : 1))
    return {
      orders: Object.fromEntries(this.orders.all.map((order) => [named(order), orderSummary(order)])),
      stock,
      ...some('lots', this.lots.all),
      ...some(
        'purchaseOrders',
        this.purchaseOrders.all.map(({ master, received }) => ({ ...master, received })),
      ),
      ...some('plans', this.plans.shown()),
      periods: this.calendar.periods(),
      ...this.#written.shown(this.ledger),
      documents: { confirmations: this.ledger.count('confirmation'), goodsMovements: this.ledger.count('goods-movement') },
    }
  }
}

function periodState({ company, from, to }: PostingPeriod, open: boolean): StateEffect {
  return {
    what: 'state',
    doc: '',
    docKind: 'period',
    plant: '',
    references: [],
    entity: entityId('period', '', `${company}/${from}`),
    dims: { company, period: from, to },
    group: 'status',
    after: periodWord(open),
  }
}

/** Opens or closes a posting period. */
export function periodChange(period: PostingPeriod, open: boolean): StateEffect {
  return { ...periodState(period, open), before: periodWord(period.open) }
}

function periodWord(open: boolean): 'open' | 'closed' {
  return open ? 'open' : 'closed'
}

function followPeriods(calendar: PostingCalendar): Projection {
  const set = ({ docKind, dims }: StateEffect, value: unknown): void => {
    if (docKind === 'period') calendar.set(dims['company'] ?? '', dims['period'] ?? '', value === periodWord(true))
  }
  return {
    take: ({ states = [] }) => states.forEach((state) => set(state, state.after)),
    takeBack: ({ states = [] }) => states.forEach((state) => set(state, state.before)),
  }
}

function orderSummary(order: OrderState): Readonly<Record<string, unknown>> {
  const { plant, item, quantity } = order.master
  const operations = Object.fromEntries(
    [...order.steps.values()].map(({ master, yield: good, scrap, rework, finals }) => [master.id, { yield: good, scrap, rework, finals }]),
  )
  return { plant, item, quantity, unit: order.unit, status: order.status, locked: order.locked, operations }
}

/** A list, where there is something in it: other landscapes have no such things. */
function some(name: string, list: readonly unknown[]): Readonly<Record<string, unknown>> {
  return list.length > 0 ? { [name]: list } : {}
}

function stockText({ plant, item, location, lot, stockType }: Balance): string {
  return `${plant}|${item}|${location}|${stockType}|${lot}`
}
