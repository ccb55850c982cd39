import { expect, test } from 'vitest'
import { planCase } from '../../../src/explore/plan-cases.js'
import { assertCarried } from '../../../src/scenario/index.js'
import { httpWire, mswWire, nockWire } from '../../../src/transports/capabilities.js'

const cut = planCase('hello-confirmation', {
  variant: 'faulty',
  faults: [{ 'cut-answer': { on: { 'calls-to': 'erp', flow: 'confirmation', count: 1 } } }],
})

test('a plan with a fault that a wire could only fake is refused by name', () => {
  const without = httpWire.filter((need) => need !== 'cut')
  expect(() => assertCarried(cut, without)).toThrow(
    'The fault "cut-answer" needs a wire that can break off in the middle of an answer, and this one cannot.',
  )
  assertCarried({ ...cut, faults: [] }, without)
})

test('every door carries the shipped scenarios', () => {
  for (const scenario of ['hello-confirmation', 'mes-confirmation-burst']) {
    const plan = planCase(scenario, { variant: 'faulty' })
    for (const wire of [mswWire, nockWire]) assertCarried(plan, wire)
  }
})
