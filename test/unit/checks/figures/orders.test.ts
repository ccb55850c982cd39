import { describe, expect, test } from 'vitest'
import type { Available } from '../../../../src/domain/master.js'
import { flowWords, type HeaderOptions } from '../../../support/journal-header.js'
import { journal, type JournalBuilder } from '../../../support/journal-builder.js'
import { countsOf, figureOf, textsOf } from './support.js'

const dims = { plant: 'P1', item: 'FG-100' }
const activeB = { entity: 'bom-use:P1/FG-100', dims, group: 'active', version: 8, after: 'B' } as const

function orderState(source: JournalBuilder, group: string, after: string): JournalBuilder {
  return source.write({ entity: 'order:P1/100001', dims: { plant: 'P1', order: '100001' }, group, after, derived: true })
}

describe('orders blocked for want of a bill of material', () => {
  const flow = 'revision-release'
  const options: HeaderOptions = { flows: [flowWords(flow, 'B')] }
  const about = { item: 'FG-100', revision: 'B', publication: 'PP-000001', change: 'ECO-1' }

  /** Order 100001 took revision B, which one person has to approve. */
  function released(): JournalBuilder {
    const source = journal(options).fact('PP-000001-C', {
      flow,
      dims: { item: 'FG-100' },
      payload: { ...about, requiredApprovals: ['quality'] },
      expect: ['erp', 'mes'].map((system) => ({ system, flow, what: 'state', ...activeB })),
      gates: [{ effect: 'active', facts: ['mes:PP-000001-C', 'mes:PA-000001'], by: 'exposed', or: 'wait' }],
    })
    return orderState(source.deliver('PP-000001-C').arrive('PP-000001-C'), 'revision', 'B')
  }
  const approved = (source: JournalBuilder): JournalBuilder =>
    source.fact('PA-000001', { flow, dims: {}, payload: { change: 'ECO-1', role: 'quality' }, expect: [] }).deliver('PA-000001')

  test('the business has not approved it', () => {
    const figure = figureOf('orders-without-bom', released())
    expect(textsOf(figure)).toEqual(['P1 order 100001: item FG-100, revision B, status released, waits for approval by quality'])
    expect(countsOf(figure)).toBe('in all 1, waiting for the business 1')
  })

  test('approved, and the shop floor was not told: by the integration', () => {
    const figure = figureOf('orders-without-bom', approved(released()))
    expect(textsOf(figure)).toEqual([
      'P1 order 100001: item FG-100, revision B, status released, by the integration yes, waits for PP-000001-C',
    ])
    expect(countsOf(figure)).toBe('in all 1, by the integration 1')
  })

  test('people have it', () => {
    const [row] = textsOf(figureOf('orders-without-bom', approved(released()).refuse('PP-000001-C').exception('PP-000001-C')))
    expect(row).toContain('waits for people, who have PP-000001-C')
  })

  test('once it was active there, the order has it, whatever became active since', () => {
    const source = approved(released())
      .arrive('PP-000001-C', { system: 'mes' })
      .write({ system: 'mes', ...activeB })
    expect(figureOf('orders-without-bom', source).rows).toEqual([])
    expect(figureOf('orders-without-bom', source.write({ system: 'mes', ...activeB, version: 9, after: 'C' })).rows).toEqual([])
  })

  test('an order on which nothing is done any more waits for nothing', () => {
    expect(figureOf('orders-without-bom', released().status('100001', 'released', 'confirmed')).rows).toEqual([])
  })
})

describe('orders blocked for want of material', () => {
  const lot = { plant: 'P1', item: 'C2', lot: 'L1' }
  const usable = (quantity: string): Available => ({ ...lot, quantity })
  const withUsable = (quantity: string, more: HeaderOptions = {}): JournalBuilder =>
    journal({
      ...more,
      flows: [flowWords('availability', 'V'), flowWords('hold', 'H')],
      master: { available: [{ plant: 'P1', item: 'C1', lot: '', quantity: '5000' }, usable(quantity)], ...more.master },
    })
  const reserved = (source: JournalBuilder): JournalBuilder =>
    orderState(source.arrive([], { operation: 'order.release' }), 'reservations', 'C1 10 EA at 0010; C2 7 KG at 0010')
  const only = (source: JournalBuilder): ReturnType<typeof figureOf> => {
    const figure = figureOf('orders-without-material', source)
    return { ...figure, rows: figure.rows.filter(({ key }) => key === 'order 100001') }
  }

  test('by what is reserved, less what was issued', () => {
    expect(textsOf(only(reserved(withUsable('4'))))).toEqual([
      'P1 order 100001: component C2, needs 7 KG, usable 4 KG, lacks 3 KG, why short',
    ])
    const issued = reserved(withUsable('4'))
      .fact('MI-000001', { ...lot, quantity: '3' })
      .deliver('MI-000001')
      .post('MI-000001')
    expect(only(issued).rows).toEqual([])
  })

  test('of an order that was released before, by its bill of material', () => {
    const figure = figureOf('orders-without-material', withUsable('2'))
    expect(textsOf(figure)[0]).toBe('P1 order 100001: component C2, needs 3.5 KG, usable 2 KG, lacks 1.5 KG, why short')
    expect(countsOf(figure)).toBe('in all 3, short 3')
  })

  test('by the integration: the shop floor was not told of what it may use', () => {
    const expect_ = [{ system: 'mes', measure: 'available', quantity: '5', ...lot }]
    const source = reserved(withUsable('4')).fact('QD-000001', { flow: 'availability', dims: lot, sequenceKey: null, expect: expect_ })
    expect(textsOf(only(source))[0]).toContain('why short')
    const figure = only(source.deliver('QD-000001'))
    expect(textsOf(figure)).toEqual(['P1 order 100001: component C2, needs 7 KG, usable 4 KG, lacks 3 KG, why by the integration'])
    expect(figure.rows[0]?.facts).toEqual(['mes:QD-000001'])
    expect(only(source.post('QD-000001', { system: 'mes' })).rows).toEqual([])
  })

  test('on hold: the lot may not be used', () => {
    const state = { entity: 'lot:P1/C2/L1', dims: lot, group: 'restriction', after: 'held' } as const
    const hold = { flow: 'hold', dims: lot, sequenceKey: null, expect: [{ system: 'mes', flow: 'hold', what: 'state', ...state }] } as const
    const source = reserved(withUsable('9')).fact('QH-000001', hold).deliver('QH-000001')
    expect(only(source).rows).toEqual([])
    const held = source.arrive('QH-000001', { system: 'mes' }).write({ system: 'mes', ...state })
    expect(textsOf(only(held))).toEqual(['P1 order 100001: component C2, needs 7 KG, usable 0 KG, lacks 7 KG, why on hold'])
  })

  test('where nobody keeps account of what may be used, nothing is short', () => {
    expect(figureOf('orders-without-material', journal()).rows).toEqual([])
  })
})
