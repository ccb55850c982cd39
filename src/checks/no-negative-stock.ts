import { addQuantities, negateQuantity, type Quantity } from '../domain/quantity.js'
import { millionthsOf, Sums, type Dimension } from '../journal/dimensions.js'
import type { DocState, FactState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { Collector } from './collector.js'
import type { Check, Outcome } from './contract.js'
import { recordsOf } from './support/trail.js'

/** A balance never goes below zero where the source's own order keeps it above, and the target knew the receipt that was missing. */
export const noNegativeStock: Check = {
  number: 36,
  name: 'no-negative-stock',
  class: 'S',
  title: 'No stock goes below zero because a movement was posted before one that the target already knew.',
  provenBy: [],
  begin: (evidence) => ({ end: () => judged(evidence) }),
}

function judged(evidence: Evidence): Outcome {
  const opening = new Map<string, Quantity>()
  for (const { plant, item, lot, location, stockType, quantity } of evidence.header.plan.master.balances) {
    opening.set([plant, item, lot, location, stockType].join('|'), quantity)
  }
  const stocks = new Stocks()
  const { moved, wentBelow } = sifted(evidence, opening, stocks)
  const found = new Collector()
  if (wentBelow) judgeMoves(evidence, opening, stocks, found)
  const enforced = evidence.header.systems.erp?.enforce['negative_stock'] === true
  if (!enforced) return { judged: moved, violations: found.done() }
  if (found.count > 0)
    return { judged: moved, violations: new Collector().done(), unknown: 'ERP is set to refuse negative stock, and its ledger has it' }
  return { judged: moved, violations: found.done(), notJudged: 'enforced by the system: ERP refuses it' }
}

/**
 * How many stocks were moved, and whether any of them was below zero after any document: mostly none was, and there is nothing to
 * explain.
 */
function sifted(
  evidence: Evidence,
  opening: ReadonlyMap<string, Quantity>,
  stocks: Stocks,
): { readonly moved: number; readonly wentBelow: boolean } {
  const sums = new Sums()
  for (const [stock, quantity] of opening) sums.add(stocks.indexOf(stock), millionthsOf(quantity))
  const moved = new Set<number>()
  let wentBelow = false
  for (const doc of evidence.docs) {
    for (const { at, measure, millionths } of doc.lines) {
      if (measure !== 'issue' && measure !== 'receipt') continue
      const index = stocks.indexOf(stocks.of(at))
      moved.add(index)
      sums.add(index, measure === 'issue' ? -millionths : millionths)
      // NaN, which stands for a sum that is not exact, is not at least zero.
      if (!(sums.of(index) >= 0)) wentBelow = true
    }
  }
  return { moved: moved.size, wentBelow }
}

function judgeMoves(evidence: Evidence, opening: ReadonlyMap<string, Quantity>, stocks: Stocks, found: Collector): void {
  const source = sourceSide(evidence, opening, stocks)
  const balances = new Map(opening)
  for (const doc of evidence.docs) {
    for (const [stock, quantity] of movesOf(doc.lines, stocks)) {
      const before = balances.get(stock) ?? '0'
      const after = addQuantities(before, quantity)
      balances.set(stock, after)
      if (!after.startsWith('-') || before.startsWith('-') || doc.cid === 0 || source.negative.has(stock)) continue
      const missing = missingReceipt(evidence, doc, source.receipts.get(stock) ?? [])
      if (!missing) continue
      const [plant = '', item = '', lot = '', location = ''] = stock.split('|')
      found.add({
        reason: 'predecessor-not-posted',
        message:
          `${item}${lot === '' ? '' : ` lot ${lot}`} at ${plant}/${location} reached ${after} with document ${doc.doc}; the ` +
          `receipt of ${missing.businessKey} was known, and not posted yet.`,
        badness: Math.abs(Number(after)),
        records: recordsOf(evidence, { facts: [missing, ...doc.facts.slice(0, 3)], docs: [doc] }),
        eids: [missing.eid, ...doc.facts.map((fact) => fact.eid)].slice(0, 50),
      })
    }
  }
}

/** What the source's own order of facts does to stock: where it goes below zero by itself, and which facts receive. */
function sourceSide(
  evidence: Evidence,
  opening: ReadonlyMap<string, Quantity>,
  stocks: Stocks,
): { negative: Set<string>; receipts: Map<string, FactState[]> } {
  const balances = new Map(opening)
  const negative = new Set<string>()
  const receipts = new Map<string, FactState[]>()
  for (const fact of evidence.facts.values()) {
    for (const [stock, quantity] of movesOf(fact.expect, stocks)) {
      const after = addQuantities(balances.get(stock) ?? '0', quantity)
      balances.set(stock, after)
      if (after.startsWith('-')) negative.add(stock)
      if (quantity.startsWith('-') || quantity === '0') continue
      const list = receipts.get(stock)
      if (list) list.push(fact)
      else receipts.set(stock, [fact])
    }
  }
  return { negative, receipts }
}

/** A receipt of this stock that occurred before what was posted, was known when its call arrived, and was not in the ledger yet. */
function missingReceipt(evidence: Evidence, doc: DocState, receipts: readonly FactState[]): FactState | undefined {
  const call = evidence.calls.get(doc.cid)
  const latest = Math.max(0, ...doc.facts.map((fact) => fact.seq))
  if (!call) return undefined
  return receipts.find(
    (fact) =>
      fact.covered &&
      fact.seq < latest &&
      !doc.facts.includes(fact) &&
      !fact.docs.some((posted) => posted.seq < doc.seq) &&
      evidence.knewAt(fact, call, call.incarnation),
  )
}

/** What a dimension is stock of, worked out once for each. */
class Stocks {
  readonly #names: (string | undefined)[] = []
  readonly #indexes = new Map<string, number>()

  of({ id, plant, item, lot, location, stockType }: Dimension): string {
    return (this.#names[id] ??= [plant, item, lot, location, stockType === '' ? 'unrestricted' : stockType].join('|'))
  }

  indexOf(stock: string): number {
    const known = this.#indexes.get(stock)
    if (known !== undefined) return known
    this.#indexes.set(stock, this.#indexes.size)
    return this.#indexes.size - 1
  }
}

/** Changes of stock, summed by what they are stock of; a document's lines count together. */
function movesOf(lines: readonly { readonly at: Dimension; readonly quantity: Quantity }[], stocks: Stocks): Map<string, Quantity> {
  const moves = new Map<string, Quantity>()
  for (const { at, quantity } of lines) {
    if (at.measure !== 'issue' && at.measure !== 'receipt') continue
    const stock = stocks.of(at)
    moves.set(stock, addQuantities(moves.get(stock) ?? '0', at.measure === 'issue' ? negateQuantity(quantity) : quantity))
  }
  return moves
}
