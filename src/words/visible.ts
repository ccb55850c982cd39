/** Control, format and bidirectional characters: what a terminal obeys instead of showing it. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
/** What paints: the only sequence that we write ourselves. */
const painting = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`)

/**
 * The last look at a text before it goes to a terminal, whoever wrote it: what a terminal would obey is shown instead (`\x1b`). Line ends,
 * tabs and, where we paint, colours stay.
 */
export function visible(text: string, colours = false): string {
  if (colours)
    return text
      .split(painting)
      .map((part, index) => (index % 2 === 1 ? part : shown(part)))
      .join('')
  return shown(text)
}

function shown(text: string): string {
  return text.replace(unprintable, (character) => {
    if (character === '\n' || character === '\t') return character
    const code = character.codePointAt(0) ?? 0
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}

/** JSON says the same with such characters written as escapes. */
export function visibleJson(json: string): string {
  return json.replace(unprintable, (character) =>
    character === '\n'
      ? character
      : [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  )
}
