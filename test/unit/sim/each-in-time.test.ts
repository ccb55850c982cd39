import { expect, test } from 'vitest'
import { eachInTime } from '../../../src/sim/each-in-time.js'
import { HandClock } from '../../support/hand-clock.js'

/** A clock that counts the timers that wait. */
class CountingClock extends HandClock {
  waiting = 0
  most = 0

  override setTimer(ms: number, callback: () => void): () => void {
    this.waiting += 1
    this.most = Math.max(this.most, this.waiting)
    return super.setTimer(ms, () => {
      this.waiting -= 1
      callback()
    })
  }
}

test('many are called at their times, and only those that come soon have a timer', async () => {
  const clock = new CountingClock()
  await clock.pass(70)
  const called: number[] = []
  const all = Array.from({ length: 600 }, (_, index) => ({ at_ms: index * 100 }))
  eachInTime(clock, all.toReversed(), ({ at_ms }) => called.push(clock.now() - 70 - at_ms))
  await clock.pass(60_000)
  expect(called).toEqual(Array<number>(600).fill(0))
  expect(clock.most).toBeLessThan(30)
  expect(clock.waiting).toBe(0)
})

test('those of one time are called in their order, and what is due at once is called', async () => {
  const clock = new HandClock()
  const called: string[] = []
  const all = ['a', 'b', 'c', 'd'].map((name, index) => ({ name, at_ms: index < 2 ? 0 : 2_500 }))
  eachInTime(clock, all, ({ name }) => called.push(name))
  await clock.pass(0)
  expect(called).toEqual(['a', 'b'])
  await clock.pass(2_500)
  expect(called).toEqual(['a', 'b', 'c', 'd'])
})

test('a timer that goes off before another of its time brings that one along', () => {
  const timers: (() => void)[] = []
  class UnfairClock extends HandClock {
    override setTimer(ms: number, callback: () => void): () => void {
      timers.push(callback)
      return super.setTimer(ms, callback)
    }
  }
  const called: string[] = []
  eachInTime(
    new UnfairClock(),
    [
      { name: 'a', at_ms: 5 },
      { name: 'b', at_ms: 5 },
    ],
    ({ name }) => called.push(name),
  )
  for (const timer of timers.toReversed()) timer()
  expect(called).toEqual(['a', 'b'])
})

test('a clock that comes late delays each by no more than that', async () => {
  const clock = new HandClock()
  const called: number[] = []
  eachInTime(clock, [{ at_ms: 900 }, { at_ms: 4_000 }, { at_ms: 9_000 }], () => called.push(clock.now()))
  clock.block(5_000)
  await clock.pass(10_000)
  expect(called).toEqual([5_000, 5_000, 9_000])
})

test('no timer is set for a time that has gone by since the start', () => {
  class MovingClock extends HandClock {
    readonly waits: number[] = []

    override now(): number {
      this.block(0.04)
      return super.now()
    }

    override setTimer(ms: number, callback: () => void): () => void {
      this.waits.push(ms)
      return super.setTimer(ms, callback)
    }
  }
  const clock = new MovingClock()
  eachInTime(clock, [{ at_ms: 0 }, { at_ms: 100 }], () => undefined)
  expect(clock.waits.map((ms) => Math.ceil(ms))).toEqual([0, 100])
  expect(Math.min(...clock.waits)).toBe(0)
})
