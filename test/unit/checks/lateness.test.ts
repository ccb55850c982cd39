import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import { overConfirmationBounded } from '../../../src/checks/production/over-confirmation-bounded.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { Check, CheckResult } from '../../../src/checks/contract.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'
import { productionOrder } from '../../support/journal-header.js'

function resultOf(check: Check, run: JournalBuilder): CheckResult | undefined {
  return judgeJournal(run.build(), [check]).results.find((result) => result.check === check.name)
}

/** The run was late until now. */
function late(run: JournalBuilder, ms: number, after: number): JournalBuilder {
  const to = run.records.at(-1)?.t ?? 0
  return run.push({ kind: 'harness.slow', from: to - ms, to, after })
}

/** A fact is posted twice, the second time a second after its first answer was lost. */
const twice = (run: JournalBuilder, key: string): JournalBuilder =>
  run
    .fact(key)
    .deliver(key)
    .arrive(key)
    .effects(key)
    .served({ effects: 1 })
    .fault('fired', `lost-${key}`, { on: 'call', keys: [key] })
    .answered(null, { fault: `lost-${key}` })
    .wait(1_000)
    .post(key)

describe('a violation across a lateness of the run itself', () => {
  test('convicts nobody', () => {
    const run = twice(journal(), 'MC-000001')
    late(run, 400, 8)
    const { verdict, why, violations, notes } = resultOf(noDuplicateEffect, run.end()) ?? {}
    expect(verdict).toBe('unknown')
    expect(why).toMatch(
      /^the machine was busy, and the run itself 0\.400 s late from \d\.\d{3} s on: .* Run it again with fewer jobs, or in process\.$/,
    )
    expect(violations?.count).toBe(0)
    expect(notes?.[0]).toMatch(/^As far as the journal goes: MC-000001 .* the ledger shows 20 EA/)
  })

  test('convicts nobody by a sum either, which cites postings alone and names the facts to which it happened', () => {
    const master = { orders: [productionOrder('100001', { quantity: '10' })] }
    const run = journal({ enforce: {}, master }).fact('MC-000001').deliver('MC-000001').arrive('MC-000001').effects('MC-000001')
    run.served({ effects: 1 })
    const committed = run.records.at(-1)?.seq ?? 0
    late(run.wait(1_000).answered(null), 400, committed)
    const { results } = judgeJournal(run.wait(1_000).post('MC-000001').end().build())
    const by = (verdict: CheckResult['verdict']): readonly string[] =>
      results.filter((result) => result.verdict === verdict && !result.advisory).map(({ check }) => check)
    expect(by('fail')).toEqual([])
    expect(by('unknown')).toEqual(expect.arrayContaining(['no-duplicate-effect', 'over-confirmation-bounded']))
  })

  test('nor by a sum over more facts than it names', () => {
    const run = journal({ enforce: {}, master: { orders: [productionOrder('100001', { quantity: '550' })] } })
    for (let count = 1; count < 60; count += 1) {
      const key = `MC-${String(count).padStart(6, '0')}`
      run.fact(key).deliver(key).post(key)
    }
    run.fact('MC-000060').deliver('MC-000060').arrive('MC-000060').effects('MC-000060').served({ effects: 1 })
    const committed = run.records.at(-1)?.seq ?? 0
    late(run.wait(1_000).answered(null), 400, committed)
    expect(resultOf(overConfirmationBounded, run.wait(1_000).post('MC-000060').end())?.verdict).toBe('unknown')
  })

  test('leaves the verdict of the run alone where it could not have failed it', () => {
    const run = late(twice(journal(), 'MC-000001'), 400, 8).end()
    const verdictWith = (check: Check): string => judgeJournal(run.build(), [check]).verdict
    expect(verdictWith(noDuplicateEffect)).toBe('unknown')
    const advisory: Check = { ...noDuplicateEffect, provenBy: [] }
    expect(verdictWith(advisory)).toBe('pass')
    expect(resultOf(advisory, run)).toMatchObject({ verdict: 'not-judged', why: expect.stringMatching(/^the machine was busy/) as unknown })
  })

  test('does so if the lateness is long enough to have had a caller give up', () => {
    const run = twice(journal(), 'MC-000001')
    expect(resultOf(noDuplicateEffect, late(run, 60, 8).end())?.verdict).toBe('fail')
  })

  test('of a client that waits for a tenth of a second, a quarter of that is enough', () => {
    const run = journal().fact('MC-000002').deliver('MC-000002').arrive('MC-000002').wait(100).answered(null)
    twice(run, 'MC-000001')
    expect(resultOf(noDuplicateEffect, late(run, 60, 12).end())?.verdict).toBe('unknown')
  })

  test('does not clear another that lies elsewhere, which is then the one that is told', () => {
    const run = twice(journal(), 'MC-000001')
    late(run, 400, 8)
    run.wait(2_000)
    twice(run, 'MC-000009')
    const result = resultOf(noDuplicateEffect, run.end())
    expect(result?.verdict).toBe('fail')
    expect(result?.why).toContain('MC-000009')
    expect(result?.violations.first?.eids).toEqual(['mes:MC-000009'])
  })

  test('what is done right after it counts as well: that had waited for the run', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001')
    late(run, 400, run.seq - 1)
    run.post('MC-000001').post('MC-000001')
    expect(resultOf(noDuplicateEffect, run.end())?.verdict).toBe('unknown')
    const later = journal().fact('MC-000001').deliver('MC-000001')
    late(later, 400, later.seq)
    later.wait(500).post('MC-000001').post('MC-000001')
    expect(resultOf(noDuplicateEffect, later.end())?.verdict).toBe('fail')
  })
})

describe('a patience that ran out', () => {
  const lost = (late_ms?: number): CheckResult | undefined => {
    const run = journal().fact('MC-000001').deliver('MC-000001').heal()
    run.push({
      kind: 'mark',
      mark: 'quiet',
      how: 'patience',
      waited_ms: 60_000,
      patience_ms: 60_000,
      outstanding: 1,
      ...(late_ms && { late_ms }),
    })
    return resultOf(everyEventAccounted, run.push({ kind: 'mark', mark: 'end', records: run.seq + 1 }))
  }

  test('convicts where the run was in time', () => {
    expect(lost()?.verdict).toBe('fail')
    expect(lost(9_000)?.verdict).toBe('fail')
  })

  test('convicts nobody where the run itself was starved', () => {
    const result = lost(20_000)
    expect(result?.verdict).toBe('unknown')
    expect(result?.why).toBe(
      'the machine was busy: of 60.000 s of waiting the run itself was late for 20.000 s (33 %), so nobody knows what the ' +
        'target would have done in time. Run it again with fewer jobs, or in process.',
    )
  })
})
