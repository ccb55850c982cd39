/** A signal that is given with the first of some others. */
export interface FirstOf {
  readonly signal: AbortSignal
  /** Nobody listens any more. */
  letGo(): void
}

/** As `AbortSignal.any`, which holds what it listens to weakly: after a collection of garbage it may never be given. */
export function firstOf(signals: readonly AbortSignal[]): FirstOf {
  const first = new AbortController()
  const listeners = signals.map((signal) => ({ signal, listener: () => first.abort(signal.reason) }))
  for (const { signal, listener } of listeners) {
    if (signal.aborted) listener()
    else signal.addEventListener('abort', listener, { once: true })
  }
  return {
    signal: first.signal,
    letGo: () => {
      for (const { signal, listener } of listeners) signal.removeEventListener('abort', listener)
    },
  }
}
