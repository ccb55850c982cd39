import { grouped } from '../domain/grouping.js'
import type { FlowName, SystemName } from '../domain/names.js'
import type { ExpectedEffect } from '../domain/fact.js'
import { Sharing } from '../domain/sharing.js'
import type { CommandWorld, PlannedCommand } from '../flows/contract.js'
import { commandsOf } from '../flows/view.js'
import type { Plan, PlannedFact } from '../scenario/plan.js'
import type { SystemInstance } from '../systems/contract.js'
import type { Clock } from './clock.js'
import type { Recorder } from './recorder.js'

const byId = grouped((fact: PlannedFact) => fact.eid)

/**
 * Plays the flows that the target does not cover, so that the landscape stays whole: what such a flow asks for is done once, at once, and
 * without a wire. Its effects carry no call: nobody is judged by them.
 */
export class StandIn {
  readonly #systems: ReadonlyMap<SystemName, SystemInstance>
  readonly #world: CommandWorld
  readonly #facts: Plan['facts']
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #sharing: Sharing<PlannedFact>
  /** Flows of facts that were done. */
  readonly #done = new Set<string>()
  /** Facts whose state a fact that was played has overtaken. */
  readonly #overtaken = new Set<string>()

  /** `plan`: as the systems know it, names with the run's namespace. */
  constructor(systems: ReadonlyMap<SystemName, SystemInstance>, plan: Pick<Plan, 'master' | 'facts'>, recorder: Recorder, clock: Clock) {
    this.#systems = systems
    this.#world = worldOf(systems, plan.master)
    this.#facts = plan.facts
    this.#sharing = new Sharing(plan.facts)
    this.#recorder = recorder
    this.#clock = clock
  }

  /**
   * Plays these flows of a fact, unless its state was overtaken. Returns false if a system refused it; the refusal is journalled as an
   * error of the harness, for no target is at fault.
   */
  play(fact: PlannedFact, flows: readonly FlowName[]): boolean {
    if (flows.length === 0 || fact.must === 'IGNORE' || this.#overtaken.has(fact.eid)) return true
    this.#overtake(fact)
    return flows.every((name) => {
      const commands = this.#commandsOf(fact, name)
      const owed = fact.expect.filter((effect) => effect.flow === name)
      if (this.#isOfOthers(fact, name, owed, commands.length > 0)) return true
      if (owed.length > 0 && commands.length === 0) return this.#failed(fact, 'it could not be put into a request')
      if (!commands.every(({ system, operation, input }) => this.#execute(fact, system, operation, input))) return false
      if (commands.length > 0) this.#done.add(`${name} ${fact.eid}`)
      return true
    })
  }

  #commandsOf(fact: PlannedFact, name: FlowName): readonly PlannedCommand[] {
    return commandsOf(fact, this.#world, this.#facts, [name])
  }

  /**
   * What facts share is done once. A fact without commands leaves it to one of the others that has some, sooner or later; one with
   * commands has nothing to do where another was first.
   */
  #isOfOthers(fact: PlannedFact, name: FlowName, owed: readonly ExpectedEffect[], hasCommands: boolean): boolean {
    const isOther = ({ eid }: PlannedFact): boolean => eid !== fact.eid
    // Of an event that was reported before, what is obliged may stand with the other report, under its flow.
    if (this.#sharing.ofEvent(fact).some((other) => isOther(other) && this.#isDone(other, name))) return true
    if (owed.length === 0) return false
    return owed.every((effect) => {
      const others = this.#sharing.of(fact, effect).filter((other) => isOther(other) && other.flows.includes(name))
      if (!hasCommands) return others.some((other) => other.must !== 'IGNORE' && this.#commandsOf(other, name).length > 0)
      // A state that was written before may have been overwritten since.
      return effect.what !== 'state' && others.some((other) => this.#isDone(other, name))
    })
  }

  /** Of a fact that the flow does not know, any of its own. */
  #isDone({ eid, flows }: PlannedFact, name: FlowName): boolean {
    return (flows.includes(name) ? [name] : flows).some((flow) => this.#done.has(`${flow} ${eid}`))
  }

  #execute(fact: PlannedFact, name: SystemName, operation: string, input: Readonly<Record<string, unknown>>): boolean {
    const reply = this.#systems.get(name)?.execute(operation, input, this.#clock.now())
    if (!reply) return this.#failed(fact, `there is no ${name}`)
    for (const effect of reply.effects)
      this.#recorder.record({ kind: 'effect', system: name, step: `stand-in:${fact.businessKey}`, ...effect })
    return reply.answerClass === 'success' || this.#failed(fact, `${name} refused it: ${reply.status} ${reply.code ?? ''}`)
  }

  #overtake({ supersedes = [] }: PlannedFact): void {
    for (const eid of supersedes) {
      const older = byId(this.#facts, eid)[0]
      if (!older || this.#overtaken.has(eid)) continue
      this.#overtaken.add(eid)
      this.#overtake(older)
    }
  }

  #failed(fact: PlannedFact, why: string): false {
    this.#recorder.record({ kind: 'harness.error', where: 'stand-in', message: `The stand-in could not post ${fact.businessKey}: ${why}.` })
    return false
  }
}

/** What flows may look up when they say what is to be done. */
export function worldOf(systems: ReadonlyMap<SystemName, SystemInstance>, master: Plan['master']): CommandWorld {
  return { master, documentOf: (system, reference) => systems.get(system)?.documentsOf(reference)[0] }
}
