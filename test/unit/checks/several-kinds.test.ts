import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { bomStructureEqual } from '../../../src/checks/engineering/bom-structure-equal.js'
import { noDanglingReference } from '../../../src/checks/generic/no-dangling-reference.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import { reconcile } from '../../../src/checks/reconcile.js'
import type { ReconciliationRow } from '../../../src/checks/judgement.js'
import type { JournalBuilder } from '../../support/journal-builder.js'
import { evidenceOf, judge } from '../../support/journal-builder.js'
import { masterData } from '../../support/journal-header.js'
import { bom, decided, inErp, inWms, lot, lotJournal, makesSignal, signalled, transferred, writes } from '../../support/lots.js'

const refused = { status: 422, code: 'LOT_BLOCKED', answerClass: 'business' } as const
const toWms = { system: 'wms', operation: 'availability.report' } as const
const severalPlants = { master: { plants: ['P1', 'P2'].map((id) => ({ id, timeZone: 'Europe/Berlin', company: 'C1' })) } }

function rowsOf(run: JournalBuilder): readonly ReconciliationRow[] {
  return reconcile(evidenceOf(run)).rows
}

function table(run: JournalBuilder): string[] {
  const { columns } = reconcile(evidenceOf(run))
  return rowsOf(run).map(
    ({ subject, key, cells, odd }) =>
      `${subject} ${key}: ${columns.flatMap((column) => (column in cells ? `${column} ${cells[column] ?? ''}` : [])).join(', ')}` +
      (odd.length > 0 ? ` < ${odd.join()}` : ''),
  )
}

function figures(run: JournalBuilder): string[] {
  const told = judgeJournal(run.build()).figures.filter(({ name }) => /decision|availabilit|stand-in/.test(name))
  return told.map(({ name, value }) => `${name}: ${value}`)
}

/** A BOM in two plants. */
function published(key: string, after: string, version = 8, run = lotJournal(severalPlants)): JournalBuilder {
  const expected = ['P1', 'P2'].map((plant) => bom(plant, after, version))
  return run.fact(key, { flow: 'lot-status', dims: { item: 'FG-100', revision: 'B' }, expect: expected }).deliver(key)
}

describe('the reconciliation', () => {
  test('gives people what is missing, and no more', () => {
    const inOne = inErp(decided(lotJournal()))
      .refuse('QD-000001', { ...toWms, ...refused })
      .exception('QD-000001')
      .end()
    expect(table(inOne)).toMatchInlineSnapshot(`
      [
        "stock P1 C2 lot L1 @ RM01: MES 140, ERP 140, exceptions 0",
        "stock P1 C2 lot L1 @ RM01 (quality): MES -40, ERP -40, exceptions 0",
        "amount C2 / L1 availability: MES 40, WMS 0, exceptions 40",
      ]
    `)
    const some = decided(lotJournal()).post('QD-000001', { operation: 'movement.create', lines: transferred('30') })
    expect(
      table(
        some
          .refuse('QD-000001', { ...toWms, ...refused })
          .exception('QD-000001')
          .end(),
      ),
    ).toMatchInlineSnapshot(`
      [
        "stock P1 C2 lot L1 @ RM01: MES 140, ERP 130, exceptions 10",
        "stock P1 C2 lot L1 @ RM01 (quality): MES -40, ERP -30, exceptions -10",
        "amount C2 / L1 availability: MES 40, WMS 0, exceptions 40",
      ]
    `)
  })

  test('gives people no more of a shared document than it lacks', () => {
    const batch = decided(decided(lotJournal()), 'QD-000002')
    for (const key of ['QD-000001', 'QD-000002']) batch.refuse(key, { ...toWms, ...refused })
    inErp(batch.exception(['QD-000001', 'QD-000002']), 'QD-000001', { references: ['QD-000001', 'QD-000002'] })
    const people = rowsOf(batch.end()).map(({ key, cells }) => `${key}: ${cells['exceptions'] ?? ''}`)
    expect(people).toEqual(['P1 C2 lot L1 @ RM01: 40', 'P1 C2 lot L1 @ RM01 (quality): -40', 'C2 / L1 availability: 80'])
  })

  test('names the plant of an amount where there are several, and what a row is of', () => {
    const run = decided(lotJournal({ master: masterData(severalPlants.master) })).fact('PP-000001', {
      flow: 'availability',
      expect: [signalled()],
    })
    expect(rowsOf(run.end()).map(({ subject, key }) => `${subject}: ${key}`)).toEqual([
      'stock: P1 C2 lot L1 @ RM01',
      'stock: P1 C2 lot L1 @ RM01 (quality)',
      'amount: P1 C2 / L1 availability',
      'count: ECO-1 / C2 sourcing signal',
    ])
  })

  test('has its columns in the order of the systems, sources first', () => {
    expect(reconcile(evidenceOf(inErp(inWms(decided(lotJournal()))).end())).columns).toEqual(['MES', 'ERP', 'WMS', 'exceptions'])
  })

  test('has a row for a state that is not as it should be', () => {
    const stale = writes(published('PP-000002', 'new', 8, published('PP-000001', 'old', 7)), 'PP-000002', bom('P1', 'new', 8))
    writes(stale, 'PP-000001', bom('P1', 'old', 7))
    expect(table(stale.end())).toMatchInlineSnapshot(`
      [
        "state lines of bom:P1/FG-100/B: MES version 8, ERP version 7, exceptions 0 < ERP",
        "state lines of bom:P2/FG-100/B: MES version 8, ERP nothing, exceptions 0 < ERP",
      ]
    `)
    const values = writes(writes(published('PP-000001', 'new'), 'PP-000001', bom('P1', 'other')), 'PP-000001', bom('P2', 'new', 7))
    expect(table(values.end())).toMatchInlineSnapshot(`
      [
        "state lines of bom:P1/FG-100/B: MES version 8, ERP other value, exceptions 0 < ERP",
        "state lines of bom:P2/FG-100/B: MES version 8, ERP version 7, equal, exceptions 0",
      ]
    `)
    const people = published('PP-000001', 'new').refuse('PP-000001', refused).exception('PP-000001').end()
    expect(rowsOf(people).map(({ cells, odd }) => [cells['exceptions'], odd])).toEqual([
      ['1', []],
      ['1', []],
    ])
  })
})

describe('the figures', () => {
  test('are counted by flow, each by what that obliges of a fact', () => {
    const run = inWms(inErp(decided(lotJournal())))
    inErp(decided(run, 'QD-000002'), 'QD-000002')
    decided(run, 'QD-000003').post('QD-000003', { operation: 'movement.create', lines: transferred('30') })
    run.fact('QA-000001', { flow: 'lot-status', sideFlows: ['availability'], dims: lot, expect: [] }).deliver('QA-000001')
    expect(figures(run.end())).toMatchInlineSnapshot(`
      [
        "usage decisions reported: 4",
        "usage decisions posted: 2",
        "usage decisions posted in part: 1",
        "usage decisions obliging nothing: 1",
        "usage decisions pending: 0",
        "availabilities reported: 3",
        "availabilities posted: 1",
        "availabilities pending: 2",
      ]
    `)
  })

  test('leave out a flow that a stand-in plays', () => {
    const run = inErp(decided(lotJournal({ covers: ['lot-status'] })))
    expect(figures(run.end())).toEqual(['usage decisions reported: 1', 'usage decisions posted: 1', 'usage decisions pending: 0'])
  })

  test('and so do the notes of the check that judges them', () => {
    const run = inWms(inErp(decided(lotJournal())))
      .fact('QA-000001', { flow: 'lot-status', dims: lot, expect: [] })
      .deliver('QA-000001')
    expect(judge(everyEventAccounted, run.end()).notes).toEqual(['Facts: 1 posted, 0 excepted, 0 missing, 1 obliging nothing.'])
  })
})

describe('states', () => {
  test('are told for each plant in which they are missing', () => {
    const half = writes(published('PP-000001', 'new'), 'PP-000001', bom('P1', 'new'))
    expect(judge(everyEventAccounted, half.end()).messages).toMatchInlineSnapshot(`
      [
        "PP-000001 (usage decision of FG-100, revision B) was delivered once at 0.060 s (acked), and the ERP does not show
         the lines new (version 8) of bom:P2/FG-100/B; there is no exception for the rest.",
      ]
    `)
    const run = lotJournal(severalPlants).fact('PP-000001', {
      flow: 'lot-status',
      expect: [signalled(), bom('P1', 'new'), bom('P2', 'new')],
    })
    expect(judge(everyEventAccounted, makesSignal(run.deliver('PP-000001'), 'PP-000001', '1').end()).messages).toMatchInlineSnapshot(`
      [
        "PP-000001 (usage decision of order 100001 / 0010) was delivered once at 0.060 s (acked), and the ERP does not show
         the lines new (version 8) of bom:P1/FG-100/B and bom:P2/FG-100/B; there is no exception for the rest.",
      ]
    `)
  })

  test('that were written last for another fact are told with that one', () => {
    const stale = writes(published('PP-000002', 'new', 8, published('PP-000001', 'old', 7)), 'PP-000002', bom('P1', 'new', 8))
    const { following } = judge(bomStructureEqual, writes(stale, 'PP-000001', bom('P1', 'old', 7)).end())
    expect(following?.owners).toEqual(['no-stale-overwrite'])
    expect(following?.first.eids).toEqual(['mes:PP-000002', 'mes:PP-000001'])
  })
})

describe('no-dangling-reference', () => {
  const unknownLot = (lines: Parameters<JournalBuilder['post']>[1]): number =>
    judge(
      noDanglingReference,
      decided(lotJournal())
        .post('QD-000001', { operation: 'movement.create', ...lines })
        .end(),
    ).violations.count
  const of = (lotId: string, quantity: string) => transferred(quantity).map((line) => ({ ...line, lot: lotId }))

  test('a transfer takes a lot out that has to be there, whatever its other line brings', () => {
    expect(unknownLot({ lines: of('L9', '40') })).toBe(1)
    expect(unknownLot({ lines: of('L1', '40') })).toBe(0)
    expect(unknownLot({ lines: of('L9', '40').slice(1) })).toBe(0)
  })

  test('a lot that one system received is not in another one', () => {
    const moved = (system: string): number => {
      const run = decided(lotJournal()).post('QD-000001', { system, lines: of('L9', '40').slice(1) })
      return judge(noDanglingReference, run.post('QD-000001', { lines: of('L9', '40') }).end()).violations.count
    }
    expect([moved('erp'), moved('wms')]).toEqual([0, 1])
  })
})
