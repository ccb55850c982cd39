import type { CheckResult } from '../checks/contract.js'
import type { Ending } from '../journal/evidence-types.js'
import type { Explanation } from './explanation.js'

/** What went wrong once, and every promise that broke by it. */
export interface Cause {
  /** Equal for equal causes, in other runs too. */
  readonly fingerprint: string
  /** The explanation that tells it. */
  readonly told: Explanation
  /** The same of other facts: the same check found the same shape there. */
  readonly again: readonly Explanation[]
  /** What other checks say of the same facts and the same documents, in their order. */
  readonly others: readonly Explanation[]
}

interface Growing extends Cause {
  readonly again: Explanation[]
  readonly others: Explanation[]
}

/**
 * Sorts explanations by cause, from what they cite alone. Two tell the same cause if one cites all facts of the other, and of each of these
 * facts the same documents, or none; or if the same check found the same shape at other facts. A sum over several facts that cites none of
 * a cause's facts belongs to the first cause whose facts ended as its own did (posted too often, missing). What several causes broke
 * together belongs to each of them. `advisory` are checks that fail no run: none of them tells a cause that another check can tell.
 */
export function causesOf(explanations: readonly Explanation[], advisory: ReadonlySet<string> = new Set()): Cause[] {
  const causes: Growing[] = []
  for (const explanation of inOrderOfTelling(explanations, advisory)) {
    const again = causes.find(({ fingerprint }) => fingerprint === explanation.fingerprint)
    const same = again ? [again] : joining(causes, explanation)
    if (again) again.again.push(explanation)
    else for (const cause of same) cause.others.push(explanation)
    if (same.length === 0) causes.push({ fingerprint: explanation.fingerprint, told: explanation, again: [], others: [] })
  }
  // As the checks stand, whatever was found first.
  const place = (explanation: Explanation): number => explanations.indexOf(explanation)
  const placed = causes.map((cause) => ({ ...cause, others: cause.others.toSorted((a, b) => place(a) - place(b)) }))
  const firstOf = (cause: Cause): number => Math.min(...[cause.told, ...cause.again, ...cause.others].map(place))
  return placed.sort((a, b) => Number(advisory.has(a.told.check)) - Number(advisory.has(b.told.check)) || firstOf(a) - firstOf(b))
}

/** The causes of whose facts and documents it tells; of a sum over several other facts, the one whose facts went wrong in the same way. */
function joining(causes: readonly Growing[], explanation: Explanation): Growing[] {
  const same = causes.filter(({ told, again }) => [told, ...again].some((each) => isSame(each, explanation)))
  if (same.length > 0) return same
  const odd = oddEndings(explanation)
  const alike = causes.find(({ told }) => {
    const ends = oddEndings(told)
    return explanation.about.length > 1 && odd.size > 0 && [...odd].every((ending) => ends.has(ending))
  })
  return alike ? [alike] : []
}

const inOrder: ReadonlySet<Ending> = new Set<Ending>(['posted', 'excepted', 'parked', 'returned', 'suppressed', 'overtaken'])

/** How facts ended that did not end as they should. */
function oddEndings({ about }: Explanation): ReadonlySet<Ending> {
  return new Set(about.flatMap(({ ending }) => (inOrder.has(ending) ? [] : ending)))
}

/** Who is about the fewest facts knows best what happened; of those, who has a story and not only the records in their order. */
function inOrderOfTelling(explanations: readonly Explanation[], advisory: ReadonlySet<string>): Explanation[] {
  const rank = (explanation: Explanation): readonly number[] => [
    Number(advisory.has(explanation.check)),
    explanation.about.length === 0 ? Number.MAX_SAFE_INTEGER : explanation.about.length,
    Number(explanation.steps.every(({ because }) => because === '')),
    explanations.indexOf(explanation),
  ]
  return explanations.toSorted((a, b) => {
    const [ranks, others] = [rank(a), rank(b)]
    return ranks.map((each, index) => each - (others[index] ?? 0)).find((difference) => difference !== 0) ?? 0
  })
}

function isSame(a: Explanation, b: Explanation): boolean {
  return isPartOf(a, b) || isPartOf(b, a)
}

/** True if the wider one cites every fact of the narrower, and the same of what was done about it. */
function isPartOf({ about: narrower }: Explanation, { about: wider }: Explanation): boolean {
  return (
    narrower.length > 0 &&
    narrower.every(({ fact, documents }) => {
      const other = wider.find((each) => each.fact === fact)
      return other !== undefined && nested(documents, other.documents)
    })
  )
}

/** One has all of the other; of nothing and something neither has the other. */
function nested(a: readonly number[], b: readonly number[]): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a]
  return few.length === 0 ? many.length === 0 : few.every((each) => many.includes(each))
}

/** The checks of some explanations, each once, in their order. */
export function checksOf(explanations: readonly Explanation[]): string[] {
  return [...new Set(explanations.map(({ check }) => check))]
}

/** Names of the checks that fail no run. */
export function advisoryOf(results: readonly Pick<CheckResult, 'check' | 'advisory'>[]): ReadonlySet<string> {
  return new Set(results.flatMap(({ check, advisory }) => (advisory ? check : [])))
}
