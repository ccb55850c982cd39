import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { noOrphanEffect } from '../../../src/checks/generic/no-orphan-effect.js'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import { reversalNetsToZero } from '../../../src/checks/generic/reversal-nets-to-zero.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { EachOnce } from '../../../src/journal/each-once.js'
import { expectedOf } from '../../../src/journal/net-effects.js'
import { evidenceOf, judge, JournalBuilder } from '../../support/journal-builder.js'

const place = { plant: 'P1', order: '100001', routingStep: '0010' } as const

/** One thing that facts share, by its name. */
function thing(identity: string, count: 1 | -1 = 1): ExpectedEffect {
  return { system: 'erp', flow: 'confirmation', what: 'count', measure: 'final', dims: place, count, identity }
}

function amount(quantity: string): ExpectedEffect {
  return { system: 'erp', flow: 'confirmation', what: 'quantity', measure: 'yield', dims: place, quantity }
}

const made = { measure: 'final', plant: 'P1', order: '100001', operation: '0010', quantity: '1', unit: '' } as const
const confirmed = (quantity: string) =>
  ({ measure: 'yield', plant: 'P1', order: '100001', operation: '0010', quantity, unit: 'EA' }) as const

/** Facts `MC-000001` and on, each with what it obliges, all delivered. */
function delivered(...obligations: readonly (readonly ExpectedEffect[])[]): JournalBuilder {
  const journal = new JournalBuilder()
  for (const [index, obliged] of obligations.entries()) {
    journal.fact(`MC-00000${index + 1}`, { expect: obliged }).deliver(`MC-00000${index + 1}`)
  }
  return journal
}

function endings(journal: JournalBuilder): string {
  const evidence = evidenceOf(journal)
  return [...evidence.facts.values()].map((fact) => evidence.endingOf(fact)).join(' ')
}

describe('a counted thing that facts share', () => {
  test('is there for all of them, whoever made it', () => {
    const journal = delivered([thing('S1')], [thing('S1')]).post('MC-000002', { lines: [made] })
    expect(endings(journal)).toBe('posted posted')
    expect(judge(noDuplicateEffect, journal).messages).toEqual([])
  })

  test('is missing for all of them while nobody made it', () => {
    expect(endings(delivered([thing('S1')], [thing('S1')]))).toBe('missing missing')
  })

  test('made by two of them is one too many', () => {
    const journal = delivered([thing('S1')], [thing('S1')])
      .post('MC-000001', { lines: [made] })
      .post('MC-000002', { lines: [made] })
    expect(endings(journal)).toBe('over over')
    expect(judge(noDuplicateEffect, journal)).toMatchObject({ violations: { count: 1 } })
  })

  test('leaves each its own amounts: one that has too little does not lend it from one that has too much', () => {
    const journal = delivered([thing('S1'), amount('10')], [thing('S1'), amount('20')])
    journal.post('MC-000001', { lines: [made, confirmed('20')] }).post('MC-000002', { lines: [confirmed('10')] })
    expect(endings(journal)).toBe('over short')
  })

  test('and neither does one that was refused and is with people take anything from one that posted', () => {
    const journal = delivered([thing('S1'), amount('10')], [thing('S1'), amount('20')])
    journal.refuse('MC-000001', { status: 422, code: 'OVER_CONFIRMATION', answerClass: 'business' }).exception('MC-000001')
    journal.post('MC-000002', { lines: [made, confirmed('20')] })
    expect(endings(journal)).toBe('excepted posted')
  })

  test('is another one where it has another name, as far as the ledger names it', () => {
    const journal = delivered([thing('S1')], [thing('S2')])
    journal.arrive(['MC-000001', 'MC-000002'])
    for (const identity of ['S1', 'S1']) {
      journal.push({
        kind: 'effect',
        system: 'erp',
        doc: '4711',
        docKind: 'confirmation',
        plant: 'P1',
        references: ['MC-000001', 'MC-000002'],
        cid: 1,
        what: 'count',
        measure: 'final',
        dims: place,
        count: 1,
        identity,
      })
    }
    journal.served({ effects: 2 }).answered(201)
    expect(endings(journal)).toBe('over short')
    expect(judge(noDuplicateEffect, journal).messages).toHaveLength(1)
  })

  test('is theirs also where the posting names none of them, and too much where that comes twice', () => {
    const unnamed = { references: [], lines: [made] }
    const once = delivered([thing('S1')], [thing('S1')]).post([], unnamed)
    expect(endings(once)).toBe('posted posted')
    expect(judge(noOrphanEffect, once).messages).toEqual([])
    const twice = delivered([thing('S1')], [thing('S1')])
      .post([], unnamed)
      .post([], unnamed)
    expect(endings(twice)).toBe('over over')
    // Of two things, nobody can say which one it is.
    expect(endings(delivered([thing('S1')], [thing('S2')]).post([], unnamed))).not.toContain('posted')
  })

  test('can be taken back as it was made', () => {
    const journal = delivered([thing('S1')])
    journal.fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001')
    journal.post('MC-000001', { lines: [made], doc: '4711' }).reverse('4711', 'MR-000001')
    expect(endings(journal)).toBe('posted posted')
    expect(judge(reversalNetsToZero, journal).messages).toEqual([])
  })

  test('that must be rejected is no crime of the fact that had to make it, and one of the fact itself', () => {
    const both = (): JournalBuilder =>
      new JournalBuilder()
        .fact('MC-000001', { expect: [thing('S1')], must: 'REJECT' })
        .fact('MC-000002', { expect: [thing('S1')] })
        .deliver('MC-000001')
        .deliver('MC-000002')
        .exception('MC-000001')
    expect(endings(both().post('MC-000002', { lines: [made] }))).toBe('excepted posted')
    expect(endings(both().post('MC-000001', { lines: [made] }))).toBe('forbidden posted')
  })
})

describe('two reports of one physical event', () => {
  const confirmation = [amount('10'), thing('S1')]
  const movement = [amount('4')]

  test.each([
    ['the larger first', [confirmation, movement]],
    ['the smaller first', [movement, confirmation]],
  ] as const)('oblige the largest of each group: %s', (_what, reports) => {
    const journal = new JournalBuilder()
    for (const [index, obliged] of reports.entries()) {
      journal.fact(`MC-00000${index + 1}`, { expect: obliged, physId: 'phys:1' }).deliver(`MC-00000${index + 1}`)
    }
    const evidence = evidenceOf(journal)
    expect([...expectedOf([...evidence.facts.values()]).values()]).toEqual(['10'])
    const once = new EachOnce()
    expect(
      [...evidence.facts.values()]
        .flatMap((fact) => once.of(fact))
        .map(({ quantity }) => quantity)
        .toSorted(),
    ).toEqual(reports[0] === movement ? ['1', '4', '6'] : ['1', '10'])
    journal.post(`MC-00000${reports.indexOf(confirmation) + 1}`, { lines: [made, confirmed('10')] })
    expect(judge(noDuplicateEffect, journal).messages).toEqual([])
  })
})

describe('what nets to zero', () => {
  test('is lost all the same where nothing of it was posted', () => {
    expect(endings(delivered([amount('10'), amount('-10')]))).toBe('missing')
  })
})

describe('what must be rejected, in a document of several facts', () => {
  const both = (lines: readonly string[]): JournalBuilder => {
    const journal = new JournalBuilder()
      .fact('MC-000001', { expect: [amount('10')] })
      .fact('MC-000002', { expect: [amount('5')], must: 'REJECT' })
    journal.deliver('MC-000001').deliver('MC-000002').exception('MC-000002')
    return journal.post(['MC-000001', 'MC-000002'], { lines: lines.map(confirmed) })
  }

  test('is forbidden where the document has more than the others oblige', () => {
    expect(endings(both(['10', '5']))).toMatch(/ forbidden$/)
  })

  test('is with people where it has just that', () => {
    expect(endings(both(['10']))).toMatch(/ excepted$/)
  })
})

test('facts that say they overtake each other, as no source does, are lost and end all the same', () => {
  const journal = new JournalBuilder()
  const state = {
    system: 'erp',
    flow: 'confirmation',
    what: 'state',
    entity: 'bom:P1/FG-1',
    dims: { plant: 'P1' },
    group: 'lines',
  } as const
  for (const [key, other] of [
    ['MC-000001', 'MC-000002'],
    ['MC-000002', 'MC-000001'],
  ] as const) {
    journal.fact(key, { expect: [{ ...state, after: key }], supersedes: [`mes:${other}`] }).deliver(key)
  }
  expect(endings(journal)).toBe('missing missing')
})

describe('a state that was said anew', () => {
  const bom = {
    system: 'erp',
    flow: 'confirmation',
    what: 'state',
    entity: 'bom:P1/FG-1',
    dims: { plant: 'P1', item: 'FG-1' },
    group: 'lines',
  } as const

  test.each([
    [['B'], 'overtaken posted'],
    [['A', 'B'], 'posted posted'],
    [[], 'missing missing'],
  ] as const)('need not be written once the newer one is: %j', (writes, expected) => {
    const journal = new JournalBuilder()
    journal.fact('MC-000001', { expect: [{ ...bom, after: 'A' }] }).deliver('MC-000001')
    journal.fact('MC-000002', { expect: [{ ...bom, after: 'B' }], supersedes: ['mes:MC-000001'] }).deliver('MC-000002')
    for (const after of writes) {
      journal
        .arrive(after === 'A' ? 'MC-000001' : 'MC-000002')
        .write({ ...bom, after })
        .served({ effects: 1 })
        .answered(200)
    }
    expect(endings(journal)).toBe(expected)
    expect(judge(everyEventAccounted, journal).messages).toHaveLength(writes.length === 0 ? 2 : 0)
  })
})
