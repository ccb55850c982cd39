import { describe, expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import type { JournalBuilder } from '../../support/journal-builder.js'
import { lot, lotJournal, writes } from '../../support/lots.js'

function told(run: JournalBuilder): readonly (readonly [string, string])[] {
  return judgeJournal(run.end(), checks).results.flatMap(({ check, verdict, violations }) =>
    verdict === 'fail' ? [[check, violations.first?.message ?? ''] as const] : [],
  )
}

describe('what a revision consists of', () => {
  const dims = { plant: 'P1', item: 'FG-100', revision: 'B' }
  const group = (name: string, after: string): Extract<ExpectedEffect, { what: 'state' }> => ({
    system: 'erp',
    flow: 'lot-status',
    what: 'state',
    entity: 'bom:P1/FG-100/B',
    dims,
    group: name,
    version: 8,
    after,
  })
  const substitutes = group('substitutes', 'C1S for C1, priority 2')
  const happens = (run: JournalBuilder, key: string, state: typeof substitutes): JournalBuilder =>
    run
      .fact(key, { flow: 'lot-status', dims, entity: 'bom:P1/FG-100/B', sequenceKey: null, partOf: 'PP-000001', expect: [state] })
      .deliver(key)
  const published = (): JournalBuilder => happens(lotJournal({ enforce: {} }), 'PP-000001-S', substitutes)

  test('was left out of what was written of the publication: empty, and not lost; a message of its own is lost', () => {
    const header = happens(published(), 'PP-000001-H', group('header', 'Pump'))
    expect(told(writes(header, 'PP-000001', group('header', 'Pump')))).toEqual([
      [
        'bom-structure-equal',
        'The substitutes of FG-100, revision B in P1: the ERP has none, instead of C1S for C1, priority 2, as version 8 ' +
          '(PP-000001-S) says.',
      ],
    ])
    expect(told(published()).map(([check]) => check)).toEqual(['every-event-accounted'])
  })
})

describe('what is known of a lot', () => {
  const attributes = { system: 'erp', flow: 'lot-status', what: 'state', entity: 'lot:P1/C2/L1', dims: lot, group: 'attributes' } as const
  const goods = { ...lot, location: 'RM01', stockType: 'unrestricted', measure: 'receipt', quantity: '12', unit: 'KG' } as const
  const received = (run: JournalBuilder, key: string, after: string): JournalBuilder =>
    run
      .fact(key, {
        flow: 'lot-status',
        dims: lot,
        entity: 'lot:P1/L1',
        sequenceKey: null,
        expect: [{ ...goods, system: 'erp' }, { ...attributes, after } as ExpectedEffect],
      })
      .deliver(key)
  const movement = { operation: 'movement.create', path: '/goods-movements' } as const

  test('was left out of one receipt, and people have the other: it is told all the same', () => {
    const one = received(lotJournal({ enforce: {} }), 'WR-000001', 'S-1').post('WR-000001', { ...movement, lines: [goods] })
    const both = received(one, 'WR-000002', 'S-2').refuse('WR-000002', movement).exception('WR-000002')
    expect(told(both).map(([check]) => check)).toEqual(['lot-attributes-intact'])
    expect(told(both)[0]?.[1]).toContain('WR-000001 says S-1')
  })

  test('was left out of the second receipt, and differs from what the first has left there', () => {
    const first = received(lotJournal({ enforce: {} }), 'WR-000001', 'S-1')
    const { what: _, flow: __, system: ___, ...write } = { ...attributes, after: 'S-1' }
    first
      .arrive('WR-000001', movement)
      .effects('WR-000001', { ...movement, lines: [goods] })
      .write({ ...write, references: ['WR-000001'] })
      .served({ effects: 2 })
      .answered(201)
    const second = received(first, 'WR-000002', 'S-2').post('WR-000002', { ...movement, lines: [goods] })
    expect(told(second)).toEqual([['lot-attributes-intact', 'C2 lot L1 in P1: the ERP has S-1; WR-000002 says S-2.']])
  })
})
