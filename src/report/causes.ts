import { advisoryOf, checksOf } from '../explain/causes.js'
import type { Explanation } from '../explain/explanation.js'
import type { RunReport } from './contract.js'

/** A cause: what is told of it, how many runs it broke, and where. */
export interface Cause {
  readonly told: Explanation
  /** The run that it is told of. */
  readonly run: string
  readonly advisory: boolean
  /** A baseline covers all that broke by it, wherever it was. */
  known: boolean
  /** Other checks that broke by it. */
  readonly also: string[]
  readonly runs: string[]
}

/** Equal causes of an invocation told once, the most urgent first. */
export class Causes {
  readonly #byChain = new Map<string, Cause>()
  readonly #causes: Cause[] = []
  readonly #max: number
  /** Causes beyond the most that are kept. */
  more = 0

  constructor(count_max: number) {
    this.#max = count_max
  }

  get all(): readonly Cause[] {
    return this.#causes
  }

  /** Takes what went wrong in a run; gives the causes of this run. */
  take({ judgement, causes, known }: RunReport): readonly Cause[] {
    const { run } = judgement.header
    const advisory = advisoryOf(judgement.results)
    const covered = new Set(known.map(({ check }) => check))
    return causes.flatMap(({ told, others }) => {
      const cause = this.#causeOf(told, run, advisory.has(told.check))
      if (!cause) return []
      if (checksOf([told, ...others]).some((check) => !advisory.has(check) && !covered.has(check))) cause.known = false
      for (const check of checksOf(others)) if (check !== told.check && !cause.also.includes(check)) cause.also.push(check)
      if (!cause.runs.includes(run)) cause.runs.push(run)
      return cause
    })
  }

  #causeOf(told: Explanation, run: string, advisory: boolean): Cause | undefined {
    const known = this.#byChain.get(told.fingerprint)
    if (known) return known
    if (this.#causes.length >= this.#max) {
      this.more += 1
      return undefined
    }
    const cause: Cause = { told, run, advisory, known: !advisory, also: [], runs: [] }
    this.#byChain.set(told.fingerprint, cause)
    this.#causes.push(cause)
    return cause
  }
}
