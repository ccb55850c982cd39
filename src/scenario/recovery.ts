import { limits } from '../domain/limits.js'
import type { FaultInstance, Plan } from './plan.js'

export type UnnumberedFault = Omit<FaultInstance, 'id'>

/** What a target needs time to recover from: what befell a call, or all calls for a while. */
function needsTime({ name, address }: UnnumberedFault): boolean {
  return address?.direction === 'call' && !['kill', 'delay', 'latency'].includes(name)
}

/**
 * One fault never hides another's recovery: a target that dies while it has still to find out what became of a call finds it out by
 * starting anew. So what a target recovers from comes after a kill, or a whole patience before it.
 */
export class Recovery {
  readonly #at = new Map<string, number>()
  readonly #drawn: readonly UnnumberedFault[]

  constructor(plan: Plan, drawn: readonly UnnumberedFault[]) {
    for (const { businessKey, at_ms } of plan.facts) this.#at.set(businessKey, at_ms)
    this.#drawn = drawn
  }

  allows(fault: UnnumberedFault): boolean {
    if (fault.name === 'kill') return this.#drawn.every((other) => !needsTime(other) || this.#isApart(other, fault))
    return !needsTime(fault) || this.#drawn.every((other) => other.name !== 'kill' || this.#isApart(fault, other))
  }

  #isApart(other: UnnumberedFault, kill: UnnumberedFault): boolean {
    const [begin, end, death] = [this.#begin(other), this.#end(other), this.#begin(kill)]
    return death < begin || death > end + limits.patience_ms_default
  }

  #begin({ window, address }: UnnumberedFault): number {
    return window?.from_ms ?? Math.min(...this.#times(address?.keys))
  }

  #end({ window, address }: UnnumberedFault): number {
    return window ? window.from_ms + window.for_ms : Math.max(...this.#times(address?.keys))
  }

  #times(keys: readonly string[] = []): readonly number[] {
    return keys.map((key) => this.#at.get(key) ?? 0)
  }
}
