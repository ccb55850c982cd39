import { describe, expect, it } from 'vitest'
import type { CheckResult, Verdict } from '../../../src/checks/contract.js'
import { vacuity, vacuityOutcome } from '../../../src/checks/generic/vacuity.js'
import { evidenceOf, journal, judge } from '../../support/journal-builder.js'

const posted = (options: Parameters<typeof journal>[0] = {}) => journal(options).fact('MC-000001').deliver('MC-000001').post('MC-000001')
const fault = { id: 'lose-answer-1', name: 'lose-answer', firing: 'must' } as const

function result(check: string, verdict: Verdict, judged: number): CheckResult {
  return { check, number: 1, class: 'L', title: '', verdict, advisory: false, judged, violations: { count: 0, byReason: {} }, notes: [] }
}

describe('vacuity', () => {
  it('has nothing against a run that did what it promised', () => {
    const run = posted({ faults: [fault], mustReach: [{ name: 'retry', title: 'a call was repeated', count_min: 2 }] })
      .fault('fired', 'lose-answer-1')
      .reach('retry', 3)
      .end()
    const { unknown, judged, violations } = judge(vacuity, run)
    expect(unknown).toBeUndefined()
    expect([judged, violations.count]).toEqual([5, 0])
  })

  it('is undecided where no fact was offered', () => {
    expect(judge(vacuity, journal().fact('MC-000001').end())).toMatchObject({
      unknown: expect.stringContaining('none of 1 facts was offered'),
    })
    expect(judge(vacuity, journal().end()).unknown).toMatchInlineSnapshot(`"test exercised 1 of 3; nearest miss: no fact was reported."`)
  })

  it('is undecided where the target called nobody, or no call was understood', () => {
    expect(judge(vacuity, journal().fact('MC-000001').deliver('MC-000001').end()).unknown).toMatchInlineSnapshot(
      `"test exercised 2 of 3; nearest miss: the target called nobody."`,
    )
    const lost = journal().fact('MC-000001').deliver('MC-000001').arrive('MC-000001', { understood: false }).end()
    expect(judge(vacuity, lost).unknown).toMatchInlineSnapshot(`"test exercised 2 of 3; nearest miss: none of 1 calls was understood."`)
  })

  it('is undecided where a must-fire fault never fired, and says what came nearest', () => {
    const run = posted({ faults: [fault] })
      .fault('armed', 'lose-answer-1')
      .fault('missed', 'lose-answer-1', { nearest: 'confirmation.create of MC-000001 was the 1st, wanted the 2nd' })
      .end()
    expect(judge(vacuity, run).unknown).toBe(
      'test exercised 3 of 4; nearest miss: the fault lose-answer-1 never fired (confirmation.create of MC-000001 was ' +
        'the 1st, wanted the 2nd).',
    )
  })

  it('does not mind a may-fire fault that did not fire, except where a storm had none at all', () => {
    const may = { ...fault, firing: 'may' } as const
    expect(judge(vacuity, posted({ faults: [may] }).end()).unknown).toBeUndefined()
    expect(judge(vacuity, posted({ faults: [may], variant: 'storm' }).end()).unknown).toMatchInlineSnapshot(
      `"test exercised 3 of 4; nearest miss: the variant is storm, and none of 1 faults fired."`,
    )
    expect(
      judge(
        vacuity,
        posted({ faults: [may], variant: 'storm' })
          .fault('fired', 'lose-answer-1', { firing: 'may' })
          .end(),
      ).unknown,
    ).toBeUndefined()
  })

  it('is undecided where a goal was not reached', () => {
    const run = posted({ mustReach: [{ name: 'outage-overlaps-confirmation', title: 'a confirmation met the outage', count_min: 1 }] })
      .reach('outage-overlaps-confirmation', 0, 'the nearest confirmation missed it by 40 ms')
      .end()
    expect(judge(vacuity, run).unknown).toBe(
      'test exercised 3 of 4; nearest miss: "a confirmation met the outage" was reached 0 of 1 times: the nearest ' +
        'confirmation missed it by 40 ms.',
    )
  })

  it('only tells of a goal that some ways of working never reach', () => {
    const goal = { name: 'row-refused', title: 'a row was refused', count_min: 1, by_target: true } as const
    const { unknown, notes } = judge(
      vacuity,
      posted({ mustReach: [goal] })
        .reach('row-refused', 0, 'every call was taken whole')
        .end(),
    )
    expect([unknown, notes]).toEqual([
      undefined,
      [
        'By the way in which this integration works, or the order of what reached it, this did not come about: "a row was refused" was ' +
          'reached 0 of 1 times: every call was taken whole.',
      ],
    ])
    expect(
      judge(
        vacuity,
        posted({ mustReach: [goal] })
          .reach('row-refused', 1)
          .end(),
      ).notes ?? [],
    ).toEqual([])
  })

  it('is undecided where something broke that no plan asked for, and lists the rest', () => {
    const run = posted({ faults: [fault] })
    run.push({ kind: 'harness.error', where: 'the ERP server', message: 'read ECONNRESET' })
    run.push({ kind: 'harness.error', where: 'the ERP server', message: 'read ECONNRESET' })
    const { unknown, notes } = judge(vacuity, run.end())
    expect([unknown, notes]).toMatchInlineSnapshot(`
      [
        "test exercised 2 of 4; nearest miss: the fault lose-answer-1 never fired.",
        [
          "Also: something broke that no plan asked for, in the ERP server: read ECONNRESET (and 1 more).",
        ],
      ]
    `)
  })

  it('is undecided where a check of the scenario had nothing to judge, unless a setting rules it out', () => {
    const evidence = evidenceOf(posted({ checks: ['no-duplicate-effect', 'per-key-order', 'idempotency-key-stable', 'vacuity'] }).end())
    const others = [result('no-duplicate-effect', 'pass', 1), result('idempotency-key-stable', 'not-judged', 0)]
    expect(vacuityOutcome(evidence, [...others, result('per-key-order', 'pass', 0)]).unknown).toMatchInlineSnapshot(
      `"test exercised 5 of 6; nearest miss: the check per-key-order had nothing to judge."`,
    )
    expect(vacuityOutcome(evidence, [...others, result('per-key-order', 'pass', 4)]).unknown).toBeUndefined()
  })
})
