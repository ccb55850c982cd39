import { describe, expect, test } from 'vitest'
import type { MasterData } from '../../../../src/domain/master.js'
import { flowWords, type HeaderOptions } from '../../../support/journal-header.js'
import { journal, type JournalBuilder } from '../../../support/journal-builder.js'
import type { LineOptions } from '../../../support/journal-options.js'
import { countsOf, figureOf, textsOf } from './support.js'

const lot = { plant: 'P1', item: 'C2', lot: 'L1' }
const kept = { ...lot, stockType: 'unrestricted', quantity: '100' } as const
const master: Partial<MasterData> = {
  balances: [
    { system: 'erp', ...kept, location: 'RM01' },
    { system: 'wms', ...kept, location: 'A-01' },
    // No bin belongs to it.
    { system: 'erp', ...kept, location: 'FG01' },
  ],
  locationMap: [{ plant: 'P1', pattern: 'A-*', location: 'RM01' }],
}
const options: HeaderOptions = {
  master,
  systems: [{ name: 'wms', title: 'WMS', short: 'WMS', books: true, plays: 'warehouse' }],
  flows: [flowWords('receipt', 'G', { source: 'wms' }), flowWords('lot-status', 'Q', { sinks: ['erp', 'wms'] }), flowWords('hold', 'H')],
}

const received = (quantity: string, stockType: LineOptions['stockType'] = 'quality'): LineOptions => ({
  measure: 'receipt',
  quantity,
  unit: 'KG',
  ...lot,
  location: 'RM01',
  ...(stockType && { stockType }),
})
const moved = (quantity: string, stockType: 'quality' | 'unrestricted', location = 'RM01'): LineOptions => ({
  ...received(quantity, stockType),
  measure: 'transfer',
  location,
})

/** The warehouse has received it, and says so. */
function receipt(source: JournalBuilder, key = 'WR-000001'): JournalBuilder {
  const line = { ...received('20'), location: 'A-02' }
  source.arrive([], { system: 'wms', operation: 'movement.post' }).effects([], { system: 'wms', plant: 'P1', lines: [line] })
  const facts = { flow: 'receipt', dims: lot, expect: [{ system: 'erp', ...received('20') }], sequenceKey: null } as const
  return source.served({ effects: 1 }).answered(201).fact(key, facts)
}

describe('mismatches by location', () => {
  test('what is on its way is told apart, and explains the difference', () => {
    const figure = figureOf('mismatches-by-location', receipt(journal(options)).deliver('WR-000001'))
    expect(textsOf(figure)).toEqual(['P1 C2 lot L1 @ RM01: difference -20 KG, under way -20 KG'])
    expect(countsOf(figure)).toBe('places 1')
    expect(figure.rows[0]?.facts).toEqual(['mes:WR-000001'])
  })

  test('what people have too', () => {
    const figure = figureOf(
      'mismatches-by-location',
      receipt(journal(options)).deliver('WR-000001').refuse('WR-000001').exception('WR-000001'),
    )
    expect(textsOf(figure)).toEqual(['P1 C2 lot L1 @ RM01: difference -20 KG, with people -20 KG'])
  })

  test('posted twice: there is too much, and nothing accounts for it', () => {
    const source = receipt(journal(options)).deliver('WR-000001').post('WR-000001').post('WR-000001')
    const figure = figureOf('mismatches-by-location', source)
    expect(textsOf(figure)).toEqual(['P1 C2 lot L1 @ RM01: difference 20 KG, unexplained 20 KG'])
    expect(countsOf(figure)).toBe('places 1, unexplained 1')
  })

  test('posted once: nothing differs; nor does what no bin belongs to', () => {
    expect(figureOf('mismatches-by-location', receipt(journal(options)).deliver('WR-000001').post('WR-000001')).rows).toEqual([])
  })

  test('as much in all, and of another kind: a row for each kind', () => {
    const source = receipt(journal(options)).deliver('WR-000001')
    source
      .arrive('WR-000001')
      .effects('WR-000001', { lines: [received('20', 'unrestricted')] })
      .served({ effects: 1 })
      .answered(201)
    const figure = figureOf('mismatches-by-location', source)
    expect(textsOf(figure).toSorted()).toEqual([
      'P1 C2 lot L1 @ RM01: stock type quality, difference -20 KG, under way -20 KG',
      'P1 C2 lot L1 @ RM01: stock type unrestricted, difference 20 KG, unexplained 20 KG',
    ])
    expect(countsOf(figure)).toContain('only by stock type 1')
  })

  test('a warehouse that takes no part in the story differs in nothing', () => {
    const { flows: _, ...quiet } = options
    const source = journal(quiet)
      .fact('MI-000001', { ...lot, location: 'RM01', quantity: '5' })
      .deliver('MI-000001')
      .post('MI-000001')
    expect(figureOf('mismatches-by-location', source).rows).toEqual([])
  })
})

describe('lots on hold', () => {
  const decision = {
    flow: 'lot-status',
    dims: lot,
    sequenceKey: null,
    expect: [
      { system: 'erp', ...moved('-20', 'quality') },
      { system: 'erp', ...moved('20', 'unrestricted') },
    ],
  } as const
  const hold = (after: 'held' | 'free') =>
    ({
      flow: 'hold',
      dims: lot,
      sequenceKey: null,
      expect: ['erp', 'mes'].map((system) => ({
        ...({ system, flow: 'hold', what: 'state', entity: 'lot:P1/C2/L1', dims: lot, group: 'restriction', after } as const),
      })),
    }) as const
  const write = (source: JournalBuilder, key: string, system: string, after: string): JournalBuilder =>
    source
      .arrive(key, { system, operation: 'lot.put' })
      .write({ system, entity: 'lot:P1/C2/L1', dims: lot, group: 'restriction', after })
      .served({ effects: 1 })
      .answered(201)
  const inQuality = (): JournalBuilder => receipt(journal(options)).deliver('WR-000001').post('WR-000001')

  test('in quality since it was received', () => {
    const figure = figureOf('lots-on-hold', inQuality().fact('MC-000001', { occurredAt: '2026-03-02T10:00:00+01:00' }))
    expect(textsOf(figure)).toEqual(['P1 C2 lot L1: quality 20 KG'])
    expect(figure.rows[0]).toMatchObject({ age_ms: 7_200_000, facts: ['mes:WR-000001'] })
  })

  test('released, and restricted in the ERP all the same', () => {
    const source = inQuality().fact('QD-000001', decision).deliver('QD-000001')
    const figure = figureOf('lots-on-hold', source)
    expect(textsOf(figure)).toEqual(['P1 C2 lot L1: quality 20 KG, released, and restricted all the same yes'])
    expect(countsOf(figure)).toBe('in all 1, restricted 1, released, and restricted all the same 1')
    expect(figureOf('lots-on-hold', source.post('QD-000001')).rows).toEqual([])
  })

  test('held, and free in the system that was not told', () => {
    const source = journal(options).fact('QH-000001', hold('held')).deliver('QH-000001')
    expect(textsOf(figureOf('lots-on-hold', source))).toEqual(['P1 C2 lot L1: held, and free in ERP, MES'])
    const figure = figureOf('lots-on-hold', write(source, 'QH-000001', 'erp', 'held'))
    expect(textsOf(figure)).toEqual(['P1 C2 lot L1: on hold 200 KG, held, and free in MES'])
    expect(countsOf(figure)).toBe('in all 1, restricted 1, held, and free elsewhere 1')
  })

  test('the hold is over, and the ERP does not know', () => {
    const source = write(journal(options).fact('QH-000001', hold('held')).deliver('QH-000001'), 'QH-000001', 'erp', 'held')
    write(source, 'QH-000001', 'mes', 'held').fact('QR-000001', hold('free')).deliver('QR-000001')
    expect(textsOf(figureOf('lots-on-hold', source))).toEqual(['P1 C2 lot L1: on hold 200 KG, released, and restricted all the same yes'])
    expect(figureOf('lots-on-hold', write(source, 'QR-000001', 'erp', 'free')).rows).toEqual([])
  })
})
