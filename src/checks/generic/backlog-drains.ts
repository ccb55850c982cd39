import { roughDuration } from '../../words/duration.js'
import type { FactState, Moment } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check } from '../contract.js'
import { appliedBy, atEnd, eidsOf, hadItsChance, isExcused, isIdle, isThere, recordsOf } from '../support/index.js'

/** How long after heal the backlog was gone; judged only where the user set a limit. */
export const backlogDrains: Check = {
  number: 58,
  name: 'backlog-drains',
  class: 'L',
  covers: ['timeliness'],
  title: 'Once everything is healed, what was pending is posted or handed to people within the limit that was set.',
  provenBy: ['M160'],
  begin: atEnd(({ evidence, found }) => {
    const limit = evidence.header.plan.judge.backlog_drain_ms_max
    const { healed } = evidence
    const notSet = 'no limit is set (judge.backlog-drain of the scenario)'
    if (!healed) return { judged: 0, ...(limit === undefined && { notJudged: notSet }) }
    const backlog = [...evidence.facts.values()].filter((fact) => isPending(fact, healed, evidence))
    const late: FactState[] = []
    let last = 0
    for (const fact of backlog) {
      const done = doneAt(fact, evidence)
      const took = (done ?? evidence.quiet ?? evidence.last).t - healed.t
      last = Math.max(last, took)
      if (limit !== undefined && (done === undefined || took > limit)) late.push(fact)
    }
    const never = backlog.filter((fact) => !doneAt(fact, evidence)).length
    const end = never === 0 ? `all done ${roughDuration(last)} later` : `${never} of them never done`
    const notes = [backlog.length === 0 ? 'Nothing was pending at the heal.' : `${backlog.length} pending at the heal; ${end}.`]
    if (limit === undefined) return { judged: backlog.length, notes, notJudged: notSet }
    if (late.length > 0) {
      found.add({
        reason: never > 0 ? 'never' : 'late',
        message: `${late.length} of ${backlog.length} facts that were pending at the heal were not done ${roughDuration(limit)} after it.`,
        badness: late.length,
        records: recordsOf(evidence, {
          facts: late.slice(0, 5),
          postings: late.slice(0, 5).flatMap((fact) => fact.postings.slice(0, 1)),
          seqs: [healed.seq],
        }),
        eids: eidsOf(late),
      })
    }
    return { judged: backlog.length, notes }
  }),
}

function isPending(fact: FactState, healed: Moment, evidence: Evidence): boolean {
  if (!hadItsChance(evidence, fact) || fact.must !== 'POST' || isIdle(fact) || fact.seq > healed.seq) return false
  // Nothing is left to be done about it, or nothing that the target could do: that it is with people is told by when they got it.
  if (evidence.isSuppressed(fact) || evidence.endingOf(fact) === 'overtaken') return false
  const done = doneAt(fact, evidence)
  if (!done && isExcused(evidence, fact)) return false
  return !done || done.seq > healed.seq
}

/** The last document of another report of its event, where all of it is there by that. */
function reportedBy(fact: FactState, evidence: Evidence): Moment | undefined {
  return isThere(evidence.endingOf(fact)) ? evidence.scopeOf(fact).postings.at(-1) : undefined
}

/** When all of it was there, or it was first handed to people. */
function doneAt(fact: FactState, evidence: Evidence): Moment | undefined {
  const opened = [...fact.exceptions].flatMap((xid) => evidence.exceptions.get(xid)?.opened ?? [])
  const moments = [...opened, appliedBy(evidence, fact) ?? reportedBy(fact, evidence)].filter((moment) => moment !== undefined)
  return moments.sort((a, b) => a.seq - b.seq)[0]
}
