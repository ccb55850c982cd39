import { describe, expect, test } from 'vitest'
import { noOrphanEffect } from '../../../src/checks/generic/no-orphan-effect.js'
import { EffectWords } from '../../../src/checks/support/words.js'
import { measures, type Measure } from '../../../src/domain/measures/index.js'
import { NetGroups } from '../../../src/journal/net-groups.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'
import { journalHeader } from '../../support/journal-header.js'

const words = new EffectWords(journalHeader().plan)
const pallets: Measure = { name: 'pallets', by: ['plant', 'location'], moves: 1, unit: 'none', verb: 'moved', noun: 'pallet' }
const weighed: Measure = {
  name: 'weighed',
  by: ['plant', 'order', 'item', 'lot'],
  moves: 0,
  unit: 'item',
  verb: 'weighed',
  noun: 'weighed amount',
}

const groups = new NetGroups([...measures, pallets, weighed])

function told(quantity: string, measure: Measure | undefined, dims: Readonly<Record<string, string>>): string {
  if (!measure) throw new Error('there is no such measure')
  return words.effect(quantity, groups.of({ measure: measure.name, dims }, 'erp'))
}

describe('an effect in words', () => {
  test('says what keeps it apart from others of its order', () => {
    const of = (lot: string): string => told('3', weighed, { plant: 'P1', order: '100001', item: 'C2', lot })
    expect([of('L1'), of('L2')]).toEqual([
      '3 KG weighed amount on order 100001, C2 lot L1',
      '3 KG weighed amount on order 100001, C2 lot L2',
    ])
    const yielded = measures.find(({ name }) => name === 'yield')
    expect(told('3', yielded, { plant: 'P1', order: '100001', routingStep: '0010' })).toBe('3 EA yield on order 100001 / 0010')
  })

  test('names what moves without an item', () => {
    const moved = (quantity: string): string => told(quantity, pallets, { plant: 'P1', location: 'B1' })
    expect([moved('3'), moved('1'), moved('-1')]).toEqual([
      '3 pallets moved at P1/B1',
      '1 pallet moved at P1/B1',
      '1 pallet moved back at P1/B1',
    ])
    const issue = measures.find(({ name }) => name === 'issue')
    const dims = { plant: 'P1', order: '100001', item: 'C2', lot: 'L1', location: 'RM01' }
    expect(told('10', issue, dims)).toBe('10 KG of C2 lot L1 issued at P1/RM01 for order 100001')
  })
})

test('the fact that is nearest to an orphan is one of its plant', () => {
  const orphan = (plant: string): readonly string[] => {
    const source: JournalBuilder = journal().fact('MC-000001', { plant }).deliver('MC-000001')
    const lines = [{ measure: 'yield', quantity: '11', order: '100001', operation: '0020' }] as const
    return judge(
      noOrphanEffect,
      source
        .post([], { order: '100001', references: ['nobody'], plant: 'P1', lines })
        .end()
        .build(),
    ).messages
  }
  expect(orphan('P1')[0]).toContain('The nearest fact is MC-000001 (order 100001 / 0010).')
  expect(orphan('P2')[0]).toContain('No fact is about its order.')
})
