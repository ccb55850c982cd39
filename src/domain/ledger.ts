import { sameValue, valueText, type CountEffect, type Effect, type QuantityEffect, type StateEffect, type Value } from './effect.js'
import type { Balance, StockType } from './master.js'
import { measureOf } from './measures/index.js'
import type { Dims } from './names.js'
import { addQuantities, negateQuantity, type Quantity } from './quantity.js'
import { append } from './grouping.js'

/** A line on its way into the ledger, which writes the balance into it. The same object becomes the effect: nothing is copied. */
export type DraftLine = { -readonly [Key in keyof QuantityEffect]: QuantityEffect[Key] }

/** What is committed together: one document, and the changes of state that go with it. */
export interface Commit {
  readonly lines?: readonly DraftLine[]
  readonly counts?: readonly CountEffect[]
  readonly states?: readonly StateEffect[]
  /** The entity that the document is about, under which it is found again. */
  readonly about?: string
  /** By effect: what its value is of, for a projection that keeps more than a digest. */
  readonly contents?: ReadonlyMap<Effect, unknown>
}

/** A posted document. */
export interface LedgerDocument {
  readonly number: string
  readonly kind: string
  readonly plant: string
  readonly references: readonly string[]
  readonly lines: readonly QuantityEffect[]
  readonly counts: readonly CountEffect[]
  readonly entity: string | undefined
  /** The document that this one cancels. */
  readonly reverses: LedgerDocument | undefined
  /** The document that cancels this one. Only the ledger writes to it. */
  reversedBy: LedgerDocument | undefined
}

/** A movement that would make a balance negative, where that is refused. */
export interface NegativeBalance {
  readonly line: QuantityEffect
  readonly before: Quantity
  readonly after: Quantity
}

/** What follows from the commits of a ledger and is kept by whoever knows what they mean: orders, lots, a calendar. */
export interface Projection {
  /** Throws LedgerError for a commit that contradicts it, before anything has changed. */
  verify?(commit: Commit): void
  take(commit: Commit): void
  /** Undoes the last `take`, of this commit. */
  takeBack(commit: Commit): void
}

/** A posting that contradicts what is in the ledger: a mistake of the program or of a stored journal, never of a caller. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
}

interface Cell {
  readonly plant: string
  readonly item: string
  readonly location: string
  readonly lot: string
  readonly stockType: StockType
  quantity: Quantity
  /** The balance that a posting under way would leave. */
  pending: Quantity | undefined
}

/** What a commit is about to change of the stock. */
interface Staged {
  readonly touched: Cell[]
  readonly opened: string[]
}

type Versions = Map<string, StateEffect[]>

const nothing: readonly never[] = []

/** The lot stands last: it is the only part that comes from outside unchecked. */
function cellKey({ plant = '', item = '', stockType = 'unrestricted', location = '', lot = '' }: Dims): string {
  return `${plant}|${item}|${stockType}|${location}|${lot}`
}

/**
 * The truth of a system: stock balances, documents, states of entities. It knows no kind of document and no entity by name. A
 * commit is whole or not at all, and costs the same however much is in the ledger.
 */
export class Ledger {
  readonly #cells = new Map<string, Cell>()
  readonly #documents = new Map<string, LedgerDocument>()
  readonly #byReference = new Map<string, LedgerDocument[]>()
  readonly #byKind = new Map<string, LedgerDocument[]>()
  readonly #byEntity = new Map<string, LedgerDocument[]>()
  readonly #reversals = new Map<string, number>()
  readonly #entities = new Map<string, Versions>()
  readonly #projections: Projection[] = []
  /** How to take back what was committed since `attempt` began. */
  #undo: (() => void)[] | undefined

  /** `states`: the first version of every group of every entity that is there from the start. */
  constructor(balances: Iterable<Balance>, states: Iterable<StateEffect> = []) {
    for (const { quantity, ...dims } of balances) {
      const cell = this.#cell(cellKey(dims), dims)
      cell.quantity = addQuantities(cell.quantity, quantity)
    }
    for (const state of states) this.#write(state)
  }

  /** Tells a projection of every commit from now on. */
  follow<P extends Projection>(projection: P): P {
    this.#projections.push(projection)
    return projection
  }

  /**
   * Commits. With `refuseNegative`, a line that takes stock below zero refuses the whole of it, and nothing has changed.
   * Throws LedgerError when it contradicts the ledger (a number used twice, a state that was another), before any change.
   */
  commit(commit: Commit, rules: { readonly refuseNegative?: boolean } = {}): NegativeBalance | undefined {
    const { lines = nothing, counts = nothing, states = nothing } = commit
    for (const state of states) this.#verifyState(state)
    for (const projection of this.#projections) projection.verify?.(commit)
    // A document may consist of states alone; a state without one is a write by itself.
    const head = lines[0] ?? counts[0] ?? states.find(({ doc, derived }) => doc !== '' && derived !== true)
    const reverses = head && this.#verifyDocument(head)
    const staged: Staged = { touched: [], opened: [] }
    const negative = this.#stage(lines, staged, rules.refuseNegative === true)
    if (negative) return negative
    this.#undo?.push(this.#undoing(commit, staged, head?.doc))
    for (const cell of staged.touched) {
      cell.quantity = cell.pending ?? cell.quantity
      cell.pending = undefined
    }
    if (head) this.#keep(head, commit, reverses)
    for (const state of states) this.#write(state)
    for (const projection of this.#projections) projection.take(commit)
    return undefined
  }

  /**
   * Lets several commits stand or fall together: when `work` says false, or throws, all that it committed is taken back, newest first,
   * as if it had never been.
   */
  attempt(work: () => boolean): boolean {
    if (this.#undo) throw new LedgerError('An attempt is under way: there is none within another.')
    const undo: (() => void)[] = []
    this.#undo = undo
    let good = false
    try {
      good = work()
    } finally {
      this.#undo = undefined
      if (!good) for (const step of undo.reverse()) step()
    }
    return good
  }

  document(number: string): LedgerDocument | undefined {
    return this.#documents.get(number)
  }

  /** Documents that have all that is asked for, live or reversed, in order of commit. */
  documents(wanted: { readonly reference?: string; readonly kind?: string; readonly entity?: string } = {}): readonly LedgerDocument[] {
    const { reference, kind, entity } = wanted
    if (reference === undefined && entity === undefined)
      return kind === undefined ? [...this.#documents.values()] : (this.#byKind.get(kind) ?? nothing)
    const found = reference === undefined ? this.#byEntity.get(entity ?? '') : this.#byReference.get(reference)
    return (found ?? nothing).filter(
      (document) => (kind === undefined || document.kind === kind) && (entity === undefined || document.entity === entity),
    )
  }

  /** The document of a kind and plant that holds a reference; one that was reversed has freed it. */
  liveByReference(kind: string, reversal: boolean, plant: string, reference: string): LedgerDocument | undefined {
    return this.#byReference
      .get(reference)
      ?.findLast(
        (document) =>
          document.kind === kind && document.plant === plant && (document.reverses !== undefined) === reversal && !document.reversedBy,
      )
  }

  /** Documents of a kind, and how many of them cancel others. */
  count(kind: string): { readonly posted: number; readonly reversed: number } {
    return { posted: this.#byKind.get(kind)?.length ?? 0, reversed: this.#reversals.get(kind) ?? 0 }
  }

  /** By group: its versions in order of commit, the opening one first. */
  entity(id: string): ReadonlyMap<string, readonly StateEffect[]> | undefined {
    return this.#entities.get(id)
  }

  /** The value of a group of an entity now. */
  current(entity: string, group: string): Value | undefined {
    return this.#entities.get(entity)?.get(group)?.at(-1)?.after
  }

  /** The balance at a place: plant, item, location, lot, stock type. */
  stock(dims: Dims): Quantity {
    return this.#cells.get(cellKey(dims))?.quantity ?? '0'
  }

  /** Every balance that was ever opened or posted to. */
  *balances(): Generator<Balance> {
    for (const { plant, item, location, lot, stockType, quantity } of this.#cells.values())
      yield { plant, item, location, lot, stockType, quantity }
  }

  #cell(key: string, dims: Dims): Cell {
    let cell = this.#cells.get(key)
    if (!cell) {
      const { plant = '', item = '', stockType = 'unrestricted', location = '', lot = '' } = dims
      cell = { plant, item, location, lot, stockType: stockType as StockType, quantity: '0', pending: undefined }
      this.#cells.set(key, cell)
    }
    return cell
  }

  /** Works out the balance after each line without changing one. */
  #stage(lines: readonly DraftLine[], { touched, opened }: Staged, refuseNegative: boolean): NegativeBalance | undefined {
    for (const line of lines) {
      const { moves } = measureOf(line.measure)
      if (moves === 0) continue
      const key = cellKey(line.dims)
      if (!this.#cells.has(key)) opened.push(key)
      const cell = this.#cell(key, line.dims)
      const change = moves < 0 ? negateQuantity(line.quantity) : line.quantity
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

  #verifyDocument(head: Effect): LedgerDocument | undefined {
    if (this.#documents.has(head.doc)) throw new LedgerError(`Document ${head.doc} is in the ledger already.`)
    if (head.reversesDoc === undefined) return undefined
    const reverses = this.#documents.get(head.reversesDoc)
    if (!reverses) throw new LedgerError(`Document ${head.doc} reverses ${head.reversesDoc}, which is not in the ledger.`)
    if (reverses.reversedBy) throw new LedgerError(`Document ${head.reversesDoc} is already reversed by ${reverses.reversedBy.number}.`)
    return reverses
  }

  #keep(head: Effect, commit: Commit, reverses: LedgerDocument | undefined): void {
    const { doc: number, docKind: kind, plant, references } = head
    const { lines = nothing, counts = nothing, about: entity } = commit
    const document: LedgerDocument = { number, kind, plant, references, lines, counts, entity, reverses, reversedBy: undefined }
    this.#documents.set(number, document)
    append(this.#byKind, kind, document)
    if (reverses) {
      reverses.reversedBy = document
      this.#reversals.set(kind, (this.#reversals.get(kind) ?? 0) + 1)
    }
    for (const reference of references) append(this.#byReference, reference, document)
    if (entity !== undefined) append(this.#byEntity, entity, document)
  }

  /** A first write has no `before`; nor has one of somebody who does not know what was there. */
  #verifyState({ entity, group, before }: StateEffect): void {
    if (before === undefined) return
    const now = this.current(entity, group)
    if (now === undefined) throw new LedgerError(`The ledger has no ${entity} with a ${group}.`)
    if (!sameValue(now, before)) throw new LedgerError(`${entity}: ${group} is ${valueText(now)}, not ${valueText(before)}.`)
  }

  #write(state: StateEffect): void {
    let groups = this.#entities.get(state.entity)
    if (!groups) this.#entities.set(state.entity, (groups = new Map()))
    append(groups, state.group, state)
  }

  /** What takes a commit back that is about to be made; only the newest is ever taken back. */
  #undoing(commit: Commit, { touched, opened }: Staged, number: string | undefined): () => void {
    const before = touched.map((cell) => cell.quantity)
    return () => {
      for (const projection of this.#projections) projection.takeBack(commit)
      for (const { entity, group } of commit.states ?? nothing) this.#entities.get(entity)?.get(group)?.pop()
      touched.forEach((cell, index) => (cell.quantity = before[index] ?? '0'))
      for (const created of opened) this.#cells.delete(created)
      const document = this.#documents.get(number ?? '')
      if (document) this.#forget(document)
    }
  }

  #forget(document: LedgerDocument): void {
    const { number, kind, references, entity, reverses } = document
    this.#documents.delete(number)
    this.#byKind.get(kind)?.pop()
    for (const reference of references) this.#byReference.get(reference)?.pop()
    if (entity !== undefined) this.#byEntity.get(entity)?.pop()
    if (!reverses) return
    reverses.reversedBy = undefined
    this.#reversals.set(kind, (this.#reversals.get(kind) ?? 1) - 1)
  }
}
