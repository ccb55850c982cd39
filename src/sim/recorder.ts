import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { Draft, JournalRecord } from '../journal/records.js'

/** What writes a journal. */
export interface JournalSink {
  write(draft: Draft): JournalRecord
  flush(): void
}

/** The one way into the journal: writes a record, feeds the live evidence, and tells whoever watches. */
export class Recorder {
  readonly #sink: JournalSink
  readonly #evidence: Pick<EvidenceBuilder, 'take'> | undefined
  readonly #watch: ((record: JournalRecord) => void) | undefined

  /** Without evidence the journal alone grows: for systems that are served for hours and judged by nobody. */
  constructor(sink: JournalSink, evidence: Pick<EvidenceBuilder, 'take'> | undefined, watch?: (record: JournalRecord) => void) {
    this.#sink = sink
    this.#evidence = evidence
    this.#watch = watch
  }

  record(draft: Draft): JournalRecord {
    const record = this.#sink.write(draft)
    this.#evidence?.take(record)
    this.#watch?.(record)
    return record
  }

  flush(): void {
    this.#sink.flush()
  }
}
