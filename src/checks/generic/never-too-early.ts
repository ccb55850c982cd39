import { valueText } from '../../domain/effect.js'
import type { Gate } from '../../domain/fact.js'
import type { CallState, FactState, Posting } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import {
  atEnd,
  capitalised,
  documentNames,
  enumerate,
  factName,
  isSure,
  recordsOf,
  type Scene,
  seconds,
  systemTitle,
} from '../support/index.js'

const restricted = new Set(['quality', 'blocked'])

/** What of a posting the gate is for, in words; empty where there is nothing. */
function gatedPart({ words }: Scene, { effect, or }: Gate, posting: Posting): readonly string[] {
  const lines = posting.lines.filter(({ at, dims }) => {
    if (effect !== 'all' && at.measure.name !== effect) return false
    return or !== 'restricted' || !restricted.has(dims['stockType'] ?? '')
  })
  const writes = posting.writes.filter((write) => !write.derived && (effect === 'all' || write.group === effect))
  return [
    ...lines.map(({ at, quantity }) => words.effect(quantity, at)),
    ...writes.map(({ group, after, entity }) => `${group} ${valueText(after)} of ${entity.entity}`),
  ]
}

/**
 * Whether the gate was open for this fact of it. Whoever acts at once on what he was told is not too early, so nothing is taken off the
 * time of the call; an acknowledgement is seen by the source a little after the target gave it, so that much is granted.
 */
function isOpen({ evidence }: Scene, gate: Gate, eid: string, posting: Posting, call: CallState): boolean {
  const fact = evidence.facts.get(eid)
  if (!fact) return false
  if (gate.by === 'exposed') return fact.exposedFirst !== undefined && fact.exposedFirst.seq < call.seq
  if (gate.by === 'owed') return fact.owed !== undefined && fact.owed.t <= call.t + evidence.header.target.grace_ms
  return fact.postings.some((applied) => applied.seq <= posting.seq && (gate.in === undefined || applied.system === gate.in))
}

const closedAs = { exposed: 'known to the target', owed: 'taken by the target', applied: 'applied' } as const

function violationOf(scene: Scene, fact: FactState, gate: Gate, posting: Posting, shut: readonly string[], what: string): Violation {
  const { evidence, faults } = scene
  const first = shut.flatMap((eid) => evidence.facts.get(eid) ?? [])
  const where = gate.by === 'applied' && gate.in !== undefined ? ` in ${systemTitle(evidence, gate.in)}` : ''
  const call = evidence.calls.get(posting.cid)
  const keys = enumerate(shut.map((eid) => evidence.facts.get(eid)?.businessKey ?? eid))
  const before = `before ${keys} ${shut.length === 1 ? 'was' : 'were'} ${closedAs[gate.by]}${where}`
  const title = gate.title ?? 'never-too-early'
  return {
    reason: title,
    message:
      `${capitalised(documentNames([posting]))}${posting.doc === '' ? '' : ` (${what})`} stands for ${factName(evidence, fact)}; ` +
      `its call ${posting.cid} arrived at ${seconds(call?.t ?? posting.t)}, ${before} (${title}).`,
    badness: shut.length,
    records: recordsOf(evidence, { facts: [fact, ...first.slice(0, 4)], postings: [posting] }, faults),
    eids: [fact.eid, ...shut].slice(0, 50),
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
      if (!fact.covered || fact.gates.length === 0) continue
      for (const posting of fact.postings) {
        const call = evidence.calls.get(posting.cid)
        // Taking something back is never too early.
        if (!call || posting.reversesDoc !== '' || !isSure(posting)) continue
        for (const gate of fact.gates) {
          const [what] = gatedPart(scene, gate, posting)
          if (what === undefined) continue
          found.judged += 1
          const shut = gate.facts.filter((eid) => !isOpen(scene, gate, eid, posting, call))
          if (shut.length > 0) found.add(violationOf(scene, fact, gate, posting, shut, what))
        }
      }
    }
  }),
}
