import { expect, test } from 'vitest'
import type { Effect } from '../../../src/domain/effect.js'
import { contentOf, differ } from '../../../src/sim/steps.js'

const revision = (after: string, more: Partial<Extract<Effect, { what: 'state' }>> = {}): Effect => ({
  what: 'state',
  doc: '',
  docKind: 'order',
  plant: 'P1',
  references: [],
  entity: 'order:P1/100001',
  dims: { plant: 'P1', order: '100001' },
  group: 'revision',
  after,
  derived: true,
  ...more,
})
const consumed: Effect = {
  what: 'quantity',
  doc: '4711',
  docKind: 'consumption',
  plant: 'P1',
  references: [],
  measure: 'consumed',
  dims: { plant: 'P1', order: '100001', item: 'C9' },
  quantity: '10',
  unit: 'EA',
}
const asIs = (text: string): string => text

test('two systems differ by what a step came to, not by numbers of documents or by what was there before', () => {
  expect(differ([revision('B')], [revision('B', { before: 'A' })], asIs)).toBe(false)
  expect(differ([consumed], [{ ...consumed, doc: '9' }], asIs)).toBe(false)
  expect(differ([revision('A')], [revision('B')], asIs)).toBe(true)
  expect(differ([consumed], [], asIs)).toBe(true)
  expect(differ([consumed], [{ ...consumed, quantity: '9' }], asIs)).toBe(true)
  expect(contentOf(revision('B'))).toEqual({
    what: 'state',
    entity: 'order:P1/100001',
    dims: { plant: 'P1', order: '100001' },
    group: 'revision',
    after: 'B',
  })
})

test('the names that only one of them has are no difference', () => {
  const dims = { plant: 'P1', order: 'ghjkm-100001' }
  const named = revision('B', { dims, entity: 'order:P1/ghjkm-100001' })
  expect(differ([named], [revision('B')], asIs)).toBe(true)
  expect(differ([named], [revision('B')], (text) => text.replaceAll('ghjkm-', ''))).toBe(false)
})
