import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { planOf } from '../../../src/index.js'
import type { Plan } from '../../../src/scenario/plan.js'
import { bomNumbers, substitutesValue } from '../../../src/domain/engineering.js'
import { sameValue } from '../../../src/domain/effect.js'
import { lotEntity } from '../../../src/domain/lots.js'
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

/** What is called by a field, wherever it stands in something. */
function calledBy(field: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((entry) => calledBy(field, entry))
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, entry]) => (name === field && typeof entry === 'string' ? [entry] : calledBy(field, entry)))
}

/** Two plans of a seed, as two runs have them on the wire. */
const wires = (scenario: string, identifiers?: string): readonly [Plan, Plan, Plan] => {
  const plan = planOf({ scenario, variant: 'faulty', ...(identifiers !== undefined && { identifiers }) })
  return [plan, namespacedPlan(plan, namespace), namespacedPlan(plan, 'tvwxy-')]
}

describe.each([undefined, 'hostile'])('what an integration could remember of another run, numbered %s', (identifiers) => {
  test.each(['bom-revision-release', 'bom-rollback', 'lot-receipt-quality-hold', 'item-master-sync', 'shift'])('%s', (scenario) => {
    const [plan, wire, next] = wires(scenario, identifiers)
    expect(JSON.parse(canonicalText(JSON.stringify(wire), namespace))).toEqual(plan)
    const plants = new Set(plan.master.plants.map(({ id }) => `plant:/${id}`))
    // The stock of an item without lots is no thing that anybody makes or says anew.
    const about = (each: Plan): readonly string[] =>
      each.facts.flatMap(({ entity, expect: all }) => [
        entity,
        ...all.flatMap((effect) => (effect.what === 'state' ? [effect.entity] : [])),
      ])
    const known = new Set(about(wire).filter((entity) => !plants.has(entity) && !entity.endsWith('/')))
    expect(about(next).filter((entity) => known.has(entity))).toEqual([])
  })

  test('a lot has one name in facts, steps and master data, and in what they are about', () => {
    const [plan, { facts, steps, master }] = wires('lot-receipt-quality-hold', identifiers)
    const told = new Set(
      calledBy(
        'lot',
        plan.facts.map(({ dims }) => dims),
      ).filter((lot) => lot !== ''),
    )
    const renamed = (value: unknown): unknown => (told.has(value) ? `${namespace}${String(value)}` : value)
    expect(told.size).toBeGreaterThan(1)
    for (const [now, before] of [
      [facts, plan.facts],
      [steps, plan.steps],
      [master, plan.master],
    ] as const)
      expect(calledBy('lot', now)).toEqual(calledBy('lot', before).map(renamed))
    expect(calledBy('supplierLot', facts)).toEqual(calledBy('supplierLot', plan.facts))
    for (const { entity, plant, dims } of facts)
      if (dims['lot'] !== undefined) expect(entity).toBe(lotEntity({ plant, item: dims['item'] ?? '', lot: dims['lot'] }))
  })

  test('a revision of one letter is renamed where it is a revision, and nowhere else', () => {
    const [plan, { facts, master }] = wires('bom-rollback', identifiers)
    const lettered = (value: unknown): unknown => (value === 'B' || value === 'C' ? `${namespace}${value}` : value)
    for (const field of ['revision', 'toRevision']) {
      expect(calledBy(field, facts)).toEqual(calledBy(field, plan.facts).map(lettered))
      expect(calledBy(field, master)).toEqual(calledBy(field, plan.master).map(lettered))
    }
    const back = (each: Plan['facts']): unknown =>
      each.filter(({ flows }) => flows.includes('revision-rollback')).map(({ payload }) => payload)
    for (const field of ['from', 'to']) expect(calledBy(field, back(facts))).toEqual(calledBy(field, back(plan.facts)).map(lettered))
    for (const field of ['from', 'to', 'version', 'unit', 'role']) expect(calledBy(field, master)).toEqual(calledBy(field, plan.master))
    expect(facts.flatMap(({ expect: all }) => all.flatMap((effect) => ('identity' in effect ? [effect.identity] : [])))).toContain(
      JSON.stringify(['P1', facts[0]?.dims['item'], `${namespace}C`]),
    )
  })
})

describe('what is compared and worked out', () => {
  const substitute = (primary: string): ReturnType<typeof substitutesValue> =>
    substitutesValue([
      { primary, substitute: 'C1S', priority: 2, ratio: '1' },
      { primary: 'K1', substitute: 'K2', priority: 2, ratio: '1' },
    ])

  test('is the same in every run, whatever order names are in with the token and without', () => {
    expect(substitute(`${namespace}C1`)).toEqual(substitute('C1'))
    expect(sameValue(`240 EA of ${namespace}FG-100`, '240 EA of FG-100')).toBe(true)
    expect(bomNumbers('P1', `${namespace}FG-100`, `${namespace}C`, 1)).toEqual(bomNumbers('P1', 'FG-100', 'C', 1))
  })

  test('is another one of other names', () => {
    expect(substitute(`${namespace}C1`)).not.toEqual(substitute('C2'))
    expect(sameValue(`${namespace}C`, `${namespace}B`)).toBe(false)
    expect(sameValue('strength-C', 'C')).toBe(false)
    expect(bomNumbers('P1', 'FG-100', `${namespace}C`, 1)).not.toEqual(bomNumbers('P1', 'FG-100', 'B', 1))
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
