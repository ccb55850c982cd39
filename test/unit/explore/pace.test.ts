import { expect, test } from 'vitest'
import { limits } from '../../../src/domain/limits.js'
import { Pace } from '../../../src/explore/pace.js'

const beat_ms = 50
const beats = limits.jobs_window_ms / beat_ms

/** Every run under way tells its beats, for one window. */
function window(pace: Pace, late_ms: number, underWay = pace.allowed): readonly string[] {
  const said: string[] = []
  for (let beat = 0; beat < beats; beat += 1)
    for (let run = 0; run < underWay; run += 1) said.push(pace.take({ beat_ms, late_ms }, underWay))
  return said.filter((word) => word !== 'same')
}

test('as many runs begin as were asked for where so many are carried from the start, and never more', () => {
  expect(new Pace(3, 8).allowed).toBe(3)
  expect(new Pace(8, 2).allowed).toBe(2)
  const pace = new Pace(4, 2)
  expect([window(pace, 0), window(pace, 0), window(pace, 0)]).toEqual([['more'], ['more'], []])
  expect(pace.allowed).toBe(4)
})

test('fewer begin while runs are late, down to one, and more again as they are in time', () => {
  const pace = new Pace(8, 8)
  const allowed: number[] = []
  for (let late = 0; late < 8; late += 1) {
    window(pace, 10)
    allowed.push(pace.allowed)
  }
  expect(allowed).toEqual([6, 4, 3, 2, 1, 1, 1, 1])
  expect(pace.latePercent).toBe(20)
  for (let quiet = 0; quiet < 9; quiet += 1) window(pace, 0)
  expect(pace.allowed).toBe(8)
})

test('a lateness that clears the accused is reason enough, at once and once', () => {
  const pace = new Pace(8, 8)
  const late = { beat_ms: 20 + limits.late_ms_max, late_ms: limits.late_ms_max }
  expect(Array.from({ length: 8 }, () => pace.take(late, 8))).toEqual(['fewer', ...Array<string>(7).fill('same')])
  expect(pace.allowed).toBe(6)
})

test('what is late while there are too many says nothing about fewer', () => {
  const pace = new Pace(8, 8)
  window(pace, 10)
  expect([window(pace, 40, 8), window(pace, 40, 7), pace.allowed]).toEqual([[], [], 6])
  expect([window(pace, 0, 6), pace.allowed]).toEqual([['more'], 7])
})

test('a little lateness changes nothing, and neither does time in which fewer went on than might', () => {
  const pace = new Pace(8, 4)
  const little = (beat_ms * limits.jobs_late_percent_max * 0.75) / 100
  expect([window(pace, little), window(pace, 0, 2), pace.allowed]).toEqual([[], [], 4])
})
