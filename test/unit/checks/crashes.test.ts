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
  'a fact that had been passed over before the crash': () =>
    journal().fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002').post('MC-000002').crash(),
  'a fact of which a later one survived the crash': () =>
    journal().fact('MC-000001').fact('MC-000002', otherOrder).deliver('MC-000001').deliver('MC-000002').crash().post('MC-000002'),
}

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

  it('says that the check has nothing of its own to tell', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', locked).crash().end()
    const { judged, notJudged } = judge(ackImpliesDurable, run)
    expect([judged, notJudged]).toEqual([0, 'no crash explains 1 loss of what one found acknowledged: every-event-accounted tells of it'])
  })
})
