import { describe, expect, test } from 'vitest'
import { compilerOf } from '../../../src/scenario/compile.js'
import { countsOf, planOf, scenario, shipped, told } from './support.js'

const burst = 'mes-confirmation-burst'

/** Paths of everything that is undefined: a plan is data that a file can hold. */
function holes(value: unknown, path = ''): string[] {
  if (value === undefined) return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, entry]) => holes(entry, `${path}/${key}`))
}

describe('chance', () => {
  test('the same seed gives the same plan', () => {
    expect(shipped(burst)).toEqual(shipped(burst))
    expect(shipped(burst, { size: 'full' })).toEqual(shipped(burst, { size: 'full' }))
  })
  test('a file that is read once gives the plans that it gives when it is read for each', () => {
    const source = scenario('- confirm: { over: 1s }', 'faulty:\n  - lose-answer: { on: { count: 1 } }\n')
    const compileIt = compilerOf(source)
    for (const seed of [1, 2, 1]) expect(compileIt({ variant: 'faulty', size: 'quick', seed }).plan).toEqual(planOf(source, { seed }))
  })
  test('two seeds give two plans with the same counts', () => {
    const [one, two] = [shipped(burst, { seed: 1 }), shipped(burst, { seed: 2 })]
    expect(one.facts).not.toEqual(two.facts)
    expect(one.faults).not.toEqual(two.faults)
    expect(countsOf(one)).toEqual(countsOf(two))
    expect(one.facts.length).toBe(two.facts.length)
  })
  test('another fault in the file leaves the choices of the ones before it alone', () => {
    const steps = '- confirm: { over: 1s }'
    const one = planOf(scenario(steps, 'faulty:\n  - lose-answer: { on: { count: 1 } }\n'))
    const two = planOf(scenario(steps, 'faulty:\n  - lose-answer: { on: { count: 1 } }\n  - deliver-twice: { on: { count: 2 } }\n'))
    expect(two.faults[0]).toEqual(one.faults[0])
    expect(two.facts).toEqual(one.facts)
  })
})

describe('defaults', () => {
  test('everything that a small file leaves out is written out', () => {
    const plan = planOf(scenario('- confirm: {}'), { variant: 'clean' })
    expect(holes(plan)).toEqual([])
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
    const { facts, master, scenario: named, ...rest } = plan
    expect(named).toMatchObject({ name: 'test', title: 'A test.' })
    expect(facts).toHaveLength(18)
    expect(master.plants).toEqual([{ id: 'P1', timeZone: 'Europe/Berlin', company: 'C1' }])
    expect(rest).toMatchInlineSnapshot(`
      {
        "burst_ms": 1000,
        "checks": [],
        "delivery": {
          "attempts_max": 20,
          "backoff_factor": 2,
          "backoff_first_ms": 200,
          "backoff_ms_max": 2000,
          "concurrency_max": 16,
          "page_count_max": 50,
          "timeout_ms": 5000,
        },
        "faults": [],
        "flows": [
          "confirmation",
        ],
        "heal_at_ms": 1000,
        "judge": {
          "attempts_max": 10,
          "permanent_retries_max": 2,
        },
        "must_reach": [],
        "seed": 1,
        "size": "quick",
        "steps": [],
        "systems": {
          "desk": {
            "dedupe": "none",
            "dedupe_window_ms": 86400000,
            "dialect": "plain",
            "enforce": {},
            "policies": {},
          },
          "erp": {
            "dedupe": "none",
            "dedupe_window_ms": 86400000,
            "dialect": "plain",
            "enforce": {
              "approval": false,
              "bom_complete": true,
              "bom_unique": false,
              "component_assignment": true,
              "effectivity": false,
              "lot_restriction": false,
              "lots": true,
              "negative_stock": false,
              "operation_predecessor": false,
              "over_confirmation": false,
              "over_delivery": false,
              "page_atomic": false,
              "plan_complete": false,
              "plan_order": false,
              "posting_period": true,
              "whole_units": false,
            },
            "policies": {
              "closed_period": "first-open-period",
              "posting_date_zone": "plant",
            },
          },
          "mes": {
            "dedupe": "none",
            "dedupe_window_ms": 86400000,
            "dialect": "plain",
            "enforce": {
              "hold": false,
            },
            "policies": {},
          },
        },
        "variant": "clean",
        "version": 2,
      }
    `)
  })
  test('settings of a fault are written out, with units', () => {
    const { faults } = planOf(
      scenario(
        '- confirm: {}',
        `faulty:
  - refuse: { on: { count: 1 } }
  - outage: { on: { deliveries-from: mes }, for: 250ms, flush: at-once }
  - kill: { on: { any-of: finals }, restart-after: 1.5s }
  - lock-order: { on: { orders: [2] } }
  - close-period: { for: 100ms }
  - latency: { on: { calls-to: erp } }
`,
      ),
    )
    const last = faults.find(({ name }) => name === 'kill')
    expect(last?.address?.keys).toHaveLength(6)
    expect(faults.filter(({ name }) => name !== 'kill')).toMatchInlineSnapshot(`
      [
        {
          "address": {
            "direction": "call",
            "keys": [
              "MC-000007",
            ],
            "nth": 1,
            "operation": "confirmation.create",
            "system": "erp",
            "times": 1,
          },
          "firing": "must",
          "id": "refuse-1",
          "name": "refuse",
          "settings": {
            "retry_after_s": 1,
            "status": 503,
          },
        },
        {
          "address": {
            "direction": "delivery",
            "nth": 1,
            "system": "mes",
            "times": "persistent",
          },
          "firing": "must",
          "id": "outage-1",
          "name": "outage",
          "settings": {
            "flush_per_s": 0,
          },
          "window": {
            "for_ms": 250,
            "from_ms": 0,
          },
        },
        {
          "firing": "must",
          "id": "lock-order-1",
          "kind": "system-step",
          "name": "lock-order",
          "settings": {
            "anchor": "first-call",
            "begin": {
              "do": "lock-order",
              "order": "100002",
              "plant": "P1",
            },
            "end": {
              "do": "unlock-order",
              "order": "100002",
              "plant": "P1",
            },
            "for_ms": 1000,
            "from_ms": 0,
            "system": "erp",
          },
        },
        {
          "firing": "must",
          "id": "close-period-1",
          "kind": "system-step",
          "name": "close-period",
          "settings": {
            "anchor": "burst",
            "begin": {
              "company": "C1",
              "do": "close-period",
              "from": "2026-03-01",
              "to": "2026-03-31",
            },
            "end": {
              "company": "C1",
              "do": "open-period",
              "from": "2026-03-01",
              "to": "2026-03-31",
            },
            "for_ms": 100,
            "from_ms": 0,
            "system": "erp",
          },
        },
        {
          "address": {
            "direction": "call",
            "nth": 1,
            "system": "erp",
            "times": "persistent",
          },
          "firing": "must",
          "id": "latency-1",
          "name": "latency",
          "settings": {
            "delay_ms": 50,
            "jitter_ms": 50,
            "leg": "either",
          },
        },
      ]
    `)
    expect(holes(faults)).toEqual([])
  })
  test('the dedupe mode of the command line wins over the file', () => {
    expect(shipped(burst).systems['erp']?.dedupe).toBe('none')
    expect(shipped(burst, { dedupe: 'idempotency-key' }).systems['erp']?.dedupe).toBe('idempotency-key')
    // Nobody posts to people: for them it says nothing.
    expect(shipped(burst, { dedupe: 'idempotency-key' }).systems['desk']?.dedupe).toBe('none')
  })
  test('what the file says of landscape, data, delivery and limits is taken', () => {
    const plan = planOf(
      scenario(
        '- confirm: { over: 1s }',
        `
calendar: { start: 2026-06-30T23:30:00-05:00 }
landscape:
  plants:
    P7: { time-zone: America/Chicago, company: US1 }
  systems:
    erp: { dedupe: external-reference, enforce: { negative-stock: true }, closed-period: exception }
data: { products: 3, operations: 2, opening-stock: 50 }
delivery: { timeout: 1s, attempts-max: 7 }
judge: { latency-p95: 2s, attempts-max: 4 }
`,
      ),
    )
    expect(plan.master.plants).toEqual([{ id: 'P7', timeZone: 'America/Chicago', company: 'US1' }])
    expect(plan.master.periods.map(({ from, to, open }) => `${from}..${to} ${open ? 'open' : 'closed'}`)).toEqual([
      '2026-05-01..2026-05-31 closed',
      '2026-06-01..2026-06-30 open',
      '2026-07-01..2026-07-31 open',
    ])
    expect(plan.systems['erp']).toMatchObject({
      dedupe: 'external-reference',
      policies: { closed_period: 'exception' },
      enforce: { posting_period: true, negative_stock: true, over_confirmation: false, operation_predecessor: false },
    })
    expect(plan.facts[0]).toMatchObject({ plant: 'P7', occurredAt: '2026-07-01T04:30:00.000Z' })
    expect(plan.facts).toHaveLength(12)
    expect(plan.master.items).toHaveLength(12)
    expect(plan.master.balances.find(({ item }) => item === 'C1')?.quantity).toBe('50')
    expect(plan.delivery).toMatchObject({ timeout_ms: 1_000, attempts_max: 7, backoff_first_ms: 200 })
    expect(plan.judge).toEqual({ latency_p95_ms_max: 2_000, attempts_max: 4, permanent_retries_max: 2 })
  })
})

describe('flows that the target does not cover', () => {
  const mixed = scenario(
    '- confirm: { quantities: [11] }\n- consume: { quantities: [5] }',
    'faulty:\n  - lose-answer: { on: { flow: consumption, share: 50 % } }\n  - deliver-twice: { on: { flow: consumption, count: 1 } }\n' +
      'expect: { faulty: { must-reach: { effect-posted: 1, delivery-repeated: 1 } } }\n',
  )
  test('leave out what only their facts could suffer or reach, and are no mistake of the scenario', () => {
    const plan = planOf(mixed, { covers: ['confirmation'] })
    expect([plan.faults, plan.must_reach.map(({ name }) => name)]).toEqual([[], ['effect-posted']])
    const whole = planOf(mixed)
    expect([countsOf(whole), whole.must_reach.length]).toEqual([{ 'lose-answer': 1, 'deliver-twice': 1 }, 2])
    expect(plan.facts).toEqual(whole.facts)
  })
  test('may be all of them: the plan is there, so that this can be said', () => {
    expect(planOf(mixed, { covers: ['reversal'] })).toEqual(planOf(mixed))
  })
})

describe('variants', () => {
  test('clean and storm have the facts of faulty, and neither its faults nor what only those can reach', () => {
    const [clean, faulty, storm] = (['clean', 'faulty', 'storm'] as const).map((variant) => shipped(burst, { variant }))
    expect(clean?.facts).toEqual(faulty?.facts)
    expect([clean?.faults, storm?.faults]).toEqual([[], []])
    expect(clean?.checks).not.toContain('no-silent-drop')
    expect(faulty?.checks).toContain('no-silent-drop')
    expect(clean?.must_reach.map(({ name }) => name)).toEqual(['effect-posted'])
    expect(faulty?.must_reach.map(({ name }) => name)).toEqual(['effect-posted', 'outage-overlaps-confirmation', 'delivery-repeated'])
    expect({ ...storm, variant: 'clean' }).toEqual(clean)
  })
})

describe('in whose time zone postings are dated', () => {
  const evening = (more: string): string =>
    `version: 1\nname: dated\ntitle: Dated\ncalendar: { start: "2026-03-31T20:00:00-05:00" }\nlandscape:\n` +
    `  plants:\n    P1: { time-zone: America/Chicago }\n${more}` +
    `phases:\n  set-up:\n    - dispatch-orders: { count: 1 }\n  burst:\n    - confirm: {}\n`
  const months = (more: string): readonly string[] =>
    planOf(evening(more)).master.periods.map(({ from, open }) => `${from.slice(0, 7)} ${open ? 'open' : 'closed'}`)

  test('a company has the zone of its first plant, unless the scenario gives it another', () => {
    expect(planOf(evening('')).master.companies).toEqual([{ id: 'C1', timeZone: 'America/Chicago' }])
    const berlin = '  companies:\n    C1: { time-zone: Europe/Berlin }\n'
    expect(planOf(evening(berlin)).master.companies).toEqual([{ id: 'C1', timeZone: 'Europe/Berlin' }])
  })

  test('the month that is open is the one of that zone', () => {
    expect(months('')).toEqual(['2026-02 closed', '2026-03 open', '2026-04 open'])
    expect(months('  systems:\n    erp: { posting-date-zone: utc }\n')).toEqual(['2026-03 closed', '2026-04 open', '2026-05 open'])
    const company = '  companies:\n    C1: { time-zone: Europe/Berlin }\n  systems:\n    erp: { posting-date-zone: company }\n'
    expect(months(company)).toEqual(['2026-03 closed', '2026-04 open', '2026-05 open'])
  })

  test('a company without a plant is a slip of the pen', () => {
    expect(told(evening('  companies:\n    C2: { time-zone: Europe/Berlin }\n'))).toMatchInlineSnapshot(`
      "
      broken.yaml:9:5  no plant is of the company C2
          9 |     C2: { time-zone: Europe/Berlin }
            |     ^^
        hint: plants are of C1
      "
    `)
  })
})
