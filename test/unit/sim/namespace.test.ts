import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { planOf } from '../../../src/index.js'
import type { Plan } from '../../../src/scenario/plan.js'
import { canonicalText, namespacedPlan, newNamespace } from '../../../src/sim/namespace.js'

const namespace = 'ghjkm-'
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/scenarios/${name}.yaml`, import.meta.url))
const scenarios = [
  'hello-confirmation',
  'mes-confirmation-burst',
  fixture('reversals'),
  fixture('explicit-issues'),
  fixture('closed-orders'),
  fixture('late-release'),
]
const faulty = (scenario: string): Plan => planOf({ scenario, variant: 'faulty' })

test('a plan is another one in each run, and so is the version that was in force before', () => {
  const { facts, master } = namespacedPlan(faulty('planning-versions'), namespace)
  const told = facts.flatMap(({ payload }) => payload['plan'] ?? [])
  expect(new Set([...told, ...(master.plans ?? []).map(({ plan }) => plan)])).toEqual(new Set([`${namespace}DEMAND`]))
})

describe('a token', () => {
  test('is five letters and a dash, and no letter of it is a hexadecimal digit', () => {
    const tokens = Array.from({ length: 500 }, newNamespace)
    expect(tokens.filter((token) => !/^[a-z]{5}-$/.test(token) || /[0-9a-f]/.test(token))).toEqual([])
    expect(new Set(tokens).size).toBeGreaterThan(490)
  })

  test('is taken off wherever it stands, and nothing else is', () => {
    expect(canonicalText('GET /confirmations?reference=ghjkm-MC-000001&order=ghjkm-100001', namespace)).toBe(
      'GET /confirmations?reference=MC-000001&order=100001',
    )
    expect(canonicalText('ghjkn-MC-000001', namespace)).toBe('ghjkn-MC-000001')
    expect(canonicalText('MC-000001', '')).toBe('MC-000001')
  })
})

describe('the plan on the wire', () => {
  test.each(['padded', 'hostile'])('has the token in front of every key and order number that is %s, and nowhere else', (identifiers) => {
    for (const scenario of ['mes-confirmation-burst', fixture('two-plants')]) {
      const plan = planOf({ scenario, variant: 'faulty', identifiers })
      const wire = namespacedPlan(plan, namespace)
      expect(JSON.parse(canonicalText(JSON.stringify(wire), namespace))).toEqual(plan)
      expect(wire.facts.map((fact) => fact.businessKey)).toEqual(plan.facts.map((fact) => `${namespace}${fact.businessKey}`))
      expect(wire.master.orders.map(({ id }) => id)).toEqual(plan.master.orders.map(({ id }) => `${namespace}${id}`))
      expect(wire.facts.map(({ dims, payload }) => [dims['order'], dims['routingStep'], payload['operation']])).toEqual(
        plan.facts.map(({ dims, payload }) => [`${namespace}${dims['order']}`, dims['routingStep'], payload['operation']]),
      )
      expect(wire.facts.map(({ eid }) => eid)).toEqual(
        plan.facts.map(({ eid, businessKey }) => `${eid.slice(0, -businessKey.length)}${namespace}${businessKey}`),
      )
    }
  })

  test.each(scenarios)('has every key and order number with the token, and gives the plan back without it: %s', (scenario) => {
    const plan = faulty(scenario)
    const wire = namespacedPlan(plan, namespace)
    expect(JSON.parse(canonicalText(JSON.stringify(wire), namespace))).toEqual(plan)
    const keys = [...plan.facts.map((fact) => fact.businessKey), ...plan.master.orders.map((order) => order.id)]
    // Addresses of faults and names of steps are canonical, as the journal is; nothing that the wire sees is.
    const text = JSON.stringify({ ...wire, faults: wire.faults.map((fault) => fault.settings), steps: wire.steps.map(({ step }) => step) })
    expect(keys.filter((key) => new RegExp(`(?<!${namespace})\\b${key}\\b`).test(text))).toEqual([])
  })

  test('leaves the addresses of faults as the journal names things, and renames what faults do to a system', () => {
    const plan = faulty('mes-confirmation-burst')
    const wire = namespacedPlan(plan, namespace)
    expect(wire.faults.map((fault) => fault.address)).toEqual(plan.faults.map((fault) => fault.address))
    const lock = plan.faults.findIndex((fault) => fault.name === 'lock-order')
    const order = (faults: Plan['faults']): unknown => (faults[lock]?.settings['begin'] as { readonly order?: unknown } | undefined)?.order
    expect(order(wire.faults)).toBe(`${namespace}${String(order(plan.faults))}`)
  })

  test('does not take a quantity for an order number', () => {
    const plan = faulty('hello-confirmation')
    const [order] = plan.master.orders
    const [fact] = plan.facts
    if (!order || !fact) throw new Error('the scenario has an order and a fact')
    const same: Plan = {
      ...plan,
      master: {
        ...plan.master,
        orders: [{ ...order, quantity: order.id }],
        balances: plan.master.balances.map((balance) => ({ ...balance, quantity: order.id })),
        boms: plan.master.boms.map((bom) => ({ ...bom, lines: bom.lines.map((line) => ({ ...line, rate: order.id })) })),
      },
      facts: [
        { ...fact, expect: fact.expect.flatMap((effect) => (effect.what === 'quantity' ? [{ ...effect, quantity: order.id }] : [])) },
      ],
    }
    const wire = namespacedPlan(same, namespace)
    expect(wire.master.orders).toMatchObject([{ id: `${namespace}${order.id}`, quantity: order.id }])
    expect(new Set(wire.master.balances.map((balance) => balance.quantity))).toEqual(new Set([order.id]))
    expect(new Set(wire.master.boms.flatMap((bom) => bom.lines.map((line) => line.rate)))).toEqual(new Set([order.id]))
    expect(new Set(wire.facts.flatMap((each) => each.expect.map((effect) => effect.what === 'quantity' && effect.quantity)))).toEqual(
      new Set([order.id]),
    )
    expect(wire.facts[0]?.dims['order']).toBe(`${namespace}${order.id}`)
  })

  test('leaves items their names where values of states are digests, which nobody can rename', () => {
    const plan = faulty('hello-confirmation')
    const [fact] = plan.facts
    const [item] = plan.master.items
    if (!fact || !item) throw new Error('the scenario has a fact and an item')
    const state = { system: 'erp', flow: 'bom', what: 'state', dims: {}, group: 'lines', after: { digest: 'd' } } as const
    const entity = `bom:P1/${item.id}/B`
    const wire = namespacedPlan({ ...plan, facts: [{ ...fact, entity, expect: [{ ...state, entity }] }] }, namespace)
    expect([wire.master.items[0]?.id, wire.facts[0]?.entity]).toEqual([item.id, entity])
    expect(wire.facts[0]?.businessKey).toBe(`${namespace}${fact.businessKey}`)
  })

  test('renames what facts are about inside ids, and whatever else names it', () => {
    const plan = faulty('hello-confirmation')
    const [fact] = plan.facts
    const [item] = plan.master.items
    if (!fact || !item) throw new Error('the scenario has a fact and an item')
    const wire = namespacedPlan(
      {
        ...plan,
        facts: [
          {
            ...fact,
            entity: `bom:P1/${item.id}`,
            physId: 'phys:pallet-1',
            partOf: 'PUB-1',
            sequenceKey: `bom:${item.id}`,
            payload: { publication: 'PUB-1', item: item.id, note: 'PUB-12' },
            expect: [
              {
                system: 'erp',
                flow: 'bom',
                what: 'state',
                entity: `bom:P1/${item.id}`,
                dims: { item: item.id },
                group: 'lines',
                after: 'B',
              },
            ],
            gates: [{ effect: 'all', facts: [fact.eid], by: 'applied', or: 'wait' }],
          },
        ],
      },
      namespace,
    )
    expect(wire.master.items[0]?.id).toBe(`${namespace}${item.id}`)
    expect(wire.facts).toMatchObject([
      {
        eid: `mes:${namespace}${fact.businessKey}`,
        entity: `bom:P1/${namespace}${item.id}`,
        physId: `${namespace}phys:pallet-1`,
        partOf: `${namespace}PUB-1`,
        sequenceKey: `bom:${namespace}${item.id}`,
        payload: { publication: `${namespace}PUB-1`, item: `${namespace}${item.id}`, note: 'PUB-12' },
        expect: [{ entity: `bom:P1/${namespace}${item.id}`, dims: { item: `${namespace}${item.id}` }, after: 'B' }],
        gates: [{ facts: [`mes:${namespace}${fact.businessKey}`] }],
      },
    ])
  })

  test('does not take a figure of master data or of a payload for a name that reads the same', () => {
    const plan = faulty('hello-confirmation')
    const [fact] = plan.facts
    const [order] = plan.master.orders
    if (!fact || !order) throw new Error('the scenario has a fact and an order')
    const figures = { baseQuantity: '1', overTolerance: '1', version: '1', revision: '1', ratio: '1' }
    const wire = namespacedPlan({ ...plan, facts: [{ ...fact, entity: 'plan:/1', payload: { plan: '1', ...figures } }] }, namespace)
    expect(wire.facts[0]?.payload).toEqual({ plan: `${namespace}1`, ...figures })
  })

  test('leaves plants alone, whatever is about one', () => {
    const plan = faulty('hello-confirmation')
    const [fact] = plan.facts
    const [plant] = plan.master.plants
    if (!fact || !plant) throw new Error('the scenario has a fact and a plant')
    const wire = namespacedPlan({ ...plan, facts: [{ ...fact, entity: `plant:/${plant.id}` }] }, namespace)
    expect([wire.master.plants, wire.facts[0]?.plant]).toEqual([plan.master.plants, fact.plant])
  })

  test('is the plan itself where the target resets itself', () => {
    const plan = faulty('hello-confirmation')
    expect(namespacedPlan(plan, '')).toBe(plan)
  })
})
