import { closeSync, fstatSync, readSync, statSync } from 'node:fs'

import { limits } from '../../domain/limits.js'
import { openRegular } from '../../words/regular-file.js'
import { systemCode } from '../error.js'
import type { Redact } from '../redact.js'
import type { ExceptionFields } from '../settings.js'
import { lookEvery, type ExceptionSink, type ExceptionWatcher, type WatchMeans } from './contract.js'
import { keyPlace, onceEach, sightingOf } from './fields.js'

export interface FileWatchOptions extends Pick<WatchMeans, 'timers'> {
  /** Absolute. */
  readonly path: string
  readonly fields: ExceptionFields
  readonly redact: Redact
  readonly poll_ms?: number
}

const chunkBytes = 64 * 1024

/**
 * Follows a file of JSON lines. What stood in it before the run is no exception of this run; a file that got shorter or was replaced is
 * read from its start. A line counts once it is whole.
 */
export function watchFile(options: FileWatchOptions, sink: ExceptionSink): ExceptionWatcher {
  const tail = new FileTail(options, sink)
  const stop = lookEvery(options.poll_ms ?? limits.exceptions_poll_ms, options, () => tail.read(false))
  return {
    seenAt: 'file',
    flush: () => Promise.resolve(tail.read(true)),
    stop: () => {
      stop()
      return Promise.resolve(tail.read(true))
    },
  }
}

class FileTail {
  readonly #options: FileWatchOptions
  readonly #sink: ExceptionSink
  readonly #buffer = Buffer.alloc(chunkBytes)
  #inode = 0
  #offset = 0
  #lines = 0
  #partial: Buffer[] = []
  #partialBytes = 0
  readonly #problem: (message: string) => void

  constructor(options: FileWatchOptions, sink: ExceptionSink) {
    this.#options = options
    this.#sink = sink
    this.#problem = onceEach((message) => sink.problem(message))
    try {
      const { size, ino } = statSync(options.path)
      this.#offset = size
      this.#inode = ino
    } catch {
      // It is usual that the file is only made with the first exception.
    }
  }

  /** @param final take a last line that lacks its newline, if it is whole JSON. */
  read(final: boolean): void {
    let fd: number
    try {
      fd = openRegular(this.#options.path)
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') this.#problem(`cannot read the exceptions in ${this.#options.path}: ${systemCode(error)}`)
      return
    }
    try {
      this.#catchUp(fd)
    } catch (error) {
      this.#problem(`cannot read the exceptions in ${this.#options.path}: ${systemCode(error)}`)
    } finally {
      closeSync(fd)
    }
    if (final) this.#takeUnended()
  }

  #catchUp(fd: number): void {
    const { size, ino } = fstatSync(fd)
    if (size < this.#offset || (this.#inode !== 0 && ino !== this.#inode)) {
      this.#offset = 0
      this.#dropPartial()
    }
    this.#inode = ino
    for (;;) {
      const count = readSync(fd, this.#buffer, 0, chunkBytes, this.#offset)
      if (count === 0) return
      this.#offset += count
      this.#take(this.#buffer.subarray(0, count))
    }
  }

  #take(chunk: Buffer): void {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, at))
      const line = Buffer.concat(this.#partial)
      const cut = this.#partialBytes - line.length
      this.#dropPartial()
      this.#lines += 1
      if (cut > 0)
        this.#problem(
          `line ${this.#lines} of ${this.#options.path} is longer than ${limits.exceptions_line_bytes_max} bytes and was not read`,
        )
      else this.#line(line.toString('utf8'))
      from = at + 1
    }
    this.#keep(chunk.subarray(from))
  }

  #keep(part: Buffer): void {
    const kept = this.#partial.reduce((sum, piece) => sum + piece.length, 0)
    this.#partialBytes += part.length
    // Copied, for the chunk is read into again.
    if (part.length > 0 && kept + part.length <= limits.exceptions_line_bytes_max) this.#partial.push(Buffer.from(part))
  }

  #dropPartial(): void {
    this.#partial = []
    this.#partialBytes = 0
  }

  #takeUnended(): void {
    const text = Buffer.concat(this.#partial).toString('utf8')
    // Half an object never parses, so what parses was only not ended yet; its newline then ends an empty line.
    if (!text.trimStart().startsWith('{') || parse(text) === undefined) return
    this.#dropPartial()
    this.#line(text)
  }

  #line(text: string): void {
    if (text.trim() === '') return
    const item = parse(text)
    const number = this.#lines
    if (item === undefined) {
      this.#problem(
        `line ${number} of ${this.#options.path} is not a JSON object; ` +
          'expected one exception per line, such as {"fact":"MC-000001","class":"business","reason":"…"}',
      )
      return
    }
    const found = sightingOf(item, this.#options.fields, 'file', this.#options.redact)
    if (found) this.#sink.sighting(found)
    else
      this.#problem(`line ${number} of ${this.#options.path} names no fact; expected its business key in ${keyPlace(this.#options.fields)}`)
  }
}

function parse(text: string): object | undefined {
  // What is thrown for each of a million lines takes longer than all the rest.
  if (!/^\s*\{/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
