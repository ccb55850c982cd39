import { describe, expect, test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'
import { reconcile } from '../../../src/checks/reconcile.js'
import { limits } from '../../../src/domain/limits.js'
import { evidenceOf, journal, type JournalBuilder } from '../../support/journal-builder.js'

const rows = (source: JournalBuilder): string[] =>
  reconcile(evidenceOf(source)).rows.map(
    ({ key, cells, odd }) =>
      `${key}: MES ${cells['MES'] ?? ''}, ERP ${cells['ERP'] ?? ''}, exceptions ` +
      `${cells['exceptions'] ?? ''}${odd.length > 0 ? ` < ${odd.join()}` : ''}`,
  )
const figures = (source: JournalBuilder): string[] =>
  judgeJournal(source.build()).figures.map(
    ({ name, value, judgedBy }) => `${name}: ${value}${judgedBy === undefined ? '' : ` (${judgedBy})`}`,
  )

describe('the reconciliation', () => {
  test('puts the rows that disagree first, and says what people have', () => {
    const source = journal()
      .fact('MC-000001', { yield: '11', scrap: '1' })
      .deliver('MC-000001')
      .post('MC-000001')
      .fact('MC-000002', { operation: '0020', yield: '55' })
      .deliver('MC-000002')
    source
      .post('MC-000002')
      .post('MC-000002')
      .fact('MC-000003', { order: '100002', yield: '7' })
      .deliver('MC-000003')
      .refuse('MC-000003')
      .exception('MC-000003')
    expect(rows(source.end())).toMatchInlineSnapshot(`
      [
        "100001 / 0020 yield: MES 55, ERP 110, exceptions 0 < ERP",
        "100001 / 0010 yield: MES 11, ERP 11, exceptions 0",
        "100001 / 0010 scrap: MES 1, ERP 1, exceptions 0",
        "100002 / 0010 yield: MES 7, ERP 0, exceptions 7",
      ]
    `)
  })

  test('agrees with nothing that a source took back and had to have posted', () => {
    const back = (must: 'POST' | 'REJECT') => journal().heal().fact('MC-000001', { must }).deliver('MC-000001', 'given-up').end()
    expect(rows(back('POST'))).toEqual(['100001 / 0010 yield: MES 10, ERP 0, exceptions 0 < ERP'])
    expect(figures(back('POST'))).toContain('confirmations pending: 1 (every-event-accounted)')
    expect(figures(back('REJECT'))).toContain('confirmations returned to sender: 1 (every-event-accounted)')
  })

  test('reconciles stock from its opening balance, whatever order it moved for', () => {
    const source = journal()
      .fact('MI-000001', { quantity: '10' })
      .fact('MI-000002', { quantity: '20', order: '100002' })
      .deliver('MI-000001')
      .deliver('MI-000002')
      .post('MI-000001')
      .post('MI-000002')
    expect(rows(source.end())).toMatchInlineSnapshot(`
      [
        "P1 C1 @ RM01: MES 4970, ERP 4970, exceptions 0",
      ]
    `)
    expect(rows(source.post('MI-000002').end())).toMatchInlineSnapshot(`
      [
        "P1 C1 @ RM01: MES 4970, ERP 4950, exceptions 0 < ERP",
      ]
    `)
  })

  test('nets reversals, and counts what the scenario did by itself on both sides', () => {
    const source = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { doc: '1' })
      .fact('MR-000001', { reverses: 'MC-000001' })
      .deliver('MR-000001')
      .reverse('1', 'MR-000001')
    source.push({
      kind: 'effect',
      system: 'erp',
      what: 'quantity',
      doc: '9',
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
    expect(rows(source.end())).toMatchInlineSnapshot(`
      [
        "P1 C1 @ RM01: MES 5005, ERP 5005, exceptions 0",
        "100001 / 0010 yield: MES 0, ERP 0, exceptions 0",
      ]
    `)
  })

  test('shows no more rows than its limit, and counts the rest', () => {
    const source = journal()
    for (let count = 1; count <= 30; count += 1)
      source
        .fact(`MC-${count}`, { operation: String(count) })
        .deliver(`MC-${count}`)
        .post(`MC-${count}`)
    const { rows: shown, agreeing, hidden } = reconcile(evidenceOf(source.end()))
    expect([shown.length, agreeing, hidden]).toEqual([limits.reconciliation_rows_max, 30, 30 - limits.reconciliation_rows_max])
  })

  test('shows some rows of each subject, however many there are of one', () => {
    const source = journal()
    for (let count = 1; count <= 30; count += 1)
      source
        .fact(`MC-${count}`, { operation: String(count) })
        .deliver(`MC-${count}`)
        .post(`MC-${count}`)
    const about = { flow: 'confirmation', entity: 'lot:P1/C2/L1', dims: { plant: 'P1', item: 'C2', lot: 'L1' } } as const
    const held = { system: 'erp', what: 'state', group: 'restriction', after: 'held', ...about } as const
    source.fact('QH-1', { ...about, sequenceKey: null, expect: [held] }).deliver('QH-1')
    const { what: _, flow: __, system: ___, ...write } = held
    source
      .arrive('QH-1', { operation: 'lot.put', method: 'PUT', path: '/lots/L1' })
      .write({ ...write, references: ['QH-1'] })
      .served({ effects: 1 })
      .answered(200)
    const { rows: shown } = reconcile(evidenceOf(source.end()))
    expect(shown.filter(({ subject }) => subject === 'lot').map(({ key }) => key)).toEqual(['P1 C2 / L1 restriction'])
    expect(shown).toHaveLength(limits.reconciliation_rows_max)
  })
})

describe('the figures', () => {
  test('say who judges them, and what nobody judges', () => {
    const source = journal()
      .fact('MC-000001')
      .deliver('MC-000001', 'indeterminate')
      .deliver('MC-000001')
      .post('MC-000001', { answer: 'lost' })
    source
      .arrive('MC-000001')
      .served({ dedupedTo: '4711' })
      .answered(201)
      .fact('MC-000002')
      .deliver('MC-000002')
      .refuse('MC-000002')
      .exception('MC-000002')
    source
      .refuse('MC-000002', { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' })
      .fact('MI-000001')
      .deliver('MI-000001')
      .fact('MR-000001', { covered: false, reverses: 'MC-000001' })
    expect(figures(source.end())).toMatchInlineSnapshot(`
      [
        "confirmations reported: 2 (every-event-accounted)",
        "confirmations posted: 1 (every-event-accounted)",
        "confirmations handed to people: 1 (every-event-accounted)",
        "confirmations pending: 0 (every-event-accounted)",
        "consumptions reported: 1 (every-event-accounted)",
        "consumptions posted: 0 (every-event-accounted)",
        "consumptions pending: 1 (every-event-accounted)",
        "facts played by a stand-in: 1",
        "duplicates: 0 (no-duplicate-effect)",
        "latency p50: 60 ms",
        "latency p95: 60 ms",
        "latency max: 60 ms",
        "deliveries: 4",
        "redeliveries: 1",
        "posting calls: 4",
        "calls left in doubt: 1",
        "replays answered from the first posting: 1",
        "refused ORDER_LOCKED: 1",
        "refused OVER_CONFIRMATION: 1",
      ]
    `)
  })

  test('are not judged where the check could not tell', () => {
    const source = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').end('limit')
    expect(figures(source).filter((figure) => figure.includes('every-event-accounted') || figure.includes('no-duplicate-effect'))).toEqual(
      [],
    )
  })

  test('a latency that has a limit is judged', () => {
    const source = journal({ judge: { latency_p95_ms_max: 1_000 } })
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001')
      .end()
    expect(figures(source).filter((figure) => figure.startsWith('latency'))).toMatchInlineSnapshot(`
      [
        "latency p50: 30 ms",
        "latency p95: 30 ms (latency-slo)",
        "latency max: 30 ms",
      ]
    `)
  })
})
