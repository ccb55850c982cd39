import type { RunOutcome } from '../checks/baseline.js'
import type { Judgement } from '../checks/judgement.js'
import { causesOf, advisoryOf } from '../explain/causes.js'
import type { Blob } from './blob-reader.js'
import { CaseVerdicts } from './case-verdicts.js'

/** What became of a case between two sessions. */
type Change = 'same' | 'fixed' | 'regressed' | 'behaviour changed' | 'new' | 'gone'

export interface Compared {
  readonly case: string
  readonly change: Change
  readonly before: RunOutcome | 'flaky' | null
  readonly after: RunOutcome | 'flaky' | null
  /** Causes and figures that differ, each in words. */
  readonly what: readonly string[]
}

interface CaseEnd {
  readonly verdict: RunOutcome | 'flaky'
  readonly causes: readonly string[]
  readonly counts: Readonly<Record<string, string>>
}

/** Case by case, those of the later session in its order, then those that are gone. */
export async function compare(before: Blob, after: Blob): Promise<readonly Compared[]> {
  const [was, is] = [await endsOf(before), await endsOf(after)]
  const compared = [...is].map(([name, end]) => comparedOf(name, was.get(name), end))
  return [...compared, ...[...was].filter(([name]) => !is.has(name)).map(([name, end]) => comparedOf(name, end, undefined))]
}

const badness: Readonly<Record<CaseEnd['verdict'], number>> = {
  pass: 0,
  flaky: 1,
  interrupted: 2,
  unknown: 2,
  'set-up-error': 2,
  known: 3,
  fail: 3,
}

function comparedOf(name: string, before: CaseEnd | undefined, after: CaseEnd | undefined): Compared {
  const verdicts = { case: name, before: before?.verdict ?? null, after: after?.verdict ?? null }
  if (!before) return { ...verdicts, change: 'new', what: [] }
  if (!after) return { ...verdicts, change: 'gone', what: [] }
  const what = differences(before, after)
  if (after.verdict === 'pass' && before.verdict !== 'pass') return { ...verdicts, change: 'fixed', what }
  if (badness[after.verdict] > badness[before.verdict]) return { ...verdicts, change: 'regressed', what }
  return { ...verdicts, change: before.verdict === after.verdict && what.length === 0 ? 'same' : 'behaviour changed', what }
}

function differences(before: CaseEnd, after: CaseEnd): readonly string[] {
  const gone = before.causes.filter((cause) => !after.causes.includes(cause)).map((cause) => `no longer ${cause}`)
  const come = after.causes.filter((cause) => !before.causes.includes(cause)).map((cause) => `now ${cause}`)
  const names = new Set([...Object.keys(before.counts), ...Object.keys(after.counts)])
  const counts = [...names].flatMap((name) => {
    const [was, is] = [before.counts[name] ?? '0', after.counts[name] ?? '0']
    return was === is ? [] : [`${name} ${was} → ${is}`]
  })
  return [...gone, ...come, ...counts]
}

/** How each case ended; of one that was run again, what its last attempt did. */
async function endsOf(session: Blob): Promise<ReadonlyMap<string, CaseEnd>> {
  const ends = new Map<string, CaseEnd>()
  const verdicts = new Map<string, CaseVerdicts>()
  for await (const { identity = '', attempt = 1, label, judgement, explanations = [] } of session.runs()) {
    const name = label === undefined ? identity : `${label}: ${identity}`
    const cases = verdicts.get(name) ?? new CaseVerdicts()
    verdicts.set(name, cases)
    // As it was judged, whatever a baseline knew of it.
    cases.take({ identity, attempt, judgement, outcome: judgement.verdict })
    const causes = causesOf(explanations, advisoryOf(judgement.results)).map(({ fingerprint }) => fingerprint)
    const { flaky, verdicts: own } = cases.ended()
    ends.set(name, { verdict: flaky.length > 0 ? 'flaky' : (own.at(-1) ?? judgement.verdict), causes, counts: countsOf(judgement) })
  }
  return ends
}

/** Counts of messages and facts. How long something took is another matter each time. */
function countsOf({ figures }: Judgement): Readonly<Record<string, string>> {
  return Object.fromEntries(figures.flatMap(({ name, value }) => (/^\d+$/.test(value) ? [[name, value]] : [])))
}
