import { Buffer } from 'node:buffer'
import { closeSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { limits } from '../domain/limits.js'
import { NotAFile, openRegular } from '../words/regular-file.js'
import { checkSum } from './check-sum.js'
import { withParts } from './former-parts.js'
import type { JournalHeader } from './header.js'
import { JournalError } from './journal-error.js'
import { lineProblem } from './line-problem.js'
import { fullDisk, journalFormat, journalVersion, type JournalRecord, type MarkRecord } from './records.js'
import { Version1 } from './version-1.js'
import { Stretches } from './stretches.js'
import { errorCode, errorText } from '../words/errors.js'
import { isFileName } from '../words/file-name.js'
import { cut } from '../words/lists.js'

/**
 * Small enough that the text of a chunk is an ordinary young object for the garbage collector; larger ones pile up until a full
 * collection.
 */
const chunkBytes = 64 * 1024

/**
 * Opens a journal and checks its header. A torn last line ends the records (`whole` is false then).
 * Throws JournalError: no such file, not a journal, another version, a broken line before the last one, records after the end mark, one
 * that was changed since it was written.
 */
export function readJournal(path: string): JournalReading {
  return new JournalReading(path)
}

/** A journal as it stands on disk. Iterating reads the file from its start: the header first, then the records in order of `seq`. */
export class JournalReading implements Iterable<JournalHeader | JournalRecord> {
  readonly header: JournalHeader
  #whole = true
  /** Reads records of an older version as today's. */
  #older: Version1 | undefined
  /** Of what was read so far. */
  readonly #stretches: Stretches

  constructor(readonly path: string) {
    this.#stretches = new Stretches(path)
    const lines = new Lines(path)
    const [stretch] = lines
    const first = stretch?.split('\n', 1)[0]
    if (first === undefined) throw notAJournal(path, lines.torn ? 'its first line is not whole' : 'it is empty')
    const header = headerFrom(path, first)
    if (header['version'] === 1) this.#older = new Version1()
    const current = this.#older?.header(header) ?? (header as unknown as JournalHeader)
    const problem = lineProblem({ ...current })
    if (problem !== undefined) throw badHeader(path, problem)
    this.header = { ...current, words: withParts(current.words) }
  }

  /** False once an iteration has met a last line that is not whole. */
  get whole(): boolean {
    return this.#whole
  }

  /** A record of those that were read before, once more from the file; none for a journal of an older version. */
  get recordAt(): ((seq: number) => JournalRecord | undefined) | undefined {
    return this.#older ? undefined : (seq) => this.#again(seq)
  }

  #again(seq: number): JournalRecord | undefined {
    const record = parsed(this.#stretches.line(seq + 1) ?? '')
    return record?.['seq'] === seq && lineProblem(record) === undefined ? (record as unknown as JournalRecord) : undefined
  }

  *[Symbol.iterator](): Generator<JournalHeader | JournalRecord> {
    yield this.header
    yield* this.records()
  }

  /**
   * The records alone.
   * @param unread lines that begin so are counted, and not read: for whoever looks at the others, while somebody else judges all of them.
   */
  *records(unread?: RegExp): Generator<JournalRecord> {
    const lines = new Lines(this.path)
    let bad: JournalError | undefined
    let ended = false
    for (const stretch of lines) {
      this.#stretches.add({ line: lines.number + 1, from: lines.from, to: lines.to })
      for (let from = 0; from <= stretch.length;) {
        const newline = stretch.indexOf('\n', from)
        const to = newline < 0 ? stretch.length : newline
        const text = stretch.slice(from, to)
        from = to + 1
        lines.number += 1
        if (lines.number === 1) continue
        // A line that cannot be read is forgiven only if nothing follows it: the file was cut there.
        if (bad) throw bad
        // Whatever it is: nothing that a run writes comes after its end mark.
        if (ended) throw afterEnd(this.path, lines.number)
        if (unread !== undefined && unread.test(text) && seqOf(text) === lines.number - 1) continue
        let record: JournalRecord
        try {
          record = this.#record(text, lines.number)
        } catch (error) {
          if (!(error instanceof JournalError)) throw error
          bad = error
          continue
        }
        if (record.kind === 'harness.error' && record.where === fullDisk) throw noRoom(this.path, lines.number)
        ended = record.kind === 'mark' && record.mark === 'end'
        if (record.kind === 'mark' && record.mark === 'end') this.#held(record, lines.sumBefore(stretch, to - text.length))
        yield record
      }
      lines.summed()
    }
    if (ended && lines.torn) throw afterEnd(this.path, lines.number + 1)
    this.#whole = !lines.torn && !bad
  }

  #record(text: string, line: number): JournalRecord {
    const numbered = recordFrom(this.path, text, line)
    const record = this.#older ? this.#older.record(numbered) : numbered
    const problem = lineProblem(record as Readonly<Record<string, unknown>>)
    if (problem !== undefined) throw brokenLine(this.path, line, problem)
    return record as JournalRecord
  }

  /** Holds what stands before the end mark against what it says of that. */
  #held({ seq, records, crc32: written }: Extract<MarkRecord, { readonly mark: 'end' }>, sum: string): void {
    if (records !== seq) throw brokenLine(this.path, seq + 1, `its end mark counts ${records} records, and there are ${seq}`)
    if (written !== undefined && written !== sum)
      throw new JournalError(
        `The journal ${this.path} is not as it was written: its check sum is ${sum}, and its end mark says ` +
          `${cut(JSON.stringify(written))}.`,
        'a journal that nothing has changed since',
        'take an unchanged copy of the journal, or run the scenario again',
      )
  }
}

/**
 * The lines of a file in stretches of several, read in large chunks: whoever reads takes them apart, and counts them. A last line without
 * its line end is `torn`, and not among them.
 */
class Lines implements Iterable<string> {
  /** Number of the line that was read last, from 1. */
  number = 0
  torn = false
  /** Of the bytes of all stretches that were taken apart. */
  #sum = 0
  /** Where the stretch begins in the file that is being taken apart, and where the next one. */
  from = 0
  to = 0
  /** The bytes of that stretch, its last line end included. */
  #bytes = Buffer.alloc(0)

  constructor(readonly path: string) {}

  /** This stretch is behind its reader: its bytes are at hand still. */
  summed(): void {
    this.#sum = crc32(this.#bytes, this.#sum)
  }

  /** The check sum of all that stands before a place in this stretch, as an end mark has it. */
  sumBefore(stretch: string, place: number): string {
    return checkSum(crc32(stretch.slice(0, place), this.#sum))
  }

  *[Symbol.iterator](): Generator<string> {
    const fd = openForReading(this.path)
    try {
      let chunk = Buffer.allocUnsafe(2 * chunkBytes)
      let kept = 0
      for (let read = readSync(fd, chunk, 0, chunkBytes, null); read > 0; read = readSync(fd, chunk, kept, chunkBytes, null)) {
        const full = kept + read
        const last = chunk.subarray(kept, full).lastIndexOf(10)
        if (last < 0) {
          kept = full
          if (kept > limits.journal_line_read_bytes_max) throw notAJournal(this.path, `line ${this.number + 1} does not end`)
          if (chunk.length < kept + chunkBytes) chunk = Buffer.concat([chunk, Buffer.allocUnsafe(chunk.length)])
          continue
        }
        // Cut at a line end, so that no character is cut: the whole stretch is decoded at once.
        const end = kept + last
        this.#bytes = chunk.subarray(0, end + 1)
        this.from = this.to
        this.to += end + 1
        yield chunk.toString('utf8', 0, end)
        chunk.copyWithin(0, end + 1, full)
        kept = full - end - 1
      }
      this.torn = kept > 0
    } finally {
      closeSync(fd)
    }
  }
}

function openForReading(path: string): number {
  try {
    return openRegular(path)
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT'
    const reason = missing ? 'there is no such file' : errorText(error)
    const isFolder = error instanceof NotAFile && error.isFolder
    throw new JournalError(
      `The journal ${path} cannot be read: ${reason}.`,
      'the path of a journal that a run wrote',
      missing ? 'check the path' : isFolder ? 'name the journal file in the folder' : 'see that it is a file, and that you may read it',
      { cause: error },
    )
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function headerFrom(path: string, text: string): Readonly<Record<string, unknown>> {
  const header = parsed(text)
  if (!header) throw notAJournal(path, 'its first line is not a JSON object')
  if (header['kind'] !== 'header' || header['format'] !== journalFormat)
    throw notAJournal(path, 'its first line is not the header of a journal')
  if (header['version'] !== journalVersion && header['version'] !== 1) {
    const wrote = typeof header['tool'] === 'string' ? ` (written by ${header['tool']})` : ''
    throw new JournalError(
      `The journal ${path} is from another version: ${JSON.stringify(header['version']) ?? 'none'}${wrote}.`,
      `version 1 or ${journalVersion}`,
      'read it with the mfgsync that wrote it, or run the scenario again',
    )
  }
  for (const part of ['plan', 'target', 'systems']) {
    if (typeof header[part] !== 'object' || header[part] === null) throw notAJournal(path, `its header has no ${part}`)
  }
  checkNames(path, header)
  return header
}

/** Names of which reports make names of files. */
function checkNames(path: string, { run, plan }: Readonly<Record<string, unknown>>): void {
  if (!isFileName(run)) throw notAJournal(path, `the name of its run is ${JSON.stringify(run)?.slice(0, 200) ?? 'absent'}`)
  const { scenario } = plan as { readonly scenario?: { readonly name?: unknown } | null }
  const name = scenario?.name
  if (!isFileName(name)) throw notAJournal(path, `the name of its scenario is ${JSON.stringify(name)?.slice(0, 200) ?? 'absent'}`)
}

function badHeader(path: string, why: string): JournalError {
  return new JournalError(
    `The journal ${path} has a header that cannot be read: ${why}.`,
    'a header as schemas/journal.schema.json describes it',
    'take an unchanged copy of the journal, or run the scenario again',
  )
}

function noRoom(path: string, line: number): JournalError {
  return new JournalError(
    `The journal ${path} ends at line ${line}, because the disk was full: nothing can be judged by it.`,
    'a journal that is whole, or was cut off without harm to the target',
    'free some space, or choose a folder on another disk, and run again',
  )
}

function afterEnd(path: string, line: number): JournalError {
  return new JournalError(
    `The journal ${path} goes on at line ${line}, after its end mark.`,
    'an end mark as the last record',
    'take an unchanged copy of the journal, or run the scenario again',
  )
}

/** The number that a line begins with. */
function seqOf(text: string): number {
  return Number(text.slice('{"seq":'.length, text.indexOf(',')))
}

function recordFrom(path: string, text: string, line: number): Readonly<Record<string, unknown>> {
  const record = parsed(text)
  const { seq, t } = record ?? {}
  if (!record || typeof seq !== 'number' || typeof t !== 'number') throw brokenLine(path, line, 'it is not a record')
  if (seq !== line - 1) throw brokenLine(path, line, `it has the number ${seq} where ${line - 1} follows`)
  return record
}

function brokenLine(path: string, line: number, why: string): JournalError {
  return new JournalError(
    `The journal ${path} is damaged at line ${line}: ${why}.`,
    'one JSON record in each line, numbered from 1 without a gap',
    'take an unchanged copy of the journal, or run the scenario again',
  )
}

function notAJournal(path: string, why: string): JournalError {
  return new JournalError(
    `${path} is not a journal: ${why}.`,
    `a file whose first line is a header of the format ${journalFormat}`,
    'name a journal that a run wrote',
  )
}
