import { clean } from '../../explain/text.js'

/** A text from a journal as a page shows it: nothing invisible in it, and of bounded length. */
export function said(text: string, chars_max = 300): string {
  return clean(text, chars_max)
}

/** The same for a text of several lines. */
export function saidInLines(text: string, lines_max: number, chars_max: number): string {
  const lines = text.split('\n')
  const shown = lines.slice(0, lines_max).map((line) => /^ */.exec(line)?.[0] + said(line.trimStart(), chars_max))
  return lines.length > lines_max ? [...shown, `… ${lines.length - lines_max} more lines`].join('\n') : shown.join('\n')
}
