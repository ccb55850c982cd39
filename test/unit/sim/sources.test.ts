import { describe, expect, test } from 'vitest'
import type { FaultInstance } from '../../../src/scenario/plan.js'
import { linksOf, openSources } from '../../../src/sim/sources.js'
import type { Source } from '../../../src/sim/source.js'
import { Windows } from '../../../src/sim/windows.js'
import type { DeliverySettings } from '../../../src/target/settings.js'
import { onDelivery, planned, policy, sourceRoom, type SourceRoom } from './support.js'

interface Room extends SourceRoom {
  readonly windows: Windows
  source(name: string): Source
  emit(name: string, key: string): void
  /** What was published: `<system> <key>`; what was sent: `<ms> <key>`; which ways were cut and restored: `<ms> cut <system>`. */
  readonly log: string[]
  readonly sent: string[]
  readonly ways: string[]
}

/** A plant with an MES and a WMS, both with facts; the burst begins at once. */
function plant(deliver: Pick<DeliverySettings, 'mode' | 'sources'>, instances: readonly FaultInstance[] = []): Room {
  const room = sourceRoom(instances)
  const { clock, recorder, faults } = room
  const [log, sent, ways]: [string[], string[], string[]] = [[], [], []]
  const facts = [planned('MC-000001', 1), planned('WR-000001', 1, { source: 'wms', flow: 'confirmation' })]
  const sources = openSources(
    { facts, delivery: policy },
    deliver,
    (fact, _event, onWritten) => {
      sent.push(`${clock.now()} ${fact.businessKey}`)
      onWritten()
      return Promise.resolve({ status: 202, outcome: 'answered' })
    },
    (system) => ({ ...room.parts, publish: (event) => log.push(`${system} ${event.key}`) }),
  )
  const way = (what: string) => (system: string) => {
    ways.push(`${clock.now()} ${what} ${system}`)
    return Promise.resolve()
  }
  const windows = new Windows({
    clock,
    recorder,
    faults,
    systems: new Map(),
    burst_ms: 1000,
    chance: () => 0,
    links: linksOf(sources, deliver, { cut: way('cut'), restore: way('restore') }, () => undefined),
  })
  windows.start({ from_ms: 0, to_ms: Number.POSITIVE_INFINITY })
  for (const source of sources.values()) source.resume()
  const source = (name: string): Source => {
    const found = sources.get(name)
    if (!found) throw new Error(`there is no source ${name}`)
    return found
  }
  const emit = (name: string, key: string): void =>
    source(name).emit(room.occurs(planned(key, 1, { source: name, flow: 'confirmation', order: name })))
  return { ...room, windows, source, emit, log, sent, ways }
}

const outage = (id: string, system: string, from_ms: number, for_ms: number): FaultInstance => ({
  ...onDelivery(id, { flush_per_s: 0 }, { system }),
  window: { from_ms, for_ms },
})

describe('two sources', () => {
  test('are cut by their own outages, each by itself', async () => {
    const { emit, sent, clock, ways, source } = plant({ mode: 'webhook', sources: {} }, [
      outage('outage-1', 'mes', 0, 300),
      outage('outage-2', 'wms', 200, 400),
    ])
    await clock.pass(100)
    emit('mes', 'MC-000001')
    emit('wms', 'WR-000001')
    await clock.pass(150)
    expect([sent, source('mes').pending(), source('wms').pending()]).toEqual([['100 WR-000001'], 1, 0])
    emit('wms', 'WR-000002')
    await clock.pass(100)
    expect([sent.slice(1), source('mes').pending(), source('wms').pending()]).toEqual([['300 MC-000001'], 0, 1])
    await clock.pass(1000)
    expect([sent.slice(2), ways]).toEqual([['600 WR-000002'], []])
  })

  test('publish into the feed of their own system', () => {
    const { emit, log } = plant({ mode: 'feed', sources: {} })
    emit('mes', 'MC-000001')
    emit('wms', 'WR-000001')
    expect(log).toEqual(['mes MC-000001', 'wms WR-000001'])
  })

  test('have a cursor each: a poll of one exposes and acknowledges nothing of the other', () => {
    const { emit, source, of } = plant({ mode: 'feed', sources: {} })
    emit('mes', 'MC-000001')
    emit('wms', 'WR-000001')
    source('wms').handedOut(7, 0, 1)
    expect(of('exposed').map(({ eid, cursor }) => [eid, cursor])).toEqual([['wms:WR-000001', '1']])
    expect([source('mes').unseen(), source('wms').unseen()]).toEqual([1, 0])
    source('wms').polled(1)
    expect(of('delivery').map(({ eid, outcome }) => [eid, outcome])).toEqual([['wms:WR-000001', 'acked']])
    expect(source('mes').unseen()).toBe(1)
  })

  test('come by webhook and feed as the config says of each, and only the way to a polled one is cut', async () => {
    const { emit, sent, clock, of, ways } = plant({ mode: 'webhook', sources: { wms: 'feed' } }, [
      outage('outage-1', 'mes', 100, 100),
      outage('outage-2', 'wms', 200, 100),
    ])
    emit('mes', 'MC-000001')
    emit('wms', 'WR-000001')
    await clock.pass(1000)
    expect(of('offer').map(({ channel, source }) => `${source} ${channel}`)).toEqual(['mes webhook', 'wms feed'])
    expect([sent, ways]).toEqual([['0 MC-000001'], ['200 cut wms', '300 restore wms']])
  })

  test('hand over two reports of one event as two facts', () => {
    const { source, occurs, of } = plant({ mode: 'feed', sources: {} })
    for (const [name, key] of [
      ['mes', 'MC-000001'],
      ['wms', 'WR-000001'],
    ] as const)
      source(name).emit(occurs({ ...planned(key, 1, { source: name, flow: 'confirmation' }), physId: 'phys:1' }))
    expect(of('offer').map(({ eid, attempt }) => [eid, attempt])).toEqual([
      ['mes:MC-000001', 1],
      ['wms:WR-000001', 1],
    ])
  })
})
