import { valueText } from '../../domain/effect.js'
import type { Gate } from '../../domain/fact.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { isShut, shutBy } from '../../journal/gates.js'
import type { Violation } from '../contract.js'
import type { Scene } from './at-end.js'
import { gatedPart } from './gated.js'
import { eidsMax, hadItsChance, isSure } from './scope.js'
import { recordsOf } from './trail.js'
import { capitalised, documentNames, enumerate, factName, seconds, systemTitle, writeName } from './words.js'

/** Titles of gates that are the names of checks: what is too early there is told by them, and by nobody else. */
export const titlesOfChecks = [
  'no-release-before-approval',
  'receipt-lands-restricted',
  'no-consumption-of-held-lot',
  'release-applied-after-receipt',
  'late-dependency-converges',
] as const

export type TitleOfCheck = (typeof titlesOfChecks)[number]

/** Whether breaking the gate is told by a check of its own. */
export function hasOwnCheck({ title }: Gate): boolean {
  return titlesOfChecks.some((name) => name === title)
}

/** Something of a posting that came through a gate of its fact while that was shut. */
interface Early {
  readonly gate: Gate
  readonly part: ReturnType<typeof gatedPart>
}

/** Taking something back is never too early, and of what stands for a choice of facts nobody can say. */
export function* earlyIn(evidence: Evidence, fact: FactState, posting: Posting, isMine: (gate: Gate) => boolean): Generator<Early> {
  const call = evidence.calls.get(posting.cid)
  if (!call || posting.reversesDoc !== '' || !isSure(posting)) return
  for (const gate of fact.gates) {
    const part = isMine(gate) ? gatedPart(gate, fact, posting) : undefined
    if (part && part.lines.length + part.writes.length > 0 && isShut(evidence, gate, call, posting.seq)) yield { gate, part }
  }
}

function wordsOf({ words }: Scene, { part: { lines, writes } }: Early): string {
  const [line] = lines
  const [write] = writes
  if (line) return words.effect(line.quantity, line.at)
  return write ? `${write.group} ${valueText(write.after)} of ${write.entity.entity}` : ''
}

const closedAs = { exposed: 'known to the target', owed: 'taken by the target', applied: 'applied' } as const

function violationOf(scene: Scene, fact: FactState, posting: Posting, early: Early): Violation {
  const { evidence, faults } = scene
  const { gate } = early
  const shut = shutBy(evidence, gate, evidence.calls.get(posting.cid) ?? posting, posting.seq)
  const first = shut.flatMap((eid) => evidence.facts.get(eid) ?? [])
  const where = gate.by === 'applied' && gate.in !== undefined ? ` in ${systemTitle(evidence, gate.in)}` : ''
  const call = evidence.calls.get(posting.cid)
  const keys = enumerate(shut.map((eid) => evidence.facts.get(eid)?.businessKey ?? eid))
  const before =
    shut.length === 0
      ? `and nothing ever comes that would allow it${where}`
      : `before ${gate.any === true && shut.length > 1 ? 'one of ' : ''}${keys} ` +
        `${shut.length === 1 || gate.any === true ? 'was' : 'were'} ${closedAs[gate.by]}${where}`
  const title = gate.title ?? 'never-too-early'
  const [write] = early.part.writes
  const what = posting.doc === '' && write ? `a write of ${writeName(write)}` : documentNames([posting])
  const more = posting.doc === '' ? '' : ` (${wordsOf(scene, early)})`
  return {
    reason: title,
    message:
      `${capitalised(what)}${more} stands for ${factName(evidence, fact)}; ` +
      `its call ${posting.cid} arrived at ${seconds(call?.t ?? posting.t)}, ${before} (${title}).`,
    badness: Math.max(1, shut.length),
    records: recordsOf(evidence, { facts: [fact, ...first.slice(0, 4)], postings: [posting] }, faults),
    eids: [fact.eid, ...shut].slice(0, eidsMax),
  }
}

/**
 * Every posting that came through one of these gates while it was shut. Whoever waits, or does nothing that a gate is for, has kept it.
 * `ownerOf`: the check that tells why the gate could be passed, where that is another one.
 */
export function judgeGates(
  scene: Scene,
  isMine: (gate: Gate) => boolean,
  ownerOf: (gate: Gate, posting: Posting) => string | undefined = () => undefined,
): void {
  const { evidence, found } = scene
  for (const fact of evidence.facts.values()) {
    const gates = fact.gates.filter(isMine)
    if (!fact.covered || gates.length === 0 || (fact.postings.length === 0 && !hadItsChance(evidence, fact))) continue
    found.judged += gates.length
    for (const posting of fact.postings)
      for (const early of earlyIn(evidence, fact, posting, isMine)) {
        const owner = ownerOf(early.gate, posting)
        const violation = violationOf(scene, fact, posting, early)
        if (owner === undefined) found.add(violation)
        else found.follow(owner, violation)
      }
  }
}

/** Those of a check that has the gate's title for its name. */
export function judgeTitled(scene: Scene, title: TitleOfCheck, ownerOf?: (gate: Gate, posting: Posting) => string | undefined): void {
  judgeGates(scene, (gate) => gate.title === title, ownerOf)
}
