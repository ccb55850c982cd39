import { roughDuration } from '../../words/duration.js'
import type { Check } from '../contract.js'
import { afterHearing, LatencyScan, recordsOf } from '../support/index.js'

/** How long facts take to their effect; judged only where the user set a limit. */
export const latencySlo: Check = {
  number: 57,
  name: 'latency-slo',
  class: 'L',
  covers: ['timeliness'],
  title: 'By flow, 95 of 100 facts have their effect within the limit that was set.',
  provenBy: ['M160'],
  begin: afterHearing(
    () => new LatencyScan(),
    ({ evidence, found }, scan) => {
      const limit = evidence.header.plan.judge.latency_p95_ms_max
      const notes: string[] = []
      for (const { name: flow } of evidence.header.words.flows) {
        const summary = scan.summary(evidence, flow)
        found.judged += summary.count
        if (summary.count === 0) continue
        const [p50, p95, max] = [summary.p50, summary.p95, summary.max].map(roughDuration)
        notes.push(`${flow}: p50 ${p50}, p95 ${p95}, max ${max} over ${summary.count}.`)
        if (limit === undefined || summary.p95 <= limit || !summary.slowest) continue
        const { fact, since, ms, applied } = summary.slowest
        found.add({
          reason: 'too-slow',
          message:
            `${flow}: p95 ${p95} is more than the limit of ${roughDuration(limit)}; the slowest, ${fact.businessKey}, ` +
            `took ${roughDuration(ms)}.`,
          badness: summary.p95,
          records: recordsOf(evidence, { facts: [fact], postings: [applied], seqs: [since.seq] }),
          eids: [fact.eid],
        })
      }
      return { notes, ...(limit === undefined && { notJudged: 'no limit is set (judge.latency-p95 of the scenario)' }) }
    },
  ),
}
