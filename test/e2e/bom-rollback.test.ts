import { describe, expect, test } from 'vitest'
import type { JournalRecord } from '../../src/index.js'
import { dedupeModes } from '../../src/systems/contract.js'
import { engineering } from '../targets/engineering-manifest.js'
import { fixtureScenario } from './support/fixture-run.js'
import { avoided, inScratch, prove } from './support/proof.js'

type Written = Readonly<Record<string, Readonly<Record<string, string>>>>

/** What was written to a system, as its own ledger has it in the end. */
function endOf(records: readonly JournalRecord[], system: string): Written {
  const found = records.find((record) => record.kind === 'mark' && record.mark === 'final-state' && record.system === system)
  const { written } = (found as { readonly state?: { readonly written?: Written } } | undefined)?.state ?? {}
  if (!written) throw new Error(`Nothing was written to ${system}.`)
  return written
}

/** The end table of the story: days in the ERP, instants in the MES. */
const ends = {
  'erp P1': ['2025-03-30 – 2025-10-26; 2025-11-04 –', '2025-10-26 – 2025-11-04'],
  'erp P2': ['2025-03-30 – 2025-11-02; 2025-11-04 –', '2025-11-02 – 2025-11-04'],
  'mes P1': ['2025-03-29T23:00Z – 2025-10-25T22:00Z; 2025-11-03T23:00Z –', '2025-10-25T22:00Z – 2025-11-03T23:00Z'],
  'mes P2': ['2025-03-30T05:00Z – 2025-11-02T05:00Z; 2025-11-04T06:00Z –', '2025-11-02T05:00Z – 2025-11-04T06:00Z'],
} as const
const orders = { 'P1/100001': 'B', 'P1/100002': 'C', 'P1/100003': 'B', 'P2/100004': 'B', 'P2/100005': 'C', 'P1/100006': 'B' }

function expectEnd(records: readonly JournalRecord[]): void {
  for (const [place, [ofB, ofC]] of Object.entries(ends)) {
    const [system = '', plant = ''] = place.split(' ')
    const state = endOf(records, system)
    const effectivity = (letter: string): string | undefined => state[`bom:${plant}/FG-100/${letter}`]?.['effectivity']
    expect(
      [place, effectivity('B')?.startsWith(ofB), effectivity('C')?.startsWith(ofC)],
      `${effectivity('B')} ${effectivity('C')}`,
    ).toEqual([place, true, true])
    expect(state[`bom-use:${plant}/FG-100`]?.['active']).toBe('B (version 11)')
    // What nobody has written is as it was: by revision B.
    for (const [order, revision] of Object.entries(orders))
      expect([order, state[`order:${order}`]?.['revision'] ?? 'B']).toEqual([order, revision])
  }
  const changes = records.filter((record) => record.kind === 'effect' && record.what === 'count' && record.measure === 'order-change')
  expect(changes).toHaveLength(1)
}

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
        expectEnd(records)
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
