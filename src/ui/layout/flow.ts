import { bandsAt, isLate, targetLane, type Band, type Life, type Message, type Row, type Timeline } from '../../journal/timeline/index.js'
import type { Glyphs } from '../glyphs.js'
import { rowWords } from '../state/rows.js'
import type { Tone } from '../theme.js'
import type { Column, Layout } from './layout.js'
import { exactly, fitted, padded, safe, span, widthOf, type Line, type Span } from './spans.js'

/** What a row needs beside itself. */
export interface FlowLook {
  readonly timeline: Timeline
  readonly glyphs: Glyphs
  readonly layout: Layout
  readonly time: 'relative' | 'step' | 'clock'
  readonly chosen: Row | undefined
  readonly marked: ReadonlySet<number>
  readonly failed: ReadonlySet<number>
}

/** The names of the lanes above their lifelines. */
export function lanesHead({ layout, glyphs }: Pick<FlowLook, 'layout' | 'glyphs'>): Line {
  const [first, second] = layout.lanes
  const each = first && second ? second.x - first.x : layout.lanesWidth
  const lanes = layout.lanes.flatMap(({ title, isTarget }): Span[] => {
    const name = fitted(isTarget ? title.toUpperCase() : title, each - 1, glyphs.ellipsis)
    const before = Math.floor((each - widthOf(name)) / 2)
    return [span(' '.repeat(before)), span(name, isTarget ? 'accent' : 'strong'), span(' '.repeat(each - before - widthOf(name)))]
  })
  return [span(' '.repeat(layout.gutter)), span(padded('time', layout.time), 'quiet'), span(' '), ...lanes, span(' what happened', 'quiet')]
}

/** One row of the flow, exactly as wide as the flow is. */
export function flowRow(row: Row, before: Row | undefined, look: FlowLook): Line {
  const { layout, glyphs, chosen, marked, failed } = look
  const isChosen = chosen === row
  const tone = toneOf(row)
  const signs = `${marked.has(row.seq) ? glyphs.mark : ''}${failed.has(row.seq) ? glyphs.fail : ''}`
  const words = [
    span(` ${sign(row, glyphs)}`, tone),
    span(safe(rowWords(row)), isChosen ? 'cursor' : marked.has(row.seq) ? 'marked' : tone),
  ]
  const label: Line = signs === '' ? words : [span(` ${signs}`, failed.has(row.seq) ? 'bad' : 'marked'), ...words]
  const lanes = layout.lanes.length === 0 ? [span(portraitWays(row, look), tone)] : lanesOf(row, look)
  return [
    span(isChosen ? glyphs.cursor : ' ', 'accent'),
    ...gutterOf(row, look),
    span(padded(timeText(row, before, look), layout.time), isChosen ? 'strong' : 'quiet'),
    span(' '),
    ...lanes,
    ...exactly(label, Math.max(0, layout.label - (layout.lanes.length === 0 ? portraitWidth : 0)), glyphs.ellipsis),
  ]
}

const portraitWidth = 17

/** `MES → target`, for rows without lanes. */
function portraitWays(row: Row, { timeline, glyphs }: FlowLook): string {
  const title = (id: string): string => timeline.lanes.find((lane) => lane.id === id)?.title ?? id
  const ends = endsOf(row)
  const one = ends && ends.from === ends.to ? title(ends.from) : ends ? `${title(ends.from)} ${glyphs.arrow} ${title(ends.to)}` : ''
  return padded(one, portraitWidth, glyphs.ellipsis)
}

/** From which lane to which a row goes; one lane where something happened there. */
function endsOf(row: Row): { readonly from: string; readonly to: string } | undefined {
  switch (row.what) {
    case 'sent':
    case 'shown-again':
      return { from: row.message.from, to: row.message.to }
    case 'answered':
      return { from: row.message.to, to: row.message.from }
    case 'fact':
      return { from: row.fact.source, to: row.fact.source }
    case 'published':
      return { from: row.message.from, to: row.message.from }
    case 'commit':
      return { from: row.commit.system, to: row.commit.system }
    case 'exception':
    case 'life':
      return { from: targetLane, to: targetLane }
    case 'fault':
    case 'gate':
    case 'mark':
      return undefined
  }
}

function lanesOf(row: Row, { layout, glyphs, timeline }: FlowLook): Span[] {
  const cells = [...' '.repeat(layout.lanesWidth)]
  const alive = isAlive(timeline.lives, row.seq)
  for (const lane of layout.lanes) cells[lane.x] = lane.isTarget && !alive ? glyphs.gone : glyphs.lifeline
  const ends = endsOf(row)
  const from = laneOf(layout, ends?.from)
  const to = laneOf(layout, ends?.to)
  if (from && to && ends?.from !== ends?.to) arrow(cells, from, to, row, glyphs)
  else if (from) cells[from.x] = spot(row, glyphs)
  // A broader sign takes the place of what follows it.
  let width = 0
  let text = ''
  for (const cell of cells) {
    if (width >= layout.lanesWidth) break
    text += cell
    width += widthOf(cell)
  }
  return [span(padded(text, layout.lanesWidth), toneOf(row))]
}

function laneOf({ lanes }: Layout, id: string | undefined): Column | undefined {
  return lanes.find((lane) => lane.id === id)
}

function arrow(cells: string[], from: Column, to: Column, row: Row, glyphs: Glyphs): void {
  const message = 'message' in row ? row.message : undefined
  const step = from.x < to.x ? 1 : -1
  const line = row.what === 'answered' ? glyphs.answer : message?.wire === 'feed' ? glyphs.feed : glyphs.call
  const isLost =
    row.what === 'answered' ? message?.answered?.status === null && message.answered.knowledge !== 'acked' : message?.lost === 'message'
  const half = Math.floor((from.x + to.x) / 2)
  for (let x = from.x + step; x !== to.x; x += step) {
    if (isLost && (x - half) * step > 0) break
    cells[x] = isLost && x === half ? glyphs.lost : cells[x] === glyphs.lifeline ? glyphs.crossing : line
  }
  if (!isLost) cells[to.x] = step > 0 ? glyphs.right : glyphs.left
}

/** The sign on a lifeline of what happened in one place. */
function spot(row: Row, glyphs: Glyphs): string {
  switch (row.what) {
    case 'commit':
      return glyphs.commit
    case 'published':
      return glyphs.published
    case 'exception':
      return glyphs.exception
    case 'life':
      return row.how === 'killed' || row.how === 'ended' ? glyphs.down : glyphs.up
    default:
      return glyphs.fact
  }
}

/** Signs before the words, for what is odd about a row. */
function sign(row: Row, glyphs: Glyphs): string {
  if (row.what === 'fault') return row.how === 'fired' ? `${glyphs.fires} ` : ''
  if (row.what === 'gate') return `${row.how === 'waits' ? glyphs.gateShut : glyphs.gateOpen} `
  if (row.what !== 'sent' && row.what !== 'answered' && row.what !== 'shown-again') return ''
  const { message } = row
  if (row.what === 'answered') return `${isLostAnswer(message) ? `${glyphs.lost} ` : ''}${isLate(message) ? `${glyphs.late} ` : ''}`
  if (row.what === 'shown-again') return `${glyphs.repeat} `
  const again = message.again === undefined ? '' : message.again.how === 'retry' ? `${glyphs.retry} ` : `${glyphs.repeat} `
  return `${message.lost === 'message' ? `${glyphs.lost} ` : ''}${again}`
}

function isLostAnswer({ answered }: Message): boolean {
  return answered !== undefined && answered.status === null && answered.knowledge !== 'acked'
}

function toneOf(row: Row): Tone {
  switch (row.what) {
    case 'commit':
      return 'good'
    case 'fault':
      return row.how === 'healed' ? 'quiet' : 'doubt'
    case 'answered':
      return isLostAnswer(row.message) ? 'doubt' : row.message.answered?.knowledge === 'refused' ? 'doubt' : 'quiet'
    case 'sent':
      return row.message.lost === 'message' ? 'doubt' : row.message.posts ? 'plain' : 'quiet'
    case 'gate':
      return 'accent'
    case 'exception':
      return 'doubt'
    case 'life':
      return row.how === 'killed' || row.how === 'ended' ? 'doubt' : 'accent'
    case 'mark':
      return row.tone === 'bad' ? 'bad' : row.tone === 'phase' ? 'strong' : 'quiet'
    case 'fact':
    case 'published':
    case 'shown-again':
      return 'plain'
  }
}

function isAlive(lives: readonly Life[], seq: number): boolean {
  const life = lives.findLast(({ spawned }) => spawned.seq <= seq)
  return life !== undefined && !(life.ended && life.ended.seq <= seq)
}

/** The fault that stands at the row, or a sign that there are several: which sign is which says the line below the flow. */
function gutterOf(row: Row, { timeline, glyphs }: FlowLook): Span[] {
  const standing = bandsAt(timeline.bands, row.seq)
  const signs = standing.slice(0, 1).map((band) => bandSign(timeline.bands, band, glyphs))
  return [span(padded(standing.length > 1 ? '+' : (signs[0] ?? ''), 1), 'doubt')]
}

/** Lasting faults have a sign each, in turn; those on single messages share one. */
export function bandSign(bands: readonly Band[], band: Band, glyphs: Glyphs): string {
  if (!band.lasting) return glyphs.fires
  const place = bands.filter(({ lasting }) => lasting).indexOf(band)
  return glyphs.bands[place % glyphs.bands.length] ?? ''
}

function timeText(row: Row, before: Row | undefined, { time, timeline }: FlowLook): string {
  if (time === 'step') return before ? `+${((row.t - before.t) / 1_000).toFixed(3)}` : ''
  if (time === 'clock') return new Date(Date.parse(timeline.header.startedAt) + row.t).toISOString().slice(11, 19)
  return (row.t / 1_000).toFixed(row.t >= 1_000_000 ? 1 : 3)
}
