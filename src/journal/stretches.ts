import { Buffer } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'

interface Stretch {
  /** Number of its first line, from 1. */
  readonly line: number
  /** Its bytes in the file. */
  readonly from: number
  readonly to: number
}

/** Lines that are asked for stand together mostly. */
const keptMax = 6

/** Where the stretches of a journal lie that somebody has read: a line is found again without a place for each. */
export class Stretches {
  readonly #all: Stretch[] = []
  readonly #texts = new Map<Stretch, readonly string[]>()

  constructor(readonly path: string) {}

  /** The next stretch; one that is known is read again, and nothing new. */
  add(stretch: Stretch): void {
    const last = this.#all.at(-1)
    if (!last || stretch.line > last.line) this.#all.push(stretch)
  }

  /** The text of a line, from the file; undefined where nobody has read so far, or the file is another one by now. */
  line(number: number): string | undefined {
    const stretch = this.#of(number)
    return stretch && this.#linesOf(stretch)[number - stretch.line]
  }

  #of(number: number): Stretch | undefined {
    let low = 0
    let high = this.#all.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#all[middle]?.line ?? 0) <= number) low = middle + 1
      else high = middle
    }
    return this.#all[low - 1]
  }

  #linesOf(stretch: Stretch): readonly string[] {
    const known = this.#texts.get(stretch)
    if (known) return known
    const lines = readText(this.path, stretch).split('\n')
    const [oldest] = this.#texts.keys()
    if (this.#texts.size >= keptMax && oldest) this.#texts.delete(oldest)
    this.#texts.set(stretch, lines)
    return lines
  }
}

function readText(path: string, { from, to }: Stretch): string {
  const bytes = Buffer.allocUnsafe(to - from)
  try {
    const fd = openSync(path, 'r')
    try {
      return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, from))
    } finally {
      closeSync(fd)
    }
  } catch {
    return ''
  }
}
