import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { Draft, JournalRecord } from '../journal/records.js'
import type { JournalWriter } from '../journal/writer.js'

/** What writes a journal. */
export type JournalSink = Pick<JournalWriter, 'write' | 'flush'>

/** The one way into the journal: writes a record, feeds the live evidence, and tells whoever watches. */
export class Recorder {
  readonly #sink: JournalSink
  readonly #evidence: Pick<EvidenceBuilder, 'take'> | undefined
  readonly #watch: ((record: JournalRecord) => void) | undefined
  #ended = false

  /** Without evidence the journal alone grows: for systems that are served for hours and judged by nobody. */
  constructor(sink: JournalSink, evidence: Pick<EvidenceBuilder, 'take'> | undefined, watch?: (record: JournalRecord) => void) {
    this.#sink = sink
    this.#evidence = evidence
    this.#watch = watch
  }

  record(draft: Draft): JournalRecord {
    if (this.#ended) return { ...draft, seq: 0, t: 0 } as JournalRecord
    const record = this.#sink.write(draft)
    this.#evidence?.take(record)
    this.#watch?.(record)
    return record
  }

  /** The journal has its end mark. What still comes, such as the end of a delivery that the clean-up cut off, is no part of the run. */
  end(): void {
    this.#ended = true
  }

  flush(): void {
    this.#sink.flush()
  }
}
