import { afterEach, expect, test, vi } from 'vitest'
import { openView, type OpenView } from '../../../src/ui/open.js'
import { LiveView } from '../../../src/ui/live.js'
import type { LiveRun, StoredRun, ViewOptions } from '../../../src/ui/contract.js'
import { realClock } from '../../../src/sim/clock.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import { JournalBuilder } from '../../support/journal-builder.js'
import type { Journal } from '../../support/judging.js'
import { postedTwice, storedRun } from '../../support/looked-at.js'
import { isColoured, TestTerminal } from '../../support/terminal.js'

// Colours are decided once, when what draws is loaded.
vi.hoisted(() => {
  process.env['FORCE_COLOR'] = '1'
})

const options: ViewOptions = {
  colors: true,
  unicode: true,
  screenReader: false,
  fps: 30,
  clock: realClock(),
  command: ['mfgsync', 'view', 'j.jsonl'],
  start: {},
}
const journal = postedTwice().build()
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** Waits until the screen says it: however long that takes. */
async function until(terminal: TestTerminal, wanted: string | RegExp): Promise<string> {
  return vi.waitFor(
    async () => {
      const screen = await terminal.screen()
      expect(screen).toMatch(wanted)
      return screen
    },
    { timeout: 20_000, interval: 20 },
  )
}

function opened(
  columns = 120,
  rows = 34,
  source: Journal = journal,
  more: Partial<ViewOptions> = {},
  save?: StoredRun['save'],
): { view: OpenView; terminal: TestTerminal } {
  const terminal = new TestTerminal(columns, rows)
  const stored = storedRun(source, [
    { text: '[mfgsync] incarnation 1 (process 7): node target.js' },
    { text: 'posting MC-000001' },
    { text: 'done' },
  ])
  const run = save ? { ...stored, save } : stored
  const view = openView(run, { ...options, ...more }, terminal)
  closing.push(() => view.close())
  void view.session.read(run, more.start?.at)
  return { view, terminal }
}

function liveRun(source: Journal, more: Partial<LiveRun> = {}): LiveRun {
  const { header, records } = source
  return { header, place: '', records: () => records, outstanding: () => 0, standing: () => undefined, log: () => [], ...more }
}

test('a stored run opens at its first failure; keys lead to the cause, and the terminal is left as it was', async () => {
  const { view, terminal } = opened()
  await until(terminal, 'no-duplicate-effect')
  expect(terminal.isOnOtherScreen).toBe(true)
  expect(terminal.raw).toBe(true)
  await until(terminal, /▸✗ +no-duplicate-effect +FAIL/)
  terminal.press('x')
  await until(terminal, 'why it failed')
  terminal.press('\x1b[B\x1b[B\x1b[B')
  const explained = await until(terminal, /▸ A2 .*/)
  expect(explained).toContain('idempotency key b')
  terminal.press('\r')
  await until(terminal, /▸.*POST confirmation/)
  terminal.press('4')
  await until(terminal, /retry of #1/)
  terminal.press('5')
  await until(terminal, /has it as 4711/)
  terminal.press('6')
  await until(terminal, 'posting MC-000001')
  terminal.press('q')
  await expect(view.session.left).resolves.toEqual({ how: 'quit' })
  view.close()
  await terminal.screen()
  expect([terminal.isOnOtherScreen, terminal.raw, terminal.cursorHidden]).toEqual([false, false, false])
}, 60_000)

test('keys in one chunk are all taken, and a filter is typed as fast as one can', async () => {
  const { terminal } = opened()
  await until(terminal, 'no-duplicate-effect')
  terminal.press('/key:MC-000002\r')
  const screen = await until(terminal, /flow 1-6 of 6/)
  expect(screen).not.toMatch(/MC-000001 confirmation happened/)
  terminal.press('gjj')
  await until(terminal, /▸.*#2 202/)
}, 60_000)

test('the screen follows its size, from panes to a line and back', async () => {
  const { terminal } = opened()
  await until(terminal, 'no-duplicate-effect')
  terminal.resize(90, 30)
  await until(terminal, /checks .*✗ no-duplicate-effect/)
  terminal.resize(70, 24)
  await until(terminal, 'ERP → target')
  terminal.resize(50, 10)
  await until(terminal, /^ mfgsync/)
  expect((await terminal.screen()).split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(7)
  terminal.resize(130, 40)
  await until(terminal, /┌ plant/)
}, 60_000)

test('y shows the command, which is handed out at the end', async () => {
  const { view, terminal } = opened(120, 34, journal, { start: { at: { seq: 9 }, only: ['erp', 'target'] } })
  await until(terminal, /only erp,target/)
  await until(terminal, /FAIL/)
  terminal.press('y')
  await until(terminal, 'mfgsync view j.jsonl --at 9 --only erp,target')
  terminal.press('\x1b')
  await vi.waitFor(() => expect(view.session.state.overlay).toBeUndefined())
  terminal.press('q')
  await expect(view.session.left).resolves.toMatchObject({ command: 'mfgsync view j.jsonl --at 9 --only erp,target' })
}, 60_000)

test('a run that goes on is followed, frozen by a key, and caught up with; at its end it is judged and stays', async () => {
  const source = new JournalBuilder().fact('MC-000001').deliver('MC-000001').post('MC-000001').post('MC-000001').end().build()
  const terminal = new TestTerminal(120, 34)
  const run = liveRun(source, { place: 'run 1 of 2', outstanding: () => 1, log: () => [{ text: 'alive', t: 5 }] })
  let interrupted = 0
  const live = new LiveView(options, { terminal, runOf: () => run, onInterrupt: () => (interrupted += 1) })
  closing.push(() => live.close())
  const [first, second] = [source.records.slice(0, 4), source.records.slice(4)]
  for (const record of first) live.record(record, 'a')
  await until(terminal, '▶ live')
  await until(terminal, 'run 1 of 2')
  terminal.press('k')
  await until(terminal, '⏸ 0 new')
  for (const record of second) live.record(record, 'a')
  await until(terminal, `⏸ ${second.length} new`)
  terminal.press('G')
  await until(terminal, '▶ live')
  terminal.press('q')
  await until(terminal, 'The run goes on')
  terminal.press('q')
  await vi.waitFor(() => expect(interrupted).toBe(1))
  terminal.press('k')
  await until(terminal, '⏸')
  live.judged(storedRun(source), judgeJournal(source), ['mfgsync', 'view', 'there'])
  const left = live.finish(false)
  await until(terminal, /FAIL: n goes to the failures/)
  terminal.press('y')
  await until(terminal, 'mfgsync view there --at')
  terminal.press('\x1b')
  await until(terminal, /┌ ▸ flow/)
  terminal.press('q')
  expect(await left).toContain('mfgsync view there --at')
}, 60_000)

const trimmed = (screen: string): string => screen.replaceAll(/ +$/gm, '')

test('without colours nothing is coloured, and the words are the same', async () => {
  const [plain, coloured] = [opened(120, 34, journal, { colors: false }), opened()]
  await until(coloured.terminal, /FAIL 1│/)
  await until(plain.terminal, /FAIL 1│/)
  await vi.waitFor(async () => expect(trimmed(await plain.terminal.screen())).toBe(trimmed(await coloured.terminal.screen())), {
    timeout: 20_000,
  })
  expect(isColoured(coloured.terminal.written)).toBe(true)
  expect(isColoured(plain.terminal.written)).toBe(false)
}, 60_000)

test('e hands the terminal to an editor with a copy of the records, s saves the page, and both say how it went', async () => {
  const edited: string[] = []
  const saved: string[] = []
  const edit = async (name: string, text: string): Promise<string> => {
    edited.push(name, text)
    return 'The editor ended with 1: ed'
  }
  const { view, terminal } = opened(120, 34, journal, { edit, start: { at: { seq: 14 } } }, async (what) => {
    saved.push(what)
    if (what === 'picture') throw new Error('the disk is full')
    return 'run/report.html'
  })
  await until(terminal, 'fails later')
  terminal.press('e')
  await until(terminal, 'The editor ended with 1')
  expect(edited[0]).toBe('record-14.json')
  const { records } = JSON.parse(edited[1] ?? '') as { readonly records: readonly { readonly kind: string; readonly cid?: number }[] }
  expect(records.map(({ kind, cid }) => [kind, cid])).toEqual([
    ['call.arrived', 2],
    ['effect', 2],
    ['call.served', 2],
    ['answer', 2],
  ])
  terminal.press('s')
  await until(terminal, 'Saved run/report.html')
  terminal.press('S')
  await until(terminal, 'It could not be saved: the disk is full')
  expect(saved).toEqual(['page', 'picture'])
  view.close()
}, 60_000)

test('whoever touches no key is not kept: the view goes with the end of the run', async () => {
  const terminal = new TestTerminal(120, 34)
  const run = liveRun(journal, { standing: () => judgeJournal(journal) })
  const live = new LiveView(options, { terminal, runOf: () => run, onInterrupt: () => undefined })
  for (const record of journal.records) live.record(record, 'a')
  await until(terminal, 'no-duplicate-effect')
  live.judged(storedRun(journal), judgeJournal(journal), ['mfgsync', 'view', 'there'])
  expect(await live.finish(false)).toBeUndefined()
  await terminal.screen()
  expect(terminal.isOnOtherScreen).toBe(false)
}, 60_000)
