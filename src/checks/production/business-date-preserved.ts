import type { Posting, FactState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { JournalRecord } from '../../journal/records.js'
import type { Check, Violation } from '../contract.js'
import { afterHearing, eidsOf, enumerate, isTargets, recordsOf } from '../support/index.js'
import { PeriodBook } from './support/periods.js'

/**
 * A document is dated by when the fact happened: in the zone of its plant, of its company or in UTC, as is declared, or, where that period
 * is closed, as the declared policy says.
 */
export const businessDatePreserved: Check = {
  number: 59,
  name: 'business-date-preserved',
  class: 'S',
  covers: ['business-dates'],
  title:
    'The posting date is the date on which the fact happened, in the time zone that its system dates by, or what the policy for closed ' +
    'periods says.',
  provenBy: ['M54', 'M55'],
  begin: afterHearing(
    (evidence) => new Dates(evidence),
    ({ evidence, found }, { periods, stamped }) => {
      for (const posting of evidence.postings) {
        const { facts, postingDate, system } = posting
        if (postingDate === '' || posting.level === 'group' || facts.length === 0 || !isTargets(evidence, posting)) continue
        const [only] = facts
        if (facts.length === 1 && only && !stamped.has(only.eid) && periods.dateIn(system, only.plant, only.occurredAt) === postingDate) {
          found.judged += 1
          continue
        }
        const dates = [...new Set(facts.flatMap((fact) => datesOf(posting, fact, periods, stamped)))].filter((date) => date !== '')
        if (dates.length === 0) continue
        found.take(dates.includes(postingDate) ? undefined : judgeDate(evidence, periods, posting, dates))
      }
    },
  ),
}

class Dates {
  readonly hears = ['fact', 'effect.state'] as const
  readonly periods: PeriodBook
  /** What the payload says, for facts whose source has a wrong clock. */
  readonly stamped = new Map<string, string>()

  constructor(evidence: Evidence) {
    this.periods = new PeriodBook(evidence.header)
  }

  on(record: JournalRecord): void {
    this.periods.on(record)
    if (record.kind === 'fact' && record.stampedAt !== record.occurredAt) this.stamped.set(record.eid, record.stampedAt)
  }
}

/** The true date; what the payload says is as good, since the target sees nothing else. */
function datesOf({ system }: Posting, fact: FactState, periods: PeriodBook, stamped: ReadonlyMap<string, string>): string[] {
  const own = periods.dateIn(system, fact.plant, fact.occurredAt)
  const told = stamped.get(fact.eid)
  return told === undefined ? [own] : [own, periods.dateIn(system, fact.plant, told)]
}

function judgeDate(evidence: Evidence, periods: PeriodBook, posting: Posting, dates: readonly string[]): Violation | undefined {
  const company = periods.companyOf(posting.plant)
  const own = periods.in(posting.system)
  // The target may have looked at the period at any time since it learnt of the fact.
  const since = Math.min(posting.seq, ...posting.facts.map((fact) => fact.exposedFirst?.seq ?? fact.seq))
  const closed = dates.filter((date) => own.wasClosed(company, date, since, posting.seq))
  const base = {
    badness: 1,
    records: recordsOf(evidence, { postings: [posting], facts: posting.facts.slice(0, 3) }),
    eids: eidsOf(posting.facts),
  }
  const where = periods.whereIn(posting.system, posting.plant)
  const happened = `${enumerate(posting.facts.map((fact) => fact.businessKey))} happened on ${enumerate(dates)} ${where}`
  if (closed.length === 0)
    return { ...base, reason: 'wrong-date', message: `Document ${posting.doc} is dated ${posting.postingDate}; ${happened}.` }
  // Where the policy leaves it to people, posting it at all is what is wrong: see closed-period-routed.
  if (evidence.header.systems[posting.system]?.policies['closed_period'] !== 'first-open-period') return undefined
  const open = closed.flatMap((date) => own.firstOpenAfter(company, date, since, posting.seq))
  const kept = posting.documentDate !== '' && dates.includes(posting.documentDate)
  if (open.some((period) => period.from <= posting.postingDate && posting.postingDate <= period.to)) {
    if (kept) return undefined
    const shown = posting.documentDate === '' ? 'has no document date' : `has the document date ${posting.documentDate}`
    return {
      ...base,
      reason: 'original-date-lost',
      message: `Document ${posting.doc} is dated ${posting.postingDate}, since the period was closed, and ${shown}; ${happened}.`,
    }
  }
  const [first] = open
  const expected = first ? `the first open period begins on ${first.from}` : 'no later period is open'
  return {
    ...base,
    reason: 'wrong-period',
    message: `Document ${posting.doc} is dated ${posting.postingDate}; ${happened}, in a closed period, and ${expected}.`,
  }
}
