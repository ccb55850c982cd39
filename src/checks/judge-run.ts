import { isLong, workOn } from '../journal/long-work.js'
import { readJournal } from '../journal/reader.js'
import { judgeJournal } from './judge.js'
import type { Judgement } from './judgement.js'

/** What is known of a run without its journal. */
export interface EndedRun {
  readonly files: { readonly journal: string }
  readonly ended: 'complete' | 'set-up-error' | 'interrupted'
  readonly counts: { readonly facts: number; readonly records: number; readonly duration_ms: number }
}

/**
 * Judges a run that has just ended. Whoever interrupts one waits for no judgement of a long journal: it has no result then, and
 * `mfgsync check` gives what there was until then.
 */
export function judgeRun({ files: { journal }, ended, counts }: EndedRun): Judgement {
  if (ended !== 'interrupted' || !isLong(journal)) return workOn(journal, () => judgeJournal(journal))
  const { header } = readJournal(journal)
  const { patience_ms } = header.target
  const quiet = { kind: 'mark', mark: 'quiet', how: 'interrupted', seq: 1, t: 0, waited_ms: 0, patience_ms, outstanding: 0 } as const
  return { ...judgeJournal({ header, records: [quiet] }, []), ...counts, results: [] }
}
