import type { Fact } from '../domain/fact.js'
import type { FlowName } from '../domain/names.js'
import type { CommandWorld, FactInView, FactsInView, PlannedCommand } from './contract.js'
import { flowOf } from './index.js'

type Related = Partial<Pick<Fact, 'reverses' | 'partOf'>>

/** What a fact sees of all that are planned, which stand in the order of time. */
export function factsInView(self: FactsInView['self'] & Related, all: readonly (FactInView & Related)[]): FactsInView {
  const { eid, reverses, partOf } = self
  const original = reverses === undefined ? undefined : all.find((other) => other.eid === reverses)
  return {
    self,
    ...(original && { original }),
    parts: partOf === undefined ? [] : all.filter((other) => other.partOf === partOf && other.eid !== eid),
    ofType: (type) => all.filter((other) => other.type === type),
  }
}

/** What a perfect integration would do about a fact, for all of its flows or for these. */
export function commandsOf(
  fact: Fact,
  world: CommandWorld,
  all: readonly Fact[],
  names: readonly FlowName[] = fact.flows,
): readonly PlannedCommand[] {
  const facts = factsInView(fact, all)
  // Each flow knows the payloads of its own types.
  return names.flatMap((name) => flowOf(name)?.commands(fact.payload as never, world, fact, facts) ?? [])
}
