import { expect, test } from 'vitest'
import { findFault, missingOnWire } from '../../../src/faults/index.js'
import { schemaProblems } from '../../../src/scenario/schema-words.js'
import { stormFaults, type TracedMessage } from '../../../src/scenario/storm.js'
import { httpWire } from '../../../src/transports/capabilities.js'
import { shipped } from './support.js'

const plan = shipped('mes-confirmation-burst', { variant: 'storm' })

/** What a correct target does without faults: one delivery and one posting per fact, and a look-up now and then. */
function trace(guarded: boolean): TracedMessage[] {
  return plan.facts.flatMap(({ businessKey }): TracedMessage[] => [
    { direction: 'delivery', system: 'mes', operation: 'confirmation', keys: [businessKey], effects: 0 },
    { direction: 'call', system: 'erp', operation: 'confirmation.create', keys: [businessKey], effects: 3, guarded },
    { direction: 'call', system: 'erp', operation: 'confirmation.query', keys: [businessKey], effects: 0, guarded: false },
    { direction: 'call', system: 'erp', operation: 'stock.query', keys: [], effects: 0 },
  ])
}

const storms = (guarded: boolean) => Array.from({ length: 300 }, (_, seed) => stormFaults(plan, trace(guarded), seed))

test('the same seed draws the same faults, another one others', () => {
  expect(stormFaults(plan, trace(true), 5)).toEqual(stormFaults(plan, trace(true), 5))
  expect(stormFaults(plan, trace(true), 5)).not.toEqual(stormFaults(plan, trace(true), 6))
})

test('three to six faults, each with its own id, all of them may fire, at most one kill', () => {
  const all = storms(true)
  expect(new Set(all.map(({ length }) => length))).toEqual(new Set([3, 4, 5, 6]))
  for (const faults of all) {
    expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length)
    expect(faults.every(({ firing }) => firing === 'may')).toBe(true)
    expect(faults.filter(({ name }) => name === 'kill').length).toBeLessThanOrEqual(1)
    const keys = faults.flatMap(({ address }) => address?.keys ?? [])
    expect(new Set(keys).size).toBe(keys.length)
  }
})

test('every kind of message fault comes up sooner or later, with settings that fit it and the wire', () => {
  const names = new Set<string>()
  for (const { name, settings, address, window } of storms(true).flat()) {
    names.add(name)
    const kind = findFault(name)
    if (!kind || !address) throw new Error(`${name} is not a fault with an address`)
    expect(schemaProblems({ name, schema: kind.settings }, settings, [])).toEqual([])
    expect(missingOnWire(kind, settings, httpWire)).toEqual([])
    expect(kind.directions).toContain(address.direction)
    expect(kind.link !== undefined).toBe(window !== undefined)
    if (window) expect(window.from_ms).toBeLessThan(plan.burst_ms)
  }
  expect([...names].sort()).toEqual([
    'cannot-connect',
    'cut-answer',
    'delay',
    'deliver-twice',
    'error-after-effect',
    'error-without-effect',
    'kill',
    'late-answer',
    'latency',
    'lose-answer',
    'lose-request',
    'outage',
    'overtake',
    'refuse',
  ])
})

test('only what the rules of fairness allow: no unguarded request is late, nothing is disturbed after an effect that has none', () => {
  const late = (guarded: boolean): number =>
    storms(guarded)
      .flat()
      .filter(({ name, address }) => name === 'delay' && address?.direction === 'call').length
  expect(late(true)).toBeGreaterThan(0)
  expect(late(false)).toBe(0)
  for (const { name, settings, address } of storms(false).flat()) {
    if (address?.direction === 'call' && address.keys) expect(address.operation).toBe('confirmation.create')
    if (name === 'refuse') expect([401, 403, 409, 423, 429, 503]).toContain(settings['status'])
  }
})

test('draws every refusal that passes, and errors with an effect and without, under each status', () => {
  const all = storms(true).flat()
  const statuses = (name: string): unknown[] => all.flatMap((fault) => (fault.name === name ? [fault.settings['status']] : []))
  expect(new Set(statuses('refuse'))).toEqual(new Set([401, 403, 409, 423, 429, 503]))
  for (const name of ['error-after-effect', 'error-without-effect']) expect(new Set(statuses(name))).toEqual(new Set([500, 502, 504]))
})

test('draws two deliveries at once, and slow links on either leg', () => {
  const all = storms(true).flat()
  const values = (name: string, setting: string): Set<unknown> =>
    new Set(all.flatMap((fault) => (fault.name === name ? [fault.settings[setting]] : [])))
  expect(values('deliver-twice', 'when')).toEqual(new Set(['acknowledged', 'at-once']))
  expect(values('latency', 'leg')).toEqual(new Set(['either', 'before', 'after']))
  expect(values('delay', 'leg')).toEqual(new Set(['before', 'after']))
})

test('a kill comes before whatever the target needs time to recover from: it would hide that', () => {
  const at = new Map(plan.facts.map(({ businessKey, at_ms }) => [businessKey, at_ms]))
  const timeOf = ({ window, address }: { window?: { from_ms: number }; address?: { keys?: readonly string[] } }): number =>
    window?.from_ms ?? at.get(address?.keys?.[0] ?? '') ?? 0
  const passing = new Set(['delay', 'latency'])
  let killed = 0
  for (const faults of storms(true)) {
    const kill = faults.find(({ name }) => name === 'kill')
    if (!kill) continue
    killed += 1
    for (const fault of faults) {
      if (fault === kill || fault.address?.direction !== 'call' || passing.has(fault.name)) continue
      expect(timeOf(fault), `${fault.id} and ${kill.id}`).toBeGreaterThan(timeOf(kill))
    }
  }
  expect(killed).toBeGreaterThan(60)
})

test('nothing to disturb gives no message faults, and no error', () => {
  expect(stormFaults(plan, [], 1).every(({ window }) => window !== undefined)).toBe(true)
})
