import type { FlowName, SystemName } from '../domain/names.js'
import { Sharing } from '../domain/sharing.js'
import type { PlannedCommand } from '../flows/contract.js'
import { commandsOf } from '../flows/view.js'
import type { PlannedFact } from './plan.js'
import type { Field } from './subjects/contract.js'

/** Which calls the facts of a plan lead to, and which of those no correct target can do without. */
export class SureCalls {
  readonly #field: Field
  readonly #sharing: Sharing<PlannedFact>
  /** Facts that are cancelled, and those that cancel them: a target that knows both may leave both out. */
  readonly #pairs: ReadonlySet<string>
  /** Every fault of a scenario asks it of nearly every fact, and it stays as it is. */
  readonly #commands = new Map<string, readonly PlannedCommand[]>()

  constructor(field: Field) {
    this.#field = field
    this.#sharing = new Sharing(field.facts)
    this.#pairs = new Set(field.facts.flatMap(({ eid, reverses }) => (reverses === undefined ? [] : [eid, reverses])))
  }

  /** The operations of a system by which a perfect integration would post a fact. */
  operationsOf(fact: PlannedFact, system: SystemName, flows = fact.flows): string[] {
    const key = JSON.stringify([fact.eid, flows])
    const commands = this.#commands.get(key) ?? this.#commandsOf(fact, flows)
    this.#commands.set(key, commands)
    return commands.filter((command) => command.system === system).map(({ operation }) => operation)
  }

  #commandsOf(fact: PlannedFact, flows: readonly FlowName[]): readonly PlannedCommand[] {
    const { master, zoneIn, facts } = this.#field
    return commandsOf(fact, { master, zoneIn, documentOf: () => '', read: () => undefined }, facts, flows)
  }

  /**
   * True if every correct target calls the system about one of these facts. It need not where another fact may be posted instead, since
   * both oblige the same thing; where a newer one overtakes all that is to be said; and where a fact may be left out.
   */
  about(facts: readonly PlannedFact[], system: SystemName, operation: string | undefined): boolean {
    const named = new Set(facts.map(({ eid }) => eid))
    const isNamed = ({ eid }: PlannedFact): boolean => named.has(eid)
    return facts.some((fact) => {
      if ((fact.must !== 'POST' && fact.must !== 'HOLD') || this.#pairs.has(fact.eid)) return false
      if (operation !== undefined && !this.operationsOf(fact, system).includes(operation)) return false
      const isOvertaken = this.#sharing.newerThan(fact).length > 0
      return fact.expect
        .filter((effect) => effect.system === system && this.#field.flows.includes(effect.flow))
        .some((effect) => !(isOvertaken && effect.what === 'state') && this.#sharing.of(fact, effect).every(isNamed))
    })
  }
}
