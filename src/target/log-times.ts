import { closeSync, openSync, writeSync } from 'node:fs'

/** Lines that are said within so long of one another have one time. */
const grain_ms = 5

/**
 * When each part of a target's log was said: beside `target.log` a file `target.log.times`, in each line the byte at which a part begins,
 * and milliseconds of the run. Nothing needs it: without it a log has no times.
 */
export class LogTimes {
  readonly #now: () => number
  #fd: number | undefined
  #last_ms = Number.NEGATIVE_INFINITY

  constructor(log: string, now: () => number) {
    this.#now = now
    this.#fd = openSync(`${log}.times`, 'a', 0o600)
  }

  /** What is written at this byte is said now. */
  at(byte: number): void {
    const ms = Math.round(this.#now())
    if (this.#fd === undefined || ms - this.#last_ms < grain_ms) return
    this.#last_ms = ms
    try {
      writeSync(this.#fd, `${byte} ${ms}\n`)
    } catch {
      // A full disk: what comes has the last time that could be written.
      this.close()
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }
}
