import { setTimeout as waited } from 'node:timers/promises'

/** Lets the time pass; false as soon as the signal is given. */
export function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  return waited(ms, true, { signal }).catch(() => false)
}

const tick_ms = 100

/**
 * Calls back once so long has passed; the returned function cancels. Ticks are counted, so that a machine which is too busy to tick gives
 * the time that it takes away, up to `latest_ms` by the clock. Keeps no process from ending.
 */
export function countdown(ms: number, then: () => void, latest_ms = Number.POSITIVE_INFINITY): () => void {
  let left = Math.ceil(ms / tick_ms)
  const begun = Date.now()
  const ticking = setInterval(() => {
    left -= 1
    if (left > 0 && Date.now() - begun < latest_ms) return
    clearInterval(ticking)
    then()
  }, tick_ms)
  ticking.unref()
  return () => clearInterval(ticking)
}

/** What comes of a promise that never rejects, or `late` once the time has run out. */
export async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value | 'late'> {
  const over = new AbortController()
  const late = pause(ms, over.signal).then(() => 'late' as const)
  const first = await Promise.race([promise, late])
  over.abort()
  return first
}
