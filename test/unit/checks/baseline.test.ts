import { describe, expect, test } from 'vitest'
import { Baseline, type BaselineEntry, type BaselineRun } from '../../../src/checks/baseline.js'
import { check, failing } from '../report/support.js'

const violation = { reason: 'excess', message: 'too much', badness: 1, eids: [], records: [] }
const fails = (...names: readonly string[]): BaselineRun['judgement'] => ({
  verdict: 'fail',
  results: [...names.map((name, place) => failing(name, place + 1, violation)), check('per-key-order', 9, 'pass')],
  setUp: [],
  whole: true,
})
const passes: BaselineRun['judgement'] = {
  verdict: 'pass',
  results: [check('a', 1, 'pass'), check('b', 2, 'pass')],
  setUp: [],
  whole: true,
}
const entry = (checks: readonly string[], more: Partial<BaselineEntry> = {}): BaselineEntry => ({
  case: 'x',
  checks,
  owner: 'team',
  reason: 'T-1',
  expires: '2026-06-30',
  ...more,
})
const on = (entries: readonly BaselineEntry[], today = '2026-06-30'): Baseline => new Baseline(entries, today)
const words = { owner: 'me', reason: 'T-2', expires: '2026-12-31' }

describe('what a baseline covers', () => {
  test('is the checks that it names, of the case that it names, to the end of the day', () => {
    const run = { identity: 'x', judgement: fails('a', 'b') }
    expect(on([entry(['a', 'b'])]).standingOf(run).outcome).toBe('known')
    expect(
      on([entry(['a']), entry(['b'])])
        .standingOf(run)
        .known.map((known) => known.check),
    ).toEqual(['a', 'b'])
    expect(on([entry(['a', 'b'])], '2026-07-01').standingOf(run)).toEqual({ outcome: 'fail', known: [] })
    expect(on([entry(['a', 'b'], { case: 'y' })]).standingOf(run).outcome).toBe('fail')
    expect(on([entry(['a', 'b'], { label: 'node-24' })]).standingOf(run).outcome).toBe('fail')
    expect(on([entry(['a', 'b'], { label: 'node-24' })]).standingOf({ ...run, label: 'node-24' }).outcome).toBe('known')
  })

  test('hides no other check of the case', () => {
    const standing = on([entry(['a'])]).standingOf({ identity: 'x', judgement: fails('a', 'b') })
    expect([standing.outcome, standing.known.map((known) => known.check)]).toEqual(['fail', ['a']])
  })

  test('never makes green what is unknown, cut off, or died', () => {
    const judged = fails('a')
    const changes: readonly (readonly [Partial<BaselineRun['judgement']>, string])[] = [
      [{ results: [...judged.results, check('eventual-posting', 8, 'unknown')] }, 'unknown'],
      [{ whole: false }, 'unknown'],
      [{ setUp: [{ what: 'target-died', message: 'it died', count: 1, details: [], records: [] }] }, 'set-up-error'],
      [{ verdict: 'unknown' }, 'unknown'],
      [{ verdict: 'set-up-error' }, 'set-up-error'],
      [{ verdict: 'interrupted' }, 'interrupted'],
    ]
    for (const [change, outcome] of changes)
      expect(on([entry(['a'])]).standingOf({ identity: 'x', judgement: { ...judged, ...change } }).outcome).toBe(outcome)
  })

  test('is no advice: that fails nothing, and cannot be known', () => {
    const advice = { ...passes, results: [failing('a', 1, violation, { advisory: true })] }
    expect(on([entry(['a'])]).standingOf({ identity: 'x', judgement: advice })).toEqual({ outcome: 'pass', known: [] })
  })
})

describe('what of a baseline fails the gate', () => {
  const after = (entries: readonly BaselineEntry[], runs: readonly BaselineRun[], today?: string): readonly string[] => {
    const baseline = on(entries, today)
    for (const run of runs) baseline.take(run)
    return baseline.problems().map(({ problem, check: name, label }) => `${name} ${label ?? ''}${problem}`)
  }

  test('an entry that is expired, whether its case ran or not', () => {
    expect(after([entry(['a'])], [])).toEqual([])
    expect(after([entry(['a'])], [], '2026-07-01')).toEqual(['a expired'])
    expect(after([entry(['a'])], [{ identity: 'x', judgement: fails('a') }], '2026-07-01')).toEqual(['a expired'])
  })

  test('a check that no longer fails, each by itself, and only where its case ran', () => {
    expect(after([entry(['a', 'per-key-order'])], [{ identity: 'x', judgement: fails('a') }])).toEqual(['per-key-order no longer fails'])
    expect(after([entry(['a', 'b'])], [{ identity: 'x', judgement: passes }])).toEqual(['a no longer fails', 'b no longer fails'])
    expect(after([entry(['a'])], [{ identity: 'y', judgement: passes }])).toEqual([])
    expect(after([entry(['a'])], [{ identity: 'x', judgement: passes }], '2026-07-01')).toEqual(['a no longer fails'])
  })

  test('not what failed in another attempt or cell, nor what could not be decided', () => {
    const again = [
      { identity: 'x', judgement: fails('a') },
      { identity: 'x', judgement: passes },
    ]
    expect(after([entry(['a'])], again)).toEqual([])
    expect(
      after([entry(['a'])], [{ identity: 'x', label: 'here', judgement: passes }, again[0] ?? { identity: '', judgement: passes }]),
    ).toEqual([])
    expect(after([entry(['a'])], [{ identity: 'x', judgement: { ...passes, verdict: 'unknown' } }])).toEqual([])
    const open = { ...fails('b'), results: [failing('b', 1, violation), check('a', 2, 'not-judged')] }
    expect(after([entry(['a', 'b'])], [{ identity: 'x', judgement: open }])).toEqual([])
    expect(after([entry(['a'])], [{ identity: 'x', judgement: { ...passes, results: [check('a', 1, 'not-judged')] } }])).toEqual([
      'a no longer fails',
    ])
  })
})

describe('an update', () => {
  test('takes in what fails, takes out what does not, renews what is expired, and leaves the rest alone', () => {
    const entries = [
      entry(['a', 'b']),
      entry(['c'], { case: 'not-run', expires: '2026-01-01' }),
      entry(['d'], { case: 'old', expires: '2026-01-01' }),
      entry(['e'], { case: 'undecided' }),
    ]
    const baseline = on(entries)
    baseline.take({ identity: 'x', judgement: { ...fails('a', 'new'), results: [...fails('a', 'new').results, check('b', 8, 'pass')] } })
    baseline.take({ identity: 'old', judgement: fails('d') })
    baseline.take({ identity: 'undecided', judgement: { ...passes, verdict: 'unknown' } })
    baseline.take({ identity: 'z', label: 'cell', judgement: fails('f') })
    const { entries: is, added, removed } = baseline.updated(words)
    expect(is).toEqual([entry(['a']), entries[1], entries[3], ...added])
    expect(added).toEqual([
      { case: 'x', checks: ['new'], ...words },
      { case: 'old', checks: ['d'], ...words },
      { case: 'z', label: 'cell', checks: ['f'], ...words },
    ])
    expect(removed.map((each) => `${each.case} ${each.check} ${each.problem}`)).toEqual(['x b no longer fails', 'old d expired'])
    const next = on(is)
    expect(next.standingOf({ identity: 'x', judgement: fails('a', 'new') }).outcome).toBe('known')
  })
})
