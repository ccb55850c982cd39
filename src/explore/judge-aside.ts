import type { Judgement } from '../checks/judgement.js'
import { JournalError } from '../journal/journal-error.js'
import type { FromThread, ToThread } from './thread.js'

/** A run that goes on has more to do with the memory of the machine: beyond this its journal is too long to be judged beside it. */
const soFar_megabytes_max = 1_024

/**
 * Judges a journal on a thread of its own: whoever asks goes on meanwhile. One that still grows is judged as if nothing more came.
 * Rejects with JournalError if it cannot be read.
 */
export function judgeAside(journal: string, { soFar = false } = {}): Promise<Judgement> {
  const worker = new (process.getBuiltinModule('node:worker_threads').Worker)(new URL('../../bin/thread.js', import.meta.url), {
    execArgv: [],
    // What a pass over a journal leaves behind is young and much.
    resourceLimits: { maxYoungGenerationSizeMb: 96, ...(soFar && { maxOldGenerationSizeMb: soFar_megabytes_max }) },
  })
  worker.unref()
  return new Promise<Judgement>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the thread of a judge ended with code ${code}`)))
    worker.once('message', (message: FromThread) => {
      if ('judged' in message) resolve(message.judged)
      else if ('unreadable' in message) {
        const { what, expected, advice } = message.unreadable
        reject(new JournalError(what, expected, advice))
      } else reject(new Error('error' in message ? message.error : 'the thread of a judge said something else'))
    })
    worker.postMessage({ judge: journal, soFar } satisfies ToThread)
  }).finally(() => void worker.terminate())
}
