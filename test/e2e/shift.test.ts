import { expect, test } from 'vitest'
import { planOf } from '../../src/index.js'
import { describeEndOf } from './support/ends.js'

describeEndOf('shift')

test('the large size has thousands of facts, and every flow that the small one has', () => {
  const [small, large] = (['quick', 'full'] as const).map((size) => planOf({ scenario: 'shift', size }))
  expect(large?.facts.length).toBeGreaterThan(4_500)
  expect(large?.flows).toEqual(small?.flows)
  expect(small?.flows).toHaveLength(16)
})
