import { expect, test } from 'vitest'
import { describeEndOf } from './support/ends.js'
import { inScratch, recordsOf } from './support/proof.js'
import { runOf } from './support/run-of.js'

describeEndOf('scrap-and-downtime')

test('a system that turns callers away does not hold up the posting in the ERP', async () => {
  await inScratch(async (folder) => {
    const records = recordsOf(await runOf({ scenario: 'scrap-and-downtime', variant: 'faulty' }, folder))
    const last = (system: string): number =>
      Math.max(...records.flatMap((record) => (record.kind === 'effect' && record.system === system ? [record.t] : [])))
    expect(last('erp')).toBeLessThan(last('qms') - 1_000)
  })
})
