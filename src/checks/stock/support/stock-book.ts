import { openingStock } from '../../../domain/master.js'
import type { Dims, SystemName } from '../../../domain/names.js'
import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  negateQuantity,
  subtractQuantities,
  type Quantity,
} from '../../../domain/quantity.js'
import { EachOnce } from '../../../journal/each-once.js'
import type { Ending, FactState, Posting } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import { Handed } from '../../reconcile.js'
import { hadItsChance, WordMap } from '../../support/index.js'

/** Stock of one kind in one place of one system, or what may be used of a lot, as it is and as it should be. */
export interface StockRow {
  readonly system: SystemName
  /** Plant, item, lot, location, stock type. */
  readonly dims: Dims
  should: Quantity
  is: Quantity
  /** What people have of it. */
  people: Quantity
  /** Nobody can say what should be there: what may end either way, or what cannot be seen. */
  isOpen: boolean
  at: NetGroup | undefined
  readonly facts: Set<FactState>
  readonly postings: Set<Posting>
}

const left = new Set<Ending>(['excepted', 'parked', 'returned'])
const unsure = new Set<Ending>(['unseen', 'blocked', 'suppressed'])

/** Every place that a fact or a posting touched. */
export function stockRows(evidence: Evidence): readonly StockRow[] {
  const rows = new WordMap<StockRow>()
  const rowOf = (system: SystemName, dims: Dims): StockRow => {
    const { plant = '', item = '', lot = '', location = '', stockType = '' } = dims
    return rows.getOr([system, plant, item, lot, location, stockType], () => ({
      system,
      dims: { plant, item, lot, location, stockType },
      should: '0',
      is: '0',
      people: '0',
      isOpen: false,
      at: undefined,
      facts: new Set(),
      postings: new Set(),
    }))
  }
  open(evidence, rowOf)
  addFacts(evidence, rowOf)
  addPostings(evidence, rowOf)
  return rows.made.filter(({ at }) => at !== undefined)
}

type RowOf = (system: SystemName, dims: Dims) => StockRow

function open({ header }: Evidence, rowOf: RowOf): void {
  const { master } = header.plan
  for (const { name, books } of header.words.systems) {
    if (!books) continue
    for (const { quantity, ...dims } of openingStock(master, name)) {
      const { plant, item, lot, location, stockType } = dims
      const row = rowOf(name, { plant, item, lot, location, stockType })
      row.should = addQuantities(row.should, quantity)
      row.is = addQuantities(row.is, quantity)
    }
  }
}

function addFacts(evidence: Evidence, rowOf: RowOf): void {
  const once = new EachOnce()
  const handed = new Handed(evidence)
  for (const fact of evidence.facts.values()) {
    if (fact.must === 'REJECT' || fact.must === 'IGNORE') continue
    const ending = evidence.endingOf(fact)
    for (const { at, quantity } of once.of(fact)) {
      if (!isStock(at)) continue
      const row = rowOf(at.system, at.dims)
      row.at ??= at
      row.facts.add(fact)
      row.isOpen ||= unsure.has(ending) || fact.must !== 'POST' || !hadItsChance(evidence, fact)
      row.should = addQuantities(row.should, signed(at, quantity))
    }
    if (!left.has(ending)) continue
    for (const { at, quantity } of handed.of(fact)) {
      if (!isStock(at)) continue
      const row = rowOf(at.system, at.dims)
      row.people = addQuantities(row.people, signed(at, quantity))
    }
  }
}

function addPostings(evidence: Evidence, rowOf: RowOf): void {
  for (const posting of evidence.postings) {
    for (const { at, quantity } of posting.lines) {
      if (!isStock(at)) continue
      const row = rowOf(at.system, at.dims)
      row.at ??= at
      row.postings.add(posting)
      row.is = addQuantities(row.is, signed(at, quantity))
      for (const fact of posting.facts) row.facts.add(fact)
      // What a system or the scenario did by itself moves what should be there too.
      if (posting.cid === 0) row.should = addQuantities(row.should, signed(at, quantity))
    }
  }
}

/** What moves stock, or makes something of a lot usable. */
function isStock({ measure }: NetGroup): boolean {
  return measure.moves !== 0 || isUsable(measure.name)
}

function isUsable(measure: string): boolean {
  return measure === 'available'
}

function signed({ measure }: NetGroup, quantity: Quantity): Quantity {
  return measure.moves < 0 ? negateQuantity(quantity) : quantity
}

/** What is there besides what should be, less what people have; nothing within rounding. */
export function unexplainedIn({ tolerances }: Evidence, { should, is, people, at, postings, facts }: StockRow): Quantity {
  const off = subtractQuantities(is, subtractQuantities(should, people))
  const most = at ? tolerances.of(at, Math.max(postings.size, facts.size)) : '0'
  return compareQuantities(absoluteQuantity(off), most) > 0 ? off : '0'
}
