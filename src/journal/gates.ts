import type { Gate } from '../domain/fact.js'
import type { SystemName } from '../domain/names.js'
import { isZeroQuantity } from '../domain/quantity.js'
import type { FactState, Moment, Posting } from './evidence-types.js'
import type { Evidence } from './evidence.js'
import { sumsOf } from './net-effects.js'
import { wasWritten } from './states.js'

/** The call that is judged; one that is no call yet has no number. */
type Asking = Moment & { readonly cid?: number }

/**
 * Facts of a gate that kept it shut for a call that arrived then. Whoever acts at once on what he was told is not too early, so nothing is
 * taken off the time of the call; an acknowledgement is seen by the source a little after the target gave it, so that much is granted. What
 * was committed after the call had arrived opened nothing for it, unless it was committed by the call itself, up to the record `until`.
 */
export function shutBy(evidence: Pick<Evidence, 'facts' | 'header'>, gate: Gate, call: Asking, until = call.seq): readonly string[] {
  const latest = call.t + evidence.header.target.grace_ms
  const wasThere = ({ seq, cid }: Posting): boolean => seq <= (cid !== 0 && cid === call.cid ? until : call.seq)
  const isOpen = (fact: FactState | undefined): boolean => {
    if (!fact) return false
    // What a stand-in plays is told to nobody: it is known as soon as it happened.
    if (!fact.covered && gate.by !== 'applied') return fact.seq < call.seq
    if (gate.by === 'exposed') return fact.exposedFirst !== undefined && fact.exposedFirst.seq < call.seq
    if (gate.by === 'owed') return fact.owed !== undefined && fact.owed.t <= latest
    if (stands(fact, gate, call.seq)) return true
    const isApplied = (report: FactState): boolean =>
      [...report.postings, ...report.played].some(
        (posting) => (gate.in === undefined || posting.system === gate.in) && wasThere(posting) && leftOf(report, posting, wasThere),
      )
    // Whichever report of the event it was posted for.
    return isApplied(fact) || reportsOf(evidence.facts, fact).some(isApplied)
  }
  const shut = gate.facts.filter((eid) => !isOpen(evidence.facts.get(eid)))
  return gate.any === true && shut.length < gate.facts.length ? [] : shut
}

/** Facts that report the same physical event, where several do. */
function reportsOf(facts: Evidence['facts'], { physId }: FactState): readonly FactState[] {
  const known = byEvent.get(facts)
  if (known?.size === facts.size) return known.reports.get(physId) ?? []
  const reports = new Map([...Map.groupBy(facts.values(), (fact) => fact.physId)].filter(([, same]) => same.length > 1))
  byEvent.set(facts, { size: facts.size, reports })
  return reports.get(physId) ?? []
}

const byEvent = new WeakMap<Evidence['facts'], { readonly size: number; readonly reports: ReadonlyMap<string, readonly FactState[]> }>()

/** Whether all that the fact obliges there stood there before, whoever wrote it: what says the same, or a later version. */
function stands({ states, expect }: FactState, { in: system }: Gate, seq: number): boolean {
  const there = states.filter(({ entity }) => system === undefined || entity.system === system)
  if (there.length === 0 || expect.some(({ at }) => (system === undefined || at.system === system) && !at.shared)) return false
  return there.every((state) => wasWritten(state, seq))
}

/** Whether it was shut: also where nothing that could open it was ever planned. */
export function isShut(evidence: Pick<Evidence, 'facts' | 'header'>, gate: Gate, call: Asking, until = call.seq): boolean {
  return gate.facts.length === 0 || shutBy(evidence, gate, call, until).length > 0
}

/**
 * Whether a gate is for whatever a call of the fact to that system would do. Nobody sees which of several effects was asked for: where only
 * some of them wait for the gate, the call may have been for the others: one row of many holds back none of the rest.
 */
export function holdsBack({ effect, system, of }: Gate, { expect, states }: FactState, called: SystemName): boolean {
  if (system !== undefined && system !== called) return false
  if (of) return false
  if (effect === 'all') return true
  const others = expect.some(({ at }) => at.system === called && at.measure.name !== effect)
  return !others && states.every(({ entity, group }) => entity.system !== called || group === effect)
}

/** Whether anything of a posting was left by then. A cancellation is an effect of the fact that cancels, and none of what it cancels. */
function leftOf(fact: FactState, posting: Posting, wasThere: (posting: Posting) => boolean): boolean {
  if (posting.reversesDoc !== '' && fact.reverses === '') return false
  const reversals = posting.reversedBy.filter(wasThere)
  return reversals.length === 0 || [...sumsOf([posting, ...reversals]).values()].some((quantity) => !isZeroQuantity(quantity))
}
