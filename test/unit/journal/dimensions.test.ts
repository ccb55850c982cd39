import { describe, expect, test } from 'vitest'
import { DimensionTable, hasDimension, millionthsOf, Sums, Tally } from '../../../src/journal/dimensions.js'
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

describe('dimensions', () => {
  const yielded = { measure: 'yield', plant: 'P1', order: '100001', operation: '0010' } as const
  const issued = {
    measure: 'issue',
    plant: 'P1',
    order: '100001',
    operation: '0010',
    item: 'C1',
    lot: '',
    location: 'RM01',
    stockType: 'unrestricted',
  } as const

  test('are one object for one key', () => {
    const table = new DimensionTable()
    const first = table.of(yielded, 'erp')
    expect(table.of({ ...yielded }, 'erp')).toBe(first)
    expect(table.of(issued, 'erp').id).toBe(1)
    expect(table.all.map(({ key }) => key)).toEqual(['erp|yield|P1|100001|0010', 'erp|issue|P1|100001|C1||RM01|unrestricted'])
  })

  test('compare as their keys do', () => {
    const table = new DimensionTable()
    const others = [
      yielded,
      { ...yielded, operation: '0020' },
      { ...yielded, order: '100002' },
      { ...yielded, item: 'FG-100' },
      { ...yielded, measure: 'scrap' },
      issued,
      { ...issued, operation: '0020' },
      { ...issued, lot: 'L1' },
      { ...issued, location: 'RM02' },
      { ...issued, stockType: 'blocked' },
      { ...issued, item: 'C2' },
    ] as const
    for (const one of others) {
      for (const other of others)
        expect(hasDimension(table.of(one, 'erp'), other, 'erp')).toBe(table.of(one, 'erp') === table.of(other, 'erp'))
    }
    expect(hasDimension(table.of(yielded, 'erp'), yielded, 'mes')).toBe(false)
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
