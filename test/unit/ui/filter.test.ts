import { expect, test } from 'vitest'
import { timelineOf } from '../../../src/journal/timeline/index.js'
import { passes } from '../../../src/ui/state/filter.js'
import { parseFilter } from '../../../src/words/filter.js'
import { postedTwice } from '../../support/looked-at.js'

const timeline = timelineOf(postedTwice().build())
const marked = new Set([timeline.rows[3]?.seq ?? 0])
const kept = (text: string): string[] =>
  timeline.rows.filter((row) => passes(parseFilter(text), row, timeline, { marked, failed: new Set() })).map((row) => row.what)

test('a system keeps what touches its lane', () => {
  expect(kept('sys:erp')).toEqual(['sent', 'commit', 'fault', 'answered', 'sent', 'commit', 'answered', 'sent', 'commit', 'answered'])
  expect(kept('sys:erp,mes').length).toBeGreaterThan(kept('sys:erp').length)
})

test('kinds are rows, operations and flows', () => {
  expect(new Set(kept('kind:commit'))).toEqual(new Set(['commit']))
  expect(kept('kind:confirmation.create')).toEqual(['sent', 'fault', 'answered', 'sent', 'answered', 'sent', 'answered'])
  expect(kept('kind:fault')).toEqual(['fault', 'fault', 'fault'])
})

test('a key is a business key, an order, or a document', () => {
  expect(kept('key:MC-000002')).toEqual(['fact', 'sent', 'answered', 'sent', 'commit', 'answered'])
  expect(kept('key:100002')).toEqual(kept('key:MC-000002'))
  expect(kept('key:4712')).toEqual(['commit'])
})

test('terms hold together, commas are alternatives, and ! turns a term round', () => {
  expect(kept('key:MC-000001 kind:commit')).toEqual(['commit', 'commit'])
  expect(kept('!kind:fault').length).toBe(timeline.rows.length - 3)
  expect(kept('id:c1')).toEqual(['sent', 'fault', 'answered'])
})

test('traits are found: lost, tried again, cited', () => {
  expect(kept('is:lost')).toEqual(['sent', 'fault', 'answered'])
  expect(kept('is:retry')).toEqual(['sent', 'answered'])
  expect(kept('is:marked')).toEqual([timeline.rows[3]?.what])
})

test('what names no word is text, and nothing but blanks is no filter', () => {
  expect(kept('lose-answer')).toEqual(['fault'])
  expect(kept('https://x')).toEqual([])
  expect(parseFilter('  ! ')).toEqual([])
})
