import { explanationText } from '../explain/words.js'
import type { Explanation } from '../explain/explanation.js'
import type { JournalHeader } from '../journal/header.js'
import type { JournalRecord } from '../journal/records.js'
import { Timeline } from '../journal/timeline/index.js'
import type { Judged, StoredRun, ViewStart } from './contract.js'
import { sentence, verdictSentences } from './layout/sentences.js'
import { parseFilter } from '../words/filter.js'
import { passes } from './state/filter.js'

/** So many rows are kept for what a sentence refers to. */
const rowsKept = 2_000
const none: ReadonlySet<number> = new Set()

/** Says a run in sentences, one after the other, for screen readers: nothing is redrawn, and nothing moves. */
export class Speaker {
  readonly #timeline: Timeline
  readonly #write: (text: string) => void
  readonly #filter: ReturnType<typeof parseFilter>
  #said = 0

  constructor(header: JournalHeader, write: (text: string) => void, { filter = '' }: ViewStart = {}) {
    this.#timeline = new Timeline(header, { rows_max: rowsKept })
    this.#write = write
    this.#filter = parseFilter(filter)
  }

  take(record: JournalRecord): void {
    this.#timeline.take(record)
    const { rows, forgotten } = this.#timeline
    // A ledger's lines come one by one: what they come to is said with the record after them.
    const until = rows.at(-1)?.what === 'commit' ? rows.length - 1 : rows.length
    for (let index = this.#said - forgotten; index < until; index += 1) this.#say(index)
    this.#said = Math.max(this.#said, until + forgotten)
  }

  ended(judged: Judged, explanations: readonly Explanation[], columns: number): void {
    for (let index = this.#said - this.#timeline.forgotten; index < this.#timeline.rows.length; index += 1) this.#say(index)
    for (const text of verdictSentences(judged, this.#timeline.last.t)) this.#write(`${text}\n`)
    for (const explanation of explanations) this.#write(`\nWhy ${explanation.check} failed:\n${explanationText(explanation, columns)}\n`)
  }

  #say(index: number): void {
    const row = this.#timeline.rows[index]
    if (!row || !passes(this.#filter, row, this.#timeline, { marked: none, failed: none })) return
    const text = sentence(row, this.#timeline)
    if (text !== undefined) this.#write(`${text}\n`)
  }
}

/** A stored run in sentences. */
export async function readAloud(run: StoredRun, write: (text: string) => void, start: ViewStart, columns: number): Promise<void> {
  const speaker = new Speaker(run.header, write, start)
  const from = start.at === undefined ? 0 : 'seq' in start.at ? start.at.seq : 0
  for (const record of run.records()) if (record.seq >= from || record.kind === 'fact') speaker.take(record)
  speaker.ended(await run.judge(), run.explain(), columns)
}
