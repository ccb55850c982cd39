import type { Lane } from '../../journal/timeline/index.js'
import { panesFrom_columns } from '../state/state.js'

/** How much of the picture there is room for. */
type Kind = 'panes' | 'flow' | 'portrait' | 'line'

export interface Column {
  readonly id: string
  readonly title: string
  readonly isTarget: boolean
  /** Column of its lifeline, from 0, within the lanes. */
  readonly x: number
}

/** Where everything stands: decided by the size and the systems alone. */
export interface Layout {
  readonly kind: Kind
  readonly columns: number
  readonly rows: number
  /** Columns of the flow, its frame included; 0 where it is not shown. */
  readonly flow: number
  /** Columns of the panes beside it; 0 where there are none. */
  readonly side: number
  /** Rows between head and foot. */
  readonly body: number
  readonly gutter: number
  readonly time: number
  readonly lanes: readonly Column[]
  readonly lanesWidth: number
  /** What is left of a row for words. */
  readonly label: number
}

const gutter = 2
const time = 8
const laneMin = 5
const laneMax = 11
/** Words come first: lanes take what these leave. */
const labelMin = 34
const sideMin = 36
const sideMax = 60
/** Head of two rows; foot of scrubber, faults and keys. */
const headRows = 2
const footRows = 3

export function layout(columns: number, rows: number, systems: readonly Lane[], mode: 'both' | 'flow' | 'side'): Layout {
  const kind: Kind = columns < 60 || rows < 12 ? 'line' : columns < 84 ? 'portrait' : columns < panesFrom_columns ? 'flow' : 'panes'
  const side =
    kind !== 'panes' || mode === 'flow' ? 0 : mode === 'side' ? columns : Math.max(sideMin, Math.min(sideMax, Math.floor(columns * 0.34)))
  const flow = columns - side
  const body = Math.max(1, rows - headRows - footRows - (kind === 'panes' || kind === 'line' ? 0 : 1))
  // The frame takes two columns and blanks two more.
  const room = flow - 4 - gutter - time - 1
  const wanted = kind === 'portrait' || kind === 'line' ? 0 : Math.floor((room - labelMin) / Math.max(1, systems.length))
  const each = Math.max(laneMin, Math.min(laneMax, wanted))
  const lanesWidth = wanted === 0 ? 0 : each * systems.length
  const lanes =
    lanesWidth === 0
      ? []
      : systems.map(({ id, title, isTarget }, index) => ({ id, title, isTarget, x: index * each + Math.floor(each / 2) }))
  return { kind, columns, rows, flow, side, body, gutter, time, lanes, lanesWidth, label: Math.max(0, room - lanesWidth) }
}
