import { test } from 'vitest'
import { describeEndOf, expectEnd } from './support/ends.js'
import { inScratch } from './support/proof.js'
import { runOf } from './support/run-of.js'

const scenario = 'lot-receipt-quality-hold'

describeEndOf(scenario)

test('and so it does by feed', async () => {
  await inScratch(async (folder) => {
    const settings = { deliver: { mode: 'feed' }, env: { REFERENCE_INTAKE: 'feed' } } as const
    expectEnd(scenario, await runOf({ scenario, variant: 'faulty', settings }, folder))
  })
})
