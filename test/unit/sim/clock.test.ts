import { expect, test } from 'vitest'
import { realClock, stageOf } from '../../../src/sim/clock.js'
import { HandClock } from '../../support/hand-clock.js'

test('nothing is armed after a clock was stopped: no timer comes, and nobody sleeps', async () => {
  const clock = new HandClock()
  const stage = stageOf(clock)
  const rung: string[] = []
  stage.setTimer(10, () => rung.push('before'))
  const asleep = stage.sleep(1_000_000).then(() => rung.push('woken'))
  stage.stop()
  stage.setTimer(10, () => rung.push('after'))
  await asleep
  await stage.sleep(1_000_000)
  await clock.pass(1_000_000)
  expect(rung).toEqual(['woken'])
})

test('what stops first leaves the rest of the time as it is', async () => {
  const clock = new HandClock()
  const stage = stageOf(clock)
  const rung: string[] = []
  clock.setTimer(20, () => rung.push(`the rest at ${clock.now()}`))
  stage.setTimer(5, () => rung.push(`the stage at ${stage.now()}`))
  await clock.pass(10)
  stage.stop()
  await clock.pass(10)
  expect(rung).toEqual(['the stage at 5', 'the rest at 20'])
})

test('a loop that sleeps on a stopped clock lets others have their turn', async () => {
  const clock = realClock()
  clock.stop()
  let over = false
  setImmediate(() => {
    over = true
  })
  while (!over) await clock.sleep(1_000)
  expect(over).toBe(true)
})
