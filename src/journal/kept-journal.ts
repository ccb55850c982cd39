import { limits } from '../domain/limits.js'
import type { JournalHeader } from './header.js'
import { journalLine } from './line.js'
import type { Draft, JournalRecord } from './records.js'
import type { JournalClock } from './writer.js'

/** How many bytes of records are kept. The newest are kept in blocks, and some more of them than this at times. */
export interface KeptJournalBounds {
  /** From the start, without a gap: what can be judged. */
  readonly head_bytes_max: number
  /** Of what comes after, the newest. */
  readonly tail_bytes_max: number
}

/** Lines that follow one another. */
interface Block {
  readonly bytes: Buffer
  readonly records: number
}

/**
 * A journal in memory that never grows beyond its bounds. It keeps the beginning, which can be judged because nothing of it is missing,
 * and the newest records; what lay between is counted. Records are kept as their lines, so that the bounds hold whatever is in them, and
 * lines in blocks outside the heap, so that the garbage collector does not carry every record of an hour about.
 */
export class KeptJournal {
  readonly header: JournalHeader
  readonly #clock: Pick<JournalClock, 'now'>
  readonly #bounds: KeptJournalBounds
  readonly #block_bytes: number
  readonly #head: Block[] = []
  #headBytes = 0
  #headRecords = 0
  /** No block goes to the beginning any more. */
  #headFull = false
  readonly #tail: Block[] = []
  #tailBytes = 0
  /** Lines that are in no block yet: one string, since one block is made of it. */
  #open = ''
  #openRecords = 0
  #records = 0
  #dropped = 0

  constructor(header: JournalHeader, clock: Pick<JournalClock, 'now'>, bounds: KeptJournalBounds) {
    this.header = header
    this.#clock = clock
    this.#bounds = bounds
    this.#block_bytes = Math.min(limits.journal_batch_bytes, Math.ceil(bounds.tail_bytes_max / 4))
  }

  /** All that were ever written. */
  get records(): number {
    return this.#records
  }

  /** Records that are kept without a gap from the first on. */
  get unbroken(): number {
    return this.#dropped > 0 ? this.#headRecords : this.#records
  }

  /** Records between the beginning and the newest ones that are not kept. */
  get dropped(): number {
    return this.#dropped
  }

  /** Numbers the record, stamps its time and keeps it. Returns it as it is kept. */
  write(draft: Draft): JournalRecord {
    const { record, text } = journalLine(draft, this.#records + 1, this.#clock.now(), '')
    this.#keep(text)
    return record
  }

  /** Keeps a record that another journal has numbered. */
  keep(record: JournalRecord): void {
    this.#keep(JSON.stringify(record))
  }

  /** Nothing waits here. */
  flush(): void {}

  /** Lines in order: all that are kept, or those without a gap from the first on. */
  *lines(which: 'kept' | 'unbroken'): Generator<string> {
    // Taken at once: what comes while somebody reads is not for this reader, and no block is dropped under it.
    const blocks = [...this.#head, ...(which === 'kept' || this.#dropped === 0 ? this.#tail : [])]
    const open = which === 'kept' || this.#dropped === 0 ? this.#open : ''
    for (const { bytes } of blocks) yield* bytes.toString('utf8', 0, bytes.length - 1).split('\n')
    if (open !== '') yield* open.slice(0, -1).split('\n')
  }

  /** The same as records. */
  *read(which: 'kept' | 'unbroken'): Generator<JournalRecord> {
    for (const line of this.lines(which)) yield JSON.parse(line) as JournalRecord
  }

  #keep(line: string): void {
    this.#records += 1
    this.#openRecords += 1
    this.#open += line
    this.#open += '\n'
    if (this.#open.length >= this.#block_bytes) this.#seal()
  }

  #seal(): void {
    const block = { bytes: Buffer.from(this.#open), records: this.#openRecords }
    this.#open = ''
    this.#openRecords = 0
    this.#headFull ||= this.#headBytes + block.bytes.length > this.#bounds.head_bytes_max
    if (!this.#headFull) {
      this.#head.push(block)
      this.#headBytes += block.bytes.length
      this.#headRecords += block.records
      return
    }
    this.#tail.push(block)
    this.#tailBytes += block.bytes.length
    while (this.#tailBytes > this.#bounds.tail_bytes_max) {
      const oldest = this.#tail.shift()
      if (!oldest) break
      this.#tailBytes -= oldest.bytes.length
      this.#dropped += oldest.records
    }
  }
}
