import type { Gate } from '../domain/fact.js'
import type { FactState, Moment } from './evidence-types.js'
import type { Evidence } from './evidence.js'

/**
 * Facts of a gate that kept it shut for a call that arrived then; `until`: the record up to which effects count. Whoever acts at once on
 * what he was told is not too early, so nothing is taken off the time of the call; an acknowledgement is seen by the source a little after
 * the target gave it, so that much is granted.
 */
export function shutBy(evidence: Pick<Evidence, 'facts' | 'header'>, gate: Gate, call: Moment, until = call.seq): readonly string[] {
  const latest = call.t + evidence.header.target.grace_ms
  const isOpen = (fact: FactState | undefined): boolean => {
    if (!fact) return false
    // What a stand-in plays is told to nobody: it is known as soon as it happened.
    if (!fact.covered && gate.by !== 'applied') return fact.seq < call.seq
    if (gate.by === 'exposed') return fact.exposedFirst !== undefined && fact.exposedFirst.seq < call.seq
    if (gate.by === 'owed') return fact.owed !== undefined && fact.owed.t <= latest
    return [...fact.postings, ...fact.played].some(({ seq, system }) => seq <= until && (gate.in === undefined || system === gate.in))
  }
  return gate.facts.filter((eid) => !isOpen(evidence.facts.get(eid)))
}

/** Whether it was shut: also where nothing that could open it was ever planned. */
export function isShut(evidence: Pick<Evidence, 'facts' | 'header'>, gate: Gate, call: Moment, until = call.seq): boolean {
  return gate.facts.length === 0 || shutBy(evidence, gate, call, until).length > 0
}
