import { describe, expect, test } from 'vitest'
import { backlogDrains } from '../../../src/checks/generic/backlog-drains.js'
import { latencySlo } from '../../../src/checks/generic/latency-slo.js'
import { noHeadOfLineBlocking } from '../../../src/checks/generic/no-head-of-line-blocking.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

describe('latency-slo', () => {
  const slow = (limit?: number): JournalBuilder => {
    const source = journal(limit === undefined ? {} : { judge: { latency_p95_ms_max: limit } })
    for (const [index, ms] of [20, 40, 900].entries())
      source
        .fact(`MC-00000${index + 1}`)
        .deliver(`MC-00000${index + 1}`)
        .wait(ms)
        .post(`MC-00000${index + 1}`)
    return source
  }

  test('convicts a percentile beyond the limit, by flow', () => {
    expect(judge(latencySlo, slow(500).end()).messages).toMatchInlineSnapshot(`
      [
        "confirmation: p95 930 ms is more than the limit of 500 ms; the slowest, MC-000003, took 930 ms.",
      ]
    `)
  })

  test('acquits what is within the limit', () => {
    expect(judge(latencySlo, slow(2_000).end())).toMatchObject({ judged: 3, violations: { count: 0 } })
  })

  test('only reports without a limit', () => {
    const outcome = judge(latencySlo, slow().end())
    expect([outcome.notJudged, outcome.notes]).toMatchInlineSnapshot(`
      [
        "no limit is set (judge.latency-p95 of the scenario)",
        [
          "confirmation: p50 70 ms, p95 930 ms, max 930 ms over 3.",
        ],
      ]
    `)
  })

  test('measures from the heal, and leaves out what the run itself disturbed', () => {
    const source = journal({ judge: { latency_p95_ms_max: 500 } })
      .fact('MC-000001')
      .deliver('MC-000001')
      .fact('MC-000002')
      .deliver('MC-000002')
    source.fault('fired', 'outage-1').wait(5_000).post('MC-000001').heal().wait(100).post('MC-000002')
    expect(judge(latencySlo, source.end())).toMatchObject({ judged: 1, violations: { count: 0 } })
  })

  test('measures a reversal from the posting that it waited for', () => {
    const source = journal({ judge: { latency_p95_ms_max: 500 } })
      .fact('MC-000001')
      .fact('MR-000001', { reverses: 'MC-000001' })
      .deliver('MR-000001')
      .wait(5_000)
    source.deliver('MC-000001').post('MC-000001', { doc: '3' }).reverse('3', 'MR-000001')
    expect(judge(latencySlo, source.end())).toMatchObject({ judged: 2, violations: { count: 0 } })
  })
})

describe('backlog-drains', () => {
  const backlog = (limit?: number): JournalBuilder =>
    journal(limit === undefined ? {} : { judge: { backlog_drain_ms_max: limit } })
      .fact('MC-000001')
      .fact('MC-000002')
      .fact('MC-000003')
      .deliver('MC-000001')
      .deliver('MC-000003')
      .post('MC-000001')
      .heal()
      .deliver('MC-000002')
      .wait(3_000)
      .post('MC-000002')

  test('convicts what was still pending at the limit', () => {
    expect(judge(backlogDrains, backlog(1_000).end()).messages).toMatchInlineSnapshot(`
      [
        "2 of 2 facts that were pending at the heal were not done 1.0 s after it.",
      ]
    `)
  })

  test('acquits a backlog that was gone in time, by posting or by exception', () => {
    expect(judge(backlogDrains, backlog(10_000).exception('MC-000003').end())).toMatchObject({ judged: 2, violations: { count: 0 } })
  })

  test('only reports without a limit, and without a backlog', () => {
    const outcome = judge(backlogDrains, backlog().end())
    expect([outcome.notJudged, outcome.notes]).toMatchInlineSnapshot(`
      [
        "no limit is set (judge.backlog-drain of the scenario)",
        [
          "2 pending at the heal; 1 of them never done.",
        ],
      ]
    `)
    expect(
      judge(
        backlogDrains,
        journal({ judge: { backlog_drain_ms_max: 1 } })
          .heal()
          .end(),
      ),
    ).toMatchObject({ judged: 0, violations: { count: 0 } })
  })
})

describe('no-head-of-line-blocking', () => {
  /** A poison of order 100001, and facts of two other orders. */
  const blocked = (options: Parameters<typeof journal>[0] = {}): JournalBuilder =>
    journal(options)
      .heal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .refuse('MC-000001')
      .fact('MC-000002', { order: '100002' })
      .deliver('MC-000002')
      .fact('MC-000003', { order: '100003' })
      .deliver('MC-000003')

  test('convicts a queue that stands still behind a fact that is refused', () => {
    expect(judge(noHeadOfLineBlocking, blocked().wait(4_000).refuse('MC-000001').end()).messages).toEqual([
      '2 facts of other sequence keys waited up to 6.1 s behind MC-000001, which was refused with OVER_CONFIRMATION: ' +
        'MC-000002 and MC-000003.',
    ])
  })

  test('convicts waiting beyond the limit, where one is set', () => {
    const source = blocked({ judge: { latency_p95_ms_max: 1_000 } })
      .wait(4_000)
      .refuse('MC-000001')
      .exception('MC-000001')
      .post('MC-000002')
      .post('MC-000003')
    expect(judge(noHeadOfLineBlocking, source.end()).messages).toEqual([
      '2 facts of other sequence keys waited up to 4.1 s behind MC-000001, which was refused with OVER_CONFIRMATION: ' +
        'MC-000002 and MC-000003.',
    ])
  })

  test('acquits facts of other keys that went on', () => {
    expect(judge(noHeadOfLineBlocking, blocked().post('MC-000002').post('MC-000003').refuse('MC-000001').end())).toMatchObject({
      judged: 2,
      violations: { count: 0 },
    })
  })

  test('acquits holding back facts of the same key', () => {
    const source = journal()
      .heal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .refuse('MC-000001')
      .fact('MC-000002')
      .deliver('MC-000002')
      .wait(4_000)
      .exception('MC-000001')
    expect(judge(noHeadOfLineBlocking, source.end()).violations.count).toBe(0)
  })

  test('leaves a loss that was tried, or came after people had the poison, to others', () => {
    expect(judge(noHeadOfLineBlocking, blocked().lostRequest('MC-000002').lostRequest('MC-000003').end()).violations.count).toBe(0)
    const after = journal()
      .heal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .refuse('MC-000001')
      .exception('MC-000001')
      .fact('MC-000002', { order: '100002' })
      .deliver('MC-000002')
    expect(judge(noHeadOfLineBlocking, after.end()).violations.count).toBe(0)
  })

  test('has no case where nothing is refused for good', () => {
    const source = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .refuse('MC-000001', { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' })
      .post('MC-000001')
    expect(judge(noHeadOfLineBlocking, source.end()).judged).toBe(0)
  })
})
