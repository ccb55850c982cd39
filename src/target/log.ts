import { closeSync, openSync, writeSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

import { limits } from '../domain/limits.js'
import { systemCode } from './error.js'
import { LogTimes } from './log-times.js'
import type { Redact } from './redact.js'

export interface LogLimits {
  readonly bytes_max: number
  readonly line_chars_max: number
  readonly tail_lines: number
}

const defaultLimits: LogLimits = {
  bytes_max: limits.target_log_bytes_max,
  line_chars_max: limits.target_log_line_chars_max,
  tail_lines: limits.target_log_tail_lines,
}

/** Sees each whole line of the target's output, secrets still in it. Nothing it derives may reach a disk unredacted. */
type LineListener = (line: string) => void

/**
 * What a target prints, over all its incarnations in a run: one file, bounded, without secrets. When the bound is reached the file ends
 * with a count of what was cut, and the last lines.
 */
export class TargetLog {
  readonly path: string
  readonly redact: Redact
  readonly #limits: LogLimits
  readonly #listeners = new Set<LineListener>()
  readonly #ring: string[] = []
  readonly #times: LogTimes | undefined
  #fd: number | undefined
  #bytes = 0
  #cutLines = 0
  #cutBytes = 0

  /**
   * @param redact takes secrets out of text.
   * @param now milliseconds of the run: when lines were said is written beside the log, whose own lines stay as the target wrote them.
   * @throws Error in words if the file cannot be made.
   */
  constructor(path: string, redact: Redact, { now, ...bounds }: Partial<LogLimits> & { readonly now?: () => number } = {}) {
    this.path = path
    this.redact = redact
    this.#limits = { ...defaultLimits, ...bounds }
    try {
      this.#fd = openSync(path, 'a', 0o600)
      this.#times = now && new LogTimes(path, now)
    } catch (error) {
      throw new Error(`cannot write the target's log ${path}: ${systemCode(error)}; choose another folder with --out`, { cause: error })
    }
  }

  /** Takes bytes of one stream of one incarnation. */
  stream(): { write(chunk: Buffer): void; end(): void } {
    const decoder = new StringDecoder('utf8')
    const max = this.#limits.line_chars_max
    let partial = ''
    let over = 0
    const finish = (): void => {
      this.#line(over > 0 ? `${partial}… (+${over} characters)` : partial)
      partial = ''
      over = 0
    }
    const take = (piece: string): void => {
      const room = max - partial.length
      partial += piece.slice(0, room)
      over += Math.max(0, piece.length - room)
    }
    const feed = (text: string): void => {
      let from = 0
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        take(text.slice(from, text[at - 1] === '\r' && at > from ? at - 1 : at))
        finish()
        from = at + 1
      }
      if (from < text.length) take(text.slice(from))
    }
    return {
      write: (chunk) => feed(decoder.write(chunk)),
      end: () => {
        feed(decoder.end())
        if (partial !== '') finish()
      },
    }
  }

  /** A line of mfgsync's own, marked as such: starts, ends, kills. */
  note(text: string): void {
    this.#append(`[mfgsync] ${this.redact(text)}\n`)
  }

  /** Listens to the target's lines; gives the way to stop. */
  onLine(listener: LineListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The last lines, redacted, oldest first. */
  tail(): readonly string[] {
    return this.#ring.map(this.redact)
  }

  /** A new incarnation begins: what an earlier one said is no news of it. */
  clearTail(): void {
    this.#ring.length = 0
  }

  /** Says what was cut, and closes the file. Nothing is written after it. */
  close(): void {
    if (this.#fd === undefined) return
    if (this.#cutLines > 0) {
      const { bytes_max } = this.#limits
      const tail = this.tail()
      this.#write(
        `[mfgsync] ${this.#cutLines} lines (${this.#cutBytes} bytes) were cut here: ` +
          `a target's log is bounded to ${bytes_max} bytes (target_log_bytes_max).\n` +
          `[mfgsync] The last ${tail.length} lines:\n${tail.map((line) => `${line}\n`).join('')}`,
      )
    }
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
    this.#times?.close()
  }

  #line(line: string): void {
    this.#ring.push(line)
    if (this.#ring.length > this.#limits.tail_lines) this.#ring.shift()
    for (const listener of this.#listeners) listener(line)
    if (this.#cutLines > 0) this.#cut(Buffer.byteLength(line) + 1)
    else this.#append(`${this.redact(line)}\n`)
  }

  #append(text: string): void {
    const bytes = Buffer.byteLength(text)
    if (this.#cutLines > 0 || this.#bytes + bytes > this.#limits.bytes_max) this.#cut(bytes)
    else this.#write(text)
  }

  #cut(bytes: number): void {
    this.#cutLines += 1
    this.#cutBytes += bytes
  }

  #write(text: string): void {
    if (this.#fd === undefined) return
    try {
      this.#times?.at(this.#bytes)
      this.#bytes += writeSync(this.#fd, text)
    } catch {
      // A full disk must not end the run over a log: the rest is counted as cut.
      this.#cut(Buffer.byteLength(text))
    }
  }
}
