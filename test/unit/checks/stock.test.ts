import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { noOrphanEffect } from '../../../src/checks/generic/no-orphan-effect.js'
import { crossSystemBalance } from '../../../src/checks/stock/cross-system-balance.js'
import { noNegativeStock } from '../../../src/checks/production/no-negative-stock.js'
import { stockConservation } from '../../../src/checks/stock/stock-conservation.js'
import { judge, type JournalBuilder } from '../../support/journal-builder.js'
import type { FlatEffect, LineOptions } from '../../support/journal-options.js'
import { lot, lotJournal } from '../../support/lots.js'

const movement = { operation: 'movement.create', path: '/goods-movements' } as const
const inErp = { ...lot, location: 'RM01' } as const
const inWms = { ...lot, location: 'A-01' } as const

/** 40 KG of a lot of 100 KG are given free, in the ERP and in the warehouse. */
const legs = (place: typeof inErp | typeof inWms, quantity = '40'): readonly LineOptions[] => [
  { ...place, measure: 'transfer', stockType: 'quality', quantity: `-${quantity}`, unit: 'KG' },
  { ...place, measure: 'transfer', stockType: 'unrestricted', quantity, unit: 'KG' },
]
const balance = (system: string, location: string, stockType: 'quality' | 'unrestricted', quantity: string) => ({
  system,
  plant: 'P1',
  item: 'C2',
  location,
  lot: 'L1',
  stockType,
  quantity,
})
const balances = [
  balance('erp', 'RM01', 'quality', '100'),
  balance('erp', 'RM01', 'unrestricted', '5'),
  balance('wms', 'A-01', 'quality', '100'),
  balance('wms', 'A-01', 'unrestricted', '5'),
]
const owes = (system: string, lines: readonly LineOptions[]): readonly FlatEffect[] => lines.map((line) => ({ system, ...line }))

function decided(): JournalBuilder {
  return lotJournal({ master: { balances } })
    .fact('QD-000001', {
      flow: 'lot-status',
      dims: lot,
      entity: 'lot:P1/L1',
      expect: [...owes('erp', legs(inErp)), ...owes('wms', legs(inWms))],
    })
    .deliver('QD-000001')
}
const erp = (run: JournalBuilder): JournalBuilder => run.post('QD-000001', { ...movement, lines: legs(inErp) })
const wms = (run: JournalBuilder): JournalBuilder =>
  run.post('QD-000001', { system: 'wms', operation: 'stock-status.change', path: '/stock-status-changes', lines: legs(inWms) })
const plain = (text: string | undefined): string => text?.replaceAll('\n ', '') ?? ''

describe('stock-conservation', () => {
  const correction = (quantity: string): LineOptions => ({
    ...inErp,
    measure: 'adjustment',
    stockType: 'unrestricted',
    quantity,
    unit: 'KG',
  })

  test('convicts a correction that stands for nothing, with what there is and should be', () => {
    const run = wms(erp(decided())).post([], { ...movement, doc: '99', references: ['RECON-1'], lines: [correction('-12')] })
    const { messages, judged } = judge(stockConservation, run.end())
    expect(judged).toBe(4)
    expect(plain(messages[0])).toBe(
      'C2 lot L1 at P1/RM01: the ERP has 33 KG, and there should be 45 KG: -12 KG are explained by nothing; document 99 stands for ' +
        'nothing that happened.',
    )
    expect(judge(noOrphanEffect, run).violations.count).toBe(1)
  })

  test('acquits what adds up, in parts, taken back and posted again, and what people have', () => {
    const count = (run: JournalBuilder): number => judge(stockConservation, run.end()).violations.count
    expect(count(wms(erp(decided())))).toBe(0)
    const again = decided()
      .post('QD-000001', { ...movement, doc: '1', lines: legs(inErp) })
      .reverse('1', 'QD-000001', movement)
    expect(count(wms(erp(again)))).toBe(0)
    expect(count(wms(decided().refuse('QD-000001', movement).exception('QD-000001')))).toBe(0)
    const step = {
      doc: '',
      docKind: 'warehouse-document',
      plant: 'P1',
      references: [],
      step: 'move-1',
      what: 'quantity',
      unit: 'KG',
    } as const
    const moved = decided().push({
      kind: 'effect',
      system: 'wms',
      measure: 'receipt',
      dims: { ...inWms, stockType: 'unrestricted' },
      quantity: '7',
      ...step,
    })
    expect(count(wms(erp(moved)))).toBe(0)
  })

  test('leaves what one fact explains to the check that owns that', () => {
    const of = (run: JournalBuilder) => judge(stockConservation, run.end())
    expect(of(wms(decided()))).toMatchObject({ violations: { count: 0 }, following: { owners: ['every-event-accounted'] } })
    expect(of(wms(erp(erp(decided()))))).toMatchObject({ violations: { count: 0 }, following: { owners: ['no-duplicate-effect'] } })
    const refused = { system: 'wms', operation: 'stock-status.change', path: '/stock-status-changes', code: 'STOCK_SHORT' } as const
    const left = erp(erp(decided())).refuse('QD-000001', refused).exception('QD-000001')
    expect(of(left)).toMatchObject({ violations: { count: 0 }, following: { owners: ['no-duplicate-effect'] } })
    const other = decided().post('QD-000001', { ...movement, lines: legs({ ...inErp, lot: 'L2' } as unknown as typeof inErp) })
    expect(of(wms(other)).following?.owners).toContain('effect-as-obliged')
  })

  test('does not judge where either end is right', () => {
    const either = lotJournal({ master: { balances } })
      .fact('QD-000001', { flow: 'lot-status', dims: lot, must: 'EITHER', expect: owes('erp', legs(inErp)) })
      .deliver('QD-000001')
    expect(judge(stockConservation, either.end()).judged).toBe(0)
  })
})

describe('cross-system-balance', () => {
  const of = (run: JournalBuilder) => judge(crossSystemBalance, run.end())

  test('convicts a decision that reached one of two systems, kind by kind', () => {
    const { messages, violations, judged } = of(erp(decided()))
    expect(judged).toBe(2)
    expect(violations.byReason).toEqual({ apart: 2 })
    expect(plain(messages[0])).toBe('C2 lot L1 in P1, quality: ERP 60 KG, WMS 100 KG; of what happened, WMS is off by 40 KG.')
    expect(plain(messages[1])).toBe('C2 lot L1 in P1, unrestricted: ERP 45 KG, WMS 5 KG; of what happened, WMS is off by -40 KG.')
  })

  test('acquits systems that agree, also in that both lack it, and what people have', () => {
    expect(of(wms(erp(decided()))).violations.count).toBe(0)
    expect(of(decided()).violations.count).toBe(0)
    expect(of(erp(decided()).refuse('QD-000001', { system: 'wms' }).exception('QD-000001')).violations.count).toBe(0)
  })

  test('does not take an exception for an excuse that was closed as posted', () => {
    const closed = erp(decided())
      .refuse('QD-000001', { system: 'wms' })
      .exception('QD-000001', { xid: 'X-1' })
      .exception('QD-000001', { xid: 'X-1', status: 'closed', resolution: 'posted' })
    expect(of(closed).violations.count).toBe(2)
    expect(judge(everyEventAccounted, closed).violations.byReason).toEqual({ short: 1 })
  })
})

test('no-negative-stock: a receipt that was posted for another report of it is not missing', () => {
  const receipt: LineOptions = { ...inErp, measure: 'receipt', stockType: 'quality', quantity: '10', unit: 'KG' }
  const taken: LineOptions = { ...inErp, measure: 'transfer', stockType: 'quality', quantity: '-10', unit: 'KG' }
  const about = { flow: 'lot-status', dims: lot, sequenceKey: null } as const
  const of = (posted: string): number => {
    const run = lotJournal({ master: { balances: [] }, enforce: {} })
      .fact('WR-000001', { ...about, expect: owes('erp', [receipt]), physId: 'receipt-1' })
      .fact('WL-000001', { ...about, expect: owes('erp', [receipt]), physId: 'receipt-1' })
      .fact('QD-000001', { ...about, expect: owes('erp', [taken]) })
    for (const key of ['WR-000001', 'WL-000001', 'QD-000001']) run.deliver(key)
    run.wait(1_000)
    // Into another kind of stock, which is another matter.
    if (posted !== '') run.post(posted, { ...movement, lines: [{ ...receipt, stockType: 'unrestricted' }] })
    return judge(noNegativeStock, run.post('QD-000001', { ...movement, lines: [taken] }).end()).violations.count
  }
  expect(of('')).toBe(1)
  expect([of('WL-000001'), of('WR-000001')]).toEqual([0, 0])
})
