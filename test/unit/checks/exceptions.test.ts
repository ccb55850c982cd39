import { describe, expect, test } from 'vitest'
import { exceptionActionable } from '../../../src/checks/generic/exception-actionable.js'
import { exceptionClosedOnce } from '../../../src/checks/generic/exception-closed-once.js'
import { noRetryOfPermanent } from '../../../src/checks/generic/no-retry-of-permanent.js'
import { poisonIsolated } from '../../../src/checks/generic/poison-isolated.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

const fact = (options: Parameters<typeof journal>[0] = {}): JournalBuilder => journal(options).fact('MC-000001').deliver('MC-000001')

describe('poison-isolated', () => {
  const poison = (attempts: number, options: Parameters<typeof journal>[0] = {}): JournalBuilder => {
    const source = journal(options).fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001')
    for (let attempt = 0; attempt < attempts; attempt += 1) source.refuse('MC-000001', { bodyHash: `body ${attempt}` })
    return source
  }

  test('convicts a fact that nobody was told of', () => {
    expect(judge(poisonIsolated, poison(3).end()).messages).toMatchInlineSnapshot(`
      [
        "MC-000001 (confirmation of order 100001 / 0010) must be rejected: 3 attempts, no exception, and not returned to its
         sender.",
      ]
    `)
  })

  test('convicts hammering, though people were told', () => {
    expect(judge(poisonIsolated, poison(11).exception('MC-000001').end()).messages).toMatchInlineSnapshot(`
      [
        "MC-000001 (confirmation of order 100001 / 0010) must be rejected: 11 attempts, 10 are allowed for 1 delivery.",
      ]
    `)
  })

  test('acquits an exception, a return to the sender, and as many attempts as each delivery may bring', () => {
    expect(judge(poisonIsolated, poison(10).exception('MC-000001').end())).toMatchObject({ judged: 1, violations: { count: 0 } })
    expect(judge(poisonIsolated, poison(1).deliver('MC-000001', 'given-up').end()).violations.count).toBe(0)
    expect(judge(poisonIsolated, poison(20).deliver('MC-000001').exception('MC-000001').end()).violations.count).toBe(0)
  })

  test('does not judge who was told without a place for exceptions, and still counts attempts', () => {
    const outcome = judge(poisonIsolated, poison(3, { exceptions: 'none' }).end())
    expect([outcome.violations.count, outcome.notes?.length]).toEqual([0, 1])
    expect(judge(poisonIsolated, poison(11, { exceptions: 'none' }).end()).violations.byReason).toEqual({ hammered: 1 })
  })
})

describe('no-retry-of-permanent', () => {
  const count = (source: JournalBuilder): number => judge(noRetryOfPermanent, source.end()).violations.count

  test('convicts an identical request after a definite refusal', () => {
    const source = fact().refuse('MC-000001').refuse('MC-000001').refuse('MC-000001')
    const outcome = judge(noRetryOfPermanent, source.end())
    expect(outcome.messages).toMatchInlineSnapshot(`
      [
        "MC-000001: sent again unchanged 2 times after OVER_CONFIRMATION; 1 allowed for 1 delivery.",
      ]
    `)
    expect(outcome.violations.first?.records).toHaveLength(4)
  })

  test('acquits one retry per delivery, and the attempt that a further delivery brings', () => {
    expect(judge(noRetryOfPermanent, fact().refuse('MC-000001').refuse('MC-000001').end())).toMatchObject({
      judged: 1,
      violations: { count: 0 },
    })
    const twice = fact().refuse('MC-000001').refuse('MC-000001').deliver('MC-000001').refuse('MC-000001').refuse('MC-000001')
    expect(count(twice)).toBe(0)
    expect(count(twice.refuse('MC-000001'))).toBe(1)
  })

  test('acquits another body', () => {
    const source = fact()
    for (const bodyHash of ['a', 'b', 'c', 'd']) source.refuse('MC-000001', { bodyHash })
    expect(count(source)).toBe(0)
  })

  test.each([
    [423, 'ORDER_LOCKED', 'transient'],
    [429, 'THROTTLED', 'transient'],
    [503, 'UNAVAILABLE', 'transient'],
    [409, 'DUPLICATE_REFERENCE', 'duplicate'],
  ] as const)('acquits retries after %i %s', (status, code, answerClass) => {
    const source = fact()
    for (let attempt = 0; attempt < 5; attempt += 1) source.refuse('MC-000001', { status, code, answerClass })
    expect(count(source)).toBe(0)
  })

  test('acquits retries of a refusal that the target never saw', () => {
    const source = fact()
    for (let attempt = 0; attempt < 5; attempt += 1)
      source.arrive('MC-000001').served({ status: 422, answerClass: 'business', code: 'OVER_CONFIRMATION' }).answered(null)
    expect(count(source)).toBe(0)
  })

  test('acquits retries after something changed: a period, the order, stock where it was short', () => {
    const period = fact()
    const order = fact()
    const stock = fact().fact('MI-000001', { order: '100002' }).deliver('MI-000001')
    for (let attempt = 0; attempt < 4; attempt += 1) {
      period
        .refuse('MC-000001', { code: 'PERIOD_CLOSED' })
        .push({
          kind: 'effect',
          system: 'erp',
          what: 'state',
          entity: 'period:C1/2026-02-01',
          dims: { company: 'C1', period: '2026-02-01' },
          group: 'status',
          before: 'closed',
          after: 'open',
          doc: '',
          docKind: 'period',
          plant: 'P1',
          references: [],
          step: 's',
        })
      order.refuse('MC-000001', { code: 'ORDER_NOT_RELEASED' }).status('100001', 'created', 'released', { step: 's' })
      stock.refuse('MC-000001', { code: 'NEGATIVE_STOCK' }).post('MI-000001')
    }
    expect([count(period), count(order), count(stock)]).toEqual([0, 0, 0])
  })

  test('acquits a life that does not know what the one before had tried', () => {
    expect(count(fact().refuse('MC-000001').refuse('MC-000001').crash().refuse('MC-000001'))).toBe(0)
  })

  test('has no case where nothing was refused for good', () => {
    expect(judge(noRetryOfPermanent, fact().post('MC-000001').end()).judged).toBe(0)
  })
})

describe('exception-actionable', () => {
  test('convicts an exception that people can do nothing with', () => {
    const source = fact().exception('MC-000001', { class: 'strange', owner: '', reason: ' ' })
    expect(judge(exceptionActionable, source.end()).messages).toMatchInlineSnapshot(`
      [
        "Exception X-0001 (MC-000001) lacks a known class (it has strange), a reason and an owner.",
      ]
    `)
  })

  test('convicts several open exceptions for one fact', () => {
    expect(judge(exceptionActionable, fact().exception('MC-000001').exception('MC-000001').end()).messages).toMatchInlineSnapshot(`
      [
        "2 open exceptions for MC-000001: X-0001 and X-0002.",
      ]
    `)
  })

  test('acquits one that says it all, one for several facts, and one that was closed before the next', () => {
    const source = fact()
      .fact('MC-000002')
      .exception(['MC-000001', 'MC-000002'])
      .exception('MC-000001', { xid: 'X-0001', status: 'closed', resolution: 'posted' })
      .exception('MC-000001')
    expect(judge(exceptionActionable, source.end())).toMatchObject({ judged: 2, violations: { count: 0 } })
  })

  test.each([['file'], ['log'], ['http'], ['nack'], ['none']] as const)('is not judged where exceptions come from %s', (exceptions) => {
    expect(judge(exceptionActionable, fact({ exceptions }).exception('MC-000001', { owner: '' }).end()).notJudged).toBeDefined()
  })
})

describe('exception-closed-once', () => {
  const closed = (
    resolution: string | undefined,
    reason = 'entered by hand',
  ): { xid: string; status: 'closed'; reason: string; resolution?: string } => ({
    xid: 'X-0001',
    status: 'closed',
    reason,
    ...(resolution !== undefined && { resolution }),
  })

  test('convicts an open exception for a fact that is posted', () => {
    expect(judge(exceptionClosedOnce, fact().exception('MC-000001').post('MC-000001').end()).messages).toMatchInlineSnapshot(`
      [
        "MC-000001 is posted (document 4711), but exception X-0001 is open.",
      ]
    `)
  })

  test.each([
    ['closed as posted, and is not', closed('posted'), false, 'Exception X-0001 was closed as posted, but MC-000001 is not.'],
    ['discarded without a reason', closed('discarded', ''), false, 'Exception X-0001 (MC-000001) was discarded without a reason.'],
    ['discarded, and is posted', closed('discarded'), true, 'Exception X-0001 was discarded, but MC-000001 is posted (document 4711).'],
    ['closed without saying how', closed(undefined), false, 'Exception X-0001 was closed without saying how, and MC-000001 is not posted.'],
  ])('convicts one that was %s', (_, change, posted, message) => {
    const source = fact().exception('MC-000001').exception('MC-000001', change)
    const outcome = judge(exceptionClosedOnce, (posted ? source.post('MC-000001') : source).end())
    expect(outcome.messages).toEqual([message])
  })

  test('acquits open for what is not posted, closed for what is, discarded with a reason', () => {
    expect(judge(exceptionClosedOnce, fact().exception('MC-000001').end())).toMatchObject({ judged: 1, violations: { count: 0 } })
    expect(
      judge(exceptionClosedOnce, fact().exception('MC-000001').post('MC-000001').exception('MC-000001', closed('posted')).end()).violations
        .count,
    ).toBe(0)
    expect(
      judge(exceptionClosedOnce, fact().exception('MC-000001').exception('MC-000001', closed('discarded')).end()).violations.count,
    ).toBe(0)
  })

  test('acquits one over several facts as long as one of them needs it, and one in doubt', () => {
    const several = fact().fact('MC-000002').deliver('MC-000002').exception(['MC-000001', 'MC-000002']).post('MC-000001')
    expect(judge(exceptionClosedOnce, several.end()).violations.count).toBe(0)
    const doubt = journal()
      .fact('MC-000001', { must: 'EITHER' })
      .deliver('MC-000001')
      .post('MC-000001', { answer: 'lost' })
      .exception('MC-000001')
    expect(judge(exceptionClosedOnce, doubt.end()).violations.count).toBe(0)
  })

  test('acquits one that was closed in favour of another', () => {
    expect(
      judge(exceptionClosedOnce, fact().exception('MC-000001').exception('MC-000001').exception('MC-000001', closed(undefined)).end())
        .violations.count,
    ).toBe(0)
  })

  test('is judged for an HTTP list, and not where closing cannot be seen', () => {
    expect(judge(exceptionClosedOnce, fact({ exceptions: 'http' }).exception('MC-000001').post('MC-000001').end()).violations.count).toBe(1)
    for (const exceptions of ['file', 'log', 'nack', 'none'] as const) {
      expect(judge(exceptionClosedOnce, fact({ exceptions }).exception('MC-000001').post('MC-000001').end()).notJudged).toBeDefined()
    }
  })
})
