import { expect, test } from 'vitest'
import { clean, fit, toAscii, wrap } from '../../../src/explain/text.js'
import { duration } from '../../../src/words/duration.js'
import { shellWord } from '../../../src/words/shell.js'

test.each([
  ['a\u001b[31mb', 'a\\x1b[31mb'],
  ['a\r\nb\tc', 'a b c'],
  ['a\u202eb', 'a\\u{202e}b'],
  ['a\u0085b\u2028c', 'a\\x85b\\u{2028}c'],
  ['a\ud800b', 'a\\u{d800}b'],
  ['Prüfung 検査', 'Prüfung 検査'],
])('%j is printed as %j', (from, to) => {
  expect(clean(from)).toBe(to)
})

test('long text is cut visibly', () => {
  expect(clean('x'.repeat(25), 10)).toBe('xxxxxxxxxx… (+15 characters)')
  expect(fit('abcdef', 4)).toBe('abc…')
})

test('prose is wrapped, and a word that is longer than a line is broken', () => {
  expect(wrap(`one two ${'x'.repeat(25)} three`, 12, 2)).toEqual(['one two', '  xxxxxxxxxx', '  xxxxxxxxxx', '  xxxxx', '  three'])
})

test('ASCII spells our own signs', () => {
  expect(toAscii('target→erp · a… × ü')).toBe('target->erp - a... x ?')
})

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_250, '1.25 s'],
  [60_000, '60 s'],
  [250_000, '4 min 10 s'],
])('%i ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test.each([
  ['a/b.json', 'a/b.json'],
  ['my run', "'my run'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
])('%j as a word of a shell', (text, word) => {
  expect(shellWord(text)).toBe(word)
})
