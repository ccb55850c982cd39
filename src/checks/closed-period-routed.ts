import type { DocState, FactState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { Collector } from './collector.js'
import type { Check, Outcome, Violation } from './contract.js'
import { PeriodBook } from './support/periods.js'
import { isTargets } from './support/scope.js'
import { callsOf, recordsOf } from './support/trail.js'
import { factName, keysOf } from './support/words.js'

/** Nothing is posted into a closed period; what belongs there goes where the policy says, without end of trying. */
export const closedPeriodRouted: Check = {
  number: 67,
  name: 'closed-period-routed',
  class: 'S',
  title:
    'Nothing is posted into a closed period: it goes into the first open one or to people, as the ' +
    'policy says, and is not retried without end.',
  provenBy: ['M66'],
  begin(evidence) {
    const periods = new PeriodBook(evidence.header.plan)
    return { hears: ['effect.state'], on: (record) => periods.on(record), end: () => judged(evidence, periods) }
  },
}

function judged(evidence: Evidence, periods: PeriodBook): Outcome {
  const found = new Collector()
  let count = 0
  for (const doc of evidence.docs) {
    if (!isTargets(evidence, doc) || !concerns(doc, periods)) continue
    count += 1
    const wrong = judgeDocument(evidence, periods, doc)
    if (wrong) found.add(wrong)
  }
  for (const fact of evidence.facts.values()) {
    if (!fact.covered || fact.refusals.length === 0) continue
    const refusals = fact.refusals.filter((refusal) => refusal.code === 'PERIOD_CLOSED').length
    if (refusals === 0) continue
    count += 1
    const allowed = evidence.header.plan.judge.attempts_max * Math.max(1, fact.deliveries)
    if (refusals <= allowed) continue
    found.add({
      reason: 'retried',
      message: `${factName(fact)} was tried ${refusals} times against a closed period; at most ${allowed} are allowed.`,
      badness: refusals,
      records: recordsOf(evidence, { facts: [fact], calls: callsOf(evidence, fact) }),
      eids: [fact.eid],
    })
  }
  return { judged: count, violations: found.done() }
}

/** True if its posting date, or the date of one of its facts, lies in a period that was closed at some time. */
function concerns(doc: DocState, periods: PeriodBook): boolean {
  const company = periods.companyOf(doc.plant)
  return periods.everClosed(company, doc.postingDate) || doc.facts.some((fact) => periods.everClosed(company, dateOf(fact, periods)))
}

function judgeDocument(evidence: Evidence, periods: PeriodBook, doc: DocState): Violation | undefined {
  const company = periods.companyOf(doc.plant)
  const base = {
    badness: 1,
    records: recordsOf(evidence, { docs: [doc], facts: doc.facts.slice(0, 3) }),
    eids: doc.facts.map((fact) => fact.eid).slice(0, 50),
  }
  // A call that arrived while the period was open may be committed just after it closed.
  const arrived = Math.min(doc.seq, evidence.calls.get(doc.cid)?.seq ?? doc.seq)
  if (periods.wasClosed(company, doc.postingDate, arrived, doc.seq) && !periods.wasOpen(company, doc.postingDate, arrived, doc.seq)) {
    const period = doc.postingDate.slice(0, 7)
    return {
      ...base,
      reason: 'closed-period',
      message: `Document ${doc.doc}${namesOf(doc)} is posted on ${doc.postingDate}, in the closed period ${period}.`,
    }
  }
  if (evidence.header.systems[doc.system]?.closed_period !== 'exception' || doc.level === 'group' || doc.facts.length === 0)
    return undefined
  const dates = doc.facts.map((fact) => dateOf(fact, periods))
  const moved =
    !dates.includes(doc.postingDate) &&
    dates.every((date) => periods.wasClosed(company, date, arrived, doc.seq) && !periods.wasOpen(company, date, arrived, doc.seq))
  if (!moved) return undefined
  return {
    ...base,
    reason: 'moved',
    message:
      `Document ${doc.doc}${namesOf(doc)} is posted on ${doc.postingDate} instead of ${dates[0] ?? ''}; what ` +
      'belongs to a closed period goes to people here.',
  }
}

function dateOf(fact: FactState, periods: PeriodBook): string {
  return periods.dateAt(fact.plant, fact.occurredAt)
}

function namesOf(doc: DocState): string {
  return doc.facts.length === 0 ? '' : ` (${keysOf(doc.facts)})`
}
