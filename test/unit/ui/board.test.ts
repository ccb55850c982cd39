import { afterEach, describe, expect, test, vi } from 'vitest'
import type { LiveRun, StoredRun, ViewOptions } from '../../../src/ui/contract.js'
import { BoardView } from '../../../src/ui/board.js'
import { ascii, unicode } from '../../../src/ui/glyphs.js'
import { boardLines } from '../../../src/ui/layout/board.js'
import { lineText, lineWidth } from '../../../src/ui/layout/spans.js'
import { initialBoard, reduceBoard, type BoardRun, type BoardState } from '../../../src/ui/state/board.js'
import { Timeline } from '../../../src/journal/timeline/index.js'
import { realClock } from '../../../src/sim/clock.js'
import { postedTwice, storedRun } from '../../support/looked-at.js'
import { TestTerminal } from '../../support/terminal.js'

const journal = postedTwice().build()

function timelineTo(records: number): Timeline {
  const timeline = new Timeline({ ...journal.header, plan: { ...journal.header.plan, facts_count: 4 } })
  for (const record of journal.records.slice(0, records)) timeline.take(record)
  return timeline
}

const base = { scenario: 'mes-confirmation-burst', variant: 'faulty', outstanding: () => 3 }
const runs: readonly BoardRun[] = [
  { ...base, id: 'a', seed: 1, end: { verdict: 'pass', text: '', facts: 36, duration_ms: 3_210 } },
  {
    ...base,
    id: 'b',
    seed: 2,
    end: { verdict: 'fail', text: 'no-duplicate-effect: 品番-1 was posted twice', facts: 36, duration_ms: 3_400 },
  },
  { ...base, id: 'c', seed: 3, timeline: timelineTo(14) },
  { ...base, id: 'd', seed: 4 },
]

function board(columns = 100, rows = 12): BoardState {
  return reduceBoard(initialBoard(20, columns, rows), { do: 'runs', runs })
}

const press = (state: BoardState, ...keys: readonly string[]): BoardState =>
  keys.reduce((next, key) => reduceBoard(next, { do: 'key', key }), state)

const drawing = (state: BoardState): string =>
  boardLines(state, unicode)
    .map((line) => lineText(line).trimEnd())
    .join('\n')

test('several runs are a table: how each stands, how far it is, and what failed', () => {
  expect(drawing(press(board(), 'n', 'g'))).toMatchInlineSnapshot(`
    " mfgsync  20 runs  1 PASS  1 FAIL  2 under way  16 to come

        run            progress    what
     ▸ #1    PASS     ██████████  faulty seed 1  36 facts, 3.21 s
       #2    FAIL     ██████████  faulty seed 2  36 facts, 3.4 s  no-duplicate-effect: 品番-1 was poste…
       #3    begins   ███·······  faulty seed 3  T+0.1  0 pending  1 fault on, 1 in doubt
       #4    begins   ··········  faulty seed 4




     ↑ ↓ run · enter look at it · n did not pass · ? keys · q end them ·"
  `)
})

test('one goes from run to run, to those that did not pass, and into one', () => {
  const state = press(board(), 'g', 'n')
  expect(state).toMatchObject({ chosen: 1, following: false, touched: true })
  expect(press(state, 'n').note).toBe('No later run that did not pass.')
  expect(press(state, 'enter').wanted).toBe('b')
  expect(press(state, 'enter', 'up').wanted).toBeUndefined()
  expect(press(board(), 'G', 'enter')).toMatchObject({ wanted: undefined, note: 'It has told nothing yet.' })
  expect(press(initialBoard(2, 80, 20), 'enter').note).toBe('No run has begun yet.')
  expect(press(board(), 'x').note).toContain('a single run')
})

test('leaving asks while runs go on, and does not when they have ended', () => {
  expect(press(board(), 'q')).toMatchObject({ asking: true, leaving: undefined })
  expect(press(board(), 'q', 'k')).toMatchObject({ asking: false, leaving: undefined })
  expect(press(board(), 'q', 'q').leaving).toBe('interrupt')
  expect(press(board(), 'C-c').leaving).toBe('interrupt')
  expect(press(reduceBoard(board(), { do: 'ended' }), 'q').leaving).toBe('quit')
})

describe('whatever the size', () => {
  test.each([
    [1, 1],
    [20, 5],
    [50, 20],
    [120, 40],
  ] as const)('%i × %i is filled and not overflown', (columns, rows) => {
    for (const keys of [[], ['?'], ['q'], ['n']]) {
      for (const glyphs of [unicode, ascii]) {
        const lines = boardLines(press(board(columns, rows), ...keys), glyphs)
        expect(lines.length).toBeLessThanOrEqual(rows)
        expect(lines.map(lineWidth).filter((width) => width !== columns)).toEqual([])
      }
    }
  })
})

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

test('runs that go on at once are followed in a table; one is looked at and left, while it goes on and afterwards', async () => {
  const terminal = new TestTerminal(120, 30)
  const options: ViewOptions = {
    colors: true,
    unicode: true,
    screenReader: false,
    fps: 30,
    clock: realClock(),
    command: ['mfgsync', 'view', 'runs'],
    start: {},
  }
  const live: LiveRun = {
    header: journal.header,
    place: '',
    records: () => journal.records,
    outstanding: () => 1,
    standing: () => undefined,
    log: () => [],
  }
  let interrupted = 0
  const view = new BoardView(options, { runOf: () => live, onInterrupt: () => (interrupted += 1), total: 2 }, terminal)
  closing.push(() => view.close())
  const until = (wanted: string | RegExp): Promise<void> =>
    vi.waitFor(async () => expect(await terminal.screen()).toMatch(wanted), { timeout: 20_000, interval: 20 })
  const { session } = view
  session.begin({ ...base, id: 'a', seed: 1 })
  session.begin({ ...base, id: 'b', seed: 2 })
  for (const record of journal.records.slice(0, 9)) for (const id of ['a', 'b']) session.take(record, id)
  await until(/2 runs +2 under way/)
  terminal.press('g\r')
  await until('▶ live')
  terminal.press('k')
  await until('⏸ 0 new')
  for (const record of journal.records.slice(9)) for (const id of ['a', 'b']) session.take(record, id)
  await until('⏸ ')
  const stored = { open: (): StoredRun => storedRun(journal), command: ['mfgsync', 'view', 'runs/a'] }
  session.ended('a', { verdict: 'fail', text: 'no-duplicate-effect: twice', facts: 2, duration_ms: 2_310 }, stored)
  await until('FAIL: n goes to the failures')
  terminal.press('y')
  await until('mfgsync view runs/a --at')
  terminal.press('q')
  await until(/^(?!.*the command that shows this)/s)
  terminal.press('q')
  await until(/FAIL .* no-duplicate-effect: twice/)
  terminal.press('qq')
  await vi.waitFor(() => expect(interrupted).toBe(1))
  session.ended(
    'b',
    { verdict: 'interrupted', text: '', facts: 2, duration_ms: 2_310 },
    { ...stored, command: ['mfgsync', 'view', 'runs/b'] },
  )
  await until(/ENDED/)
  terminal.press('k')
  await vi.waitFor(() => expect(session.state.touched).toBe(true), { timeout: 20_000 })
  const left = view.finish(false)
  await until('All runs have ended')
  terminal.press('q')
  expect(await left).toContain('mfgsync view runs/a --at')
  await terminal.screen()
  expect([terminal.isOnOtherScreen, terminal.raw, terminal.cursorHidden]).toEqual([false, false, false])
}, 60_000)
