import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import type { Gate } from '../../../src/domain/fact.js'
import { free, happened, movement, owes, place, start, told } from '../../support/goods.js'
import { judge, type JournalBuilder } from '../../support/journal-builder.js'
import { flowWords } from '../../support/journal-header.js'
import type { LineOptions } from '../../support/journal-options.js'
import { lot, transferred } from '../../support/lots.js'

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

  test('of which the shop floor is told more than was accepted is told as that; told twice, it is a duplicate', () => {
    const use = (quantity: string): LineOptions => ({ ...lot, measure: 'available', quantity, unit: 'KG' })
    const inWms = { system: 'wms', operation: 'availability.report', path: '/material-availability' } as const
    const all = [...(owes(decision) ?? []), { system: 'wms', ...use('36') }]
    const told_ = (...quantities: readonly string[]) => {
      const run = posts(happened(start(), 'QD-000001', all), decision, 'QD-000001#1')
      const post = (each: JournalBuilder, quantity: string, index: number): JournalBuilder =>
        each.post('QD-000001', { ...inWms, lines: [use(quantity)], references: [`QD-000001#${index + 1}`] })
      return told(quantities.reduce(post, run))
    }
    expect(told_('40')).toEqual([
      ['partial-release-quantity', 'C2 lot L1 in P1: QD-000001 accepted 36 KG; the WMS was told that 40 KG may be used, by document 4712.'],
    ])
    expect(told_('30', '6')).toEqual([])
    expect(told_('36', '36').map(([check]) => check)).toContain('no-duplicate-effect')
  })

  test('of which more was moved than was decided, until the rest was refused and left with people, is another split as well', () => {
    const more = posts(decided(), transferred('50')).refuse('QD-000001', { ...movement, code: 'STOCK_SHORT' })
    expect(told(more.exception('QD-000001')).map(([check]) => check)).toEqual(['partial-release-quantity'])
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

  test('is that by whatever factor, where the target made another unit of it; in the unit in which it was told it is short', () => {
    const received: LineOptions = { ...free, measure: 'receipt', quantity: '6', unit: 'KG' }
    const payload = { item: 'C2', lot: { lot: 'L1' }, quantity: 6000, unit: 'G' }
    const flows = [flowWords('receipt', 'G', { one: 'receipt', many: 'receipts', verb: 'completed' })]
    const reported = (): JournalBuilder => happened(start({ flows }), 'WR-000001', owes([received]), { flow: 'receipt', payload })
    const checksOf = (quantity: string, sent?: LineOptions['sent']): readonly string[] =>
      told(reported().post('WR-000001', { ...movement, lines: [{ ...received, quantity, ...(sent && { sent }) }] })).map(([check]) => check)
    expect(checksOf('5.5')).toEqual(['uom-conversion-exact'])
    expect(checksOf('3', { quantity: '3000', unit: 'G' })).toEqual(['every-event-accounted'])
    expect(checksOf('6', { quantity: '6000', unit: 'G' })).toEqual([])
  })

  test('is just short, or too much, where no factor explains it', () => {
    expect(post(owed('384'), '380')).toEqual(['every-event-accounted'])
    expect(post(owed('384'), '390')).toEqual(['no-duplicate-effect'])
  })
})
