import type { RunVerdict } from '../../checks/judgement.js'
import type { Timeline } from '../../journal/timeline/index.js'
import { commandOf, type Command } from '../keys.js'

/** How a run has ended, in a line. */
export interface BoardEnd {
  readonly verdict: RunVerdict
  /** What failed, or why there is no verdict; empty of one that passed. */
  readonly text: string
  readonly facts: number
  readonly duration_ms: number
}

/** One of several runs. */
export interface BoardRun {
  readonly id: string
  readonly scenario: string
  readonly variant: string
  readonly seed: number
  /** What came of it so far; absent before its first record, and after its end. */
  readonly timeline?: Timeline
  readonly outstanding: () => number
  readonly end?: BoardEnd
}

/** Several runs at once, in a table; pure, as the state of a look at one of them is. */
export interface BoardState {
  readonly runs: readonly BoardRun[]
  /** How many there will be. */
  readonly total: number
  readonly columns: number
  readonly rows: number
  readonly chosen: number
  /** The newest is chosen, whichever begins. */
  readonly following: boolean
  readonly asking: boolean
  readonly help: boolean
  readonly leaving: 'quit' | 'interrupt' | undefined
  /** The run that somebody wants to look at. */
  readonly wanted: string | undefined
  /** No run comes any more. */
  readonly ended: boolean
  readonly touched: boolean
  readonly note: string
  /** Counts what runs have told, so that two states differ where two pictures do. */
  readonly version: number
}

export type BoardAction =
  | { readonly do: 'key'; readonly key: string }
  | { readonly do: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly do: 'runs'; readonly runs: readonly BoardRun[] }
  | { readonly do: 'ended' }
  | { readonly do: 'note'; readonly note: string }

export function initialBoard(total: number, columns: number, rows: number): BoardState {
  return {
    runs: [],
    total,
    columns,
    rows,
    chosen: 0,
    following: true,
    asking: false,
    help: false,
    leaving: undefined,
    wanted: undefined,
    ended: false,
    touched: false,
    note: '',
    version: 0,
  }
}

export function reduceBoard(state: BoardState, action: BoardAction): BoardState {
  switch (action.do) {
    case 'key':
      return key({ ...state, wanted: undefined }, action.key)
    case 'resize':
      return action.columns === state.columns && action.rows === state.rows
        ? state
        : { ...state, columns: action.columns, rows: action.rows }
    case 'runs':
      return { ...state, runs: action.runs, version: state.version + 1 }
    case 'ended':
      return { ...state, ended: true, note: 'All runs have ended: enter looks at one, q leaves.' }
    case 'note':
      return { ...state, note: action.note }
  }
}

/** The row that is chosen; -1 where there is none yet. */
export function chosenRun({ runs, chosen, following }: BoardState): number {
  return following ? runs.length - 1 : Math.min(chosen, runs.length - 1)
}

function key(state: BoardState, name: string): BoardState {
  if (name === 'C-c') return { ...state, asking: false, leaving: state.ended ? 'quit' : 'interrupt' }
  if (state.asking)
    return name === 'q' || name === 'y' || name === 'enter'
      ? { ...state, asking: false, leaving: 'interrupt' }
      : { ...state, asking: false }
  const command = commandOf(name)
  const plain: BoardState = { ...state, note: '', touched: true }
  if (state.help) return { ...plain, help: false }
  return command === undefined ? { ...state, note: `No key ${name}; ? shows the keys.` } : run(plain, command)
}

function run(state: BoardState, command: Command): BoardState {
  const at = chosenRun(state)
  const page = Math.max(1, state.rows - 6)
  const to = (place: number): BoardState => ({ ...state, following: false, chosen: Math.max(0, Math.min(state.runs.length - 1, place)) })
  switch (command) {
    case 'up':
      return to(at - 1)
    case 'down':
      return to(at + 1)
    case 'page-up':
      return to(at - page)
    case 'page-down':
      return to(at + page)
    case 'start':
      return to(0)
    case 'end':
      return { ...state, following: true }
    case 'next-failure':
    case 'last-failure':
      return toFailed(state, command === 'next-failure' ? 1 : -1)
    case 'enter':
      return opened(state, at)
    case 'help':
      return { ...state, help: true }
    case 'quit':
      return state.ended ? { ...state, leaving: 'quit' } : { ...state, asking: true }
    default:
      return { ...state, note: 'That is for a single run: enter looks at one.' }
  }
}

/** The next run that did not pass, or the one before. */
function toFailed(state: BoardState, step: 1 | -1): BoardState {
  const at = chosenRun(state)
  const isOdd = ({ end }: BoardRun): boolean => end !== undefined && end.verdict !== 'pass'
  const found =
    step > 0 ? state.runs.findIndex((each, place) => place > at && isOdd(each)) : state.runs.slice(0, Math.max(0, at)).findLastIndex(isOdd)
  if (found >= 0) return { ...state, following: false, chosen: found }
  return { ...state, note: step > 0 ? 'No later run that did not pass.' : 'No earlier run that did not pass.' }
}

function opened(state: BoardState, at: number): BoardState {
  const run = state.runs[at]
  if (!run) return { ...state, note: 'No run has begun yet.' }
  if (!run.timeline && !run.end) return { ...state, note: 'It has told nothing yet.' }
  return { ...state, following: false, chosen: at, wanted: run.id }
}
