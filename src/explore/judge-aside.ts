import type { Judgement } from '../checks/judgement.js'
import type { FromThread, ToThread } from './thread.js'

/** Judges a stored journal on a thread of its own: whoever asks goes on meanwhile. */
export function judgeAside(journal: string): Promise<Judgement> {
  const worker = new (process.getBuiltinModule('node:worker_threads').Worker)(new URL('../../bin/thread.js', import.meta.url), {
    execArgv: [],
  })
  worker.unref()
  return new Promise<Judgement>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the thread of a judge ended with code ${code}`)))
    worker.once('message', (message: FromThread) => {
      if ('judged' in message) resolve(message.judged)
      else reject(new Error('error' in message ? message.error : 'the thread of a judge said something else'))
    })
    worker.postMessage({ judge: journal } satisfies ToThread)
  }).finally(() => void worker.terminate())
}
