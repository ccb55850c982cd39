import { describe, expect, it } from 'vitest'
import { ackImpliesDurable } from '../../../src/checks/generic/ack-implies-durable.js'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

const locked = { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' } as const
const otherOrder = { order: '100002' }

/** Losses with a crash in between that is not their cause: what was lost, and what is to be read from the rest. */
const ofAnotherCause: Readonly<Record<string, () => JournalBuilder>> = {
  'a target that loses what no crash touched as well': () =>
    journal().fact('MC-000001').deliver('MC-000001').crash().fact('MC-000002').deliver('MC-000002'),
  'a target that loses what no crash touched, in an order in which nothing was lost before': () =>
    journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .crash()
      .fact('MC-000002', otherOrder)
      .deliver('MC-000002')
      .fact('MC-000003', { order: '100003' })
      .deliver('MC-000003')
      .post('MC-000003'),
  'a refusal that was dropped, before the crash': () =>
    journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', locked).crash(),
  'a refusal that was dropped, where what had no answer survived': () =>
    journal()
      .fact('MC-000001')
      .fact('MC-000002', otherOrder)
      .deliver('MC-000001')
      .deliver('MC-000002')
      .refuse('MC-000001', locked)
      .crash()
      .post('MC-000002'),
  'an answer that never came and was taken for success': () =>
    journal().fact('MC-000001').deliver('MC-000001').lostRequest('MC-000001').crash(),
  'a fact that was tried again after the crash, and dropped then': () =>
    journal().fact('MC-000001').deliver('MC-000001').crash().refuse('MC-000001', locked),
  'a fact that people had already, and that they closed without a posting': () =>
    journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .exception('MC-000001', { xid: 'X-1' })
      .crash()
      .exception('MC-000001', { xid: 'X-1', status: 'closed', resolution: 'posted' }),
  'a fact that was posted before the crash, and cancelled after it': () =>
    journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').crash().reverse('4711', 'MC-000001'),
  'a fact before what the crash lost, which waits for nothing': () =>
    journal()
      .fact('MC-000001')
      .fact('MC-000002')
      .deliver('MC-000002')
      .crash()
      .deliver('MC-000001')
      .fact('MC-000003', otherOrder)
      .deliver('MC-000003')
      .post('MC-000003'),
  'a fact that had been passed over before the crash': () =>
    journal().fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002').post('MC-000002').crash(),
  'a fact of which a later one survived the crash': () =>
    journal().fact('MC-000001').fact('MC-000002', otherOrder).deliver('MC-000001').deliver('MC-000002').crash().post('MC-000002'),
}

const closed = { status: 422, code: 'ORDER_CLOSED' } as const
const thirdOrder = { order: '100003' }

/** A refusal that was dropped before the crash, beside a loss that nothing but the crash explains. */
const droppedBeside = (): JournalBuilder =>
  journal()
    .fact('MC-000001')
    .fact('MC-000002', otherOrder)
    .deliver('MC-000001')
    .deliver('MC-000002')
    .refuse('MC-000001', locked)
    .crash()
    .fact('MC-000003', thirdOrder)
    .deliver('MC-000003')

/** Losses that only the crash explains. */
const ofTheCrash: Readonly<Record<string, readonly [number, () => JournalBuilder]>> = {
  'what nothing had happened to': [1, () => journal().fact('MC-000001').deliver('MC-000001').crash()],
  'what was under way': [1, () => journal().fact('MC-000001').deliver('MC-000001').arrive('MC-000001').crash()],
  'what was waiting for its next try, beside what waited behind it': [
    2,
    () => journal().fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002').refuse('MC-000001', locked).crash(),
  ],
  'what was not stored yet, where what came before it was': [
    1,
    () => journal().fact('MC-000001', otherOrder).fact('MC-000002').deliver('MC-000001').deliver('MC-000002').crash().post('MC-000001'),
  ],
  'what others wait behind for ever, where the target posts what waits for nothing': [
    1,
    () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .crash()
        .fact('MC-000002')
        .deliver('MC-000002')
        .fact('MC-000003', otherOrder)
        .deliver('MC-000003')
        .post('MC-000003'),
  ],
  'what was under way, although a later one of its order had been called for': [
    1,
    () =>
      journal().fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002').arrive('MC-000001').post('MC-000002').crash(),
  ],
  'what was passed over in a look-up alone': [
    2,
    () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002')
        .deliver('MC-000001')
        .deliver('MC-000002')
        .arrive('MC-000002', { operation: 'confirmation.query', posts: false, method: 'GET' })
        .crash(),
  ],
  'what is gone, where the later one was handed over anew after the crash': [
    1,
    () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002', otherOrder)
        .deliver('MC-000001')
        .deliver('MC-000002')
        .crash()
        .deliver('MC-000002')
        .post('MC-000002'),
  ],
  'what had been refused, where another refusal is dropped without a crash': [2, () => droppedBeside().refuse('MC-000003', closed)],
  'the rest, where the same refusal is dropped without a crash': [1, () => droppedBeside().refuse('MC-000003', locked)],
  'what was dropped at a refusal, where the crash that lost another fact is a later one: that fact alone': [
    1,
    () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .refuse('MC-000001', locked)
        .crash()
        .fact('MC-000002', otherOrder)
        .deliver('MC-000002')
        .crash(),
  ],
  'a confirmation, where only consumptions are lost without a crash': [
    1,
    () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .crash()
        .fact('MI-000001')
        .deliver('MI-000001')
        .fact('MC-000002')
        .deliver('MC-000002')
        .post('MC-000002'),
  ],
}

describe('what was acknowledged and is gone', () => {
  it.each(Object.entries(ofAnotherCause))('is not held against a crash: %s', (_, build) => {
    const run = build().end()
    expect(judge(ackImpliesDurable, run).messages).toEqual([])
    // It is lost all the same.
    expect(judge(everyEventAccounted, run).violations.first?.eids).toEqual(['mes:MC-000001'])
  })

  it.each(Object.entries(ofTheCrash))('is held against the crash: %s', (_, [count, build]) => {
    expect(judge(ackImpliesDurable, build().end()).violations.count).toBe(count)
  })

  it('asks nothing of what need not end, and of what others look after', () => {
    const ignored = journal().fact('MC-000001', { must: 'IGNORE' }).deliver('MC-000001').crash().end()
    const uncovered = journal().fact('MC-000001', { covered: false }).deliver('MC-000001').crash().end()
    expect([ignored, uncovered].map((run) => judge(ackImpliesDurable, run).judged)).toEqual([0, 0])
  })

  it('takes what was given up as it had to be for kept', () => {
    const run = journal().fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001').crash().deliver('MC-000001', 'given-up').end()
    expect(judge(ackImpliesDurable, run).messages).toEqual([])
  })

  it('says that the check has nothing of its own to tell', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', locked).crash().end()
    const { judged, notJudged } = judge(ackImpliesDurable, run)
    expect([judged, notJudged]).toEqual([0, 'no crash explains 1 loss of what one found acknowledged: every-event-accounted tells of it'])
  })
})
