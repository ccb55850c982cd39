import { statSync } from 'node:fs'
import { limits } from '../domain/limits.js'

/** Signals with which somebody asks for an end. */
const askForAnEnd = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** True for a journal that takes so long to read that nobody who wants an end may be left waiting for it. */
export function isLong(journal: string): boolean {
  try {
    return statSync(journal).size > limits.journal_at_once_bytes_max
  } catch {
    return false
  }
}

/**
 * Does what reads a journal and lets nothing else happen meanwhile. Whoever listens for a signal would hear it only afterwards: where the
 * journal is long nobody listens, and a signal ends the process at once, as the system does. A watcher ends what it started.
 */
export function workOn<Result>(journal: string, work: () => Result): Result {
  if (!isLong(journal)) return work()
  const silenced = askForAnEnd.map((signal) => ({ signal, listeners: process.rawListeners(signal) }))
  for (const { signal } of silenced) process.removeAllListeners(signal)
  try {
    return work()
  } finally {
    for (const { signal, listeners } of silenced)
      for (const listener of listeners) process.on(signal, listener as (signal: NodeJS.Signals) => void)
  }
}
