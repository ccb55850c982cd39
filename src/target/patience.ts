import { setTimeout as waited } from 'node:timers/promises'

/** Lets the time pass; false as soon as the signal is given. */
export function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  return waited(ms, true, { signal }).catch(() => false)
}

/** What comes of a promise that never rejects, or `late` once the time has run out. */
export async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value | 'late'> {
  const over = new AbortController()
  const late = pause(ms, over.signal).then(() => 'late' as const)
  const first = await Promise.race([promise, late])
  over.abort()
  return first
}
