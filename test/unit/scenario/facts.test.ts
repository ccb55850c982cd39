import { expect, test, vi } from 'vitest'
import type { Landscape } from '../../../src/data/sets.js'
import type { MasterData } from '../../../src/domain/master.js'
import type { AnyFlow, Flow } from '../../../src/flows/index.js'
import { PlanBuilder, type FactDraft, type FactOptions } from '../../../src/scenario/builder.js'
import { plainIdentifiers } from '../../../src/data/identifiers/index.js'
import { flowsOf, planFacts } from '../../../src/scenario/facts.js'
import type { PlannedFact } from '../../../src/scenario/plan.js'

interface Arrival {
  readonly receipt: string
  readonly plant: string
  readonly lot: string
  readonly sequence: number
  readonly at: string
  readonly faulty: boolean
}

const arrived = 'org.mfgsync.yard.arrived.v1'
const about = ({ plant, lot }: Arrival) => ({ plant, entity: `lot:${plant}/${lot}`, dims: { plant, lot } })
const words = (name: string, sinks: readonly string[]) =>
  ({ name, title: `${name}.`, one: name, many: `${name}s`, letter: 'Y', verb: 'reported', source: 'yard', sinks }) as const

const toys = vi.hoisted(() => ({ flows: [] as unknown[] }))

vi.mock('../../../src/flows/index.js', () => ({
  flows: toys.flows,
  flowOf: (name: string) => (toys.flows as AnyFlow[]).find((flow) => flow.words.name === name),
}))

/** What comes in is counted in two systems; the sum of its publication gates it. */
const arrival: Flow<Arrival> = {
  words: words('arrival', ['stock', 'ledger']),
  prefix: 'YA',
  types: { [arrived]: {} },
  sequence: { words: 'the lot', key: ({ lot }) => lot },
  about,
  expect: (payload) =>
    ['stock', 'ledger'].map((system) => ({ system, what: 'count', measure: 'final', dims: about(payload).dims, count: 1 }) as const),
  gates: (_payload, _world, { parts }) =>
    parts.length === 0 ? [] : [{ effect: 'all', facts: parts.map(({ eid }) => eid), by: 'exposed', or: 'wait', title: 'whole-first' }],
  commands: () => [],
}

/** Lives on the facts of the first, and has none of its own: what arrived faulty is complained about, where there is somebody to. */
const complaint: Flow<Arrival> = {
  words: words('complaint', ['quality']),
  types: { [arrived]: {} },
  applies: ({ faulty, plant }, { master: { plants } }) => faulty && plants.some(({ id }) => id === plant),
  expect: ({ plant, lot }, _world, { ofType }) => [
    {
      system: 'quality',
      what: 'state',
      entity: `lot:${plant}/${lot}`,
      dims: { plant, lot },
      group: 'claims',
      after: String(ofType(arrived).length),
    },
  ],
  commands: () => [],
}
toys.flows.push(arrival, complaint)

const landscape: Landscape = {
  plants: [],
  companies: [],
  items: [],
  boms: [],
  balances: [],
  periods: [],
  routings: {},
  products: [],
  openingRevision: 'A',
  finishedAt: () => 'FG01',
  revisions: [],
  names: {},
  identifiers: plainIdentifiers,
}
const plant = { id: 'P1', timeZone: 'Europe/Berlin', company: 'C1' }
const master: MasterData = { plants: [plant], items: [], boms: [], orders: [], balances: [], periods: [] }
const start = '2026-03-02T06:00:00.000Z'

function report(build: PlanBuilder, at_ms: number, lot: string, options: FactOptions = {}, faulty = false): FactDraft {
  const payload = ({ key, sequence, occurredAt }: { key: string; sequence: number; occurredAt: string }): Arrival => ({
    receipt: key,
    plant: 'P1',
    lot,
    sequence,
    at: occurredAt,
    faulty,
  })
  return build.fact('arrival', payload, at_ms, options)
}

function planned(make: (build: PlanBuilder) => void, systems: readonly string[] = ['stock', 'ledger', 'quality']): PlannedFact[] {
  const build = new PlanBuilder(1, landscape)
  make(build)
  return planFacts(build.facts, master, start, new Set(systems))
}

test('numbers are given in the order of time: keys by prefix, places by sequence key; a key of its own takes none', () => {
  const facts = planned((build) => {
    const late = report(build, 300, 'L1')
    report(build, 100, 'L1', { after: [late] })
    report(build, 200, 'L2')
    report(build, 200, 'L1', { key: 'PUB-1-H' })
  })
  const told = facts.map((fact) => `${fact.at_ms} ${fact.businessKey} ${fact.sequenceKey} #${fact.streamSeq}`)
  expect(told).toEqual(['100 YA-000001 L1 #1', '200 YA-000002 L2 #1', '200 PUB-1-H L1 #2', '300 YA-000003 L1 #3'])
  expect(facts.map(({ payload }) => [payload['receipt'], payload['sequence']])).toEqual(
    facts.map(({ businessKey, streamSeq }) => [businessKey, streamSeq]),
  )
  expect(facts[0]).toMatchObject({ eid: 'yard:YA-000001', source: 'yard', entity: 'lot:P1/L1', after: ['yard:YA-000003'] })
})

test('what is told at another pace than it happened says when it did', () => {
  const occurredAt = '2026-11-03T09:01:00.000Z'
  const [fact] = planned((build) => report(build, 1_000, 'L1', { occurredAt }))
  expect(fact).toMatchObject({ at_ms: 1_000, occurredAt, stampedAt: occurredAt })
  expect(fact?.payload['at']).toBe(occurredAt)
})

test('facts of one physical event share what they oblige; the others have one of their own', () => {
  const [one, again, other] = planned((build) => {
    report(build, 0, 'L1', { physId: 'pallet 7' })
    report(build, 10, 'L2', { physId: 'pallet 7' })
    report(build, 20, 'L3')
  })
  expect([one?.physId, again?.physId, other?.physId]).toEqual(['pallet 7', 'pallet 7', 'yard:YA-000003'])
  expect(again?.expect).toEqual(one?.expect)
  expect(other?.expect).not.toEqual(one?.expect)
})

test('what the target must do may depend on steps that come later; what is forbidden obliges nothing', () => {
  const facts = planned((build) => {
    let closed = false
    report(build, 0, 'L1', { must: () => (closed ? 'REJECT' : 'POST') })
    report(build, 1, 'L2', { must: 'EITHER' })
    const old = report(build, 2, 'L3', { must: 'IGNORE' })
    report(build, 3, 'L3', { supersedes: [old] })
    closed = true
  })
  expect(facts.map(({ must }) => must)).toEqual(['REJECT', 'EITHER', 'IGNORE', 'POST'])
  expect(facts.map((fact) => fact.expect.length)).toEqual([0, 2, 2, 2])
  expect(facts[3]?.supersedes).toEqual(['yard:YA-000003'])
})

test('the messages of a publication see one another, and their gates name them', () => {
  const facts = planned((build) => {
    for (const at of [0, 1]) report(build, at, 'L1', { partOf: 'PUB-1' })
    report(build, 2, 'L1')
  })
  expect(facts.map(({ partOf }) => partOf)).toEqual(['PUB-1', 'PUB-1', undefined])
  expect(facts.map(({ gates }) => gates?.[0]?.facts)).toEqual([['yard:YA-000002'], ['yard:YA-000001'], undefined])
})

test('a flow that lives on facts of another joins where it applies, and only where its system is there', () => {
  const make = (build: PlanBuilder): void => {
    report(build, 0, 'L1', {}, true)
    report(build, 1, 'L2')
  }
  const facts = planned(make)
  expect(facts.map(({ flows }) => flows)).toEqual([['arrival', 'complaint'], ['arrival']])
  expect(facts[0]?.expect.map(({ flow, system }) => `${flow} ${system}`)).toEqual(['arrival stock', 'arrival ledger', 'complaint quality'])
  expect(facts[0]?.expect.at(-1)).toMatchObject({ what: 'state', after: '2' })
  expect(flowsOf(facts)).toEqual(['arrival', 'complaint'])
  const without = planned(make, ['stock'])
  expect(without.map(({ flows }) => flows)).toEqual([['arrival'], ['arrival']])
  expect(without[0]?.expect.map(({ flow, system }) => `${flow} ${system}`)).toEqual(['arrival stock'])
})

test('what the master data is like decides as well whether a flow joins', () => {
  const build = new PlanBuilder(1, landscape)
  report(build, 0, 'L1', {}, true)
  expect(planFacts(build.facts, { ...master, plants: [] }, start, new Set(['quality'])).map(({ flows }) => flows)).toEqual([['arrival']])
})

test('a flow that lives on facts of others has none of its own, and whoever tries is told', () => {
  expect(() => planned((build) => build.fact('complaint', () => ({}), 0))).toThrow(
    'The flow complaint lives on facts of other flows: to have one of its own it lacks "prefix" or "about".',
  )
})

test('what cancels another may look at what that one obliges, in whatever order they were written', () => {
  const facts = planned((build) => {
    const original = report(build, 5, 'L1')
    report(build, 0, 'L2', { reverses: original })
  })
  expect(facts[0]).toMatchObject({ reverses: 'yard:YA-000002', causes: ['yard:YA-000002'] })
})

test('steps tell one another by stories, and finish once', () => {
  const build = new PlanBuilder(1, landscape)
  const lots = { begin: (): string[] => [] }
  build.story(lots).push('L1')
  build.story(lots).push('L2')
  expect(build.story(lots)).toEqual(['L1', 'L2'])
  const finisher = (): Partial<MasterData> => ({})
  build.finish(finisher)
  build.finish(finisher)
  expect(build.finishers.size).toBe(1)
  build.step('ledger', { do: 'freeze' }, 10, 'freeze-1')
  build.step('ledger', { do: 'freeze' }, 20, 'freeze-1')
  expect(build.steps.map(({ id, at_ms }) => [id, at_ms])).toEqual([
    ['freeze-1', 10],
    ['freeze-1-2', 20],
  ])
})
