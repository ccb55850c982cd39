import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { exceptionClosedOnce } from '../../../src/checks/generic/exception-closed-once.js'
import { idempotencyKeyStable } from '../../../src/checks/generic/idempotency-key-stable.js'
import { neverTooEarly } from '../../../src/checks/generic/never-too-early.js'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import { noRetryOfPermanent } from '../../../src/checks/generic/no-retry-of-permanent.js'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import { closedPeriodRouted } from '../../../src/checks/production/closed-period-routed.js'
import { operationPredecessorBalance } from '../../../src/checks/production/operation-predecessor-balance.js'
import { orderQuantityBalance } from '../../../src/checks/production/order-quantity-balance.js'
import { evidenceOf, journal, judge, type JournalBuilder } from '../../support/journal-builder.js'
import { masterData } from '../../support/journal-header.js'

const half = [{ measure: 'yield', quantity: '4' }] as const
const refusedForGood = { code: 'ORDER_CLOSED' } as const

describe('a key', () => {
  const lostOnce = (): JournalBuilder =>
    journal({ dedupe: 'idempotency-key' })
      .fact('MC-000001')
      .deliver('MC-000001')
      .lostRequest('MC-000001', { idempotencyKey: 'k1' })
      .push({ kind: 'call.closed', cid: 1, handedToOs: 0, clientClosedFirst: true })

  test('may change when the document that a repeat posted under it was cancelled', () => {
    const posted = lostOnce().post('MC-000001', { idempotencyKey: 'k1', doc: '1' })
    const reposted = posted.reverse('1', 'MC-000001', { idempotencyKey: 'k1-back' }).post('MC-000001', { idempotencyKey: 'k2', doc: '3' })
    expect(judge(idempotencyKeyStable, reposted.end().build()).messages).toEqual([])
  })

  test('may change when a repeat under it was refused for good, and not when it was refused for now', () => {
    const again = (answerClass: 'business' | 'transient'): readonly string[] => {
      const refused = lostOnce().refuse('MC-000001', { idempotencyKey: 'k1', code: 'PERIOD_CLOSED', answerClass })
      return judge(idempotencyKeyStable, refused.post('MC-000001', { idempotencyKey: 'k2' }).end().build()).messages
    }
    expect(again('business')).toEqual([])
    expect(again('transient')).toHaveLength(1)
  })
})

describe('a fact that people have for a reason', () => {
  test('may be posted in part', () => {
    const part = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { references: ['MC-000001#1'], lines: half })
    const told = part.refuse('MC-000001', refusedForGood).exception('MC-000001').end().build()
    expect(judge(orderQuantityBalance, told).messages).toEqual([])
    const more = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', refusedForGood).exception('MC-000001')
    expect(
      judge(
        orderQuantityBalance,
        more
          .post('MC-000001', { lines: [{ measure: 'yield', quantity: '14' }] })
          .end()
          .build(),
      ).messages,
    ).toHaveLength(1)
  })

  test('is left out of the balances where nobody can see whether they do', () => {
    const silent = journal({ exceptions: 'none' }).fact('MC-000001').deliver('MC-000001').refuse('MC-000001', refusedForGood)
    expect(judge(orderQuantityBalance, silent.end().build()).messages).toEqual([])
    const dropped = journal({ exceptions: 'none' }).fact('MC-000001').deliver('MC-000001')
    expect(judge(orderQuantityBalance, dropped.end().build()).messages).toHaveLength(1)
  })

  test('may be the cancellation of one that shares its documents, where nobody can see whether they have it', () => {
    const both = journal({ exceptions: 'none' }).fact('MC-000001').fact('MR-000001', { reverses: 'MC-000001' })
    const posted = both.deliver('MC-000001').deliver('MR-000001').post('MC-000001', { doc: '1' }).reverse('1', 'MC-000001')
    const left = posted.post('MC-000001', { doc: '3' }).refuse('MR-000001', refusedForGood).end().build()
    expect(judge(everyEventAccounted, left).messages).toEqual([])
  })

  test('is missing before the next operation for that reason', () => {
    const silent = journal({ exceptions: 'none' }).fact('MC-000001').deliver('MC-000001').refuse('MC-000001', refusedForGood)
    const after = silent.fact('MC-000002', { operation: '0020' }).deliver('MC-000002').post('MC-000002')
    expect(judge(operationPredecessorBalance, after.end().build()).messages).toEqual([])
  })
})

test('an exception may stay open beside documents that may stand for another fact', () => {
  const cancelled = journal().fact('MC-000001').fact('MR-000001', { reverses: 'MC-000001' }).deliver('MC-000001').deliver('MR-000001')
  const back = cancelled
    .post('MC-000001', { doc: '1' })
    .reverse('1', 'MC-000001')
    .refuse('MC-000001', refusedForGood)
    .exception('MC-000001')
  expect(judge(exceptionClosedOnce, back.end().build()).messages).toEqual([])
})

test('parts of what a component cannot be kept of may be rounded each', () => {
  const { items, boms } = masterData()
  const inKilograms = items.map((item) => (item.id === 'FG-100' ? { ...item, baseUnit: 'KG', decimals: 3 } : item))
  const issued = (quantity: string) => ({ measure: 'issue', quantity, item: 'C1', location: 'RM01', stockType: 'unrestricted' }) as const
  const judged = (parts: readonly string[]): readonly string[] => {
    const source = journal({ master: { items: inKilograms, boms } }).fact('MC-000001', {
      expect: [{ system: 'erp', plant: 'P1', order: '100001', ...issued('1') }],
    })
    source.deliver('MC-000001')
    for (const [index, part] of parts.entries()) source.post('MC-000001', { references: [`MC-000001#${index + 1}`], lines: [issued(part)] })
    return judge(noDuplicateEffect, source.end().build()).messages
  }
  expect(judged(['1', '1'])).toEqual([])
  expect(judged(['1', '2'])).toHaveLength(1)
})

describe('what was too much stays too much', () => {
  const keys = Array.from({ length: 12 }, () => 'MC-000001')

  test('though the source delivers the fact again later: requests that were refused for good', () => {
    const source = journal().fact('MC-000001').deliver('MC-000001')
    for (const key of keys) source.refuse(key)
    for (const key of keys) source.deliver(key)
    expect(judge(noRetryOfPermanent, source.end().build()).messages).toEqual([
      'MC-000001: sent again unchanged 11 times after OVER_CONFIRMATION; 1 allowed for 1 delivery.',
    ])
  })

  test('though the source delivers the fact again later: tries against a closed period', () => {
    const source = journal().fact('MC-000001', { occurredAt: '2026-02-10T08:00:00Z' }).deliver('MC-000001')
    for (const [index, key] of keys.entries()) source.refuse(key, { code: 'PERIOD_CLOSED', bodyHash: `body ${index}` })
    for (const key of keys) source.deliver(key)
    expect(judge(closedPeriodRouted, source.end().build()).messages).toHaveLength(1)
  })

  test('though nobody took the fact: an effect before its gate', () => {
    const source = journal()
      .fact('MC-000001', { sequenceKey: null })
      .fact('MC-000002', { sequenceKey: null, gates: [{ effect: 'all', facts: ['mes:MC-000001'], by: 'exposed', or: 'wait' }] })
    const early = source.offer('MC-000002').exposed('MC-000002').post('MC-000002').outcome('MC-000002', 'refused').end()
    expect(judge(neverTooEarly, early.build()).messages).toHaveLength(1)
  })
})

test('one report of an event is not posted as it should be where the other one is posted too', () => {
  const both = ['MC-000001', 'MC-000002'].reduce((source, key) => source.fact(key, { physId: 'phys' }).deliver(key).post(key), journal())
  const evidence = evidenceOf(both.end().build())
  expect([...evidence.facts.values()].map((fact) => [evidence.isPosted(fact), evidence.endingOf(fact)])).toEqual([
    [false, 'over'],
    [false, 'over'],
  ])
})

test('no check of safety convicts the beginning of a run for what was put right in the rest of it', () => {
  const twice = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001', { doc: '1' }).post('MC-000001', { doc: '2' })
  const zero = twice
    .fact('MC-000002')
    .deliver('MC-000002')
    .post('MC-000002', { doc: '3', lines: [{ measure: 'yield', quantity: '0' }] })
  const orphan = zero.post([], {
    doc: '4',
    operation: 'confirmation.create',
    references: ['NOBODY'],
    lines: [{ measure: 'scrap', quantity: '1', order: '100003' }],
  })
  const { header, records } = orphan.build()
  const unsafe = judgeJournal({ header, records: [...records] }).results.filter(
    (result) => result.class === 'S' && result.verdict === 'fail',
  )
  expect(unsafe.map(({ check }) => check)).toEqual([])
  expect(checks.filter((check) => check.class === 'S').length).toBeGreaterThan(5)
})
