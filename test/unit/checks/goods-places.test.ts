import { describe, expect, test } from 'vitest'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { free, happened, movement, owes, start, told } from '../../support/goods.js'
import type { JournalBuilder } from '../../support/journal-builder.js'
import type { FactOptions, LineOptions } from '../../support/journal-options.js'
import { lot, writes } from '../../support/lots.js'

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

  test('that was corrected the other way is told once, also where the change log tells of it again', () => {
    const again = { ...about, physId: 'phys:WQ-000001' }
    const both = happened(counted(), 'WL-000001', owes([line('3')]), again)
    expect(told(post(both, '-3')).map(([check]) => check)).toEqual(['count-posts-delta'])
  })

  test('is no movement that was posted as a correction', () => {
    const moved = [line('-55', 'transfer'), { ...line('55', 'transfer'), location: 'RC01' }]
    const picked = happened(start(), 'WP-000001', owes(moved), about)
    expect(told(picked.post('WP-000001', { ...movement, lines: [line('-55')] }))).toEqual([
      [
        'effect-as-obliged',
        'WP-000001 (usage decision of C1) obliges 55 EA of C1 moved out at P1/RM01 and 55 EA of C1 moved in at P1/RC01; document ' +
          '4711 has 55 EA of C1 written off at P1/RM01.',
      ],
    ])
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
