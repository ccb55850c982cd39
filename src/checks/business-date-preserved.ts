import type { DocState, FactState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { Collector } from './collector.js'
import type { Check, Outcome, Violation } from './contract.js'
import { PeriodBook } from './support/periods.js'
import { isTargets } from './support/scope.js'
import { recordsOf } from './support/trail.js'
import { enumerate } from './support/words.js'

/** A document is dated by when the fact happened at its plant, or, where that period is closed, as the declared policy says. */
export const businessDatePreserved: Check = {
  number: 59,
  name: 'business-date-preserved',
  class: 'S',
  title:
    'The posting date is the date on which the fact happened, in the time zone of its plant, or what the policy for closed periods says.',
  provenBy: ['M54', 'M55'],
  begin(evidence) {
    const periods = new PeriodBook(evidence.header.plan)
    /** What the payload says, for facts whose source has a wrong clock. */
    const stamped = new Map<string, string>()
    return {
      hears: ['fact', 'effect.state'],
      on(record) {
        periods.on(record)
        if (record.kind === 'fact' && record.stampedAt !== record.occurredAt) stamped.set(record.eid, record.stampedAt)
      },
      end: () => judged(evidence, periods, stamped),
    }
  },
}

function judged(evidence: Evidence, periods: PeriodBook, stamped: ReadonlyMap<string, string>): Outcome {
  const found = new Collector()
  let count = 0
  for (const doc of evidence.docs) {
    if (!isTargets(evidence, doc) || doc.level === 'group' || doc.facts.length === 0) continue
    const [only] = doc.facts
    if (doc.facts.length === 1 && only && !stamped.has(only.eid) && periods.dateAt(only.plant, only.occurredAt) === doc.postingDate) {
      count += 1
      continue
    }
    const dates = [...new Set(doc.facts.flatMap((fact) => datesOf(fact, periods, stamped)))].filter((date) => date !== '')
    if (dates.length === 0) continue
    count += 1
    if (dates.includes(doc.postingDate)) continue
    const wrong = judgeDate(evidence, periods, doc, dates)
    if (wrong) found.add(wrong)
  }
  return { judged: count, violations: found.done() }
}

/** The true date; what the payload says is as good, since the target sees nothing else. */
function datesOf(fact: FactState, periods: PeriodBook, stamped: ReadonlyMap<string, string>): string[] {
  const own = periods.dateAt(fact.plant, fact.occurredAt)
  const told = stamped.get(fact.eid)
  return told === undefined ? [own] : [own, periods.dateAt(fact.plant, told)]
}

function judgeDate(evidence: Evidence, periods: PeriodBook, doc: DocState, dates: readonly string[]): Violation | undefined {
  const company = periods.companyOf(doc.plant)
  // The target may have looked at the period at any time since it learnt of the fact.
  const since = Math.min(doc.seq, ...doc.facts.map((fact) => fact.exposedFirst?.seq ?? fact.seq))
  const closed = dates.filter((date) => periods.wasClosed(company, date, since, doc.seq))
  const base = {
    badness: 1,
    records: recordsOf(evidence, { docs: [doc], facts: doc.facts.slice(0, 3) }),
    eids: doc.facts.map((fact) => fact.eid).slice(0, 50),
  }
  const happened = `${enumerate(doc.facts.map((fact) => fact.businessKey))} happened on ${enumerate(dates)} at ${doc.plant}`
  if (closed.length === 0)
    return { ...base, reason: 'wrong-date', message: `Document ${doc.doc} is dated ${doc.postingDate}; ${happened}.` }
  // Where the policy leaves it to people, posting it at all is what is wrong: see closed-period-routed.
  if (evidence.header.systems[doc.system]?.closed_period !== 'first-open-period') return undefined
  const open = closed.flatMap((date) => periods.firstOpenAfter(company, date, since, doc.seq))
  const kept = doc.documentDate !== '' && dates.includes(doc.documentDate)
  if (open.some((period) => period.from <= doc.postingDate && doc.postingDate <= period.to)) {
    if (kept) return undefined
    const shown = doc.documentDate === '' ? 'has no document date' : `has the document date ${doc.documentDate}`
    return {
      ...base,
      reason: 'original-date-lost',
      message: `Document ${doc.doc} is dated ${doc.postingDate}, since the period was closed, and ${shown}; ${happened}.`,
    }
  }
  const [first] = open
  const expected = first ? `the first open period begins on ${first.from}` : 'no later period is open'
  return {
    ...base,
    reason: 'wrong-period',
    message: `Document ${doc.doc} is dated ${doc.postingDate}; ${happened}, in a closed period, and ${expected}.`,
  }
}
