import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { unicode } from '../../../src/ui/glyphs.js'
import { exactly, fitted, lineText, lineWidth, padded, span, widthOf, wrapped } from '../../../src/ui/layout/spans.js'

test('a character that takes two columns is counted as two', () => {
  expect(widthOf('品番')).toBe(4)
  expect(padded('品番', 6)).toBe('品番  ')
  expect(fitted('品番品番', 5)).toBe('品番…')
  expect(fitted('品番品番', 4)).toBe('品…')
})

test('a line is exactly as wide as asked for, and says where it was cut', () => {
  expect(lineText(exactly([span('abc'), span('def')], 8))).toBe('abcdef  ')
  expect(lineText(exactly([span('abc'), span('def')], 5))).toBe('abcd…')
  expect(lineText(exactly([span('abc'), span('def')], 3))).toBe('ab…')
  for (const width of [1, 2, 3, 5, 7, 9]) expect(lineWidth(exactly([span('品番'), span('ab'), span('品')], width))).toBe(width)
})

test('prose is folded at blanks, and a word that is too long within', () => {
  expect(wrapped('one two three', 8, 2)).toEqual(['one two', '  three'])
  expect(wrapped('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k'])
  for (const line of wrapped('品番品番品番 品番', 5, 2)) expect(widthOf(line)).toBeLessThanOrEqual(5)
})

test('every sign is as wide as it is taken to be', () => {
  const signs = Object.values(unicode).flatMap((sign) => (typeof sign === 'string' ? [sign] : Object.values<string>(sign)))
  expect(signs.filter((sign) => widthOf(sign) !== stringWidth(sign) || widthOf(sign) !== 1)).toEqual([])
})
