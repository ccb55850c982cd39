import type { Effect } from '../domain/effect.js'
import { factName } from '../domain/fact.js'
import type { FlowName, SystemName } from '../domain/names.js'
import type { Plan, PlannedFact } from '../scenario/plan.js'
import type { SystemInstance } from '../systems/contract.js'
import type { Clock } from './clock.js'
import { Player, type DocumentOf, type NotPlayed } from './player.js'
import type { Recorder } from './recorder.js'

/**
 * Plays the flows that the target does not cover, so that the landscape stays whole. The effects carry no call: nobody is judged by them.
 */
export class StandIn {
  readonly #player: Player
  readonly #recorder: Recorder
  readonly #clock: Clock

  /** `plan`: as the systems know it, names with the run's namespace. `documentOf`: which document stands for which fact. */
  constructor(
    systems: ReadonlyMap<SystemName, SystemInstance>,
    plan: Pick<Plan, 'systems' | 'master' | 'facts'>,
    recorder: Recorder,
    clock: Clock,
    documentOf?: DocumentOf,
  ) {
    const record = (fact: PlannedFact, system: SystemName, effects: readonly Effect[]): void => {
      for (const effect of effects) recorder.record({ kind: 'effect', system, step: `stand-in:${factName(fact)}`, ...effect })
    }
    this.#player = new Player(systems, plan, record, documentOf && { documentOf })
    this.#recorder = recorder
    this.#clock = clock
  }

  /**
   * Plays these flows of a fact, unless its state was overtaken. Returns what stopped it, if anything did; asked again, it goes on there.
   */
  play(fact: PlannedFact, flows: readonly FlowName[]): NotPlayed | undefined {
    return this.#player.play(fact, flows, this.#clock.now())
  }

  /** It could not be done, and nobody else was to bring it about: an error of the harness, for no target is at fault. */
  failed(fact: PlannedFact, { why }: NotPlayed): void {
    const message = `The stand-in could not post ${factName(fact)}: ${why}.`
    this.#recorder.record({ kind: 'harness.error', where: 'stand-in', message })
  }
}

/** What a system lacks or has locked may come with what the target posts. */
export function mayCome({ status, answerClass }: NotPlayed): boolean {
  return status > 0 && (answerClass === 'business' || answerClass === 'transient')
}
