import { describe, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile } from '../../../src/scenario/compile.js'
import { identifierProfiles, listScenarios, variants, type Variant } from '../../../src/scenario/index.js'
import type { Plan } from '../../../src/scenario/plan.js'
import { countsOf, shipped } from './support.js'

const burst = 'mes-confirmation-burst'
const fixtureScenarios = fileURLToPath(new URL('../../fixtures/scenarios', import.meta.url))
const orderOf = ({ dims }: Plan['facts'][number]): string => dims['order'] ?? ''
const placeOf = (fact: Plan['facts'][number]): string => `${orderOf(fact)}/${fact.dims['routingStep'] ?? ''}`

describe('hello-confirmation', () => {
  test.each(['quick', 'full'] as const)('%s: one fact, delivered twice, its answer lost', (size) => {
    const plan = shipped('hello-confirmation', { size })
    expect(plan.facts).toMatchObject([
      {
        eid: 'mes:MC-000001',
        businessKey: 'MC-000001',
        dims: { order: '100001', routingStep: '0010' },
        payload: { kind: 'final' },
        must: 'POST',
      },
    ])
    expect(plan.faults.map(({ name, firing, address }) => [name, firing, address?.keys])).toEqual([
      ['deliver-twice', 'must', ['MC-000001']],
      ['lose-answer', 'must', ['MC-000001']],
    ])
  })
})

describe.each([
  ['quick', 4, 3_000, 36],
  ['full', 40, 600_000, 360],
] as const)('mes-confirmation-burst, %s', (size, orders, burst_ms, facts) => {
  const plan = shipped(burst, { size })
  const perOperation = Map.groupBy(plan.facts, placeOf)
  const quantity = (fact: Plan['facts'][number], field: 'yield' | 'scrap'): number => (fact.payload[field] as { quantity: number }).quantity

  test('has the promised facts, spread over the burst', () => {
    expect(plan.facts).toHaveLength(facts)
    expect(plan.master.orders).toHaveLength(orders)
    expect(plan.burst_ms).toBe(burst_ms)
    expect(perOperation.size).toBe(orders * 3)
    const gaps = plan.facts.slice(1).map((fact, index) => fact.at_ms - (plan.facts[index]?.at_ms ?? 0))
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1)
    expect(plan.facts.at(-1)?.at_ms).toBeLessThan(burst_ms)
  })
  test('numbers business keys once, and each order gap-free from 1 in the order of time', () => {
    expect(new Set(plan.facts.map(({ businessKey }) => businessKey)).size).toBe(facts)
    for (const [order, list] of Map.groupBy(plan.facts, orderOf)) {
      expect(
        list.map(({ streamSeq }) => streamSeq),
        order,
      ).toEqual(list.map((_, index) => index + 1))
      expect(list.map(({ payload }) => payload['sequence'])).toEqual(list.map(({ streamSeq }) => streamSeq))
      expect(list.every(({ sequenceKey }) => sequenceKey === order)).toBe(true)
    }
  })
  test('reports decodable quantities, one equal pair, and a final confirmation last', () => {
    const shapes = [...perOperation.values()].map((list) => list.map((fact) => quantity(fact, 'yield')).join())
    expect(shapes.filter((shape) => shape === '11,55,275')).toHaveLength(orders * 3 - 1)
    expect(shapes.filter((shape) => shape === '11,11,275')).toHaveLength(1)
    for (const list of perOperation.values()) expect(list.map(({ payload }) => payload['kind'])).toEqual(['partial', 'partial', 'final'])
    const pair = [...perOperation.values()].find((list) => list[1] && quantity(list[1], 'yield') === 11)
    const [first, second] = (pair ?? []).map(({ payload }) => ({ ...payload, confirmation: '', sequence: 0, occurredAt: '' }))
    expect(second).toEqual(first)
  })
  test('an operation never hands on more than it got, and an order never makes more than it is for', () => {
    for (const order of plan.master.orders) {
      const good = order.routingSteps.map(({ id }) =>
        (perOperation.get(`${order.id}/${id}`) ?? []).reduce((sum, fact) => sum + quantity(fact, 'yield'), 0),
      )
      expect(good).toEqual([...good].sort((a, b) => b - a))
      const scrap = order.routingSteps.map(({ id }) =>
        (perOperation.get(`${order.id}/${id}`) ?? []).reduce((sum, fact) => sum + quantity(fact, 'scrap'), 0),
      )
      expect(scrap.slice(1)).toEqual([0, 0])
      expect(Number(order.quantity)).toBe((good[0] ?? 0) + (scrap[0] ?? 0))
    }
    expect(plan.facts.some((fact) => quantity(fact, 'scrap') > 0)).toBe(true)
  })
  test('has the promised faults', () => {
    const full = size === 'full'
    expect(countsOf(plan)).toEqual({
      outage: 1,
      'lock-order': full ? 3 : 1,
      'lose-answer': full ? 18 : 2,
      'deliver-twice': full ? 36 : 4,
      overtake: full ? 20 : 2,
      kill: 1,
    })
    const settings = (name: string, setting: string): unknown[] => [
      ...new Set(plan.faults.filter((fault) => fault.name === name).map((fault) => fault.settings[setting])),
    ]
    expect(settings('lose-answer', 'how')).toEqual(['reset', 'hang'])
    expect(settings('deliver-twice', 'as')).toEqual(['same-id', 'new-id'])
    expect(settings('lock-order', 'for_ms')).toEqual([full ? 30_000 : 1_000])
    expect(plan.faults.find(({ name }) => name === 'outage')).toMatchObject({
      settings: { flush_per_s: 20 },
      window: full ? { from_ms: 180_000, for_ms: 240_000 } : { from_ms: 1_000, for_ms: 1_000 },
      address: { direction: 'delivery', system: 'mes' },
    })
    expect(plan.faults.find(({ name }) => name === 'kill')).toMatchObject({
      firing: 'may',
      settings: { point: 'acked' },
      address: { times: 1 },
    })
    expect(new Set(plan.faults.map(({ id }) => id)).size).toBe(plan.faults.length)
  })
})

test.each(Array.from({ length: 12 }, (_, seed) => seed))("faults stay out of each other's way, seed %i", (seed) => {
  for (const size of ['quick', 'full'] as const) {
    const { facts, faults } = shipped(burst, { seed, size })
    const keys = faults.filter(({ name }) => name !== 'kill').flatMap(({ address }) => address?.keys ?? [])
    expect(new Set(keys).size).toBe(keys.length)
    const locked = new Set(
      faults.filter(({ name }) => name === 'lock-order').map(({ settings }) => (settings['begin'] as { order: string }).order),
    )
    const byKey = new Map(facts.map((fact) => [fact.businessKey, fact]))
    const lost = faults.filter(({ name }) => name === 'lose-answer').map(({ address }) => byKey.get(address?.keys?.[0] ?? ''))
    expect(lost.every((fact) => fact && !locked.has(orderOf(fact)))).toBe(true)
    // A target may post several confirmations of one operation in a call, and a call can lose its answer once.
    expect(new Set(lost.map((fact) => fact && placeOf(fact))).size).toBe(lost.length)
    for (const fault of faults.filter(({ name }) => name === 'overtake')) {
      const held = byKey.get(fault.address?.keys?.[0] ?? '')
      const next = facts.find((fact) => fact.entity === held?.entity && fact.streamSeq === (held?.streamSeq ?? 0) + 1)
      expect(next).toMatchObject({ payload: { kind: 'final' }, dims: held?.dims })
    }
    const kill = faults.find(({ name }) => name === 'kill')?.address?.keys ?? []
    expect(kill.length).toBeGreaterThan(3)
    expect(kill.some((key) => keys.includes(key))).toBe(false)
  }
})

describe('a target that covers one flow alone', () => {
  const pairs = listScenarios().flatMap(({ name }) => shipped(name).flows.map((flow) => [name, flow] as const))
  test.each(pairs)('is asked for nothing in %s that %s cannot reach', (name, flow) => {
    const plan = shipped(name, { covers: [flow] })
    const facts = plan.facts.filter(({ flows }) => flows.includes(flow))
    const effects = new Map(facts.map((fact) => [fact.physId, fact.expect.filter((effect) => effect.flow === flow).length]))
    const most = [...effects.values()].reduce((sum, each) => sum + each, 0)
    for (const goal of plan.must_reach) if (goal.name === 'effect-posted') expect(goal.count_min).toBeLessThanOrEqual(most)
  })
})

/** How many facts a scenario has with the numbers that it has by itself. */
const plain = new Map(
  listScenarios().flatMap(({ name }) =>
    variants.map((variant) => [`${name} ${variant}`, shipped(name, { variant }).facts.length] as const),
  ),
)

describe.each(identifierProfiles.map(({ name }) => name))('numbered %s', (identifiers) => {
  test.each(listScenarios().map(({ name }) => name))('%s compiles as it does otherwise, whatever the variant', (name) => {
    for (const variant of variants) {
      expect(shipped(name, { variant, identifiers }).facts.length).toBe(plain.get(`${name} ${variant}`))
    }
  })

  test('the fixtures do, and what their faults are about is there', () => {
    for (const { name, file } of listScenarios(fixtureScenarios)) {
      const compiled = compile(readFileSync(file), { variant: 'faulty', size: 'quick', seed: 1, identifiers })
      expect(compiled.diagnostics, name).toBeUndefined()
    }
  })
})

test('events of the PLM are thin where a storm draws it, and what the scenario says holds for storms too', () => {
  const eventsOf = (variant: Variant, seed: number, text = ''): string | undefined => {
    const file = listScenarios().find(({ name }) => name === 'bom-rollback')?.file ?? ''
    const source = readFileSync(file, 'utf8').replace('    erp: { dedupe: none }', `    erp: { dedupe: none }${text}`)
    return compile(source, { variant, size: 'quick', seed }).plan?.systems['plm']?.policies['events']
  }
  const seeds = [1, 2, 3, 4, 5, 6]
  expect(new Set(seeds.map((seed) => eventsOf('storm', seed)))).toEqual(new Set(['full', 'thin']))
  expect(eventsOf('storm', 2)).toBe(eventsOf('storm', 2))
  expect([eventsOf('clean', 2), eventsOf('faulty', 2)]).toEqual(['full', 'full'])
  const said = (events: string): string => `\n    plm: { events: ${events} }`
  expect(new Set(seeds.map((seed) => eventsOf('storm', seed, said('full'))))).toEqual(new Set(['full']))
  expect(eventsOf('clean', 1, said('thin'))).toBe('thin')
})

test('what rests on the order in which the target learns of things is told, and decides of no run', () => {
  const goals = (name: string, variant: Variant): readonly string[] =>
    shipped(name, { variant }).must_reach.map((goal) => `${goal.name}${goal.by_target === true ? '?' : ''}`)
  const held = 'lot-receipt-quality-hold'
  const always = ['effect-posted', 'hold-after-release?', 'probe-ran']
  expect([goals(held, 'clean').toSorted(), goals(held, 'storm').toSorted()]).toEqual([always, always])
  expect(goals(held, 'faulty')).toContain('release-before-receipt?')
  expect(goals('bom-revision-release', 'storm')).toContain('probe-ran')
})
