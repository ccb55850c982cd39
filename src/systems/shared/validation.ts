import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { limits } from '../../domain/limits.js'
import { didYouMean } from '../../words/did-you-mean.js'
import type { Schema } from './schema.js'
import { cut } from '../../words/lists.js'

/** Says what is wrong with a value, field by field; empty when nothing is. */
export type Validator = (value: unknown) => readonly string[]

/** How many values stand in a value, itself included; beyond the most that are counted, one more than these. */
export function countValues(value: unknown, count_max: number): number {
  const open: unknown[] = [value]
  let count = 0
  while (open.length > 0 && count <= count_max) {
    const next = open.pop()
    count += 1
    if (typeof next !== 'object' || next === null) continue
    const inside = Object.values(next)
    if (count + open.length + inside.length > count_max) return count_max + 1
    for (const each of inside) open.push(each)
  }
  return count
}

/** Turns a compiled schema into a validator that speaks to people. `whole` names the value itself ("the body"). */
export function validatorOf(validate: ValidateFunction, whole: string, unknownWord: string): Validator {
  return (value) => (validate(value) ? [] : wordsOf(validate.errors ?? [], whole, unknownWord))
}

function wordsOf(errors: readonly ErrorObject[], whole: string, unknownWord: string): readonly string[] {
  const kept = errors.slice(0, 5 * limits.differences_count_max)
  const words = [...new Set(kept.map((error) => wordOf(error, whole, unknownWord)))]
  const most = limits.differences_count_max
  const more = words.length - most + errors.length - kept.length
  return words.length <= most ? words : [...words.slice(0, most), `… and ${more} more`]
}

function wordOf(error: ErrorObject, whole: string, unknownWord: string): string {
  const at = fieldName(error.instancePath)
  const params = error.params as Readonly<Record<string, unknown>>
  const parent = error.parentSchema as Schema | undefined
  if (error.keyword === 'required') {
    const name = String(params['missingProperty'])
    return `${join(at, name)}: missing${expectedOf(parent?.properties?.[name], ', expected ')}`
  }
  if (error.keyword === 'additionalProperties') {
    const name = String(params['additionalProperty'])
    const near = didYouMean(name, Object.keys(parent?.properties ?? {}))
    return `${join(at, cut(name))}: ${unknownWord}${near === undefined ? '' : `; did you mean "${near}"?`}`
  }
  return `${at === '' ? whole : at}: is ${valueWord(error.data)}, expected ${expectation(error, parent)}`
}

function expectation(error: ErrorObject, parent: Schema | undefined): string {
  const params = error.params as Readonly<Record<string, unknown>>
  switch (error.keyword) {
    case 'maxLength':
      return `at most ${String(params['limit'])} characters`
    case 'minLength':
      return 'a text that is not empty'
    case 'maxItems':
      return `at most ${String(params['limit'])} entries`
    case 'minItems':
      return `at least ${String(params['limit'])}`
    case 'minimum':
    case 'maximum':
      return `a number ${String(params['comparison'])} ${String(params['limit'])}`
    default:
      return expectedOf(parent, '') || 'another value'
  }
}

/** What a schema expects, in words, never as a pattern. */
function expectedOf(schema: Schema | undefined, before: string): string {
  if (!schema) return ''
  const word = expectedWord(schema)
  return word === '' ? '' : before + word
}

function expectedWord(schema: Schema): string {
  const choices = schema['enum']
  if (Array.isArray(choices)) return `one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (schema['format'] === 'date') return 'a calendar date such as "2026-03-02"'
  if (schema['format'] === 'date-time') return 'an instant with offset such as "2026-03-02T06:00:00+01:00"'
  const reference = schema['$ref']
  if (typeof reference === 'string' && reference.endsWith('Quantity')) return '{"quantity": number, "unit": text}'
  if (Array.isArray(schema.type)) return 'a number or a decimal string such as "0.0035" (up to 24 digits before and 12 after the point)'
  switch (schema.type) {
    case 'string':
      return 'a text'
    case 'object':
      return 'an object'
    case 'array':
      return 'an array'
    case 'integer':
      return 'a whole number'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    default:
      return ''
  }
}

/** `/components/0/quantity` → `components[0].quantity`. */
function fieldName(pointer: string): string {
  let name = ''
  for (const part of pointer.split('/').slice(1)) {
    const text = part.replaceAll('~1', '/').replaceAll('~0', '~')
    name = /^\d+$/.test(text) ? `${name}[${text}]` : join(name, text)
  }
  return name
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** A value from outside, in words: never the inside of an array or object, which may be deep. */
function valueWord(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? JSON.stringify(cut(value)) : String(value)
}
