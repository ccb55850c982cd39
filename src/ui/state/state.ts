import type { Explanation } from '../../explain/explanation.js'
import type { Timeline } from '../../journal/timeline/index.js'
import type { Judged, LogLine, ViewStart } from '../contract.js'
import { parseFilter, type Filter } from '../../words/filter.js'

export const tabs = ['request', 'answer', 'ledger', 'causes', 'known', 'log'] as const
export type Tab = (typeof tabs)[number]
export type Pane = 'flow' | 'checks' | 'inspector'
export type Overlay = 'help' | 'explanation' | 'command' | 'quit' | 'faults' | 'figures' | 'inspector' | 'checks'
export const speeds = [0.5, 1, 2, 4, 16] as const
export const times = ['relative', 'step', 'clock'] as const
export const modes = ['both', 'flow', 'side'] as const

/** From here on panes stand beside the flow. */
export const panesFrom_columns = 110

/** A stretch of the run, in milliseconds since its start. */
interface Stretch {
  readonly from_ms: number
  readonly to_ms: number
}

/**
 * Where one looks at a run, and what is said of it. The run itself is the timeline, which grows beside it: `version` counts its growth, so
 * that two states differ where two pictures do.
 */
export interface ViewState {
  readonly timeline: Timeline
  readonly version: number
  readonly live: boolean
  /** A run that goes on has ended, or a stored one is read whole. */
  readonly ended: boolean
  readonly place: string
  readonly columns: number
  readonly rows: number
  /** Number of the record that one looks at. */
  readonly cursor: number
  /** The newest record is looked at, whatever comes. */
  readonly following: boolean
  /** How many records there were when it was frozen. */
  readonly frozenAt: number
  readonly only: readonly string[]
  readonly filterText: string
  readonly filter: Filter
  readonly window: Stretch | undefined
  readonly entry: { readonly what: 'filter' | 'jump'; readonly text: string } | undefined
  readonly pane: Pane
  readonly tab: Tab
  readonly overlay: Overlay | undefined
  readonly scroll: number
  /** Which of the checks that are listed is chosen. */
  readonly check: number
  /** Which witness of it, and which of its steps. */
  readonly witness: number
  readonly step: number
  readonly mode: (typeof modes)[number]
  readonly time: (typeof times)[number]
  readonly speed: number
  readonly playing: boolean
  /** Milliseconds of the run up to which a stored run was played. */
  readonly played_ms: number
  readonly note: string
  readonly leaving: 'ask' | 'quit' | 'interrupt' | undefined
  readonly touched: boolean
  readonly judged: Judged | undefined
  readonly explanations: readonly Explanation[]
  /** What is cited by the explanation that is open, or was last. */
  readonly marked: ReadonlySet<number>
  readonly divergence: { readonly seq: number; readonly text: string } | undefined
  readonly log: readonly LogLine[]
  readonly outstanding: number
  /** The first of the facts that are still expected. */
  readonly awaited: readonly string[]
  /** Milliseconds since the last record came, of a run that goes on. */
  readonly silent_ms: number
  readonly command: readonly string[]
}

export interface StateOptions {
  readonly timeline: Timeline
  readonly live: boolean
  readonly columns: number
  readonly rows: number
  readonly place?: string
  readonly command?: readonly string[]
  readonly start?: ViewStart
}

export function initialState({ timeline, live, columns, rows, place = '', command = [], start = {} }: StateOptions): ViewState {
  const { filter = '', only = [], window } = start
  return {
    timeline,
    version: 0,
    live,
    ended: false,
    place,
    columns,
    rows,
    cursor: 0,
    following: live,
    frozenAt: 0,
    only,
    filterText: filter,
    filter: parseFilter(filter),
    window,
    entry: undefined,
    pane: 'flow',
    tab: 'request',
    overlay: undefined,
    scroll: 0,
    check: 0,
    witness: 0,
    step: -1,
    mode: 'both',
    time: 'relative',
    speed: 1,
    playing: false,
    played_ms: 0,
    note: '',
    leaving: undefined,
    touched: false,
    judged: undefined,
    explanations: [],
    marked: new Set(),
    divergence: undefined,
    log: [],
    outstanding: 0,
    awaited: [],
    silent_ms: 0,
    command,
  }
}
