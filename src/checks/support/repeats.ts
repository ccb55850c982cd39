import { absoluteQuantity, addQuantities, compareQuantities, type Quantity } from '../../domain/quantity.js'
import type { Posting } from '../../journal/evidence-types.js'
import { inOrder, sumsOf } from '../../journal/net-effects.js'
import type { NetGroup } from '../../journal/net-groups.js'
import { isLive } from './scope.js'

/** A posting that is one too many, and the one that it repeats, or, where it is like none, the first. */
export interface Repeat {
  readonly original: Posting
  readonly repeat: Posting
}

/** True if there is more than was obliged, in the direction that was obliged. */
export function isMoreThan(total: Quantity, expected: Quantity): boolean {
  const sameSign = total.startsWith('-') === expected.startsWith('-')
  return sameSign && compareQuantities(absoluteQuantity(total), absoluteQuantity(expected)) > 0
}

/**
 * The live postings that are too many in a group, in the order in which they are found out. A fact may rightly have several postings there,
 * the legs of a split: the one with which the sum became too much is a repeat if there was one like it, else another that has one.
 */
export function repeatsIn(postings: readonly Posting[], at: NetGroup, expected: Quantity): readonly Repeat[] {
  const found: Repeat[] = []
  const amounts = new Map(inOrder(postings.filter(isLive)).map((posting) => [posting, sumsOf([posting]).get(at) ?? '0']))
  const contents = new Map([...amounts.keys()].map((posting) => [posting, contentOf(posting)]))
  for (;;) {
    const left = [...amounts.keys()]
    const over = left[overAt([...amounts.values()], expected)]
    const [first, second] = left
    if (!over || !first || !second) return found
    const next = likeOf(over, left, contents) ?? firstAlike(left, contents) ?? { original: first, repeat: over === first ? second : over }
    found.push(next)
    amounts.delete(next.repeat)
  }
}

/** The index with which the sum becomes too much and stays it to the end; -1 for none. */
function overAt(amounts: readonly Quantity[], expected: Quantity): number {
  let sum: Quantity = '0'
  let index = -1
  for (const [at, quantity] of amounts.entries()) {
    sum = addQuantities(sum, quantity)
    if (!isMoreThan(sum, expected)) index = -1
    else if (index < 0) index = at
  }
  return index
}

function firstAlike(postings: readonly Posting[], contents: ReadonlyMap<Posting, string>): Repeat | undefined {
  const seen = new Set<string | undefined>()
  for (const posting of postings) {
    const content = contents.get(posting)
    if (seen.has(content)) return likeOf(posting, postings, contents)
    seen.add(content)
  }
  return undefined
}

/** A posting with one like it before it: one under the same references, if there is one. */
function likeOf(repeat: Posting, postings: readonly Posting[], contents: ReadonlyMap<Posting, string>): Repeat | undefined {
  const content = contents.get(repeat)
  const before = postings.slice(0, postings.indexOf(repeat)).filter((each) => contents.get(each) === content)
  const name = repeat.references.join()
  const original = before.find(({ references }) => references.join() === name) ?? before[0]
  return original && { original, repeat }
}

/** What it amounts to, in all groups. */
export function contentOf(posting: Posting): string {
  return [...sumsOf([posting])]
    .map(([{ id }, quantity]) => `${id} ${quantity}`)
    .toSorted()
    .join()
}

/** Whether one of the live postings says just what another one says, of all that these groups sum up. */
export function isRepeated(postings: readonly Posting[], groups: readonly NetGroup[]): boolean {
  const contents = postings.filter((posting) => isLive(posting) && posting.lines.some(({ at }) => groups.includes(at))).map(contentOf)
  return new Set(contents).size < contents.length
}
