import type { JsonSchema } from '../faults/contract.js'
import { said } from '../words/lists.js'

export type Values = Readonly<Record<string, unknown>>

/** A mapping, or an empty one for anything else. */
export function mapping(value: unknown): Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {}
}

/** The texts of a list; of anything else, none. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(said) : []
}

/** What was written, with the defaults of the schema's properties for what was not; also within objects that were written or have none. */
export function withSchemaDefaults(schema: JsonSchema, given: unknown): Values {
  const values = mapping(given)
  const result: Record<string, unknown> = { ...values }
  for (const [name, property] of Object.entries(mapping(schema['properties']))) {
    const { default: byDefault, type } = mapping(property)
    if (values[name] === undefined && byDefault !== undefined) result[name] = byDefault
    else if (type === 'object' && values[name] !== undefined) result[name] = withSchemaDefaults(mapping(property), values[name])
  }
  return result
}
