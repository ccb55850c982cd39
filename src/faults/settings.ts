import type { JsonSchema } from './contract.js'

export type Settings = Readonly<Record<string, unknown>>

/** One setting of a fault, as JSON Schema 2020-12. */
export interface SettingSchema {
  readonly type: 'integer' | 'string' | 'object'
  /** For people: what it changes, in which unit. */
  readonly description: string
  readonly default?: number | string
  readonly enum?: readonly (number | string)[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  /** Of an object. */
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, unknown>>
  /** A required setting shows one. */
  readonly examples?: readonly unknown[]
}

/** No fault lasts longer than a run may: a larger figure is a slip of the unit. */
const duration_ms_max = 15 * 60_000

/** A duration in milliseconds of run time. The scenario language writes it as "500ms" or "2s". */
export function milliseconds(description: string, byDefault: number, minimum = 0): SettingSchema {
  return { type: 'integer', description: `${description} Milliseconds.`, default: byDefault, minimum, maximum: duration_ms_max }
}

/** One of some words. */
export function oneOf(description: string, words: readonly string[], byDefault: string): SettingSchema {
  return { type: 'string', description, enum: words, default: byDefault }
}

/** The schema of a fault's settings: an object that has these and no other. */
export function settingsSchema(properties: Readonly<Record<string, SettingSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false }
}

/** The answers that leave open whether something happened. 503 is not among them: with Retry-After it is a definite refusal. */
const openStatuses: readonly number[] = [500, 502, 504]
export const openStatus = settingsSchema({
  status: {
    type: 'integer',
    description: 'HTTP status of the error: one that leaves open whether something was posted.',
    enum: openStatuses,
    default: 500,
  },
})

/** @throws Error for a status that says more. */
export function openStatusOf(fault: string, settings: Settings): number {
  const status = numberIn(openStatus, settings, 'status')
  if (openStatuses.includes(status)) return status
  const expected = `expected one of ${openStatuses.join(', ')}, which leave open whether something was posted.`
  throw new Error(`The fault "${fault}" cannot answer ${status}: ${expected}`)
}

export const waysToLose = ['reset', 'hang'] as const
export const howLost = settingsSchema({
  how: oneOf('What the target notices: its connection is reset, or nothing at all until it gives up.', waysToLose, 'reset'),
})

/** The settings with every default of the schema written out; what is given wins. */
export function withDefaults(schema: JsonSchema, given: Settings): Settings {
  const result: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(propertiesOf(schema))) {
    if (property.default !== undefined) result[name] = property.default
  }
  return { ...result, ...given }
}

/** @throws Error if the setting is neither given as a whole number nor has a default. */
export function numberIn(schema: JsonSchema, settings: Settings, name: string): number {
  const value = valueIn(schema, settings, name)
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrong(schema, name, value, 'a number')
}

/** @throws Error if the setting is neither given as a text nor has a default. */
export function textIn(schema: JsonSchema, settings: Settings, name: string): string {
  const value = valueIn(schema, settings, name)
  if (typeof value === 'string' && value !== '') return value
  throw wrong(schema, name, value, 'a text')
}

/** @throws Error if the setting is none of the words. */
export function wordIn<Word extends string>(schema: JsonSchema, settings: Settings, name: string, words: readonly Word[]): Word {
  const value = valueIn(schema, settings, name)
  const word = words.find((candidate) => candidate === value)
  if (word !== undefined) return word
  throw wrong(schema, name, value, `one of ${words.join(', ')}`)
}

function valueIn(schema: JsonSchema, settings: Settings, name: string): unknown {
  return settings[name] ?? propertiesOf(schema)[name]?.default
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, SettingSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, SettingSchema>>
}

function wrong(schema: JsonSchema, name: string, value: unknown, expected: string): Error {
  const example = propertiesOf(schema)[name]?.examples?.[0]
  const found = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`
  const hint = example === undefined ? '' : `, for example ${JSON.stringify(example)}`
  return new Error(`The fault setting "${name}" ${found}; expected ${expected}${hint}.`)
}
