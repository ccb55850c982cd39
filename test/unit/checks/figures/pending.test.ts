import { describe, expect, test } from 'vitest'
import { journal } from '../../../support/journal-builder.js'
import { countsOf, figureOf, textsOf } from './support.js'

const at = (time: string): { readonly occurredAt: string } => ({ occurredAt: `2026-03-02T${time}+01:00` })

describe('confirmations pending', () => {
  const source = journal()
    .fact('MC-000001', { yield: '10', scrap: '2', ...at('08:00:00') })
    .fact('MC-000002', { yield: '5', ...at('08:10:00') })
    .fact('MC-000003', { order: '100002', yield: '7', ...at('08:20:00') })
    .fact('MC-000004', { order: '100003', yield: '1', ...at('08:20:30') })
    .deliver('MC-000001')
    .deliver('MC-000002')
    .deliver('MC-000003')
    .refuse('MC-000003')
    .exception('MC-000003')
    .wait(2_000)
    .post('MC-000002')

  test('by order, oldest first, with what people have apart', () => {
    const figure = figureOf('confirmations-pending', source)
    expect(textsOf(figure)).toEqual([
      'P1 order 100001: pending 1, quantity 10 EA yield, 2 EA scrap, over 15 min 1',
      'P1 order 100002: with people 1, quantity 7 EA yield',
    ])
    expect(countsOf(figure)).toBe('in all 2, pending 1, with people 1, over 15 min 1')
    expect(figure.rows[0]).toMatchObject({ age_ms: 1_230_000, covered: true, facts: ['mes:MC-000001'] })
    expect(figure.rows[0]?.offered_ms).toBeGreaterThanOrEqual(2_000)
  })

  test('at an earlier moment what was not posted yet is pending, and what was not offered is not', () => {
    const delivered = source.records.findLast(({ kind }) => kind === 'delivery')
    const figure = figureOf('confirmations-pending', source, delivered?.seq)
    expect(textsOf(figure)).toEqual([
      'P1 order 100001: pending 2, quantity 15 EA yield, 2 EA scrap, 1–15 min 1, over 15 min 1',
      'P1 order 100002: pending 1, quantity 7 EA yield, under 1 min 1',
    ])
    expect(countsOf(figure)).toBe('in all 3, pending 3, under 1 min 1, 1–15 min 1, over 15 min 1')
  })

  test('what the target does not cover counts, and is marked', () => {
    const figure = figureOf('confirmations-pending', journal().fact('MC-000001', { covered: false }))
    expect(countsOf(figure)).toBe('in all 1, pending 1, under 1 min 1, not covered 1')
    expect(figure.rows[0]?.covered).toBe(false)
  })

  test('consumption tells what was taken', () => {
    const figure = figureOf(
      'confirmations-pending',
      journal().fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '0.5' }).deliver('MI-000001'),
    )
    expect(textsOf(figure)).toEqual(['P1 order 100001: pending 1, quantity 0.5 KG issue of C2, under 1 min 1'])
  })
})

describe('sync failures by owner', () => {
  const source = journal()
    .fact('MC-000001', { yield: '10', ...at('08:00:00') })
    .fact('MC-000002', { yield: '5', ...at('08:10:00') })
    .fact('MC-000003', { order: '100002', yield: '7', ...at('08:20:00') })
    .deliver('MC-000001')
    .deliver('MC-000002')
    .deliver('MC-000003')
    .refuse('MC-000001')
    .exception('MC-000001', { xid: 'X-1', owner: 'production-control', class: 'business' })
    .refuse('MC-000002')
    .exception('MC-000002', { xid: 'X-2', owner: 'production-control', class: 'business' })

  test('open exceptions with the quantities that they hold, and what nobody has', () => {
    const figure = figureOf('sync-failures', source)
    expect(textsOf(figure)).toEqual([
      'P1 confirmations: owner production-control, class business, count 2, quantity 15 EA yield',
      'P1 confirmations: owner nobody, class missing, count 1, quantity 7 EA yield',
    ])
    expect(countsOf(figure)).toBe('in all 3, open exceptions 2, missing, with nobody 1')
    expect(figure.rows[0]?.age_ms).toBe(1_200_000)
  })

  test('what is closed is no failure any more', () => {
    const closed = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .refuse('MC-000001')
      .exception('MC-000001', { xid: 'X-1' })
      .post('MC-000001')
      .exception('MC-000001', { xid: 'X-1', status: 'closed', resolution: 'posted' })
    expect(figureOf('sync-failures', closed).rows).toEqual([])
  })
})
