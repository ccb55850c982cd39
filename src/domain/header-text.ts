const quoted = /^"((?:[^"\\]|\\["\\])*)"$/
const displayed = /^%"(.*)"$/

/**
 * What the value of a header may say, the likeliest first. A header carries printable ASCII: what else is in a name goes as per cent and
 * digits, or in a string of RFC 8941 or 9651 around it. A client that sent it as UTF-8 all the same is read byte by byte by its receiver.
 */
export function headerReadings(value: string): readonly string[] {
  const inner = displayed.exec(value)?.[1] ?? quoted.exec(value)?.[1]?.replace(/\\(["\\])/g, '$1')
  const said = inner === undefined ? [value] : [value, inner]
  return [...new Set([...said, ...said.flatMap((reading) => unescaped(reading) ?? fromBytes(reading) ?? [])])]
}

function unescaped(text: string): string | undefined {
  if (!text.includes('%')) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** UTF-8 that was read as one character per byte. */
function fromBytes(text: string): string | undefined {
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'))
  } catch {
    return undefined
  }
}
