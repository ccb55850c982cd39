import type { JsonSchema } from '../faults/contract.js'
import { flows } from '../flows/index.js'
import { systemKinds } from '../systems/index.js'
import { mapping, type Values } from './defaults.js'
import { amongNames, amongWords } from './fact-choice.js'
import type { FaultVerb } from './fault-verbs.js'
import { choice, duration, object, whole } from './schema-parts.js'
import { amount } from './steps/contract.js'
import { pickers } from './steps/index.js'
import { formatDuration, parseDuration } from '../words/duration.js'
import { parseRate } from './values.js'

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
  return duration(words, typeof byDefault === 'number' ? formatDuration(byDefault * scale) : undefined)
}

interface SettingInYaml {
  readonly name: string
  readonly key: string
  readonly unit: Unit
  readonly property: Values
}

function settingsInYaml(verb: FaultVerb): SettingInYaml[] {
  const properties = Object.entries(mapping(verb.settings['properties']))
  return properties.map(([name, property]) => ({ name, ...inYaml(name), property: mapping(property) }))
}

const systems = systemKinds.map(({ words }) => words.name)
const link: Readonly<Record<string, JsonSchema>> = {
  'calls-to': choice('Calls of the target to this system.', systems),
  'deliveries-from': choice('Deliveries of this system to the target.', systems),
}

const messages: Readonly<Record<string, JsonSchema>> = {
  ...link,
  operation: choice(
    'Only calls of this operation of the system.',
    [...new Set(systemKinds.flatMap(({ operations }) => operations))].sort(),
  ),
  flow: choice(
    'Only facts of this flow.',
    flows.map(({ words }) => words.name),
  ),
  ...amount,
  among: choice(amongWords, amongNames, 'all'),
  'any-of': choice(`One fault, on the first message that carries any of these facts: ${amongNames.join(', ')}.`, amongNames),
  ...Object.fromEntries(pickers.map(({ key, schema }) => [key, schema])),
  nth: whole('The nth message of a fact on which the fault is possible.', 1, 1_000, 1),
  times: {
    oneOf: [{ type: 'integer', minimum: 1, maximum: 1_000 }, { enum: ['persistent', 'until-heal'] }],
    default: 1,
    description:
      'How many messages it disturbs from there on; until-heal: all of them until everything heals; persistent: all of them for ever ' +
      '(a kill, which would leave no target, until everything heals).',
  },
}

const on: Readonly<Record<'messages' | 'link', JsonSchema>> = {
  messages: object('The messages that it disturbs.', messages),
  link: object('The link that it disturbs.', link),
}

const window: Readonly<Record<string, JsonSchema>> = {
  from: duration('Offset from the start of the burst at which it begins.', '0s'),
  for: duration('How long it lasts.'),
}

const schemas = new WeakMap<FaultVerb, JsonSchema>()

/** Schema of what stands behind a fault's name in a scenario, derived from the fault's own settings. */
export function faultEntrySchema(verb: FaultVerb): JsonSchema {
  const known = schemas.get(verb)
  if (known) return known
  const { kind } = verb
  const settings = settingsInYaml(verb)
  const properties: Record<string, JsonSchema> = Object.fromEntries(
    settings.map(({ key, unit, property }) => [key, schemaInYaml(property, unit)]),
  )
  const required = settings
    .filter(({ name }) => Array.isArray(verb.settings['required']) && verb.settings['required'].includes(name))
    .map(({ key }) => key)
  if (kind.link) {
    Object.assign(properties, window)
    // A link that is only slow may be so for the whole run.
    if (kind.link({}).down) required.push('for')
  }
  properties['on'] = typeof verb.on === 'string' ? on[verb.on] : verb.on.subject.on
  const firing = `Whether a run in which it never fires is worth nothing (must) or not (may); default: ${kind.firing}.`
  properties['firing'] = choice(firing, ['must', 'may'])
  const schema = object(verb.title, properties, required)
  schemas.set(verb, schema)
  return schema
}

/** The fault's own settings from what its entry says; a problem for each value that lies outside the fault's limits. */
export function faultSettings(
  verb: FaultVerb,
  entry: Values,
): { readonly settings: Values; readonly problems: readonly { readonly key: string; readonly message: string }[] } {
  const settings: Record<string, unknown> = {}
  const problems: { key: string; message: string }[] = []
  for (const { name, key, unit, property } of settingsInYaml(verb)) {
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
