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

/**
 * What a perfect integration would do about a fact, for all of its flows or for these. Several documents of one operation under one
 * reference would be taken for repeats: each names a part of it, `KEY#1`, `KEY#2`, whichever of its flows are asked for.
 */
export function commandsOf(
  fact: Fact,
  world: CommandWorld,
  all: readonly Fact[],
  names: readonly FlowName[] = fact.flows,
): readonly PlannedCommand[] {
  const facts = factsInView(fact, all)
  const flows = [...new Set([...fact.flows, ...names])]
  // Each flow knows the payloads of its own types.
  const commands = flows.flatMap((name) =>
    (flowOf(name)?.commands(fact.payload as never, world, fact, facts) ?? []).map((command) => ({ name, command })),
  )
  const alike = Map.groupBy(commands, ({ command }) => documentsOf(command))
  const inParts = commands.map((each) => {
    const same = alike.get(documentsOf(each.command)) ?? []
    return { ...each, command: same.length > 1 && isNamed(each.command) ? partOf(each.command, same.indexOf(each) + 1) : each.command }
  })
  return names.flatMap((wanted) => inParts.flatMap(({ name, command }) => (name === wanted ? command : [])))
}

function isNamed({ input: { reference, references } }: PlannedCommand): boolean {
  return reference !== undefined || references !== undefined
}

/** What is equal for commands whose documents would have one reference. */
function documentsOf({ system, operation, input: { reference, references } }: PlannedCommand): string {
  return JSON.stringify([system, operation, reference, references])
}

function partOf(command: PlannedCommand, part: number): PlannedCommand {
  const { reference, references } = command.input
  const named = (name: unknown): string => `${String(name)}#${part}`
  const input = {
    ...command.input,
    ...(reference !== undefined && { reference: named(reference) }),
    ...(Array.isArray(references) && { references: references.map(named) }),
  }
  return { ...command, input }
}
