import stringWidth from 'string-width'
import { clean, toAscii } from '../../explain/text.js'
import type { Tone } from '../theme.js'

/** A piece of a line that has one tone. */
export interface Span {
  readonly text: string
  readonly tone: Tone
}
/** One row of the screen. */
export type Line = readonly Span[]

const simple = /^[\x20-\x7e]*$/
/** Signs that are drawn, each one column wide: to ask `string-width` for every row takes most of the time of a picture. */
const narrow = /^[\x20-\x7e·…→←↻⇉↯✂✓✗◷●◆○⚑▲▼⊘⊙▸◂◀▶\u2500-\u259f]*$/
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Columns that a text takes: 品番 takes four. */
export function widthOf(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text)
}

/** At most so many columns of it; what is cut off leaves a sign. */
export function fitted(text: string, width: number, sign = '…'): string {
  if (width <= 0) return ''
  if (widthOf(text) <= width) return text
  const room = width - widthOf(sign)
  if (room < 0) return sign.slice(0, width)
  if (narrow.test(text)) return text.slice(0, room) + sign
  let out = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    const wide = widthOf(segment)
    if (used + wide > room) break
    out += segment
    used += wide
  }
  return out + sign
}

/** Exactly so many columns. */
export function padded(text: string, width: number, sign = '…'): string {
  const cut = fitted(text, width, sign)
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)))
}

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone }
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0)
}

/** The line in exactly so many columns: cut at its end, or filled up. */
export function exactly(line: Line, width: number, sign = '…'): Line {
  const out: Span[] = []
  let left = width
  for (const [index, { text, tone }] of line.entries()) {
    const wide = widthOf(text)
    if (wide > left || (wide === left && line.slice(index + 1).some((rest) => rest.text !== ''))) {
      const cut = fitted(`${text}${index < line.length - 1 ? '  ' : ''}`, left, sign)
      out.push({ text: cut, tone })
      left -= widthOf(cut)
      break
    }
    out.push({ text, tone })
    left -= wide
  }
  if (left > 0) out.push({ text: ' '.repeat(left), tone: 'plain' })
  return out
}

/** The line as it reads without colours. */
export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('')
}

/** Text from a journal, made safe to draw. */
export function safe(text: string, chars_max = 200): string {
  return clean(text, chars_max)
}

/** The same line for a terminal that shows ASCII alone. */
export function asciiLine(line: Line): Line {
  return line.map(({ text, tone }) => ({ text: simple.test(text) ? text : toAscii(text), tone }))
}

/** Prose in lines of so many columns; later ones begin with blanks. */
export function wrapped(text: string, width: number, hanging = 0): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    let rest = word
    for (;;) {
      const indent = lines.length > 0 ? hanging : 0
      const joint = line === '' ? rest : `${line} ${rest}`
      if (widthOf(joint) <= width - indent) {
        line = joint
        break
      }
      if (line !== '') {
        lines.push(' '.repeat(indent) + line)
        line = ''
        continue
      }
      const head = fitted(rest, Math.max(1, width - indent), '')
      if (head === '' || head === rest) {
        line = rest
        break
      }
      lines.push(' '.repeat(indent) + head)
      rest = rest.slice(head.length)
    }
  }
  if (line !== '' || lines.length === 0) lines.push(' '.repeat(lines.length > 0 ? hanging : 0) + line)
  return lines
}
