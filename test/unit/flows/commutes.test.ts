import { describe, expect, test } from 'vitest'
import { measureOf } from '../../../src/domain/measures/index.js'
import { commutes } from '../../../src/flows/commutes.js'
import type { Ordered } from '../../../src/flows/contract.js'

const at = (measure: string, dims: Record<string, string>, quantity = '1'): Ordered['expect'][number] => ({
  at: { measure: measureOf(measure), dims },
  quantity,
})

/** A fact about a routing step of an order, as the evidence has it. */
function fact(eid: string, routingStep: string, expected: readonly string[], more: Partial<Ordered> = {}): Ordered {
  const dims = { plant: 'P1', order: '100001', routingStep }
  const place = { plant: 'P1', order: '100001', item: 'C1', location: 'RM01', stockType: 'unrestricted' }
  return {
    eid,
    flow: 'confirmation',
    reverses: '',
    dims,
    expect: expected.map((measure) => at(measure, measure === 'issue' ? place : dims)),
    states: [],
    ...more,
  }
}

const partial = fact('a', '0010', ['yield', 'issue'])
const final = fact('b', '0010', ['yield', 'final', 'issue'])
const state = (group: string): Partial<Ordered> => ({ states: [{ entity: 'bom:P1/FG-100', group }] })

const rows: readonly (readonly [string, Ordered, Ordered, boolean])[] = [
  ['two partial confirmations', partial, fact('c', '0010', ['yield']), true],
  ['a partial and the final one of its step', partial, final, false],
  ['a partial and the final one of another step', partial, fact('c', '0020', ['yield', 'final']), true],
  ['two final ones of a step', final, fact('c', '0010', ['yield', 'final']), false],
  ['material for a step, which sums do not tell apart, and the final one of that step', fact('c', '0010', ['issue']), final, false],
  ['material for another step', fact('c', '0020', ['issue']), final, true],
  ['a reversal and its original', partial, fact('r', '0010', ['yield'], { reverses: 'a' }), false],
  [
    'a reversal of a final one and a partial one: it opens the step, and ends nothing',
    partial,
    fact('r', '0010', [], { reverses: 'b', expect: [at('final', final.dims, '-1')] }),
    true,
  ],
  ['writes of one group of one entity', fact('c', '', [], state('lines')), fact('d', '', [], state('lines')), false],
  ['writes of two groups', fact('c', '', [], state('lines')), fact('d', '', [], state('active')), true],
]

describe('commutes', () => {
  test.each(rows)('%s', (_, a, b, expected) => {
    expect(commutes(a, b)).toBe(expected)
  })
  test('it is symmetric, and nobody stands in the order of a fact that obliges nothing', () => {
    for (const [, a, b, expected] of rows) expect(commutes(b, a)).toBe(expected)
    for (const [, a] of rows) expect(commutes(a, fact('z', '0010', []))).toBe(true)
  })
})
