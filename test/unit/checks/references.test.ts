import { describe, expect, test } from 'vitest'
import { correlationPreserved } from '../../../src/checks/generic/correlation-preserved.js'
import { noDanglingReference } from '../../../src/checks/generic/no-dangling-reference.js'
import { noOrphanEffect } from '../../../src/checks/generic/no-orphan-effect.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'
import type { PostOptions } from '../../support/journal-options.js'

const fact = (): JournalBuilder => journal().fact('MC-000001').deliver('MC-000001')
const foreign: PostOptions = { references: ['XX-1'], lines: [{ measure: 'yield', quantity: '10', order: '100002', operation: '0020' }] }

describe('no-orphan-effect', () => {
  test('convicts a document that stands for nothing, and names what comes nearest', () => {
    const source = fact().fact('MC-000002', { order: '100002', operation: '0010' }).post('MC-000001').post([], foreign)
    expect(judge(noOrphanEffect, source.end()).messages).toEqual([
      'Document 4712 (10 EA yield on order 100002 / 0020), with the reference XX-1, stands for no fact of a source. ' +
        'The nearest fact is MC-000002 (order 100002 / 0010).',
    ])
    expect(
      judge(
        noOrphanEffect,
        fact()
          .post([], { ...foreign, references: [] })
          .end(),
      ).messages,
    ).toEqual([
      'Document 4711 (10 EA yield on order 100002 / 0020), without a reference, stands for no fact of a source. No ' +
        'fact is about its order.',
    ])
  })

  test('acquits documents that stand for a fact by name, by key, by correlation or by what they post', () => {
    const options: PostOptions[] = [
      {},
      { references: [], correlation: 'evt-1' },
      { references: ['other'], idempotencyKey: 'MC-000001' },
      { references: ['MC-000001#1'] },
      { references: [] },
    ]
    for (const each of options)
      expect(judge(noOrphanEffect, fact().post('MC-000001', each).end())).toMatchObject({ judged: 1, violations: { count: 0 } })
  })

  test('acquits what the scenario or the system did by itself', () => {
    const source = fact().push({
      kind: 'effect',
      system: 'erp',
      what: 'quantity',
      doc: '1',
      docKind: 'goods-movement',
      plant: 'P1',
      references: [],
      dates: { posting: '2026-03-02' },
      dims: { plant: 'P1', item: 'C1', location: 'RM01' },
      step: 'manual-1',
      measure: 'receipt',
      quantity: '5',
      unit: 'EA',
    })
    expect(judge(noOrphanEffect, source.end())).toMatchObject({ judged: 0, violations: { count: 0 } })
  })

  test('notes an orphan that was taken back', () => {
    const outcome = judge(
      noOrphanEffect,
      fact()
        .post([], { ...foreign, doc: '7' })
        .reverse('7', [], { references: ['XX-1'] })
        .end(),
    )
    expect([outcome.violations.count, outcome.notes]).toEqual([0, ['1 document without a fact was posted and cancelled again.']])
  })

  test('acquits the last document of a journal that ends inside it', () => {
    const source = fact()
      .arrive('MC-000001')
      .effects([], { references: [], lines: [{ measure: 'yield', quantity: '10', order: '100001', operation: '0010' }] })
    expect(judge(noOrphanEffect, source).violations.count).toBe(0)
  })
})

describe('no-dangling-reference', () => {
  const posted = (line: Partial<NonNullable<PostOptions['lines']>[number]>, options: PostOptions = {}): JournalBuilder =>
    fact().post('MC-000001', {
      lines: [{ measure: 'issue', quantity: '1', item: 'C1', location: 'RM01', order: '100001', ...line }],
      ...options,
    })

  test.each([
    ['order', { order: '999999' }],
    ['item', { item: 'C9' }],
    ['location', { location: 'XX99' }],
    ['lot', { item: 'C2', lot: 'L9' }],
    ['unit', { sent: { quantity: '1', unit: 'PAL' } }],
    ['operation', { operation: '0099' }],
  ] as const)('convicts an unknown %s', (kind, line) => {
    const outcome = judge(noDanglingReference, posted(line).end())
    expect(outcome.violations.byReason).toEqual({ [`unknown-${kind}`]: 1 })
    expect(outcome.messages[0]).toMatch(/^Document 4711 names the [a-z]+ .+, which ERP does not have\.$/)
  })

  test('convicts an unknown plant', () => {
    expect(judge(noDanglingReference, posted({ plant: 'P9' }).end()).messages).toMatchInlineSnapshot(`
      [
        "Document 4711 names the plant P9, which ERP does not have.",
      ]
    `)
  })

  test('acquits what exists: stock that is there, a lot that a receipt made, a conversion of the item', () => {
    expect(judge(noDanglingReference, posted({ sent: { quantity: '1', unit: 'BOX' } }).end())).toMatchObject({
      judged: 1,
      violations: { count: 0 },
    })
    expect(judge(noDanglingReference, posted({ item: 'C2', lot: 'L1' }).end()).violations.count).toBe(0)
    const made = fact()
      .post('MC-000001', { lines: [{ measure: 'receipt', quantity: '1', item: 'C2', lot: 'L7', location: 'RM01' }] })
      .post('MC-000001', { lines: [{ measure: 'issue', quantity: '1', item: 'C2', lot: 'L7', location: 'RM01' }] })
    expect(judge(noDanglingReference, made.end())).toMatchObject({ judged: 2, violations: { count: 0 } })
  })
})

describe('correlation-preserved', () => {
  test('convicts a document that only its quantities give away', () => {
    const outcome = judge(
      correlationPreserved,
      fact()
        .post('MC-000001', { references: ['4444'] })
        .end(),
    )
    expect(outcome.messages).toEqual([
      'Document 4711 cannot be traced to a fact of a source: no fact is known as 4444. By its order and quantities it ' +
        'could be MC-000001.',
    ])
    expect(judge(correlationPreserved, fact().post('MC-000001', { references: [] }).end()).messages).toEqual([
      'Document 4711 cannot be traced to a fact of a source: it has neither a reference nor a correlation value. By ' +
        'its order and quantities it could be MC-000001.',
    ])
  })

  test('convicts an exception that names no fact', () => {
    const source = fact()
      .post('MC-000001')
      .push({ kind: 'exception', xid: 'X-0001', keys: ['4444'], eids: [], status: 'open', seenAt: 'desk' })
    expect(judge(correlationPreserved, source.end()).messages).toMatchInlineSnapshot(`
      [
        "Exception X-0001 cannot be traced to a fact of a source: it names 4444.",
      ]
    `)
  })

  test('acquits references, parts, lists, keys, correlation values and declared transformations', () => {
    for (const options of [
      {},
      { references: ['MC-000001#2'] },
      { references: [], correlation: 'evt-1' },
      { references: [], idempotencyKey: 'MC-000001' },
    ]) {
      expect(judge(correlationPreserved, fact().post('MC-000001', options).end())).toMatchObject({ judged: 1, violations: { count: 0 } })
    }
    const both = fact().fact('MC-000002').deliver('MC-000002').post(['MC-000001', 'MC-000002'])
    expect(judge(correlationPreserved, both.end()).violations.count).toBe(0)
    const short = journal({ attribution: { headers: [], transform: [{ take_last: 6 }] } })
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { references: ['000001'] })
    expect(judge(correlationPreserved, short.end()).violations.count).toBe(0)
  })

  test('acquits a cancellation that its original gives away', () => {
    expect(
      judge(correlationPreserved, fact().post('MC-000001', { doc: '5' }).reverse('5', [], { references: [] }).end()).violations.count,
    ).toBe(0)
  })
})
