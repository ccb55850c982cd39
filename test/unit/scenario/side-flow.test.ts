import { describe, expect, test, vi } from 'vitest'
import type { ConfirmationPayload } from '../../../src/flows/confirmation.js'
import type { AnyFlow, Flow } from '../../../src/flows/index.js'
import type { StepKind } from '../../../src/scenario/steps/index.js'
import type { SystemKind } from '../../../src/systems/contract.js'
import { body, head, planOf, scenario, told } from './support.js'

// Back to the MES, on the facts of final confirmations: how much there is.
vi.mock('../../../src/flows/index.js', async (original) => {
  const shipped = await original<typeof import('../../../src/flows/index.js')>()
  const [first] = shipped.flows as readonly [Flow<ConfirmationPayload>]
  const availability: Flow<ConfirmationPayload> = {
    words: { ...first.words, name: 'supply', letter: 'A', sinks: ['mes'] },
    types: first.types,
    applies: ({ kind }) => kind === 'final',
    expect: ({ plant, order }) => [{ system: 'mes', what: 'count', measure: 'final', dims: { plant, order }, count: 1 }],
    commands: ({ plant, order }) => [{ system: 'mes', operation: 'availability.report', input: { plant, order } }],
  }
  const flows: readonly AnyFlow[] = [...shipped.flows, availability]
  return { flows, flowOf: (name: string) => flows.find((flow) => flow.words.name === name) }
})

// The MES is posted to as well.
vi.mock('../../../src/systems/index.js', async (original) => {
  const { systemKinds, ...rest } = await original<typeof import('../../../src/systems/index.js')>()
  const posted = (kind: SystemKind): SystemKind => (kind.words.name === 'mes' ? { ...kind, words: { ...kind.words, books: true } } : kind)
  return { ...rest, systemKinds: systemKinds.map(posted) }
})

const item = (id: string) => ({ id, description: id, baseUnit: 'EA', decimals: 0, conversions: [], lotManaged: false })

// Two steps would each bring items of their own.
vi.mock('../../../src/scenario/steps/index.js', async (original) => {
  const { stepKinds, ...rest } = await original<typeof import('../../../src/scenario/steps/index.js')>()
  const stock: StepKind = {
    verb: 'stock',
    title: 'Items turn up.',
    phases: ['set-up'],
    schema: { type: 'object' },
    apply(_settings, { build }) {
      build.finish(() => ({ items: [item('X-1')] }))
      build.finish(() => ({ items: [item('X-2')] }))
    },
  }
  return { ...rest, stepKinds: [...stepKinds, stock] }
})

const burst = '- confirm: { quantities: [11, 55, 275] }'
const faults = (...lines: readonly string[]): string => scenario(burst, `faulty:\n${lines.map((line) => `  - ${line}\n`).join('')}`)

describe('a flow on the facts of another', () => {
  test('has faults on the facts that cause a call to its system, and on no others', () => {
    const { faults: placed, facts } = planOf(faults('lose-answer: { on: { calls-to: mes, share: 100 % } }'))
    const finals = facts.filter(({ payload }) => payload['kind'] === 'final').map(({ businessKey }) => businessKey)
    expect(placed.map(({ address }) => address?.keys?.[0]).sort()).toEqual(finals.sort())
    expect(new Set(placed.map(({ address }) => address?.operation))).toEqual(new Set(['availability.report']))
  })

  test('has none where a stand-in plays it, though the target has the facts', () => {
    const source = faults('lose-answer: { on: { flow: supply, count: 1 } }', 'lose-answer: { on: { calls-to: erp, count: 1 } }')
    const { faults: placed, facts } = planOf(source, { covers: ['confirmation'] })
    expect(placed.map(({ address }) => address?.system)).toEqual(['erp'])
    expect(facts).toEqual(planOf(source).facts)
  })

  test('says by its name where calls go', () => {
    const { faults: placed } = planOf(faults('lose-answer: { on: { flow: supply, count: 2 } }'))
    expect(placed.map(({ address }) => address?.system)).toEqual(['mes', 'mes'])
  })

  test('makes it unclear where calls go, where nothing says so', () => {
    expect(told(`${head}${body}faulty:\n  - lose-answer: { on: { count: 1 } }\n  - outage: { for: 1s }\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:10:18  "lose-answer" can be on calls to several systems, and this one does not say which
         10 |   - lose-answer: { on: { count: 1 } }
            |                  ^^^^^^^^^^^^^^^^^^^^
        hint: add "on: { calls-to: erp }" or "on: { calls-to: mes }"

      broken.yaml:11:13  "outage" can be on calls and on deliveries, and this one does not say which
         11 |   - outage: { for: 1s }
            |             ^^^^^^^^^^^
        hint: add "on: { calls-to: erp }" or "on: { calls-to: mes }" or "on: { deliveries-from: mes }"
      "
    `)
  })

  test('is reached by a dedupe mode from outside, as it posts too', () => {
    const modes = Object.entries(planOf(scenario(burst), { dedupe: 'idempotency-key' }).systems).map(([name, { dedupe }]) => [name, dedupe])
    expect(modes).toEqual([
      ['erp', 'idempotency-key'],
      ['mes', 'idempotency-key'],
      ['desk', 'none'],
    ])
  })
})

test('what several finishers bring stands beside what there was', () => {
  const { master } = planOf(
    `${head}phases:\n  set-up:\n    - dispatch-orders: { count: 2 }\n    - stock: {}\n  burst:\n    - confirm: {}\n`,
  )
  expect(master.items.map(({ id }) => id)).toEqual(['FG-100', 'C1', 'C2', 'C3', 'X-1', 'X-2'])
  expect(master.orders).toHaveLength(2)
})
