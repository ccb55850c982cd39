import type { FactState } from '../../journal/evidence-types.js'
import type { Check } from '../contract.js'
import {
  atEnd,
  capitalised,
  documentNames,
  factName,
  hasOwnCheck,
  isSure,
  judgeGates,
  recordsOf,
  type Scene,
  seconds,
  systemTitle,
} from '../support/index.js'

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

/** Number 74: every gate of every fact. Those whose title is the name of a check are that one's: no release before approval, say. */
export const neverTooEarly: Check = {
  number: 74,
  name: 'never-too-early',
  class: 'S',
  covers: ['approval-gates'],
  title: 'Nothing is posted before the target knows, or has done, what has to come first.',
  provenBy: ['releases-early'],
  begin: atEnd((scene) => {
    for (const fact of scene.evidence.facts.values()) if (fact.covered && fact.must === 'HOLD') judgeHeld(scene, fact)
    judgeGates(scene, (gate) => !hasOwnCheck(gate))
  }),
}
