import { valueText } from '../../domain/effect.js'
import type { Gate } from '../../domain/fact.js'
import type { FactState, Posting } from '../../journal/evidence-types.js'
import { isShut, shutBy } from '../../journal/gates.js'
import type { Check, Violation } from '../contract.js'
import {
  atEnd,
  capitalised,
  documentNames,
  enumerate,
  factName,
  gatedPart,
  hadItsChance,
  isSure,
  recordsOf,
  type Scene,
  seconds,
  systemTitle,
} from '../support/index.js'

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

/**
 * A fact that has to wait for something that happens to a system: what was posted while the twin was refused opened the way by itself.
 * Without a twin's word there is nothing to compare.
 */
function judgeHeld(scene: Scene, fact: FactState): void {
  const { evidence, found, faults } = scene
  const own = fact.twin.filter(({ cid, xid }) => cid === undefined && xid === undefined)
  if (own.length === 0) return
  found.judged += 1
  for (const posting of fact.postings) {
    const call = evidence.calls.get(posting.cid)
    const before = own.findLast(({ seq }) => seq < posting.seq)
    if (!call || posting.reversesDoc !== '' || !isSure(posting) || before?.answer !== 'refused') continue
    const { system, code } = before
    const refuses = `${systemTitle(evidence, system ?? posting.system)} takes it from nobody yet${code === '' ? '' : ` (${code})`}`
    found.add({
      reason: 'held',
      message:
        `${capitalised(documentNames([posting]))} stands for ${factName(evidence, fact)}, which had to wait: when call ${call.cid} ` +
        `arrived at ${seconds(call.t)}, nothing had happened that allows it, and where only that has happened ${refuses}.`,
      badness: 1,
      records: recordsOf(evidence, { facts: [fact], postings: [posting], seqs: [before.seq] }, faults),
      eids: [fact.eid],
    })
  }
}

/** Number 74: every gate of every fact, under the title that the gate carries: no release before approval, no consumption of a held lot. */
export const neverTooEarly: Check = {
  number: 74,
  name: 'never-too-early',
  class: 'S',
  title: 'Nothing is posted before the target knows, or has done, what has to come first.',
  provenBy: ['releases-early'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    for (const fact of evidence.facts.values()) {
      if (fact.covered && fact.must === 'HOLD') judgeHeld(scene, fact)
      if (!fact.covered || fact.gates.length === 0 || (fact.postings.length === 0 && !hadItsChance(evidence, fact))) continue
      // Whoever waits, or does nothing that the gate is for, has kept it.
      found.judged += fact.gates.length
      for (const posting of fact.postings) {
        const call = evidence.calls.get(posting.cid)
        // Taking something back is never too early.
        if (!call || posting.reversesDoc !== '' || !isSure(posting)) continue
        for (const gate of fact.gates) {
          const [what] = gatedWords(scene, gate, fact, posting)
          if (what === undefined || !isShut(evidence, gate, call, posting.seq)) continue
          found.add(violationOf(scene, fact, gate, posting, shutBy(evidence, gate, call, posting.seq), what))
        }
      }
    }
  }),
}
