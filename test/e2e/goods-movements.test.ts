import { expect, test } from 'vitest'
import { describeEndOf } from './support/ends.js'
import { inScratch } from './support/proof.js'
import { naive, runOf } from './support/run-of.js'

describeEndOf('goods-movements')

test('who posts what was counted is told what moved since, and not what tells of it again', async () => {
  await inScratch(async (folder) => {
    const { judgement } = await runOf({ scenario: 'goods-movements', variant: 'faulty', file: naive }, folder)
    const told = judgement.results.find(({ check }) => check === 'count-posts-delta')?.why
    expect(told).toMatch(/the difference that it found is 3 EA\. WP-000002 moved goods there after the count, and are no part of it\.$/)
  })
})
