import type { Fact } from '../domain/fact.js'
import { grouped } from '../domain/grouping.js'
import type { FlowName } from '../domain/names.js'
import type { CommandWorld, FactInView, FactsInView, PlannedCommand } from './contract.js'
import { flowOf } from './index.js'

type Related = Partial<Pick<Fact, 'reverses' | 'partOf'>>
type Seen = FactInView & Related

const byId = grouped((fact: Seen) => fact.eid)
const byPublication = grouped((fact: Seen) => fact.partOf)
const byType = grouped((fact: Seen) => fact.type)

/** What a fact sees of all that are planned, which stand in the order of time. */
export function factsInView(self: FactsInView['self'] & Related, all: readonly Seen[]): FactsInView {
  const { eid, reverses, partOf } = self
  const original = reverses === undefined ? undefined : byId(all, reverses)[0]
  return {
    self,
    ...(original && { original }),
    // Worked out for whoever asks: a publication may have many messages.
    get parts() {
      return partOf === undefined ? [] : byPublication(all, partOf).filter((other) => other.eid !== eid)
    },
    ofType: (type) => byType(all, type),
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
