import { limits } from '../domain/limits.js'
import type { Clock } from './clock.js'

const tick_ms = 20

/** One lateness of the run, in its milliseconds: what was due at `from` was done at `to`. */
interface Lateness {
  readonly from: number
  readonly to: number
  /** The last record before it. */
  readonly after: number
}

/** One measurement: so long it took between two looks, and so much of that was lateness. */
export interface Beat {
  readonly beat_ms: number
  readonly late_ms: number
}

/**
 * How late the run itself is, because its machine is busy or its own work is long: the machine is not the target, and what is late here
 * must not be held against anybody.
 */
export class Lag {
  readonly #clock: Clock
  readonly #lastRecord: () => number
  readonly #tell: (late: Lateness) => void
  readonly #onBeat: (beat: Beat) => void
  #due: number
  #after: number
  #total_ms = 0
  #cancel: () => void = () => undefined

  /**
   * @param lastRecord number of the last record that was written
   * @param tell hears of every lateness of `limits.late_ms_min` or more, once it is over
   * @param onBeat hears of every measurement
   */
  constructor(clock: Clock, lastRecord: () => number, tell: (late: Lateness) => void, onBeat: (beat: Beat) => void = () => undefined) {
    this.#clock = clock
    this.#lastRecord = lastRecord
    this.#tell = tell
    this.#onBeat = onBeat
    this.#after = lastRecord()
    this.#due = clock.now() + tick_ms
    this.#wait()
  }

  /** Milliseconds that the run was late so far, in sum. */
  get total_ms(): number {
    return this.#total_ms
  }

  stop(): void {
    this.#cancel()
  }

  #wait(): void {
    this.#cancel = this.#clock.setTimer(tick_ms, () => {
      const late: Lateness = { from: this.#due, to: this.#clock.now(), after: this.#after }
      const ms = late.to - late.from
      // A timer is rarely right to the millisecond, on an idle machine as well.
      const counted_ms = ms > tick_ms / 4 ? ms : 0
      this.#total_ms += counted_ms
      if (ms >= limits.late_ms_min) this.#tell(late)
      this.#onBeat({ beat_ms: tick_ms + ms, late_ms: counted_ms })
      this.#due = this.#clock.now() + tick_ms
      this.#after = this.#lastRecord()
      this.#wait()
    })
  }
}
