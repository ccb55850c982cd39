import type { JsonSchema } from '../faults/contract.js'

/** A schema, and the name under which its validator is compiled when the package is built. */
export interface NamedSchema {
  readonly name: string
  readonly schema: JsonSchema
}

type Properties = Readonly<Record<string, JsonSchema>>

/** A part without a word of its own is left out of a schema. */
const some = (name: string, value: unknown): JsonSchema => (value === undefined ? {} : { [name]: value })

export const text = (description: string, length_max: number): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength: length_max,
  description,
})

/** A text of one of the formats of `values.ts`. */
export const formatted = (format: string, description: string, byDefault?: string): JsonSchema => ({
  type: 'string',
  format,
  description,
  ...some('default', byDefault),
})

export const duration = (description: string, byDefault?: string): JsonSchema => formatted('duration', description, byDefault)

export const flag = (description: string, byDefault: boolean): JsonSchema => ({ type: 'boolean', default: byDefault, description })

export const whole = (description: string, minimum: number, maximum?: number, byDefault?: number): JsonSchema => ({
  type: 'integer',
  description,
  minimum,
  ...some('maximum', maximum),
  ...some('default', byDefault),
})

export const choice = (description: string, choices: readonly string[], byDefault?: string): JsonSchema => ({
  enum: choices,
  ...some('default', byDefault),
  description,
})

/** A list without an entry twice. */
export const uniqueList = (items: JsonSchema, more: JsonSchema): JsonSchema => ({ type: 'array', uniqueItems: true, items, ...more })

/** Positions from 1, each once. */
export const positions = (maximum?: number): JsonSchema =>
  uniqueList({ type: 'integer', minimum: 1, ...some('maximum', maximum) }, { minItems: 1 })

/** All, or some by their positions. */
export const allOr = (description: string, maximum?: number): JsonSchema => ({
  description,
  oneOf: [{ const: 'all' }, positions(maximum)],
  default: 'all',
})

/** What stands behind a verb: these keys and no other. */
export const settings = (properties: Properties, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length > 0 && { required }),
})

export const object = (description: string, properties: Properties, required: readonly string[] = []): JsonSchema => ({
  description,
  ...settings(properties, required),
})
