import { createEvidence, type EvidenceBuilder } from '../../../src/journal/evidence-builder.js'
import { Quiescence, type RunActivity } from '../../../src/sim/quiescence.js'
import { JournalBuilder } from '../../support/journal-builder.js'
import type { HeaderOptions } from '../../support/journal-header.js'

const idle: RunActivity = { deliveriesPending: () => 0, factsToCome: () => 0, unseen: () => 0, callsOpen: () => 0, restarting: () => false }
export const patience_ms = 5_000
export const quiet_ms = 300

/** A run whose journal the test writes; the verdict is asked so many milliseconds after a record. */
export function running(
  activity: Partial<RunActivity> = {},
  options: HeaderOptions = {},
): {
  readonly journal: JournalBuilder
  readonly quiescence: Quiescence
  readonly evidence: EvidenceBuilder
  /** Time of the newest record. */
  t(): number
  /** How the run would end, so long after `since`; undefined while it goes on. */
  after(ms: number, since?: number, healedAt?: number): string | undefined
} {
  const journal = new JournalBuilder({ patience_ms, ...options })
  const evidence = createEvidence(journal.header)
  const quiescence = new Quiescence(evidence, { ...idle, ...activity })
  let taken = 0
  const t = (): number => {
    for (const record of journal.records.slice(taken)) {
      evidence.take(record)
      quiescence.see(record)
    }
    taken = journal.records.length
    return journal.records.at(-1)?.t ?? 0
  }
  return {
    journal,
    quiescence,
    evidence,
    t,
    after: (ms, since = t(), healedAt = 0) => {
      t()
      const verdict = quiescence.verdict(since + ms, healedAt)
      return verdict && `${verdict.how} ${verdict.outstanding}`
    },
  }
}
