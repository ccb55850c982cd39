import type { SystemName } from '../../domain/names.js'
import { append } from '../../domain/grouping.js'
import type { CallState, FactState, Moment } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { isOneSequence } from '../../journal/sequences.js'
import { whereMissing } from './scope.js'

export type Crash = Moment & { readonly incarnation: number }

/** A fact that a crash found acknowledged, and neither posted everywhere nor with people. */
export interface AtRisk {
  readonly fact: FactState
  readonly crash: Crash
  readonly lost: boolean
}

/** How far the target had come with a fact: nothing was called for it, a call was under way, or the last one had come to its end. */
type Story = 'untried' | 'under way' | 'told'

const mustEnd = new Set(['POST', 'HOLD', 'EITHER', 'REJECT'])
const lostAs = new Set(['missing', 'never-collected', 'unseen', 'returned', 'short'])

/**
 * Facts that crashes found with the target, and which of the losses a crash explains. Of what the target loses without a crash as well, a
 * crash is not the cause: that is told by how it went with facts of the same kind.
 */
export class Crashes {
  readonly atRisk: readonly AtRisk[]
  readonly #evidence: Evidence
  /** Kinds of which something was lost with no crash in between, by how far the target had come with it. */
  readonly #lostAnyway = new Set<string>()
  readonly #byKey = new Map<string, FactState[]>()
  /** Per crash and flow, the acknowledgement of the last fact that it found untried and that was posted all the same. */
  readonly #survived = new Map<Crash, Map<string, number>>()

  constructor(evidence: Evidence) {
    this.#evidence = evidence
    const atRisk: AtRisk[] = []
    const untouched: FactState[] = []
    if (evidence.crashes.length > 0) for (const fact of evidence.facts.values()) this.#look(fact, atRisk, untouched)
    this.atRisk = atRisk
    const waits = untouched.length === 0 ? () => false : waitsBehindLost(evidence, atRisk)
    for (const fact of untouched) {
      const story = this.#storyOf({ fact })
      if (story !== 'untried' || !waits(fact)) this.#lostAnyway.add(this.#likeness(fact, story))
    }
  }

  /** The crash that lost it; undefined for what is not lost, and for what no crash explains. */
  lostBy(fact: FactState): Crash | undefined {
    const found = this.atRisk.find((each) => each.fact === fact)
    return found && this.explains(found) ? found.crash : undefined
  }

  /** True if it is lost, and nothing but the crash tells why. */
  explains(found: AtRisk): boolean {
    if (!found.lost || this.#wentOn(found)) return false
    if (this.#storyOf(found) !== 'told') return this.#isSimple(found)
    // What the target was told before explains the loss as well, unless the same crash lost what nothing had happened to.
    if (this.#lostAnyway.has(this.#likeness(found.fact, this.#storyOf(found)))) return false
    return this.atRisk.some(
      (other) =>
        other.lost && other.crash === found.crash && !this.#wentOn(other) && this.#storyOf(other) !== 'told' && this.#isSimple(other),
    )
  }

  /** Nothing was said about it before the crash: neither would it have been lost without, nor had the target passed it over. */
  #isSimple({ fact, crash }: AtRisk): boolean {
    if (this.#lostAnyway.has(this.#likeness(fact, 'untried'))) return false
    if (this.#storyOf({ fact, crash }) === 'under way') return true
    if (this.#wasPassedOver(fact, crash)) return false
    const survivor = this.#survived.get(crash)?.get(fact.flow)
    return survivor === undefined || survivor < (fact.owed?.seq ?? 0)
  }

  #look(fact: FactState, atRisk: AtRisk[], untouched: FactState[]): void {
    if (fact.sequenceKey !== '') append(this.#byKey, `${fact.source} ${fact.sequenceKey}`, fact)
    if (!fact.covered || !mustEnd.has(fact.must) || !fact.owed || !fact.exposedFirst) return
    const crash = this.#crashAtRisk(fact, fact.owed, fact.exposedFirst)
    const lost = !isKept(this.#evidence, fact)
    if (crash) atRisk.push({ fact, crash, lost })
    if (crash && !lost && this.#storyOf({ fact, crash }) === 'untried' && !isHandedOverAfter(fact, crash)) this.#note(crash, fact)
    if (!crash && lost) untouched.push(fact)
  }

  #note(crash: Crash, { flow, owed }: FactState): void {
    const ofCrash = this.#survived.get(crash) ?? new Map<string, number>()
    this.#survived.set(crash, ofCrash)
    ofCrash.set(flow, Math.max(ofCrash.get(flow) ?? 0, owed?.seq ?? 0))
  }

  #crashAtRisk(fact: FactState, owed: Moment, exposed: Moment): Crash | undefined {
    // Once the run was quiet its end state stands: stopping the target afterwards is no crash.
    const until = this.#evidence.quiet?.seq ?? Number.POSITIVE_INFINITY
    const crash = this.#evidence.crashes.find((each) => each.seq > owed.seq && each.seq > exposed.seq && each.seq < until)
    if (!crash) return undefined
    if (fact.postings.some((posting) => posting.seq < crash.seq) && isPostedEverywhere(fact, crash.seq)) return undefined
    for (const xid of fact.exceptions) {
      const exception = this.#evidence.exceptions.get(xid)
      if (exception && exception.opened.seq < crash.seq) return undefined
    }
    return crash
  }

  /** Calls with the fact to systems where something of it is missing. */
  #calls(fact: FactState): readonly CallState[] {
    const isMissingIn = whereMissing(this.#evidence, fact)
    return fact.cids.flatMap((cid) => {
      const call = this.#evidence.calls.get(cid)
      return call && isMissingIn(call.system) ? [call] : []
    })
  }

  /** Whoever calls for it after the crash knows it still. */
  #wentOn({ fact, crash }: AtRisk): boolean {
    return this.#calls(fact).some(({ seq }) => seq > crash.seq)
  }

  #storyOf({ fact, crash }: { readonly fact: FactState; readonly crash?: Crash }): Story {
    const before = crash?.seq ?? Number.POSITIVE_INFINITY
    const last = this.#calls(fact).findLast(({ seq, posts }) => posts && seq < before)
    if (!last) return 'untried'
    return last.ended && last.ended.seq < before ? 'told' : 'under way'
  }

  /** A later one of its sequence was called for before the crash. */
  #wasPassedOver(fact: FactState, crash: Crash): boolean {
    const others = this.#byKey.get(`${fact.source} ${fact.sequenceKey}`) ?? []
    return others.some((other) => isOneSequence(fact, other) && other.streamSeq > fact.streamSeq && this.#calledBefore(other, crash.seq))
  }

  #calledBefore({ cids }: FactState, before: number): boolean {
    return cids.some((cid) => {
      const call = this.#evidence.calls.get(cid)
      return call?.posts === true && call.seq < before
    })
  }

  /** What facts have in common that a target might lose for the same reason. */
  #likeness(fact: FactState, story: Story): string {
    const { type, must, expect, states } = fact
    const obliged = [...expect.map(({ at }) => `${at.system} ${at.measure.name}`), ...states.map(({ group }) => group)]
    const last = story === 'told' ? this.#calls(fact).findLast(({ posts }) => posts) : undefined
    const end = last ? `${last.knowledge} ${last.status} ${last.code}` : ''
    return [type, must, ...[...new Set(obliged)].toSorted(), story, end].join('|')
  }
}

/**
 * Whoever lost a fact in a crash waits for it for ever with what comes after it in its sequence: that is no loss of another kind. Only
 * where such facts are posted at all: of a target that posts none of them, nobody can tell what it waits for.
 */
function waitsBehindLost(evidence: Evidence, atRisk: readonly AtRisk[]): (fact: FactState) => boolean {
  const bySequence = Map.groupBy(
    atRisk.filter(({ lost }) => lost),
    ({ fact }) => `${fact.source} ${fact.sequenceKey}`,
  )
  const posted = new Set([...evidence.facts.values()].flatMap(({ type, postings }) => (postings.length > 0 ? type : [])))
  return (fact) => {
    const before = bySequence.get(`${fact.source} ${fact.sequenceKey}`) ?? []
    return posted.has(fact.type) && before.some((each) => isOneSequence(fact, each.fact) && each.fact.streamSeq < fact.streamSeq)
  }
}

/** Systems in which the fact obliges something, and has no posting. */
export function withoutPosting({ expect, states, postings }: FactState): readonly SystemName[] {
  const obliged = new Set([...expect.map(({ at }) => at.system), ...states.map(({ entity }) => entity.system)])
  for (const { system } of postings) obliged.delete(system)
  return [...obliged]
}

/** Whether it has one in each, or had one before that record: asked of most facts of a journal, which oblige something in one system. */
function isPostedEverywhere({ expect, states, postings }: FactState, before = Number.POSITIVE_INFINITY): boolean {
  const isPostedIn = (name: SystemName): boolean => postings.some(({ system, seq }) => system === name && seq < before)
  let last: SystemName | undefined
  for (const { at } of expect) {
    if (at.system !== last && !isPostedIn(at.system)) return false
    last = at.system
  }
  return states.every(({ entity }) => entity.system === last || isPostedIn(entity.system))
}

function isKept(evidence: Evidence, fact: FactState): boolean {
  // Only what has to be rejected may go back to its sender.
  const isThere = fact.postings.length > 0 && isPostedEverywhere(fact)
  if (isThere || (fact.must === 'REJECT' && fact.givenUp)) return true
  return !lostAs.has(evidence.endingOf(fact))
}

/** The target had it anew in a later life. */
function isHandedOverAfter({ owedLast, exposedLater }: FactState, crash: Crash): boolean {
  return (owedLast?.seq ?? 0) > crash.seq || [...(exposedLater?.keys() ?? [])].some((incarnation) => incarnation > crash.incarnation)
}
