import { expect, test } from 'vitest'
import { documentsBy } from '../../../src/sim/documents-by.js'
import { makeSystem } from '../systems/support.js'
import { evidenceOf, journal, type JournalBuilder } from '../../support/journal-builder.js'

const own = { attribution: { headers: [], transform: [{ prefix: 'PLANT/' }] } } as const

/** What of a run's documents stands for a fact; names on the wire begin with a token. */
const found = (run: JournalBuilder, name = 'MC-000001', alone?: 'alone') =>
  documentsBy(evidenceOf(run.build()), new Map([['erp', makeSystem('erp')]]), (text) => text.replace('jkxtn-', ''))(
    'erp',
    name,
    'P1',
    alone,
  )

const reported = (...keys: readonly string[]): JournalBuilder =>
  keys.reduce((run, key) => run.fact(key, { yield: key.slice(-1) }).deliver(key), journal(own))

test('a document is found by whatever name the target gives it', () => {
  const named = (references: readonly string[]) => reported('MC-000001', 'MC-000002').post('MC-000001', { doc: '7', references })
  expect([['MC-000001'], ['PLANT/MC-000001'], ['PLANT/MC-000001#2'], []].map((references) => found(named(references)))).toEqual([
    '7',
    '7',
    '7',
    '7',
  ])
  expect(found(named(['PLANT/MC-000001']), 'jkxtn-MC-000001', 'alone')).toBe('7')
  expect(found(named(['PLANT/MC-000002']))).toBeUndefined()
})

test('one that is live comes first, and one that was cancelled last', () => {
  const again = reported('MC-000001').post('MC-000001', { doc: '7' }).reverse('7', 'MC-000001', { doc: '8' })
  expect(found(again)).toBe('8')
  expect(found(again.post('MC-000001', { doc: '9' }))).toBe('9')
})

test('one that stands for others as well is nothing that may be cancelled', () => {
  const batch = reported('MC-000001', 'MC-000002').post(['MC-000001', 'MC-000002'], {
    doc: '7',
    references: ['PLANT/MC-000001', 'PLANT/MC-000002'],
  })
  expect([found(batch), found(batch, 'MC-000001', 'alone')]).toEqual(['7', undefined])
})

test('what no fact is called is looked up as it is', () => {
  expect(found(reported('MC-000001'), 'opening-1')).toBeUndefined()
})
