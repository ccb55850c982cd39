import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { ExpectedEffect, Gate } from '../../../src/domain/fact.js'
import { judge, type JournalBuilder } from '../../support/journal-builder.js'
import type { HeaderOptions } from '../../support/journal-header.js'
import type { FactOptions, LineOptions } from '../../support/journal-options.js'
import { lot, lotJournal, transferred, writes } from '../../support/lots.js'

/** Every check that fails, advisory ones too, with what it says: each wrong thing is told once. */
function told(run: JournalBuilder): readonly (readonly [string, string])[] {
  const { header, records } = run.end()
  // As if every check could fail a run.
  const able = checks.map((check) => ({ ...check, provenBy: check.provenBy.length > 0 ? check.provenBy : ['M00'] }))
  const { results } = judgeJournal({ header, records }, able)
  return results.flatMap(({ check, verdict, violations }) =>
    verdict === 'fail' && !check.startsWith('correlation') ? [[check, violations.first?.message.replaceAll('\n ', '') ?? ''] as const] : [],
  )
}

const place = { ...lot, location: 'RM01' } as const
const free = { ...place, stockType: 'unrestricted' } as const
const movement = { operation: 'movement.create', path: '/goods-movements' } as const
/** Bins of P1 and P2 under the same names, and X-99, which is nobody's. */
const map = {
  plants: [
    { id: 'P1', timeZone: 'Europe/Berlin', company: 'C1' },
    { id: 'P2', timeZone: 'America/Chicago', company: 'C1' },
  ],
  locationMap: [
    { plant: 'P1', pattern: 'DOCK-1', location: 'RC01' },
    { plant: 'P1', pattern: 'A-*', location: 'RM01' },
    { plant: 'P2', pattern: 'DOCK-1', location: 'RC02' },
    { plant: 'P2', pattern: 'A-*', location: 'RM02' },
  ],
  balances: ['RC01', 'RM01', 'RC02', 'RM02'].flatMap((location) =>
    ['C1', 'C2'].map((item) => ({
      plant: location.endsWith('1') ? 'P1' : 'P2',
      item,
      location,
      lot: item === 'C2' ? 'L1' : '',
      stockType: 'unrestricted' as const,
      quantity: '1000',
    })),
  ),
}
const start = (options: HeaderOptions = {}): JournalBuilder => lotJournal({ enforce: {}, master: map, ...options } as HeaderOptions)

function happened(run: JournalBuilder, key: string, expect_: FactOptions['expect'], more: FactOptions = {}): JournalBuilder {
  return run
    .fact(key, { flow: 'lot-status', dims: lot, entity: 'lot:P1/L1', sequenceKey: null, ...more, expect: expect_ ?? [] })
    .deliver(key)
}

const owes = (lines: readonly LineOptions[]): FactOptions['expect'] => lines.map((line) => ({ system: 'erp', ...line }))

describe('stock of a lot', () => {
  const decision: readonly LineOptions[] = [
    { ...place, measure: 'transfer', stockType: 'quality', quantity: '-40', unit: 'KG' },
    { ...place, measure: 'transfer', stockType: 'unrestricted', quantity: '36', unit: 'KG' },
    { ...place, measure: 'transfer', stockType: 'blocked', quantity: '4', unit: 'KG' },
  ]
  const decided = (): JournalBuilder => happened(start(), 'QD-000001', owes(decision))
  const posts = (run: JournalBuilder, lines: readonly LineOptions[], reference = 'QD-000001'): JournalBuilder =>
    run.post('QD-000001', { ...movement, lines, references: [reference] })

  test('that is released whole, though a part was rejected, is told as that and as nothing else', () => {
    expect(told(posts(decided(), transferred('40')))).toEqual([
      [
        'partial-release-quantity',
        'C2 lot L1 at P1/RM01: QD-000001 decided 40 KG out of quality, 36 KG to unrestricted and 4 KG to blocked; the ERP moved 40 KG ' +
          'out of quality and 40 KG to unrestricted, by document 4711.',
      ],
    ])
  })

  test('of which the rejected part was forgotten is told as that', () => {
    expect(told(posts(decided(), transferred('36'))).map(([check]) => check)).toEqual(['partial-release-quantity'])
  })

  test('may be released in one document, in two, or by way of the free stock', () => {
    const [out, free_, blocked] = decision as [LineOptions, LineOptions, LineOptions]
    const half = (line: LineOptions, quantity: string): LineOptions[] => [
      { ...out, quantity: `-${quantity}` },
      { ...line, quantity },
    ]
    const on: LineOptions = { ...free_, quantity: '-4' }
    expect(told(posts(decided(), decision))).toEqual([])
    expect(told(posts(posts(decided(), half(free_, '36'), 'QD-000001#1'), half(blocked, '4'), 'QD-000001#2'))).toEqual([])
    expect(told(posts(posts(decided(), half(free_, '40'), 'QD-000001#1'), [on, blocked], 'QD-000001#2'))).toEqual([])
  })

  test('that was released twice, or not at all, is a duplicate, or lost', () => {
    expect(told(posts(posts(decided(), decision, 'QD-000001#1'), decision, 'QD-000001#2')).map(([check]) => check)).toEqual([
      'no-duplicate-effect',
    ])
    expect(told(decided()).map(([check]) => check)).toEqual(['every-event-accounted'])
  })

  test('is with people in part: that is no other split', () => {
    const [out, free_] = decision as [LineOptions, LineOptions]
    const part = posts(decided(), [{ ...out, quantity: '-36' }, free_]).refuse('QD-000001', { ...movement, code: 'STOCK_LOCKED' })
    expect(told(part.exception('QD-000001'))).toEqual([])
  })
})

describe('a receipt that has to be inspected', () => {
  const received: LineOptions = { ...place, measure: 'receipt', stockType: 'quality', quantity: '512', unit: 'KG' }
  const gate: Gate = { effect: 'receipt', facts: ['mes:QD-000001'], by: 'exposed', or: 'restricted', title: 'receipt-lands-restricted' }
  const receipt = (): JournalBuilder => happened(start(), 'WR-000001', owes([received]), { gates: [gate] })
  const post = (run: JournalBuilder, lines: readonly LineOptions[], reference = 'WR-000001'): JournalBuilder =>
    run.post('WR-000001', { ...movement, lines, references: [reference] })

  test('and lands in free stock is told once, also where it was moved to quality afterwards', () => {
    const sentence =
      'Document 4711 (512 KG of C2 lot L1 received at P1/RM01) stands for WR-000001 (usage decision of C2 lot L1); its call 1 arrived at ' +
      '0.070 s, before mes:QD-000001 was known to the target (receipt-lands-restricted).'
    expect(told(post(receipt(), [{ ...received, stockType: 'unrestricted' }]))).toEqual([['receipt-lands-restricted', sentence]])
    const moved = transferred('512').map((line) => ({ ...line, quantity: line.quantity.startsWith('-') ? '512' : '-512' }))
    const mended = post(post(receipt(), [{ ...received, stockType: 'unrestricted' }], 'WR-000001#1'), moved, 'WR-000001#2')
    expect(told(mended)).toEqual([['receipt-lands-restricted', sentence]])
  })

  test('and lands in free stock when its lot is decided upon already is told by the same check, and by no other', () => {
    const late = happened(happened(start(), 'QD-000001', []), 'WR-000001', owes([received]), { gates: [gate] })
    expect(told(post(late, [{ ...received, stockType: 'unrestricted' }]))).toEqual([
      [
        'receipt-lands-restricted',
        'Document 4711 (512 KG of C2 lot L1 received at P1/RM01) stands for WR-000001 (usage decision of C2 lot L1); what has to be ' +
          'inspected is received into restricted stock, also where its lot has been decided upon by then (receipt-lands-restricted).',
      ],
    ])
  })

  test('and lands in free stock leaves its decision with nothing to do, or with the rejected part alone: the rest is no loss', () => {
    const decision = owes([
      { ...place, measure: 'transfer', stockType: 'quality', quantity: '-512', unit: 'KG' },
      { ...place, measure: 'transfer', stockType: 'unrestricted', quantity: '480', unit: 'KG' },
      { ...place, measure: 'transfer', stockType: 'blocked', quantity: '32', unit: 'KG' },
    ])
    const away = owes([
      { ...place, measure: 'transfer', stockType: 'quality', quantity: '-512', unit: 'KG' },
      { ...place, location: 'RC01', measure: 'transfer', stockType: 'quality', quantity: '512', unit: 'KG' },
    ])
    const free_ = (): JournalBuilder => post(receipt(), [{ ...received, stockType: 'unrestricted' }])
    const checksOf = (run: JournalBuilder): readonly string[] => told(run).map(([check]) => check)
    const line = (stockType: 'unrestricted' | 'blocked', quantity: string, location = 'RM01'): LineOptions => ({
      ...place,
      location,
      measure: 'transfer',
      stockType,
      quantity,
      unit: 'KG',
    })
    const rejected = [line('unrestricted', '-32'), line('blocked', '32')]
    const decided = (): JournalBuilder => happened(free_(), 'QD-000001', decision)
    expect(checksOf(decided().post('QD-000001', { ...movement, lines: rejected }))).toEqual(['receipt-lands-restricted'])
    // What was moved elsewhere meanwhile was free as well.
    const moved = [line('unrestricted', '-512'), line('unrestricted', '512', 'RC01')]
    expect(checksOf(happened(free_(), 'WA-000001', away).post('WA-000001', { ...movement, lines: moved }))).toEqual([
      'receipt-lands-restricted',
    ])
    // That nobody blocked what was rejected does not follow from it.
    expect(checksOf(decided())).toEqual(['every-event-accounted', 'receipt-lands-restricted'])
    const half = [line('unrestricted', '-16'), line('blocked', '16')]
    expect(checksOf(decided().post('QD-000001', { ...movement, lines: half }))).toEqual([
      'receipt-lands-restricted',
      'partial-release-quantity',
    ])
    const accepted = owes([line('unrestricted', '512'), { ...line('unrestricted', '-512'), stockType: 'quality' }])
    expect(checksOf(happened(free_(), 'QD-000001', accepted))).toEqual(['receipt-lands-restricted'])
    // Without the receipt, it is a loss.
    expect(checksOf(happened(post(receipt(), [received]), 'QD-000001', accepted))).toEqual(['every-event-accounted'])
  })

  test('is available by what was accepted of it, and not by its receipt: too early, and as well when that is known', () => {
    const available: Gate = {
      effect: 'available',
      facts: ['mes:QD-000001'],
      by: 'exposed',
      or: 'wait',
      title: 'no-consumption-of-held-lot',
    }
    const use = (quantity: string): LineOptions => ({ ...lot, measure: 'available', quantity, unit: 'KG' })
    const inWms = { system: 'wms', operation: 'availability.report', path: '/material-availability' } as const
    const decided = (run: JournalBuilder): JournalBuilder => happened(run, 'QD-000001', [{ system: 'wms', ...use('480') }])
    const received_ = (run: JournalBuilder): JournalBuilder => happened(run, 'WR-000001', [], { gates: [available] })
    const known = (): JournalBuilder => received_(decided(start()))
    const frees = (run: JournalBuilder, quantity: string): JournalBuilder =>
      run.post('WR-000001', { ...inWms, lines: [use(quantity)] }).post('QD-000001', { ...inWms, lines: [use('-32')] })
    const sentence =
      'stands for WR-000001 (usage decision of C2 lot L1); of what has to be inspected, what may be used is what was accepted, also ' +
      'where its lot has been decided upon by then (no-consumption-of-held-lot).'
    expect(told(frees(known(), '512'))).toEqual([['no-consumption-of-held-lot', expect.stringContaining(sentence)]])
    expect(told(known().post('WR-000001', { ...inWms, lines: [use('480')] })).map(([check]) => check)).toEqual([
      'no-consumption-of-held-lot',
    ])
    expect(told(known().post('QD-000001', { ...inWms, lines: [use('480')] }))).toEqual([])
  })

  test('may be posted, taken back and posted again, and in two parts', () => {
    expect(told(post(receipt(), [received]))).toEqual([])
    expect(
      told(
        post(
          receipt()
            .post('WR-000001', { ...movement, doc: '1', lines: [received] })
            .reverse('1', 'WR-000001', movement),
          [received],
          'WR-000001#2',
        ),
      ),
    ).toEqual([])
    expect(
      told(post(post(receipt(), [{ ...received, quantity: '12' }], 'WR-000001#1'), [{ ...received, quantity: '500' }], 'WR-000001#2')),
    ).toEqual([])
  })
})

describe('a quantity in another unit', () => {
  const owed = (quantity: string): JournalBuilder =>
    happened(
      start(),
      'WR-000001',
      owes([{ plant: 'P1', item: 'C1', location: 'RM01', stockType: 'unrestricted', measure: 'receipt', quantity }]),
      { dims: { plant: 'P1', item: 'C1' } },
    )
  const post = (run: JournalBuilder, quantity: string): readonly string[] =>
    told(
      run.post('WR-000001', {
        ...movement,
        lines: [{ plant: 'P1', item: 'C1', location: 'RM01', stockType: 'unrestricted', measure: 'receipt', quantity }],
      }),
    ).map(([check]) => check)

  test('is neither lost nor a duplicate: boxes as pieces, and pieces as boxes', () => {
    const { following } = judge(
      everyEventAccounted,
      owed('384')
        .post('WR-000001', { ...movement, lines: [{ ...free, item: 'C1', lot: '', measure: 'receipt', quantity: '32' }] })
        .end(),
    )
    expect(following?.owners).toEqual(['uom-conversion-exact'])
    expect(post(owed('384'), '32')).not.toContain('every-event-accounted')
    expect(post(owed('32'), '384')).not.toContain('no-duplicate-effect')
  })

  test('is just short, or too much, where no factor explains it', () => {
    expect(post(owed('384'), '380')).toEqual(['every-event-accounted'])
    expect(post(owed('384'), '390')).toEqual(['no-duplicate-effect'])
  })
})

describe('a place in the warehouse', () => {
  const move = (plant: string, from: string, to: string): readonly LineOptions[] => [
    { plant, item: 'C1', location: from, stockType: 'unrestricted', measure: 'transfer', quantity: '-120' },
    { plant, item: 'C1', location: to, stockType: 'unrestricted', measure: 'transfer', quantity: '120' },
  ]
  const payload = { plant: 'P2', fromBin: 'DOCK-1', toBin: 'A-01' }
  const about: FactOptions = { plant: 'P2', dims: { plant: 'P2', item: 'C1' }, entity: 'item:P2/C1', payload }
  const away = (): JournalBuilder => happened(start(), 'WA-000002', owes(move('P2', 'RC02', 'RM02')), about)
  const post = (run: JournalBuilder, key: string, lines: readonly LineOptions[]): JournalBuilder =>
    run.post(key, { ...movement, plant: 'P2', lines })

  test('that was read off the map of another plant is told once, with the map', () => {
    const wrong = move('P2', 'RC02', 'RM01')
    expect(told(post(away(), 'WA-000002', wrong)).filter(([check]) => check !== 'no-dangling-reference')).toEqual([
      [
        'location-map-total',
        'WA-000002 (usage decision of C1): document 4711 has 120 EA of C1 moved in at P2/RM01; in P2, DOCK-1 is RC02 and A-01 is RM02.',
      ],
    ])
    expect(told(post(away(), 'WA-000002', move('P2', 'RC02', 'RM02')))).toEqual([])
  })

  test('that nobody has mapped goes to people, and is posted nowhere', () => {
    const unmapped = { ...about, payload: { ...payload, fromBin: 'A-01', toBin: 'X-99' }, must: 'REJECT' } as const
    const lost = (): JournalBuilder => happened(start(), 'WT-000002', [], unmapped)
    expect(told(post(lost(), 'WT-000002', move('P2', 'RM02', 'RC02'))).map(([check]) => check)).toEqual(['location-map-total'])
    expect(told(post(lost(), 'WT-000002', move('P2', 'RM02', 'RC02')))[0]?.[1]).toBe(
      'WT-000002 (usage decision of C1): nobody has mapped X-99 in P2 to a location, so that people have to decide; it was posted all ' +
        'the same, by document 4711 (120 EA of C1 moved in at P2/RC02).',
    )
    expect(told(lost().exception('WT-000002'))).toEqual([])
  })

  test('within one location, a document of nothing is no surplus', () => {
    const within = happened(start(), 'WT-000001', [], { ...about, payload: { ...payload, fromBin: 'A-01', toBin: 'A-02' } })
    expect(told(post(within, 'WT-000001', move('P2', 'RM02', 'RM02')))).toEqual([])
  })

  test('a pick that was posted as an issue is another effect than the fact has', () => {
    const issue = move('P2', 'RC02', 'RM02')
      .slice(0, 1)
      .map((line) => ({ ...line, measure: 'issue', quantity: '120', order: '100001' }))
    expect(told(post(away(), 'WA-000002', issue)).map(([check]) => check)).toContain('effect-as-obliged')
    expect(told(post(away(), 'WA-000002', issue)).map(([check]) => check)).not.toContain('location-map-total')
  })
})

describe('a count', () => {
  const line = (quantity: string, measure = 'adjustment'): LineOptions => ({
    plant: 'P1',
    item: 'C1',
    location: 'RM01',
    stockType: 'unrestricted',
    measure,
    quantity,
  })
  const about: FactOptions = { dims: { plant: 'P1', item: 'C1' }, entity: 'item:P1/C1' }
  const counted = (expected: FactOptions['expect'] = owes([line('3')])): JournalBuilder =>
    happened(start(), 'WQ-000001', expected, { ...about, occurredAt: '2026-03-02T08:00:00+01:00' })
  const post = (run: JournalBuilder, quantity: string, reference = 'WQ-000001'): JournalBuilder =>
    run.post('WQ-000001', { ...movement, lines: [line(quantity)], references: [reference] })

  test('that was posted as what was counted is told once, with what moved meanwhile', () => {
    const picked = happened(counted(), 'WP-000002', owes([line('-275', 'transfer')]), { ...about, occurredAt: '2026-03-02T09:00:00+01:00' })
    const both = picked.post('WP-000002', { ...movement, lines: [line('-275', 'transfer')] })
    expect(told(post(both, '1177'))).toEqual([
      [
        'count-posts-delta',
        'WQ-000001 (usage decision of C1): the ERP was corrected by 1177 EA in document 4712; the difference that it found is 3 EA. ' +
          'WP-000002 moved goods there after the count, and are no part of it.',
      ],
    ])
    expect(told(post(counted([]), '40')).map(([check]) => check)).toEqual(['count-posts-delta'])
  })

  test('is the difference: once, in parts, or not at all where there is none', () => {
    expect(told(post(counted(), '3'))).toEqual([])
    expect(told(post(post(counted(), '1', 'WQ-000001#1'), '2', 'WQ-000001#2'))).toEqual([])
    expect(told(counted([]))).toEqual([])
    expect(told(post(post(counted(), '3', 'WQ-000001#1'), '3', 'WQ-000001#2')).map(([check]) => check)).toEqual(['no-duplicate-effect'])
    expect(told(counted()).map(([check]) => check)).toEqual(['every-event-accounted'])
  })
})

describe('what is known of a lot', () => {
  const attributes = (value: string): Extract<ExpectedEffect, { what: 'state' }> => ({
    system: 'erp',
    flow: 'lot-status',
    what: 'state',
    entity: 'lot:P1/C2/L1',
    dims: lot,
    group: 'attributes',
    after: value,
  })
  const received = (): JournalBuilder => happened(start(), 'WR-000001', [attributes('supplier lot S-77, expires 2027-03-31')])

  test('is another day: told once, and not as lost', () => {
    expect(told(writes(received(), 'WR-000001', attributes('supplier lot S-77, expires 2027-03-30')))).toEqual([
      [
        'lot-attributes-intact',
        'C2 lot L1 in P1: the ERP has supplier lot S-77, expires 2027-03-30; WR-000001 says supplier lot S-77, expires 2027-03-31.',
      ],
    ])
    expect(told(writes(received(), 'WR-000001', attributes('supplier lot S-77, expires 2027-03-31')))).toEqual([])
    expect(told(received()).map(([check]) => check)).toEqual(['every-event-accounted'])
  })

  test('was left out of its receipt: empty, and not lost, unless the receipt is lost as a whole', () => {
    const goods = { ...free, measure: 'receipt', quantity: '12', unit: 'KG' }
    const whole = (): JournalBuilder =>
      happened(start(), 'WR-000001', [...(owes([goods]) ?? []), attributes('supplier lot S-77, expires 2027-03-31')])
    expect(told(whole().post('WR-000001', { ...movement, lines: [goods] }))).toEqual([
      [
        'lot-attributes-intact',
        'C2 lot L1 in P1: the ERP has the lot, and nothing of what is known of it; WR-000001 says supplier lot S-77, expires 2027-03-31.',
      ],
    ])
    expect(told(whole()).map(([check]) => check)).toEqual(['every-event-accounted'])
    // Of another lot nothing follows.
    const other = whole().post('WR-000001', { ...movement, lines: [{ ...goods, lot: 'L2' }] })
    expect(told(other).map(([check]) => check)).not.toContain('lot-attributes-intact')
  })
})
