import { describe, expect, test } from 'vitest'
import { measures } from '../../../src/domain/measures/index.js'
import { belongsTo, millionthsOf, NetGroups, Sums, Tally } from '../../../src/journal/net-groups.js'
import { grown, nothing } from '../../../src/journal/lists.js'

describe('quantities in millionths', () => {
  test.each([
    ['0', 0],
    ['11', 11_000_000],
    ['-275', -275_000_000],
    ['0.035', 35_000],
    ['-0.000001', -1],
    ['9999999999', 9_999_999_999_000_000],
  ])('%s is exact', (quantity, millionths) => {
    expect(millionthsOf(quantity)).toBe(millionths)
  })

  test.each(['0.0000001', '12345678901', '1.2345678'])('%s is left to exact decimals', (quantity) => {
    expect(millionthsOf(quantity)).toBeNaN()
  })

  test('a sum that leaves the exact range says so, even if it comes back', () => {
    const sums = new Sums()
    const most = millionthsOf('9999999999')
    sums.add(5_000, most)
    expect(sums.of(5_000)).toBeNaN()
    sums.add(5_000, -most)
    expect(sums.of(5_000)).toBeNaN()
    expect(sums.of(3)).toBe(0)
  })

  test('a tally is exact with short, long and negative quantities', () => {
    const tally = new Tally()
    const add = (quantity: string, sign: 1 | -1 = 1): string => {
      tally.add({ quantity, millionths: millionthsOf(quantity) }, sign)
      return tally.quantity
    }
    expect([add('0.1'), add('0.2'), add('0.3', -1), add('-0.035'), add('5'), add('0.00000000001'), add('12345678901234567', -1)]).toEqual([
      '0.1',
      '0.3',
      '0',
      '-0.035',
      '4.965',
      '4.96500000001',
      '-12345678901234562.03499999999',
    ])
  })
})

describe('net groups', () => {
  const yielded = { measure: 'yield', dims: { plant: 'P1', order: '100001', routingStep: '0010' } }
  const issued = {
    measure: 'issue',
    dims: { plant: 'P1', order: '100001', routingStep: '0010', item: 'C1', location: 'RM01', stockType: 'unrestricted' },
  }

  test('are one object for one set of dimensions, whatever else an effect tells', () => {
    const groups = new NetGroups(measures)
    const first = groups.of(yielded, 'erp')
    expect(groups.of({ ...yielded, dims: { ...yielded.dims, item: 'FG-100' } }, 'erp')).toBe(first)
    expect(groups.of(yielded, 'mes')).not.toBe(first)
    const second = groups.of(issued, 'erp')
    expect(second.id).toBe(2)
    expect(second.dims).toEqual({ plant: 'P1', order: '100001', item: 'C1', location: 'RM01', stockType: 'unrestricted' })
    expect(groups.of({ ...issued, dims: { ...issued.dims, lot: 'L1' } }, 'erp')).not.toBe(second)
    expect(groups.of({ ...issued, dims: { ...issued.dims, lot: '' } }, 'erp')).toBe(second)
  })

  test('take in what they leave open, and nothing that differs', () => {
    const groups = new NetGroups(measures)
    const at = groups.of(issued, 'erp')
    expect(belongsTo(at, issued, 'erp')).toBe(true)
    expect(belongsTo(at, { ...issued, dims: { ...issued.dims, lot: 'L1' } }, 'erp')).toBe(true)
    expect(belongsTo(at, issued, 'mes')).toBe(false)
    expect(belongsTo(at, { ...issued, measure: 'receipt' }, 'erp')).toBe(false)
    for (const [name, value] of Object.entries({ plant: 'P2', order: '100002', item: 'C2', location: 'RM02', stockType: 'quality' })) {
      expect(belongsTo(at, { ...issued, dims: { ...issued.dims, [name]: value } }, 'erp'), name).toBe(false)
    }
  })

  test('a measure that the journal does not name is said', () => {
    expect(() => new NetGroups(measures).of({ measure: 'parsecs', dims: {} }, 'erp')).toThrow('parsecs')
  })
})

test('a list that grows leaves the short ones before it alone, and keeps its order', () => {
  let list: readonly number[] = nothing
  for (let member = 0; member < 20; member += 1) {
    const before = list
    list = grown(list, member)
    if (member < 8) expect(before).toHaveLength(member)
  }
  expect(list).toEqual(Array.from({ length: 20 }, (_, index) => index))
  expect(nothing).toHaveLength(0)
})
