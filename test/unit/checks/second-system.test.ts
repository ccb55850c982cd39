import { describe, expect, test } from 'vitest'
import { businessDatePreserved } from '../../../src/checks/production/business-date-preserved.js'
import { closedPeriodRouted } from '../../../src/checks/production/closed-period-routed.js'
import { noEffectAfterClose } from '../../../src/checks/production/no-effect-after-close.js'
import { noNegativeStock } from '../../../src/checks/production/no-negative-stock.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'
import type { FlatEffect, LineOptions } from '../../support/journal-options.js'

const systems = [{ name: 'wms', title: 'WMS', short: 'WMS', books: true }]
const toWms = { system: 'wms' } as const

/** A period of the system is opened or closed by a step of the scenario. */
function period(source: JournalBuilder, system: string, from: string, after: 'open' | 'closed'): JournalBuilder {
  const dims = { company: 'C1', period: from }
  const base = { kind: 'effect', what: 'state', doc: '', docKind: 'period', plant: 'P1', references: [], group: 'status' } as const
  return source.push({ ...base, system, dims, entity: `period:C1/${from}`, after, step: 'period-1' })
}

const march = '2026-03-02T08:00:00+01:00'
const february = '2026-02-27T10:00:00+01:00'

describe('what happens in one system is nothing to another', () => {
  test('a period that closes there stays open here', () => {
    const run = period(journal({ systems }).fact('MC-000001', { occurredAt: march }), 'wms', '2026-03-01', 'closed')
    run.deliver('MC-000001').post('MC-000001', { postingDate: '2026-03-02' }).end()
    expect(judge(closedPeriodRouted, run)).toMatchObject({ judged: 0, messages: [] })
    const here = period(journal({ systems }).fact('MC-000001', { occurredAt: march }), 'erp', '2026-03-01', 'closed')
    here.deliver('MC-000001').post('MC-000001', { postingDate: '2026-03-02' }).end()
    expect(judge(closedPeriodRouted, here).violations.count).toBe(1)
  })

  test('a period that opens there stays closed here', () => {
    const run = period(journal({ systems }).fact('MC-000001', { occurredAt: february }), 'wms', '2026-02-01', 'open')
    run.deliver('MC-000001').post('MC-000001', { postingDate: '2026-02-27' }).end()
    expect(judge(closedPeriodRouted, run).violations.count).toBe(1)
    const dated = period(journal({ systems }).fact('MC-000001', { occurredAt: march }), 'wms', '2026-03-01', 'closed')
    dated.deliver('MC-000001').post('MC-000001', { postingDate: '2026-04-01', documentDate: '2026-03-02' }).end()
    expect(judge(businessDatePreserved, dated).violations.byReason).toEqual({ 'wrong-date': 1 })
  })

  test('a receipt that stands there is missing here', () => {
    const place = { plant: 'P1', item: 'C1', lot: '', location: 'RM01', stockType: 'unrestricted' } as const
    const receipt: LineOptions = { measure: 'receipt', ...place, quantity: '10' }
    const both: readonly FlatEffect[] = [
      { system: 'erp', ...receipt },
      { system: 'wms', ...receipt },
    ]
    const run = journal({ systems, enforce: { negative_stock: false }, master: { balances: [{ ...place, quantity: '5' }] } })
      .fact('MC-000001', { expect: both })
      .fact('MI-000001', { quantity: '12' })
      .deliver('MC-000001')
      .deliver('MI-000001')
      .wait(500)
      .post('MC-000001', { ...toWms, lines: [receipt] })
      .post('MI-000001')
      .post('MC-000001', { lines: [receipt] })
    expect(judge(noNegativeStock, run.end()).messages).toEqual([
      'C1 at P1/RM01 in the ERP reached -7 with document 4712; the receipt of MC-000001 was known, and not posted yet.',
    ])
  })

  test('documents of one number are two documents', () => {
    const lines: readonly LineOptions[] = [{ measure: 'yield', quantity: '10', plant: 'P1', order: '100001', operation: '0010' }]
    const run = journal({ systems }).fact('MC-000001').deliver('MC-000001')
    for (const system of ['erp', 'wms']) {
      const base = { kind: 'effect', what: 'state', doc: '', docKind: 'order', plant: 'P1', references: [], group: 'status' } as const
      const dims = { plant: 'P1', order: '100001' }
      run.push({ ...base, system, dims, entity: 'order:P1/100001', before: 'released', after: 'closed', step: 'close-1' })
    }
    run.post('MC-000001', { doc: '4711', lines }).post('MC-000001', { ...toWms, doc: '4711', lines })
    expect(judge(noEffectAfterClose, run.end()).messages.map((message) => message.replace(/, which.*/, ''))).toEqual([
      'Document 4711 was posted to order 100001 in the ERP',
      'Document 4711 was posted to order 100001 in the WMS',
    ])
  })
})
