import { describe, expect, it } from 'vitest'
import { ackImpliesDurable } from '../../../src/checks/generic/ack-implies-durable.js'
import { finalStateConverges } from '../../../src/checks/generic/final-state-converges.js'
import { journal, judge } from '../../support/journal-builder.js'

describe('ack-implies-durable', () => {
  it('convicts what was acknowledged, not posted, and gone after a crash', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').crash({ fault: 'kill-target-1' }).end()
    const { messages, judged, violations } = judge(ackImpliesDurable, run)
    expect(messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) was acknowledged at 0.060 s; after the crash at 0.070 s it has ' +
        'neither effect nor exception.',
    ])
    expect(judged).toBe(1)
    expect(violations.first?.records.map((seq) => run.records[seq - 1]?.kind)).toEqual([
      'fact',
      'offer',
      'exposed',
      'delivery',
      'target.killed',
    ])
  })

  it('leaves what no page ever contained to the check of loss', () => {
    const run = journal({ delivery: 'feed' })
      .fact('MC-000001')
      .offer('MC-000001', { channel: 'feed' })
      .outcome('MC-000001', 'acked')
      .crash()
      .end()
    expect(judge(ackImpliesDurable, run).judged).toBe(0)
  })

  it('convicts a cursor that had moved past the fact', () => {
    const run = journal({ delivery: 'feed' })
      .fact('MC-000001')
      .offer('MC-000001', { channel: 'feed' })
      .exposed('MC-000001', 'page')
      .outcome('MC-000001', 'acked')
      .crash()
      .end()
    expect(judge(ackImpliesDurable, run).violations.count).toBe(1)
  })

  const business = { code: 'OVER_CONFIRMATION' }
  const acquitted: Record<string, readonly [number, () => ReturnType<typeof journal>]> = {
    'what was posted after the crash': [1, () => journal().fact('MC-000001').deliver('MC-000001').crash().post('MC-000001')],
    'what was handed to people after the crash': [
      1,
      () => journal().fact('MC-000001').deliver('MC-000001').crash().refuse('MC-000001', business).exception('MC-000001'),
    ],
    'what was posted before the crash': [0, () => journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').crash()],
    'what was not acknowledged': [0, () => journal().fact('MC-000001').offer('MC-000001').exposed('MC-000001').crash()],
    'what was refused': [0, () => journal().fact('MC-000001').deliver('MC-000001', 'refused').crash()],
    'what was acknowledged after the crash': [0, () => journal().fact('MC-000001').crash().deliver('MC-000001')],
    'a cancelled pair': [
      2,
      () => journal().fact('MC-000001').fact('MR-000001', { reverses: 'MC-000001' }).deliver('MC-000001').deliver('MR-000001').crash(),
    ],
    'a run without a crash': [0, () => journal().fact('MC-000001').deliver('MC-000001')],
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, [judged, build]) => {
    expect(judge(ackImpliesDurable, build().end())).toMatchObject({ judged, messages: [] })
  })

  it('takes no stop of the target after the run for a crash', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').end().crash({ restart: false })
    expect(judge(ackImpliesDurable, run).judged).toBe(0)
  })
})

describe('final-state-converges', () => {
  const finished = () =>
    journal()
      .fact('MC-000001', { final: true })
      .fact('MC-000002', { operation: '0020', final: true })
      .deliver('MC-000001')
      .deliver('MC-000002')

  it('convicts an order that stayed behind its facts', () => {
    const run = finished()
      .post('MC-000001')
      .status('100001', 'released', 'partially-confirmed')
      .post('MC-000002', { lines: [{ measure: 'yield', quantity: '10' }] })
      .end()
    const { messages, judged } = judge(finalStateConverges, run)
    expect(messages).toEqual([
      'Order 100001 ended as partially-confirmed in the ERP; the MES finished 2 of its 2 operations (MC-000001 and ' +
        'MC-000002), so it is confirmed.',
    ])
    expect(judged).toBe(1)
  })

  it('convicts an order that was confirmed although its operations go on', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').status('100001', 'released', 'confirmed').end()
    expect(judge(finalStateConverges, run).messages).toMatchInlineSnapshot(`
      [
        "Order 100001 ended as confirmed in the ERP; the MES finished none of its operations, so it is partially-confirmed.",
      ]
    `)
  })

  it('acquits an order that is what its facts add up to', () => {
    const run = finished()
      .post('MC-000001')
      .status('100001', 'released', 'partially-confirmed')
      .post('MC-000002')
      .status('100001', 'partially-confirmed', 'confirmed')
      .end()
    expect(judge(finalStateConverges, run)).toMatchObject({ judged: 1, messages: [] })
  })

  const open = {
    'with people': () => finished().refuse('MC-000002').exception('MC-000002'),
    'with a cancellation': () => finished().fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001'),
    'that was completed technically': () => finished().status('100001', 'released', 'technically-complete', { step: 'teco' }),
  }
  it.each(Object.entries(open))('does not judge an order %s: more than one end is right', (_, build) => {
    expect(judge(finalStateConverges, build().end()).judged).toBe(0)
  })
})
