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
  /** Facts that could not be played so far, and why. */
  readonly #open = new Map<string, string>()

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
   * Plays these flows of a fact, unless its state was overtaken. Returns false if it could not be done: what it needs may be something that
   * the target has not brought yet, and then it is tried again.
   */
  play(fact: PlannedFact, flows: readonly FlowName[], waits = false): boolean {
    const stopped = this.#player.play(fact, flows, this.#clock.now())
<<<<<<< HEAD
    if (!stopped) return true
    if (waits) return false
    const message = `The stand-in could not post ${factName(fact)}: ${stopped.why}.`
    this.#recorder.record({ kind: 'harness.error', where: 'stand-in', message })
=======
    if (!stopped) {
      this.#open.delete(fact.eid)
      return true
    }
    // What waits for something that happens to a system may wait for ever.
    if (fact.must !== 'HOLD') this.#open.set(fact.eid, `The stand-in could not post ${factName(fact)}: ${stopped.why}.`)
>>>>>>> 90e968f (Type what every page says, line by line; walk a newcomer's paths from the package; try a set-up by what it covers; let a stand-in wait for what the target brings; merge a folder of runs)
    return false
  }

  /** What could not be done to the end is journalled as an error of the harness, for no target is at fault. */
  finish(): void {
    for (const message of this.#open.values()) this.#recorder.record({ kind: 'harness.error', where: 'stand-in', message })
  }
}
