import type { Following, Violation, Violations } from './contract.js'

/** Counts violations and keeps the first, the worst and the last: memory stays flat whatever a run does. */
export class Collector {
  /** How many things were judged. */
  judged = 0
  #count = 0
  #first: Violation | undefined
  #worst: Violation | undefined
  #last: Violation | undefined
  readonly #byReason: Record<string, number> = {}
  #following: Following | undefined

  /** One more thing was judged: right, or not. */
  take(verdict: Violation | 'right' | undefined): void {
    this.judged += 1
    if (verdict !== undefined && verdict !== 'right') this.add(verdict)
  }

  add(violation: Violation): void {
    this.#count += 1
    this.#first ??= violation
    if (!this.#worst || violation.badness > this.#worst.badness) this.#worst = violation
    this.#last = violation
    this.#byReason[violation.reason] = (this.#byReason[violation.reason] ?? 0) + 1
  }

  /** It is off only because of what another check owns: that one convicts. */
  follow(owner: string, violation: Violation): void {
    const { count = 0, owners = [], first = violation } = this.#following ?? {}
    this.#following = { count: count + 1, owners: owners.includes(owner) ? owners : [...owners, owner], first }
  }

  get following(): Following | undefined {
    return this.#following
  }

  get count(): number {
    return this.#count
  }

  done(): Violations {
    return {
      count: this.#count,
      ...(this.#first && { first: this.#first }),
      ...(this.#worst && { worst: this.#worst }),
      ...(this.#last && { last: this.#last }),
      byReason: this.#byReason,
    }
  }
}
