import { describe, expect, test } from 'vitest'
import { rateLimitRespected } from '../../../src/checks/generic/rate-limit-respected.js'
import type { Outcome } from '../../../src/checks/contract.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

const throttled = { status: 429, code: 'TOO_MANY_REQUESTS', answerClass: 'transient', retryAfter_ms: 2_000 } as const
const start = (): JournalBuilder => journal().fact('MC-000001').deliver('MC-000001')
const judged = (source: JournalBuilder): Outcome => judge(rateLimitRespected, source.end().build())
const count = (source: JournalBuilder): number => judged(source).violations.count

/** Refused, and something else so many milliseconds later. */
const after = (ms: number, then: (source: JournalBuilder) => JournalBuilder = (source) => source.post('MC-000001')): number =>
  count(then(start().refuse('MC-000001', throttled).wait(ms)))

describe('a request that was told when to come back', () => {
  test('is early before that, and says by how much', () => {
    const { violations } = judged(start().refuse('MC-000001', throttled).wait(500).post('MC-000001'))
    expect(violations.byReason).toEqual({ 'too-early': 1 })
    const [refused, again] = violations.first?.message.split('; ') ?? []
    expect(refused).toMatch(/^The ERP refused MC-000001 .*with TOO_MANY_REQUESTS \(429\) at .* and asked for 2\.0 s \(Retry-After\)$/)
    expect(again).toMatch(/^it was sent again at .*, 1\.5 s too early\.$/)
    expect(violations.first?.records).toHaveLength(3)
  })

  test('may come from then on; a timer may be a little fast', () => {
    expect([after(2_001), after(1_800), after(1_500)]).toEqual([0, 0, 1])
  })

  test('is early each time, and as early as it was', () => {
    const source = start().refuse('MC-000001', throttled).wait(100).refuse('MC-000001', throttled).wait(1_000).post('MC-000001')
    expect(count(source)).toBe(2)
  })

  test('is a case also where nobody repeats it', () => {
    expect(judged(start().refuse('MC-000001', throttled))).toMatchObject({ judged: 1, violations: { count: 0 } })
  })
})

describe('is not early', () => {
  test('a request that was told nothing', () => {
    expect(count(start().refuse('MC-000001', { status: 409, code: 'CONFLICT', answerClass: 'transient' }).post('MC-000001'))).toBe(0)
  })

  test('another fact: the wait is for what was refused', () => {
    expect(count(start().fact('MC-000002').deliver('MC-000002').refuse('MC-000001', throttled).post('MC-000002'))).toBe(0)
  })

  test('another operation, another system, another part of the fact', () => {
    expect(
      after(10, (source) => source.arrive('MC-000001', { operation: 'confirmation.query', posts: false, method: 'GET' }).answered(200)),
    ).toBe(0)
    expect(after(10, (source) => source.arrive('MC-000001', { system: 'wms' }).answered(201))).toBe(0)
    const parts = (second: string): number => {
      const source = start().arrive('MC-000001')
      Object.assign(source.records.at(-1) ?? {}, { keys: ['MC-000001#1'] })
      source
        .served({ status: 429, code: 'TOO_MANY_REQUESTS', answerClass: 'transient' })
        .answered(429, { retryAfter_ms: 2_000 })
        .arrive('MC-000001')
      Object.assign(source.records.at(-1) ?? {}, { keys: [second] })
      return count(source.answered(201))
    }
    expect([parts('MC-000001#1'), parts('MC-000001#2')]).toEqual([1, 0])
  })

  test('a life of the target that knows nothing of it', () => {
    expect(after(10, (source) => source.crash().post('MC-000001'))).toBe(0)
  })

  test('what a further delivery brings: it does not know what the first one was told; once for each', () => {
    const twice = start().deliver('MC-000001').refuse('MC-000001', throttled).wait(10)
    expect(count(twice.refuse('MC-000001', throttled))).toBe(0)
    expect(count(start().deliver('MC-000001').refuse('MC-000001', throttled).refuse('MC-000001', throttled).post('MC-000001'))).toBe(1)
  })

  test('where the refusal never reached its caller', () => {
    const lost = start().arrive('MC-000001').served({ status: 429, answerClass: 'transient' }).answered(null, { fault: 'cut-answer-1' })
    expect(count(lost.post('MC-000001'))).toBe(0)
  })

  test('a fact that the target does not cover', () => {
    expect(
      count(journal().fact('MC-000001', { covered: false }).deliver('MC-000001').refuse('MC-000001', throttled).post('MC-000001')),
    ).toBe(0)
  })
})
