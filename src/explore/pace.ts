import { limits } from '../domain/limits.js'
import type { Beat } from '../sim/lag.js'

/**
 * How many runs go on at once: as many as were asked for, or as few as the machine carries. The runs tell how late they are; this has no
 * clock of its own, and what it decides changes when a run begins and nothing else.
 */
export class Pace {
  readonly #asked: number
  #allowed: number
  #beat_ms = 0
  #late_ms = 0
  #latePercent = 0

  /** @param first how many begin before anything was measured */
  constructor(asked: number, first: number) {
    this.#asked = Math.max(1, asked)
    this.#allowed = Math.max(1, Math.min(this.#asked, first))
  }

  /** So many runs may be under way now. */
  get allowed(): number {
    return this.#allowed
  }

  /** How late the runs were when it last thought about it, in per cent of their time. */
  get latePercent(): number {
    return this.#latePercent
  }

  /**
   * Takes one measurement of one run.
   * @param underWay runs that are under way now, those that are too many among them
   */
  take({ beat_ms, late_ms }: Beat, underWay: number): 'fewer' | 'more' | 'same' {
    // What is late while there are too many says nothing about how late fewer are.
    if (underWay > this.#allowed) return this.#think('same')
    this.#beat_ms += beat_ms
    this.#late_ms += late_ms
    const alarming = late_ms >= limits.late_ms_max
    if (!alarming && this.#beat_ms < limits.jobs_window_ms * underWay) return 'same'
    const percent = (this.#late_ms * 100) / this.#beat_ms
    this.#latePercent = Math.round(percent)
    if (alarming || percent > limits.jobs_late_percent_max) return this.#think(this.#allowed > 1 ? 'fewer' : 'same', underWay)
    const room = percent < limits.jobs_late_percent_max / 2 && underWay === this.#allowed && this.#allowed < this.#asked
    return this.#think(room ? 'more' : 'same')
  }

  #think<T extends 'fewer' | 'more' | 'same'>(what: T, underWay = this.#allowed): T {
    this.#beat_ms = 0
    this.#late_ms = 0
    // A quarter fewer, and one more at a time: it is found out quickly that there are too many, and carefully how many there may be.
    if (what === 'fewer') this.#allowed = Math.max(1, Math.floor((underWay * 3) / 4))
    if (what === 'more') this.#allowed += 1
    return what
  }
}
