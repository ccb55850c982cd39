import { cut } from '../words/lists.js'

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
const blanks = /[\t\n\r]+/g

/**
 * Makes text from outside safe to print: line breaks become blanks, every other control, format and bidirectional character
 * becomes visible (`\x1b`), and what is longer than `chars_max` is cut visibly.
 */
export function clean(text: string, chars_max = 400): string {
  return cut(text, chars_max)
    .replace(blanks, ' ')
    .replace(unprintable, (character) => {
      const code = character.codePointAt(0) ?? 0
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
    })
}

const glyphs: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '…': '...',
  '·': '-',
  '×': 'x',
  '–': '-',
  '—': '-',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '✓': 'ok',
  '✗': '!',
}

/** The same text for a terminal that cannot show Unicode: our own signs are spelled, any other character becomes a question mark. */
export function toAscii(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, (character) => glyphs[character] ?? '?')
}

/** Number of characters as a reader counts them, near enough for columns. */
export function lengthOf(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lengthOf(text)))
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - lengthOf(text))) + text
}

/** Shortens to `width`, with a sign that something is missing. */
export function fit(text: string, width: number): string {
  const characters = [...text]
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`
}

/**
 * Breaks prose into lines of at most `width` characters. A word that is longer than a line is broken, so that no text from outside
 * can tear the layout. Later lines begin with `hanging` blanks.
 */
export function wrap(text: string, width: number, hanging = 0): string[] {
  const lines: string[] = []
  let line = ''
  const room = (): number => Math.max(8, lines.length === 0 ? width : width - hanging)
  const push = (): void => {
    lines.push((lines.length === 0 ? '' : ' '.repeat(hanging)) + line)
    line = ''
  }
  for (const word of text.split(' ')) {
    let rest = word
    if (line !== '' && lengthOf(line) + 1 + lengthOf(rest) > room()) push()
    while (lengthOf(rest) > room()) {
      const characters = [...rest]
      line = characters.slice(0, room()).join('')
      rest = characters.slice(room()).join('')
      push()
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  if (line !== '' || lines.length === 0) push()
  return lines
}

/** `T+12.480`: seconds since the start of the run. */
export function stamp(t_ms: number): string {
  return `T+${(t_ms / 1000).toFixed(3)}`
}
