import { expect, test } from 'vitest'
import { withParts } from '../../../src/journal/former-parts.js'
import { playing } from '../../../src/journal/parts.js'
import type { SystemWords } from '../../../src/domain/words.js'

const words = (...systems: readonly Partial<SystemWords>[]) => ({
  systems: systems.map((system) => ({ name: '', title: '', short: '', books: true, ...system })),
  flows: [],
  measures: [],
})

test('a system is found by the part that it plays, whatever it is called', () => {
  const said = words({ name: 'erp' }, { name: 'sap', plays: 'ledger' }, { name: 'floor-control', plays: 'floor' })
  expect(playing(said, 'ledger')).toBe('sap')
  expect(playing(said, 'floor')).toBe('floor-control')
  expect(playing(said, 'warehouse')).toBeUndefined()
})

test('in a journal that says nothing of parts they are played by those who always did', () => {
  const silent = withParts(words({ name: 'erp' }, { name: 'mes' }, { name: 'sap' }))
  expect(playing(silent, 'ledger')).toBe('erp')
  expect(playing(silent, 'floor')).toBe('mes')
  expect(playing(silent, 'warehouse')).toBeUndefined()
})

test('what a journal says of parts is all that there is to it', () => {
  const said = words({ name: 'erp' }, { name: 'mes', plays: 'ledger' })
  expect(withParts(said)).toBe(said)
})
