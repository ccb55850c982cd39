import { describe, expect, it } from 'vitest'
import { eventualPosting } from '../../../src/checks/generic/eventual-posting.js'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { journal, judge } from '../../support/journal-builder.js'

describe('every-event-accounted', () => {
  it('convicts a target that takes everything and posts nothing', () => {
    const run = journal().fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002').end()
    const { messages, judged, notes } = judge(everyEventAccounted, run)
    expect(messages).toMatchInlineSnapshot(`
      [
        "MC-000001 (confirmation of order 100001 / 0010) was delivered once at 0.070 s (acked) and has neither effect nor
         exception.",
        "MC-000002 (confirmation of order 100001 / 0010) was delivered once at 0.100 s (acked) and has neither effect nor
         exception.",
      ]
    `)
    expect([judged, notes]).toEqual([2, ['Facts: 0 posted, 0 excepted, 2 missing.']])
  })

  it('says how long was waited, and by which setting', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').end('patience', 1)
    expect(judge(everyEventAccounted, run).messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) was delivered once at 0.060 s (acked) and has neither effect ' +
        'nor exception after 0.300 s of waiting (target.patience).',
    ])
  })

  it('convicts a fact in the feed that no page contained, because the cursor went past it', () => {
    const run = journal({ delivery: 'feed' }).fact('MC-000001').offer('MC-000001', { channel: 'feed' }).outcome('MC-000001', 'acked').end()
    const { messages, violations } = judge(everyEventAccounted, run)
    expect(messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) was published in the feed, and no page that the target read ' +
        'contained it; it has neither effect nor exception.',
    ])
    expect(violations.byReason).toEqual({ 'never-collected': 1 })
  })

  it('convicts an exception for what nothing forbade', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').exception('MC-000001', { reason: 'to be looked at' }).end()
    const { messages, violations } = judge(everyEventAccounted, run)
    expect(messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) was handed to people (X-0001: to be looked at), though nothing ' +
        'lasting stood in the way of posting it: nothing was refused for good but what the target itself had made of it, ' +
        'if anything, and it has no effect.',
    ])
    expect(violations.byReason).toEqual({ 'excepted-without-obstacle': 1 })
  })

  it('convicts an exception after nothing but a passing refusal', () => {
    const run = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .refuse('MC-000001', { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' })
      .exception('MC-000001')
      .end()
    expect(judge(everyEventAccounted, run).violations.byReason).toEqual({ 'excepted-without-obstacle': 1 })
  })

  it('convicts an exception for a period that closed, where another was open to post to', () => {
    const run = journal({ closedPeriod: 'first-open-period' })
      .fact('MC-000001', { occurredAt: '2026-02-27T10:00:00+01:00' })
      .deliver('MC-000001')
      .exception('MC-000001')
      .end()
    expect(judge(everyEventAccounted, run).violations.byReason).toEqual({ 'excepted-without-obstacle': 1 })
  })

  it('takes a lock for an obstacle only as long as it lasts', () => {
    const lock = {
      kind: 'effect',
      system: 'erp',
      step: 'lock',
      what: 'state',
      entity: 'order:P1/100001',
      dims: { plant: 'P1', order: '100001' },
      group: 'lock',
      doc: '',
      docKind: 'lock',
      plant: 'P1',
      references: [],
    } as const
    const locked = () =>
      journal()
        .fact('MC-000001')
        .push({ ...lock, before: 'unlocked', after: 'locked' })
        .deliver('MC-000001')
        .exception('MC-000001')
    expect(judge(everyEventAccounted, locked().end()).violations.count).toBe(0)
    expect(
      judge(
        everyEventAccounted,
        locked()
          .push({ ...lock, before: 'locked', after: 'unlocked' })
          .end(),
      ).violations.count,
    ).toBe(1)
  })

  it('convicts a part that is missing', () => {
    const run = journal()
      .fact('MC-000001', { yield: '10', scrap: '2' })
      .deliver('MC-000001')
      .post('MC-000001', { lines: [{ measure: 'yield', quantity: '10' }] })
      .end()
    const { messages, violations } = judge(everyEventAccounted, run)
    expect(messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) was delivered once at 0.060 s (acked), and the ERP shows 0 EA ' +
        'scrap on order 100001 / 0010 of 2 EA, by document 4711; there is no exception for the rest.',
    ])
    expect(violations.byReason).toEqual({ short: 1 })
  })

  it('convicts one of two equal confirmations that was taken for a duplicate', () => {
    const run = journal().fact('MC-000001').fact('MC-000002').deliver('MC-000001').post('MC-000001').deliver('MC-000002').end()
    expect(judge(everyEventAccounted, run).violations.first?.eids).toEqual(['mes:MC-000002'])
  })

  it('convicts the effect of a fact that had to be rejected, and its silent disappearance', () => {
    const posted = journal().fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001').post('MC-000001').end()
    expect(judge(everyEventAccounted, posted).messages).toMatchInlineSnapshot(`
      [
        "MC-000001 (confirmation of order 100001 / 0010) had to be rejected, and has an effect by document 4711.",
      ]
    `)
    const dropped = journal().fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001').end()
    expect(judge(everyEventAccounted, dropped).messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) had to be rejected; it was delivered once at 0.060 s (acked) ' +
        'and has no exception, nor was it returned to its sender.',
    ])
  })

  it('convicts a returned delivery of a fact that had to be posted', () => {
    const run = journal().heal().fact('MC-000001').deliver('MC-000001', 'given-up').end()
    expect(judge(everyEventAccounted, run).violations.byReason).toEqual({ missing: 1 })
  })

  it('names the last of many deliveries, and what the target answered to them', () => {
    const tries = journal().heal().fact('MC-000001')
    for (let count = 0; count < 3; count += 1) tries.deliver('MC-000001', 'refused')
    const run = tries.outcome('MC-000001', 'given-up').end()
    const last = run.records.findLast((record) => record.kind === 'delivery' && record.outcome === 'refused')
    expect(judge(everyEventAccounted, run).messages).toEqual([
      `MC-000001 (confirmation of order 100001 / 0010) was delivered 3 times, last at ${(Number(last?.t) / 1000).toFixed(3)} s ` +
        '(answered 503 each time, until the MES gave up) and has neither effect nor exception.',
    ])
    const mixed = journal().heal().fact('MC-000001').offer('MC-000001').exposed('MC-000001').outcome('MC-000001', 'refused', 400)
    mixed.deliver('MC-000001', 'refused').deliver('MC-000001', 'refused')
    expect(judge(everyEventAccounted, mixed.end()).messages[0]).toContain('(answered 400 once and 503 2 times)')
  })

  it('names the first and the last page of a feed', () => {
    const run = journal({ delivery: 'feed' })
      .fact('MC-000001')
      .offer('MC-000001', { channel: 'feed' })
      .exposed('MC-000001', 'page')
      .wait(1_000)
      .exposed('MC-000001', 'page')
      .end()
    expect(judge(everyEventAccounted, run).messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) was handed out in the feed 2 times, first at 0.050 s and last at ' +
        '1.060 s and has neither effect nor exception.',
    ])
  })

  const business = { status: 422, code: 'OVER_CONFIRMATION' }
  const acquitted = {
    'a batch': () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002')
        .deliver('MC-000001')
        .deliver('MC-000002')
        .post(['MC-000001', 'MC-000002'], { lines: [{ measure: 'yield', quantity: '20' }] }),
    'a batch without the fact that was refused and handed to people': () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002')
        .deliver('MC-000001')
        .deliver('MC-000002')
        .refuse(['MC-000001', 'MC-000002'], business)
        .exception('MC-000002')
        .post(['MC-000001', 'MC-000002'], { lines: [{ measure: 'yield', quantity: '10' }] }),
    'an exception after a business refusal': () =>
      journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', business).exception('MC-000001'),
    'an exception that was closed with a reason': () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .refuse('MC-000001', business)
        .exception('MC-000001', { xid: 'X-1' })
        .exception('MC-000001', { xid: 'X-1', status: 'closed', resolution: 'discarded' }),
    'an exception without a call, where the order was seen to be closed': () =>
      journal()
        .fact('MC-000001')
        .status('100001', 'released', 'closed', { step: 'close' })
        .deliver('MC-000001')
        .exception('MC-000001', { reason: 'order closed' }),
    'an exception without a call, where the period was seen to be closed and nothing may be posted elsewhere': () =>
      journal({ closedPeriod: 'exception' })
        .fact('MC-000001', { occurredAt: '2026-02-27T10:00:00+01:00' })
        .deliver('MC-000001')
        .exception('MC-000001', { reason: 'period closed' }),
    'a cancellation that waits with people because its original was refused': () =>
      journal()
        .fact('MC-000001')
        .fact('MR-000001', { reverses: 'MC-000001' })
        .deliver('MC-000001')
        .deliver('MR-000001')
        .refuse('MC-000001', business)
        .exception('MC-000001')
        .exception('MR-000001'),
    'an original and its cancellation that met before posting': () =>
      journal().fact('MC-000001').fact('MR-000001', { reverses: 'MC-000001' }).deliver('MC-000001').deliver('MR-000001'),
    'a fact that was never offered': () => journal().fact('MC-000001').fact('MC-000002').deliver('MC-000002').post('MC-000002'),
    'a fact that was only offered on a broken link': () =>
      journal()
        .fact('MC-000001')
        .offer('MC-000001', { healthy: false })
        .outcome('MC-000001', 'not-connected')
        .fact('MC-000002')
        .deliver('MC-000002')
        .post('MC-000002'),
    'a duplicate, which is no loss': () => journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').post('MC-000001'),
    'a posting whose answer was lost': () => journal().fact('MC-000001').deliver('MC-000001').post('MC-000001', { answer: 'lost' }),
    'a rejected fact with people': () => journal().fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001').exception('MC-000001'),
    'a rejected fact that was returned to its sender': () =>
      journal().fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001', 'given-up').deliver('MC-000001', 'given-up'),
    'an overtaken state that was skipped': () => journal().fact('MC-000001', { must: 'IGNORE' }).deliver('MC-000001'),
    'a posting in doubt that was handed to people': () =>
      journal().fact('MC-000001', { must: 'EITHER' }).deliver('MC-000001').lostRequest('MC-000001').exception('MC-000001'),
    'a target that posts late and after redeliveries': () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001', 'refused')
        .deliver('MC-000001', 'indeterminate')
        .heal()
        .wait(30_000)
        .deliver('MC-000001')
        .wait(10_000)
        .post('MC-000001'),
    'a stand-in for a flow that the target does not cover': () => journal().fact('MC-000001', { covered: false }).deliver('MC-000001'),
    'keys that the target rewrites as its settings say': () =>
      journal({ attribution: { headers: [], transform: [{ prefix: 'SAP-' }] } })
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001', { references: ['SAP-MC-000001'] }),
    'an exception that names the business key only': () => {
      const run = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', business)
      return run.push({ kind: 'exception', xid: 'X-9', keys: ['MC-000001'], eids: ['mes:MC-000001'], status: 'open', seenAt: 'log' })
    },
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(everyEventAccounted, build().end()).messages).toEqual([])
  })

  it('does not judge what an exception would settle where exceptions cannot be seen, and convicts loss all the same', () => {
    const run = journal({ exceptions: 'none' })
      .fact('MC-000001')
      .fact('MC-000002')
      .deliver('MC-000001')
      .deliver('MC-000002')
      .refuse('MC-000001', business)
      .end()
    const { judged, violations, notes } = judge(everyEventAccounted, run)
    expect([judged, violations.first?.eids]).toEqual([1, ['mes:MC-000002']])
    expect(notes).toMatchInlineSnapshot(`
      [
        "Facts: 0 posted, 0 excepted, 1 missing.",
        "1 fact without effect not judged: an exception would settle it, and the target shows none (exceptions: none).",
      ]
    `)
  })
})

describe('eventual-posting', () => {
  const locked = { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' } as const

  it('convicts what is parked after the lock was gone', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', locked).exception('MC-000001').end()
    const { messages, judged } = judge(eventualPosting, run)
    expect(messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) is still parked with people (X-0001) 2.010 s after the last ' +
        'disturbance was healed; only something that passes stood in its way (ORDER_LOCKED).',
    ])
    expect(judged).toBe(1)
  })

  it('convicts what was given up after a lost request', () => {
    const run = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .arrive('MC-000001')
      .fault('fired', 'lose-request-1', { on: 'call', keys: ['MC-000001'] })
      .answered(null, { fault: 'lose-request-1' })
      .end()
    expect(judge(eventualPosting, run).messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) is still not posted 2.010 s after the last disturbance was ' +
        'healed; only something that passes stood in its way (lose-request-1).',
    ])
  })

  const acquitted = {
    'a later success': () => journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', locked).post('MC-000001'),
    'a business refusal as well': () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .refuse('MC-000001', locked)
        .refuse('MC-000001', { code: 'OVER_CONFIRMATION' })
        .exception('MC-000001'),
    'master data that never came': () =>
      journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', { status: 404, code: 'UNKNOWN_ORDER' }).exception('MC-000001'),
    'a cancelled pair that was never posted': () =>
      journal()
        .fact('MC-000001')
        .fact('MR-000001', { reverses: 'MC-000001' })
        .deliver('MC-000001')
        .refuse('MC-000001', locked)
        .deliver('MR-000001'),
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(eventualPosting, build().end()).messages).toEqual([])
  })

  it('judges nothing where the run ended with the disturbance', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', locked).heal()
    expect(judge(eventualPosting, run).judged).toBe(0)
  })
})
