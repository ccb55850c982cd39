import { describe, expect, test } from 'vitest'
import { Lag } from '../../../src/sim/lag.js'
import { HandClock } from '../../support/hand-clock.js'

describe('the lateness of a run', () => {
  test('is measured by a timer that comes late, and told once it is over', async () => {
    const clock = new HandClock()
    const told: unknown[] = []
    const beats: unknown[] = []
    let seq = 3
    const lag = new Lag(
      clock,
      () => seq,
      (late) => told.push(late),
      (beat) => beats.push(beat),
    )
    await clock.pass(20)
    expect([lag.total_ms, told]).toEqual([0, []])
    seq = 5
    clock.block(300)
    await clock.pass(0)
    expect(told).toEqual([{ from: 40, to: 320, after: 3 }])
    expect(lag.total_ms).toBe(280)
    expect(beats).toEqual([
      { beat_ms: 20, late_ms: 0 },
      { beat_ms: 300, late_ms: 280 },
    ])
    lag.stop()
    await clock.pass(1_000)
    expect(told).toHaveLength(1)
  })
})
