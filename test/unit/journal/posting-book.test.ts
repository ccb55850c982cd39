import { describe, expect, test } from 'vitest'
import { effectAsObliged } from '../../../src/checks/generic/effect-as-obliged.js'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import type { Dims } from '../../../src/domain/names.js'
import type { EffectRecord } from '../../../src/journal/records.js'
import { evidenceOf, judge, JournalBuilder } from '../../support/journal-builder.js'

const issue = {
  system: 'erp',
  measure: 'issue',
  plant: 'P1',
  order: '100001',
  item: 'C2',
  location: 'RM01',
  stockType: 'unrestricted',
} as const
const { system: _system, ...issued } = issue

/** An effect of the newest call. */
function effect(journal: JournalBuilder, more: Partial<EffectRecord> & { readonly what: string }): JournalBuilder {
  const cid = journal.records.findLast((record) => record.kind === 'call.arrived')?.cid ?? 0
  const base = { kind: 'effect', system: 'erp', doc: '', docKind: 'batch', plant: 'P1', references: [], cid } as const
  return journal.push({ ...base, ...more } as Parameters<typeof journal.push>[0])
}

function state(group: string, more: Partial<EffectRecord> = {}): Partial<EffectRecord> & { readonly what: string } {
  return { what: 'state', entity: 'lot:P1/L1', dims: { plant: 'P1', lot: 'L1' }, group, after: 'v', ...more }
}

function quantity(amount: string, dims: Dims, more: Partial<EffectRecord> = {}): Partial<EffectRecord> & { readonly what: string } {
  return { what: 'quantity', measure: 'yield', quantity: amount, unit: 'EA', dims, ...more }
}

/** By posting: its number, and the keys of its facts. */
function postingsOf(journal: JournalBuilder): readonly string[] {
  return evidenceOf(journal).postings.map(({ doc, facts }) => `${doc}:${facts.map(({ businessKey }) => businessKey).join('+')}`)
}

function violations(journal: JournalBuilder): number {
  journal.end()
  return judge(everyEventAccounted, journal).violations.count + judge(effectAsObliged, journal).violations.count
}

describe('state writes of one call', () => {
  const written = (...writes: readonly (readonly [string, Partial<EffectRecord>])[]): readonly string[] => {
    const journal = new JournalBuilder().fact('A').fact('B').deliver('A').deliver('B').arrive(['A', 'B'])
    for (const [group, more] of writes) effect(journal, state(group, more))
    return postingsOf(journal.served().answered(200))
  }

  test('belong together under one name, whatever the system works out in between', () => {
    expect(written(['method', { references: ['A'] }], ['text', { derived: true }], ['status', { references: ['A'] }])).toEqual([':A'])
    expect(written(['method', { references: ['A'] }], ['status', {}])).toEqual([':A'])
  })

  test('belong apart under names of their own', () => {
    expect(written(['method', { references: ['A'] }], ['status', { references: ['B'] }])).toEqual([':A', ':B'])
    expect(written(['method', { idempotencyKey: 'A' }], ['status', { idempotencyKey: 'B' }])).toEqual([':A', ':B'])
    expect(written(['method', { correlation: 'A' }], ['status', { correlation: 'B' }])).toEqual([':A', ':B'])
    expect(written(['method', { references: ['A'] }], ['status', { references: ['GHOST'] }])).toEqual([':A', ':'])
  })
})

describe('a document', () => {
  const ofPlant = (plant: string): ExpectedEffect => {
    const dims = { plant, order: '100001', routingStep: '0010' }
    return { system: 'erp', flow: 'confirmation', what: 'quantity', measure: 'yield', dims, quantity: '10' }
  }
  const dimsOf = (plant: string): Dims => ({ plant, order: '100001', routingStep: '0010' })

  test('is another one in another plant, and cancelled in its own', () => {
    const journal = new JournalBuilder()
    for (const plant of ['P1', 'P2']) journal.fact(plant, { plant, expect: [ofPlant(plant)] }).deliver(plant)
    for (const plant of ['P1', 'P2']) {
      effect(journal.arrive(plant), quantity('10', dimsOf(plant), { doc: '4711', plant, references: [plant] }))
        .served()
        .answered(201)
    }
    expect(postingsOf(journal)).toEqual(['4711:P1', '4711:P2'])
    journal.arrive('P2')
    effect(journal, quantity('-10', dimsOf('P2'), { doc: '4712', plant: 'P2', reversesDoc: '4711' }))
      .served()
      .answered(201)
    const { postings } = evidenceOf(journal)
    expect(postings.map(({ reversedBy }) => reversedBy.map(({ doc }) => doc))).toEqual([[], ['4712'], []])
    expect(postings[2]?.facts.map(({ businessKey }) => businessKey)).toEqual(['P2'])
    expect(violations(journal)).toBe(1)
  })

  test('is another one of another series of numbers, unless one call makes both', () => {
    const journal = new JournalBuilder().fact('A').fact('MI-1').deliver('A').deliver('MI-1')
    journal.post('A', { doc: '4711' }).post('MI-1', { doc: '4711' })
    expect(postingsOf(journal)).toEqual(['4711:A', '4711:MI-1'])
    expect(violations(journal)).toBe(0)
    const one = new JournalBuilder().fact('A').deliver('A').arrive('A')
    effect(one, quantity('10', dimsOf('P1'), { doc: '1', docKind: 'confirmation', references: ['A'] }))
    effect(one, quantity('1', dimsOf('P1'), { doc: '1', docKind: 'goods-movement', measure: 'scrap', references: ['A'] }))
    expect(postingsOf(one.served().answered(201))).toEqual(['1:A'])
  })

  test('has the dates of the first line that has any', () => {
    const journal = new JournalBuilder().fact('A').deliver('A').arrive('A')
    effect(journal, state('status', { doc: '1', references: ['A'] }))
    effect(journal, quantity('10', dimsOf('P1'), { doc: '1', dates: { posting: '2026-03-02', document: '2026-02-28' } }))
    effect(journal, quantity('10', dimsOf('P1'), { doc: '1', dates: { posting: '2026-03-09' } }))
    const [posting] = evidenceOf(journal).postings
    expect([posting?.postingDate, posting?.documentDate]).toEqual(['2026-03-02', '2026-02-28'])
  })
})

describe('a lot that a fact leaves open', () => {
  test.each([1, 2, 8, 9, 40])('is what the document of %d facts says', (count) => {
    const keys = Array.from({ length: count }, (_, index) => `MI-${index}`)
    const orderOf = (index: number): string => `10000${(index % 3) + 1}`
    const journal = new JournalBuilder()
    for (const [index, key] of keys.entries()) {
      journal.fact(key, { order: orderOf(index), expect: [{ ...issue, order: orderOf(index), quantity: '1' }] }).deliver(key)
    }
    const lines = keys.map((_, index) => ({ ...issued, order: orderOf(index), lot: 'L1', quantity: '1', unit: 'KG' }))
    expect(violations(journal.post(keys, { lines }))).toBe(0)
  })

  const both = (...lines: readonly (readonly [lot: string, quantity: string])[]): number => {
    const journal = new JournalBuilder()
    journal.fact('MI-1', { expect: [{ ...issue, quantity: '5' }] }).fact('MI-2', { expect: [{ ...issue, lot: 'L1', quantity: '3' }] })
    journal.deliver('MI-1').deliver('MI-2')
    return violations(
      journal.post(['MI-1', 'MI-2'], { lines: lines.map(([lot, amount]) => ({ ...issued, lot, quantity: amount, unit: 'KG' })) }),
    )
  }

  test('gives way to a lot that another fact names, in whatever order they stand', () => {
    expect(both(['L9', '5'], ['L1', '3'])).toBe(0)
    expect(both(['L1', '3'], ['L9', '5'])).toBe(0)
    expect(both(['L9', '8'])).toBeGreaterThan(0)
  })

  test('gives way to a lot that the same fact names', () => {
    const journal = new JournalBuilder()
    const obliged = [
      { ...issue, quantity: '5' },
      { ...issue, lot: 'L1', quantity: '3' },
    ]
    journal.fact('MI-1', { expect: obliged }).deliver('MI-1')
    const lines = [
      { ...issued, lot: 'L1', quantity: '3', unit: 'KG' },
      { ...issued, lot: 'L9', quantity: '5', unit: 'KG' },
    ]
    expect(violations(journal.post('MI-1', { lines }))).toBe(0)
  })
})
