import type { Draft, ExceptionRecord } from '../../journal/records.js'

/** A fact that the target handed to people, as it was seen; its keys as they stand on the wire. */
export type ExceptionSighting = Omit<Draft<ExceptionRecord>, 'kind' | 'eids' | 'seenAt'> & {
  /** The text that the keys were separated from: a key may have blanks and commas of its own. */
  readonly whole?: string
  /** Plant of the facts, where it was said. */
  readonly plant?: string
}

/** What a watcher tells. */
export interface ExceptionSink {
  sighting(sighting: ExceptionSighting): void
  /** Something was there that could not be understood, or could not be read; each such message once. Redacted by the watcher. */
  problem(message: string): void
}

/** Looks at the place where the target hands things to people, for as long as a run lasts. */
export interface ExceptionWatcher {
  /** For the journal. */
  readonly seenAt: 'file' | 'log' | 'http'
  /** Reads everything that is there now: asked before a run is judged. */
  flush(): Promise<void>
  /** Reads the rest, and looks no more. */
  stop(): Promise<void>
}

/** What a watcher waits with and asks with. */
export interface WatchMeans {
  readonly timers: { setTimer(ms: number, callback: () => void): () => void }
  readonly fetch: typeof fetch
}

/** Looks again and again, each time a while after the last look has ended, until it is stopped. */
export function lookEvery(ms: number, { timers }: Pick<WatchMeans, 'timers'>, look: () => Promise<void> | void): () => void {
  let stopped = false
  let cancel: () => void = () => undefined
  const next = (): void => {
    if (stopped) return
    cancel = timers.setTimer(ms, () => void Promise.resolve(look()).then(next))
  }
  next()
  return () => {
    stopped = true
    cancel()
  }
}
