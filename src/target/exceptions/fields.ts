import { limits } from '../../domain/limits.js'
import type { Redact } from '../redact.js'
import type { ExceptionFields } from '../settings.js'
import type { ExceptionSighting } from './contract.js'

/** Where a key is looked for when the config does not say: the exception desk's own names first. */
const usualKeys = ['fact', 'facts', 'key', 'keys', 'businessKey', 'business_key', 'reference', 'references'] as const
const usualIds = ['id', 'xid'] as const
const closedWords: ReadonlySet<string> = new Set([
  'closed',
  'close',
  'resolved',
  'done',
  'completed',
  'posted',
  'discarded',
  'cancelled',
  'canceled',
])

/** The value at a dotted path; the empty path is the value itself. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value
  for (const part of path === '' ? [] : path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Readonly<Record<string, unknown>>)[part]
  }
  return at
}

/** What an exception is known by that has no id of its own: a number is one plant's, and another plant may have it too. */
export function idOf(place: string, keys: readonly string[], plant = ''): string {
  return `${place}:${plant === '' ? '' : `${plant}/`}${keys.join('+')}`
}

/** One exception from its JSON; undefined if it names no key. `xid` is its own id, or what it is about in that place. */
export function sightingOf(item: unknown, fields: ExceptionFields, place: string, redact: Redact): ExceptionSighting | undefined {
  const keys = fields.key === '' ? firstKeys(item) : textsOf(valueAt(item, fields.key))
  if (keys.length === 0) return undefined
  const text = (path: string): string | undefined => {
    const value = valueAt(item, path)
    return typeof value === 'string' || typeof value === 'number' ? redact(String(value)) : undefined
  }
  const whole =
    fields.key === '' ? usualKeys.map((path) => valueAt(item, path)).find((value) => textsOf(value).length > 0) : valueAt(item, fields.key)
  const id = text(fields.id) ?? usualIds.map(text).find((found) => found !== undefined)
  return sighting(id ?? idOf(place, keys, text(fields.plant)), keys, (name) => text(fields[name]), whole)
}

/** Puts a sighting together; details that cannot be read are left out. `whole`: what the keys were read from. */
export function sighting(
  xid: string,
  keys: readonly string[],
  read: (detail: 'plant' | 'class' | 'reason' | 'owner' | 'status' | 'resolution') => string | undefined,
  whole?: unknown,
): ExceptionSighting {
  const status = closedWords.has(read('status')?.toLowerCase() ?? '') ? 'closed' : 'open'
  const told = (name: 'plant' | 'class' | 'reason' | 'owner' | 'resolution'): { readonly [detail: string]: string } => {
    const text = read(name)
    return text === undefined ? {} : { [name]: text }
  }
  const said = typeof whole === 'string' && whole.trim() !== keys[0] ? { whole: whole.trim() } : {}
  return { xid, keys, ...said, ...told('plant'), ...told('class'), ...told('reason'), ...told('owner'), status, ...told('resolution') }
}

/** Keys in a text (separated by commas or blanks) or a list of texts. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(/[\s,;]+/).filter((part) => part !== '')
  if (typeof value === 'number') return [String(value)]
  return Array.isArray(value)
    ? value.flatMap((entry) => (typeof entry === 'string' || typeof entry === 'number' ? [String(entry)] : []))
    : []
}

/** Where the key of a fact was expected, for messages. */
export function keyPlace(fields: ExceptionFields): string {
  return fields.key === '' ? '"fact", or where fields.key of the config says' : `"${fields.key}"`
}

function firstKeys(item: unknown): readonly string[] {
  for (const path of usualKeys) {
    const keys = textsOf(valueAt(item, path))
    if (keys.length > 0) return keys
  }
  return []
}

/** Tells each message once, and no more than anybody reads. */
export function onceEach(tell: (message: string) => void): (message: string) => void {
  const told = new Set<string>()
  return (message) => {
    if (told.has(message) || told.size >= limits.diagnostics_count_max) return
    told.add(message)
    tell(message)
  }
}
