import { describe, expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import { reconcile } from '../../../src/checks/reconcile.js'
import { evidenceOf, journal, type JournalBuilder } from '../../support/journal-builder.js'
import { masterData, productionOrder, type HeaderOptions } from '../../support/journal-header.js'

/** Every check over one journal, those that cannot fail a run included: those that failed. */
function convictions(source: JournalBuilder): readonly string[] {
  const { header, records } = source.end()
  return judgeJournal({ header, records }, checks).results.flatMap(({ verdict, check }) => (verdict === 'fail' ? check : []))
}

const keyOf = (index: number): string => `MI-${String(index + 1).padStart(6, '0')}`
const options: HeaderOptions = { enforce: {} }

/** Pieces are counted out in parts of pieces, and posted in these, one by one; undefined: not at all. */
function issued(reported: readonly string[], posted: readonly (string | undefined)[]): JournalBuilder {
  const source = journal(options)
  const place = { measure: 'issue', item: 'C1', location: 'RM01', stockType: 'unrestricted', order: '100001' } as const
  reported.forEach((quantity, index) => source.fact(keyOf(index), { item: 'C1', quantity }).deliver(keyOf(index)))
  source.wait(500)
  posted.forEach((quantity, index) => {
    if (quantity === undefined) return
    source.post(keyOf(index), { lines: [{ ...place, quantity, sent: { quantity, unit: 'EA' } }] })
  })
  return source
}

/** The same for confirmations of a product with a component that is backflushed, one each. */
function confirmed(reported: readonly string[], posted: readonly (string | undefined)[], more: HeaderOptions = {}): JournalBuilder {
  const source = journal({ ...options, ...more })
  const at = { plant: 'P1', order: '100001' } as const
  const step = { ...at, routingStep: '0010' } as const
  const erp = { system: 'erp', flow: 'confirmation', what: 'quantity' } as const
  const component = { ...at, item: 'C1', location: 'RM01', stockType: 'unrestricted' } as const
  reported.forEach((quantity, index) => {
    const key = keyOf(index).replace('MI', 'MC')
    const expected = [
      { ...erp, measure: 'yield', dims: step, quantity },
      { ...erp, measure: 'issue', dims: component, quantity },
    ]
    source.fact(key, { yield: quantity, expect: expected }).deliver(key)
  })
  source.wait(500)
  posted.forEach((quantity, index) => {
    if (quantity === undefined) return
    const sent = { quantity, unit: 'EA' }
    source.post(keyOf(index).replace('MI', 'MC'), {
      lines: [
        { measure: 'yield', quantity, sent, order: '100001', operation: '0010' },
        { measure: 'issue', quantity, issueMode: 'backflush', ...component },
      ],
    })
  })
  return source
}

describe.each([
  ['issues', issued],
  ['confirmations', confirmed],
])('whole pieces for parts of pieces, as %s', (_, made) => {
  test.each([
    ['each rounded by itself', ['5.9', '25.8', '125.7'], ['6', '26', '126']],
    ['the residue on the last', ['5.9', '25.8', '125.7'], ['6', '26', '125']],
    ['the residue carried from each to the next', ['0.6', '0.6', '0.6', '5.7'], ['1', '0', '1', '5']],
    ['all of it on the last, which is twice as far off as one posting may be', ['5.4', '5.4', '5.4', '5.4'], ['5', '5', '5', '7']],
  ])('acquits %s', (__, reported, posted) => {
    expect(convictions(made(reported, posted))).toEqual([])
    expect(reconcile(evidenceOf(made(reported, posted).end())).rows.filter(({ odd }) => odd.length > 0)).toEqual([])
  })

  test('acquits what is less than a piece and comes with a later posting, or not yet', () => {
    expect(convictions(made(['0.4', '0.4', '0.4'], [undefined, undefined, '1']))).toEqual([])
    expect(convictions(made(['0.4', '11'], [undefined, '11']))).toEqual([])
    const many = Array.from({ length: 10 }, () => '0.4')
    const carried = [undefined, '1', undefined, '1', undefined, undefined, '1', undefined, undefined, '1']
    expect(convictions(made(many, carried))).toEqual([])
  })

  test('convicts parts of pieces that were rounded away one after the other', () => {
    const lost = made(['0.4', '0.4', '0.4'], [undefined, undefined, undefined])
    expect(convictions(lost)).toContain('every-event-accounted')
    expect(convictions(made(['0.4', '0.4', '0.4', '5'], ['0', '0', '0', '5']))).toContain('no-zero-default-quantity')
  })

  test('convicts a whole piece too much or too little, a repeat, and cutting off what comes after the point', () => {
    expect(convictions(made(['5.9', '25.8', '125.7'], ['6', '26', '124']))).not.toEqual([])
    expect(convictions(made(['5.9', '25.8', '125.7'], ['6', '27', '126']))).not.toEqual([])
    expect(convictions(made(['5.9', '25.8', '125.7'], ['5', '25', '125']))).not.toEqual([])
    const twice = made(['5.9', '25.8'], ['6', '26'])
    const [{ references, doc } = { references: [], doc: '' }] = twice.records.flatMap((record) =>
      record.kind === 'effect' ? [{ references: record.references, doc: record.doc }] : [],
    )
    const lines = twice.records.flatMap((record) =>
      record.kind === 'effect' && record.what === 'quantity' && record.doc === doc
        ? [{ ...record.dims, measure: record.measure, quantity: record.quantity, operation: record.dims['routingStep'] ?? '' }]
        : [],
    )
    expect(convictions(twice.post(references, { lines }))).toContain('no-duplicate-effect')
  })
})

test('what people have is not carried over', () => {
  const source = issued(['0.7', '0.7'], [undefined, '1']).exception('MI-000001')
  expect(convictions(source)).not.toContain('no-duplicate-effect')
})

test('an order quantity that rounding passes is not over-confirmed', () => {
  const master = { orders: [productionOrder('100001', { quantity: '1000', overTolerance: '0' })] }
  expect(convictions(confirmed(['333.6', '333.6', '332.8'], ['334', '334', '333'], { master }))).toEqual([])
  expect(convictions(confirmed(['333.6', '333.6', '332.8'], ['334', '334', '335'], { master }))).toContain('over-confirmation-bounded')
})

test('a component in whole pieces of a product that is kept in parts is rounded with each document', () => {
  const { items, ...rest } = masterData()
  const master = { ...rest, items: items.map((item) => (item.id === 'FG-100' ? { ...item, decimals: 1 } : item)) }
  const component = { plant: 'P1', order: '100001', item: 'C1', location: 'RM01', stockType: 'unrestricted' } as const
  const erp = { system: 'erp', flow: 'confirmation', what: 'quantity' } as const
  const step = { plant: 'P1', order: '100001', routingStep: '0010' } as const
  const source = journal({ ...options, master }).fact('MC-000001', {
    yield: '6.5',
    expect: [
      { ...erp, measure: 'yield', dims: step, quantity: '6.5' },
      { ...erp, measure: 'issue', dims: component, quantity: '7' },
    ],
  })
  source.deliver('MC-000001').wait(500)
  // 3.2 and 3.3 take three pieces each.
  for (const [part, quantity] of [
    ['#1', '3.2'],
    ['#2', '3.3'],
  ] as const) {
    const lines = [
      { measure: 'yield', quantity, order: '100001', operation: '0010' },
      { measure: 'issue', quantity: '3', issueMode: 'backflush', ...component },
    ] as const
    source.post('MC-000001', { references: [`MC-000001${part}`], lines })
  }
  expect(convictions(source)).toEqual([])
})

test('a posting that was cancelled again leaves no room for rounding: one piece is missing', () => {
  const cancelling = { operation: 'movement.reverse', path: '/goods-movements/4712/reversal' }
  const run = (): JournalBuilder => issued(['5.9', '1'], ['6', '1']).reverse('4712', 'MI-000002', cancelling)
  expect(convictions(run())).toContain('every-event-accounted')
  expect(convictions(run().refuse('MI-000002', { code: 'ORDER_CLOSED' }).exception('MI-000002'))).toEqual([])
})
