import { Buffer } from 'node:buffer'
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { limits } from '../domain/limits.js'
import type { JournalHeader } from './header.js'
import { JournalError } from './journal-error.js'
import { checkSum } from './check-sum.js'
import { journalLine } from './line.js'
import { fullDisk, type Draft, type JournalRecord } from './records.js'
import { errorCode, errorText } from '../words/errors.js'

/** The clock of a run. */
export interface JournalClock {
  /** Milliseconds since its start. */
  now(): number
  /** Calls back once; the returned function cancels. */
  setTimer(ms: number, callback: () => void): () => void
}

export interface JournalWriterOptions {
  /** Token in front of business keys on the wire: taken off wherever it occurs. Empty: nothing is taken off. */
  readonly namespace: string
  readonly clock: JournalClock
  /** Takes secrets out of the line of a record before it is written, and before anybody sees the record. */
  readonly redact?: (line: string) => string
  /** Largest size of the file; default `limits.run_bytes_max`. */
  readonly file_bytes_max?: number
}

/** So much at the end of a journal is given up to say that the disk is full: more than a block of a file system. */
const roomBytes = 32 * 1024

/** A journal that is being written. */
export class JournalWriter {
  #seq = 0
  #bytes = 0
  #flushed = 0
  /** Of all bytes that were flushed. */
  #sum = 0
  /** Lines that wait for the next write; one string, since one write takes one buffer. */
  #pending = ''
  #cancelTimer: (() => void) | undefined
  #open = true
  #failure: JournalError | undefined
  /** The namespace as it stands inside a JSON text. */
  readonly #namespace: string

  readonly #fd: number

  /**
   * Creates the file, which must not exist yet, and writes its header. Throws JournalError when the folder is missing, read-only or full.
   */
  constructor(
    readonly path: string,
    header: JournalHeader,
    readonly options: JournalWriterOptions,
  ) {
    this.#namespace = JSON.stringify(options.namespace).slice(1, -1)
    try {
      this.#fd = openSync(path, 'wx+', 0o600)
    } catch (error) {
      throw cannotCreate(path, error)
    }
    try {
      // The header keeps the namespace: it is where a reader learns of it.
      this.#queue(JSON.stringify(header))
      this.flush()
    } catch (error) {
      closeSync(this.#fd)
      throw error
    }
  }

  /** Bytes handed in so far, header included, whether on disk yet or not. */
  get bytes(): number {
    return this.#bytes
  }

  /** Numbers of records written so far. */
  get records(): number {
    return this.#seq
  }

  /** Numbers the record, stamps its time and queues its line. Returns it as a reader of the file will see it. Throws JournalError. */
  write(draft: Draft): JournalRecord {
    this.#refuseIfBroken()
    this.#seq += 1
    const { record, text } = journalLine(this.#sealed(draft), this.#seq, this.options.clock.now(), this.#namespace, this.options.redact)
    this.#queue(text)
    return record
  }

  /** An end mark says by a check sum what it is the end of: a journal that was changed since is refused. */
  #sealed(draft: Draft): Draft {
    if (draft.kind !== 'mark' || draft.mark !== 'end') return draft
    return { ...draft, crc32: checkSum(crc32(this.#pending, this.#sum)) }
  }

  /** Hands everything queued to the operating system: what was flushed survives the end of this process. Throws JournalError. */
  flush(): void {
    this.#refuseIfBroken()
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#pending === '') return
    const batch = Buffer.from(this.#pending)
    this.#pending = ''
    try {
      for (let done = 0; done < batch.length;) done += writeSync(this.#fd, batch, done)
    } catch (error) {
      this.#failure = cannotWrite(this.path, error)
      if (isFull(error)) this.#sayFull()
      throw this.#failure
    }
    this.#sum = crc32(batch, this.#sum)
    this.#flushed += batch.length
    this.#bytes = this.#flushed
  }

  /**
   * What a target makes of a full disk is not its fault, and nobody may judge it by this journal: its last lines make room for a record
   * that says so.
   */
  #sayFull(): void {
    const bytes = Math.min(this.#flushed, roomBytes)
    const from = this.#flushed - bytes
    const tail = Buffer.alloc(bytes)
    try {
      readSync(this.#fd, tail, 0, bytes, from)
      // The header stays, and so does the first of the lines: half of it is not there.
      const keep = tail.indexOf(10) + 1
      const { seq, t } = JSON.parse(tail.toString('utf8', keep, tail.indexOf(10, keep))) as { seq?: number; t?: number }
      if (seq === undefined || t === undefined) return
      const message = 'the disk was full'
      const record = { seq, t, kind: 'harness.error', where: fullDisk, message, spoils: true } satisfies JournalRecord
      ftruncateSync(this.#fd, from + keep)
      writeSync(this.#fd, `${JSON.stringify(record)}\n`, from + keep)
    } catch {
      // Then the journal is only cut off.
    }
  }

  /** Flushes and closes; a second time does nothing. Throws JournalError. */
  close(): void {
    if (!this.#open) return
    try {
      this.flush()
    } finally {
      this.#open = false
      closeSync(this.#fd)
    }
  }

  #queue(line: string): void {
    this.#pending += line
    this.#pending += '\n'
    this.#bytes += line.length + 1
    if (this.#bytes > (this.options.file_bytes_max ?? limits.run_bytes_max)) {
      this.#failure = tooLarge(this.path, this.options.file_bytes_max ?? limits.run_bytes_max)
      throw this.#failure
    }
    if (this.#pending.length >= limits.journal_batch_bytes) this.flush()
    else this.#cancelTimer ??= this.options.clock.setTimer(limits.journal_flush_ms_max, () => this.#flushLater())
  }

  #flushLater(): void {
    this.#cancelTimer = undefined
    if (!this.#open || this.#failure) return
    try {
      this.flush()
    } catch {
      // A timer has no caller to tell: the failure is kept, and the next write, flush or close throws it.
    }
  }

  #refuseIfBroken(): void {
    // After a failed write the last line may be torn: another one behind it would corrupt the middle of the file.
    if (this.#failure) throw this.#failure
    if (!this.#open)
      throw new JournalError(`${this.path} is closed.`, 'no record after the journal was closed', 'report this: it is a fault of mfgsync')
  }
}

function cannotCreate(path: string, error: unknown): JournalError {
  const why: Readonly<Record<string, [string, string]>> = {
    EEXIST: ['a file is there already', 'choose another output folder, or move the old journal away'],
    ENOENT: ['its folder does not exist', 'create the folder, or choose another one'],
    ENOTDIR: ['a part of its path is a file, not a folder', 'choose another output folder'],
    EACCES: ['writing there is not allowed', 'choose a folder that you may write to'],
    EPERM: ['writing there is not allowed', 'choose a folder that you may write to'],
    EROFS: ['the file system is read-only', 'choose a folder on a file system that can be written'],
    ENOSPC: ['the disk is full', 'free some space, or choose a folder on another disk'],
  }
  const [reason, advice] = why[errorCode(error)] ?? [errorText(error), 'choose another output folder']
  return new JournalError(`The journal ${path} cannot be created: ${reason}.`, 'a new file in a folder that can be written', advice, {
    cause: error,
  })
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(error))
}

function cannotWrite(path: string, error: unknown): JournalError {
  const full = isFull(error)
  const reason = full ? 'the disk is full' : errorText(error)
  const advice = full
    ? 'free some space, or choose a folder on another disk, and run again'
    : 'see that the disk is there and can be written, and run again'
  return new JournalError(
    `The journal ${path} cannot be written any further: ${reason}. It is readable up to its last whole line.`,
    'every record on disk',
    advice,
    { cause: error },
  )
}

function tooLarge(path: string, bytes_max: number): JournalError {
  return new JournalError(
    `The journal ${path} would be larger than ${bytes_max} bytes.`,
    `at most ${bytes_max} bytes`,
    'run a smaller size or a shorter scenario, or see why the target makes so many calls',
  )
}
