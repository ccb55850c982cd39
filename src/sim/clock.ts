/** Time of a run. Everything that waits in a run waits through one of these, so that a run can end all waiting at once. */
export interface Clock {
  /** Milliseconds since the start of the run, with fractions. */
  now(): number
  /** Calls back once after so many milliseconds; the returned function cancels. */
  setTimer(ms: number, callback: () => void): () => void
  /** Resolves after so many milliseconds, or as soon as the clock is stopped. */
  sleep(ms: number): Promise<void>
  /** Resolves once everything that has arrived already has been seen. */
  turn(): Promise<void>
  /** Cancels every timer and wakes every sleeper. */
  stop(): void
}

/** What a clock is made of. */
export interface TimeSource {
  /** Milliseconds since any fixed moment. */
  now(): number
  /** Calls back once; the returned function cancels. */
  setTimer(ms: number, callback: () => void): () => void
  turn(): Promise<void>
}

/** A clock that begins now, and that can end all waiting at once. */
export function clockOn(time: TimeSource): Clock {
  const start = time.now()
  const cancels = new Set<() => void>()
  const sleepers = new Set<() => void>()
  const setTimer = (ms: number, callback: () => void): (() => void) => {
    const drop = time.setTimer(ms, () => {
      cancels.delete(cancel)
      callback()
    })
    const cancel = (): void => {
      drop()
      cancels.delete(cancel)
    }
    cancels.add(cancel)
    return cancel
  }
  return {
    now: () => time.now() - start,
    setTimer,
    sleep: (ms) =>
      new Promise((resolve) => {
        const wake = (): void => {
          sleepers.delete(wake)
          resolve()
        }
        sleepers.add(wake)
        setTimer(ms, wake)
      }),
    turn: () => time.turn(),
    stop: () => {
      cancels.forEach((cancel) => cancel())
      sleepers.forEach((wake) => wake())
    },
  }
}

export function realClock(): Clock {
  return clockOn({
    now: () => performance.now(),
    setTimer: (ms, callback) => {
      const handle = setTimeout(callback, ms)
      return () => clearTimeout(handle)
    },
    turn: () => new Promise((resolve) => void setImmediate(resolve)),
  })
}

/** The wall clock, for people: headers of journals and names of runs. */
export function wallClock(): { readonly iso: string; readonly stamp: string } {
  const iso = new Date().toISOString()
  return { iso, stamp: iso.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-') }
}
