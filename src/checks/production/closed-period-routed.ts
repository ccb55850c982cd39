import type { Posting, FactState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { JournalRecord } from '../../journal/records.js'
import type { Check, Violation } from '../contract.js'
import { afterHearing, callsOf, eidsOf, factName, isTargets, keysOf, recordsOf } from '../support/index.js'
import { PeriodBook } from './support/periods.js'

/** Nothing is posted into a closed period; what belongs there goes where the policy says, without end of trying. */
export const closedPeriodRouted: Check = {
  number: 67,
  name: 'closed-period-routed',
  class: 'S',
  covers: ['business-dates'],
  title:
    'Nothing is posted into a closed period: it goes into the first open one or to people, as the policy says, and is not ' +
    'retried without end.',
  provenBy: ['M66'],
  begin: afterHearing(
    (evidence) => new Tries(evidence),
    ({ evidence, found }, tried) => {
      const { periods } = tried
      let count = 0
      for (const posting of evidence.postings) {
        if (posting.postingDate === '' || !isTargets(evidence, posting) || !concerns(posting, periods)) continue
        count += 1
        const wrong = judgeDocument(evidence, periods, posting)
        if (wrong) found.add(wrong)
      }
      for (const { fact, excess } of tried.facts()) {
        count += 1
        if (!excess) continue
        const { refusals, allowed } = excess
        found.add({
          reason: 'retried',
          message: `${factName(evidence, fact)} was tried ${refusals} times against a closed period; at most ${allowed} are allowed.`,
          badness: refusals,
          records: recordsOf(evidence, { facts: [fact], calls: callsOf(evidence, fact) }),
          eids: [fact.eid],
        })
      }
      return count
    },
  ),
}

/** Facts that were refused for a closed period, and whether one refusal was too many then: a later delivery allows none before it. */
class Tries {
  readonly hears = ['effect.state', 'call.served'] as const
  readonly periods: PeriodBook
  readonly #excess = new Map<FactState, { refusals: number; readonly allowed: number } | undefined>()

  constructor(readonly evidence: Evidence) {
    this.periods = new PeriodBook(evidence.header)
  }

  on(record: JournalRecord): void {
    this.periods.on(record)
    if (record.kind !== 'call.served') return
    const { calls, facts, header } = this.evidence
    for (const eid of calls.get(record.cid)?.eids ?? []) {
      const fact = facts.get(eid)
      if (!fact || !fact.covered || fact.refusals.length === 0) continue
      const refusals = fact.refusals.filter(({ code }) => code === 'PERIOD_CLOSED').length
      if (refusals === 0) continue
      const allowed = header.plan.judge.attempts_max * Math.max(1, fact.deliveries)
      const known = this.#excess.get(fact)
      if (known) known.refusals = refusals
      else this.#excess.set(fact, refusals > allowed ? { refusals, allowed } : undefined)
    }
  }

  *facts(): Generator<{ readonly fact: FactState; readonly excess: { readonly refusals: number; readonly allowed: number } | undefined }> {
    for (const [fact, excess] of this.#excess) yield { fact, excess }
  }
}

/** True if its posting date, or the date of one of its facts, lies in a period that was closed at some time. */
function concerns(posting: Posting, periods: PeriodBook): boolean {
  const company = periods.companyOf(posting.plant)
  const own = periods.in(posting.system)
  return (
    own.everClosed(company, posting.postingDate) || posting.facts.some((fact) => own.everClosed(company, dateOf(posting, fact, periods)))
  )
}

function judgeDocument(evidence: Evidence, periods: PeriodBook, posting: Posting): Violation | undefined {
  const company = periods.companyOf(posting.plant)
  const own = periods.in(posting.system)
  const base = {
    badness: 1,
    records: recordsOf(evidence, { postings: [posting], facts: posting.facts.slice(0, 3) }),
    eids: eidsOf(posting.facts),
  }
  // A call that arrived while the period was open may be committed just after it closed.
  const arrived = Math.min(posting.seq, evidence.calls.get(posting.cid)?.seq ?? posting.seq)
  if (
    own.wasClosed(company, posting.postingDate, arrived, posting.seq) &&
    !own.wasOpen(company, posting.postingDate, arrived, posting.seq)
  ) {
    const period = posting.postingDate.slice(0, 7)
    return {
      ...base,
      reason: 'closed-period',
      message: `Document ${posting.doc}${namesOf(posting)} is posted on ${posting.postingDate}, in the closed period ${period}.`,
    }
  }
  if (
    evidence.header.systems[posting.system]?.policies['closed_period'] !== 'exception' ||
    posting.level === 'group' ||
    posting.facts.length === 0
  )
    return undefined
  const dates = posting.facts.map((fact) => dateOf(posting, fact, periods))
  const moved =
    !dates.includes(posting.postingDate) &&
    dates.every((date) => own.wasClosed(company, date, arrived, posting.seq) && !own.wasOpen(company, date, arrived, posting.seq))
  if (!moved) return undefined
  return {
    ...base,
    reason: 'moved',
    message:
      `Document ${posting.doc}${namesOf(posting)} is posted on ${posting.postingDate} instead of ${dates[0] ?? ''}; what ` +
      'belongs to a closed period goes to people here.',
  }
}

function dateOf({ system }: Posting, fact: FactState, periods: PeriodBook): string {
  return periods.dateIn(system, fact.plant, fact.occurredAt)
}

function namesOf(posting: Posting): string {
  return posting.facts.length === 0 ? '' : ` (${keysOf(posting.facts)})`
}
