import { describe, expect, test } from 'vitest'
import type { FaultInstance } from '../../../src/scenario/plan.js'
import { FaultEngine } from '../../../src/sim/fault-engine.js'
import { Windows } from '../../../src/sim/windows.js'
import type { Command, SystemInstance } from '../../../src/systems/contract.js'
import { ask, confirmation, makeSystem } from '../systems/support.js'
import { journalled, onCall, onDelivery, type Journalled } from './support.js'

interface Room extends Journalled {
  readonly windows: Windows
  readonly erp: SystemInstance
  /** What happened to links: `<ms> down delivery mes`. */
  readonly links: string[]
}

/** The burst begins at 1000 ms of run time and lasts 2000 ms. */
async function burst(instances: readonly FaultInstance[], chance = 0): Promise<Room> {
  const base = journalled()
  const { clock, recorder } = base
  const links: string[] = []
  const erp = makeSystem('erp')
  const windows = new Windows({
    clock,
    recorder,
    faults: new FaultEngine(instances, recorder),
    systems: new Map([['erp', erp]]),
    burst_ms: 2000,
    chance: () => chance,
    links: {
      down: (direction, system) => links.push(`${clock.now()} down ${direction} ${system}`),
      up: (direction, system, flush) => links.push(`${clock.now()} up ${direction} ${system} ${flush}/s`),
    },
  })
  await clock.pass(1000)
  windows.start({ from_ms: 0, to_ms: Number.POSITIVE_INFINITY })
  return { ...base, windows, erp, links }
}

const lasting = (instance: FaultInstance, from_ms: number, for_ms: number): FaultInstance => ({ ...instance, window: { from_ms, for_ms } })
const step = (order: string): FaultInstance['settings'] => ({ begin: { do: 'lock-order', order }, end: { do: 'unlock-order', order } })
const lock = (settings: FaultInstance['settings']): FaultInstance => ({
  id: 'lock-order-1',
  name: 'lock-order',
  firing: 'must',
  kind: 'system-step',
  settings: { system: 'erp', anchor: 'first-call', ...step('100001'), ...settings },
})
const command = (order: string, posts = true): Command => ({
  operation: 'confirmation.create',
  posts,
  keys: [],
  dims: { order },
  input: undefined,
})

/** Whether a posting to an order is refused because somebody has it open. */
const isLocked = (erp: SystemInstance, order = '100001'): boolean =>
  ask(erp, 'POST /confirmations', confirmation({ order, operation: '0010' })).status === 423

describe('a window on a link', () => {
  test('opens and closes at its times in the burst, and says so', async () => {
    const { windows, clock, links, of } = await burst([lasting(onDelivery('outage-1', { flush_per_s: 20 }), 500, 1000)])
    expect(windows.open).toBe(1)
    await clock.pass(499)
    expect(links).toEqual([])
    await clock.pass(1)
    expect(windows.outages).toEqual([{ system: 'mes', from: 1500, to: Number.POSITIVE_INFINITY }])
    await clock.pass(1000)
    expect(links).toEqual(['1500 down delivery mes', '2500 up delivery mes 20/s'])
    expect([windows.open, windows.outages]).toEqual([0, [{ system: 'mes', from: 1500, to: 2500 }]])
    expect(of('fault.fired')).toMatchObject([{ fault: 'outage-1', identity: 'mes→target', t: 1500 }])
    expect(of('fault.healed')).toMatchObject([{ fault: 'outage-1', t: 2500 }])
  })

  test('that overlaps another leaves the link down until the last of them has ended', async () => {
    const { clock, links } = await burst([
      lasting(onDelivery('outage-1', { flush_per_s: 20 }), 100, 500),
      lasting(onDelivery('outage-2', { flush_per_s: 5 }), 300, 900),
    ])
    await clock.pass(5_000)
    expect(links).toEqual(['1100 down delivery mes', '2200 up delivery mes 5/s'])
  })

  test('lasts as long as the burst where it says nothing else', async () => {
    const { windows, clock, links } = await burst([onCall('cannot-connect-1', {})])
    await clock.pass(10_000)
    expect(links).toEqual(['1000 down call erp', '3000 up call erp 0/s'])
    expect(windows.outages, 'no link from a source was down').toEqual([])
  })

  test('makes a link slow while it lasts, by a delay and a share of the jitter, and windows add up', async () => {
    const slow = (id: string, from: number): FaultInstance => lasting(onCall(id, { delay_ms: 100, jitter_ms: 40 }), from, 1000)
    const { windows, clock, links } = await burst([slow('latency-1', 0), slow('latency-2', 500)], 0.5)
    const seen: number[] = []
    const none = { either: 0, before: 0, after: 0 }
    for (let step = 0; step < 4; step += 1) {
      await clock.pass(step === 0 ? 100 : 500)
      seen.push(windows.latency('call', 'erp').either)
    }
    expect(seen).toEqual([120, 240, 120, 0])
    expect([windows.latency('delivery', 'erp'), windows.latency('call', 'mes'), links, windows.outages]).toEqual([none, none, [], []])
  })

  test('makes it slow on the leg that it names', async () => {
    const slow = (id: string, leg: string): FaultInstance =>
      lasting(onCall(id, { delay_ms: leg === 'before' ? 100 : 30, jitter_ms: 0, leg }), 0, 1000)
    const { windows, clock } = await burst([slow('latency-1', 'before'), slow('latency-2', 'after')])
    await clock.pass(100)
    expect(windows.latency('call', 'erp')).toEqual({ either: 0, before: 100, after: 30 })
  })

  test('that slows a link as long as the burst lasts ends with it, however long a wait in it is, and no wait waits for it', async () => {
    const { windows, clock, of } = await burst([onCall('latency-1', { delay_ms: 100, jitter_ms: 0 })])
    await clock.pass(10_000)
    expect([windows.open, windows.standing, windows.latency('call', 'erp').either, of('fault.healed')]).toEqual([0, 1, 100, []])
    windows.endBurst()
    windows.endBurst()
    expect([windows.standing, windows.latency('call', 'erp').either, of('fault.healed').length]).toEqual([0, 0, 1])
  })
})

describe('a change of a system that ends again', () => {
  test('begins with the first call that posts to its subject', async () => {
    const { windows, clock, erp, of } = await burst([lock({ for_ms: 800 })])
    windows.before('erp', command('100003'))
    windows.before('erp', command('100001', false))
    windows.before('mes', command('100001'))
    await clock.pass(5000)
    expect([isLocked(erp), windows.open, of('fault.fired').length]).toEqual([false, 0, 0])
    windows.before('erp', command('100001'))
    expect([isLocked(erp), isLocked(erp, '100003'), windows.open]).toEqual([true, false, 1])
    await clock.pass(799)
    windows.before('erp', command('100001'))
    expect(isLocked(erp)).toBe(true)
    await clock.pass(1)
    expect([isLocked(erp), windows.open]).toEqual([false, 0])
    windows.before('erp', command('100001'))
    expect([isLocked(erp), of('fault.fired').length, of('fault.healed').length], 'it happens once').toEqual([false, 1, 1])
  })

  test('begins so long after that call, if it says so', async () => {
    const { windows, clock, erp, of } = await burst([lock({ from_ms: 300, for_ms: 800 })])
    windows.before('erp', command('100001'))
    await clock.pass(100)
    windows.before('erp', command('100001'))
    await clock.pass(199)
    expect(isLocked(erp)).toBe(false)
    await clock.pass(1)
    expect(isLocked(erp)).toBe(true)
    await clock.pass(5000)
    expect([isLocked(erp), of('fault.fired').length]).toEqual([false, 1])
  })

  test('begins with the burst where that is its anchor, whoever calls', async () => {
    const { windows, clock, erp } = await burst([lock({ anchor: 'burst', from_ms: 200, for_ms: 800 })])
    windows.before('erp', command('100001'))
    expect(isLocked(erp)).toBe(false)
    await clock.pass(200)
    expect(isLocked(erp)).toBe(true)
    await clock.pass(800)
    expect(isLocked(erp)).toBe(false)
  })
})

test('what is about a system that is not there happens nowhere, and is said', async () => {
  const { clock, of } = await burst([lock({ system: 'unheard-of', anchor: 'burst', from_ms: 0, for_ms: 100 })])
  await clock.pass(50)
  expect([of('effect'), of('harness.error').map(({ message }) => message)]).toEqual([
    [],
    ['the fault lock-order-1 is about unheard-of, and there is no such system'],
  ])
})
