import type { Explanation } from '../explain/explanation.js'
import type { RunReport } from './contract.js'
import { byUrgency } from './style.js'

/** A cause: what is told of it, how many runs it broke, and where. */
export interface Cause {
  readonly told: Explanation
  /** The run that it is told of. */
  readonly run: string
  readonly advisory: boolean
  /** Other checks that tell the same chain. */
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

  /** Takes the first witness of each failed check; gives the causes of this run. */
  take({ judgement, explanations }: RunReport): readonly Cause[] {
    const run = judgement.header.run
    const found: Cause[] = []
    const chains = new Map<string, Cause>()
    for (const result of judgement.results.filter(({ verdict }) => verdict === 'fail').sort(byUrgency)) {
      const told = explanations.find(({ check, witness }) => check === result.check && witness === 'first')
      if (!told) continue
      const same = chains.get(chainOf(told))
      if (same) {
        if (!same.also.includes(told.check)) same.also.push(told.check)
        continue
      }
      const cause = this.#causeOf(told, run, result.advisory)
      if (!cause) continue
      chains.set(chainOf(told), cause)
      if (!cause.runs.includes(run)) cause.runs.push(run)
      found.push(cause)
    }
    return found
  }

  #causeOf(told: Explanation, run: string, advisory: boolean): Cause | undefined {
    const known = this.#byChain.get(told.fingerprint)
    if (known) return known
    if (this.#causes.length >= this.#max) {
      this.more += 1
      return undefined
    }
    const cause: Cause = { told, run, advisory, also: [], runs: [] }
    this.#byChain.set(told.fingerprint, cause)
    this.#causes.push(cause)
    return cause
  }
}

/** What one bug does to one fact is the same story under several promises. */
function chainOf({ steps }: Explanation): string {
  return steps
    .slice(0, -1)
    .map(({ claim, because }) => `${claim}|${because}`)
    .join('\n')
}
