import type { JournalPlan } from './header.js'
import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  multiplyQuantities,
  subtractQuantities,
  type Quantity,
} from '../domain/quantity.js'
import { postingTolerance } from '../domain/units.js'
import type { Component, DocState, FactState } from './evidence-types.js'

/** Everything that shares an attribution with the fact, or cancels or is cancelled by it. */
export function componentFrom(start: FactState, related: (fact: FactState) => readonly FactState[]): Component {
  const facts = new Set<FactState>([start])
  const docs = new Set<DocState>()
  const queue: FactState[] = [start]
  for (let fact = queue.pop(); fact; fact = queue.pop()) {
    const next = [...related(fact)]
    for (const doc of fact.docs) {
      if (docs.has(doc)) continue
      docs.add(doc)
      next.push(...doc.facts)
    }
    for (const other of next) {
      if (facts.has(other)) continue
      facts.add(other)
      queue.push(other)
    }
  }
  const list = [...facts]
  const documents = [...docs].sort((a, b) => a.seq - b.seq)
  return { facts: list, docs: documents, expected: expectedOf(list), actual: actualOf(documents) }
}

/** True for the fact that has one document, of its own, with just the lines that it obliges: most have, and nothing is left to sum up. */
export function isPlainlyPosted(fact: FactState): boolean {
  const [doc] = fact.docs
  if (!doc || fact.docs.length > 1 || doc.facts.length > 1 || doc.lines.length !== fact.expect.length) return false
  for (const [index, { dims, quantity }] of doc.lines.entries()) {
    const expected = fact.expect[index]
    if (expected === undefined || expected.dims !== dims || expected.quantity !== quantity) return false
  }
  return true
}

export function expectedOf(facts: readonly FactState[]): Map<string, Quantity> {
  const sums = new Map<string, Quantity>()
  for (const fact of facts) {
    for (const effect of fact.expect) sums.set(effect.dims, addQuantities(sums.get(effect.dims) ?? '0', effect.quantity))
  }
  return sums
}

export function actualOf(docs: readonly DocState[]): Map<string, Quantity> {
  const sums = new Map<string, Quantity>()
  for (const doc of docs) {
    for (const line of doc.lines) sums.set(line.dims, addQuantities(sums.get(line.dims) ?? '0', line.quantity))
  }
  return sums
}

/** Half a unit in the last place per posting, where a conversion or a rate cannot be kept exactly; else nothing. */
export class Tolerances {
  readonly #byItem = new Map<string, Quantity>()
  readonly #itemOfOrder = new Map<string, string>()

  constructor(plan: JournalPlan) {
    const decimalsOf = new Map(plan.master.items.map((item) => [item.id, item.decimals]))
    const inexact = new Set<string>()
    for (const item of plan.master.items) {
      if (item.conversions.some((conversion) => conversion.denominator !== '1')) inexact.add(item.id)
    }
    for (const line of plan.master.boms.flatMap((bom) => bom.lines)) {
      const places = line.rate.split('.')[1]?.length ?? 0
      const item = plan.master.items.find((candidate) => candidate.id === line.item)
      if (line.unit !== item?.baseUnit || places > (decimalsOf.get(line.item) ?? 0)) inexact.add(line.item)
    }
    for (const id of inexact) this.#byItem.set(id, postingTolerance(decimalsOf.get(id) ?? 0))
    if (inexact.size > 0) for (const order of plan.master.orders) this.#itemOfOrder.set(`${order.plant}|${order.id}`, order.item)
  }

  /** Tolerance of a sum over so many postings. `dims` is a dimensions key. */
  of(dims: string, postings: number): Quantity {
    if (this.#byItem.size === 0) return '0'
    const [, measure, plant, order, item] = dims.split('|')
    const id = measure === 'issue' || measure === 'receipt' || measure === 'transfer' ? item : this.#itemOfOrder.get(`${plant}|${order}`)
    const one = id === undefined ? undefined : this.#byItem.get(id)
    return one === undefined ? '0' : multiplyQuantities(one, String(Math.max(1, postings)))
  }
}

/** True if both sums agree in every dimension that either has. */
export function agrees(
  expected: ReadonlyMap<string, Quantity>,
  actual: ReadonlyMap<string, Quantity>,
  postings: number,
  tolerances: Tolerances,
): boolean {
  for (const [dims, quantity] of expected) {
    if (!near(actual.get(dims) ?? '0', quantity, dims, postings, tolerances)) return false
  }
  for (const [dims, quantity] of actual) {
    if (!expected.has(dims) && !near(quantity, '0', dims, postings, tolerances)) return false
  }
  return true
}

function near(actual: Quantity, expected: Quantity, dims: string, postings: number, tolerances: Tolerances): boolean {
  if (actual === expected) return true
  return compareQuantities(absoluteQuantity(subtractQuantities(actual, expected)), tolerances.of(dims, postings)) <= 0
}
