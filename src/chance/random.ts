/**
 * Chance, by name. A run has one seed; every purpose draws from its own stream (`fault:lose-answer:1`), so that adding a step or a
 * fault shifts nothing else. Pure: the same seed and name give the same numbers on every machine.
 */
export interface RandomStream {
  /** A whole number from 0 to n − 1. `n` must be at least 1. */
  int(n: number): number
  /** From 0 (inclusive) to 1 (exclusive), 32 bits. */
  float(): number
  /** One of them; throws a RangeError for an empty list, which is a mistake of the caller. */
  pick<T>(items: readonly T[]): T
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[]
  /** True with this probability. */
  chance(probability: number): boolean
}

/** Four 32-bit words from a text (cyrb128 mixing): neighbours in seed or name give unrelated words. */
function mix(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    a = b ^ Math.imul(a ^ code, 597_399_067)
    b = c ^ Math.imul(b ^ code, 2_869_860_233)
    c = d ^ Math.imul(c ^ code, 951_274_213)
    d = a ^ Math.imul(d ^ code, 2_716_044_179)
  }
  a = Math.imul(c ^ (a >>> 18), 597_399_067)
  b = Math.imul(d ^ (b >>> 22), 2_869_860_233)
  c = Math.imul(a ^ (c >>> 17), 951_274_213)
  d = Math.imul(b ^ (d >>> 19), 2_716_044_179)
  a ^= b ^ c ^ d
  return [a >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0]
}

function rotl(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}

/** The stream of that name (xoshiro128**). Two calls with one seed and name begin again from the same number. */
export function randomStream(seed: number, name: string): RandomStream {
  let [a, b, c, d] = mix(`${seed}\u0000${name}`)
  // All four words zero is the one state that xoshiro never leaves.
  if ((a | b | c | d) === 0) d = 1
  const next = (): number => {
    const result = Math.imul(rotl(Math.imul(b, 5), 7), 9) >>> 0
    const carried = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= carried
    d = rotl(d, 11)
    return result
  }
  const float = (): number => next() / 4_294_967_296
  const int = (n: number): number => Math.floor(float() * n)
  return {
    int,
    float,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError(`Nothing to pick from in the random stream "${name}".`)
      return items[int(items.length)] as T
    },
    shuffle<T>(items: readonly T[]): T[] {
      const copy = [...items]
      for (let last = copy.length - 1; last > 0; last--) {
        const other = int(last + 1)
        const held = copy[last] as T
        copy[last] = copy[other] as T
        copy[other] = held
      }
      return copy
    },
    chance: (probability: number) => float() < probability,
  }
}
