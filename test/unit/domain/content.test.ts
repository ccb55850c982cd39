import { expect, it } from 'vitest'
import { contentValue, setValue } from '../../../src/domain/content.js'
import { sameValue } from '../../../src/domain/effect.js'

it('is equal for equal content, in whatever order its keys are written, and whatever it is called', () => {
  const one = contentValue({ lot: 'LOT-7', expiry: '2027-03-31', parts: [{ a: 1, b: 2 }] }, 'LOT-7')
  const same = contentValue({ parts: [{ b: 2, a: 1 }], expiry: '2027-03-31', lot: 'LOT-7', origin: undefined }, 'the same')
  expect(sameValue(one, same)).toBe(true)
  expect(sameValue(one, contentValue({ lot: 'LOT-7', expiry: '2027-03-30', parts: [{ a: 1, b: 2 }] }, 'LOT-7'))).toBe(false)
  expect(sameValue(contentValue(['a', 'b'], ''), contentValue(['b', 'a'], ''))).toBe(false)
})

it('takes a set for the same in any order', () => {
  expect(setValue(['C2 1 EA', 'C1 2 EA'])).toEqual(setValue(['C1 2 EA', 'C2 1 EA']))
  expect(setValue(['C1 2 EA'])).not.toEqual(setValue(['C1 3 EA']))
  expect(setValue(['C2 1 EA', 'C1 2 EA'])).toMatchObject({ text: 'C1 2 EA; C2 1 EA' })
})
