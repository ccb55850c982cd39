import type { MessagePort } from 'node:worker_threads'
import { judgeRun } from '../checks/judge-run.js'
import { judgeJournal } from '../checks/judge.js'
import type { Judgement } from '../checks/judgement.js'
import { JournalError } from '../journal/journal-error.js'
import { readJournal } from '../journal/reader.js'
import type { RunOptions, RunOutcome } from '../sim/run-types.js'
import { VirtualRuns } from '../sim/virtual-run.js'
import { errorText } from '../words/errors.js'
import { judgeAsIfAtRest } from './at-rest.js'

/** What a thread is told: a run to do, a journal to judge, to end the run under way, or to say that it is still there. */
export type ToThread =
  | {
      readonly run: Omit<RunOptions, 'signal' | 'watch' | 'onOutstanding' | 'onBeat'>
      /** What is handed on to the target: the asking thread's as it is now, not as it was when this one began. */
      readonly userEnv: Readonly<Record<string, string | undefined>>
      readonly judge: boolean
    }
  /** A journal to judge; one that still grows as if nothing more came. */
  | { readonly judge: string; readonly soFar: boolean }
  | { readonly abort: true }
  | { readonly ping: true }

/** What a thread says: how the run ended, why it could not be done, or that it is still there. */
export type FromThread =
  | { readonly outcome: RunOutcome; readonly judgement: Judgement | undefined }
  | { readonly judged: Judgement }
  /** The journal cannot be read: the parts of a JournalError, which does not cross over as one. */
  | { readonly unreadable: Pick<JournalError, 'what' | 'expected' | 'advice'> }
  | { readonly error: string }
  | { readonly pong: true }

/** Does runs in process, one after the other, for whoever is at the other end. From the first call on the thread has no other time. */
export function serveThread(port: MessagePort): void {
  const runs = new VirtualRuns()
  let abort = new AbortController()
  port.on('message', (message: ToThread) => {
    if ('ping' in message) port.postMessage({ pong: true } satisfies FromThread)
    else if ('abort' in message) abort.abort()
    else if (!('run' in message)) port.postMessage(judgedOf(message.judge, message.soFar))
    else {
      abort = new AbortController()
      void answer(runs, message, abort.signal).then((said) => port.postMessage(said))
    }
  })
}

/** What a thread says of a stored journal. */
export function judgedOf(journal: string, soFar: boolean): FromThread {
  try {
    if (!soFar) return { judged: judgeJournal(journal) }
    const reading = readJournal(journal)
    return { judged: judgeAsIfAtRest(reading.header, reading.records()) }
  } catch (error) {
    if (!(error instanceof JournalError)) return { error: errorText(error) }
    const { what, expected, advice } = error
    return { unreadable: { what, expected, advice } }
  }
}

async function answer(
  runs: VirtualRuns,
  { run, userEnv, judge }: Extract<ToThread, { run: unknown }>,
  signal: AbortSignal,
): Promise<FromThread> {
  try {
    const outcome = await runs.run({ ...run, signal }, userEnv)
    return { outcome, judgement: judge ? judgeRun(outcome) : undefined }
  } catch (error) {
    return { error: errorText(error) }
  }
}
