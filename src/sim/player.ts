import type { Effect } from '../domain/effect.js'
import type { ExpectedEffect } from '../domain/fact.js'
import { grouped } from '../domain/grouping.js'
import type { FlowName, SystemName } from '../domain/names.js'
import { postingZoneOf } from '../domain/posting-zone.js'
import { Sharing } from '../domain/sharing.js'
import type { CommandWorld, PlannedCommand } from '../flows/contract.js'
import { commandsOf } from '../flows/view.js'
import type { Plan, PlannedFact } from '../scenario/plan.js'
import type { AnswerClass, Reply, SystemInstance } from '../systems/contract.js'

const byId = grouped((fact: PlannedFact) => fact.eid)

/** Why something that had to be done could not be. */
export interface NotPlayed {
  /** Absent where it could not be put into a request. */
  readonly system?: SystemName
  readonly status: number
  readonly code: string
  readonly answerClass: AnswerClass
  /** "it could not be put into a request" */
  readonly why: string
}

export type DocumentOf = CommandWorld['documentOf']

type OnEffects = (fact: PlannedFact, system: SystemName, effects: readonly Effect[]) => void

/** Acts on systems as a perfect integration would: what a flow asks for is done once, without a wire. */
export class Player {
  readonly #systems: ReadonlyMap<SystemName, SystemInstance>
  readonly #world: CommandWorld
  readonly #facts: Plan['facts']
  readonly #onEffects: OnEffects
  /** Made when it is first asked: most runs leave nothing to a stand-in. */
  #sharing: Sharing<PlannedFact> | undefined
  /** Flows of facts that were done, and how many commands of one that was stopped half way. */
  readonly #done = new Set<string>()
  readonly #begun = new Map<string, number>()
  /** Facts whose state a fact that was played has overtaken. */
  readonly #overtaken = new Set<string>()

  /** `plan`: as the systems know it. `documentOf`: where documents are named otherwise than by the facts' own names. */
  constructor(
    systems: ReadonlyMap<SystemName, SystemInstance>,
    plan: Pick<Plan, 'systems' | 'master' | 'facts'>,
    onEffects: OnEffects = () => undefined,
    { sharing, documentOf }: { readonly sharing?: Sharing<PlannedFact>; readonly documentOf?: DocumentOf } = {},
  ) {
    this.#systems = systems
    this.#world = { ...worldOf(systems, plan), ...(documentOf && { documentOf }) }
    this.#facts = plan.facts
    this.#sharing = sharing
    this.#onEffects = onEffects
  }

  /**
   * Plays these flows of a fact, unless its state was overtaken. Asked again after it was stopped, it goes on from there. `yielding`: what
   * a refusal says would be taken instead is tried; without it, the fact is tried as it is.
   */
  play(fact: PlannedFact, flows: readonly FlowName[], nowMs: number, yielding = true): NotPlayed | undefined {
    if (flows.length === 0 || fact.must === 'IGNORE' || this.#overtaken.has(fact.eid)) return undefined
    this.#overtake(fact)
    for (const name of flows) {
      const stopped = this.#playFlow(fact, name, nowMs, yielding)
      if (stopped) return stopped
    }
    return undefined
  }

  #playFlow(fact: PlannedFact, name: FlowName, nowMs: number, yielding: boolean): NotPlayed | undefined {
    const flow = `${name} ${fact.eid}`
    if (this.#done.has(flow)) return undefined
    const commands = this.#commandsOf(fact, name)
    const owed = fact.expect.filter((effect) => effect.flow === name)
    if (this.#isOfOthers(fact, name, owed, commands.length > 0)) return undefined
    if (owed.length > 0 && commands.length === 0)
      return { status: 0, code: '', answerClass: 'business', why: 'it could not be put into a request' }
    for (const command of commands.slice(this.#begun.get(flow) ?? 0)) {
      const stopped = this.#execute(fact, command, nowMs, yielding)
      if (stopped) return stopped
      this.#begun.set(flow, (this.#begun.get(flow) ?? 0) + 1)
    }
    if (commands.length > 0) this.#done.add(flow)
    return undefined
  }

  #commandsOf(fact: PlannedFact, name: FlowName): readonly PlannedCommand[] {
    // A landscape may lack a system that a flow also leads to.
    return commandsOf(fact, this.#world, this.#facts, [name]).filter(({ system }) => this.#systems.has(system))
  }

  /**
   * What facts share is done once. A fact without commands leaves it to one of the others that has some, sooner or later; one with
   * commands has nothing to do where another was first.
   */
  #isOfOthers(fact: PlannedFact, name: FlowName, owed: readonly ExpectedEffect[], hasCommands: boolean): boolean {
    const isOther = ({ eid }: PlannedFact): boolean => eid !== fact.eid
    // Of an event that was reported before, what is obliged may stand with the other report, under its flow.
    const sharing = (this.#sharing ??= new Sharing(this.#facts))
    if (sharing.ofEvent(fact).some((other) => isOther(other) && this.#isDone(other, name))) return true
    if (owed.length === 0) return false
    return owed.every((effect) => {
      const others = sharing.of(fact, effect).filter((other) => isOther(other) && other.flows.includes(name))
      if (!hasCommands) return others.some((other) => other.must !== 'IGNORE' && this.#commandsOf(other, name).length > 0)
      // A state that was written before may have been overwritten since.
      return effect.what !== 'state' && others.some((other) => this.#isDone(other, name))
    })
  }

  /** Of a fact that the flow does not know, any of its own. */
  #isDone({ eid, flows }: PlannedFact, name: FlowName): boolean {
    return (flows.includes(name) ? [name] : flows).some((flow) => this.#done.has(`${flow} ${eid}`))
  }

  #execute(fact: PlannedFact, { system: name, operation, input }: PlannedCommand, nowMs: number, yielding: boolean): NotPlayed | undefined {
    const system = this.#systems.get(name)
    if (!system) return { status: 0, code: '', answerClass: 'not-understood', why: `there is no ${name}` }
    let reply = system.execute(operation, input, nowMs)
    if (yielding && reply.instead) reply = system.execute(operation, { ...input, ...reply.instead }, nowMs)
    this.#onEffects(fact, name, reply.effects)
    return reply.answerClass === 'success' ? undefined : refusedBy(name, reply)
  }

  #overtake({ supersedes = [] }: PlannedFact): void {
    for (const eid of supersedes) {
      const older = byId(this.#facts, eid)[0]
      if (!older || this.#overtaken.has(eid)) continue
      this.#overtaken.add(eid)
      this.#overtake(older)
    }
  }
}

function refusedBy(system: SystemName, { status, code = '', answerClass }: Reply): NotPlayed {
  return { system, status, code, answerClass, why: `${system} refused it: ${status} ${code}` }
}

/** What flows may look up when they say what is to be done. */
export function worldOf(systems: ReadonlyMap<SystemName, SystemInstance>, plan: Pick<Plan, 'systems' | 'master'>): CommandWorld {
  const { master } = plan
  return {
    master,
    zoneIn: (system, plant) => postingZoneOf(master, plan.systems[system]?.policies, plant),
    documentOf: (system, reference, plant) => systems.get(system)?.documentsOf(reference, plant)[0],
    read(system, operation, input) {
      const reply = systems.get(system)?.execute(operation, input, 0)
      return reply?.answerClass === 'success' ? reply.result : undefined
    },
  }
}
