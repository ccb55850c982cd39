import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  negateQuantity,
  subtractQuantities,
  type Quantity,
} from '../domain/quantity.js'
import { append } from '../domain/grouping.js'
import { EachOnce } from './each-once.js'
import type { FactState, Posting, Scope } from './evidence-types.js'
import type { NetGroup } from './net-groups.js'

/**
 * What rounding leaves over, and who carries it. A target that posts whole units of what was reported in parts of them may round each
 * posting by itself, or post with each, or with the last, what the ones before left over. Then a single posting may be off by more than
 * rounding, and the sum until then is not.
 */
export class Residues {
  readonly #isExcepted: (fact: FactState) => boolean
  readonly #facts: FactState[] = []
  /** Made when somebody asks: most journals have nothing to carry. */
  readonly #byGroup = new Map<NetGroup, FactState[]>()
  #grouped = 0

  constructor(isExcepted: (fact: FactState) => boolean) {
    this.#isExcepted = isExcepted
  }

  add(fact: FactState): void {
    if (fact.covered) this.#facts.push(fact)
  }

  /**
   * Whether what was posted of the group up to the last posting of the scope is what was reported until then, to less than one such unit.
   * Without a posting: whether it is at the end.
   */
  settles(at: NetGroup, scope: Scope, unit: Quantity): boolean {
    const last = scope.postings.findLast((posting) => posting.lines.some((line) => line.at === at))?.seq
    const { least, exact, most } = this.#restAt(at, scope, last ?? Number.MAX_SAFE_INTEGER, unit)
    // What was carried over may be in the last posting, or still to come; at the end nothing is to come.
    const [low, high] = last === undefined ? [exact, exact] : [least, most]
    return compareQuantities(low, unit) < 0 && compareQuantities(high, negateQuantity(unit)) > 0
  }

  /** How much more is posted than was reported, and between what, as nobody can tell which parts of a unit are in it already. */
  #restAt(at: NetGroup, { facts }: Scope, until: number, unit: Quantity): Readonly<Record<'least' | 'exact' | 'most', Quantity>> {
    let rest: Quantity = '0'
    let [more, less] = ['0', '0']
    const counted = new Set<Posting>()
    const once = new EachOnce()
    for (const fact of this.#of(at)) {
      const owed = once.of(fact).reduce((sum, each) => (each.at === at ? addQuantities(sum, each.quantity) : sum), '0')
      const before = fact.postings.filter(({ seq, system }) => seq <= until && system === at.system)
      if (before.length > 0) rest = subtractQuantities(rest, owed)
      else if (this.#isCarried(fact, owed, until, unit)) {
        if (owed.startsWith('-')) more = subtractQuantities(more, owed)
        else less = addQuantities(less, owed)
      } else if (facts.includes(fact)) rest = subtractQuantities(rest, owed)
      for (const posting of before) {
        if (counted.has(posting)) continue
        counted.add(posting)
        for (const line of posting.lines) if (line.at === at) rest = addQuantities(rest, line.quantity)
      }
    }
    const least = subtractQuantities(rest, less)
    return { least, exact: addQuantities(least, more), most: addQuantities(rest, more) }
  }

  #isCarried(fact: FactState, owed: Quantity, until: number, unit: Quantity): boolean {
    return (
      fact.postings.length === 0 &&
      fact.exposedFirst !== undefined &&
      fact.exposedFirst.seq <= until &&
      !this.#isExcepted(fact) &&
      isPart(owed, unit)
    )
  }

  /** Facts that oblige something of the group. */
  #of(at: NetGroup): readonly FactState[] {
    for (; this.#grouped < this.#facts.length; this.#grouped += 1) {
      const fact = this.#facts[this.#grouped]
      if (fact) for (const group of new Set(fact.expect.map((expected) => expected.at))) append(this.#byGroup, group, fact)
    }
    return this.#byGroup.get(at) ?? []
  }
}

/** Less than one unit. */
export function isPart(quantity: Quantity, unit: Quantity): boolean {
  return compareQuantities(absoluteQuantity(quantity), unit) < 0
}
