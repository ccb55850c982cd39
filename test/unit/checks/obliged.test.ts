import { describe, expect, test } from 'vitest'
import { effectAsObliged } from '../../../src/checks/generic/effect-as-obliged.js'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import { singleRepresentationPerFact } from '../../../src/checks/generic/single-representation-per-fact.js'
import { noOrphanEffect } from '../../../src/checks/generic/no-orphan-effect.js'
import { orderQuantityBalance } from '../../../src/checks/production/order-quantity-balance.js'
import { reconcile } from '../../../src/checks/reconcile.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { evidenceOf, journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

describe('effect-as-obliged', () => {
  const count = (source: JournalBuilder): number => judge(effectAsObliged, source.end()).violations.count

  test('convicts the wrong lot, the wrong order, the wrong routing step and the wrong measure', () => {
    const lot = journal().fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '2' }).deliver('MI-000001')
    lot.post('MI-000001', {
      lines: [{ measure: 'issue', item: 'C2', lot: 'L2', location: 'RM01', stockType: 'unrestricted', quantity: '2' }],
    })
    expect(judge(effectAsObliged, lot.end()).messages).toMatchInlineSnapshot(`
      [
        "MI-000001 (consumption of order 100001 / 0010) obliges 2 KG of C2 lot L1 issued at P1/RM01 for order 100001;
         document 4711 has 2 KG of C2 lot L2 issued at P1/RM01 for order 100001.",
      ]
    `)
    const posted = (line: { measure: string; quantity: string; order?: string; operation?: string }): number =>
      count(
        journal()
          .fact('MC-000001')
          .deliver('MC-000001')
          .post('MC-000001', { lines: [line] }),
      )
    expect(posted({ measure: 'yield', quantity: '10' })).toBe(0)
    expect(posted({ measure: 'yield', quantity: '10', order: '100002' })).toBe(1)
    expect(posted({ measure: 'yield', quantity: '10', operation: '0020' })).toBe(1)
    expect(posted({ measure: 'scrap', quantity: '10' })).toBe(1)
  })

  test('leaves too much of what is obliged to others, and what was put right again', () => {
    const twice = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').post('MC-000001')
    expect(judge(effectAsObliged, twice.end())).toMatchObject({ judged: 2, violations: { count: 0 } })
    const corrected = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { doc: '1', lines: [{ measure: 'yield', quantity: '10', operation: '0020' }] })
      .reverse('1', 'MC-000001')
      .post('MC-000001')
    expect(count(corrected)).toBe(0)
  })

  test('leaves out what stands for a choice of facts', () => {
    const guessed = journal().fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002')
    guessed.post([], { references: [], lines: [{ measure: 'yield', quantity: '7', order: '100001', operation: '0010' }] })
    expect(judge(effectAsObliged, guessed.end()).judged).toBe(0)
  })
})

describe('counted things and shared obligations', () => {
  const one = (flow: string, identity?: string): ExpectedEffect => ({
    system: 'erp',
    flow,
    what: 'count',
    measure: 'final',
    dims: { plant: 'P1', order: '100001', routingStep: '0010' },
    count: 1,
    ...(identity !== undefined && { identity }),
  })
  const line = { measure: 'final', quantity: '1' } as const
  /** Two facts that both want the same one thing, unless told otherwise. */
  const both = (identity?: string): JournalBuilder =>
    ['MC-000001', 'MC-000002'].reduce((run, key) => run.fact(key, { expect: [one('confirmation', identity)] }).deliver(key), journal())

  test('a counted thing is there once for each fact', () => {
    const twice = both()
      .post('MC-000001', { lines: [line] })
      .post('MC-000001', { lines: [line] })
      .post('MC-000002', { lines: [line] })
    expect(judge(noDuplicateEffect, twice.end()).messages).toMatchInlineSnapshot(`
      [
        "MC-000001 (confirmation of order 100001 / 0010) should have the net effect 1 final confirmation of order 100001 /
         0010 in the ERP; the ledger shows 2, in documents 4711 and 4712. Call 2 arrived 0.050 s after call 1, which was
         answered 201.",
      ]
    `)
    const once = both()
      .post('MC-000001', { lines: [line] })
      .post('MC-000002', { lines: [line] })
    expect(judge(noDuplicateEffect, once.end()).violations.count).toBe(0)
  })

  test('what facts share is met by one posting, and broken by two', () => {
    const met = both('stop-1')
      .post('MC-000001', { lines: [line] })
      .end()
    expect(judge(everyEventAccounted, met)).toMatchObject({ judged: 2, violations: { count: 0 } })
    expect(judge(noDuplicateEffect, met).violations.count).toBe(0)
    const broken = both('stop-1')
      .post('MC-000001', { lines: [line] })
      .post('MC-000002', { lines: [line] })
    expect(judge(noDuplicateEffect, broken.end()).violations.byReason).toEqual({ 'excess-of-group': 1 })
    const missing = both('stop-1')
    expect(judge(everyEventAccounted, missing.end()).violations.byReason).toEqual({ missing: 2 })
  })

  test('two reports of one physical event share all that they oblige', () => {
    const reports = (): JournalBuilder =>
      journal().fact('MC-000001', { physId: 'p1' }).fact('MC-000002', { physId: 'p1' }).deliver('MC-000001').deliver('MC-000002')
    const met = reports().post('MC-000002').end()
    expect(judge(everyEventAccounted, met).violations.count).toBe(0)
    const both = reports().post('MC-000001').post('MC-000002').end()
    expect(judge(singleRepresentationPerFact, both).violations.count).toBe(1)
    expect(judge(noDuplicateEffect, both)).toMatchObject({
      violations: { count: 0 },
      following: { count: 1, owners: ['single-representation-per-fact'] },
    })
    const twice = reports().post('MC-000001').post('MC-000001').end()
    expect(judge(singleRepresentationPerFact, twice)).toMatchObject({ judged: 1, violations: { count: 0 } })
    expect(judge(noDuplicateEffect, twice).violations.count).toBe(1)
    expect(judge(orderQuantityBalance, met).violations.count).toBe(0)
    expect(reconcile(evidenceOf(met)).rows.filter(({ odd }) => odd.length > 0)).toEqual([])
  })

  test('a counted thing without a fact is an orphan', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001')
    run.post([], { references: ['XX-1'], lines: [{ measure: 'final', quantity: '1', order: '100009', operation: '0010' }] })
    expect(judge(noOrphanEffect, run.end()).messages).toMatchInlineSnapshot(`
      [
        "Document 4711 (1 final confirmation of order 100009 / 0010), with the reference XX-1, stands for no fact of a
         source. No fact is about its order.",
      ]
    `)
  })
})
