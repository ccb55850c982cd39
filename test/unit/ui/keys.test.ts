import { expect, test } from 'vitest'
import { commandOf, keyBindings, keyNames } from '../../../src/ui/keys.js'

test('no key does two things, and every command has a key', () => {
  const keys = keyBindings.flatMap((binding) => binding.keys)
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  expect(keyBindings.filter((binding) => binding.keys.length === 0)).toEqual([])
})

test('characters of one chunk are keys of their own, clusters are one, and control characters have names', () => {
  expect(keyNames('nn?', {})).toEqual(['n', 'n', '?'])
  expect(keyNames('/key:品番\r', {})).toEqual(['/', 'k', 'e', 'y', ':', '品', '番', 'enter'])
  expect(keyNames('e\u0301 ', {})).toEqual(['e\u0301', 'space'])
})

test('keys that are no characters have the names that the table has', () => {
  expect(keyNames('', { rightArrow: true, shift: true })).toEqual(['S-right'])
  expect(keyNames('', { pageDown: true })).toEqual(['pagedown'])
  expect(keyNames('c', { ctrl: true })).toEqual(['C-c'])
  expect(keyNames('\t', { tab: true, shift: true })).toEqual(['S-tab'])
  expect(commandOf('S-right')).toBe('next-failure')
})
