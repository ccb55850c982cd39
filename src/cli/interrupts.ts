import { exitCodes } from './exit-codes.js'
import { leaveAll } from './leaving.js'
import { outputClosed } from './output.js'

/** Signals that end a command. Windows knows SIGINT and SIGBREAK; the rest never arrive there. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Whoever sends this one wants an end at once. */
const atOnce = 'SIGQUIT'
/** An end in good order takes less. */
const order_ms_max = 1_900
/** A machine that is busy with others may give this much more: then it is enough. */
const busy_ms_max = 3_000

export interface Interrupts {
  readonly signal: AbortSignal
  /** Stop listening: the command is done. */
  dispose(): void
}

export interface InterruptedRun {
  /** Ends every process of every target at once. */
  readonly killAllNow: () => void
  readonly say: (text: string) => void
  /** Calls back after so long; the returned function cancels. */
  readonly countdown: (ms: number, then: () => void, latest_ms: number) => () => void
  /** What the user's own hooks may take to end the target. */
  readonly hooks_ms?: number
}

let listenNoMore: () => void = () => undefined

/** Takes the way to end the listening of whoever has listened since the process began: the first command that listens itself uses it. */
export function listenedUntilNow(stop: () => void): void {
  listenNoMore = stop
}

/**
 * The first Ctrl+C ends the run in order (130, the journal whole), within two seconds, or at once if order takes longer; the second, and
 * SIGQUIT, at once. No way leaves a process behind.
 */
export function listenForInterrupts({ killAllNow, say, countdown, hooks_ms = 0 }: InterruptedRun): Interrupts {
  const controller = new AbortController()
  let cancel: () => void = () => undefined
  const endNow = (): void => {
    killAllNow()
    leaveAll()
    process.exit(exitCodes.interrupted)
  }
  const onSignal = (): void => {
    if (controller.signal.aborted) endNow()
    say('Interrupted: ending the run and its target. Once more ends at once.\n')
    const inOrder_ms = order_ms_max + hooks_ms
    const late = (): void => {
      say('It did not end in time: ended at once.\n')
      endNow()
    }
    cancel = countdown(inOrder_ms, late, inOrder_ms + busy_ms_max)
    controller.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  // Ctrl+C ends whoever reads as well: that is not asked for twice.
  const onClosed = (): void => {
    if (!controller.signal.aborted) onSignal()
  }
  outputClosed.addEventListener('abort', onClosed)
  process.on(atOnce, endNow)
  listenNoMore()
  return {
    signal: controller.signal,
    dispose: () => {
      cancel()
      for (const signal of signals) process.off(signal, onSignal)
      outputClosed.removeEventListener('abort', onClosed)
      process.off(atOnce, endNow)
    },
  }
}
