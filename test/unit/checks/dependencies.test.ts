import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { releaseAppliedAfterReceipt } from '../../../src/checks/quality/release-applied-after-receipt.js'
import { lateDependencyConverges } from '../../../src/checks/generic/late-dependency-converges.js'
import { neverTooEarly } from '../../../src/checks/generic/never-too-early.js'
import { checks } from '../../../src/checks/index.js'
import { titlesOfChecks } from '../../../src/checks/support/early.js'
import type { Gate } from '../../../src/domain/fact.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

const gate = (title: string, more: Partial<Gate> = {}): Gate => ({
  effect: 'all',
  facts: ['mes:MC-000001'],
  by: 'exposed',
  or: 'wait',
  title,
  ...more,
})

test.each(titlesOfChecks)('what is too early under the title %s is told by the check of that name alone', (title) => {
  const check = checks.find(({ name }) => name === title)
  const source = journal()
    .fact('MC-000001')
    .fact('MC-000002', { gates: [gate(title)] })
    .deliver('MC-000002')
    .post('MC-000002')
    .deliver('MC-000001')
    .end()
  if (!check) throw new Error(`there is no check ${title}`)
  const { messages, violations } = judge(check, source)
  expect(violations.byReason).toEqual({ [title]: 1 })
  expect(messages[0]?.replaceAll('\n ', '')).toBe(
    'Document 4711 (10 EA yield on order 100001 / 0010) stands for MC-000002 (confirmation of order 100001 / 0010); its call 1 ' +
      `arrived at 0.080 s, before MC-000001 was known to the target (${title}).`,
  )
  expect(judge(neverTooEarly, source)).toMatchObject({ judged: 0, violations: { count: 0 } })
})

describe('late-dependency-converges', () => {
  const waiting = (): JournalBuilder =>
    journal({ twin: true })
      .fact('MC-000001')
      .fact('MC-000002', { gates: [gate('late-dependency-converges', { by: 'applied', in: 'erp' })] })
      .deliver('MC-000002')
  const refused = (run: JournalBuilder): JournalBuilder =>
    run.refuse('MC-000002', { code: 'UNKNOWN_ITEM' }).twin('MC-000002', 'refused', { about: 'call' })
  const count = (run: JournalBuilder): number => judge(lateDependencyConverges, run.end()).violations.count

  test('convicts what was refused because its item was missing, and stays with people once that is there', () => {
    const run = refused(waiting()).exception('MC-000002').deliver('MC-000001').post('MC-000001').heal().wait(5_000).end()
    expect(judge(lateDependencyConverges, run).messages[0]?.replaceAll('\n ', '')).toBe(
      'MC-000002 (confirmation of order 100001 / 0010) waited for MC-000001, which was there at 0.180 s; it was refused before ' +
        '(UNKNOWN_ITEM at 0.090 s), never tried again, and is still with people (X-0001).',
    )
  })

  const handed = (): JournalBuilder =>
    waiting()
      .exception('MC-000002', { xid: 'X-1' })
      .twin('MC-000002', 'refused', { about: { xid: 'X-1' }, code: 'UNKNOWN_ITEM' })
  const come = (run: JournalBuilder): JournalBuilder => run.deliver('MC-000001').post('MC-000001')
  const later = (run: JournalBuilder): JournalBuilder => run.heal().wait(5_000)

  test('convicts what was seen to lack its item, handed to people without a try, and left with them', () => {
    const run = later(come(handed())).end()
    expect(judge(lateDependencyConverges, run).messages[0]?.replaceAll('\n ', '')).toBe(
      'MC-000002 (confirmation of order 100001 / 0010) waited for MC-000001, which was there at 0.140 s; it was handed to people before ' +
        '(at 0.090 s; UNKNOWN_ITEM stood in its way), never tried again, and is still with people (X-1).',
    )
  })

  test('acquits what was handed to people and posted then, what still lacks it, and what something else keeps from being posted', () => {
    const closed = { xid: 'X-1', status: 'closed', resolution: 'posted' } as const
    expect(count(later(come(handed()).post('MC-000002').exception('MC-000002', closed)))).toBe(0)
    expect(count(later(handed().deliver('MC-000001')))).toBe(0)
    expect(count(later(come(handed()).twin('MC-000002', 'refused', { code: 'ORDER_CLOSED' })))).toBe(0)
    expect(count(later(refused(come(handed()))))).toBe(0)
  })

  test('acquits what was tried again, what never could be, and what was refused for another reason afterwards', () => {
    const excepted = (): JournalBuilder => refused(waiting()).exception('MC-000002', { xid: 'X-1' })
    expect(
      count(later(come(excepted()).post('MC-000002').exception('MC-000002', { xid: 'X-1', status: 'closed', resolution: 'posted' }))),
    ).toBe(0)
    expect(count(later(excepted().deliver('MC-000001')))).toBe(0)
    expect(count(later(refused(come(excepted()))))).toBe(0)
  })

  test('counts the attempts until it was there', () => {
    const often = (times: number): JournalBuilder => {
      const run = waiting()
      for (let at = 0; at < times; at += 1) run.refuse('MC-000002', { code: 'UNKNOWN_ITEM' })
      return run.deliver('MC-000001').post('MC-000001').post('MC-000002').heal().wait(5_000)
    }
    expect(count(often(10))).toBe(0)
    expect(count(often(11))).toBe(1)
  })
})

describe('release-applied-after-receipt', () => {
  const decided = (): JournalBuilder =>
    journal({ twin: true })
      .fact('MC-000001', { physId: 'receipt-1' })
      .fact('MC-000003', { physId: 'receipt-1' })
      .fact('MC-000002', { gates: [gate('release-applied-after-receipt', { by: 'applied', in: 'erp' })] })
      .deliver('MC-000002')
  const count = (run: JournalBuilder): number => judge(releaseAppliedAfterReceipt, run.end()).violations.count

  test('convicts a decision that was refused before its receipt, and left with people once that is there; 8 leaves it to it', () => {
    const run = decided().refuse('MC-000002', { code: 'UNKNOWN_LOT' }).twin('MC-000002', 'taken', { about: 'call' }).exception('MC-000002')
    const there = run.deliver('MC-000001').post('MC-000001').heal().wait(5_000)
    expect(count(there)).toBe(1)
    expect(judge(everyEventAccounted, there).following?.owners).toEqual(['release-applied-after-receipt'])
  })

  test('acquits a decision after its receipt was posted for the other report of it', () => {
    expect(count(decided().deliver('MC-000003').post('MC-000003').post('MC-000002'))).toBe(0)
    expect(count(decided().deliver('MC-000003').post('MC-000002').post('MC-000003'))).toBe(1)
  })
})
