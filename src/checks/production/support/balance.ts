import { absoluteQuantity, addQuantities, compareQuantities, subtractQuantities, type Quantity } from '../../../domain/quantity.js'
import type { Measure } from '../../../domain/measures/contract.js'
import type { FactState, Posting } from '../../../journal/evidence-types.js'
import { EachOnce } from '../../../journal/each-once.js'
import type { Evidence } from '../../../journal/evidence.js'
import { actualOf, hasOwnPostings } from '../../../journal/net-effects.js'
import { Sums, type NetGroup } from '../../../journal/net-groups.js'
import { ownersOf, type Misplaced } from '../../owners.js'
import { hadItsChance, isMoreThan, WordMap } from '../../support/index.js'

/** Sums of one thing to be balanced (a routing step of an order, a component of an order), by measure. */
export interface BalancePlace {
  /** The first group that belongs to it: what it is about. */
  readonly at: NetGroup
  readonly facts: Set<FactState>
  readonly postings: Set<Posting>
  /** Records of what was posted. */
  readonly lines: number[]
  readonly measures: Map<Measure, Balance>
  /** Facts that may legally be posted or not: with people, forbidden, never offered, blocked for ever, played by a stand-in. */
  readonly optional: Map<FactState, Map<Measure, Quantity>>
}

/** What the source facts oblige in any case, and what the ledger has. */
interface Balance {
  /** All groups of it. */
  readonly groups: Set<NetGroup>
  owed: Quantity
  actual: Quantity
}

/** What a line counts for: the words that tell its place from others; `undefined` leaves it out. */
export type PlaceOf = (at: NetGroup) => readonly string[] | undefined

/** Beyond so many optional facts at one place, only the range that they allow is judged. */
const optionalCountMax = 12

/** Places that a fact of the target was reported for, and those among them whose sums are not plainly equal, gathered whole. */
export interface Balances {
  readonly covered: number
  readonly suspects: readonly BalancePlace[]
}

/** What stands for a place in the first pass, which only sums up. */
interface Mark {
  isCovered: boolean
  isOdd: boolean
  place: BalancePlace | undefined
}

/**
 * Compares expectation and ledger by place. Sums first, in one pass over facts and postings; only places that do not come out even
 * are gathered with all that makes them up.
 */
export function balances(evidence: Evidence, placeOf: PlaceOf): Balances {
  const rest = new Sums()
  const covered: boolean[] = []
  const once = new EachOnce()
  for (const fact of evidence.facts.values()) {
    const optional = isOptional(fact, evidence)
    for (const { at, millionths } of once.of(fact)) {
      if (!optional) rest.add(at.id, -millionths)
      if (fact.covered) covered[at.id] = true
    }
  }
  for (const { cid, lines } of evidence.postings) if (cid !== 0) for (const { at, millionths } of lines) rest.add(at.id, millionths)
  const marks = new WordMap<Mark>()
  const ofGroup: (Mark | undefined)[] = []
  for (const at of evidence.groups.all) {
    const words = placeOf(at)
    if (!words) continue
    const mark = marks.getOr(words, () => ({ isCovered: false, isOdd: false, place: undefined }))
    ofGroup[at.id] = mark
    if (covered[at.id] === true) mark.isCovered = true
    if (rest.of(at.id) !== 0) mark.isOdd = true
  }
  const reported = marks.made.filter(({ isCovered }) => isCovered)
  const isSuspect = reported.some(({ isOdd }) => isOdd)
  return { covered: reported.length, suspects: isSuspect ? gathered(evidence, ofGroup) : [] }
}

function gathered(evidence: Evidence, ofGroup: readonly (Mark | undefined)[]): BalancePlace[] {
  const places = new Set<BalancePlace>()
  const once = new EachOnce()
  const find = (at: NetGroup): { place: BalancePlace; sums: Balance } | undefined => {
    const mark = ofGroup[at.id]
    if (!mark?.isCovered || !mark.isOdd) return undefined
    const place = (mark.place ??= { at, facts: new Set(), postings: new Set(), lines: [], measures: new Map(), optional: new Map() })
    places.add(place)
    let sums = place.measures.get(at.measure)
    if (!sums) place.measures.set(at.measure, (sums = { groups: new Set<NetGroup>(), owed: '0', actual: '0' }))
    sums.groups.add(at)
    return { place, sums }
  }
  for (const fact of evidence.facts.values()) {
    const optional = isOptional(fact, evidence)
    for (const { at, quantity } of once.of(fact)) {
      const found = find(at)
      if (!found) continue
      const { place, sums } = found
      place.facts.add(fact)
      const part = optional ? partOf(fact, at, quantity) : quantity
      if (part === undefined) addTo(optionalOf(place, fact), at.measure, quantity)
      else sums.owed = addQuantities(sums.owed, part)
    }
  }
  for (const posting of evidence.postings) {
    if (posting.cid === 0) continue
    for (const { at, quantity, seq } of posting.lines) {
      const found = find(at)
      if (!found) continue
      found.place.postings.add(posting)
      found.place.lines.push(seq)
      found.sums.actual = addQuantities(found.sums.actual, quantity)
    }
  }
  return [...places]
}

/** A measure in which a place does not balance. */
export interface Imbalance {
  readonly measure: Measure
  readonly owed: Quantity
  readonly actual: Quantity
}

/** A place that does not balance, whatever was done with the optional facts: the measures that are off. */
export function imbalanceOf({ tolerances }: Evidence, place: BalancePlace): readonly Imbalance[] {
  const measures = [...place.measures.keys()]
  const sums = [...place.measures.values()]
  const rest = sums.map(({ actual, owed }) => subtractQuantities(actual, owed))
  const postings = Math.max(place.facts.size, place.postings.size)
  const bounds = sums.map(({ groups }) => [...groups].map((at) => tolerances.of(at, postings)).reduce(larger))
  const optional = [...place.optional.values()].map((some) => measures.map((measure) => some.get(measure) ?? '0'))
  const balanced = optional.length <= optionalCountMax ? explained(rest, optional, 0, bounds) : withinRange(rest, optional, bounds)
  if (balanced) return []
  return [...place.measures]
    .map(([measure, { owed, actual }]) => ({ measure, owed, actual }))
    .filter((_, index) => !small(rest[index] ?? '0', bounds[index] ?? '0'))
}

/**
 * The check that owns what a place is off by: without the facts of which something was put where it does not belong, and what was posted
 * for them, the place is even. Undefined where it is off by itself.
 */
export function ownerOfImbalance(evidence: Evidence, place: BalancePlace): string | undefined {
  const owners = ownersOf(evidence)
  const misplaced = new Set<Misplaced>()
  for (const { lines } of place.postings) for (const line of lines) add(misplaced, owners.ofLine(line))
  for (const fact of place.facts) add(misplaced, owners.ofFact(fact))
  const [first] = misplaced
  if (!first) return undefined
  const facts = new Set([...misplaced].flatMap((each) => each.facts))
  const measures = new Map([...place.measures].map(([measure, sums]) => [measure, { ...sums }]))
  const sumsAt = (at: NetGroup): Balance | undefined => {
    const sums = measures.get(at.measure)
    return sums?.groups.has(at) === true ? sums : undefined
  }
  for (const fact of facts) {
    if (place.optional.has(fact)) continue
    for (const { at, quantity } of fact.expect) {
      const sums = sumsAt(at)
      if (sums) sums.owed = subtractQuantities(sums.owed, quantity)
    }
  }
  for (const posting of new Set([...facts].flatMap((fact) => fact.postings))) {
    if (!place.postings.has(posting)) continue
    for (const { at, quantity } of posting.lines) {
      const sums = sumsAt(at)
      if (sums) sums.actual = subtractQuantities(sums.actual, quantity)
    }
  }
  const optional = new Map([...place.optional].filter(([fact]) => !facts.has(fact)))
  return imbalanceOf(evidence, { ...place, measures, optional }).length === 0 ? first.owner : undefined
}

function add<T>(members: Set<T>, member: T | undefined): void {
  if (member !== undefined) members.add(member)
}

/** True if some of the optional facts add up to the rest, in every measure at once. */
function explained(
  rest: readonly Quantity[],
  optional: readonly (readonly Quantity[])[],
  from: number,
  bounds: readonly Quantity[],
): boolean {
  if (rest.every((quantity, index) => small(quantity, bounds[index] ?? '0'))) return true
  for (let next = from; next < optional.length; next += 1) {
    const without = rest.map((quantity, index) => subtractQuantities(quantity, optional[next]?.[index] ?? '0'))
    if (explained(without, optional, next + 1, bounds)) return true
  }
  return false
}

function withinRange(rest: readonly Quantity[], optional: readonly (readonly Quantity[])[], bounds: readonly Quantity[]): boolean {
  return rest.every((quantity, index) => {
    let low: Quantity = subtractQuantities('0', bounds[index] ?? '0')
    let high: Quantity = bounds[index] ?? '0'
    for (const sums of optional) {
      const one = sums[index] ?? '0'
      if (one.startsWith('-')) low = addQuantities(low, one)
      else high = addQuantities(high, one)
    }
    return compareQuantities(quantity, low) >= 0 && compareQuantities(quantity, high) <= 0
  })
}

function isOptional(fact: FactState, evidence: Evidence): boolean {
  if (fact.must !== 'POST' || !hadItsChance(evidence, fact) || isKeptAway(evidence, fact)) return true
  // Where exceptions cannot be seen, people may have it all the same.
  const { exceptions } = evidence.header.target
  return exceptions === 'none' ? evidence.endingOf(fact) === 'unseen' : fact.exceptions.size > 0 && evidence.isExcepted(fact)
}

/** A fault that never ends keeps it from the target's end of it. */
function isKeptAway(evidence: Evidence, fact: FactState): boolean {
  return !evidence.forEver.none && ['blocked', 'returned'].includes(evidence.endingOf(fact))
}

/** What is there of a fact that people have, where it has postings, which are its own and no more than it obliges. */
export function partOf(fact: FactState, at: NetGroup, obliged: Quantity): Quantity | undefined {
  if (fact.postings.length === 0 || !hasOwnPostings(fact)) return undefined
  const part = actualOf(fact.postings).get(at) ?? '0'
  return part === '0' || (part.startsWith('-') === obliged.startsWith('-') && !isMoreThan(part, obliged)) ? part : undefined
}

function larger(a: Quantity, b: Quantity): Quantity {
  return compareQuantities(a, b) < 0 ? b : a
}

function small(quantity: Quantity, bound: Quantity): boolean {
  return quantity === '0' || compareQuantities(absoluteQuantity(quantity), bound) <= 0
}

function optionalOf(place: BalancePlace, fact: FactState): Map<Measure, Quantity> {
  let sums = place.optional.get(fact)
  if (!sums) place.optional.set(fact, (sums = new Map()))
  return sums
}

function addTo(sums: Map<Measure, Quantity>, measure: Measure, quantity: Quantity): void {
  sums.set(measure, addQuantities(sums.get(measure) ?? '0', quantity))
}

/** Sequence numbers that show an imbalance: the facts, and what was posted for them; capped for places with a long life. */
export function balanceRecords(place: BalancePlace): number[] {
  const seqs = [...[...place.facts].map((fact) => fact.seq), ...place.lines]
  return seqs.sort((a, b) => a - b).slice(0, 200)
}
