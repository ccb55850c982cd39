import type { Item } from '../domain/master.js'
import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  divideQuantities,
  multiplyQuantities,
  subtractQuantities,
  type Quantity,
} from '../domain/quantity.js'
import { postingTolerance } from '../domain/units.js'
import type { DocLine, DocState, FactState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { Collector } from './collector.js'
import type { Check, Outcome, Violation } from './contract.js'
import { OrderBook } from './support/orders.js'
import { isLive, isTargets } from './support/scope.js'
import { sourceQuantities, type SourceQuantity } from './support/source-quantities.js'
import { recordsOf } from './support/trail.js'

/**
 * What was posted is what was reported, converted by the factor of the item, within half a unit in the last place that the ERP keeps.
 * Sums over many postings are judged by the balances of orders and components.
 */
export const uomConversionExact: Check = {
  number: 34,
  name: 'uom-conversion-exact',
  class: 'S',
  title: 'Every posted quantity is the reported one, converted by the factors of its item, and nothing is rounded away.',
  provenBy: [],
  begin(evidence) {
    const units = new Units(evidence)
    return {
      hears: ['fact'],
      on: (record) => {
        if (record.kind === 'fact') units.remember(record.eid, record.plant, record.order ?? '', record.payload)
      },
      end: () => judged(evidence, units),
    }
  },
}

/** Master data by name, and the reported quantities in whose posting a conversion or a rounding is involved. */
class Units {
  readonly items: ReadonlyMap<string, Item>
  readonly #orders: OrderBook
  readonly #sources = new Map<string, readonly SourceQuantity[]>()
  #postings: Map<string, number> | undefined

  constructor(readonly evidence: Evidence) {
    const { master } = evidence.header.plan
    this.items = new Map(master.items.map((item) => [item.id, item]))
    this.#orders = new OrderBook(master)
  }

  itemOf(plant: string, order: string, item: string | undefined): Item | undefined {
    return this.items.get(item ?? this.#orders.find(plant, order)?.item ?? '')
  }

  remember(eid: string, plant: string, order: string, payload: Readonly<Record<string, unknown>>): void {
    const converted = sourceQuantities(payload).filter((source) => {
      const item = this.itemOf(plant, order, source.item)
      return item && source.quantity !== '0' && (source.unit !== item.baseUnit || item.decimals > 0)
    })
    if (converted.length > 0) this.#sources.set(eid, converted)
  }

  sourcesOf(fact: FactState): readonly SourceQuantity[] {
    return this.#sources.get(fact.eid) ?? []
  }

  /** The last posting of an operation may carry the residue of all that were rounded before it. */
  postingsUpTo(fact: FactState): number {
    if (!fact.final) return 1
    if (!this.#postings) {
      this.#postings = new Map()
      for (const { order, operation } of this.evidence.facts.values()) {
        const key = `${order}|${operation}`
        this.#postings.set(key, (this.#postings.get(key) ?? 0) + 1)
      }
    }
    return this.#postings.get(`${fact.order}|${fact.operation}`) ?? 1
  }
}

function judged(evidence: Evidence, units: Units): Outcome {
  const found = new Collector()
  let count = 0
  for (const doc of evidence.docs) {
    if (!isTargets(evidence, doc)) continue
    for (const line of doc.lines) {
      const item = units.itemOf(doc.plant, doc.order, line.item)
      if (!item || !line.sent) continue
      count += 1
      const wrong = lineAgainstSent(evidence, doc, line, line.sent, item)
      if (wrong) found.add(wrong)
    }
    for (const wrong of documentAgainstFact(evidence, doc, units)) {
      count += 1
      if (wrong !== 'right') found.add(wrong)
    }
  }
  return { judged: count, violations: found.done() }
}

/** One line: the quantity that came over the wire against the one that the ledger keeps. */
function lineAgainstSent(
  evidence: Evidence,
  doc: DocState,
  line: DocLine,
  sent: NonNullable<DocLine['sent']>,
  item: Item,
): Violation | undefined {
  const factor = factorOf(item, sent.unit)
  const exact = factor && inBaseUnit(absoluteQuantity(sent.quantity), factor, item)
  const actual = absoluteQuantity(line.quantity)
  const lost = actual === '0' && sent.quantity !== '0' && !doc.facts.some((fact) => evidence.isExcepted(fact))
  const off =
    exact === undefined || compareQuantities(absoluteQuantity(subtractQuantities(actual, exact)), postingTolerance(item.decimals)) > 0
  if (!off && !lost) return undefined
  return violation(evidence, doc, lost && !off ? 'rounded-to-zero' : exact === undefined ? 'unknown-unit' : 'wrong-factor', {
    what: doc.facts[0]?.businessKey ?? `document ${doc.doc}`,
    source: sent,
    actual,
    item,
    expected: exact,
  })
}

/**
 * A whole document of one fact against what the fact reported. Only where a conversion or a rounding is involved: other differences
 * in quantity are not about units.
 */
function* documentAgainstFact(evidence: Evidence, doc: DocState, units: Units): Generator<Violation | 'right'> {
  const [fact] = doc.facts
  if (!fact || doc.facts.length > 1 || !fact.covered || doc.reversesDoc !== '' || fact.flow === 'reversal') return
  // Of a fact in several documents, each is a part.
  if (doc.references.some((reference) => reference.includes('#')) || fact.docs.filter(isLive).length !== 1 || !isLive(doc)) return
  for (const source of units.sourcesOf(fact)) {
    const item = units.itemOf(fact.plant, fact.order, source.item)
    const factor = item && factorOf(item, source.unit)
    const lines = doc.lines.filter((line) => line.measure === source.measure && (source.item === undefined || line.item === source.item))
    if (!item || !factor || lines.length === 0) continue
    const expected = inBaseUnit(source.quantity, factor, item)
    const actual = lines.reduce((sum, line) => addQuantities(sum, line.quantity), '0')
    const tolerance = multiplyQuantities(postingTolerance(item.decimals), String(units.postingsUpTo(fact)))
    const lost = actual === '0' && !evidence.isExcepted(fact)
    if (!lost && compareQuantities(absoluteQuantity(subtractQuantities(actual, expected)), tolerance) <= 0) yield 'right'
    else
      yield violation(evidence, doc, lost ? 'rounded-to-zero' : 'wrong-factor', { what: fact.businessKey, source, actual, item, expected })
  }
}

interface Factor {
  readonly numerator: Quantity
  readonly denominator: Quantity
}

function factorOf(item: Item, unit: string): Factor | undefined {
  return unit === item.baseUnit ? { numerator: '1', denominator: '1' } : item.conversions.find((conversion) => conversion.unit === unit)
}

/** Exact as far as it matters: six places beyond what the ERP keeps. */
function inBaseUnit(quantity: Quantity, factor: Factor, item: Item): Quantity {
  return divideQuantities(multiplyQuantities(quantity, factor.numerator), factor.denominator, item.decimals + 6)
}

interface Mismatch {
  readonly what: string
  readonly source: { readonly quantity: Quantity; readonly unit: string }
  readonly actual: Quantity
  readonly item: Item
  readonly expected: Quantity | undefined
}

function violation(evidence: Evidence, doc: DocState, reason: string, { what, source, actual, item, expected }: Mismatch): Violation {
  const factor = factorOf(item, source.unit)
  const rule =
    !factor || source.unit === item.baseUnit
      ? ''
      : ` (1 ${source.unit} = ` +
        `${factor.denominator === '1' ? factor.numerator : `${factor.numerator}/${factor.denominator}`} ${item.baseUnit})`
  const should = expected === undefined ? `${item.id} has no unit ${source.unit}` : `expected ${expected} ${item.baseUnit}${rule}`
  return {
    reason,
    message:
      `${what}: ${source.quantity} ${source.unit} of ${item.id} became ${actual} ` + `${item.baseUnit} in document ${doc.doc}; ${should}.`,
    badness: expected === undefined ? 1 : Number(absoluteQuantity(subtractQuantities(actual, expected))),
    records: recordsOf(evidence, { facts: doc.facts.slice(0, 3), docs: [doc] }),
    eids: doc.facts.map((fact) => fact.eid),
  }
}
