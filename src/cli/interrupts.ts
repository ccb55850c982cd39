import { exitCodes } from './exit-codes.js'
import { outputClosed } from './output.js'

/** Signals that end a command. Windows knows SIGINT and SIGBREAK; the rest never arrive there. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface Interrupts {
  readonly signal: AbortSignal
  /** Stop listening: the command is done. */
  dispose(): void
}

/** The first Ctrl+C ends the run in order (130, the journal whole); the second ends at once, and still leaves no process behind. */
export function listenForInterrupts(killAllNow: () => void, say: (text: string) => void): Interrupts {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      killAllNow()
      process.exit(exitCodes.interrupted)
    }
    say('Interrupted: ending the run and its target. Once more ends at once.\n')
    controller.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  // Ctrl+C ends whoever reads as well: that is not asked for twice.
  const onClosed = (): void => {
    if (!controller.signal.aborted) onSignal()
  }
  outputClosed.addEventListener('abort', onClosed)
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal)
      outputClosed.removeEventListener('abort', onClosed)
    },
  }
}
