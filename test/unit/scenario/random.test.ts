import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomStream } from '../../../src/chance/random.js'

const draw = (seed: number, name: string): number[] => {
  const stream = randomStream(seed, name)
  return Array.from({ length: 8 }, () => stream.int(1_000_000))
}

test('the same seed and name give the same numbers; another seed or name gives others', () => {
  expect(draw(1, 'fault:latency:erp')).toEqual(draw(1, 'fault:latency:erp'))
  expect(draw(1, 'fault:latency:erp')).not.toEqual(draw(2, 'fault:latency:erp'))
  expect(draw(1, 'fault:latency:erp')).not.toEqual(draw(1, 'fault:latency:mes'))
})

test('numbers are in range, and every one of them comes up about equally often', () => {
  const stream = randomStream(7, 'range')
  const counts = Array.from({ length: 10 }, () => 0)
  for (let n = 0; n < 20_000; n++) {
    const value = stream.int(10)
    counts[value] = (counts[value] ?? 0) + 1
  }
  expect(counts).toHaveLength(10)
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(250)
})

test('a shuffle keeps every entry, leaves its input alone, and moves something', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.integer()), (seed, items) => {
      const before = [...items]
      const shuffled = randomStream(seed, 's').shuffle(items)
      expect(items).toEqual(before)
      expect([...shuffled].sort()).toEqual([...items].sort())
    }),
  )
  const many = Array.from({ length: 50 }, (_, n) => n)
  expect(randomStream(1, 's').shuffle(many)).not.toEqual(many)
})

test('chance comes true as often as it says', () => {
  const stream = randomStream(3, 'chance')
  const hits = Array.from({ length: 10_000 }, () => stream.chance(0.3)).filter(Boolean).length
  expect(Math.abs(hits - 3_000)).toBeLessThan(200)
  expect(stream.chance(0)).toBe(false)
  expect(stream.chance(1)).toBe(true)
})

test('nothing can be picked from nothing', () => {
  expect(() => randomStream(1, 'empty').pick([])).toThrow('Nothing to pick from in the random stream "empty".')
})
