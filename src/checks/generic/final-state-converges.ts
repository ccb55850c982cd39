import { valueText } from '../../domain/effect.js'
import type { Evidence } from '../../journal/evidence.js'
import type { EntityState, FactState, StateExpectation } from '../../journal/evidence-types.js'
import { writesState } from '../../journal/states.js'
import type { Check, Violation } from '../contract.js'
import { OrderFold } from '../production/support/order-fold.js'
import { afterHearing, hadItsChance, recordsOf, systemTitle, WordMap, writeName } from '../support/index.js'

/** What facts oblige of one group of one entity. */
interface Owed {
  readonly entity: EntityState
  readonly group: string
  readonly states: { readonly fact: FactState; readonly state: StateExpectation }[]
  /** More than one end is right. */
  isOpen: boolean
}

/** Nothing but a posting can come of it: it was handed over, and people neither have it nor may have it. */
function isCertain(evidence: Evidence, fact: FactState): boolean {
  return fact.must === 'POST' && hadItsChance(evidence, fact) && !evidence.isExcepted(fact) && !evidence.hasObstacle(fact)
}

function owedStates(evidence: Evidence): Iterable<Owed> {
  const found = new WordMap<Owed>()
  const overtaken = new Set([...evidence.facts.values()].flatMap((fact) => fact.supersedes))
  for (const fact of evidence.facts.values()) {
    if (!fact.covered || fact.must === 'IGNORE' || overtaken.has(fact.eid)) continue
    for (const state of fact.states) {
      const { entity, group } = state
      const owed = found.getOr([entity.system, entity.entity, group], () => ({ entity, group, states: [], isOpen: false }))
      owed.states.push({ fact, state })
      if (!isCertain(evidence, fact)) owed.isOpen = true
    }
  }
  return found.made
}

/** Undefined where nothing was written, or not by the target at last: that it is missing is the affair of `every-event-accounted`. */
function judgeState(evidence: Evidence, { entity, group, states }: Owed): Violation | 'right' | undefined {
  const last = entity.groups.get(group)?.at(-1)
  // Without versions the order of the source says which is the newest.
  const newest = states.reduce((a, b) => ((b.state.version ?? b.fact.streamSeq) >= (a.state.version ?? a.fact.streamSeq) ? b : a))
  if (!last || last.posting.cid === 0) return undefined
  const versioned = last.version !== undefined && newest.state.version !== undefined
  if (versioned ? evidence.isMet(newest.state) : writesState(last, newest.state)) return 'right'
  const versionOf = ({ version }: { readonly version: number | undefined }): string => (version === undefined ? '' : `, version ${version}`)
  const { fact, state } = newest
  return {
    reason: (last.version ?? 0) < (state.version ?? 0) && versioned ? 'older-version' : 'other-value',
    message:
      `In ${systemTitle(evidence, entity.system)} the ${writeName(last)}${versionOf(last)}, is what was written last; ` +
      `${fact.businessKey} says ${valueText(state.after)}${versionOf(state)}.`,
    badness: Math.max(1, (state.version ?? 0) - (last.version ?? 0)),
    records: recordsOf(evidence, { facts: [fact], postings: [last.posting], seqs: [last.seq] }),
    eids: [fact.eid],
  }
}

/**
 * Number 13: what was written last is what the newest fact says, however many were skipped. Judged where only one end is right: every fact
 * handed over, none with people, none taken back. The status of an order, which its system works out from confirmations, is judged as
 * what they add up to, unless the order was completed technically or closed meanwhile.
 */
export const finalStateConverges: Check = {
  number: 13,
  name: 'final-state-converges',
  class: 'L',
  title: 'The state of an order in the ERP is what its facts add up to.',
  provenBy: ['writes-nonsense'],
  begin: afterHearing(
    (evidence) => new OrderFold(evidence),
    ({ evidence, found }, orders) => {
      for (const owed of owedStates(evidence)) {
        const verdict = owed.isOpen ? undefined : judgeState(evidence, owed)
        if (verdict) found.take(verdict)
      }
      for (const verdict of orders.judge((fact) => isCertain(evidence, fact))) found.take(verdict)
    },
  ),
}
