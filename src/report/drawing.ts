import type { Diagram, DiagramRow } from '../explain/explanation.js'
import { clean, fit, stamp } from '../explain/text.js'

/** Geometry of a sequence diagram, in pixels at twelve-pixel text. */
const charWidth = 7.3
const rowHeight = 34
const headHeight = 40
const marginLeft = 118
const marginRight = 24
const laneGapMin = 150
const textMax = 44

export interface Drawing {
  readonly width: number
  readonly height: number
  /** Elements of an SVG, without the `svg` around them. */
  readonly elements: readonly string[]
}

/**
 * Draws a sequence diagram: lanes as lines, messages as arrows between them, notes as boxes on them. What did not arrive ends in a cross,
 * and where the harm is done there is a word beside it: colour only repeats that. Shapes carry classes for a page that has colours of its
 * own, and attributes for whoever has none.
 */
export function draw({ parties, rows }: Diagram, message: (record: number) => string = () => ''): Drawing {
  const shown = rows.filter(({ from, to }) => parties.includes(from) && parties.includes(to))
  const at = lanesOf(parties, shown)
  const last = at.at(-1) ?? marginLeft
  const beyond = shown.filter(({ to, from }) => from === to && to === parties.at(-1)).map((row) => noteWidth(row) / 2)
  const width = Math.ceil(last + Math.max(laneGapMin / 2, ...beyond) + marginRight)
  const height = headHeight + shown.length * rowHeight + 16
  const lanes = parties.flatMap((party, index) => {
    const x = at[index] ?? marginLeft
    const name = fit(clean(party), 20)
    const half = textWidth(name) / 2 + 10
    return [
      `<line class="lane" x1="${x}" y1="${headHeight - 8}" x2="${x}" y2="${height - 6}" stroke="#888" stroke-width="1"/>`,
      box('party', x, 16, half * 2, 24, party === 'target' ? 2.5 : 1),
      textAt('middle', x, 20, name, ' font-weight="bold"'),
    ]
  })
  const drawn = shown.map((row, index) => {
    const y = headHeight + index * rowHeight + 22
    const [from, to] = [at[parties.indexOf(row.from)] ?? marginLeft, at[parties.indexOf(row.to)] ?? marginLeft]
    const parts = row.kind === 'note' ? noteAt(row, from, y) : arrowAt(row, from, to, y)
    const marks = [message(row.record)].filter((id) => id !== '').map((id) => ` data-m="${escaped(id)}"`)
    const time = textAt('start', 8, y + 4, stamp(row.at_ms), ' class="time"')
    const names = `step${row.odd ? ' odd' : ''}${row.lost ? ' lost' : ''}`
    return `<g class="${names}" data-t="${row.at_ms}"${marks.join('')}>${time}${parts.join('')}</g>`
  })
  return { width, height, elements: [...lanes, ...drawn] }
}

/** Where the lanes stand: as far apart as what is said between them is long. */
function lanesOf(parties: readonly string[], rows: readonly DiagramRow[]): readonly number[] {
  const gaps = parties.map(() => laneGapMin)
  for (const row of rows) {
    const [a, b] = [parties.indexOf(row.from), parties.indexOf(row.to)].sort((one, two) => one - two)
    if (a === undefined || b === undefined || a < 0) continue
    if (a === b) {
      const half = noteWidth(row) / 2 + 8
      if (a > 0) gaps[a] = Math.max(gaps[a] ?? 0, half)
      if (a + 1 < parties.length) gaps[a + 1] = Math.max(gaps[a + 1] ?? 0, half)
      continue
    }
    const share = (textWidth(shownText(row)) + 36) / (b - a)
    for (let index = a + 1; index <= b; index += 1) gaps[index] = Math.max(gaps[index] ?? 0, share)
  }
  const first = Math.max(0, ...rows.filter((row) => row.from === row.to && row.to === parties[0]).map((row) => noteWidth(row) / 2))
  let x = marginLeft + Math.max(first, textWidth(parties[0] ?? '') / 2 + 10)
  return parties.map((_, index) => {
    if (index > 0) x += gaps[index] ?? laneGapMin
    return Math.round(x)
  })
}

function shownText({ text, odd }: DiagramRow): string {
  return `${fit(clean(text), textMax)}${odd ? ' ✗' : ''}`
}

function noteWidth(row: DiagramRow): number {
  return textWidth(shownText(row)) + 20
}

/** Wide characters take two columns of twelve-pixel text. */
function textWidth(text: string): number {
  let width = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    width += code >= 0x1100 && (code <= 0x115f || (code >= 0x2e80 && code <= 0xffdc) || code > 0x1f000) ? 2 * charWidth : charWidth
  }
  return width
}

function noteAt(row: DiagramRow, x: number, y: number): string[] {
  return [box('note', x, y, noteWidth(row), 22, row.odd ? 2 : 1), textAt('middle', x, y + 4, shownText(row), inkOf(row))]
}

function arrowAt(row: DiagramRow, from: number, to: number, y: number): string[] {
  const way = to > from ? 1 : -1
  // What is lost ends before it is there.
  const end = row.lost ? from + (to - from) * 0.72 : to - way
  const dashes = row.kind === 'answer' ? ' stroke-dasharray="6 4"' : ''
  const ink = row.lost ? '#b00020' : '#333'
  const line = `<line class="wire" x1="${from}" y1="${y}" x2="${end}" y2="${y}" stroke="${ink}" stroke-width="1.5"${dashes}/>`
  const head = row.lost
    ? `<path class="cross" d="${crossAt(end, y)}" stroke="${ink}" stroke-width="2"/>`
    : `<path class="head" d="M${end} ${y}L${end - way * 9} ${y - 5}L${end - way * 9} ${y + 5}Z" fill="${ink}"/>`
  return [line, head, textAt('middle', (from + to) / 2, y - 6, shownText(row), inkOf(row))]
}

function crossAt(x: number, y: number): string {
  return `M${x - 6} ${y - 6}L${x + 6} ${y + 6}M${x + 6} ${y - 6}L${x - 6} ${y + 6}`
}

function inkOf({ odd }: DiagramRow): string {
  return odd ? ' fill="#b00020" font-weight="bold"' : ''
}

function box(name: string, x: number, y: number, width: number, height: number, line: number): string {
  const left = Math.round(x - width / 2)
  return (
    `<rect class="${name}" x="${left}" y="${y - height / 2}" width="${Math.round(width)}" height="${height}" rx="4" fill="#fff" ` +
    `stroke="#666" stroke-width="${line}"/>`
  )
}

function textAt(anchor: 'start' | 'middle', x: number, y: number, text: string, more = ''): string {
  return `<text x="${Math.round(x)}" y="${y}" text-anchor="${anchor}"${more}>${escaped(text)}</text>`
}

/** Text between tags and in quotes of XML; characters that it has no way to say become signs. */
export function escaped(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
      // oxlint-disable-next-line no-control-regex -- XML 1.0 knows none of these
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
  )
}
