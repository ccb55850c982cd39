import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/scenario/plan.js'
import { planOf, scenario } from './support.js'

const facts = (plan: Plan): string[] =>
  plan.facts.map(
    (fact) =>
      `${fact.at_ms} ${fact.businessKey} ${fact.dims['order']}/${fact.dims['routingStep']} #${fact.streamSeq} ${fact.must}` +
      `${fact.payload['kind'] === 'final' ? ' final' : ''}${fact.reverses ? ` cancels ${fact.reverses}` : ''}`,
  )

describe('confirm', () => {
  test('takes orders, operations and quantities, at a rate', () => {
    const plan = planOf(scenario('- confirm: { orders: [2], operations: [1, 3], quantities: [4, 20], rate: 20/s, final: false }'))
    expect(facts(plan)).toEqual([
      '0 MC-000001 100002/0010 #1 POST',
      '50 MC-000002 100002/0010 #2 POST',
      '100 MC-000003 100002/0030 #3 POST',
      '150 MC-000004 100002/0030 #4 POST',
    ])
    expect(plan.burst_ms).toBe(200)
  })
  test('steps follow one another; "at" and "wait" move them', () => {
    const plan = planOf(
      scenario(
        '- confirm: { quantities: [1], operations: [1], over: 1s }\n- wait: 500ms\n' +
          '- confirm: { quantities: [1], operations: [2], over: 100ms }\n' +
          '- confirm: { quantities: [1], operations: [3], at: 5s, over: 1s }',
        '',
        'count: 1',
      ),
    )
    expect(plan.facts.map(({ at_ms }) => at_ms)).toEqual([0, 1_500, 5_000])
    expect(plan.burst_ms).toBe(6_000)
  })
})

describe('a wait until all is settled', () => {
  const steps =
    '- confirm: { quantities: [1], operations: [1], over: 1s }\n- wait: settled\n' +
    '- confirm: { quantities: [1], operations: [2], at: 500ms, over: 100ms }\n- confirm: { quantities: [1], operations: [3], over: 100ms }'
  test('comes after all before it; what says when counts from there', () => {
    const plan = planOf(scenario(steps, '', 'count: 1'))
    expect(plan.waits).toEqual([1_001])
    expect(plan.facts.map(({ at_ms }) => at_ms)).toEqual([0, 1_501, 1_601])
    expect(planOf(scenario('- confirm: { over: 1s }')).waits).toBeUndefined()
  })
})

describe('payloads', () => {
  const step = '- confirm: { quantities: [1], operations: [1], over: 1s }'
  test('of the set assembly end with what nobody asked for, drawn by the seed; those of others have nothing of it', () => {
    const assembly = scenario(step, 'data: { set: assembly }', 'count: 8')
    const extras = (seed: number): unknown[] => planOf(assembly, { seed }).facts.map(({ payload }) => payload['x-origin'])
    expect(extras(1)).toEqual(extras(1))
    expect(extras(1)).not.toEqual(extras(2))
    expect(extras(1).every((extra) => typeof extra === 'string')).toBe(true)
    expect(planOf(scenario(step, '', 'count: 8')).facts.every(({ payload }) => !('x-origin' in payload))).toBe(true)
  })
})

describe('a step that belongs to one variant', () => {
  const steps = '- confirm: { quantities: [1], operations: [1] }\n- confirm: { quantities: [1], operations: [2], only: faulty }'
  test.each([
    ['clean', 1],
    ['faulty', 2],
    ['storm', 2],
  ] as const)('is left out of the others: %s', (variant, facts) => {
    expect(planOf(scenario(steps, '', 'count: 1'), { variant }).facts).toHaveLength(facts)
  })
})

describe('consume', () => {
  test('reports the explicit component with its lot, and only that', () => {
    const plan = planOf(scenario('- consume: { quantities: [5, 25], over: 1s }', '', 'count: 1'))
    expect(plan.flows).toEqual(['consumption'])
    const issue = {
      system: 'erp',
      flow: 'consumption',
      what: 'quantity',
      measure: 'issue',
      dims: {
        plant: 'P1',
        order: '100001',
        routingStep: '0010',
        item: 'C3',
        lot: 'LOT-C3-P1',
        location: 'RM01',
        stockType: 'unrestricted',
      },
    }
    expect(
      plan.facts.map(({ businessKey, payload, expect: effects }) => [
        businessKey,
        payload['item'],
        payload['lot'],
        payload['quantity'],
        effects,
      ]),
    ).toEqual([
      ['MI-000001', 'C3', 'LOT-C3-P1', 5, [{ ...issue, quantity: '5' }]],
      ['MI-000002', 'C3', 'LOT-C3-P1', 25, [{ ...issue, quantity: '25' }]],
    ])
  })
})

describe('reverse', () => {
  test('cancels and enters again, in the sequence of the order', () => {
    const plan = planOf(
      scenario(
        '- confirm: { operations: [1], quantities: [7], over: 1s }\n- reverse: { count: 1, after: 300ms, reason: wrong pallet }',
        '',
        'count: 1',
      ),
    )
    expect(facts(plan)).toEqual([
      '0 MC-000001 100001/0010 #1 POST final',
      '300 MR-000001 100001/0010 #2 POST cancels mes:MC-000001',
      '301 MC-000002 100001/0010 #3 POST final',
    ])
    expect(plan.facts[1]).toMatchObject({
      causes: ['mes:MC-000001'],
      reverses: 'mes:MC-000001',
      type: 'org.mfgsync.mes.confirmation.reversed.v1',
      payload: { reversal: 'MR-000001', confirmation: 'MC-000001', reason: 'wrong pallet', sequence: 2 },
    })
    const net = new Map<string, number>()
    for (const effect of plan.facts.slice(0, 2).flatMap((fact) => fact.expect)) {
      if (effect.what === 'state') throw new Error('no state is expected here')
      const amount = effect.what === 'count' ? effect.count : Number(effect.quantity)
      net.set(effect.measure, (net.get(effect.measure) ?? 0) + amount)
    }
    expect([...net]).toEqual([
      ['yield', 0],
      ['final', 0],
      ['issue', 0],
    ])
  })
  test('without entering again only the last operation is cancelled', () => {
    const plan = planOf(scenario('- confirm: { over: 1s }\n- reverse: { share: 100 %, re-enter: false }'))
    const cancelled = plan.facts.filter(({ flows }) => flows[0] === 'reversal')
    expect(cancelled).toHaveLength(6)
    expect(new Set(cancelled.map(({ dims }) => dims['routingStep']))).toEqual(new Set(['0030']))
  })
})

describe('orders in the ERP', () => {
  test('what is reported after closing must be rejected and obliges nothing; before it must be posted', () => {
    const plan = planOf(
      scenario(
        '- confirm: { operations: [1], quantities: [1], over: 1s }\n- close-orders: { orders: [1] }\n' +
          '- confirm: { operations: [2], quantities: [1], over: 1s }',
      ),
    )
    expect(facts(plan).filter((line) => line.includes('100001'))).toEqual([
      expect.stringMatching(/^\d+ MC-00000\d 100001\/0010 #1 POST final$/),
      expect.stringMatching(/^\d+ MC-00000\d 100001\/0020 #2 REJECT final$/),
    ])
    expect(plan.facts.filter(({ must }) => must === 'REJECT').map((fact) => fact.expect)).toEqual([[]])
    expect(plan.steps).toEqual([
      {
        id: 'close-orders-100001-completion',
        system: 'erp',
        at_ms: 1_000,
        step: { do: 'set-order-status', plant: 'P1', order: '100001', status: 'technically-complete' },
      },
      {
        id: 'close-orders-100001',
        system: 'erp',
        at_ms: 1_000,
        step: { do: 'set-order-status', plant: 'P1', order: '100001', status: 'closed' },
      },
    ])
  })
  test('technical completion forbids nothing', () => {
    const plan = planOf(scenario('- technically-complete: {}\n- confirm: {}'))
    expect(new Set(plan.facts.map(({ must }) => must))).toEqual(new Set(['POST']))
    expect(plan.steps.map(({ step }) => step['status'])).toEqual(['technically-complete', 'technically-complete'])
  })
  test('what is reported before the release must wait for it', () => {
    const plan = planOf(
      scenario(
        '- confirm: { operations: [1], quantities: [1], over: 1s }\n- release-orders: { at: 2s }\n' +
          '- confirm: { operations: [2], quantities: [1], over: 1s }',
        '',
        'count: 1, status: created',
      ),
    )
    expect(plan.facts.map(({ must }) => must)).toEqual(['HOLD', 'POST'])
    expect(plan.master.orders[0]?.status).toBe('created')
  })
})

test('the heal phase begins when nothing is disturbed any more', () => {
  const plan = planOf(
    `${scenario('- confirm: { operations: [1], over: 1s }')}  heal:\n    - confirm: { operations: [2], over: 1s }\n` +
      `faulty:\n  - outage: { on: { deliveries-from: mes }, from: 500ms, for: 3s }\n`,
  )
  expect(plan).toMatchObject({ burst_ms: 1_000, heal_at_ms: 3_500 })
  expect(plan.facts.filter(({ dims }) => dims['routingStep'] === '0020')[0]?.at_ms).toBe(3_500)
})

test('plants take turns, or one has all', () => {
  const plants = 'landscape:\n  plants:\n    P1: { time-zone: Europe/Berlin }\n    P2: { time-zone: America/Chicago, company: C2 }\n'
  const turns = planOf(scenario('- confirm: {}', plants, 'count: 4'))
  expect(turns.master.orders.map(({ plant }) => plant)).toEqual(['P1', 'P2', 'P1', 'P2'])
  expect(new Set(turns.master.periods.map(({ company }) => company))).toEqual(new Set(['C1', 'C2']))
  expect(planOf(scenario('- confirm: {}', plants, 'count: 2, plant: P2')).facts.every(({ plant }) => plant === 'P2')).toBe(true)
})
