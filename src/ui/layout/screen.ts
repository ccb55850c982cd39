import type { Glyphs } from '../glyphs.js'
import { keyBindings, keyText } from '../keys.js'
import { rowWords } from '../state/rows.js'
import { chosenPlace, chosenRow, failedRecords, visibleRows } from '../state/selectors.js'
import type { Overlay, ViewState } from '../state/state.js'
import { checksLine, checksPane } from './checks.js'
import { explanationLines } from './explanation.js'
import { figureLines } from './figures.js'
import { flowRow, lanesHead, type FlowLook } from './flow.js'
import { faultsLine, headLine, stateLine } from './head.js'
import { lastSaid } from './log.js'
import { inspectorLines, tabsLine } from './inspector.js'
import { layout, type Layout } from './layout.js'
import { commandLines, faultLines, helpLines, quitLines } from './overlays.js'
import { scrubber } from './scrubber.js'
import { exactly, fitted, padded, safe, span, widthOf, type Line } from './spans.js'

/** The whole picture: as many lines as there are rows, each as wide as the screen. Pure. */
export function drawn(state: ViewState, glyphs: Glyphs): readonly Line[] {
  const lanes = state.timeline.lanes.filter(({ id }) => state.only.length === 0 || state.only.includes(id))
  const place = layout(state.columns, state.rows, lanes, state.mode)
  const lines = place.kind === 'line' ? small(state, glyphs) : framed(state, glyphs, place)
  return lines.slice(0, state.rows).map((line) => exactly(line, state.columns, glyphs.ellipsis))
}

/** Too small for a flow: where the run is, what happened last, what failed, and that there is more; what is in front below it. */
function small(state: ViewState, glyphs: Glyphs): readonly Line[] {
  const { rows, columns, overlay, entry, note } = state
  const row = chosenRow(state)
  const event = row ? [span(`${glyphs.cursor} ${(row.t / 1_000).toFixed(3)} `, 'accent'), span(safe(rowWords(row)))] : []
  // What is typed or asked is never out of sight, however little room there is.
  const said: Line =
    overlay === 'quit'
      ? [span('End the run? q: yes', 'strong')]
      : entry || note !== ''
        ? footLine(state, glyphs)
        : [span(columns < 40 ? 'flow: from 60x12' : 'Too small for the flow: 60 columns and 12 rows show it.', 'quiet')]
  const lines = [headLine(state, glyphs), event, checksLine(state, glyphs), said, stateLine(state, glyphs)]
  if (rows < 4) return [...lines.slice(0, rows - 1), said]
  const room = rows - lines.length
  if (!overlay || overlay === 'quit' || room < 3) return lines
  const { lines: content, from } = contentOf(overlay, state, glyphs, Math.max(1, columns - 3), room - 2)
  return [...lines, ...boxed(content.slice(from), titles[overlay], columns - 2, room, glyphs, true)]
}

function framed(state: ViewState, glyphs: Glyphs, place: Layout): readonly Line[] {
  const left = place.flow === 0 ? [] : flowPane(state, glyphs, place)
  const right = place.side === 0 ? [] : sidePanes(state, glyphs, place)
  const body = Array.from({ length: place.body }, (_, index): Line => [...(left[index] ?? []), ...(right[index] ?? [])])
  const checks = place.kind === 'panes' && place.side > 0 ? [] : [checksLine(state, glyphs)]
  const full = [
    headLine(state, glyphs),
    stateLine(state, glyphs),
    ...body,
    ...checks,
    faultsLine(state, glyphs),
    scrubber(state, glyphs),
    footLine(state, glyphs),
  ]
  return state.overlay ? overlaid(full, state, glyphs) : full
}

function flowPane(state: ViewState, glyphs: Glyphs, place: Layout): readonly Line[] {
  const rows = visibleRows(state)
  const inner = place.flow - 2
  const height = Math.max(1, place.body - 2 - (place.lanes.length > 0 ? 1 : 0))
  const chosen = chosenPlace(state)
  // The chosen row stays in the middle; of what follows the newest it is the last.
  const from = Math.max(0, Math.min(state.following ? rows.length - height : chosen - Math.floor(height / 2), rows.length - height))
  const look: FlowLook = {
    timeline: state.timeline,
    glyphs,
    layout: place,
    time: state.time,
    chosen: rows[chosen],
    marked: state.marked,
    failed: failedRecords(state.judged?.results ?? []),
  }
  const lines = rows.slice(from, from + height).map((row, index) => flowRow(row, rows[from + index - 1], look))
  const forgotten = state.timeline.forgotten > 0 ? `, ${state.timeline.forgotten} older ones are in the journal` : ''
  const title =
    rows.length === 0
      ? state.timeline.rows.length === 0
        ? 'flow: nothing so far'
        : 'flow: nothing passes the filter and the window'
      : `flow ${from + 1}-${Math.min(rows.length, from + height)} of ${rows.length}${forgotten}`
  const head = place.lanes.length > 0 ? [lanesHead(look)] : []
  return boxed([...head, ...lines], title, inner, place.body, glyphs, state.pane === 'flow' && !state.overlay)
}

/** Where there is room for it, the last that the target has said. */
const targetFrom_rows = 34
const targetLines = 3

function lifeTitle({ timeline, following, cursor }: ViewState): string {
  const seq = following ? timeline.last.seq : cursor
  const life = timeline.lives.findLast(({ spawned }) => spawned.seq <= seq)
  const by = (at: { readonly seq: number } | undefined): boolean => at !== undefined && at.seq <= seq
  if (!life) return 'target, not started'
  const how = by(life.ended) ? ', ended' : by(life.killed) ? ', killed' : by(life.ready) ? '' : ', gets ready'
  return `target, life ${life.incarnation}${how}`
}

function sidePanes(state: ViewState, glyphs: Glyphs, place: Layout): readonly Line[] {
  const inner = place.side - 2
  const figures = figureLines(state, glyphs, inner - 1, place.body > 24 ? 6 : 2)
  const figuresHeight = figures.length + 2
  const checksHeight = Math.max(4, Math.min(Math.floor((place.body - figuresHeight) * 0.4), 14))
  const said = place.body > targetFrom_rows ? lastSaid(state, targetLines) : []
  const saidHeight = said.length === 0 ? 0 : said.length + 2
  const rest = place.body - figuresHeight - checksHeight - saidHeight
  const isFront = (pane: string): boolean => state.pane === pane && !state.overlay
  const checks = checksPane(state, glyphs, inner, checksHeight - 2, isFront('checks'))
  const inspector = [tabsLine(state), ...inspectorLines(state, glyphs, inner - 1)]
  return [
    ...boxed(checks, 'checks', inner, checksHeight, glyphs, isFront('checks')),
    ...boxed(inspector, 'chosen', inner, rest, glyphs, isFront('inspector')),
    ...(said.length === 0
      ? []
      : boxed(
          said.map((line): Line => [span(line, 'quiet')]),
          lifeTitle(state),
          inner,
          saidHeight,
          glyphs,
          false,
        )),
    ...boxed(figures, 'plant', inner, figuresHeight, glyphs, false),
  ]
}

/** Lines in a frame with a title; the pane that keys go to has a mark in its title, beside its colour. */
function boxed(lines: readonly Line[], title: string, inner: number, height: number, glyphs: Glyphs, isFront: boolean): readonly Line[] {
  const { h, v, tl, tr, bl, br } = glyphs.box
  const tone = isFront ? 'accent' : 'quiet'
  const name = fitted(` ${isFront ? `${glyphs.cursor} ` : ''}${title} `, inner - 1, glyphs.ellipsis)
  const room = Math.max(0, height - 2)
  const body = Array.from({ length: room }, (_, index): Line => [
    span(v, tone),
    ...exactly(lines[index] ?? [], inner, glyphs.ellipsis),
    span(v, tone),
  ])
  const hidden = lines.length > room ? ` +${lines.length - room} ` : ''
  const foot = h.repeat(Math.max(0, inner - hidden.length)) + hidden
  return [
    [span(tl, tone), span(name, isFront ? 'accent' : 'strong'), span(h.repeat(Math.max(0, inner - widthOf(name))) + tr, tone)],
    ...body,
    [span(bl + foot + br, tone)],
  ]
}

const titles: Readonly<Record<Overlay, string>> = {
  help: 'keys',
  explanation: 'why it failed',
  command: 'the command that shows this',
  quit: 'leave?',
  faults: 'faults',
  figures: 'figures of the plant',
  inspector: 'chosen',
  checks: 'checks',
}

/** Something in front of the picture, at its right, so that the flow stays in sight where there is room for both. */
function overlaid(full: readonly Line[], state: ViewState, glyphs: Glyphs): readonly Line[] {
  const { overlay, columns, rows } = state
  if (!overlay) return full
  const isTall = overlay !== 'quit' && overlay !== 'command'
  const outer = columns >= 110 && isTall ? Math.floor(columns * 0.58) : columns >= 84 && isTall ? Math.floor(columns * 0.72) : columns
  const inner = outer - 2
  const room = Math.max(3, rows - 5)
  const { lines, from } = contentOf(overlay, state, glyphs, inner - 1, room - 2)
  const height = isTall ? room : Math.min(room, lines.length + 2)
  const box = boxed(lines.slice(from), titles[overlay], inner, height, glyphs, true)
  return full.map((line, index) => {
    const front = box[index - 2]
    return front === undefined ? line : [...exactly(line, columns - outer, ''), ...front]
  })
}

function contentOf(
  overlay: Overlay,
  state: ViewState,
  glyphs: Glyphs,
  width: number,
  height: number,
): { readonly lines: readonly Line[]; readonly from: number } {
  const scrolled = (lines: readonly Line[]): { lines: readonly Line[]; from: number } => ({
    lines,
    from: Math.max(0, Math.min(state.scroll, lines.length - height)),
  })
  switch (overlay) {
    case 'help':
      return scrolled(helpLines(state, glyphs, width))
    case 'explanation': {
      const { lines, chosenAt } = explanationLines(state, glyphs, width)
      const wanted = state.step < 0 ? state.scroll : Math.max(0, chosenAt - Math.floor(height / 2))
      return { lines, from: Math.max(0, Math.min(wanted, lines.length - height)) }
    }
    case 'command':
      return scrolled(commandLines(state, width))
    case 'quit':
      return scrolled(quitLines())
    case 'faults':
      return scrolled(faultLines(state, glyphs, width))
    case 'figures':
      return scrolled(figureLines(state, glyphs, width))
    case 'inspector':
      return scrolled([tabsLine(state), ...inspectorLines(state, glyphs, width)])
    case 'checks':
      return { lines: checksPane(state, glyphs, width + 1, height, true), from: 0 }
  }
}

/** What was just said, what is being typed, or the keys. */
function footLine(state: ViewState, glyphs: Glyphs): Line {
  const { entry, note } = state
  if (entry)
    return [
      span(entry.what === 'filter' ? ' / ' : ' go to ', 'accent'),
      span(safe(entry.text)),
      span('_', 'accent'),
      span('   enter takes it, esc leaves it', 'quiet'),
    ]
  const isUnicode = glyphs.arrow === '→'
  if (note !== '') {
    // Whoever looks for the first time is told what to press next, whatever was said.
    const hint =
      state.columns < 60 ? '' : failedRecords(state.judged?.results ?? []).size > 0 ? `  x why ${glyphs.dot} ? keys ` : '  ? keys '
    const room = Math.max(0, state.columns - widthOf(hint))
    return [span(padded(` ${safe(note, 400)}`, room, glyphs.ellipsis), 'doubt'), span(hint, 'accent')]
  }
  const keys = keyBindings.flatMap(({ keys: [key = ''], short }) =>
    short === undefined ? [] : [span(` ${keyText(key, isUnicode)}`, 'accent'), span(` ${short} ${glyphs.dot}`, 'quiet')],
  )
  return keys
}
