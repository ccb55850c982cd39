import { factName } from '../domain/fact.js'
import type { FlowName, SystemName } from '../domain/names.js'
import type { Plan, PlannedFact } from '../scenario/plan.js'
import type { SystemInstance } from '../systems/contract.js'
import type { Clock } from './clock.js'
import { Player } from './player.js'
import type { Recorder } from './recorder.js'

/**
 * Plays the flows that the target does not cover, so that the landscape stays whole. The effects carry no call: nobody is judged by them.
 */
export class StandIn {
  readonly #player: Player
  readonly #recorder: Recorder
  readonly #clock: Clock

  /** `plan`: as the systems know it, names with the run's namespace. */
  constructor(
    systems: ReadonlyMap<SystemName, SystemInstance>,
    plan: Pick<Plan, 'systems' | 'master' | 'facts'>,
    recorder: Recorder,
    clock: Clock,
  ) {
    this.#player = new Player(systems, plan, (fact, system, effects) => {
      for (const effect of effects) recorder.record({ kind: 'effect', system, step: `stand-in:${factName(fact)}`, ...effect })
    })
    this.#recorder = recorder
    this.#clock = clock
  }

  /**
   * Plays these flows of a fact, unless its state was overtaken. Returns false if it could not be done; that is journalled as an error of
   * the harness, for no target is at fault, unless the fact has to wait for something that happens to a system.
   */
  play(fact: PlannedFact, flows: readonly FlowName[], waits = false): boolean {
    const stopped = this.#player.play(fact, flows, this.#clock.now())
    if (!stopped) return true
    if (waits) return false
    const message = `The stand-in could not post ${factName(fact)}: ${stopped.why}.`
    this.#recorder.record({ kind: 'harness.error', where: 'stand-in', message })
    return false
  }
}
