/** `1 fact`, `3 facts`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

/** `a, b and c`. */
export function list(items: readonly string[], last = 'and'): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1) ?? ''}`
}

/** What there is of these, with commas. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ')
}

/** A text of at most so many characters; of a longer one, how much was cut off. */
export function cut(text: string, chars_max = 80): string {
  return text.length <= chars_max ? text : `${text.slice(0, chars_max)}… (+${text.length - chars_max} characters)`
}

/** A value from outside in a sentence: what it is, whatever it is. */
export function said(value: unknown): string {
  return cut(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'))
}

/** A sentence without its full stop, for one that goes on. */
export function unended(text: string): string {
  return text.replace(/(?<!\.)\.$/, '')
}
