import type { Evidence } from '../../journal/evidence.js'
import { isPart, withoutPart } from '../../journal/attribution.js'
import type { CallState, FactState } from '../../journal/evidence-types.js'
import { nothing } from '../../journal/lists.js'
import type { JournalRecord } from '../../journal/records.js'
import type { Check, Violation } from '../contract.js'
import {
  afterHearing,
  counted,
  does,
  isCoveredCall,
  keysOf,
  recordsOf,
  type Scene,
  seconds,
  seenOf,
  sinksOf,
  systemNames,
  WordMap,
} from '../support/index.js'

/** When the target was told what there is of a fact: a query by reference settles a doubt. */
class Settlements {
  readonly hears = ['call.served'] as const
  readonly #evidence: Evidence
  readonly #byFact = new Map<string, number[]>()

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  on(record: JournalRecord): void {
    if (record.kind !== 'call.served' || !record.settles || record.answerClass !== 'success') return
    for (const { eid } of this.#evidence.factsNamed(record.settles)) {
      const seqs = this.#byFact.get(eid)
      if (seqs) seqs.push(record.seq)
      else this.#byFact.set(eid, [record.seq])
    }
  }

  between(facts: readonly FactState[], from: number, to: number): boolean {
    return facts.some(({ eid }) => this.#byFact.get(eid)?.some((seq) => seq > from && seq < to) ?? false)
  }
}

function factsOf(evidence: Evidence, call: CallState): FactState[] {
  return call.eids.flatMap((eid) => evidence.facts.get(eid) ?? [])
}

/**
 * Whether a new try may be unlike this earlier one: it was definitely refused, what it posted was cancelled, or the target looked
 * and saw that nothing is there. A definite refusal has no effect and frees the key, whatever the reason was.
 */
function isOver(evidence: Evidence, settlements: Settlements, earlier: CallState, later: CallState): boolean {
  const ended = earlier.ended !== undefined && earlier.ended.seq < later.seq
  if (!ended || !earlier.ended) return false
  if (earlier.knowledge === 'refused') return true
  return settlements.between(factsOf(evidence, earlier), earlier.ended.seq, later.seq) || isUndone(evidence, earlier, later)
}

/** What it posted, or was answered with, was cancelled before the later call arrived. */
function isUndone(evidence: Evidence, earlier: CallState, later: CallState): boolean {
  const ofFacts = (): FactState['postings'] => factsOf(evidence, earlier).flatMap((fact) => fact.postings)
  const posted = earlier.postings[0] ?? (earlier.dedupedTo === '' ? undefined : ofFacts().find(({ doc }) => doc === earlier.dedupedTo))
  return posted !== undefined && posted.reversedBy.some((cancelling) => cancelling.seq < later.seq)
}

/**
 * Whether a repeat under the same key ends an earlier try as well: what was posted under the key was cancelled, or was never posted, since
 * the system would have answered with it instead of refusing the repeat for good.
 */
function isOverWith(evidence: Evidence, earlier: CallState, repeat: CallState, later: CallState): boolean {
  if (repeat.bodyHash !== earlier.bodyHash) return false
  const isRefused = repeat.cid > earlier.cid && repeat.knowledge === 'refused' && repeat.answerClass === 'business' && repeat.fault === ''
  return isUndone(evidence, repeat, later) || (isRefused && repeat.ended !== undefined && repeat.ended.seq < later.seq)
}

/** Keyed tries that may still stand, per thing to be done: at most a few, because one that is over is dropped. Most have one try. */
class Tries {
  readonly #byTask = new WordMap<CallState | readonly CallState[]>()

  of(call: CallState, task: string): readonly CallState[] {
    const known = this.#byTask.get([call.system, call.operation, task])
    if (known === undefined) return nothing
    return 'cid' in known ? [known] : known
  }

  add(call: CallState, task: string, keep: (earlier: CallState) => boolean): void {
    const known = this.of(call, task)
    this.#byTask.set([call.system, call.operation, task], known.length === 0 ? call : [...known.filter(keep).slice(-3), call])
  }
}

function changedKey({ evidence, faults }: Scene, first: CallState, retry: CallState): Violation {
  const facts = factsOf(evidence, retry)
  const postings = [...first.postings, ...retry.postings]
  return {
    reason: 'changed-key',
    message:
      `A repeat of ${keysOf(facts)} changed its idempotency key from ${first.idempotencyKey} to ${retry.idempotencyKey}: ` +
      `call ${retry.cid} arrived ` +
      `${seconds(retry.t - first.t)} after call ${first.cid}, ${seenOf(first, retry.seq)}.`,
    badness: retry.postings.length > 0 ? 2 : 1,
    records: recordsOf(evidence, { facts: facts.slice(0, 4), calls: [first, retry], postings }, faults),
    eids: facts.map((fact) => fact.eid),
  }
}

function reusedKey({ evidence, faults }: Scene, first: CallState, other: CallState): Violation {
  const facts = [...new Set([...factsOf(evidence, first), ...factsOf(evidence, other)])]
  const postings = [...first.postings, ...other.postings]
  return {
    reason: 'reused-key',
    message:
      `The idempotency key ${other.idempotencyKey} stands for different postings: ` +
      `call ${first.cid} (${keysOf(factsOf(evidence, first))}), ` +
      `${seenOf(first, other.seq)}, and call ${other.cid} (${keysOf(factsOf(evidence, other))}) with another body.`,
    badness: 1,
    records: recordsOf(evidence, { facts: facts.slice(0, 4), calls: [first, other], postings }, faults),
    eids: facts.map((fact) => fact.eid),
  }
}

/**
 * Whether two calls about the same facts do two things of them: at different places, as reversals of different documents are, or by parts
 * that number themselves (`KEY#1`, `KEY#2`), in their references or in their keys: whoever was refused may use another key for its part.
 * Two parts have two bodies; a number that counts tries stands on one.
 */
function areParts(one: CallState, other: CallState): boolean {
  if (pathOf(one) !== pathOf(other)) return true
  // What is no plant's (engineering data) is brought to each of them.
  const [plant, elsewhere] = [one.dims['plant'], other.dims['plant']]
  if (plant !== undefined && elsewhere !== undefined && plant !== elsewhere) return true
  if (one.bodyHash === other.bodyHash) return false
  if (one.parts.length > 0 && other.parts.length > 0) return !one.parts.some((part) => other.parts.includes(part))
  return isPart(one.idempotencyKey) && isPart(other.idempotencyKey) && rootOf(one) === rootOf(other)
}

function rootOf({ idempotencyKey }: CallState): string {
  return withoutPart(idempotencyKey)
}

function pathOf({ path }: CallState): string {
  return path.replace(/\?.*$/, '')
}

/** True for the one call that ever carried its fact: there is nothing to compare its key with. */
function isOnlyTry(evidence: Evidence, call: CallState): boolean {
  const [eid] = call.eids
  return call.eids.length === 1 && eid !== undefined && evidence.facts.get(eid)?.cids.length === 1
}

/** Calls that could be judged, by system; what is wrong with them is told to `tell`. */
function compare(scene: Scene, settlements: Settlements, tell: (call: CallState, violation: Violation) => void): Map<string, number> {
  const { evidence } = scene
  const byFacts = new Tries()
  const byKey = new Tries()
  const judged = new Map<string, number>()
  for (const call of evidence.calls.values()) {
    if (!call.posts || !call.understood || call.idempotencyKey === '' || !isCoveredCall(evidence, call)) continue
    judged.set(call.system, (judged.get(call.system) ?? 0) + 1)
    const over = (earlier: CallState): boolean =>
      isOver(evidence, settlements, earlier, call) ||
      byKey.of(earlier, earlier.idempotencyKey).some((same) => isOverWith(evidence, earlier, same, call))
    // A repeat that was recognised did no harm, whatever it was recognised by; one that is still under way may be.
    const isOpen = call.status === 0 && call.knowledge === '' && !evidence.ended
    const recognised = isOpen || call.dedupedTo !== '' || call.answerClass === 'duplicate'
    const task = call.eids.length === 1 ? (call.eids[0] ?? '') : [...call.eids].sort().join(' ')
    const alone = isOnlyTry(evidence, call)
    const unlike = alone
      ? undefined
      : byFacts
          .of(call, task)
          .find((earlier) => earlier.idempotencyKey !== call.idempotencyKey && !over(earlier) && !areParts(earlier, call))
    if (unlike && call.eids.length > 0 && !recognised) tell(call, changedKey(scene, unlike, call))
    const reused = byKey.of(call, call.idempotencyKey).find((earlier) => earlier.bodyHash !== call.bodyHash && !over(earlier))
    if (reused && !recognised) tell(call, reusedKey(scene, reused, call))
    if (!alone) byFacts.add(call, task, (earlier) => !over(earlier))
    byKey.add(call, call.idempotencyKey, (earlier) => !over(earlier))
  }
  return judged
}

/** Number 5: judged among calls that send a key, where the system honours keys. Looking up first and sending none is as good. */
export const idempotencyKeyStable: Check = {
  number: 5,
  name: 'idempotency-key-stable',
  class: 'S',
  covers: ['idempotency'],
  title: 'Every try of one posting carries the same idempotency key, and no other posting does.',
  provenBy: ['M07'],
  begin: afterHearing(
    (evidence) => new Settlements(evidence),
    (scene, settlements) => {
      const { evidence, found } = scene
      const honours = (system: string): boolean => does(evidence, system, ({ dedupe }) => dedupe === 'idempotency-key')
      let harmless = 0
      const judged = compare(scene, settlements, ({ system }, violation) => {
        if (honours(system)) found.add(violation)
        else harmless += 1
      })
      const deaf = [...new Set([...sinksOf(evidence), ...judged.keys()])].filter((system) => !honours(system))
      const who = systemNames(evidence, deaf)
      const verb = deaf.length === 1 ? 'does' : 'do'
      const notes =
        harmless > 0
          ? [`Keys were not stable in ${counted(harmless, 'place')}; ${who} ${verb} not honour them, so nothing depends on it.`]
          : []
      const heard = [...judged].filter(([system]) => honours(system))
      if (heard.length > 0 || sinksOf(evidence).some(honours)) {
        return { judged: heard.reduce((sum, [, count]) => sum + count, 0), notes }
      }
      return { judged: 0, notJudged: `${who} ${verb} not honour idempotency keys`, notes }
    },
  ),
}
