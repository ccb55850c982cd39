import { Buffer } from 'node:buffer'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { JournalHeader } from './header.js'
import { JournalError } from './journal-error.js'
import { journalFormat, journalVersion, recordKinds, type JournalRecord } from './records.js'
import { Version1 } from './version-1.js'
import { errorCode, errorText } from '../words/errors.js'
import { isFileName } from '../words/file-name.js'

/**
 * Small enough that the text of a chunk is an ordinary young object for the garbage collector; larger ones pile up until a full
 * collection.
 */
const chunkBytes = 64 * 1024
/** A line longer than this is no record of ours: the file is something else. */
const lineBytesMax = 512 * 1024 * 1024
const kinds: ReadonlySet<string> = new Set(recordKinds)

/**
 * Opens a journal and checks its header. A torn last line ends the records (`whole` is false then).
 * Throws JournalError: no such file, not a journal, another version, a broken line before the last one.
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

  constructor(readonly path: string) {
    const lines = new Lines(path)
    const [stretch] = lines
    const first = stretch?.split('\n', 1)[0]
    if (first === undefined) throw notAJournal(path, lines.torn ? 'its first line is not whole' : 'it is empty')
    const header = headerFrom(path, first)
    if (header['version'] === 1) this.#older = new Version1()
    this.header = this.#older?.header(header) ?? (header as unknown as JournalHeader)
  }

  /** False once an iteration has met a last line that is not whole. */
  get whole(): boolean {
    return this.#whole
  }

  *[Symbol.iterator](): Generator<JournalHeader | JournalRecord> {
    yield this.header
    yield* this.records()
  }

  /** The records alone. */
  *records(): Generator<JournalRecord> {
    const lines = new Lines(this.path)
    let bad: JournalError | undefined
    for (const stretch of lines) {
      for (let from = 0; from <= stretch.length;) {
        const newline = stretch.indexOf('\n', from)
        const to = newline < 0 ? stretch.length : newline
        const text = stretch.slice(from, to)
        from = to + 1
        lines.number += 1
        if (lines.number === 1) continue
        // A line that cannot be read is forgiven only if nothing follows it: the file was cut there.
        if (bad) throw bad
        let record: JournalRecord
        try {
          record = recordFrom(this.path, text, lines.number)
        } catch (error) {
          if (!(error instanceof JournalError)) throw error
          bad = error
          continue
        }
        yield this.#older?.record(record as unknown as Readonly<Record<string, unknown>>) ?? record
      }
    }
    this.#whole = !lines.torn && !bad
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

  constructor(readonly path: string) {}

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
          if (kept > lineBytesMax) throw notAJournal(this.path, `line ${this.number + 1} does not end`)
          if (chunk.length < kept + chunkBytes) chunk = Buffer.concat([chunk, Buffer.allocUnsafe(chunk.length)])
          continue
        }
        // Cut at a line end, so that no character is cut: the whole stretch is decoded at once.
        const end = kept + last
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
  let fd: number | undefined
  try {
    fd = openSync(path, 'r')
    if (!fstatSync(fd).isDirectory()) return fd
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT'
    const reason = missing ? 'there is no such file' : errorText(error)
    throw new JournalError(
      `The journal ${path} cannot be read: ${reason}.`,
      'the path of a journal that a run wrote',
      missing ? 'check the path' : 'see that you may read the file',
      { cause: error },
    )
  }
  closeSync(fd)
  throw new JournalError(
    `The journal ${path} cannot be read: it is a folder.`,
    'the path of a journal that a run wrote',
    'name the journal file in the folder',
  )
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

function recordFrom(path: string, text: string, line: number): JournalRecord {
  const record = parsed(text)
  const { seq, t, kind } = record ?? {}
  if (!record || typeof seq !== 'number' || typeof t !== 'number') throw brokenLine(path, line, 'it is not a record')
  if (typeof kind !== 'string' || !kinds.has(kind))
    throw brokenLine(path, line, `it is a record of unknown kind ${JSON.stringify(kind) ?? ''}`)
  if (seq !== line - 1) throw brokenLine(path, line, `it has the number ${seq} where ${line - 1} follows`)
  return record as unknown as JournalRecord
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
