import { describe, expect, test } from 'vitest'
import { consumptionMatchesBasis } from '../../../src/checks/production/consumption-matches-basis.js'
import { noNegativeStock } from '../../../src/checks/production/no-negative-stock.js'
import { orderQuantityBalance } from '../../../src/checks/production/order-quantity-balance.js'
import { overConfirmationBounded } from '../../../src/checks/production/over-confirmation-bounded.js'
import { uomConversionExact } from '../../../src/checks/generic/uom-conversion-exact.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'
import type { FlatEffect } from '../../support/journal-options.js'
import { productionOrder } from '../../support/journal-header.js'

const allowed = { over_confirmation: false, negative_stock: false }

function confirmed(...quantities: string[]): JournalBuilder {
  const source = journal({ enforce: allowed })
  quantities.forEach((quantity, index) => source.fact(`MC-00000${index + 1}`, { yield: quantity }).deliver(`MC-00000${index + 1}`))
  return source
}

const issue = (item: string, quantity: string, more: Partial<FlatEffect> = {}): FlatEffect => ({
  system: 'erp',
  measure: 'issue',
  plant: 'P1',
  order: '100001',
  item,
  lot: '',
  location: 'RM01',
  stockType: 'unrestricted',
  quantity,
  ...more,
})
const receipt = (item: string, quantity: string): FlatEffect => ({ ...issue(item, quantity), measure: 'receipt' })

describe('order-quantity-balance', () => {
  const count = (source: JournalBuilder): number => judge(orderQuantityBalance, source.end()).violations.count

  test('convicts what was posted twice', () => {
    const source = confirmed('11', '55').post('MC-000001').post('MC-000001').post('MC-000002')
    expect(judge(orderQuantityBalance, source.end()).messages).toMatchInlineSnapshot(`
      [
        "Order 100001 / 0010: yield 77 in ERP, 66 reported.",
      ]
    `)
  })

  test('names every measure that is off', () => {
    const source = journal()
      .fact('MC-000001', { yield: '10', scrap: '2' })
      .deliver('MC-000001')
      .post('MC-000001', { lines: [{ measure: 'yield', quantity: '13' }] })
    expect(judge(orderQuantityBalance, source.end()).messages).toMatchInlineSnapshot(`
      [
        "Order 100001 / 0010: yield 13 in ERP, 10 reported; scrap 0 in ERP, 2 reported.",
      ]
    `)
  })

  test('convicts what is missing without an exception', () => {
    expect(judge(orderQuantityBalance, confirmed('11', '55').post('MC-000002').end()).messages).toMatchInlineSnapshot(`
      [
        "Order 100001 / 0010: yield 55 in ERP, 66 reported.",
      ]
    `)
  })

  test('one convicted operation does not hide another', () => {
    const source = confirmed('11').fact('MC-000002', { operation: '0020' }).deliver('MC-000002')
    expect(judge(orderQuantityBalance, source.end())).toMatchObject({ judged: 2, violations: { count: 2 } })
  })

  test('acquits deltas net of reversals, batches, splits and reposts', () => {
    expect(count(confirmed('11', '55').post(['MC-000001', 'MC-000002']))).toBe(0)
    expect(count(confirmed('11').post('MC-000001', { doc: '1' }).reverse('1', 'MC-000001').post('MC-000001'))).toBe(0)
    expect(
      count(
        confirmed('11')
          .post('MC-000001', { doc: '1' })
          .fact('MR-000001', { reverses: 'MC-000001' })
          .deliver('MR-000001')
          .reverse('1', 'MR-000001'),
      ),
    ).toBe(0)
    const split = confirmed('11').post('MC-000001', { references: ['MC-000001#1'], lines: [{ measure: 'yield', quantity: '4' }] })
    expect(count(split.post('MC-000001', { references: ['MC-000001#2'], lines: [{ measure: 'yield', quantity: '7' }] }))).toBe(0)
  })

  test('acquits an original and its reversal that were both left out', () => {
    expect(count(confirmed('11').fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001'))).toBe(0)
  })

  test('acquits a difference that exceptions explain exactly, and only that', () => {
    expect(count(confirmed('11', '55', '275').post('MC-000001').post('MC-000003').refuse('MC-000002').exception('MC-000002'))).toBe(0)
    expect(count(confirmed('11', '55', '275').post('MC-000001').refuse('MC-000002').exception('MC-000002'))).toBe(1)
  })

  test('acquits an exception for one of two equal facts that nothing tells apart', () => {
    const source = confirmed('11', '11').post('MC-000001', { references: [] }).refuse('MC-000002').exception('MC-000002')
    expect(count(source)).toBe(0)
  })

  test('leaves out facts that may be posted or not, were never offered, or are played by a stand-in', () => {
    expect(count(journal().fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001'))).toBe(0)
    expect(count(journal().fact('MC-000001'))).toBe(0)
    expect(judge(orderQuantityBalance, journal().fact('MC-000001', { covered: false }).deliver('MC-000001').end())).toMatchObject({
      judged: 0,
      violations: { count: 0 },
    })
  })
})

describe('over-confirmation-bounded', () => {
  const order = (
    options: { quantity: string; overTolerance: string },
    enforce: Readonly<Record<string, boolean>> = allowed,
  ): JournalBuilder => journal({ enforce, master: { orders: [productionOrder('100001', options)] } })

  test('convicts a sum beyond order quantity plus tolerance', () => {
    const source = order({ quantity: '20', overTolerance: '0.1' })
    for (const key of ['MC-000001', 'MC-000002']) source.fact(key).deliver(key).post(key)
    const outcome = judge(overConfirmationBounded, source.post('MC-000001').end())
    expect(outcome.messages).toMatchInlineSnapshot(`
      [
        "Order 100001 / 0010: confirmed 30, more than the limit of 22; reported were 20.",
      ]
    `)
  })

  test('what is beyond the limit is told by it, and the balance of the order follows; within it, the balance tells', () => {
    const twice = (overTolerance: string): JournalBuilder =>
      order({ quantity: '10', overTolerance }).fact('MC-000001').deliver('MC-000001').post('MC-000001').post('MC-000001').end()
    expect(judge(orderQuantityBalance, twice('0'))).toMatchObject({
      violations: { count: 0 },
      following: { count: 1, owners: ['over-confirmation-bounded'] },
    })
    expect(judge(overConfirmationBounded, twice('0')).violations.count).toBe(1)
    expect(judge(orderQuantityBalance, twice('1')).violations.count).toBe(1)
    expect(judge(overConfirmationBounded, twice('1')).violations.count).toBe(0)
  })

  test('acquits a sum at the limit', () => {
    const source = order({ quantity: '20', overTolerance: '0.5' })
    for (const key of ['MC-000001', 'MC-000002', 'MC-000003']) source.fact(key).deliver(key).post(key)
    expect(judge(overConfirmationBounded, source.end())).toMatchObject({ judged: 1, violations: { count: 0 } })
  })

  test('acquits what the source itself reported', () => {
    const source = order({ quantity: '15', overTolerance: '0' })
    for (const key of ['MC-000001', 'MC-000002']) source.fact(key).deliver(key).post(key)
    expect(judge(overConfirmationBounded, source.end()).violations.count).toBe(0)
  })

  test('notes an excess that a reversal healed', () => {
    const source = order({ quantity: '10', overTolerance: '0' })
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001')
      .post('MC-000001', { doc: '2' })
      .reverse('2', 'MC-000001')
    const outcome = judge(overConfirmationBounded, source.end())
    expect([outcome.violations.count, outcome.notes]).toEqual([0, ['1 operation was beyond the limit for a while, until a reversal.']])
  })

  test('is not judged where the ERP enforces it, and unknown where that failed', () => {
    const source = order({ quantity: '10', overTolerance: '0' }, { over_confirmation: true })
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001')
    expect(judge(overConfirmationBounded, source).notJudged).toBe('enforced by the system: ERP refuses it')
    expect(judge(overConfirmationBounded, source.post('MC-000001').end())).toMatchObject({
      violations: { count: 0 },
      unknown: expect.stringContaining('its ledger has one'),
    })
  })
})

describe('consumption-matches-basis', () => {
  const backflushed = (yielded: string, issued: string): JournalBuilder => {
    const expectYield: FlatEffect = { system: 'erp', measure: 'yield', plant: 'P1', order: '100001', operation: '0010', quantity: yielded }
    return journal()
      .fact('MC-000001', { yield: yielded, expect: [expectYield, issue('C1', yielded)] })
      .deliver('MC-000001')
      .post('MC-000001', { lines: [expectYield, issue('C1', issued)] })
  }

  test('convicts an issue that is not its basis', () => {
    expect(judge(consumptionMatchesBasis, backflushed('10', '9').end()).messages).toMatchInlineSnapshot(`
      [
        "Order 100001, C1: issued 9, basis bill of material (1 EA each) gives 10.",
      ]
    `)
    const explicit = journal()
      .fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '0.035' })
      .deliver('MI-000001')
      .post('MI-000001')
      .post('MI-000001')
    expect(judge(consumptionMatchesBasis, explicit.end()).messages).toMatchInlineSnapshot(`
      [
        "Order 100001, C2: issued 0.07, basis reported consumption gives 0.035.",
      ]
    `)
  })

  test('acquits what equals its basis, whatever lot it came from', () => {
    expect(judge(consumptionMatchesBasis, backflushed('10', '10').end())).toMatchObject({ judged: 1, violations: { count: 0 } })
    const source = journal()
      .fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '2' })
      .deliver('MI-000001')
      .post('MI-000001', {
        lines: [
          { ...issue('C2', '1'), lot: 'L1' },
          { ...issue('C2', '1'), lot: 'L2' },
        ],
      })
    expect(judge(consumptionMatchesBasis, source.end()).violations.count).toBe(0)
  })

  test('acquits half a unit in the last place per posting, and not more', () => {
    const rounded = (issued: string): number => {
      const source = journal()
      for (const key of ['MC-000001', 'MC-000002']) source.fact(key, { expect: [issue('C2', '0.004', { lot: 'L1' })] }).deliver(key)
      // Both in one document: what was rounded twice is rounded once.
      return judge(consumptionMatchesBasis, source.post(['MC-000001', 'MC-000002'], { lines: [issue('C2', issued, { lot: 'L1' })] }).end())
        .violations.count
    }
    expect(rounded('0.007')).toBe(0)
    expect(rounded('0.006')).toBe(1)
  })
})

describe('uom-conversion-exact', () => {
  const reported = (quantity: number, unit: string, base: string, posted: string): JournalBuilder =>
    journal()
      .fact('MC-000001', {
        yield: base,
        payload: { yield: { quantity, unit }, scrap: { quantity: 0, unit }, rework: { quantity: 0, unit } },
      })
      .deliver('MC-000001')
      .post('MC-000001', { lines: [{ measure: 'yield', quantity: posted }] })
  const grease = (posted: string): JournalBuilder =>
    journal()
      .fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '0.035', payload: { item: 'C2', quantity: 35, unit: 'G' } })
      .deliver('MI-000001')
      .post('MI-000001', { lines: [issue('C2', posted, { lot: 'L1' })] })

  test('convicts boxes that were posted as pieces', () => {
    const outcome = judge(uomConversionExact, reported(2, 'BOX', '24', '2').end())
    expect([outcome.judged, ...outcome.messages]).toMatchInlineSnapshot(`
      [
        1,
        "MC-000001: 2 BOX of FG-100 became 2 EA in document 4711; expected 24 EA (1 BOX = 12 EA).",
      ]
    `)
  })

  test('convicts grams that lost their decimals, or all they had', () => {
    expect(judge(uomConversionExact, grease('0.04').end()).messages).toMatchInlineSnapshot(`
      [
        "MI-000001: 35 G of C2 became 0.04 KG in document 4711; expected 0.035 KG (1 G = 1/1000 KG).",
      ]
    `)
    expect(judge(uomConversionExact, grease('0').end()).violations.byReason).toEqual({ 'rounded-to-zero': 1 })
  })

  test('leaves to people what is too little to be kept, also where nobody can see that they have it', () => {
    const speck = (exceptions: 'desk' | 'none'): number => {
      const payload = { item: 'C2', quantity: 0.4, unit: 'G' }
      const run = journal({ exceptions }).fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '0.0004', must: 'EITHER', payload })
      run.deliver('MI-000001').post('MI-000001', { lines: [issue('C2', '0', { lot: 'L1', sent: { quantity: '0.4', unit: 'G' } })] })
      return judge(uomConversionExact, run.end()).violations.count
    }
    expect([speck('desk'), speck('none')]).toEqual([1, 0])
  })

  test('convicts a line that does not keep what came over the wire', () => {
    const line = (quantity: string, unit: string) =>
      journal()
        .fact('MC-000001', { yield: '24' })
        .deliver('MC-000001')
        .post('MC-000001', { lines: [{ measure: 'yield', quantity: '24', sent: { quantity, unit } }] })
        .end()
    expect(judge(uomConversionExact, line('2', 'BOX')).violations.count).toBe(0)
    expect(judge(uomConversionExact, line('3', 'BOX')).messages).toMatchInlineSnapshot(`
      [
        "MC-000001: 3 BOX of FG-100 became 24 EA in document 4711; expected 36 EA (1 BOX = 12 EA).",
      ]
    `)
    expect(judge(uomConversionExact, line('2', 'PAL')).messages).toMatchInlineSnapshot(`
      [
        "MC-000001: 2 PAL of FG-100 became 24 EA in document 4711; FG-100 has no unit PAL.",
      ]
    `)
  })

  test('acquits the right conversion and half a unit in the last place', () => {
    expect(judge(uomConversionExact, reported(2, 'BOX', '24', '24').end())).toMatchObject({ judged: 1, violations: { count: 0 } })
    for (const posted of ['0.035', '0.0355', '0.0345'])
      expect(judge(uomConversionExact, grease(posted).end())).toMatchObject({ judged: 1, violations: { count: 0 } })
    expect(judge(uomConversionExact, grease('0.036').end()).violations.count).toBe(1)
  })

  test('acquits a residue on the final posting, so that the sum is exact', () => {
    const final: FlatEffect = { system: 'erp', measure: 'final', plant: 'P1', order: '100001', operation: '0010', quantity: '1' }
    const source = journal()
    for (const key of ['MI-000001', 'MI-000002', 'MI-000003']) {
      source
        .fact(key, {
          item: 'C2',
          lot: 'L1',
          expect: [issue('C2', '0.035', { lot: 'L1' }), ...(key === 'MI-000003' ? [final] : [])],
          payload: { item: 'C2', quantity: 35.4, unit: 'G' },
        })
        .deliver(key)
      source.post(key, { lines: [issue('C2', key === 'MI-000003' ? '0.036' : '0.035', { lot: 'L1' })] })
    }
    expect(judge(uomConversionExact, source.end())).toMatchObject({ judged: 3, violations: { count: 0 } })
  })

  test('leaves differences to others that are not about units: pieces, parts of a split, batches, reversals', () => {
    expect(judge(uomConversionExact, reported(10, 'EA', '10', '9').end())).toMatchObject({ judged: 0, violations: { count: 0 } })
    const split = journal()
      .fact('MC-000001', {
        yield: '24',
        payload: { yield: { quantity: 2, unit: 'BOX' }, scrap: { quantity: 0, unit: 'EA' }, rework: { quantity: 0, unit: 'EA' } },
      })
      .deliver('MC-000001')
    for (const part of ['#1', '#2'])
      split.post('MC-000001', { references: [`MC-000001${part}`], lines: [{ measure: 'yield', quantity: '12' }] })
    expect(judge(uomConversionExact, split.end()).judged).toBe(0)
    const reversed = reported(2, 'BOX', '24', '2')
      .post('MC-000001', { doc: '9', lines: [{ measure: 'yield', quantity: '24' }] })
      .reverse('4711', 'MC-000001')
    expect(judge(uomConversionExact, reversed.end())).toMatchObject({ judged: 1, violations: { count: 0 } })
  })
})

describe('no-negative-stock', () => {
  /** Stock of C1 is 5; 10 are received, then 12 issued. */
  const stock = (options: { enforce?: Readonly<Record<string, boolean>> } = {}): JournalBuilder =>
    journal({
      enforce: allowed,
      ...options,
      master: { balances: [{ plant: 'P1', item: 'C1', location: 'RM01', lot: '', stockType: 'unrestricted', quantity: '5' }] },
    })
      .fact('MC-000001', { expect: [receipt('C1', '10')] })
      .fact('MI-000001', { quantity: '12' })

  test('convicts an issue that overtook a receipt that was known', () => {
    const source = stock().deliver('MC-000001').deliver('MI-000001').wait(500).post('MI-000001').post('MC-000001')
    expect(judge(noNegativeStock, source.end()).messages).toMatchInlineSnapshot(`
      [
        "C1 at P1/RM01 in the ERP reached -7 with document 4711; the receipt of MC-000001 was known, and not posted yet.",
      ]
    `)
  })

  test('acquits the order of the source', () => {
    const source = stock().deliver('MC-000001').deliver('MI-000001').wait(500).post('MC-000001').post('MI-000001')
    expect(judge(noNegativeStock, source.end())).toMatchObject({ judged: 1, violations: { count: 0 } })
  })

  test('acquits a receipt that was not known, or not for longer than the grace', () => {
    expect(
      judge(noNegativeStock, stock().deliver('MI-000001').wait(500).post('MI-000001').deliver('MC-000001').post('MC-000001').end())
        .violations.count,
    ).toBe(0)
    expect(
      judge(noNegativeStock, stock().deliver('MI-000001').deliver('MC-000001').post('MI-000001').post('MC-000001').end()).violations.count,
    ).toBe(0)
  })

  test('acquits what is negative at the source itself', () => {
    const source = journal({ enforce: allowed, master: { balances: [] } })
      .fact('MC-000001', { expect: [receipt('C1', '10')] })
      .fact('MI-000001', { quantity: '12' })
    source.deliver('MC-000001').deliver('MI-000001').wait(500).post('MI-000001').post('MC-000001')
    expect(judge(noNegativeStock, source.end()).violations.count).toBe(0)
  })

  test('is not judged where the ERP refuses it', () => {
    const source = stock({ enforce: { negative_stock: true } })
      .deliver('MC-000001')
      .deliver('MI-000001')
      .wait(500)
      .post('MC-000001')
      .post('MI-000001')
    expect(judge(noNegativeStock, source.end()).notJudged).toBe('enforced by the system: ERP refuses it')
  })
})
