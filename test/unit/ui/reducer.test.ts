import { expect, test } from 'vitest'
import { keyNames } from '../../../src/ui/keys.js'
import { initialState } from '../../../src/ui/state/state.js'
import { chosenRow, listedChecks, openExplanation, visibleRows } from '../../../src/ui/state/selectors.js'
import { reduce } from '../../../src/ui/state/reducer.js'
import { shownCommand } from '../../../src/ui/state/command.js'
import { Timeline } from '../../../src/journal/timeline/index.js'
import { JournalBuilder } from '../../support/journal-builder.js'
import { looking, postedTwice, press } from '../../support/looked-at.js'

const journal = postedTwice().build()
const seqOf = (kind: string, nth = 0): number => journal.records.filter((record) => record.kind === kind)[nth]?.seq ?? 0

test('rows are gone through one by one, by pages, and to either end', () => {
  const state = looking(journal)
  const [first, second] = state.timeline.rows
  expect(chosenRow(press(state, 'down'))).toBe(second)
  expect(chosenRow(press(state, 'down', 'up', 'up'))).toBe(first)
  expect(chosenRow(press(state, 'G'))).toBe(state.timeline.rows.at(-1))
  expect(chosenRow(press(state, 'pagedown'))?.seq).toBeGreaterThan(second?.seq ?? 0)
  expect(chosenRow(press(state, 'G', 'g'))).toBe(first)
})

test('keys of one chunk are all taken, whatever their number', () => {
  const state = looking(journal)
  expect(chosenRow(press(state, ...keyNames('jjjjk', {})))).toBe(state.timeline.rows[3])
})

test('n goes to where a failure came to light, chooses its check, and marks what its explanation cites', () => {
  const state = press(looking(journal), 'n')
  const check = listedChecks(state)[state.check]
  expect(check?.verdict).toBe('fail')
  expect(state.cursor).toBe(check?.violations.first?.records.at(-1))
  expect(state.marked.size).toBeGreaterThan(2)
  expect(press(state, 'N').note).toBe('No earlier failure.')
})

test('w goes to the worst failure of the check that stands first', () => {
  const state = press(looking(journal), 'w')
  expect(state.check).toBe(0)
  expect(state.cursor).toBe(listedChecks(state)[0]?.violations.worst?.records.at(-1))
})

test('steps of an explanation and rows of the flow go along with each other', () => {
  const opened = press(looking(journal), 'n', 'x')
  expect(opened.overlay).toBe('explanation')
  const explanation = openExplanation(opened)
  const first = explanation?.bindings[0]?.records.at(-1)
  const on = press(opened, 'down')
  expect(on.cursor).toBe(first)
  expect(press(on, 'enter')).toMatchObject({ overlay: undefined, cursor: first })
})

test('right and left go along the story of one fact, and skip what is about others', () => {
  const at = reduce(looking(journal), { do: 'look', at: { seq: seqOf('fact', 1) } })
  const before = press(at, 'left')
  expect(before.note).toContain('earlier')
  const after = press(at, 'right')
  expect(after.cursor).toBe(seqOf('offer', 1))
})

test('b goes to the divergence that was found, and says so where there is none', () => {
  const found = reduce(looking(journal), { do: 'diverged', divergence: { seq: 9, text: 'from here on' } })
  expect(press(found, 'b')).toMatchObject({ cursor: 9, note: 'from here on' })
  expect(press(looking(journal), 'b').note).toContain('no two systems disagree')
})

test('a window of time filters the rows, and grows until there is none', () => {
  const state = press(looking(journal), 'G', '[', '[', '[')
  const { from_ms = 0, to_ms = 0 } = state.window ?? {}
  expect(to_ms - from_ms).toBeLessThan(state.timeline.last.t / 4)
  expect(visibleRows(state).every(({ t }) => t >= from_ms && t <= to_ms)).toBe(true)
  expect(visibleRows(state).length).toBeLessThan(state.timeline.rows.length)
  expect(press(state, ']', ']', ']', ']').window).toBeUndefined()
  expect(press(state, '=').window).toBeUndefined()
})

test('in a window of time failures outside of it are not gone to, and a jump outside goes without it', () => {
  const late = press(looking(journal), 'G', '[', '[', '[')
  expect(press(late, 'N')).toMatchObject({ cursor: late.cursor, note: expect.stringContaining('No failure passes') })
  const jumped = press(late, ':', ...'8', 'enter')
  expect(jumped).toMatchObject({ cursor: 8, window: undefined })
  expect(shownCommand(late)).toMatch(/--window \d+\.\d{3}-2\.310/)
})

test('what a filter hides is shown when somebody goes there, and never by its own opening', () => {
  const state = press(looking(journal), '/', ...'key:MC-000002', 'enter')
  expect(press(state, 'n').note).toContain('No failure passes')
  expect(press(state, ':', ...'8', 'enter')).toMatchObject({ cursor: 8, filterText: '' })
  expect(reduce(state, { do: 'look', at: { seq: 8 } })).toMatchObject({ cursor: 8, filterText: 'key:MC-000002' })
})

test('checks and flow go along with each other: a check leads to its failure, and a failure to its check', () => {
  const chosen = press(looking(journal), 'g', 'tab', 'down')
  const check = listedChecks(chosen)[chosen.check]
  expect(chosen).toMatchObject({ pane: 'checks', cursor: check?.violations.first?.records.at(-1), note: check?.violations.first?.message })
  const failure = looking(journal).timeline.rows.findIndex(({ seq }) => seq === chosen.cursor)
  const walked = press(looking(journal), 'g', ...Array.from({ length: failure }, () => 'down'))
  expect(listedChecks(walked)[walked.check]?.violations.first?.records.at(-1)).toBe(chosen.cursor)
  expect(walked.marked.size).toBeGreaterThan(2)
})

test('a filter is typed, taken with enter, left with esc, and taken away by esc in the flow', () => {
  const state = press(looking(journal), '/', ...'key:MC-000002', 'enter')
  expect(state.filterText).toBe('key:MC-000002')
  expect(visibleRows(state).length).toBeGreaterThan(0)
  expect(press(state, '/', 'x', 'esc').filterText).toBe('key:MC-000002')
  expect(press(state, 'esc').filterText).toBe('')
})

test('keys that do something elsewhere are text while a filter is typed', () => {
  expect(press(looking(journal), '/', ...'qb?n', 'space', 'x', 'backspace').entry?.text).toBe('qb?n ')
})

test('a jump takes a record or a time, and says what it does not understand', () => {
  expect(press(looking(journal), ':', ...'12', 'enter').cursor).toBe(12)
  const at = press(looking(journal), ':', ...'T+0.100', 'enter')
  expect(journal.records.find(({ seq }) => seq === at.cursor)?.t).toBeLessThanOrEqual(100)
  expect(press(looking(journal), ':', ...'soon', 'enter').note).toContain('neither a record')
})

test('a run that goes on is followed until a key looks at something; what comes then is counted, and G catches up', () => {
  const source = new JournalBuilder().fact('MC-000001').deliver('MC-000001').build()
  const timeline = new Timeline(source.header)
  const take = (from: number, to: number): void => source.records.slice(from, to).forEach((record) => timeline.take(record))
  take(0, 4)
  const live = reduce(initialState({ timeline, live: true, columns: 120, rows: 30 }), { do: 'record' })
  const still = press(live, 'up')
  const { cursor } = still
  take(4, source.records.length)
  const later = reduce(still, { do: 'record' })
  expect(later).toMatchObject({ following: false, cursor })
  expect(later.timeline.records - later.frozenAt).toBe(source.records.length - 4)
  expect(press(later, 'G').following).toBe(true)
  expect(press(live, 'space').following).toBe(false)
  expect(press(live, 'space', 'space').following).toBe(true)
})

test('a stored run is played by the time of its records, and pauses are not waited for longer than a second', () => {
  const state = press(looking(journal), 'space')
  expect(state.playing).toBe(true)
  const [, second] = state.timeline.rows
  const on = reduce(state, { do: 'tick', ms: (second?.t ?? 0) - (state.timeline.rows[0]?.t ?? 0) })
  expect(on.cursor).toBeGreaterThanOrEqual(second?.seq ?? 0)
  let last = state
  for (let ms = 0; ms < 4_000; ms += 50) last = reduce(last, { do: 'tick', ms: 50 })
  expect(last).toMatchObject({ playing: false, note: 'The end.' })
})

test('q leaves a stored run at once, and asks while a run goes on; ctrl-c ends it', () => {
  expect(press(looking(journal), 'q').leaving).toBe('quit')
  const live = initialState({ timeline: new Timeline(journal.header), live: true, columns: 120, rows: 30 })
  const asked = press(live, 'q')
  expect(asked).toMatchObject({ overlay: 'quit', leaving: 'ask' })
  expect(press(asked, 'x')).toMatchObject({ overlay: undefined, leaving: undefined })
  expect(press(asked, 'y').leaving).toBe('interrupt')
  expect(press(live, 'C-c').leaving).toBe('interrupt')
})

test('the command shows what is shown: record, systems and filter', () => {
  const state = press(looking(journal, { start: { only: ['erp', 'target'] } }), '/', ...'key:MC 1', 'enter', ':', ...'12', 'enter')
  expect(shownCommand(state)).toBe("mfgsync view j.jsonl --at 12 --only erp,target --filter 'key:MC 1'")
})

test('esc takes one thing away at a time, and q in front of something closes that', () => {
  const state = press(looking(journal), '?')
  expect(state.overlay).toBe('help')
  expect(press(state, 'q')).toMatchObject({ overlay: undefined, leaving: undefined })
  expect(press(state, 'esc').overlay).toBeUndefined()
})
