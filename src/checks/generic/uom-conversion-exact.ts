import type { Item } from '../../domain/master.js'
import { absoluteQuantity, addQuantities, compareQuantities, subtractQuantities, type Quantity } from '../../domain/quantity.js'
import { exactInBaseUnit, postingTolerance } from '../../domain/units.js'
import type { FactState, Posting, PostingLine } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf, type Misplaced } from '../owners.js'
import { afterHearing, isLive, isTargets, recordsOf } from '../support/index.js'
import { isRounded } from './support/conversions.js'
import { isAsReported, isConverted, unitsOf, type Units } from './support/units.js'

const name = 'uom-conversion-exact'

/**
 * What was posted is what was reported, converted by the factor of the item, within half a unit in the last place that the ERP keeps.
 * Sums over many postings are judged by the balances of orders and components.
 */
export const uomConversionExact: Check = {
  number: 34,
  name,
  class: 'L',
  covers: ['units'],
  title: 'Every posted quantity is the reported one, converted by the factors of its item, and nothing is rounded away.',
  provenBy: ['M16'],
  begin: afterHearing(unitsOf, ({ evidence, found }, units) => {
    const told = new Set<Posting>()
    const take = (posting: Posting, verdict: Violation | 'right' | undefined): void => {
      if (verdict !== undefined && verdict !== 'right') told.add(posting)
      found.take(verdict)
    }
    for (const posting of evidence.postings) {
      if (!isTargets(evidence, posting)) continue
      for (const line of posting.lines) {
        const item = units.itemOfLine(line)
        if (!item || !line.sent) continue
        take(posting, lineAgainstSent(evidence, posting, line, line.sent, item))
      }
      for (const verdict of documentAgainstFact(evidence, posting, units)) take(posting, verdict)
    }
    // What follows from a factor or from rounding, whatever the document says of its units.
    for (const each of ownersOf(evidence).all) {
      if (each.owner !== name || told.has(each.posting)) continue
      found.take(amountAgainstFact(evidence, each, units))
    }
  }),
}

/** What is too little to be kept goes to people; where they cannot be seen to have it, they may. */
function isWithPeople(evidence: Evidence, fact: FactState): boolean {
  return evidence.isExcepted(fact) || evidence.obstructions.mayHideException(fact)
}

/** One line: the quantity that came over the wire against the one that the ledger keeps. */
function lineAgainstSent(
  evidence: Evidence,
  posting: Posting,
  line: PostingLine,
  sent: NonNullable<PostingLine['sent']>,
  item: Item,
): Violation | undefined {
  const exact = exactInBaseUnit(item, absoluteQuantity(sent.quantity), sent.unit)
  const actual = absoluteQuantity(line.quantity)
  const lost = actual === '0' && sent.quantity !== '0' && !posting.facts.some((fact) => isWithPeople(evidence, fact))
  const off =
    exact === undefined || compareQuantities(absoluteQuantity(subtractQuantities(actual, exact)), postingTolerance(item.decimals)) > 0
  if (!off && !lost) return undefined
  return violation(evidence, posting, lost && !off ? 'rounded-to-zero' : exact === undefined ? 'unknown-unit' : 'wrong-factor', {
    what: posting.facts[0]?.businessKey ?? `document ${posting.doc}`,
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
function* documentAgainstFact(evidence: Evidence, posting: Posting, units: Units): Generator<Violation | 'right'> {
  const [fact] = posting.facts
  if (!fact || posting.facts.length > 1 || !fact.covered || posting.reversesDoc !== '' || fact.reverses !== '') return
  // Of a fact in several documents, each is a part.
  if (posting.references.some((reference) => reference.includes('#')) || fact.postings.filter(isLive).length !== 1 || !isLive(posting))
    return
  for (const source of units.sourcesOf(fact)) {
    const item = units.itemOf(fact.plant, fact.dims, source.item)
    const expected = item && exactInBaseUnit(item, source.quantity, source.unit)
    const lines = posting.lines.filter(
      (line) => line.at.measure.name === source.measure && (source.item === undefined || line.dims['item'] === source.item),
    )
    const [line] = lines
    if (!item || expected === undefined || !line) continue
    const actual = lines.reduce((sum, line) => addQuantities(sum, line.quantity), '0')
    const lost = actual === '0' && !isWithPeople(evidence, fact)
    const isNear = isAsReported(units, fact, source, item, actual) === true
    if ((!lost && isNear) || evidence.tolerances.settles(line.at, { facts: [fact], postings: [posting] })) yield 'right'
    // In the unit in which it was told, too much or too little is no matter of units.
    else if (lost || isConverted(line, source, item) || isRounded(item, actual, expected))
      yield violation(evidence, posting, lost ? 'rounded-to-zero' : 'wrong-factor', {
        what: fact.businessKey,
        source,
        actual,
        item,
        expected,
      })
  }
}

/** An amount of a fact that is another one by a factor of its item, or by decimals that were not kept. */
function amountAgainstFact(evidence: Evidence, { facts, posting, line, quantity }: Misplaced, units: Units): Violation | undefined {
  const item = units.itemOfLine(line)
  const [fact] = facts
  const owed = fact?.expect.find(({ at }) => at === line.at)?.quantity
  if (!item || !fact || owed === undefined) return undefined
  return violation(evidence, posting, 'wrong-factor', {
    what: fact.businessKey,
    source: { quantity: owed, unit: item.baseUnit },
    actual: quantity,
    item,
    expected: owed,
  })
}

interface Factor {
  readonly numerator: Quantity
  readonly denominator: Quantity
}

function factorOf(item: Item, unit: string): Factor | undefined {
  return unit === item.baseUnit ? { numerator: '1', denominator: '1' } : item.conversions.find((conversion) => conversion.unit === unit)
}

interface Mismatch {
  readonly what: string
  readonly source: { readonly quantity: Quantity; readonly unit: string }
  readonly actual: Quantity
  readonly item: Item
  readonly expected: Quantity | undefined
}

function violation(evidence: Evidence, posting: Posting, reason: string, { what, source, actual, item, expected }: Mismatch): Violation {
  const factor = factorOf(item, source.unit)
  const ratio = factor?.denominator === '1' ? factor.numerator : `${factor?.numerator}/${factor?.denominator}`
  const rule = !factor || source.unit === item.baseUnit ? '' : ` (1 ${source.unit} = ${ratio} ${item.baseUnit})`
  const should = expected === undefined ? `${item.id} has no unit ${source.unit}` : `expected ${expected} ${item.baseUnit}${rule}`
  return {
    reason,
    message:
      `${what}: ${source.quantity} ${source.unit} of ${item.id} became ${actual} ${item.baseUnit} in document ` +
      `${posting.doc}; ${should}.`,
    badness: expected === undefined ? 1 : Number(absoluteQuantity(subtractQuantities(actual, expected))),
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 3), postings: [posting] }),
    eids: posting.facts.map((fact) => fact.eid),
  }
}
