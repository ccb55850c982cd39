import { expect, test } from 'vitest'
import type { LogLine } from '../../../src/ui/contract.js'
import { logOf } from '../../../src/ui/layout/log.js'
import { chosenRow, messageOf } from '../../../src/ui/state/selectors.js'
import { reduce } from '../../../src/ui/state/reducer.js'
import type { ViewState } from '../../../src/ui/state/state.js'
import { looking, postedTwice, press } from '../../support/looked-at.js'

const timed: readonly LogLine[] = [
  { text: '[mfgsync] incarnation 1 (process 7): node target.js', t: 8 },
  { text: 'posting MC-000001', t: 72 },
  { text: 'no answer, trying again', t: 130 },
  { text: 'posting MC-000001 again', t: 145 },
  { text: 'done', t: 900 },
]

function said(log: readonly LogLine[], ...keys: readonly string[]): readonly string[] {
  const state: ViewState = press(reduce(looking(postedTwice().build()), { do: 'tick', ms: 0, log }), ...keys)
  const row = chosenRow(state)
  return row ? logOf(state, row, messageOf(row, state)).map(({ text, tone }) => (tone === 'strong' ? `* ${text}` : text)) : []
}

test('the log stands as it stood at the row, the newest first: nothing that was said later, and marked what is about it', () => {
  expect(said(timed, ':', ...'14', 'enter')).toEqual([
    'lines that name MC-000001',
    '0.145  posting MC-000001 again',
    '0.072  posting MC-000001',
    'life 1 of the target, until T+0.160, newest first; 1 later line not shown',
    '* 0.145  posting MC-000001 again',
    '0.130  no answer, trying again',
    '0.072  posting MC-000001',
    '0.008  [mfgsync] incarnation 1 (process 7): node target.js',
  ])
})

test('in a window of time the log is that of the window', () => {
  const lines = said(timed, ':', ...'14', 'enter', '[', '[', '[', '[', '[')
  expect(lines.at(-1)).toContain('no answer, trying again')
  expect(lines.join('\n')).toContain('window 0.10-0.18 s')
})

test('a log without times is shown by lives, each from its own start', () => {
  const lines = [
    '[mfgsync] incarnation 1 (process 7): a',
    'one',
    '[mfgsync] incarnation 2 (process 8): a',
    'two',
    '[mfgsync] incarnation 2: ready',
  ]
  const shown = said(lines.map((text) => ({ text })))
  expect(shown).toContain('one')
  expect(shown).not.toContain('two')
  expect(said([])).toEqual(['The target has said nothing.'])
})
