import type { Check, Outcome } from '../../src/checks/contract.js'
import { createEvidence } from '../../src/journal/evidence-builder.js'
import type { Evidence } from '../../src/journal/evidence.js'
import type { JournalHeader } from '../../src/journal/header.js'
import type { JournalRecord } from '../../src/journal/records.js'

/** A whole synthetic journal. */
export interface Journal {
  readonly header: JournalHeader
  readonly records: readonly JournalRecord[]
}

/** Runs one check over a journal, as the engine does. */
export function judge(check: Check, source: Journal): Outcome & { readonly messages: readonly string[] } {
  const evidence = createEvidence(source.header)
  const judgeAtWork = check.begin(evidence)
  for (const record of source.records) {
    evidence.take(record)
    judgeAtWork.on?.(record)
  }
  const outcome = judgeAtWork.end()
  const { first, last } = outcome.violations
  const seqs = new Set(source.records.map((record) => record.seq))
  for (const violation of [first, last]) {
    const stray = violation?.records.find((seq) => !seqs.has(seq))
    if (stray !== undefined) throw new Error(`${check.name} names record ${stray}, which the journal does not have`)
  }
  const messages = outcome.violations.count > 1 && first && last ? [first.message, last.message] : first ? [first.message] : []
  return { ...outcome, messages }
}

/** The evidence after the whole journal. */
export function evidenceOf(source: Journal): Evidence {
  const evidence = createEvidence(source.header)
  for (const record of source.records) evidence.take(record)
  return evidence
}
