import { describe, expect, test } from 'vitest'
import { ackImpliesDurable } from '../../../src/checks/generic/ack-implies-durable.js'
import { backlogDrains } from '../../../src/checks/generic/backlog-drains.js'
import { effectAsObliged } from '../../../src/checks/generic/effect-as-obliged.js'
import { eventualPosting } from '../../../src/checks/generic/eventual-posting.js'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { latencySlo } from '../../../src/checks/generic/latency-slo.js'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import { noOrphanEffect } from '../../../src/checks/generic/no-orphan-effect.js'
import { noSilentDrop } from '../../../src/checks/generic/no-silent-drop.js'
import { noZeroDefaultQuantity } from '../../../src/checks/generic/no-zero-default-quantity.js'
import { perKeyOrder } from '../../../src/checks/generic/per-key-order.js'
import { reversalNetsToZero } from '../../../src/checks/generic/reversal-nets-to-zero.js'
import { EffectWords } from '../../../src/checks/support/words.js'
import { evidenceOf, judge, type JournalBuilder } from '../../support/journal-builder.js'
import { decided, decision, inErp, inWms, lot, lotJournal, madeAvailable, makesSignal, signalled, transferred } from '../../support/lots.js'

const locked = { status: 423, code: 'LOT_LOCKED', answerClass: 'transient' } as const
const toErp = { operation: 'movement.create' } as const
const toWms = { system: 'wms', operation: 'availability.report' } as const

describe('a fact with effects in two systems', () => {
  test('is told by what is missing where, and by documents of there alone', () => {
    const forgets = inWms(decided(lotJournal()))
    expect(judge(everyEventAccounted, forgets.end()).messages).toMatchInlineSnapshot(`
      [
        "QD-000001 (usage decision of C2 lot L1) was delivered once at 0.060 s (acked), and the ERP shows 0 KG of C2 lot L1
         moved out at P1/RM01 (quality) of 40 KG; there is no exception for the rest.",
      ]
    `)
    const some = inErp(decided(lotJournal())).post('QD-000001', { ...toWms, lines: [madeAvailable('10')] })
    expect(judge(everyEventAccounted, some.end()).messages).toMatchInlineSnapshot(`
      [
        "QD-000001 (usage decision of C2 lot L1) was delivered once at 0.060 s (acked), and the WMS shows 10 KG availability
         on C2 lot L1 of 40 KG, by document 4712; there is no exception for the rest.",
      ]
    `)
    const wrong = decided(lotJournal()).post('QD-000001', { ...toErp, lines: transferred('30') })
    expect(judge(everyEventAccounted, wrong.end()).messages).toMatchInlineSnapshot(`
      [
        "QD-000001 (usage decision of C2 lot L1) was delivered once at 0.060 s (acked), and the ERP shows 30 KG of C2 lot L1
         moved out at P1/RM01 (quality) of 40 KG, by document 4711, and the WMS shows 0 KG availability on C2 lot L1 of 40
         KG; there is no exception for the rest.",
      ]
    `)
  })

  test('is handed out when a page of the feed is, not when the next one is asked for', () => {
    const run = lotJournal({ delivery: 'feed' }).fact('QD-000001', { flow: 'lot-status', dims: lot, expect: decision('40') })
    run.offer('QD-000001', { channel: 'feed' }).exposed('QD-000001', 'page').wait(900).outcome('QD-000001', 'acked')
    expect(judge(everyEventAccounted, run.end()).messages[0]).toContain('was handed out in the feed once at 0.050 s (acked)')
  })

  test('was held up only by what passed in a system where it is missing', () => {
    const inTheOther = inErp(decided(lotJournal()).refuse('QD-000001', { ...locked, ...toErp }))
      .heal()
      .wait(900)
    expect(judge(eventualPosting, inTheOther.end())).toMatchObject({ judged: 0, messages: [] })
    expect(judge(noSilentDrop, inTheOther)).toMatchObject({ judged: 0, messages: [] })
    const there = inErp(decided(lotJournal()))
      .refuse('QD-000001', { ...locked, ...toWms })
      .heal()
      .wait(900)
      .end()
    expect(judge(eventualPosting, there).messages[0]).toContain('only something that passes stood in its way (LOT_LOCKED)')
    expect(judge(noSilentDrop, there).messages[0]).toContain('The WMS refused QD-000001')
  })

  test('and a fault on a call to the other one is no obstacle either', () => {
    const lostIn = (system: 'erp' | 'wms'): JournalBuilder => {
      const call = system === 'erp' ? toErp : toWms
      const run = decided(lotJournal())
        .arrive('QD-000001', call)
        .fault('fired', 'lose-answer-1', { on: 'call', keys: ['QD-000001'] })
      return inErp(run.answered(null, { fault: 'lose-answer-1' }))
        .heal()
        .wait(900)
        .end()
    }
    expect(judge(eventualPosting, lostIn('erp')).messages).toEqual([])
    expect(judge(eventualPosting, lostIn('wms')).messages[0]).toContain('(lose-answer-1)')
  })

  test('has its effect when the last of the two is there, and none while one is missing', () => {
    const limit = { judge: { latency_p95_ms_max: 1 } }
    const both = inWms(inErp(decided(lotJournal(limit)).wait(100)).wait(700)).end()
    expect(judge(latencySlo, both).notes).toEqual([
      'lot-status: p50 130 ms, p95 130 ms, max 130 ms over 1.',
      'availability: p50 890 ms, p95 890 ms, max 890 ms over 1.',
    ])
    expect(judge(latencySlo, inErp(decided(lotJournal(limit))).end()).notes).toHaveLength(1)
    expect(judge(backlogDrains, inErp(decided(lotJournal())).heal().end()).notes).toEqual(['1 pending at the heal; 1 of them never done.'])
    expect(
      judge(
        backlogDrains,
        inWms(inErp(decided(lotJournal())))
          .heal()
          .end(),
      ).notes,
    ).toEqual(['Nothing was pending at the heal.'])
  })

  test('waits for what its gate wants before it can be slow', () => {
    const gates = [{ effect: 'transfer', facts: ['mes:QA-000001'], by: 'exposed', or: 'wait' }] as const
    const approval = { flow: 'lot-status', expect: [] } as const
    const run = decided(lotJournal(), 'QD-000001', { gates }).fact('QA-000001', approval).wait(5_000).deliver('QA-000001')
    expect(judge(latencySlo, inWms(inErp(run)).end()).notes?.[0]).toContain('max 30 ms')
  })

  test('is compared with what it obliges in the same system', () => {
    const early = lotJournal().fact('WR-000001', { flow: 'lot-status', dims: lot, expect: decision('40').slice(0, 2) })
    inErp(early.deliver('WR-000001'), 'WR-000001').post('WR-000001', { ...toWms, lines: [madeAvailable('40')] })
    expect(judge(effectAsObliged, early.end()).messages).toMatchInlineSnapshot(`
      [
        "WR-000001 (usage decision of C2 lot L1) obliges nothing in the WMS; document 4712 has 40 KG availability on C2 lot L1.",
      ]
    `)
    const other = inErp(decided(lotJournal())).post('QD-000001', { ...toWms, lines: [madeAvailable('40', { ...lot, lot: 'L2' })] })
    expect(judge(effectAsObliged, other.end()).messages).toMatchInlineSnapshot(`
      [
        "QD-000001 (usage decision of C2 lot L1) obliges 40 KG availability on C2 lot L1; document 4712 has 40 KG
         availability on C2 lot L2.",
      ]
    `)
  })

  test('posted too often names the documents and calls of there alone', () => {
    const twice = inWms(inWms(inErp(decided(lotJournal()), 'QD-000001', { doc: '1' }), 'QD-000001', { doc: '2' }), 'QD-000001', {
      doc: '3',
    })
    const { messages, violations } = judge(noDuplicateEffect, twice.end())
    expect(messages).toMatchInlineSnapshot(`
      [
        "QD-000001 (usage decision of C2 lot L1) should have the net effect 40 KG availability on C2 lot L1 in the WMS; the
         ledger shows 80 KG, in documents 2 and 3. Call 3 arrived 0.050 s after call 2, which was answered 201.",
      ]
    `)
    const cited = twice.records.flatMap((record) =>
      record.kind === 'effect' && violations.first?.records.includes(record.seq) ? record.doc : [],
    )
    expect(cited).toEqual(['2', '3'])
  })

  test('survives a crash in each of its systems, or does not', () => {
    const crashed = inErp(decided(lotJournal())).crash()
    expect(judge(ackImpliesDurable, crashed.end()).messages).toMatchInlineSnapshot(`
      [
        "QD-000001 (usage decision of C2 lot L1) was acknowledged at 0.060 s; after the crash at 0.130 s it has no effect in
         the WMS, and no exception.",
      ]
    `)
    const kept = inWms(inErp(decided(lotJournal())).crash()).end()
    expect(judge(ackImpliesDurable, kept)).toMatchObject({ judged: 1, messages: [] })
    const before = inWms(inErp(decided(lotJournal())))
      .crash()
      .end()
    expect(judge(ackImpliesDurable, before).judged).toBe(0)
  })

  test('has no zero in one system for what it obliges in the other', () => {
    const run = lotJournal().fact('MC-000001').deliver('MC-000001').post('MC-000001')
    inWms(decided(run)).post('QD-000001', { operation: 'confirmation.create', lines: transferred('40') })
    expect(judge(noZeroDefaultQuantity, run.end()).messages).toEqual([])
  })

  test('is cancelled in each of them', () => {
    const run = inWms(inErp(decided(lotJournal()), 'QD-000001', { doc: '1' }), 'QD-000001', { doc: '2' })
    run.fact('MR-000001', { reverses: 'QD-000001', flow: 'reversal', dims: lot }).deliver('MR-000001').reverse('1', 'MR-000001')
    expect(judge(reversalNetsToZero, run.end()).messages).toMatchInlineSnapshot(`
      [
        "QD-000001 was cancelled by MR-000001, but the net effect in the WMS is 40 KG availability on C2 lot L1, not 0 KG
         (document 2, no cancellation is posted).",
      ]
    `)
  })

  test('comes before what cancels it in each of them', () => {
    const run = decided(lotJournal()).fact('MR-000001', { reverses: 'QD-000001', dims: lot, streamSeq: 2 }).deliver('MR-000001')
    inErp(run, 'QD-000001', { doc: '1' }).reverse('1', 'MR-000001')
    inWms(inWms(run, 'MR-000001', { lines: [madeAvailable('-40')], doc: '3' }), 'QD-000001', { doc: '2' })
    expect(judge(perKeyOrder, run.end()).violations.byReason).toEqual({ 'cancelled-before-posted': 1 })
  })
})

describe('facts that share a counted thing', () => {
  test('are named as sharing it', () => {
    const run = lotJournal()
    for (const key of ['PP-000001', 'PP-000002']) run.fact(key, { flow: 'availability', dims: lot, expect: [signalled()] }).deliver(key)
    makesSignal(makesSignal(run, 'PP-000001', '1'), 'PP-000002', '2')
    expect(judge(noDuplicateEffect, run.end()).messages).toMatchInlineSnapshot(`
      [
        "2 facts which share it (PP-000001 and PP-000002) should have the net effect 1 sourcing signal of C2, change ECO-1 in
         the WMS; the ledger shows 2, in documents 1 and 2. Call 2 arrived 0.050 s after call 1, which was answered 201.",
      ]
    `)
  })

  test('have their effect once any of them brought it', () => {
    const run = lotJournal()
    for (const key of ['PP-000001', 'PP-000002']) run.fact(key, { flow: 'availability', dims: lot, expect: [signalled()] }).deliver(key)
    expect(judge(latencySlo, makesSignal(run, 'PP-000001', '1').end()).notes?.[0]).toContain('over 2')
  })
})

test('a counted thing in the name of a whole publication is the one that its facts share, though the ledger does not name it', () => {
  const run = lotJournal()
  for (const [key, expected] of [
    ['PP-000001-L', []],
    ['PP-000001-C', [signalled()]],
  ] as const)
    run.fact(key, { flow: 'availability', dims: lot, partOf: 'PP-000001', expect: expected }).deliver(key)
  expect(judge(noDuplicateEffect, makesSignal(run, 'PP-000001', '1').end()).messages).toEqual([])
  expect(judge(everyEventAccounted, run).messages).toEqual([])
})

describe('where nothing is about an order', () => {
  test('an orphan is told without one', () => {
    const orphan = (of: string): JournalBuilder =>
      decided(lotJournal()).post([], { ...toWms, references: ['XX-1'], lines: [madeAvailable('40', { ...lot, lot: of })] })
    expect(judge(noOrphanEffect, orphan('L9').end()).messages).toMatchInlineSnapshot(`
      [
        "Document 4711 (40 KG availability on C2 lot L9), with the reference XX-1, stands for no fact of a source. No fact is
         about the same.",
      ]
    `)
  })

  test('a measure that moves both ways has a word for each', () => {
    const { groups, header } = evidenceOf(decided(lotJournal()))
    const words = new EffectWords(header.plan)
    const [out] = groups.all.filter(({ measure }) => measure.name === 'transfer')
    if (!out) throw new Error('nothing was transferred')
    expect(words.effect('-40', out)).toBe('40 KG of C2 lot L1 moved out at P1/RM01 (quality)')
    expect(words.effect('40', out)).toBe('40 KG of C2 lot L1 moved in at P1/RM01 (quality)')
    expect([words.effect('0', out, '-40'), words.amount('-40', out, '-40')]).toEqual([
      '0 KG of C2 lot L1 moved out at P1/RM01 (quality)',
      '40 KG',
    ])
  })
})
