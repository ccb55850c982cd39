/** Where a request goes, as the wire contract has it. */
export interface RequestTarget {
  /** As it was sent, not decoded; with a leading slash. */
  readonly path: string
  /** Without the question mark, not decoded. */
  readonly query: string
}

const absoluteForm = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i

/**
 * Splits a request target without a URL object, since every call comes through here. The absolute form of a proxy request loses its
 * origin. Nothing is decoded: whoever knows the paths splits them first, so that an escaped slash is part of a name.
 */
export function splitTarget(target: string): RequestTarget {
  const mark = target.indexOf('?')
  let path = mark < 0 ? target : target.slice(0, mark)
  if (!path.startsWith('/')) {
    path = path.replace(absoluteForm, '')
    if (!path.startsWith('/')) path = `/${path}`
  }
  return { path, query: mark < 0 ? '' : target.slice(mark + 1) }
}

/**
 * Headers by lower-case name, repeated ones joined by a comma and a space. The object has no prototype: names come from outside.
 * @param raw names and values in turn, as node:http has them.
 */
export function headerRecord(raw: readonly string[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = Object.create(null)
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase()
    const value = raw[i + 1] ?? ''
    const before = headers[name]
    headers[name] = before === undefined ? value : `${before}, ${value}`
  }
  return headers
}
