import { createHash } from 'node:crypto'
import type { Value } from './effect.js'
import { withoutTokens } from './run-token.js'

/** The same text for the same content, whatever the order of its keys. */
function canonical(content: unknown): string {
  if (Array.isArray(content)) return `[${content.map(canonical).join(',')}]`
  if (typeof content !== 'object' || content === null) return JSON.stringify(content) ?? 'null'
  const entries = Object.entries(content).filter(([, value]) => value !== undefined)
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${canonical(value)}`)
    .join(',')}}`
}

/**
 * What is written to a field group, as a value: equal for equal content, whoever writes it, in whatever order of keys and
 * whatever the run calls things on the wire. `text`: the same for people, who compare what should be there with what is.
 */
export function contentValue(content: unknown, text: string): Value {
  const digest = createHash('sha256')
    .update(withoutTokens(canonical(content)))
    .digest('hex')
  return { digest: digest.slice(0, 16), text }
}

/** A list of which the order means nothing: as texts, sorted. */
export function setValue(entries: readonly string[]): Value {
  const sorted = entries.map(withoutTokens).toSorted()
  return contentValue(sorted, sorted.join('; '))
}
