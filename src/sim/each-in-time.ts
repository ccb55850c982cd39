import type { Clock } from './clock.js'

/** A timer is set at least so long before it is due, and at most twice as long. */
const stretch_ms = 1_000

/**
 * Calls back for each of these at its time from now on; those of one time in their order. Timers are set as their time comes near: tens of
 * thousands at once would hold the loop, and each timer that is set meanwhile would have to find its place among them.
 */
export function eachInTime<T extends { readonly at_ms: number }>(clock: Clock, all: readonly T[], due: (one: T) => void): void {
  const inOrder = [...all].sort((a, b) => a.at_ms - b.at_ms)
  const start = clock.now()
  let next = 0
  let called = 0
  // Timers of one time need not come in the order in which they were set: whoever comes first brings those before it along.
  const callUpTo = (position: number): void => {
    for (; called <= position; called += 1) {
      const one = inOrder[called]
      if (one) due(one)
    }
  }
  const setTimers = (): void => {
    const elapsed = clock.now() - start
    for (let one = inOrder[next]; one && one.at_ms < elapsed + 2 * stretch_ms; one = inOrder[next]) {
      const position = next
      // A real clock has moved on since the start; a time that has gone by is no time to wait for.
      clock.setTimer(Math.max(0, one.at_ms - elapsed), () => callUpTo(position))
      next += 1
    }
    if (next < inOrder.length) clock.setTimer(stretch_ms, setTimers)
  }
  setTimers()
}
