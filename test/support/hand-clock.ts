import type { Clock } from '../../src/sim/clock.js'

/** A clock that stands still until a test moves it. Timers fire in the order of their times, at their times. */
export class HandClock implements Clock {
  #now = 0
  #timers: { readonly at: number; readonly callback: () => void }[] = []
  readonly #sleepers = new Set<() => void>()

  now(): number {
    return this.#now
  }

  setTimer(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((candidate) => candidate !== timer)
    }
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(wake)
        resolve()
      }
      this.#sleepers.add(wake)
      this.setTimer(ms, wake)
    })
  }

  turn(): Promise<void> {
    return Promise.resolve()
  }

  stop(): void {
    this.#timers = []
    for (const wake of this.#sleepers) wake()
  }

  /** So many milliseconds go by in which nothing can happen: timers come late. */
  block(ms: number): void {
    this.#now += ms
  }

  /** So many milliseconds go by; whatever a timer sets off comes to its end before the next one fires. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
      if (!next) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#now = Math.max(this.#now, next.at)
      next.callback()
      await settled()
    }
    this.#now = end
  }
}

/** All promises that can go on have gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
