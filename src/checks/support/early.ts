import { valueText } from '../../domain/effect.js'
import type { Gate } from '../../domain/fact.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import { isShut, shutBy } from '../../journal/gates.js'
import type { Violation } from '../contract.js'
import type { Scene } from './at-end.js'
import { gatedPart } from './gated.js'
import { hadItsChance, isSure } from './scope.js'
import { recordsOf } from './trail.js'
import { capitalised, documentNames, enumerate, factName, seconds, systemTitle } from './words.js'

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

/** What of a posting the gate of the fact is for, in words; empty where there is nothing. */
function gatedWords({ words }: Scene, gate: Gate, fact: FactState, posting: Posting): readonly string[] {
  const { lines, writes } = gatedPart(gate, fact, posting)
  return [
    ...lines.map(({ at, quantity }) => words.effect(quantity, at)),
    ...writes.map(({ group, after, entity }) => `${group} ${valueText(after)} of ${entity.entity}`),
  ]
}

const closedAs = { exposed: 'known to the target', owed: 'taken by the target', applied: 'applied' } as const

function violationOf(scene: Scene, fact: FactState, gate: Gate, posting: Posting, shut: readonly string[], what: string): Violation {
  const { evidence, faults } = scene
  const first = shut.flatMap((eid) => evidence.facts.get(eid) ?? [])
  const where = gate.by === 'applied' && gate.in !== undefined ? ` in ${systemTitle(evidence, gate.in)}` : ''
  const call = evidence.calls.get(posting.cid)
  const keys = enumerate(shut.map((eid) => evidence.facts.get(eid)?.businessKey ?? eid))
  const before =
    shut.length === 0
      ? `and nothing ever comes that would allow it${where}`
      : `before ${keys} ${shut.length === 1 ? 'was' : 'were'} ${closedAs[gate.by]}${where}`
  const title = gate.title ?? 'never-too-early'
  return {
    reason: title,
    message:
      `${capitalised(documentNames([posting]))}${posting.doc === '' ? '' : ` (${what})`} stands for ${factName(evidence, fact)}; ` +
      `its call ${posting.cid} arrived at ${seconds(call?.t ?? posting.t)}, ${before} (${title}).`,
    badness: Math.max(1, shut.length),
    records: recordsOf(evidence, { facts: [fact, ...first.slice(0, 4)], postings: [posting] }, faults),
    eids: [fact.eid, ...shut].slice(0, 50),
  }
}

/** Every posting that came through one of these gates while it was shut. Whoever waits, or does nothing that a gate is for, has kept it. */
export function judgeGates(scene: Scene, isMine: (gate: Gate) => boolean): void {
  const { evidence, found } = scene
  for (const fact of evidence.facts.values()) {
    const gates = fact.gates.filter(isMine)
    if (!fact.covered || gates.length === 0 || (fact.postings.length === 0 && !hadItsChance(evidence, fact))) continue
    found.judged += gates.length
    for (const posting of fact.postings) {
      const call = evidence.calls.get(posting.cid)
      // Taking something back is never too early.
      if (!call || posting.reversesDoc !== '' || !isSure(posting)) continue
      for (const gate of gates) {
        const [what] = gatedWords(scene, gate, fact, posting)
        if (what === undefined || !isShut(evidence, gate, call, posting.seq)) continue
        found.add(violationOf(scene, fact, gate, posting, shutBy(evidence, gate, call, posting.seq), what))
      }
    }
  }
}

/** Those of a check that has the gate's title for its name. */
export function judgeTitled(scene: Scene, title: TitleOfCheck): void {
  judgeGates(scene, (gate) => gate.title === title)
}
