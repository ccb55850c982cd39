import { describe, expect, test } from 'vitest'
import { noRetryOfPermanent } from '../../../src/checks/generic/no-retry-of-permanent.js'
import { entityId } from '../../../src/domain/effect.js'
import type { AnswerClassName } from '../../../src/journal/records.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

/** Sent again and again after a refusal for good, with something in between. */
function retried(between: (source: JournalBuilder, nth: number) => unknown): number {
  const source = journal()
    .fact('MC-000001')
    .deliver('MC-000001')
    .fact('MC-000002', { plant: 'P2' })
    .deliver('MC-000002')
    .fact('MC-000003')
    .deliver('MC-000003')
  for (let nth = 1; nth <= 4; nth += 1) {
    source.refuse('MC-000001')
    between(source, nth)
  }
  return judge(noRetryOfPermanent, source.end().build()).violations.count
}

function lock(source: JournalBuilder, system: string, plant: string, order: string): unknown {
  const dims = { plant, order }
  const base = { doc: '', docKind: 'lock', plant, references: [], step: 'step-1', kind: 'effect', what: 'state' } as const
  return source.push({ ...base, system, entity: entityId('order', plant, order), dims, group: 'lock', after: 'unlocked' })
}

describe('what may have changed the mind of a system', () => {
  test('is nothing, where nothing happened', () => {
    expect(retried(() => undefined)).toBe(1)
  })

  test('is a posting for the same order in the same plant', () => {
    expect(retried((source) => source.post('MC-000003'))).toBe(0)
    expect(retried((source) => source.post('MC-000002'))).toBe(1)
  })

  test('is a state of the order in that system', () => {
    expect(retried((source) => lock(source, 'erp', 'P1', '100001'))).toBe(0)
    expect(retried((source) => lock(source, 'wms', 'P1', '100001'))).toBe(1)
    expect(retried((source) => lock(source, 'erp', 'P2', '100001'))).toBe(1)
  })

  test('is stock in that system, where stock was short', () => {
    const short = (system: string): number => {
      const source = journal().fact('MC-000001').deliver('MC-000001').fact('MC-000002', { order: '100002' }).deliver('MC-000002')
      for (let nth = 1; nth <= 4; nth += 1) {
        source.refuse('MC-000001', { code: 'NEGATIVE_STOCK' })
        source.arrive('MC-000002', { system }).effects('MC-000002').served({ effects: 1 }).answered(201)
        const last = source.records.findLast((record) => record.kind === 'effect')
        if (last) Object.assign(last, { system })
      }
      return judge(noRetryOfPermanent, source.end().build()).violations.count
    }
    expect([short('erp'), short('wms')]).toEqual([0, 1])
  })
})

describe('how often', () => {
  const refusedTimes = (times: number, source: JournalBuilder): ReturnType<typeof judge> => {
    for (let nth = 1; nth <= times; nth += 1) source.refuse('MC-000001')
    return judge(noRetryOfPermanent, source.end().build())
  }

  test('it is allowed, grows with deliveries and with lives of the target', () => {
    const delivered = (times: number): JournalBuilder => {
      const source = journal().fact('MC-000001')
      for (let nth = 1; nth <= times; nth += 1) source.deliver('MC-000001')
      return source
    }
    expect([2, 3, 4, 5, 6].map((times) => refusedTimes(times, delivered(1)).violations.count)).toEqual([0, 1, 1, 1, 1])
    expect([3, 4, 5].map((times) => refusedTimes(times, delivered(2)).violations.count)).toEqual([0, 0, 1])
    const crashed = (): JournalBuilder => delivered(1).refuse('MC-000001').crash()
    expect([1, 2, 3].map((times) => refusedTimes(times, crashed()).violations.count)).toEqual([0, 0, 1])
    expect(refusedTimes(5, delivered(2)).messages).toEqual([
      'MC-000001: sent again unchanged 4 times after OVER_CONFIRMATION; 2 allowed for 2 deliveries.',
    ])
  })

  test('it is asked for what is held, is how one learns that it may go on', () => {
    const held = (): JournalBuilder => journal().fact('MC-000001', { must: 'HOLD' }).deliver('MC-000001')
    expect(refusedTimes(5, held()).violations.count).toBe(0)
    const both = (times: number): number => {
      const source = journal().fact('MC-000001', { must: 'HOLD' }).fact('MC-000002').deliver('MC-000001').deliver('MC-000002')
      for (let nth = 1; nth <= times; nth += 1) source.refuse(['MC-000001', 'MC-000002'])
      return judge(noRetryOfPermanent, source.end().build()).violations.count
    }
    expect(both(5)).toBe(0)
  })

  test('nobody counts for a flow that others look after', () => {
    expect(refusedTimes(5, journal().fact('MC-000001', { covered: false }).deliver('MC-000001')).judged).toBe(0)
  })

  test('is counted anew after an answer that was not for good', () => {
    const source = journal().fact('MC-000001').deliver('MC-000001')
    const passing = { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' } as const
    source.refuse('MC-000001').refuse('MC-000001', passing)
    expect(refusedTimes(1, source).violations.count).toBe(0)
  })

  test('is told with the last reason', () => {
    const source = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001')
    source.refuse('MC-000001').refuse('MC-000001', { code: 'PERIOD_CLOSED' })
    expect(judge(noRetryOfPermanent, source.end().build()).messages).toEqual([
      'MC-000001: sent again unchanged 2 times after PERIOD_CLOSED; 1 allowed for 1 delivery.',
    ])
  })

  test('does not count a refusal that nobody saw', () => {
    const source = journal().fact('MC-000001').deliver('MC-000001')
    const unseen = { status: 422, answerClass: 'business', code: 'OVER_CONFIRMATION' } as const
    for (let nth = 1; nth <= 5; nth += 1) source.arrive('MC-000001').served(unseen).answered(null)
    expect(judge(noRetryOfPermanent, source.end().build())).toMatchObject({ judged: 0, violations: { count: 0 } })
  })
})

describe('a message of several commands', () => {
  /** The same message so many times; `answers` of each. */
  const sent = (answers: readonly AnswerClassName[], times: number): ReturnType<typeof judge> => {
    const keys = answers.map((_answer, index) => `MC-00000${index + 1}`)
    const source = journal()
    for (const key of keys) source.fact(key).deliver(key)
    for (let cid = 1; cid <= times; cid += 1) {
      source.arrive(keys)
      const lines = answers.map((answerClass, index) => ({
        status: answerClass === 'success' ? 200 : 422,
        answerClass,
        code: `CODE_${index + 1}`,
        eids: [`mes:${keys[index]}`],
        effects: 0,
      }))
      const answerClass = answers.find((each) => each !== 'success') ?? 'success'
      source.push({ kind: 'call.served', cid, status: 207, answerClass, effects: 0, lines }).answered(207)
    }
    return judge(noRetryOfPermanent, source.end().build())
  }

  test('is judged command by command', () => {
    const { violations, judged, messages } = sent(['transient', 'business'], 4)
    expect([judged, violations.count, violations.byReason]).toEqual([1, 1, { CODE_2: 1 }])
    expect(messages).toEqual(['MC-000002: sent again unchanged 3 times after CODE_2; 1 allowed for 1 delivery.'])
    expect(sent(['business', 'business'], 4).violations.count).toBe(2)
  })

  test('is innocent where nothing of it was refused for good, or it was not sent again', () => {
    expect(sent(['transient', 'success'], 4)).toMatchObject({ judged: 0, violations: { count: 0 } })
    expect(sent(['transient', 'business'], 2)).toMatchObject({ judged: 1, violations: { count: 0 } })
  })
})
