import { describe, expect, it } from 'vitest'
import { operationPredecessorBalance } from '../../../src/checks/production/operation-predecessor-balance.js'
import { orderQuantityBalance } from '../../../src/checks/production/order-quantity-balance.js'
import { reversalNetsToZero } from '../../../src/checks/generic/reversal-nets-to-zero.js'
import { journal, judge } from '../../support/journal-builder.js'
import { masterData } from '../../support/journal-header.js'

describe('operation-predecessor-balance', () => {
  const twoSteps = (first: string, second: string, order = '100001') =>
    journal()
      .fact('MC-000001', { order, operation: '0010', yield: first })
      .fact('MC-000002', { order, operation: '0020', yield: second })
      .deliver('MC-000001')
      .deliver('MC-000002')

  it('convicts an operation that has more than the one before it handed on', () => {
    const run = twoSteps('10', '10').post('MC-000001').post('MC-000002').post('MC-000002').end()
    const { messages, judged } = judge(operationPredecessorBalance, run)
    expect(messages).toEqual([
      'Order 100001: operation 0020 has 20 EA good, more than the 10 EA that operation 0010 handed on; by the MES it ' +
        'is 10 EA after 10 EA.',
    ])
    expect(judged).toBe(1)
  })

  it('convicts a predecessor that was lost', () => {
    expect(judge(operationPredecessorBalance, twoSteps('10', '10').post('MC-000002').end()).messages).toEqual([
      'Order 100001: operation 0020 has 10 EA good, more than the 0 EA that operation 0010 handed on; by the MES it is ' +
        '10 EA after 10 EA.',
    ])
  })

  const acquitted = {
    'what balances': () => twoSteps('10', '8').post('MC-000002').post('MC-000001'),
    'what the source itself reports': () => twoSteps('5', '10').post('MC-000001').post('MC-000002'),
    'a predecessor that is with people': () => twoSteps('10', '10').refuse('MC-000001').exception('MC-000001').post('MC-000002'),
    'a parallel routing': () => twoSteps('10', '10', '100003').post('MC-000002'),
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(operationPredecessorBalance, build().end()).messages).toEqual([])
  })

  it('says when the ERP enforces it, instead of passing it', () => {
    const run = journal({ enforce: { operation_predecessor: true } })
      .fact('MC-000001', { operation: '0010' })
      .fact('MC-000002', { operation: '0020' })
      .post('MC-000001')
      .post('MC-000002')
      .end()
    expect(judge(operationPredecessorBalance, run).notJudged).toMatchInlineSnapshot(
      `"enforced by the ERP: it refuses what the operation before did not hand on"`,
    )
  })
})

describe('order-quantity-balance, of facts that people have', () => {
  /** So many confirmations of ten pieces that people have, and documents of all of them that post so much all the same. */
  const posted = (facts: number, ...quantities: readonly string[]): number => {
    const run = journal()
    const keys = Array.from({ length: facts }, (_, index) => `MC-${String(index + 1).padStart(6, '0')}`)
    for (const key of keys) run.fact(key, { yield: '10' }).deliver(key).refuse(key).exception(key)
    for (const quantity of quantities) run.post(keys, { lines: [{ measure: 'yield', quantity }] })
    return judge(orderQuantityBalance, run.end()).violations.count
  }

  it('takes any of them for posted or not, and no part of one', () => {
    expect([posted(3), posted(3, '10'), posted(3, '20'), posted(3, '30')]).toEqual([0, 0, 0, 0])
    expect([posted(3, '15'), posted(3, '40')]).toEqual([1, 1])
    expect([posted(12, '120'), posted(12, '25')]).toEqual([0, 1])
  })

  it('asks of very many only whether they could make so much', () => {
    expect([posted(13, '25'), posted(13, '130')]).toEqual([0, 0])
    expect(posted(13, '131')).toBe(1)
  })
})

describe('reversal-nets-to-zero', () => {
  const pair = () => journal().fact('MC-000001').fact('MR-000001', { reverses: 'MC-000001' }).deliver('MC-000001').deliver('MR-000001')

  it('convicts a cancellation that was dropped because its original was unknown', () => {
    const run = pair()
      .refuse('MR-000001', { status: 404, code: 'UNKNOWN_DOCUMENT', operation: 'confirmation.query' })
      .post('MC-000001')
      .end()
    const { messages, judged, violations } = judge(reversalNetsToZero, run)
    expect(messages).toEqual([
      'MC-000001 was cancelled by MR-000001, but the net effect in the ERP is 10 EA yield on order 100001 / 0010, not ' +
        '0 EA (document 4711, no cancellation is posted).',
    ])
    expect([judged, violations.byReason]).toEqual([1, { 'not-cancelled': 1 }])
  })

  it('convicts an original that was posted twice and cancelled once', () => {
    const run = pair().post('MC-000001', { doc: 'D1' }).post('MC-000001', { doc: 'D2' }).reverse('D1', 'MR-000001').end()
    expect(judge(reversalNetsToZero, run).messages).toEqual([
      'MC-000001 was cancelled by MR-000001, but the net effect in the ERP is 10 EA yield on order 100001 / 0010, not ' +
        '0 EA (documents D1, D2 and 4713).',
    ])
  })

  it('convicts a cancellation of a document that never was', () => {
    const run = pair()
      .post('MC-000001', { doc: 'D1' })
      .reverse('D9', 'MR-000001', { lines: [{ measure: 'yield', quantity: '-10' }] })
      .end()
    expect(judge(reversalNetsToZero, run).messages).toMatchInlineSnapshot(`
      [
        "Document 4712 cancels document D9, which was never posted in the ERP.",
      ]
    `)
  })

  it('convicts a document that was cancelled twice', () => {
    const run = pair()
      .post('MC-000001', { doc: 'D1' })
      .reverse('D1', 'MR-000001', { doc: 'R1' })
      .reverse('D1', 'MR-000001', { doc: 'R2' })
      .end()
    expect(judge(reversalNetsToZero, run).messages).toEqual([
      'MC-000001 was cancelled by MR-000001, but the net effect in the ERP is -10 EA yield on order 100001 / 0010, not ' +
        '0 EA (documents D1, R1 and R2).',
      'Document D1 posted 10 EA yield on order 100001 / 0010, and documents R1 and R2 took back 20 EA.',
    ])
  })

  const master = masterData()
  const acquitted = {
    'posted, then cancelled': () => pair().post('MC-000001', { doc: 'D1' }).reverse('D1', 'MR-000001'),
    'cancelled under the name of the original': () => pair().post('MC-000001', { doc: 'D1' }).reverse('D1', 'MC-000001'),
    'neither posted': () => pair(),
    'a cancellation with people while its original has not arrived': () =>
      journal({ master }).fact('MC-000001').fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001').exception('MR-000001'),
    'a cancellation that was refused for good and handed to people': () =>
      pair().post('MC-000001').refuse('MR-000001', { code: 'PERIOD_CLOSED' }).exception('MR-000001'),
    'a cancellation that was never offered': () =>
      journal().fact('MC-000001').fact('MR-000001', { reverses: 'MC-000001' }).deliver('MC-000001').post('MC-000001'),
    'a doubtful posting of its own that the target cancelled before following the source': () =>
      pair()
        .post('MC-000001', { doc: 'D1', answer: 'lost' })
        .reverse('D1', 'MC-000001')
        .post('MC-000001', { doc: 'D2' })
        .reverse('D2', 'MR-000001'),
    'two documents of a split, both cancelled': () =>
      pair()
        .post('MC-000001', { doc: 'D1', references: ['MC-000001#1'], lines: [{ measure: 'yield', quantity: '4' }] })
        .post('MC-000001', { doc: 'D2', references: ['MC-000001#2'], lines: [{ measure: 'yield', quantity: '6' }] })
        .reverse('D1', 'MR-000001')
        .reverse('D2', 'MR-000001'),
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(reversalNetsToZero, build().end()).messages).toEqual([])
  })
})
