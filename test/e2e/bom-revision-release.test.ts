import { describe, expect, test } from 'vitest'
import type { JournalRecord } from '../../src/index.js'
import { dedupeModes } from '../../src/systems/contract.js'
import { engineering } from '../targets/engineering-manifest.js'
import { endOf, expectReleased, type Json } from './support/end-tables.js'
import { avoided, everything, inScratch, prove } from './support/proof.js'

/** What purchasing was told of in the end: in this integration by a stand-in. */
const signalsIn = (records: readonly JournalRecord[]): readonly string[] =>
  (endOf(records, 'proc')['signals'] as readonly Json[]).map(({ change, item, vendor }) => [change, item, vendor].map(String).join('/'))

describe('a revision is released', () => {
  test.each(dedupeModes.flatMap((mode) => (['clean', 'faulty'] as const).map((variant) => ({ mode, variant }))))(
    '$variant, $mode: the end is as the table says',
    async ({ mode, variant }) => {
      await inScratch(async (folder) => {
        const scenario = 'bom-revision-release'
        const { run, records } = await prove({ target: engineering, scenario, variant, mode, expected: { verdict: 'innocent' } }, folder)
        expect(run.judgement.verdict).toBe('pass')
        expect(avoided(run)).toEqual([])
        expectReleased(records)
        const created = records.filter((record) => record.kind === 'effect' && record.what === 'count' && record.measure === 'bom')
        expect(created).toHaveLength(2)
        const issued = records.flatMap((record) =>
          record.kind === 'effect' && record.what === 'quantity' && record.measure === 'issue'
            ? [[record.dims['item'], record.quantity]]
            : [],
        )
        expect(issued).toEqual([['C1S', '20']])
        expect(signalsIn(records)).toEqual(['ECO-000001/C9/V-20'])
      })
    },
  )

  // The matrix of each test run has a storm of every mode and way of delivery.
  if (everything)
    test('storms', { timeout: 120_000 }, async () => {
      for (const [index, mode] of dedupeModes.entries())
        for (const seed of [1, 2, 3, 4].map((each) => each + index * 4))
          await inScratch(async (folder) => {
            const asked = {
              target: engineering,
              scenario: 'bom-revision-release',
              variant: 'storm',
              // A storm draws how things are numbered; the table has the names of the data.
              identifiers: 'plain',
              mode,
              expected: { verdict: 'innocent' },
            } as const
            const { run, records } = await prove(asked, folder, seed)
            expect([seed, run.judgement.verdict]).toEqual([seed, 'pass'])
            expectReleased(records)
          })
    })
})
