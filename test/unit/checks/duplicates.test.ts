import { describe, expect, it } from 'vitest'
import { effectAsObliged } from '../../../src/checks/generic/effect-as-obliged.js'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import { oneLiveDocPerExtref } from '../../../src/checks/generic/one-live-doc-per-extref.js'
import { singleConsumptionPath } from '../../../src/checks/production/single-consumption-path.js'
import { singleRepresentationPerFact } from '../../../src/checks/generic/single-representation-per-fact.js'
import { journal, judge } from '../../support/journal-builder.js'

describe('no-duplicate-effect', () => {
  it('convicts a repeat after a lost answer, and names both calls and the fault', () => {
    const run = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .arrive('MC-000001')
      .effects('MC-000001')
      .served({ effects: 1 })
      .fault('fired', 'lose-answer-1', { on: 'call', keys: ['MC-000001'] })
      .answered(null, { fault: 'lose-answer-1' })
      .wait(1_000)
      .post('MC-000001')
      .end()
    const { messages, judged, violations } = judge(noDuplicateEffect, run)
    expect(messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) should have the net effect 10 EA yield on order 100001 / 0010 ' +
        'in the ERP; the ledger shows 20 EA, in documents 4711 and 4712. Call 2 arrived 1.060 s after call 1, whose ' +
        'answer was lost (lose-answer-1).',
    ])
    expect(judged).toBe(1)
    expect(violations.byReason).toEqual({ excess: 1 })
    const kinds = violations.first?.records.map((seq) => run.records[seq - 1]?.kind)
    expect(kinds).toEqual([
      'fact',
      'offer',
      'exposed',
      'delivery',
      'call.arrived',
      'effect',
      'fault.fired',
      'call.closed',
      'call.arrived',
      'effect',
      'answer',
    ])
  })

  it('convicts a second final confirmation, which is counted and not summed', () => {
    const run = journal()
      .fact('MC-000001', { final: true, yield: '0' })
      .deliver('MC-000001')
      .post('MC-000001', { lines: [{ measure: 'final', quantity: '1' }] })
      .post('MC-000001', { lines: [{ measure: 'final', quantity: '1' }] })
      .end()
    expect(judge(noDuplicateEffect, run).messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) should have the net effect 1 final confirmation of order 100001 ' +
        '/ 0010 in the ERP; the ledger shows 2, in documents 4711 and 4712. Call 2 arrived 0.050 s after call 1, which ' +
        'was answered 201.',
    ])
  })

  it('convicts a batch that holds a fact which was posted alone before', () => {
    const run = journal()
      .fact('MC-000001')
      .fact('MC-000002')
      .deliver('MC-000001')
      .deliver('MC-000002')
      .post('MC-000001')
      .post(['MC-000001', 'MC-000002'], { lines: [{ measure: 'yield', quantity: '20', order: '100001', operation: '0010' }] })
      .end()
    const { messages, violations } = judge(noDuplicateEffect, run)
    expect(messages).toEqual([
      '2 facts posted together (MC-000001 and MC-000002) should have the net effect 20 EA yield on order 100001 / 0010 ' +
        'in the ERP; the ledger shows 30 EA, in documents 4711 and 4712. Call 2 arrived 0.050 s after call 1, which was ' +
        'answered 201.',
    ])
    expect(violations.first?.eids).toEqual(['mes:MC-000001', 'mes:MC-000002'])
  })

  it('leaves an effect where none is obliged to effect-as-obliged', () => {
    const run = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', {
        lines: [
          { measure: 'yield', quantity: '10' },
          { measure: 'issue', quantity: '10', item: 'C1', location: 'RM01', issueMode: 'backflush' },
        ],
      })
      .end()
    expect(judge(noDuplicateEffect, run).violations.count).toBe(0)
    expect(judge(effectAsObliged, run).messages).toEqual([
      'MC-000001 (confirmation of order 100001 / 0010) obliges 10 EA yield on order 100001 / 0010; document 4711 has 10 EA of C1 ' +
        'issued at P1/RM01 for order 100001.',
    ])
  })

  it('convicts a duplicate issue of a component', () => {
    const run = journal()
      .fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '0.035' })
      .deliver('MI-000001')
      .post('MI-000001')
      .post('MI-000001')
      .end()
    expect(judge(noDuplicateEffect, run).messages).toEqual([
      'MI-000001 (consumption of order 100001 / 0010) should have the net effect 0.035 KG of C2 lot L1 issued at ' +
        'P1/RM01 for order 100001 in the ERP; the ledger shows 0.07 KG, in documents 4711 and 4712. Call 2 arrived 0.050 ' +
        's after call 1, which was answered 201.',
    ])
  })

  it('counts every duplicate and keeps the worst', () => {
    const run = journal()
    for (const [key, quantity] of [
      ['MC-000001', '10'],
      ['MC-000002', '55'],
      ['MC-000003', '20'],
    ] as const) {
      run.fact(key, { yield: quantity }).deliver(key).post(key).post(key)
    }
    const { violations, judged } = judge(noDuplicateEffect, run.end())
    expect([judged, violations.count, violations.worst?.eids]).toEqual([3, 3, ['mes:MC-000002']])
  })

  const acquitted = {
    'a split into two documents': () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001', { references: ['MC-000001#1'], lines: [{ measure: 'yield', quantity: '4' }] })
        .post('MC-000001', { references: ['MC-000001#2'], lines: [{ measure: 'yield', quantity: '6' }] }),
    'a batch with a reference list': () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002')
        .deliver('MC-000001')
        .deliver('MC-000002')
        .post(['MC-000001', 'MC-000002'], { lines: [{ measure: 'yield', quantity: '20' }] }),
    'overlapping batches whose sum is right': () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002')
        .fact('MC-000003')
        .deliver('MC-000001')
        .post(['MC-000001', 'MC-000002'], { lines: [{ measure: 'yield', quantity: '15' }] })
        .post(['MC-000002', 'MC-000003'], { lines: [{ measure: 'yield', quantity: '15' }] }),
    'a doubtful posting that was found, cancelled and posted again': () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001', { doc: 'D1', answer: 'lost' })
        .reverse('D1', 'MC-000001', { doc: 'R1' })
        .post('MC-000001', { doc: 'D2' }),
    'a repeat that the system recognised': () =>
      journal({ dedupe: 'idempotency-key' })
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001', { doc: 'D1', answer: 'lost', idempotencyKey: 'k1' })
        .arrive('MC-000001', { idempotencyKey: 'k1' })
        .served({ dedupedTo: 'D1' })
        .answered(201),
    'duplicate deliveries': () =>
      journal().fact('MC-000001').deliver('MC-000001').deliver('MC-000001').deliver('MC-000001').post('MC-000001'),
    'a cancellation in the source, followed': () =>
      journal()
        .fact('MC-000001')
        .fact('MR-000001', { reverses: 'MC-000001' })
        .deliver('MC-000001')
        .post('MC-000001', { doc: 'D1' })
        .reverse('D1', 'MR-000001'),
    'rounding below half a unit of the last place': () =>
      journal()
        .fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '0.035' })
        .deliver('MI-000001')
        .post('MI-000001', {
          lines: [
            { measure: 'issue', quantity: '0.0354', item: 'C2', lot: 'L1', location: 'RM01', stockType: 'unrestricted', order: '100001' },
          ],
        }),
    'a flow that the target does not cover': () =>
      journal({ covers: [] }).fact('MC-000001', { covered: false }).post('MC-000001').post('MC-000001'),
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(noDuplicateEffect, build().end()).messages).toEqual([])
  })

  it('mentions a duplicate that the target corrected itself, without a verdict', () => {
    const run = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { doc: 'D1' })
      .post('MC-000001', { doc: 'D2' })
      .wait(1_000)
      .reverse('D2', 'MC-000001')
      .end()
    const { violations, notes } = judge(noDuplicateEffect, run)
    expect(violations.count).toBe(0)
    expect(notes).toMatchInlineSnapshot(`
      [
        "1 posting stood twice for a while and was corrected by the target (longest 1.050 s: MC-000001); advisory.",
      ]
    `)
  })

  it('does not judge facts that must be rejected', () => {
    const run = journal()
      .fact('MC-000001', { must: 'REJECT', expect: [] })
      .deliver('MC-000001')
      .post('MC-000001', { lines: [{ measure: 'yield', quantity: '10' }] })
      .end()
    expect(judge(noDuplicateEffect, run).judged).toBe(0)
  })
})

describe('single-representation-per-fact', () => {
  const issue = (quantity: string) =>
    ({
      system: 'erp',
      measure: 'issue',
      plant: 'P1',
      order: '100001',
      item: 'C1',
      location: 'RM01',
      stockType: 'unrestricted',
      quantity,
    }) as const

  it('convicts what was posted from two reports of one event', () => {
    const run = journal()
      .fact('MC-000001', { physId: 'consumption 7', expect: [issue('10')] })
      .fact('MI-000001', { physId: 'consumption 7', expect: [issue('10')] })
      .deliver('MC-000001')
      .deliver('MI-000001')
      .post('MC-000001')
      .post('MI-000001')
      .end()
    const { messages, judged } = judge(singleRepresentationPerFact, run)
    expect(messages).toEqual([
      'The physical event consumption 7 was posted from 2 reports of it, MC-000001 and MI-000001, by documents 4711 ' +
        'and 4712: 20 EA of C1 issued at P1/RM01 for order 100001, where 10 EA happened.',
    ])
    expect(judged).toBe(1)
  })

  it('acquits a second report that was only read, and events that were reported once', () => {
    const run = journal()
      .fact('MC-000001', { physId: 'consumption 7', expect: [issue('10')] })
      .fact('MI-000001', { physId: 'consumption 7', expect: [issue('10')] })
      .fact('MC-000002')
      .deliver('MC-000001')
      .deliver('MI-000001')
      .post('MC-000001')
      .post('MC-000002')
      .post('MC-000002')
      .end()
    expect(judge(singleRepresentationPerFact, run)).toMatchObject({ judged: 1, messages: [] })
  })

  it('acquits a posting from the second report after the first was cancelled', () => {
    const run = journal()
      .fact('MC-000001', { physId: 'consumption 7', expect: [issue('10')] })
      .fact('MI-000001', { physId: 'consumption 7', expect: [issue('10')] })
      .post('MC-000001', { doc: 'D1' })
      .reverse('D1', 'MC-000001')
      .post('MI-000001')
      .end()
    expect(judge(singleRepresentationPerFact, run).messages).toEqual([])
  })
})

describe('single-consumption-path', () => {
  const backflushed = { measure: 'issue', quantity: '10', item: 'C1', location: 'RM01', issueMode: 'backflush' } as const
  const explicit = {
    measure: 'issue',
    quantity: '0.035',
    item: 'C2',
    lot: 'L1',
    location: 'RM01',
    unit: 'KG',
    issueMode: 'explicit',
  } as const

  it('convicts an explicit issue of a component that is backflushed', () => {
    const run = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { lines: [{ measure: 'yield', quantity: '10' }, backflushed] })
      .post('MC-000001', { operation: 'movement.create', lines: [{ ...backflushed, issueMode: 'explicit' }] })
      .end()
    expect(judge(singleConsumptionPath, run).messages).toMatchInlineSnapshot(`
      [
        "C1 on order 100001 / 0010: 10 EA were backflushed and 10 EA issued explicitly; only backflush is declared for it.",
      ]
    `)
  })

  it('convicts the backflush of a component that is issued explicitly', () => {
    const run = journal()
      .fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '0.035' })
      .deliver('MI-000001')
      .post('MI-000001', { lines: [explicit] })
      .post('MI-000001', { lines: [{ ...explicit, issueMode: 'backflush' }] })
      .end()
    expect(judge(singleConsumptionPath, run).messages).toMatchInlineSnapshot(`
      [
        "C2 on order 100001 / 0010: 0.035 KG were backflushed and 0.035 KG issued explicitly; only explicit issue is declared
         for it.",
      ]
    `)
  })

  it('acquits different components on different paths, and a wrong issue that was cancelled', () => {
    const run = journal()
      .fact('MC-000001')
      .fact('MI-000001', { item: 'C2', lot: 'L1' })
      .deliver('MC-000001')
      .deliver('MI-000001')
      .post('MC-000001', { lines: [{ measure: 'yield', quantity: '10' }, backflushed] })
      .post('MI-000001', { lines: [explicit] })
      .post('MC-000001', { doc: 'W1', operation: 'movement.create', lines: [{ ...backflushed, issueMode: 'explicit' }] })
      .reverse('W1', 'MC-000001')
      .end()
    expect(judge(singleConsumptionPath, run)).toMatchObject({ judged: 2, messages: [] })
  })

  it('does not judge documents that the scenario made', () => {
    const run = journal()
    run.push({
      kind: 'effect',
      system: 'erp',
      step: 'manual-issue',
      what: 'quantity',
      measure: 'issue',
      quantity: '5',
      unit: 'EA',
      doc: 'S1',
      docKind: 'goods-movement',
      plant: 'P1',
      references: [],
      dims: { plant: 'P1', order: '100001', routingStep: '0010', item: 'C1', location: 'RM01' },
      dates: { posting: '2026-03-02' },
      issueMode: 'explicit',
    })
    expect(judge(singleConsumptionPath, run.end()).judged).toBe(0)
  })
})

describe('one-live-doc-per-extref', () => {
  it('convicts two live documents with one reference', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001', { answer: 'lost' }).post('MC-000001').end()
    const { messages, judged } = judge(oneLiveDocPerExtref, run)
    expect(messages).toMatchInlineSnapshot(`
      [
        "The reference MC-000001 has 2 live documents of confirmation.create in the ERP: 4711 and 4712.",
      ]
    `)
    expect(judged).toBe(1)
  })

  const acquitted = {
    'a cancelled predecessor': () =>
      journal().fact('MC-000001').post('MC-000001', { doc: 'D1' }).reverse('D1', 'MC-000001').post('MC-000001', { doc: 'D2' }),
    'declared parts of a split': () =>
      journal()
        .fact('MC-000001')
        .post('MC-000001', { references: ['MC-000001#1'] })
        .post('MC-000001', { references: ['MC-000001#2'] }),
    'documents of two operations': () => journal().fact('MC-000001').post('MC-000001').post('MC-000001', { operation: 'movement.create' }),
    'the same reference in another plant': () =>
      journal()
        .fact('MC-000001')
        .post('MC-000001')
        .post('MC-000001', { plant: 'P2', lines: [{ measure: 'yield', quantity: '10', plant: 'P2' }] }),
    'a reference that names an order and not a fact': () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002')
        .post('MC-000001', { references: ['100001'], correlation: 'MC-000001' })
        .post('MC-000002', { references: ['100001'], correlation: 'MC-000002' }),
    'shortened keys that stand for several facts': () =>
      journal({ attribution: { headers: [], transform: [{ take_first: 4 }] } })
        .fact('MC-000001')
        .fact('MC-000002')
        .post('MC-000001', { references: ['MC-0'] })
        .post('MC-000002', { references: ['MC-0'] }),
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(oneLiveDocPerExtref, build().end()).messages).toEqual([])
  })

  it('says when the ERP enforces it, instead of passing it', () => {
    const run = journal({ dedupe: 'external-reference' }).fact('MC-000001').post('MC-000001').end()
    expect(judge(oneLiveDocPerExtref, run).notJudged).toMatchInlineSnapshot(
      `"enforced by the ERP: it refuses a reference that is already on a live document"`,
    )
  })
})
