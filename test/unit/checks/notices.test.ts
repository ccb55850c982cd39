import { describe, expect, test } from 'vitest'
import { compensationComplete } from '../../../src/checks/generic/compensation-complete.js'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import { sideFlowComplete } from '../../../src/checks/generic/side-flow-complete.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { evidenceOf, judge, JournalBuilder } from '../../support/journal-builder.js'

const place = { plant: 'P1', order: '100001', routingStep: '0010' } as const
const at = { plant: 'P1', order: '100001', operation: '0010' } as const

/** One notice of three pieces, which facts share. */
function notice(name = 'N1'): readonly ExpectedEffect[] {
  const shared = { system: 'erp', flow: 'confirmation', dims: place, identity: name } as const
  return [
    { ...shared, what: 'count', measure: 'nonconformance', count: 1 },
    { ...shared, what: 'quantity', measure: 'defective', quantity: '3' },
  ]
}

const told = (quantity = '3') => ({
  lines: [
    { measure: 'nonconformance', ...at, quantity: '1', unit: '' },
    { measure: 'defective', ...at, quantity, unit: 'EA' },
  ],
})

/** Facts `MC-000001` and on that share the notice, all delivered. */
function delivered(count: number): JournalBuilder {
  const journal = new JournalBuilder()
  for (let number = 1; number <= count; number++) {
    const key = `MC-00000${number}`
    journal.fact(key, { expect: notice() }).deliver(key)
  }
  return journal
}

const endings = (journal: JournalBuilder): string => {
  const evidence = evidenceOf(journal)
  return [...evidence.facts.values()].map((fact) => evidence.endingOf(fact)).join(' ')
}

/** What a check says, and that others leave it to it. */
function only(check: typeof sideFlowComplete, journal: JournalBuilder): ReturnType<typeof judge> {
  const others = [noDuplicateEffect, everyEventAccounted, sideFlowComplete, compensationComplete].filter((each) => each !== check)
  for (const other of others) expect(judge(other, journal).messages, other.name).toEqual([])
  return judge(check, journal)
}

describe('a notice', () => {
  test('is right once, whoever of those who share it it was made for', () => {
    const journal = delivered(2).post('MC-000002', told()).end()
    expect(endings(journal)).toBe('posted posted')
    expect(only(sideFlowComplete, journal).judged).toBe(1)
    expect(judge(sideFlowComplete, journal).messages).toEqual([])
  })

  test('twice is one too many, and is told once', () => {
    const journal = delivered(2).post('MC-000001', told()).post('MC-000002', told()).end()
    const { messages, violations } = only(sideFlowComplete, journal)
    expect(violations.byReason).toEqual({ 'too-many': 1 })
    expect(messages[0]?.replaceAll('\n ', '')).toMatch(
      /^MC-000001 and MC-000002: the ERP has 2 nonconformances of order 100001 \/ 0010, not 1 \(documents 4711 and 4712\)/,
    )
  })

  test('that is missing is told once', () => {
    expect(only(sideFlowComplete, delivered(2).end()).violations.byReason).toEqual({ 'too-few': 1 })
  })

  test('that is missing is told also where one of those who share it owes nothing any more', () => {
    const journal = delivered(2).fact('MC-000003', { expect: notice(), must: 'IGNORE' }).deliver('MC-000003').end()
    expect(only(sideFlowComplete, journal).violations.byReason).toEqual({ 'too-few': 1 })
  })

  test('of too little is told, though there is one', () => {
    expect(only(sideFlowComplete, delivered(1).post('MC-000001', told('2')).end()).messages[0]).toMatch(/has 2 EA defective quantity/)
  })

  test('of what there should be none is told', () => {
    const journal = new JournalBuilder().fact('MC-000001', { expect: [] }).deliver('MC-000001').post('MC-000001', told()).end()
    expect(only(sideFlowComplete, journal).violations.byReason).toEqual({ needless: 1 })
  })

  test('that people have, for a reason, is nobody’s loss', () => {
    const journal = delivered(1).refuse('MC-000001').exception('MC-000001')
    expect(only(sideFlowComplete, journal.end()).messages).toEqual([])
  })
})

describe('a notice of what was cancelled', () => {
  const cancelled = (journal: JournalBuilder): JournalBuilder => journal.fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001')

  test('has to be taken back', () => {
    const journal = cancelled(delivered(1).post('MC-000001', told())).end()
    const { messages } = only(compensationComplete, journal)
    expect(messages[0]?.replaceAll('\n ', '')).toMatch(
      /^MC-000001 was cancelled by MR-000001, and the ERP still has 1 nonconformance of order 100001 \/ 0010 \(document 4711\)/,
    )
  })

  test('may be made and taken back, or never be made', () => {
    const both = cancelled(delivered(1).post('MC-000001', { ...told(), doc: '4711' }))
      .reverse('4711', 'MR-000001')
      .end()
    expect(endings(both)).toBe('posted posted')
    expect(only(compensationComplete, both).messages).toEqual([])
    const neither = cancelled(delivered(1)).end()
    expect(only(compensationComplete, neither).messages).toEqual([])
    expect(judge(sideFlowComplete, neither).messages).toEqual([])
  })
})
