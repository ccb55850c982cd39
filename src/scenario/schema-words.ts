import type { ErrorObject } from 'ajv/dist/2020.js'
import { limits } from '../domain/limits.js'
import { didYouMean, nameHint } from '../words/did-you-mean.js'
import type { NamedSchema } from './schema-parts.js'
import { validatorOf } from './validators.js'
import { valueFormats } from './values.js'
import type { Path } from './yaml-source.js'
import { list, unended } from '../words/lists.js'
import { mapping } from './defaults.js'
import { append } from '../domain/grouping.js'

/** A mistake by its path in the file; becomes a diagnostic when its place is looked up. */
export interface Problem {
  readonly path: Path
  /** Point at the key instead of the value. */
  readonly at?: 'key' | 'value'
  readonly message: string
  readonly hint?: string | undefined
  readonly related?: readonly { readonly path: Path; readonly at?: 'key' | 'value'; readonly message: string }[]
}

/**
 * Holds a value against a JSON Schema (2020-12): what does not fit, in words that need no knowledge of schemas. `path` leads to the
 * value in its file.
 */
export function schemaProblems(held: NamedSchema, value: unknown, path: Path): Problem[] {
  const validate = validatorOf(held)
  if (validate(value)) return []
  return settleChoices((validate.errors ?? []).slice(0, limits.diagnostics_kept_count_max)).flatMap((error) => describe(error, path))
}

/**
 * A failed choice (`oneOf`, `anyOf`) reports every branch. Only the branch that comes nearest is worth reading; where no branch
 * even has the right type, the choice itself is.
 */
function settleChoices(errors: readonly ErrorObject[]): ErrorObject[] {
  const choice = errors.find((error) => error.keyword === 'oneOf' || error.keyword === 'anyOf')
  if (!choice) return errors.filter((error) => error.keyword !== 'if')
  const prefix = `${choice.schemaPath}/`
  const within = (error: ErrorObject): boolean =>
    error !== choice &&
    (error.schemaPath.startsWith(prefix) ||
      (error.schemaPath.startsWith('#/$defs/') &&
        !choice.schemaPath.startsWith('#/$defs/') &&
        error.instancePath.startsWith(choice.instancePath)))
  const rest = errors.filter((error) => error !== choice && !within(error))
  const branches = new Map<string, ErrorObject[]>()
  for (const error of errors.filter(within)) {
    const name = error.schemaPath.startsWith(prefix)
      ? (error.schemaPath.slice(prefix.length).split('/')[0] ?? '')
      : (error.schemaPath.split('/')[2] ?? '')
    append(branches, name, error)
  }
  const ranked = [...branches.values()].map((list) => ({ list, cost: cost(list, choice.instancePath) })).sort((a, b) => a.cost - b.cost)
  const best = ranked[0]
  const settled = !best || best.cost >= 1_000 ? [choice] : best.list
  return [...settleChoices(settled === best?.list ? settled : []), ...(settled === best?.list ? [] : settled), ...settleChoices(rest)]
}

function cost(errors: readonly ErrorObject[], at: string): number {
  let sum = 0
  for (const error of errors) {
    const here = error.instancePath === at
    if (here && ['type', 'const', 'enum', 'format', 'pattern'].includes(error.keyword)) sum += 1_000
    else if (here && (error.keyword === 'required' || error.keyword === 'additionalProperties')) sum += 10
    else sum += 1
  }
  return sum
}

function pointer(instancePath: string): (string | number)[] {
  if (instancePath === '') return []
  return instancePath
    .slice(1)
    .split('/')
    .map((part) => {
      const text = part.replaceAll('~1', '/').replaceAll('~0', '~')
      return /^\d+$/.test(text) ? Number(text) : text
    })
}

function label(path: Path): string {
  const last = path.at(-1)
  if (last === undefined) return 'the file'
  if (typeof last === 'string') return `"${last}"`
  const list = path.at(-2)
  return list === undefined ? `entry ${last + 1}` : `entry ${last + 1} of "${list}"`
}

/** A value as a person would say it. */
function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (typeof value === 'string') return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`
  if (typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'a list' : 'a mapping'
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list ("- …")',
  object: 'a mapping ("key: value")',
  null: 'empty',
}

/** What a schema asks for, in words; never an expression. */
function expectedWords(schema: unknown): string {
  const { format, enum: choices, const: only, oneOf, anyOf, type, description, minimum, maximum } = mapping(schema)
  if (typeof format === 'string' && valueFormats[format]) return valueFormats[format].words
  if (Array.isArray(choices)) return `one of ${choices.join(', ')}`
  if (only !== undefined) return String(only)
  const branches = Array.isArray(oneOf) ? oneOf : Array.isArray(anyOf) ? anyOf : undefined
  if (branches) return list([...new Set(branches.map(expectedWords))], 'or')
  const types = (Array.isArray(type) ? type : [type]).filter((name): name is string => typeof name === 'string')
  if (types.length === 0) return typeof description === 'string' ? description : 'something else'
  const words = list(
    types.map((name) => typeWords[name] ?? name),
    'or',
  )
  if (typeof minimum === 'number' && typeof maximum === 'number') return `${words} from ${minimum} to ${maximum}`
  if (typeof minimum === 'number') return `${words} of at least ${minimum}`
  return typeof maximum === 'number' ? `${words} of at most ${maximum}` : words
}

function unknownKey(error: ErrorObject, path: Path): Problem[] {
  const name = String(error.params['additionalProperty'] ?? error.params['unevaluatedProperty'] ?? '')
  const known = Object.keys(mapping(mapping(error.parentSchema)['properties']))
  const where = path.length === 0 ? 'at the top of the file' : `in ${label(path)}`
  return [
    {
      path: [...path, name],
      at: 'key',
      message: `"${name}" is not a key that is known ${where}`,
      hint: nameHint(
        name,
        known.filter((key) => !(key in mapping(error.data))),
      ),
    },
  ]
}

function missingKey(error: ErrorObject, path: Path): Problem[] {
  const name = String(error.params['missingProperty'] ?? '')
  const property = mapping(mapping(mapping(error.parentSchema)['properties'])[name])
  const { description } = property
  const where = path.length === 0 ? '' : ` in ${label(path)}`
  return [
    {
      path,
      at: 'key',
      message: `"${name}" is missing${where}: expected ${expectedWords(property)}`,
      hint: `add "${name}: …"${typeof description === 'string' ? ` (${description})` : ''}`,
    },
  ]
}

/** "at least 3 entries", for the limits on how long or large something is. */
function boundWords(keyword: string, limit: unknown): string {
  const [one, many] = keyword.endsWith('Items')
    ? ['entry', 'entries']
    : keyword.endsWith('Properties')
      ? ['key', 'keys']
      : ['character', 'characters']
  return `${keyword.startsWith('min') ? 'at least' : 'at most'} ${String(limit)} ${limit === 1 ? one : many}`
}

function lengthWords(data: unknown): string {
  return Array.isArray(data) ? `, but has ${data.length}` : ''
}

function describe(error: ErrorObject, base: Path): Problem[] {
  const path = [...base, ...pointer(error.instancePath)]
  const { keyword, params, data, parentSchema } = error
  const name = label(path)
  const be = (words: string, hint?: string): Problem[] => [{ path, message: `${name} must be ${words}, but is ${valueWords(data)}`, hint }]
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownKey(error, path)
    case 'required':
    case 'dependentRequired':
      return missingKey(error, path)
    case 'enum': {
      const choices = (Array.isArray(params['allowedValues']) ? params['allowedValues'] : []).map(String)
      const word = typeof data === 'string' ? data : ''
      if (choices.length > 8)
        return [{ path, message: `${name} is not one that is known: ${valueWords(data)}`, hint: nameHint(word, choices) }]
      const meant = didYouMean(word, choices)
      return be(`one of ${choices.join(', ')}`, meant === undefined ? undefined : `did you mean "${meant}"?`)
    }
    case 'const':
      return be(valueWords(params['allowedValue']).replace(/^the (number|text) /, ''))
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
    case 'minLength':
    case 'maxLength':
      return [{ path, message: `${name} must have ${boundWords(keyword, params['limit'])}${lengthWords(data)}` }]
    case 'uniqueItems':
      return [{ path: [...path, Number(params['i'] ?? 0)], message: `${name} has the same entry twice`, hint: 'remove one of the two' }]
    case 'exclusiveMinimum':
      return be(`a number above ${String(params['limit'])}`)
    case 'exclusiveMaximum':
      return be(`a number below ${String(params['limit'])}`)
    case 'propertyNames':
      return [
        {
          path: [...path, String(params['propertyName'])],
          at: 'key',
          message: `"${String(params['propertyName'])}" cannot be a key ${path.length === 0 ? 'here' : `in ${name}`}`,
        },
      ]
    case 'pattern': {
      const { description } = mapping(parentSchema)
      return be(typeof description === 'string' ? lowered(description) : 'of another form')
    }
    default:
      return be(expectedWords(parentSchema), keysHint(parentSchema))
  }
}

/** What a mapping would have in it, where something else stands in its place. */
function keysHint(schema: unknown): string | undefined {
  const { type, properties } = mapping(schema)
  const keys = Object.keys(mapping(properties))
  if (type !== 'object' || keys.length === 0) return undefined
  return keys.length === 1 ? `its key is ${keys.join()}` : `its keys are ${list(keys)}`
}

function lowered(description: string): string {
  const text = unended(description)
  return /^An? /i.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : `as described: ${text}`
}
