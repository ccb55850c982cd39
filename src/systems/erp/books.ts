import { entityId, valueText, type StateEffect } from '../../domain/effect.js'
import { Ledger, type Commit, type Projection } from '../../domain/ledger.js'
import { openingStock, type Balance, type MasterData, type PostingPeriod } from '../../domain/master.js'
import { PostingCalendar } from '../../domain/posting-calendar.js'
import { isZeroQuantity } from '../../domain/quantity.js'
import { EngineeringBook } from './engineering-book.js'
import { OrderBook, type OrderState } from './order-book.js'

/** First number of each series, less one. */
const seriesStart = { confirmation: 8_000_000_000, 'goods-movement': 4_900_000_000 } as const
export type DocumentKind = keyof typeof seriesStart

/** The ledger of the ERP, and what follows from it: orders, posting periods, lots. */
export class Books {
  readonly ledger: Ledger
  readonly orders: OrderBook
  readonly calendar: PostingCalendar
  readonly lots: LotBook
  readonly engineering: EngineeringBook
  /** States that are nobody's projection: what a person compares is what the ledger says. */
  readonly #written = new Set<string>()

  constructor(opening: MasterData) {
    const orders = new OrderBook(opening)
    this.calendar = new PostingCalendar(opening.periods)
    const periods = this.calendar.periods().map((period) => periodState(period, period.open))
    this.ledger = new Ledger(openingStock(opening, 'erp'), [...orders.states(), ...periods])
    this.orders = this.ledger.follow(orders)
    this.lots = this.ledger.follow(new LotBook(openingStock(opening, 'erp')))
    this.ledger.follow(followPeriods(this.calendar))
    this.engineering = this.ledger.follow(new EngineeringBook(opening))
    this.ledger.follow({
      take: ({ states = [] }) => {
        for (const { entity, group } of states) if (isShown(group)) this.#written.add(entity)
      },
      takeBack: () => undefined,
    })
  }

  /** A number is used up only by what is committed. */
  nextNumber(kind: DocumentKind): string {
    return String(seriesStart[kind] + this.ledger.count(kind).posted + 1)
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
      periods: this.calendar.periods(),
      ...this.#engineeringData(),
      documents: { confirmations: this.ledger.count('confirmation'), goodsMovements: this.ledger.count('goods-movement') },
    }
  }

  /** Items, bills of material and orders as they were written, group by group; nothing where nobody wrote any. */
  #engineeringData(): Readonly<Record<string, unknown>> {
    const texts = [...this.#written].toSorted().flatMap((entity) => {
      const groups = [...(this.ledger.entity(entity) ?? [])].flatMap(([group, writes]) => {
        const last = writes.at(-1)
        if (!last || !isShown(group)) return []
        const version = last.version === undefined ? '' : ` (version ${last.version})`
        return [[group, `${valueText(last.after)}${version}`]]
      })
      return groups.length === 0 ? [] : [[entity, Object.fromEntries(groups)]]
    })
    return texts.length === 0 ? {} : { written: Object.fromEntries(texts) }
  }
}

/** Groups that the rest of a snapshot tells. */
function isShown(group: string): boolean {
  return group !== 'status' && group !== 'lock'
}

/** Lots that the ERP knows: they are in the opening, or something was posted to them. */
class LotBook implements Projection {
  readonly #uses = new Map<string, number>()

  constructor(balances: Iterable<Balance>) {
    for (const { plant, item, lot } of balances) this.#use(plant, item, lot, 1)
  }

  knows(plant: string, item: string, lot: string): boolean {
    return (this.#uses.get(`${plant}|${item}|${lot}`) ?? 0) > 0
  }

  take({ lines = [] }: Commit): void {
    for (const { plant, dims } of lines) this.#use(plant, dims['item'], dims['lot'], 1)
  }

  takeBack({ lines = [] }: Commit): void {
    for (const { plant, dims } of lines) this.#use(plant, dims['item'], dims['lot'], -1)
  }

  #use(plant: string, item = '', lot = '', times: number): void {
    if (lot === '') return
    const key = `${plant}|${item}|${lot}`
    this.#uses.set(key, (this.#uses.get(key) ?? 0) + times)
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

function stockText({ plant, item, location, lot, stockType }: Balance): string {
  return `${plant}|${item}|${location}|${stockType}|${lot}`
}
