import type { JournalHeader } from '../../src/journal/header.js'
import type { Draft, JournalRecord, QuietHow } from '../../src/journal/records.js'
import { journalHeader, type HeaderOptions } from './journal-header.js'
import type { Journal } from './judging.js'

/** A synthetic journal, record by record: `seq` counts from 1, each is 10 ms after the one before. Here: the run and the target's lives. */
export class RunJournal {
  readonly header: JournalHeader
  readonly records: JournalRecord[] = []
  /** The life of the target that lives now. */
  protected incarnation = 0
  #t = 0

  constructor(options: HeaderOptions = {}) {
    this.header = journalHeader(options)
    this.spawn()
  }

  /** Appends any record; the rest of the builder is sugar over it. */
  push(draft: Draft): this {
    this.#t += 10
    this.records.push({ ...draft, seq: this.records.length + 1, t: this.#t } as JournalRecord)
    return this
  }

  /** `seq` of the newest record. */
  get seq(): number {
    return this.records.length
  }

  wait(ms: number): this {
    this.#t += ms
    return this
  }

  spawn(): this {
    this.incarnation += 1
    this.push({ kind: 'target.spawned', incarnation: this.incarnation, pid: 100 + this.incarnation })
    return this.push({ kind: 'target.ready', incarnation: this.incarnation })
  }

  /** Kills the target and starts it again, unless told not to. */
  crash(options: { readonly scripted?: boolean; readonly fault?: string; readonly restart?: boolean } = {}): this {
    const { scripted = true, restart = true } = options
    const incarnation = this.incarnation
    const fault = options.fault === undefined ? {} : { fault: options.fault }
    if (scripted) this.push({ kind: 'target.killed', incarnation, scripted, signal: 'SIGKILL', ...fault })
    this.push({ kind: 'target.exited', incarnation, scripted, code: scripted ? null : 1, signal: scripted ? 'SIGKILL' : null, ...fault })
    return restart ? this.spawn() : this
  }

  heal(): this {
    return this.push({ kind: 'mark', mark: 'heal' })
  }

  reach(name: string, count: number, nearest?: string): this {
    return this.push({ kind: 'mark', mark: 'reach', name, count, ...(nearest !== undefined && { nearest }) })
  }

  /** Heals, waits, and ends the journal as quiet. */
  end(how: QuietHow = 'quiet', outstanding = 0): this {
    if (!this.records.some((record) => record.kind === 'mark' && record.mark === 'heal')) this.heal()
    this.wait(2_000)
    this.push({ kind: 'mark', mark: 'quiet', how, waited_ms: 300, patience_ms: this.header.target.patience_ms, outstanding })
    return this.push({ kind: 'mark', mark: 'end', records: this.seq + 1 })
  }

  build(): Journal {
    return { header: this.header, records: this.records }
  }
}
