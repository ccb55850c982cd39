import { describe, expect, test } from 'vitest'
import type { PageEvent, PageMessage } from '../../../src/page/data.js'
import { around, isWithin, listOf, nextTrouble, passes } from '../../../src/page/filter.js'
import { parseFilter } from '../../../src/words/filter.js'

const message = (n: number, over: Partial<PageMessage> = {}): PageMessage => ({
  is: 'message',
  id: `c${n}`,
  n,
  seq: n * 10,
  t: n * 100,
  endT: n * 100 + 50,
  text: `target → ERP: confirmation.create MC-00000${n}: 201 done`,
  keys: [`MC-00000${n}`],
  kind: 'confirmation.create confirmation',
  systems: ['target', 'erp'],
  trouble: false,
  told: false,
  from: 'target',
  to: 'erp',
  wire: 'call',
  outcome: 'done',
  lost: '',
  traits: [],
  request: [],
  answer: [],
  changes: [],
  moreChanges: 0,
  knew: [],
  faults: [],
  links: [],
  facts: [],
  ...over,
})
const event = (n: number): PageEvent => ({
  is: 'event',
  id: `e${n}`,
  n,
  seq: n * 10,
  t: n * 100,
  text: 'target, life 1: ended',
  keys: [],
  kind: 'life',
  systems: ['target'],
  trouble: false,
  told: false,
  at: 'target',
  changes: [],
  moreChanges: 0,
  facts: [],
})
const entries = [
  message(1),
  message(2, { outcome: 'lost', lost: 'answer', traits: ['lost'], trouble: true, told: true }),
  event(3),
  message(4, { from: 'mes', to: 'target', systems: ['mes', 'target'], kind: 'telemetry', traits: ['retry'] }),
  message(9, { trouble: true }),
]
const all = { from: 0, to: 2_000 }
const ids = (text: string): string[] => entries.filter((entry) => passes(parseFilter(text), entry)).map(({ id }) => id)

describe('the filter', () => {
  test.each([
    ['', ['c1', 'c2', 'e3', 'c4', 'c9']],
    ['sys:erp', ['c1', 'c2', 'c9']],
    ['sys:erp key:mc-000002', ['c2']],
    ['!telemetry', ['c1', 'c2', 'e3', 'c9']],
    ['!sys:target', []],
    ['is:lost', ['c2']],
    ['is:marked is:trouble', ['c2']],
    ['is:retry', ['c4']],
    ['is:lost,retry', ['c2', 'c4']],
    ['kind:confirmation !is:lost', ['c1', 'c9']],
    ['id:20', ['c2']],
    ['life', ['e3']],
    ['what:is this', []],
    ['!', ['c1', 'c2', 'e3', 'c4', 'c9']],
  ])('%j', (text, expected) => {
    expect(ids(text)).toEqual(expected)
  })
})

test('what is under way at its edge lies in a window', () => {
  expect(entries.map((entry) => isWithin(entry, { from: 140, to: 300 }))).toEqual([true, true, true, false, false])
})

test('what a page does not have is told between its neighbours, and not where a filter leaves gaps', () => {
  const shown = (text: string): string[] =>
    listOf(entries, all, text).map((row) => (row.is === 'gap' ? `gap of ${row.count}` : row.entry.id))
  expect(shown('')).toEqual(['c1', 'c2', 'e3', 'c4', 'gap of 4', 'c9'])
  expect(shown('sys:erp')).toEqual(['c1', 'c2', 'c9'])
})

test('trouble is found forwards and backwards, round the ends', () => {
  const rows = listOf(entries, all, '')
  expect([-1, 1, 5].map((from) => nextTrouble(rows, from, 1))).toEqual([1, 5, 1])
  expect([5, 1].map((from) => nextTrouble(rows, from, -1))).toEqual([1, 5])
  expect(nextTrouble([], -1, 1)).toBe(-1)
})

test('a stretch around entries has a margin, within the run', () => {
  expect(around([message(2), message(4)], 440)).toEqual({ from: 175, to: 440 })
  expect(around([], 440)).toBeUndefined()
})
