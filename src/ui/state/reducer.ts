import type { Explanation } from '../../explain/explanation.js'
import { rowAt } from '../../journal/timeline/index.js'
import type { Judged, LogLine } from '../contract.js'
import { commandOf, type Command } from '../keys.js'
import { parseFilter } from '../../words/filter.js'
import {
  alongFact,
  by,
  frozen,
  jumpTo,
  lookAt,
  resized,
  seqAt,
  toDivergence,
  toEnd,
  toFailure,
  toPlace,
  toSeq,
  toWorst,
} from './navigate.js'
import { citedBy, listedChecks, openExplanation, stepsOf, visibleRows } from './selectors.js'
import { modes, panesFrom_columns, speeds, tabs, times, type Overlay, type Pane, type ViewState } from './state.js'

export type Action =
  /** The timeline has grown. */
  | { readonly do: 'record' }
  | { readonly do: 'key'; readonly key: string }
  | { readonly do: 'resize'; readonly columns: number; readonly rows: number }
  /** Time has gone by for whoever looks. */
  | {
      readonly do: 'tick'
      readonly ms: number
      readonly outstanding?: number
      readonly awaited?: readonly string[]
      readonly log?: readonly LogLine[]
      readonly silent_ms?: number
    }
  | { readonly do: 'judged'; readonly judged: Judged }
  | { readonly do: 'explained'; readonly explanations: readonly Explanation[] }
  | { readonly do: 'diverged'; readonly divergence: ViewState['divergence'] }
  | { readonly do: 'look'; readonly at: { readonly seq: number } | { readonly t: number } }
  | { readonly do: 'ended' }
  | { readonly do: 'note'; readonly note: string }

/** The next state. Pure: whoever shows it does the rest. */
export function reduce(state: ViewState, action: Action): ViewState {
  switch (action.do) {
    case 'record':
      return { ...state, version: state.version + 1 }
    case 'key':
      return key(state, action.key)
    case 'resize':
      return action.columns === state.columns && action.rows === state.rows
        ? state
        : { ...state, columns: action.columns, rows: action.rows }
    case 'tick':
      return tick(state, action)
    case 'judged':
      return { ...state, judged: action.judged }
    case 'explained':
      return remarked({ ...state, explanations: action.explanations })
    case 'diverged':
      return { ...state, divergence: action.divergence }
    case 'look': {
      const { at } = action
      return { ...lookAt(state, 'seq' in at ? at.seq : seqAt(state.timeline.rows, at.t)), touched: state.touched }
    }
    case 'ended':
      return { ...state, ended: true, version: state.version + 1 }
    case 'note':
      return { ...state, note: action.note }
  }
}

/** A pause in which nothing happens is not waited for longer than this when a run is played. */
const idle_ms_max = 1_000

function tick(state: ViewState, { ms, outstanding, awaited, log, silent_ms }: Extract<Action, { do: 'tick' }>): ViewState {
  const next = {
    ...state,
    ...(outstanding !== undefined && { outstanding }),
    ...(awaited && { awaited }),
    ...(log && { log }),
    ...(silent_ms !== undefined && { silent_ms }),
  }
  if (!state.playing) return next
  const rows = visibleRows(state)
  const place = rowAt(rows, state.cursor) + 1
  const upcoming = rows[place]
  if (!upcoming) return { ...next, playing: false, note: 'The end.' }
  const asked = state.played_ms + ms * state.speed
  const played_ms = upcoming.t - state.played_ms > idle_ms_max ? Math.max(asked, upcoming.t - idle_ms_max) : asked
  if (upcoming.t > played_ms) return { ...next, played_ms }
  let last = upcoming
  for (let at = place; at < rows.length; at += 1) {
    const row = rows[at]
    if (!row || row.t > played_ms) break
    last = row
  }
  return { ...next, cursor: last.seq, played_ms }
}

function key(state: ViewState, name: string): ViewState {
  if (name === 'C-c') return interrupted(state)
  if (state.entry) return typed(state, state.entry, name)
  if (state.overlay === 'quit')
    return name === 'y' || name === 'q' || name === 'enter'
      ? { ...state, leaving: 'interrupt' }
      : { ...state, overlay: undefined, leaving: undefined }
  const command = commandOf(name)
  const plain: ViewState = { ...state, note: '', touched: true }
  if (!command) return { ...state, note: `No key ${name}; ? shows the keys.` }
  return within(plain, command) ?? run(plain, command)
}

function interrupted(state: ViewState): ViewState {
  return { ...state, leaving: state.live && !state.ended ? 'interrupt' : 'quit' }
}

function typed(state: ViewState, entry: NonNullable<ViewState['entry']>, name: string): ViewState {
  if (name === 'esc') return { ...state, entry: undefined }
  if (name === 'backspace') return { ...state, entry: { ...entry, text: [...entry.text].slice(0, -1).join('') } }
  if (name === 'enter') {
    const done = { ...state, entry: undefined }
    return entry.what === 'jump' ? jumpTo(done, entry.text) : filtered(done, entry.text)
  }
  const text = name === 'space' ? ' ' : name
  // Arrows and the like are no text.
  return [...text].length > 2 || /^[CS]-/.test(text) ? state : { ...state, entry: { ...entry, text: entry.text + text } }
}

function filtered(state: ViewState, text: string): ViewState {
  const next = { ...state, filterText: text.trim(), filter: parseFilter(text) }
  const found = visibleRows(next).length
  return { ...next, note: text.trim() === '' ? 'No filter.' : `${found} of ${state.timeline.rows.length} rows` }
}

/** What a key does in the pane or overlay that is in front; undefined where that says nothing to it. */
function within(state: ViewState, command: Command): ViewState | undefined {
  const { overlay, pane } = state
  if (command === 'back' || command === 'quit') {
    if (overlay) return { ...state, overlay: undefined, scroll: 0 }
    return undefined
  }
  if (overlay === 'explanation') return inExplanation(state, command)
  if (overlay === 'checks' || (!overlay && pane === 'checks')) return inChecks(state, command)
  if (overlay) return scrolled(state, command)
  return undefined
}

function scrolled(state: ViewState, command: Command): ViewState | undefined {
  const page = Math.max(1, state.rows - 6)
  const steps: Partial<Record<Command, number>> = { up: -1, down: 1, 'page-up': -page, 'page-down': page }
  const step = steps[command]
  if (state.overlay === 'inspector' && step !== undefined && Math.abs(step) === 1) return undefined
  return step === undefined ? undefined : { ...state, scroll: Math.max(0, state.scroll + step) }
}

function inChecks(state: ViewState, command: Command): ViewState | undefined {
  const last = listedChecks(state).length - 1
  if (command === 'up' || command === 'down') {
    const check = Math.max(0, Math.min(last, state.check + (command === 'up' ? -1 : 1)))
    const chosen = remarked({ ...state, check, witness: 0, step: -1 })
    const { verdict, violations } = listedChecks(chosen)[check] ?? {}
    const seq = verdict === 'fail' ? violations?.first?.records.at(-1) : undefined
    // The flow goes along: every pane shows the same failure.
    return seq === undefined ? chosen : { ...toSeq(chosen, seq), note: violations?.first?.message ?? '' }
  }
  if (command === 'enter') return run(state, 'explanation')
  return undefined
}

function inExplanation(state: ViewState, command: Command): ViewState | undefined {
  const explanation = openExplanation(state)
  if (!explanation) return undefined
  const steps = stepsOf(explanation)
  switch (command) {
    case 'up':
    case 'down': {
      const step = Math.max(0, Math.min(steps.length - 1, state.step + (command === 'up' ? -1 : 1)))
      const seq = steps[step]?.records.at(-1)
      // The flow behind it goes along: both show the same record.
      return seq === undefined ? { ...state, step } : { ...toSeq(state, seq), step }
    }
    case 'enter':
      return { ...state, overlay: undefined }
    case 'pane':
    case 'pane-back':
      return remarked({ ...state, witness: state.witness === 0 ? 1 : 0, step: -1 })
    case 'page-up':
    case 'page-down':
      return { ...state, scroll: Math.max(0, state.scroll + (command === 'page-up' ? -8 : 8)) }
    default:
      return undefined
  }
}

function run(state: ViewState, command: Command): ViewState {
  const page = Math.max(1, state.rows - 8)
  switch (command) {
    case 'up':
      return linked(state, by(state, -1))
    case 'down':
      return linked(state, by(state, 1))
    case 'page-up':
      return linked(state, by(state, -page))
    case 'page-down':
      return linked(state, by(state, page))
    case 'start':
      return linked(state, toPlace(state, 0))
    case 'end':
      return linked(state, toEnd(state))
    case 'fact-back':
      return linked(state, alongFact(state, -1))
    case 'fact-on':
      return linked(state, alongFact(state, 1))
    case 'next-failure':
      return remarked(toFailure(state, 1))
    case 'last-failure':
      return remarked(toFailure(state, -1))
    case 'worst':
      return remarked(toWorst(state))
    case 'divergence':
      return toDivergence(state)
    case 'pause':
      return paused(state)
    case 'narrower':
      return resized(state, 0.5)
    case 'wider':
      return resized(state, 2)
    case 'whole':
      return { ...state, window: undefined }
    default:
      return shown(state, command)
  }
}

/** Keys that change what is shown of where one is. */
function shown(state: ViewState, command: Command): ViewState {
  switch (command) {
    case 'enter':
      return opened(state, 'inspector')
    case 'back':
      return cleared(state)
    case 'explanation':
      return explained(state)
    case 'pane':
    case 'pane-back':
      return { ...state, pane: turned(panes, state.pane, command === 'pane' ? 1 : -1) }
    case 'filter':
      return { ...state, entry: { what: 'filter', text: state.filterText } }
    case 'jump':
      return { ...state, entry: { what: 'jump', text: '' } }
    case 'checks':
      return wide(state) ? { ...state, pane: 'checks' } : opened(state, 'checks')
    case 'faults':
    case 'figures':
    case 'help':
    case 'command':
      return opened(state, command)
    case 'mode-on':
    case 'mode-back':
      return { ...state, mode: turned(modes, state.mode, command === 'mode-on' ? 1 : -1) }
    case 'time':
      return { ...state, time: turned(times, state.time, 1) }
    case 'speed':
      return { ...state, speed: turned(speeds, state.speed as (typeof speeds)[number], 1) }
    // Whoever draws does these: they reach outside of the picture.
    case 'edit':
    case 'save-page':
    case 'save-picture':
      return state
    case 'quit':
      return state.live && !state.ended ? { ...state, overlay: 'quit', leaving: 'ask' } : { ...state, leaving: 'quit' }
    default: {
      const tab = tabs[Number(/^tab-(\d)$/.exec(command)?.[1] ?? 1) - 1] ?? 'request'
      return wide(state) ? { ...state, tab, pane: 'inspector' } : { ...opened(state, 'inspector'), tab }
    }
  }
}

const panes: readonly Pane[] = ['flow', 'checks', 'inspector']

function wide(state: ViewState): boolean {
  return state.columns >= panesFrom_columns && state.mode !== 'flow'
}

function opened(state: ViewState, overlay: Overlay): ViewState {
  return { ...state, overlay, scroll: 0 }
}

function turned<T>(list: readonly T[], current: T, step: 1 | -1): T {
  return list[(list.indexOf(current) + step + list.length) % list.length] ?? current
}

function paused(state: ViewState): ViewState {
  if (!state.live || state.ended) {
    const still = frozen(state)
    return { ...still, playing: !state.playing, played_ms: state.timeline.rows.find(({ seq }) => seq >= still.cursor)?.t ?? 0 }
  }
  return state.following ? frozen(state) : toEnd(state)
}

function explained(state: ViewState): ViewState {
  const explanation = openExplanation(state)
  if (!explanation)
    return { ...state, note: state.judged ? 'This check has nothing to explain: choose one that failed (c, n).' : 'Nothing is judged yet.' }
  return remarked({ ...opened(state, 'explanation'), step: -1 })
}

/** Whoever comes to a failure finds its check chosen, and marked what its explanation cites. */
function linked(before: ViewState, after: ViewState): ViewState {
  return after.check === before.check && after.witness === before.witness ? after : remarked(after)
}

/** Marks what the explanation of the chosen check cites. */
export function remarked(state: ViewState): ViewState {
  const explanation = openExplanation(state)
  return explanation ? { ...state, marked: citedBy(explanation) } : state
}

/** One thing less: pane, window, filter, marks. */
function cleared(state: ViewState): ViewState {
  if (state.pane !== 'flow') return { ...state, pane: 'flow' }
  if (state.window) return { ...state, window: undefined }
  if (state.filterText !== '' || state.only.length > 0) return { ...state, filterText: '', filter: [], only: [] }
  return { ...state, marked: new Set() }
}
