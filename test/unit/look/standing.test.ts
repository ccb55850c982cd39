import { expect, test } from 'vitest'
import { standingOf } from '../../../src/look/standing.js'

interface Aside {
  readonly resolve: (judged: string) => void
  readonly reject: (error: Error) => void
}

/** A clock that stands, judges that take so many milliseconds of it, and a journal that gets long. */
function setting() {
  const state = { now: 0, long: false, judged: 0 }
  const aside: Aside[] = []
  const standing = standingOf(
    { now: () => state.now },
    {
      here: () => {
        state.now += 30
        state.judged += 1
        return `here ${state.judged}`
      },
      aside: () => new Promise<string>((resolve, reject) => aside.push({ resolve, reject })),
      isLong: () => state.long,
    },
  )
  return { state, aside, standing }
}

test('a short run is judged here, for three per cent of the time at most', () => {
  const { state, standing } = setting()
  expect(standing()).toBe('here 1')
  state.now = 999
  expect(standing()).toBeUndefined()
  state.now = 1_000
  expect(standing()).toBe('here 2')
})

test('a long one is judged elsewhere, once at a time, for as long as it goes on', async () => {
  const { state, aside, standing } = setting()
  state.long = true
  for (let round = 1; round <= 3; round += 1) {
    const begun = state.now
    expect([standing(), standing(), aside.length]).toEqual([undefined, undefined, round])
    state.now += 3_000
    aside[round - 1]?.resolve(`aside ${round}`)
    await Promise.resolve()
    expect([standing(), standing()]).toEqual([`aside ${round}`, undefined])
    state.now = begun + 99_999
    expect([standing(), aside.length]).toEqual([undefined, round])
    state.now = begun + 100_000
  }
})

test('where it cannot be judged any more what was said is the last', async () => {
  const { state, aside, standing } = setting()
  expect(standing()).toBe('here 1')
  state.long = true
  state.now = 10_000
  expect(standing()).toBeUndefined()
  aside[0]?.reject(new Error('out of memory'))
  await Promise.resolve()
  state.now = 1e9
  expect([standing(), aside.length]).toEqual([undefined, 1])
})
