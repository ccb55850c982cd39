import type { Gate } from '../../domain/fact.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Violation } from '../contract.js'
import type { Scene } from './at-end.js'
import { judgeTitled } from './early.js'
import { arrivedFor, isLeftWaiting, type Arrived, type TitleOfWaiting } from '../../journal/late.js'
import { isMadeUp } from './made-up.js'
import { eidsOf, hadItsChance, sinceHeal } from './scope.js'
import { callsOf, recordsOf } from './trail.js'
import { counted, enumerate, factName, keysOf, seconds } from './words.js'

/** Undefined for what was posted after all, after no more attempts than are allowed. */
function judgeFact({ evidence, faults }: Scene, fact: FactState, arrived: Arrived): Violation | undefined {
  const { at, of, early, handed } = arrived
  const allowed = evidence.header.plan.judge.attempts_max * Math.max(1, fact.deliveries)
  const isLeft = isLeftWaiting(evidence, fact, arrived)
  if (!isLeft && early.length <= allowed) return undefined
  const last = early.at(-1)
  const waited = `${factName(evidence, fact)} waited for ${keysOf(of)}`
  const before = last
    ? `refused before (${last.code} at ${seconds(last.t)})`
    : `handed to people before (at ${seconds(handed?.t ?? 0)}; ${handed?.code ?? ''} stood in its way)`
  const left =
    `${waited}, which was there at ${seconds(at.t)}; it was ${before}, ` +
    `never tried again, and is still with people (${enumerate([...fact.exceptions], 2)}).`
  const hammered = `${waited}: ${counted(early.length, 'attempt')} were refused until it was there, ${allowed} are allowed.`
  return {
    reason: isLeft ? 'left-with-people' : 'hammered',
    message: isLeft ? left : hammered,
    badness: isLeft ? evidence.last.t - at.t : early.length,
    records: recordsOf(
      evidence,
      { facts: [fact, ...of.slice(0, 3)], calls: callsOf(evidence, fact), exceptions: fact.exceptions, seqs: [at.seq] },
      faults,
    ),
    eids: eidsOf([fact, ...of]),
  }
}

/** What it should have waited for was made up meanwhile: that is why it could come. */
function isStoodInFor(evidence: Evidence, { facts, in: system }: Gate, { seq }: Posting): boolean {
  const awaited = new Set(facts.flatMap((eid) => evidence.facts.get(eid)?.entity ?? []))
  return [...evidence.entities].some(
    (entity) =>
      awaited.has(entity.entity) &&
      (system === undefined || entity.system === system) &&
      [...entity.groups.values()].some((writes) => writes.some((write) => write.seq < seq && isMadeUp(evidence, write))),
  )
}

/** Nothing of it comes before what it waits for; and once that is there, it comes, after no more attempts than are allowed. */
export function judgeWaiting(scene: Scene, title: TitleOfWaiting): void {
  const { evidence, found } = scene
  judgeTitled(scene, title, (gate, posting) => (isStoodInFor(evidence, gate, posting) ? 'no-dangling-reference' : undefined))
  // Without time between heal and the end, nothing had a chance to be tried again.
  if (sinceHeal(evidence) <= evidence.header.target.grace_ms) return
  for (const fact of evidence.facts.values()) {
    const arrived = fact.must === 'POST' && hadItsChance(evidence, fact) ? arrivedFor(evidence, fact, title) : undefined
    const violation = arrived && judgeFact(scene, fact, arrived)
    if (violation) found.add(violation)
  }
}
