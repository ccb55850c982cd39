import { openingStock } from '../../domain/master.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { millionthsOf, Tally, type NetGroup } from '../../journal/net-groups.js'
import type { Check } from '../contract.js'
import { type Amount, atEnd, eidsOf, isAbove, recordsOf, Rule, systemTitle, WordMap } from '../support/index.js'

/** A balance never goes below zero where the source's own order keeps it above, and the target knew the receipt that was missing. */
export const noNegativeStock: Check = {
  number: 36,
  name: 'no-negative-stock',
  class: 'S',
  covers: ['conservation'],
  title: 'No stock goes below zero because a movement was posted before one that the target already knew.',
  provenBy: [],
  begin: atEnd(({ evidence, found }) => {
    const rule = new Rule(evidence, 'negative_stock')
    const stocks = new Stocks(evidence)
    addFacts(evidence, stocks)
    const moved = new Set<Stock>()
    for (const posting of evidence.postings) {
      for (const stock of move(posting.lines, stocks, 'ledger')) {
        moved.add(stock)
        const before = stock.wasNegative
        stock.wasNegative = isNegative(stock.ledger)
        if (!stock.wasNegative || before || posting.cid === 0 || stock.isNegativeAtSource) continue
        const missing = missingReceipt(evidence, posting, stock.receipts)
        if (!missing || !rule.isTargets(stock.system)) continue
        found.add({
          reason: 'predecessor-not-posted',
          message:
            `${stock.name} in ${systemTitle(evidence, stock.system)} reached ${stock.ledger.quantity} with document ${posting.doc}; ` +
            `the receipt of ${missing.businessKey} was known, and not posted yet.`,
          badness: Math.abs(Number(stock.ledger.quantity)),
          records: recordsOf(evidence, { facts: [missing, ...posting.facts.slice(0, 3)], postings: [posting] }),
          eids: eidsOf([missing, ...posting.facts]),
        })
      }
    }
    return rule.outcome({ judged: moved.size }, 'negative stock, and its ledger has it')
  }),
}

const zero: Amount = { quantity: '0', millionths: 0 }

function isNegative(balance: Tally): boolean {
  return isAbove(zero, balance)
}

/** Stock of one item at one place, in one system. */
interface Stock {
  readonly system: string
  /** `C1 lot L1 at P1/RM01`. */
  readonly name: string
  readonly ledger: Tally
  wasNegative: boolean
  /** By the source's own order of facts, and where that goes below zero by itself. */
  readonly source: Tally
  isNegativeAtSource: boolean
  readonly receipts: FactState[]
}

/** What a net group is stock of, worked out once for each. */
class Stocks {
  readonly #opening = new WordMap<Amount>()
  readonly #known = new WordMap<Stock>()
  readonly #ofGroup: (Stock | undefined)[] = []

  constructor({ header }: Evidence) {
    for (const { name } of header.words.systems)
      for (const { plant, item, lot, location, stockType, quantity } of openingStock(header.plan.master, name))
        this.#opening.set([name, plant, item, lot, location, stockType], { quantity, millionths: millionthsOf(quantity) })
  }

  of({ id, system, dims }: NetGroup): Stock {
    const { plant = '', item = '', lot = '', location = '', stockType = 'unrestricted' } = dims
    return (this.#ofGroup[id] ??= this.#known.getOr([system, plant, item, lot, location, stockType], () => {
      const opening = this.#opening.get([system, plant, item, lot, location, stockType]) ?? zero
      const [ledger, source] = [new Tally(), new Tally()]
      ledger.add(opening)
      source.add(opening)
      const name = `${item}${lot === '' ? '' : ` lot ${lot}`} at ${plant}/${location}`
      return { system, name, ledger, wasNegative: isNegative(ledger), source, isNegativeAtSource: false, receipts: [] }
    }))
  }
}

/** Moves stock in one of its balances, and tells which; the lines of a document count together. */
function move(lines: readonly (Amount & { readonly at: NetGroup })[], stocks: Stocks, balance: 'ledger' | 'source'): readonly Stock[] {
  const moved: Stock[] = []
  for (const line of lines) {
    if (line.at.measure.moves === 0) continue
    const stock = stocks.of(line.at)
    stock[balance].add(line, line.at.measure.moves)
    if (!moved.includes(stock)) moved.push(stock)
  }
  return moved
}

function addFacts(evidence: Evidence, stocks: Stocks): void {
  for (const fact of evidence.facts.values()) {
    for (const stock of move(fact.expect, stocks, 'source')) {
      if (isNegative(stock.source)) stock.isNegativeAtSource = true
      if (fact.expect.some((effect) => isReceipt(effect) && stocks.of(effect.at) === stock)) stock.receipts.push(fact)
    }
  }
}

function isReceipt({ at, quantity }: { readonly at: NetGroup; readonly quantity: string }): boolean {
  return quantity !== '0' && at.measure.moves === (quantity.startsWith('-') ? -1 : 1)
}

/** A receipt of this stock that occurred before what was posted, was known when its call arrived, and was not in the ledger yet. */
function missingReceipt(evidence: Evidence, posting: Posting, receipts: readonly FactState[]): FactState | undefined {
  const call = evidence.calls.get(posting.cid)
  const latest = Math.max(0, ...posting.facts.map((fact) => fact.seq))
  if (!call) return undefined
  // Posted for one report of it, it is no less there for the others, wherever it was put.
  const posted = new Set(
    receipts
      .filter(({ postings }) => postings.some(({ system, seq }) => system === posting.system && seq < posting.seq))
      .map(({ physId }) => physId),
  )
  return receipts.find(
    (fact) =>
      fact.covered &&
      fact.seq < latest &&
      !posting.facts.includes(fact) &&
      !posted.has(fact.physId) &&
      evidence.knewAt(fact, call, call.incarnation),
  )
}
