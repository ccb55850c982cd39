import { expect, test } from 'vitest'
import type { JournalRecord } from '../../src/index.js'
import { describeEndOf } from './support/ends.js'
import { fixtureScenario } from './support/fixture-run.js'
import { inScratch, recordsOf, story } from './support/proof.js'
import { runOf } from './support/run-of.js'

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

describeEndOf('bom-rollback', (run, isFaulty) => expectTimes(recordsOf(run), isFaulty))

test('a clock may be wrong as a fault as well: what is published then is stamped too early, and nothing hangs on that', async () => {
  await inScratch(async (folder) => {
    const run = await runOf({ scenario: fixtureScenario('slow-clock'), variant: 'faulty' }, folder)
    expect(run.judgement.verdict, story(run)).toBe('pass')
    const slow_s = recordsOf(run)
      .filter((record) => record.kind === 'fact')
      .map(({ businessKey, occurredAt, stampedAt }) => [businessKey, (Date.parse(occurredAt) - Date.parse(stampedAt)) / 1000])
    expect(slow_s).toEqual(slow_s.map(([key]) => [key, String(key).startsWith('PP-000002') ? 300 : 0]))
    expect(slow_s.map(([key]) => key)).toContain('PP-000002-C')
  })
})
