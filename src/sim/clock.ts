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
  /** Cancels every timer and wakes every sleeper. Nothing can be armed after it: a timer never comes, and nobody sleeps. */
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
  return stoppable({ ...time, now: () => time.now() - start })
}

/** The same time, for what may end before the rest of a run does. */
export function stageOf(clock: Clock): Clock {
  return stoppable(clock)
}

function stoppable(time: TimeSource): Clock {
  const cancels = new Set<() => void>()
  const sleepers = new Set<() => void>()
  let stopped = false
  const setTimer = (ms: number, callback: () => void): (() => void) => {
    if (stopped) return () => undefined
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
    now: () => time.now(),
    setTimer,
    sleep: async (ms) => {
      // A loop that sleeps between two looks lets others have their turn all the same.
      if (stopped) return time.turn()
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          sleepers.delete(wake)
          resolve()
        }
        sleepers.add(wake)
        setTimer(ms, wake)
      })
    },
    turn: () => time.turn(),
    stop: () => {
      stopped = true
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
