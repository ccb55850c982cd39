import { describe, expect, it } from 'vitest'
import { finalAfterPartials } from '../../../src/checks/production/final-after-partials.js'
import { lifecycleMonotonic } from '../../../src/checks/production/lifecycle-monotonic.js'
import { noEffectAfterClose } from '../../../src/checks/production/no-effect-after-close.js'
import { perKeyOrder } from '../../../src/checks/generic/per-key-order.js'
import { journal, judge } from '../../support/journal-builder.js'
import { productionOrder } from '../../support/journal-header.js'

const partialAndFinal = () => journal().fact('MC-000001').fact('MC-000002', { final: true })

describe('per-key-order', () => {
  it('convicts a final confirmation that was posted before a partial one that the target knew of', () => {
    const run = partialAndFinal().deliver('MC-000001').deliver('MC-000002').wait(500).post('MC-000002').post('MC-000001').end()
    const { messages, judged, violations } = judge(perKeyOrder, run)
    expect(messages).toEqual([
      'Order 100001 / 0010: MC-000002 (sequence 2, final) was applied at 0.620 s, before MC-000001 (sequence 1) at ' +
        '0.680 s, which the target knew of when call 1 went out.',
    ])
    expect(judged).toBe(1)
    expect(violations.first?.eids).toEqual(['mes:MC-000001', 'mes:MC-000002'])
  })

  it('convicts a final confirmation that was posted over a visible gap in the sequence', () => {
    const run = partialAndFinal().deliver('MC-000002').post('MC-000002').deliver('MC-000001').post('MC-000001').end()
    expect(judge(perKeyOrder, run).messages).toEqual([
      'Order 100001 / 0010: MC-000002 (sequence 2, final) was applied at 0.090 s, before MC-000001 (sequence 1) at ' +
        '0.180 s, which was visible as a gap in the sequence when call 1 went out.',
    ])
  })

  it('convicts a later fact that was posted before the final one of its operation', () => {
    const run = journal()
      .fact('MC-000001', { final: true })
      .fact('MI-000001')
      .deliver('MC-000001')
      .deliver('MI-000001')
      .post('MI-000001')
      .post('MC-000001')
      .end()
    expect(judge(perKeyOrder, run).messages).toEqual([
      'Order 100001 / 0010: MI-000001 (sequence 2) was applied at 0.120 s, before MC-000001 (sequence 1, final) at ' +
        '0.170 s, which was visible as a gap in the sequence when call 1 went out.',
    ])
  })

  it('convicts a cancellation that was posted before its original', () => {
    const run = journal()
      .fact('MC-000001')
      .fact('MR-000001', { reverses: 'MC-000001' })
      .deliver('MC-000001')
      .deliver('MR-000001')
      .post('MR-000001', { operation: 'confirmation.create' })
      .post('MC-000001')
      .end()
    expect(judge(perKeyOrder, run).violations.byReason).toEqual({ 'cancelled-before-posted': 1 })
  })

  const acquitted = {
    'partial confirmations that change places': () =>
      journal().fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002').post('MC-000002').post('MC-000001'),
    'other operations and other orders': () =>
      journal()
        .fact('MC-000001', { operation: '0010' })
        .fact('MC-000002', { operation: '0020', final: true })
        .fact('MC-000003', { order: '100002', final: true })
        .deliver('MC-000001')
        .deliver('MC-000002')
        .deliver('MC-000003')
        .post('MC-000003')
        .post('MC-000002')
        .post('MC-000001'),
    'the order of the source': () =>
      partialAndFinal().deliver('MC-000002').deliver('MC-000001').wait(500).post('MC-000001').post('MC-000002'),
    'one document that carries both': () => partialAndFinal().deliver('MC-000001').deliver('MC-000002').post(['MC-000002', 'MC-000001']),
    'an earlier fact that is with people': () =>
      partialAndFinal()
        .deliver('MC-000001')
        .deliver('MC-000002')
        .refuse('MC-000001')
        .exception('MC-000001')
        .post('MC-000002')
        .post('MC-000001'),
    'an earlier fact that was refused, where exceptions cannot be seen': () =>
      journal({ exceptions: 'none' })
        .fact('MC-000001')
        .fact('MC-000002', { final: true })
        .deliver('MC-000001')
        .deliver('MC-000002')
        .refuse('MC-000001')
        .post('MC-000002')
        .post('MC-000001'),
    'an earlier fact that was never applied: that is loss': () =>
      partialAndFinal().deliver('MC-000001').deliver('MC-000002').post('MC-000002'),
    'the amount of a final confirmation whose end comes last': () =>
      partialAndFinal()
        .deliver('MC-000001')
        .deliver('MC-000002')
        .post('MC-000002', { lines: [{ measure: 'yield', quantity: '10' }] })
        .post('MC-000001')
        .post('MC-000002', { lines: [{ measure: 'final', quantity: '1' }] }),
    'a later fact that is held back': () => partialAndFinal().deliver('MC-000001').deliver('MC-000002').post('MC-000001'),
    'an earlier fact whose first document was cancelled and posted again': () =>
      partialAndFinal()
        .deliver('MC-000001')
        .deliver('MC-000002')
        .post('MC-000001', { doc: 'D1', answer: 'lost' })
        .post('MC-000002')
        .reverse('D1', 'MC-000001')
        .post('MC-000001'),
    'facts for which no order is owed': () =>
      journal()
        .fact('MC-000001', { sequenceKey: null })
        .fact('MC-000002', { sequenceKey: null, final: true })
        .deliver('MC-000001')
        .deliver('MC-000002')
        .post('MC-000002')
        .post('MC-000001'),
    'a flow that the target does not cover': () =>
      journal()
        .fact('MC-000001', { covered: false })
        .fact('MC-000002', { final: true })
        .deliver('MC-000002')
        .post('MC-000002')
        .post('MC-000001'),
    'an overtaken state that was applied late without harm': () =>
      journal()
        .fact('MC-000001', { must: 'IGNORE' })
        .fact('MC-000002', { final: true })
        .deliver('MC-000002')
        .post('MC-000002')
        .deliver('MC-000001')
        .post('MC-000001'),
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(perKeyOrder, build().end()).messages).toEqual([])
  })
})

describe('final-after-partials', () => {
  it('convicts a final confirmation while known partial ones were pending', () => {
    const run = journal()
      .fact('MC-000001', { yield: '11' })
      .fact('MC-000002', { yield: '55' })
      .fact('MC-000003', { final: true })
      .deliver('MC-000001')
      .deliver('MC-000002')
      .deliver('MC-000003')
      .wait(500)
      .post('MC-000003')
      .post('MC-000001')
      .end()
    const { messages, judged } = judge(finalAfterPartials, run)
    expect(messages).toEqual([
      'The final confirmation MC-000003 of order 100001 / 0010 was posted at 0.660 s by document 4711, while MC-000001 ' +
        'and MC-000002 (66 EA yield) were known to the target and neither posted nor handed to people.',
    ])
    expect(judged).toBe(1)
  })

  it('says of one that was handed to people without need that it was', () => {
    const run = journal({ twin: true })
      .fact('MC-000001', { yield: '11' })
      .fact('MC-000002', { final: true })
      .deliver('MC-000001')
      .deliver('MC-000002')
      .refuse('MC-000001', { code: 'COMPONENT_NOT_ASSIGNED' })
      .twin('MC-000001', 'taken', { about: 'call' })
      .exception('MC-000001')
      .wait(500)
      .post('MC-000002')
      .end()
    expect(judge(finalAfterPartials, run).messages).toEqual([
      expect.stringMatching(/while MC-000001 .* was known to the target and not posted, but handed to people though nothing lasting stood/),
    ])
  })

  it('convicts it as well where the partial one is lost for good', () => {
    const run = partialAndFinal().deliver('MC-000001').deliver('MC-000002').wait(500).post('MC-000002').end()
    expect(judge(finalAfterPartials, run).violations.count).toBe(1)
  })

  it('convicts it as well where the partial one is cancelled later, and neither is posted', () => {
    const run = partialAndFinal()
      .fact('MR-000001', { reverses: 'MC-000001' })
      .deliver('MC-000001')
      .deliver('MC-000002')
      .wait(500)
      .post('MC-000002')
      .deliver('MR-000001')
      .end()
    expect(judge(finalAfterPartials, run).violations.count).toBe(1)
  })

  const acquitted = {
    'a partial one that came too short before to be known': () =>
      partialAndFinal().deliver('MC-000002').wait(500).deliver('MC-000001').post('MC-000002').post('MC-000001'),
    'a partial one that the process before the crash was shown, and nobody acknowledged': () =>
      partialAndFinal().deliver('MC-000001', 'indeterminate').crash().deliver('MC-000002').wait(500).post('MC-000002'),
    'a partial one that is with people': () =>
      partialAndFinal().deliver('MC-000001').deliver('MC-000002').refuse('MC-000001').exception('MC-000001').wait(500).post('MC-000002'),
    'a partial one in the same document': () =>
      partialAndFinal().deliver('MC-000001').deliver('MC-000002').wait(500).post(['MC-000001', 'MC-000002']),
    'a cancellation that came before its original was posted, and of which neither is': () =>
      journal()
        .fact('MC-000001')
        .fact('MR-000001', { reverses: 'MC-000001' })
        .fact('MC-000002', { final: true })
        .deliver('MR-000001')
        .deliver('MC-000001')
        .deliver('MC-000002')
        .wait(500)
        .post('MC-000002'),
    'a pair that was cancelled before posting': () =>
      journal()
        .fact('MC-000001')
        .fact('MR-000001', { reverses: 'MC-000001' })
        .fact('MC-000002', { final: true })
        .deliver('MC-000001')
        .deliver('MR-000001')
        .deliver('MC-000002')
        .wait(500)
        .post('MC-000002'),
    'a partial one that must be rejected': () =>
      journal()
        .fact('MC-000001', { must: 'REJECT' })
        .fact('MC-000002', { final: true })
        .deliver('MC-000001')
        .deliver('MC-000002')
        .wait(500)
        .post('MC-000002'),
    'a late partial one after technical completion': () =>
      partialAndFinal()
        .deliver('MC-000002')
        .post('MC-000002')
        .status('100001', 'released', 'technically-complete', { step: 'teco' })
        .deliver('MC-000001')
        .wait(500)
        .post('MC-000001'),
    'later facts of the operation': () =>
      journal()
        .fact('MC-000001', { final: true })
        .fact('MC-000002')
        .deliver('MC-000001')
        .deliver('MC-000002')
        .wait(500)
        .post('MC-000001')
        .post('MC-000002'),
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(finalAfterPartials, build().end())).toMatchObject({ judged: 1, messages: [] })
  })
})

describe('lifecycle-monotonic', () => {
  it('convicts a step backwards without a cancellation', () => {
    const run = partialAndFinal()
      .deliver('MC-000002')
      .post('MC-000002')
      .status('100001', 'released', 'confirmed')
      .post('MC-000001')
      .status('100001', 'confirmed', 'partially-confirmed')
      .end()
    const { messages, judged } = judge(lifecycleMonotonic, run)
    expect(messages).toEqual([
      'Order 100001 went from confirmed to partially-confirmed in the ERP, by call 2 for MC-000001, without a ' +
        'cancellation or a reopening in the source.',
    ])
    expect(judged).toBe(2)
  })

  it('convicts a step that the life of an order does not have', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').status('100001', 'released', 'closed').end()
    expect(judge(lifecycleMonotonic, run).messages).toMatchInlineSnapshot(`
      [
        "Order 100001 went from released to closed in the ERP, by call 1 for MC-000001, which is no step of its life.",
      ]
    `)
  })

  const acquitted = {
    'the way forward': () =>
      journal()
        .fact('MC-000001')
        .post('MC-000001')
        .status('100001', 'released', 'partially-confirmed')
        .post('MC-000001')
        .status('100001', 'partially-confirmed', 'confirmed'),
    'the same status again': () => journal().fact('MC-000001').post('MC-000001').status('100001', 'released', 'released'),
    'a way back by a cancellation': () =>
      journal()
        .fact('MC-000001')
        .post('MC-000001', { doc: 'D1' })
        .status('100001', 'released', 'confirmed')
        .reverse('D1', 'MC-000001')
        .status('100001', 'confirmed', 'released'),
    'what the scenario does itself': () =>
      journal()
        .status('100001', 'released', 'technically-complete', { step: 'teco' })
        .status('100001', 'technically-complete', 'released', { step: 'revoke-teco' })
        .fact('MC-000001')
        .post('MC-000001')
        .status('100001', 'released', 'partially-confirmed'),
    'the same order number in another plant': () => {
      const orders = [productionOrder('100001'), productionOrder('100001', { plant: 'P2', status: 'technically-complete' })]
      return journal({ master: { orders } })
        .fact('MC-000001')
        .post('MC-000001')
        .status('100001', 'released', 'partially-confirmed')
        .status('100001', 'technically-complete', 'closed', { plant: 'P2' })
    },
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    const { messages, judged } = judge(lifecycleMonotonic, build().end())
    expect(messages).toEqual([])
    expect(judged).toBeGreaterThan(0)
  })
})

describe('no-effect-after-close', () => {
  it('convicts a posting to a closed order, once per document', () => {
    const run = journal()
      .fact('MC-000001', { scrap: '2' })
      .status('100001', 'released', 'closed', { step: 'close' })
      .wait(1_000)
      .deliver('MC-000001')
      .post('MC-000001')
      .end()
    const { messages, violations, judged } = judge(noEffectAfterClose, run)
    expect(messages).toMatchInlineSnapshot(`
      [
        "Document 4711 was posted to order 100001 in the ERP, which was closed 1.050 s before.",
      ]
    `)
    expect([violations.count, judged]).toEqual([1, 1])
  })

  it('tells documents of one number apart by their plant', () => {
    const orders = ['P1', 'P2'].map((plant) => productionOrder('100001', { plant, status: 'closed' }))
    const run = journal({ master: { orders } })
      .fact('MC-000001')
      .fact('MC-000002', { plant: 'P2' })
      .deliver('MC-000001')
      .deliver('MC-000002')
      .post('MC-000001', { doc: 'D1' })
      .post('MC-000002', { doc: 'D1' })
      .end()
    expect(judge(noEffectAfterClose, run).violations.count).toBe(2)
  })

  it('convicts a posting to an order that was closed from the start', () => {
    const run = journal({ master: { orders: [productionOrder('100001', { status: 'closed' })] } })
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001')
      .end()
    expect(judge(noEffectAfterClose, run).messages).toMatchInlineSnapshot(`
      [
        "Document 4711 was posted to order 100001 in the ERP, which was closed before the run.",
      ]
    `)
  })

  const acquitted = {
    'a posting after technical completion': [
      0,
      () => journal().fact('MC-000001').status('100001', 'released', 'technically-complete', { step: 'teco' }).post('MC-000001'),
    ],
    'a refusal by the closed order': [
      1,
      () =>
        journal().fact('MC-000001').status('100001', 'released', 'closed', { step: 'close' }).refuse('MC-000001', { code: 'ORDER_CLOSED' }),
    ],
    'a posting before the closing': [
      1,
      () => journal().fact('MC-000001').post('MC-000001').status('100001', 'released', 'closed', { step: 'close' }),
    ],
    'another order': [
      1,
      () => journal().fact('MC-000001', { order: '100002' }).status('100001', 'released', 'closed', { step: 'close' }).post('MC-000001'),
    ],
  } as const
  it.each(Object.entries(acquitted))('acquits %s', (_, [judged, build]) => {
    expect(judge(noEffectAfterClose, build().end())).toMatchObject({ judged, messages: [] })
  })
})
