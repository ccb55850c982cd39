import type { CommandWorld, PlannedCommand } from '../../flows/contract.js'
import { commandsOf } from '../../flows/view.js'
import type { Plan } from '../../scenario/plan.js'
import { systemKind } from '../../systems/index.js'
import type { ServedExample } from './contract.js'

/** What the first fact that asks for something asks for, as it goes over the wire. */
export function exampleOf(plan: Plan, world: CommandWorld): ServedExample | undefined {
  for (const fact of plan.facts) {
    const [command] = commandsOf(fact, world, plan.facts)
    const [about = ''] = fact.entity.split(':')
    if (command) return { source: fact.source, businessKey: fact.businessKey, about, ...command, ...partsOf(command) }
  }
  return undefined
}

/** A command has parameters, body and what a fact says beyond that in one: the wire takes what its document names, where it names it. */
function partsOf({ system, operation, input }: PlannedCommand): Pick<ServedExample, 'query' | 'body'> {
  const document = systemKind(system)?.openApi()
  const described = Object.values(document?.paths ?? {})
    .flatMap((methods) => Object.values(methods))
    .find(({ operationId }) => operationId === operation)
  const asked = described?.parameters?.flatMap(({ in: place, name }) => (place === 'query' ? name : [])) ?? []
  const reference = Object.values(described?.requestBody?.content ?? {})[0]?.schema['$ref']
  const fields = Object.keys(
    document?.components.schemas[typeof reference === 'string' ? reference.slice(reference.lastIndexOf('/') + 1) : '']?.properties ?? {},
  )
  const only = (names: readonly string[]): ServedExample['query'] =>
    Object.fromEntries(Object.entries(input).filter(([name]) => names.includes(name)))
  return { query: only(asked), body: only(fields) }
}
