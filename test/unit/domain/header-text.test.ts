import { expect, test } from 'vitest'
import { headerReadings } from '../../../src/domain/header-text.js'

const key = 'MC/1 ä東"\\'

test.each([
  ['as it stands', 'MC-000001', 'MC-000001'],
  ['per cent and digits', encodeURIComponent(key), key],
  ['a string of RFC 8941', '"MC 1 \\"x\\" \\\\"', 'MC 1 "x" \\'],
  ['a string with per cent and digits in it', `"${encodeURIComponent(key)}"`, key],
  ['a display string of RFC 9651', '%"MC/1 %c3%a4"', 'MC/1 ä'],
  ['UTF-8 that was read byte by byte', Buffer.from('MC/1 ä東').toString('latin1'), 'MC/1 ä東'],
  ['Latin-1', 'MC/1 ä', 'MC/1 ä'],
])('a header says a name: %s', (_how, value, name) => {
  expect(headerReadings(value)).toContain(name)
  // What it says literally comes first: nobody is read as something else who meant that.
  expect(headerReadings(value)[0]).toBe(value)
})

test('what cannot be decoded stays as it is', () => {
  expect(headerReadings('100 %')).toEqual(['100 %'])
  expect(headerReadings('50%-Ä')).toEqual(['50%-Ä'])
})
