import { judgeJournal } from '../../src/checks/judge.js'
import { explainFrom, witnessesOf } from '../../src/explain/explain.js'
import { timelineOf } from '../../src/journal/timeline/index.js'
import type { LogLine, StoredRun } from '../../src/ui/contract.js'
import { ascii, unicode } from '../../src/ui/glyphs.js'
import { lineText } from '../../src/ui/layout/spans.js'
import { drawn } from '../../src/ui/layout/screen.js'
import { reduce } from '../../src/ui/state/reducer.js'
import { initialState, type StateOptions, type ViewState } from '../../src/ui/state/state.js'
import { JournalBuilder } from './journal-builder.js'
import type { Journal } from './judging.js'

/** A run whose target sends again, under another key, what was done already: the answer was lost, and it did not know. */
export function postedTwice(): JournalBuilder {
  return new JournalBuilder({ faults: [{ id: 'outage-1', name: 'outage', firing: 'must', window: {} }] })
    .fact('MC-000001')
    .deliver('MC-000001')
    .arrive('MC-000001', { idempotencyKey: 'a' })
    .effects('MC-000001')
    .served({ effects: 1 })
    .fault('fired', 'lose-answer-1', { on: 'call' })
    .answered(null, { fault: 'lose-answer-1' })
    .fault('fired', 'outage-1')
    .post('MC-000001', { idempotencyKey: 'b' })
    .fault('healed', 'outage-1')
    .fact('MC-000002', { order: '100002' })
    .deliver('MC-000002')
    .post('MC-000002')
    .end()
}

/** A stored run of a journal in memory. */
export function storedRun(journal: Journal, log: readonly LogLine[] = []): StoredRun {
  const judged = judgeJournal(journal)
  return {
    header: journal.header,
    records: () => journal.records,
    judge: async () => judged,
    explain: () =>
      explainFrom(witnessesOf(judged.results), journal.header, () => journal.records, { seed: 1, command: 'mfgsync check j.jsonl' }),
    log: () => log,
  }
}

/** The state of a view that has read a journal whole and knows its verdicts. */
export function looking(journal: Journal, options: Partial<StateOptions> = {}): ViewState {
  const run = storedRun(journal)
  const judged = judgeJournal(journal)
  const state = initialState({
    timeline: timelineOf(journal),
    live: false,
    columns: 120,
    rows: 30,
    command: ['mfgsync', 'view', 'j.jsonl'],
    ...options,
  })
  return [
    { do: 'ended' } as const,
    { do: 'judged', judged } as const,
    { do: 'explained', explanations: run.explain() } as const,
    { do: 'look', at: { seq: 1 } } as const,
  ].reduce(reduce, state)
}

export function press(state: ViewState, ...keys: readonly string[]): ViewState {
  return keys.reduce((next, key) => reduce(next, { do: 'key', key }), state)
}

/** The picture as it reads without colours. */
export function picture(state: ViewState, isAscii = false): readonly string[] {
  return drawn(state, isAscii ? ascii : unicode).map(lineText)
}
