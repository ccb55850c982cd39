import { describe, expect, test } from 'vitest'
import type { JournalRecord } from '../../src/index.js'
import { dedupeModes } from '../../src/systems/contract.js'
import { expectEndOf } from '../ends/index.ts'
import { engineering } from '../targets/engineering-manifest.js'
import { fixtureScenario } from './support/fixture-run.js'
import { avoided, inScratch, prove } from './support/proof.js'

/**
 * Where things go wrong, the rollback looks older than what it takes back, by five minutes of a clock that is slow; what happened happened
 * when it did.
 */
function expectTimes(records: readonly JournalRecord[], isSlow: boolean): void {
  const facts = records.filter((record) => record.kind === 'fact')
  const timesOf = (key: string): readonly unknown[] => {
    const fact = facts.find(({ businessKey }) => businessKey === key)
    return [fact?.occurredAt, fact?.stampedAt]
  }
  const [again, back, slow] = ['2025-11-03T09:01:00.000Z', '2025-11-03T09:03:00.000Z', '2025-11-03T08:58:00.000Z']
  for (const part of ['H', 'L', 'S', 'E', 'C']) expect(timesOf(`PP-000002-${part}`)).toEqual([again, again])
  expect(timesOf('PR-000001')).toEqual([back, isSlow ? slow : back])
  expect(timesOf('PD-000001')).toEqual(['2025-11-03T09:04:00.000Z', '2025-11-03T09:04:00.000Z'])
}

describe('a revision is taken back', () => {
  test.each(dedupeModes.flatMap((mode) => (['clean', 'faulty'] as const).map((variant) => ({ mode, variant }))))(
    '$variant, $mode: the end is as the table says',
    async ({ mode, variant }) => {
      await inScratch(async (folder) => {
        const scenario = 'bom-rollback'
        const { run, records } = await prove({ target: engineering, scenario, variant, mode, expected: { verdict: 'innocent' } }, folder)
        expect(run.judgement.verdict).toBe('pass')
        expect(avoided(run)).toEqual([])
        expectEndOf(scenario, records)
        expectTimes(records, variant === 'faulty')
      })
    },
  )
})

test('a clock may be wrong as a fault as well: what is published then is stamped too early, and nothing hangs on that', async () => {
  await inScratch(async (folder) => {
    const asked = { target: engineering, scenario: fixtureScenario('slow-clock'), variant: 'faulty', mode: 'none' } as const
    const { run, records } = await prove({ ...asked, expected: { verdict: 'innocent' } }, folder)
    expect(run.judgement.verdict).toBe('pass')
    const slow_s = records
      .filter((record) => record.kind === 'fact')
      .map(({ businessKey, occurredAt, stampedAt }) => [businessKey, (Date.parse(occurredAt) - Date.parse(stampedAt)) / 1000])
    expect(slow_s).toEqual(slow_s.map(([key]) => [key, String(key).startsWith('PP-000002') ? 300 : 0]))
    expect(slow_s.map(([key]) => key)).toContain('PP-000002-C')
  })
})
