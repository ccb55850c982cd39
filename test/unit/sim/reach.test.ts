import { describe, expect, test } from 'vitest'
import { FaultEngine } from '../../../src/sim/fault-engine.js'
import { Reach } from '../../../src/sim/reach.js'
import { Windows } from '../../../src/sim/windows.js'
import { JournalBuilder } from '../../support/journal-builder.js'
import { journalled } from './support.js'

const goal = (name: string): { readonly name: string; readonly title: string; readonly count_min: number } => ({
  name,
  title: name,
  count_min: 1,
})

/** What a journal reaches, with the link down from and to these times; its records are 10 ms apart. */
function reached(
  name: string,
  journal: JournalBuilder,
  outages: readonly (readonly [number, number, string?])[] = [],
): { readonly count: number; readonly nearest?: string } {
  const { clock, recorder } = journalled()
  const windows = new Windows({
    clock,
    recorder,
    faults: new FaultEngine([], recorder),
    links: { down: () => undefined, up: () => undefined },
    systems: new Map(),
    burst_ms: 1000,
    chance: () => 0,
  })
  windows.outages.push(...outages.map(([from, to, system = 'mes']) => ({ system, from, to })))
  const reach = new Reach()
  for (const record of journal.records) reach.see(record)
  return reach.count(goal(name), windows)
}

const timeOf = (journal: JournalBuilder, kind: string): number => journal.records.find((record) => record.kind === kind)?.t ?? Number.NaN

describe('outage-overlaps-confirmation', () => {
  const confirmed = (): JournalBuilder => new JournalBuilder().wait(1_000).fact('MC-000001').deliver('MC-000001')

  test('counts what was on its way while the link was down', () => {
    const journal = confirmed()
    const [from, to] = [timeOf(journal, 'fact'), timeOf(journal, 'delivery')]
    expect(reached('outage-overlaps-confirmation', journal, [[from - 100, from + 1]])).toEqual({ count: 1 })
    expect(reached('outage-overlaps-confirmation', journal, [[to - 1, to + 100]])).toEqual({ count: 1 })
  })

  test('says by how much the nearest missed it, before or after', () => {
    const journal = confirmed()
    const [from, to] = [timeOf(journal, 'fact'), timeOf(journal, 'delivery')]
    expect(reached('outage-overlaps-confirmation', journal, [[0, from - 40]])).toEqual({
      count: 0,
      nearest: 'the nearest confirmation missed it by 40 ms',
    })
    expect(
      reached('outage-overlaps-confirmation', journal, [
        [0, from - 40],
        [to + 25, to + 500],
      ]),
    ).toEqual({ count: 0, nearest: 'the nearest confirmation missed it by 25 ms' })
  })

  test('says that there was none of either', () => {
    expect(reached('outage-overlaps-confirmation', confirmed())).toEqual({ count: 0, nearest: 'no outage began' })
    expect(reached('outage-overlaps-confirmation', new JournalBuilder(), [[0, 100]])).toEqual({
      count: 0,
      nearest: 'no confirmation was reported',
    })
  })

  test('does not count an outage of another source', () => {
    const journal = confirmed()
    expect(reached('outage-overlaps-confirmation', journal, [[0, 9_000, 'wms']])).toEqual({ count: 0, nearest: 'no outage began' })
  })

  test('does not count what a stand-in plays: it is on no link', () => {
    const journal = new JournalBuilder().fact('MC-000001', { covered: false }).wait(1_000)
    expect(reached('outage-overlaps-confirmation', journal, [[500, 900]]).count).toBe(0)
  })
})

describe('effect-posted', () => {
  test('counts what calls posted, and not what a stand-in did', () => {
    const journal = new JournalBuilder()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001')
      .status('100001', 'created', 'released', { step: 'release-1' })
    expect(reached('effect-posted', journal)).toEqual({ count: 1 })
  })
})

describe('delivery-repeated', () => {
  test('counts second deliveries', () => {
    const journal = new JournalBuilder().fact('MC-000001').deliver('MC-000001')
    expect(reached('delivery-repeated', journal).count).toBe(0)
    journal.deliver('MC-000001')
    expect(reached('delivery-repeated', journal).count).toBe(1)
  })

  test('does not count the first one that gets through, after the link was down', () => {
    const journal = new JournalBuilder()
      .fact('MC-000001')
      .offer('MC-000001', { healthy: false })
      .outcome('MC-000001', 'not-connected')
      .deliver('MC-000001')
    expect(reached('delivery-repeated', journal).count).toBe(0)
  })
})

test('a goal that nobody knows is not reached, and that is said', () => {
  expect(reached('teleported', new JournalBuilder())).toEqual({ count: 0, nearest: 'nothing counts "teleported"' })
})
