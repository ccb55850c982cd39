import type { LedgerDocument, PostedDocumentKind } from './document.js'
import type { Effect, QuantityEffect, StateEffect } from './effect.js'
import type { Balance, MasterData, StockType } from './master.js'
import { openOrder, type OperationState, type OrderState } from './order-book.js'
import { orderStatuses, type OrderStatus } from './order-status.js'
import { PostingCalendar } from './posting-calendar.js'
import { addQuantities, negateQuantity, type Quantity } from './quantity.js'

/** A line on its way into the ledger, which writes the balance into it. The same object becomes the effect: nothing is copied. */
export type DraftLine = { -readonly [Key in keyof QuantityEffect]: QuantityEffect[Key] }

/** What is committed together: the lines of one document, and the changes of state that go with it. */
export interface Posting {
  readonly lines: readonly DraftLine[]
  readonly states: readonly StateEffect[]
}

/** A movement that would make a balance negative, where that is refused. */
export interface NegativeBalance {
  readonly line: QuantityEffect
  readonly before: Quantity
  readonly after: Quantity
}

/** A posting that contradicts what is in the ledger: a mistake of the program or of a stored journal, never of a caller. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
}

interface Cell extends Omit<Balance, 'quantity'> {
  quantity: Quantity
  /** The balance that a posting under way would leave. */
  pending: Quantity | undefined
}

/** The lot stands last: it is the only part that comes from outside unchecked. */
function cellKey(plant: string, item: string, stockType: string, location: string, lot: string): string {
  return `${plant}|${item}|${stockType}|${location}|${lot}`
}

function movesStock(line: QuantityEffect): boolean {
  return line.measure === 'issue' || line.measure === 'receipt'
}

/**
 * The truth of a system: stock balances, documents, orders, posting periods. A posting is committed whole or not at all, and
 * costs the same however much is in the ledger.
 */
export class Ledger {
  readonly orders: ReadonlyMap<string, OrderState>
  readonly calendar: PostingCalendar
  readonly #cells = new Map<string, Cell>()
  readonly #documents = new Map<string, LedgerDocument>()
  readonly #byReference = new Map<string, LedgerDocument[]>()
  readonly #reversedCounts = { confirmation: 0, 'goods-movement': 0 }
  readonly #counts = { confirmation: 0, 'goods-movement': 0 }

  constructor(opening: MasterData) {
    const units = new Map(opening.items.map((item) => [item.id, item.baseUnit]))
    this.orders = new Map(opening.orders.map((order) => [order.id, openOrder(order, units.get(order.item) ?? '')]))
    this.calendar = new PostingCalendar(opening.periods)
    for (const { plant, item, stockType, location, lot, quantity } of opening.balances) {
      const cell = this.#cell(cellKey(plant, item, stockType, location, lot), plant, item, stockType, location, lot)
      cell.quantity = addQuantities(cell.quantity, quantity)
    }
  }

  /**
   * Commits a posting. With `refuseNegative`, a line that takes stock below zero refuses the whole of it, and nothing has changed.
   * Throws LedgerError when the posting contradicts the ledger (a number used twice, a status that was another), before any change.
   */
  commit(posting: Posting, refuseNegative = false): NegativeBalance | undefined {
    for (const state of posting.states) this.#verifyState(state)
    const first = posting.lines[0]
    const reverses = first ? this.#verifyDocument(first) : undefined
    const touched: Cell[] = []
    const negative = this.#stage(posting.lines, touched, refuseNegative)
    if (negative) return negative
    for (const cell of touched) {
      cell.quantity = cell.pending ?? cell.quantity
      cell.pending = undefined
    }
    if (first) this.#keep(first, posting.lines, reverses)
    for (const state of posting.states) this.#applyState(state)
    return undefined
  }

  document(number: string): LedgerDocument | undefined {
    return this.#documents.get(number)
  }

  /** Documents with this external reference, live or reversed, in order of commit. */
  documentsByReference(reference: string): readonly LedgerDocument[] {
    return this.#byReference.get(reference) ?? []
  }

  /** The document of a kind and plant that holds a reference; one that was reversed has freed it. */
  liveByReference(kind: PostedDocumentKind, reversal: boolean, plant: string, reference: string): LedgerDocument | undefined {
    return this.#byReference
      .get(reference)
      ?.findLast(
        (document) =>
          document.kind === kind && document.plant === plant && (document.reverses !== undefined) === reversal && !document.reversedBy,
      )
  }

  /** The newest documents of a kind, in order of commit, and how many older ones were left out. */
  newestDocuments(kind: PostedDocumentKind, atMost: number): { readonly documents: readonly LedgerDocument[]; readonly omitted: number } {
    const all = [...this.#documents.values()].filter((document) => document.kind === kind)
    return { documents: all.slice(-atMost), omitted: Math.max(0, all.length - atMost) }
  }

  /** Documents and how many of them were reversed. */
  count(kind: PostedDocumentKind): { readonly posted: number; readonly reversed: number } {
    return { posted: this.#counts[kind], reversed: this.#reversedCounts[kind] }
  }

  balance(plant: string, item: string, stockType: StockType, location: string, lot: string): Quantity {
    return this.#cells.get(cellKey(plant, item, stockType, location, lot))?.quantity ?? '0'
  }

  /** Every balance that was ever opened or posted to. */
  *balances(): Generator<Balance> {
    for (const { plant, item, location, lot, stockType, quantity } of this.#cells.values())
      yield { plant, item, location, lot, stockType, quantity }
  }

  #cell(key: string, plant: string, item: string, stockType: StockType, location: string, lot: string): Cell {
    let cell = this.#cells.get(key)
    if (!cell) {
      cell = { plant, item, location, lot, stockType, quantity: '0', pending: undefined }
      this.#cells.set(key, cell)
    }
    return cell
  }

  /** Works out the balance after each line without changing one. */
  #stage(lines: readonly DraftLine[], touched: Cell[], refuseNegative: boolean): NegativeBalance | undefined {
    const opened: string[] = []
    for (const line of lines) {
      if (!movesStock(line)) continue
      const { plant, item = '', stockType = 'unrestricted', location = '', lot = '' } = line
      const key = cellKey(plant, item, stockType, location, lot)
      if (!this.#cells.has(key)) opened.push(key)
      const cell = this.#cell(key, plant, item, stockType, location, lot)
      const change = line.measure === 'issue' ? negateQuantity(line.quantity) : line.quantity
      const before = cell.pending ?? cell.quantity
      const after = addQuantities(before, change)
      if (refuseNegative && after.startsWith('-') && change.startsWith('-')) {
        for (const undone of touched) undone.pending = undefined
        for (const created of opened) this.#cells.delete(created)
        return { line, before, after }
      }
      if (cell.pending === undefined) touched.push(cell)
      cell.pending = after
      line.balance = after
    }
    return undefined
  }

  #verifyDocument(first: QuantityEffect): LedgerDocument | undefined {
    if (this.#documents.has(first.doc)) throw new LedgerError(`Document ${first.doc} is in the ledger already.`)
    if (first.docKind !== 'confirmation' && first.docKind !== 'goods-movement')
      throw new LedgerError(`Document ${first.doc} is a ${first.docKind}: it has no quantities.`)
    if (first.reversesDoc === undefined) return undefined
    const reverses = this.#documents.get(first.reversesDoc)
    if (!reverses) throw new LedgerError(`Document ${first.doc} reverses ${first.reversesDoc}, which is not in the ledger.`)
    if (reverses.reversedBy) throw new LedgerError(`Document ${first.reversesDoc} is already reversed by ${reverses.reversedBy.number}.`)
    return reverses
  }

  #keep(first: QuantityEffect, lines: readonly QuantityEffect[], reverses: LedgerDocument | undefined): void {
    const kind = first.docKind === 'confirmation' ? 'confirmation' : 'goods-movement'
    const document: LedgerDocument = {
      number: first.doc,
      kind,
      plant: first.plant,
      references: first.references,
      lines,
      reverses,
      reversedBy: undefined,
    }
    this.#documents.set(document.number, document)
    this.#counts[kind] += 1
    if (reverses) {
      reverses.reversedBy = document
      this.#reversedCounts[kind] += 1
    }
    for (const reference of document.references) {
      const known = this.#byReference.get(reference)
      if (known) known.push(document)
      else this.#byReference.set(reference, [document])
    }
    const order = first.order === undefined ? undefined : this.orders.get(first.order)
    if (!order) return
    order.documents.push(document)
    if (kind !== 'confirmation') return
    order.liveConfirmations += reverses ? -1 : 1
    const operation = first.operation === undefined ? undefined : order.operations.get(first.operation)
    if (operation) for (const line of lines) this.#count(order, operation, line)
  }

  #count(order: OrderState, operation: OperationState, line: QuantityEffect): void {
    const { measure } = line
    if (measure === 'yield' || measure === 'scrap' || measure === 'rework')
      operation[measure] = addQuantities(operation[measure], line.quantity)
    if (measure !== 'final') return
    const before = operation.finals > 0 ? 1 : 0
    operation.finals += Number(line.quantity)
    order.finalOperations += (operation.finals > 0 ? 1 : 0) - before
  }

  #verifyState(state: StateEffect): void {
    const before = this.#stateOf(state.entity, state.field)
    if (before === undefined) throw new LedgerError(`The ledger has no ${state.entity} with a ${state.field}.`)
    if (before !== state.before) throw new LedgerError(`${state.entity}: ${state.field} is ${before}, not ${state.before}.`)
    if (state.field === 'status' && state.entity.startsWith('order:') && !isOrderStatus(state.after))
      throw new LedgerError(`${state.entity}: ${state.after} is no status of an order.`)
  }

  #stateOf(entity: string, field: string): string | undefined {
    const colon = entity.indexOf(':')
    const [kind, id] = [entity.slice(0, colon), entity.slice(colon + 1)]
    if (kind === 'order') {
      const order = this.orders.get(id)
      if (field === 'status') return order?.status
      return field === 'lock' && order ? lockWord(order.locked) : undefined
    }
    if (kind !== 'period' || field !== 'status') return undefined
    const period = this.calendar.periods().find((candidate) => periodId(candidate.company, candidate.from) === id)
    return period && periodWord(period.open)
  }

  #applyState(state: StateEffect): void {
    const colon = state.entity.indexOf(':')
    const id = state.entity.slice(colon + 1)
    const order = state.entity.startsWith('order:') ? this.orders.get(id) : undefined
    if (order && state.field === 'lock') order.locked = state.after === lockWord(true)
    else if (order && isOrderStatus(state.after)) order.status = state.after
    else if (!order) {
      const slash = id.lastIndexOf('/')
      this.calendar.set(id.slice(0, slash), id.slice(slash + 1), state.after === periodWord(true))
    }
  }
}

function isOrderStatus(word: string): word is OrderStatus {
  return (orderStatuses as readonly string[]).includes(word)
}

export function lockWord(locked: boolean): 'locked' | 'unlocked' {
  return locked ? 'locked' : 'unlocked'
}

export function periodWord(open: boolean): 'open' | 'closed' {
  return open ? 'open' : 'closed'
}

/** `C1/2026-03-01`: the company and the first day. */
export function periodId(company: string, from: string): string {
  return `${company}/${from}`
}

/** The ledger that a list of effects leads to, from an opening state. Lines of one document must stand together. */
export function replayEffects(opening: MasterData, effects: readonly Effect[]): Ledger {
  const ledger = new Ledger(opening)
  let lines: DraftLine[] = []
  const flush = (): void => {
    if (lines.length > 0) ledger.commit({ lines, states: [] })
    lines = []
  }
  for (const effect of effects) {
    if (effect.what === 'state' || lines[0]?.doc !== effect.doc) flush()
    if (effect.what === 'quantity') lines.push({ ...effect })
    else ledger.commit({ lines: [], states: [effect] })
  }
  flush()
  return ledger
}
