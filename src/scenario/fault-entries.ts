import { systemNames, flowNames } from '../domain/fact.js'
import type { FaultKind, JsonSchema } from '../faults/contract.js'
import { formatDuration, parseDuration } from '../words/duration.js'
import { mapping, type Values } from './defaults.js'
import { amount } from './steps/contract.js'
import { parseRate } from './values.js'

/** What a fault is put on: messages, a link for a while, or an object in a system. */
export type FaultSubject = 'messages' | 'link' | 'order' | 'period'

export function subjectOf(kind: FaultKind): FaultSubject {
  if (kind.window) return 'link'
  if (!kind.steps) return 'messages'
  return 'company' in mapping(kind.settings['properties']) ? 'period' : 'order'
}

/** Settings that "on" fills in. */
const filled: Readonly<Record<FaultSubject, readonly string[]>> = {
  messages: [],
  link: [],
  order: ['order'],
  period: ['company', 'from', 'to'],
}

type Unit = 'ms' | 's' | 'per-s' | 'none'

/** `restart_after_ms` is written `restart-after: 1s`: a value in a scenario carries its unit itself. */
function inYaml(name: string): { readonly key: string; readonly unit: Unit } {
  const tokens = name.split('_')
  const last = tokens.at(-1)
  const unit: Unit = tokens.includes('ms') ? 'ms' : last === 's' ? (tokens.at(-2) === 'per' ? 'per-s' : 's') : 'none'
  const rest = unit === 'none' ? tokens : tokens.filter((token) => token !== 'ms' && token !== 's' && token !== 'per')
  const key = rest.join('-')
  return { key: key === 'max' ? 'at-most' : key, unit }
}

function schemaInYaml(property: Values, unit: Unit): JsonSchema {
  const words = String(property['description'] ?? '').replace(/ (Milliseconds|Seconds|Deliveries per second)\.$/, '')
  const { default: byDefault } = property
  if (unit === 'none') return property
  if (unit === 'per-s') {
    const rate = typeof byDefault === 'number' ? { default: byDefault === 0 ? 'at-once' : `${byDefault}/s` } : {}
    return { oneOf: [{ type: 'string', format: 'rate' }, { const: 'at-once' }], description: words, ...rate }
  }
  const scale = unit === 's' ? 1_000 : 1
  return {
    type: 'string',
    format: 'duration',
    description: words,
    ...(typeof byDefault === 'number' && { default: formatDuration(byDefault * scale) }),
  }
}

interface SettingInYaml {
  readonly name: string
  readonly key: string
  readonly unit: Unit
  readonly property: Values
}

function settingsInYaml(kind: FaultKind): SettingInYaml[] {
  return Object.entries(mapping(kind.settings['properties']))
    .filter(([name]) => !filled[subjectOf(kind)].includes(name))
    .map(([name, property]) => ({ name, ...inYaml(name), property: mapping(property) }))
}

const link: Readonly<Record<string, JsonSchema>> = {
  'calls-to': { enum: [...systemNames], description: 'Calls of the target to this system.' },
  'deliveries-from': { enum: [...systemNames], description: 'Deliveries of this system to the target.' },
}

const amongNames = ['all', 'partials', 'finals', 'before-final', 'middle', 'late'] as const
export type Among = (typeof amongNames)[number]
const among: JsonSchema = {
  enum: [...amongNames],
  description:
    'all of them; partial or final confirmations; the partial one right before a final one; those in the ' +
    'middle half or the last quarter of the burst.',
}

const messages: Readonly<Record<string, JsonSchema>> = {
  ...link,
  operation: { type: 'string', pattern: '^[a-z]+\\.[a-z]+$', description: 'an operation of the system, such as confirmation.create' },
  flow: { enum: [...flowNames], description: 'Only facts of this flow.' },
  ...amount,
  among: { ...among, default: 'all' },
  'any-of': {
    ...among,
    description: 'One fault, on the first message that carries any of these facts: all, partials, finals, before-final, middle, late.',
  },
  pick: {
    type: 'array',
    minItems: 1,
    maxItems: 1_000,
    description: 'Certain confirmations.',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['order'],
      properties: {
        order: { type: 'integer', minimum: 1, description: 'Position of the order.' },
        operation: { type: 'integer', minimum: 1, default: 1, description: 'Position of the operation.' },
        confirmation: { type: 'integer', minimum: 1, default: 1, description: 'Position of the confirmation within the operation.' },
      },
    },
  },
  nth: {
    type: 'integer',
    minimum: 1,
    maximum: 1_000,
    default: 1,
    description: 'The nth message of a fact on which the fault is possible.',
  },
  times: {
    oneOf: [{ type: 'integer', minimum: 1, maximum: 1_000 }, { const: 'persistent' }],
    default: 1,
    description: 'How many messages it disturbs from there on; persistent: until everything heals.',
  },
}

const on: Readonly<Record<FaultSubject, JsonSchema>> = {
  messages: { type: 'object', additionalProperties: false, properties: messages, description: 'The messages that it disturbs.' },
  link: { type: 'object', additionalProperties: false, properties: link, description: 'The link that it disturbs.' },
  order: {
    type: 'object',
    additionalProperties: false,
    description: 'The orders that it is about.',
    properties: {
      orders: {
        oneOf: [
          { type: 'integer', minimum: 1, maximum: 100_000 },
          { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer', minimum: 1 } },
        ],
        default: 1,
        description: 'How many, drawn by the seed; or a list of their positions from 1.',
      },
    },
  },
  period: {
    type: 'object',
    additionalProperties: false,
    description: 'The posting period that it is about.',
    properties: {
      company: { type: 'string', format: 'identifier', description: 'Default: the company of the first plant.' },
      month: { type: 'string', format: 'month', description: 'Default: the month in which the calendar begins.' },
    },
  },
}

const window: Readonly<Record<string, JsonSchema>> = {
  from: { type: 'string', format: 'duration', default: '0s', description: 'Offset from the start of the burst at which it begins.' },
  for: { type: 'string', format: 'duration', description: 'How long it lasts.' },
}

/** True if a link is never down by it: it may last for the whole run. */
function lastsForEver(kind: FaultKind): boolean {
  return kind.link?.({}).down === false
}

const schemas = new WeakMap<FaultKind, JsonSchema>()

/** Schema of what stands behind a fault's name in a scenario, derived from the fault's own settings. */
export function faultEntrySchema(kind: FaultKind): JsonSchema {
  const known = schemas.get(kind)
  if (known) return known
  const settings = settingsInYaml(kind)
  const properties: Record<string, JsonSchema> = Object.fromEntries(
    settings.map(({ key, unit, property }) => [key, schemaInYaml(property, unit)]),
  )
  const required = settings
    .filter(({ name }) => Array.isArray(kind.settings['required']) && kind.settings['required'].includes(name))
    .map(({ key }) => key)
  if (kind.window) {
    Object.assign(properties, window)
    if (!lastsForEver(kind)) required.push('for')
  }
  properties['on'] = on[subjectOf(kind)]
  properties['firing'] = {
    enum: ['must', 'may'],
    description: `Whether a run in which it never fires is worth nothing (must) or not (may); default: ${kind.firing}.`,
  }
  const schema: JsonSchema = {
    type: 'object',
    description: kind.title,
    additionalProperties: false,
    properties,
    ...(required.length > 0 && { required }),
  }
  schemas.set(kind, schema)
  return schema
}

/** The fault's own settings from what its entry says; a problem for each value that lies outside the fault's limits. */
export function faultSettings(
  kind: FaultKind,
  entry: Values,
): { readonly settings: Values; readonly problems: readonly { readonly key: string; readonly message: string }[] } {
  const settings: Record<string, unknown> = {}
  const problems: { key: string; message: string }[] = []
  for (const { name, key, unit, property } of settingsInYaml(kind)) {
    const written = entry[key]
    if (written === undefined) continue
    const value = inUnit(written, unit)
    const { minimum, maximum } = property
    if (typeof value === 'number' && unit !== 'none') {
      const say = (limit: number): string => (unit === 'per-s' ? `${limit}/s` : formatDuration(limit * (unit === 's' ? 1_000 : 1)))
      if (unit !== 'per-s' && !Number.isInteger(value)) problems.push({ key, message: `"${key}" must be whole seconds` })
      else if (typeof minimum === 'number' && value < minimum) problems.push({ key, message: `"${key}" must be at least ${say(minimum)}` })
      else if (typeof maximum === 'number' && value > maximum) problems.push({ key, message: `"${key}" must be at most ${say(maximum)}` })
    }
    settings[name] =
      unit === 'per-s' && typeof value === 'number' && property['type'] === 'integer'
        ? Math.max(value === 0 ? 0 : 1, Math.round(value))
        : value
  }
  return { settings, problems }
}

function inUnit(value: unknown, unit: Unit): unknown {
  if (unit === 'ms') return parseDuration(value)
  if (unit === 's') return (parseDuration(value) ?? 0) / 1_000
  if (unit === 'per-s') return value === 'at-once' ? 0 : parseRate(value)
  return value
}
