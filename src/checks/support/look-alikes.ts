import type { Evidence } from '../../journal/evidence.js'
import type { CallState, Ending, FactState } from '../../journal/evidence-types.js'
import { isOneSequence } from '../../journal/sequences.js'
import { hadItsChance } from './scope.js'

/** A way to take two keys for one. */
interface Fold {
  readonly name: 'plant' | 'form' | 'case' | 'zeros' | 'digits'
  /** What alone tells the two apart, to be put after "only in". */
  readonly words: string
  /** What is left of a key; facts with the same left over are taken for one. */
  of(fact: FactState): readonly string[]
}

const inPlant = (fact: FactState, key: string): readonly string[] => [fact.source, fact.plant, fact.type, key]

const byPlant: Fold = { name: 'plant', words: 'its plant or its source', of: ({ type, key }) => [type, key] }

/** From the one that takes fewest keys for one on. */
const byKey: readonly Fold[] = [
  { name: 'form', words: 'the normal form of its characters', of: (fact) => inPlant(fact, fact.key.normalize('NFC')) },
  { name: 'case', words: 'upper and lower case', of: (fact) => inPlant(fact, fact.key.toLowerCase()) },
  { name: 'zeros', words: 'zeros in front of a number', of: (fact) => inPlant(fact, fact.key.replace(/(?<!\d)0+(?=\d)/g, '')) },
  { name: 'digits', words: 'what is no digit', of: (fact) => inPlant(fact, fact.key.replace(/\D/g, '')) },
]

/** A fact that the target took for another one. */
export interface TakenFor {
  readonly other: FactState
  readonly fold: Pick<Fold, 'name' | 'words'>
  /** The fact that was taken for the other one, where this one only came after it in their sequence, and was not tried either. */
  readonly behind?: FactState
}

/** Ends without an effect of which nobody is told for a reason of the fact's own. */
const nothing: ReadonlySet<Ending> = new Set(['missing', 'parked', 'suppressed'])

const known = new WeakMap<Evidence, { readonly at: number; readonly taken: ReadonlyMap<FactState, TakenFor> }>()

/**
 * Facts that a target took for others which look alike, and so did nothing about them. It takes more than one fact that was lost: of all
 * that look alike in one way, only those that it met first have an effect, and for none of the others was anything tried. That a system
 * has the idempotency key for another fact of that number says it of each one.
 */
export function takenForOthers(evidence: Evidence): ReadonlyMap<FactState, TakenFor> {
  const before = known.get(evidence)
  // Two checks ask for the same, one after the other.
  if (before?.at === evidence.last.seq) return before.taken
  const taken = new Map<FactState, TakenFor>()
  const facts = [...evidence.facts.values()].filter((fact) => fact.exposedFirst && hadItsChance(evidence, fact) && fact.must === 'POST')
  const lost = new Set(facts.filter((fact) => fact.postings.length === 0 && nothing.has(evidence.endingOf(fact))))
  // Most journals have nothing of the kind.
  if (lost.size > 0) {
    const asked = { evidence, facts, lost }
    addReusedKeys(asked, taken)
    addTaken(asked, byPlant, pairsOf(asked, byPlant), taken)
    // The way that accounts for most of what was lost; of several, the one that takes fewest keys for one.
    let best: { readonly fold: Fold; readonly pairs: readonly Pair[] } | undefined
    for (const fold of byKey) {
      const pairs = pairsOf(asked, fold)
      if (pairs.length > (best?.pairs.length ?? 0)) best = { fold, pairs }
    }
    if (best) addTaken(asked, best.fold, best.pairs, taken)
  }
  known.set(evidence, { at: evidence.last.seq, taken })
  return taken
}

interface Asked {
  readonly evidence: Evidence
  readonly facts: readonly FactState[]
  /** Those without an effect. */
  readonly lost: ReadonlySet<FactState>
}

type Pair = readonly [fact: FactState, other: FactState]

function alikeIn(facts: readonly FactState[], fold: Fold): readonly (readonly FactState[])[] {
  return [...Map.groupBy(facts, (fact) => JSON.stringify(fold.of(fact))).values()].filter(({ length }) => length > 1)
}

/** Each fact with the one that looks alike and was handed over first; none, if not all of these were lost untried. */
function pairsOf(asked: Asked, fold: Fold): readonly Pair[] {
  const pairs = alikeIn(asked.facts, fold).flatMap((same) => {
    const [first, ...others] = same.toSorted((a, b) => (a.exposedFirst?.seq ?? 0) - (b.exposedFirst?.seq ?? 0))
    return first ? others.map((fact): Pair => [fact, first]) : []
  })
  return pairs.every(([fact]) => isUntried(asked, fact)) && pairs.some(([, other]) => !isUntried(asked, other)) ? pairs : []
}

function addTaken(asked: Asked, fold: Fold, pairs: readonly Pair[], taken: Map<FactState, TakenFor>): void {
  const found = pairs.filter(([fact]) => !taken.has(fact))
  for (const [fact, other] of found) taken.set(fact, { other, fold })
  const streams = Map.groupBy(found.length > 0 ? asked.facts : [], ({ sequenceKey }) => sequenceKey)
  for (const [fact, other] of found) {
    for (const later of streams.get(fact.sequenceKey) ?? []) {
      const isBehind = isOneSequence(fact, later) && later.streamSeq > fact.streamSeq && isUntried(asked, later)
      if (isBehind && !taken.has(later)) taken.set(later, { other, fold, behind: fact })
    }
  }
}

/** All that was tried for it was refused, because its idempotency key stood for the fact of another plant. */
function addReusedKeys({ evidence, facts, lost }: Asked, taken: Map<FactState, TakenFor>): void {
  for (const same of alikeIn(facts, byPlant)) {
    const other = same.find((fact) => !lost.has(fact))
    if (!other) continue
    for (const fact of same) {
      const calls = lost.has(fact) ? postingCalls(evidence, fact) : []
      if (calls.length > 0 && calls.every(({ code }) => code === 'KEY_REUSED')) taken.set(fact, { other, fold: byPlant })
    }
  }
}

function isUntried({ evidence, lost }: Asked, fact: FactState): boolean {
  return lost.has(fact) && postingCalls(evidence, fact).length === 0
}

/** Calls that would have posted it into books. */
function postingCalls(evidence: Evidence, { cids }: FactState): readonly CallState[] {
  const { systems } = evidence.header.words
  return cids
    .flatMap((cid) => evidence.calls.get(cid) ?? [])
    .filter(({ posts, understood, system }) => posts && understood && systems.some(({ name, books }) => name === system && books))
}
