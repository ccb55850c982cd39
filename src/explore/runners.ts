import { judgeRun } from '../checks/judge-run.js'
import type { Judgement } from '../checks/judgement.js'
import { append } from '../domain/grouping.js'
import { readJournal } from '../journal/reader.js'
import { runPlan } from '../sim/run.js'
import type { RunOptions, RunOutcome, TargetSettings } from '../sim/run-types.js'
import type { FromThread, ToThread } from './thread.js'

interface JudgedRun {
  readonly outcome: RunOutcome
  readonly judgement: Judgement
}

/** Does runs: in this process against targets of their own, or on threads for targets that are modules. */
export interface Runner {
  /** A run for its trace alone. */
  plain(options: RunOptions): Promise<RunOutcome>
  judged(options: RunOptions): Promise<JudgedRun>
}

export function runnerFor(target: Pick<TargetSettings, 'module'>): Runner {
  return target.module === undefined ? spawnedRuns : new ThreadRunner(target.module)
}

const spawnedRuns: Runner = {
  plain: (options) => runPlan({ ...options, traced: true }),
  judged: async (options) => {
    const outcome = await runPlan(options)
    return { outcome, judgement: judgeRun(outcome) }
  },
}

/** Modules that were imported anew are never forgotten: after so many runs a thread has made room enough to be worth a new one. */
const runsPerThread = 100
/** So long a thread waits for another run of its target. */
const idleMs = 3_000
const pingMs = 5_000
/** A thread that says nothing for so many pings does not come back. */
const pings = 24

/** Threads that wait for another run, by the module of their target: nothing that one target did to its globals reaches another. */
const idle = new Map<string, RunThread[]>()

class ThreadRunner implements Runner {
  readonly #module: string

  constructor(module: string) {
    this.#module = module
  }

  async plain(options: RunOptions): Promise<RunOutcome> {
    return (await this.#run({ ...options, traced: true }, false)).outcome
  }

  async judged(options: RunOptions): Promise<JudgedRun> {
    const { outcome, judgement } = await this.#run(options, true)
    return { outcome, judgement: judgement ?? judgeRun(outcome) }
  }

  async #run(options: RunOptions, judge: boolean): Promise<Extract<FromThread, { outcome: unknown }>> {
    const thread = idle.get(this.#module)?.pop() ?? new RunThread()
    const said = await thread.run(options, judge).finally(() => (thread.spent ? thread.close() : this.#keep(thread)))
    if (options.watch && options.signal?.aborted !== true)
      for (const record of readJournal(said.outcome.files.journal).records()) options.watch(record)
    return said
  }

  #keep(thread: RunThread): void {
    append(idle, this.#module, thread)
    thread.closeAfter(idleMs, () => {
      const left = (idle.get(this.#module) ?? []).filter((other) => other !== thread)
      if (left.length > 0) idle.set(this.#module, left)
      else idle.delete(this.#module)
    })
  }
}

class RunThread {
  // Taken here: most runs need no thread, and an import would make every start longer.
  readonly #worker = new (process.getBuiltinModule('node:worker_threads').Worker)(new URL('../../bin/thread.js', import.meta.url), {
    stdout: true,
    stderr: true,
    execArgv: [],
  })
  #runs = 0
  #broken = false
  #closing: NodeJS.Timeout | undefined

  constructor() {
    this.#worker.unref()
  }

  get spent(): boolean {
    return this.#broken || this.#runs >= runsPerThread
  }

  async run(options: RunOptions, judge: boolean): Promise<Extract<FromThread, { outcome: unknown }>> {
    const { signal, watch: _watch, onOutstanding: _outstanding, onBeat: _beat, ...run } = options
    clearTimeout(this.#closing)
    this.#runs += 1
    this.#worker.ref()
    const abort = (): void => this.#worker.postMessage({ abort: true } satisfies ToThread)
    signal?.addEventListener('abort', abort, { once: true })
    try {
      return await this.#answered({ run, userEnv: { ...process.env }, judge })
    } catch (error) {
      this.#broken = true
      throw error
    } finally {
      signal?.removeEventListener('abort', abort)
      this.#worker.unref()
    }
  }

  /** Closes it unless it is used before; it keeps no process from ending. */
  closeAfter(ms: number, closed: () => void): void {
    this.#closing = setTimeout(() => {
      closed()
      void this.close()
    }, ms)
    this.#closing.unref()
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #answered(asked: ToThread): Promise<Extract<FromThread, { outcome: unknown }>> {
    const worker = this.#worker
    return new Promise((resolve, reject) => {
      let silent = 0
      const timer = setInterval(() => {
        silent += 1
        if (silent > pings) {
          end()
          reject(new Error(`The target has kept its thread busy for ${(pings * pingMs) / 1000} s without a pause: does it loop for ever?`))
        } else worker.postMessage({ ping: true } satisfies ToThread)
      }, pingMs)
      const end = (): void => {
        clearInterval(timer)
        worker.off('message', said)
        worker.off('error', failed)
        worker.off('exit', exited)
      }
      const said = (message: FromThread): void => {
        silent = 0
        if ('pong' in message || 'judged' in message || 'unreadable' in message) return
        end()
        if ('error' in message) reject(new Error(message.error))
        else resolve(message)
      }
      const failed = (error: unknown): void => {
        end()
        reject(error)
      }
      const exited = (code: number): void => failed(new Error(`the thread of a run ended with code ${code}`))
      worker.on('message', said)
      worker.on('error', failed)
      worker.on('exit', exited)
      worker.postMessage(asked)
    })
  }
}
