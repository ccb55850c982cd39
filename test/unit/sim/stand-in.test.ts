import { describe, expect, test, vi } from 'vitest'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import type { AnyFlow } from '../../../src/flows/index.js'
import type { PlannedFact } from '../../../src/scenario/plan.js'
import { StandIn } from '../../../src/sim/stand-in.js'
import { ask, makeSystem, smallMaster } from '../systems/support.js'
import { journalled, planned } from './support.js'

const { looking } = vi.hoisted(() => ({ looking: { commands: (): readonly never[] => [] } as unknown as AnyFlow }))

vi.mock('../../../src/flows/index.js', async (original) => {
  const { flows, flowOf } = await original<typeof import('../../../src/flows/index.js')>()
  return { flows, flowOf: (name: string) => (name === 'looking' ? looking : flowOf(name)) }
})

/** Plays it once; what stops it is told at once, as at the end of a run. */
function done(standIn: StandIn, fact: PlannedFact): boolean {
  const stopped = standIn.play(fact, fact.flows)
  if (stopped) standIn.failed(fact, stopped)
  return stopped === undefined
}

function playing(
  facts: readonly PlannedFact[] = [],
): ReturnType<typeof journalled> & {
  readonly standIn: StandIn
  readonly play: (fact: PlannedFact) => boolean
  readonly get: (path: string) => unknown
} {
  const base = journalled()
  const erp = makeSystem('erp')
  const standIn = new StandIn(new Map([['erp', erp]]), { systems: {}, master: smallMaster, facts }, base.recorder, base.clock)
  return { ...base, standIn, play: (fact) => done(standIn, fact), get: (path) => ask(erp, `GET ${path}`).json['items'] }
}

test('a confirmation is posted whole, on the business date of its plant, by no call', () => {
  const { play, get, of } = playing()
  expect(play(planned('MC-000001', 1, { yield: '11', scrap: '2', rework: '1', occurredAt: '2026-03-02T23:30:00Z' }))).toBe(true)
  expect(get('/confirmations?reference=MC-000001')).toMatchObject([
    {
      status: 'posted',
      order: '100001',
      operation: '0010',
      kind: 'partial',
      yield: { quantity: 11 },
      scrap: { quantity: 2 },
      rework: { quantity: 1 },
      postingDate: '2026-03-03',
    },
  ])
  expect(of('effect').length).toBeGreaterThan(0)
  expect(of('effect').filter((record) => record.cid !== undefined || record.step !== 'stand-in:MC-000001')).toEqual([])
})

test('a consumption is issued from its lot', () => {
  const { play, get, of } = playing()
  expect(play(planned('MI-000001', 1, { operation: '0020', item: 'C3', lot: 'L1', location: 'SUPER', quantity: '4' }))).toBe(true)
  expect(of('effect').filter((record) => record.what !== 'state')).toMatchObject([
    { measure: 'issue', dims: { item: 'C3', lot: 'L1', location: 'SUPER' }, quantity: '4' },
  ])
  expect(get('/stock?item=C3')).toMatchObject([{ lot: 'L1', quantity: { quantity: 36 } }])
})

test('a reversal cancels the document of its confirmation', () => {
  const { play, get } = playing()
  play(planned('MC-000001', 1))
  expect(play(planned('MR-000001', 2, { reverses: 'MC-000001' }))).toBe(true)
  expect(get('/confirmations?reference=MC-000001')).toMatchObject([{ status: 'reversed' }])
})

test('what cannot be posted is an error of the harness, and of no target', () => {
  const { play, of } = playing()
  expect(play(planned('MC-000001', 1, { order: '999999' }))).toBe(false)
  expect(play(planned('MR-000001', 2, { reverses: 'MC-000009' }))).toBe(false)
  expect(of('harness.error').map((record) => record.message)).toMatchInlineSnapshot(`
    [
      "The stand-in could not post MC-000001: erp refused it: 404 UNKNOWN_ORDER.",
      "The stand-in could not post MR-000001: it could not be put into a request.",
    ]
  `)
  expect(of('effect')).toEqual([])
})

test('a flow that nobody knows is played by nobody, and said', () => {
  const { play, of } = playing()
  const fact = { ...planned('MC-000001', 1), flows: ['unheard-of'] }
  expect(play({ ...fact, expect: fact.expect.map((effect) => ({ ...effect, flow: 'unheard-of' })) })).toBe(false)
  expect([of('effect'), of('harness.error').map(({ message }) => message)]).toEqual([
    [],
    ['The stand-in could not post MC-000001: it could not be put into a request.'],
  ])
})

test('of a fact of several flows only those that it is told are played', () => {
  const { standIn, of } = playing()
  const both = { ...planned('MC-000001', 1), flows: ['confirmation', 'unheard-of'] }
  expect(standIn.play(both, ['unheard-of'])).toBeUndefined()
  expect(of('effect')).toEqual([])
  expect(standIn.play(both, ['confirmation'])).toBeUndefined()
  expect(of('effect').length).toBeGreaterThan(0)
})

test('a state that was overtaken is not played any more, whatever comes in which order', () => {
  const first = planned('MC-000001', 1)
  const second = { ...planned('MC-000002', 2), supersedes: [first.eid] }
  const third = { ...planned('MC-000003', 3), supersedes: [second.eid] }
  const { play, get, of } = playing([first, second, third])
  expect([third, first, second, { ...planned('MC-000004', 4), must: 'IGNORE' as const }].map(play)).toEqual([true, true, true, true])
  expect(get('/confirmations')).toMatchObject([{ references: ['MC-000003'] }])
  expect(of('harness.error')).toEqual([])
})

test('commands may look at other facts of the plan, as what they oblige does', () => {
  const decision = { ...planned('QD-1', 2), flows: ['looking'], partOf: 'PUB-1', reverses: 'mes:MC-000001', expect: [] }
  const seen = vi.spyOn(looking, 'commands')
  const { play } = playing([planned('MC-000001', 1), decision, { ...planned('QD-2', 3), partOf: 'PUB-1' }])
  expect(play(decision)).toBe(true)
  const facts = seen.mock.calls[0]?.[3]
  expect([facts?.self.type, facts?.original?.businessKey, facts?.parts.map(({ businessKey }) => businessKey)]).toEqual([
    decision.type,
    'MC-000001',
    ['QD-2'],
  ])
  expect(facts?.ofType(decision.type)).toHaveLength(3)
})

describe('what facts share', () => {
  const place = { plant: 'P1', order: '100001', routingStep: '0010' } as const
  const head = { system: 'erp', flow: 'looking' } as const
  const signal = (identity: string): ExpectedEffect => ({ ...head, what: 'count', measure: 'final', dims: place, count: 1, identity })
  const state = (version: number): ExpectedEffect => {
    return { ...head, what: 'state', entity: 'bom:P1/FG-1', dims: place, group: 'lines', version, after: 'x' }
  }
  const amount: ExpectedEffect = { ...head, what: 'quantity', measure: 'yield', dims: place, quantity: '10' }

  /** Facts `QD-1` and on, with what they oblige; `able`: those that have a command. Returns the references of what was posted. */
  function played(
    obliged: readonly (readonly ExpectedEffect[])[],
    able: readonly number[],
    more: Partial<PlannedFact> = {},
  ): { readonly done: readonly boolean[]; readonly posted: readonly unknown[] } {
    const facts = obliged.map((expect, index) => ({ ...planned(`QD-${index + 1}`, index + 1), flows: ['looking'], expect, ...more }))
    vi.spyOn(looking, 'commands').mockImplementation((_payload, _world, { businessKey }) => {
      const input = { order: '100001', operation: '0010', kind: 'partial', yield: { quantity: 10, unit: 'EA' }, postingDate: '2026-03-02' }
      const isAble = able.some((index) => businessKey === `QD-${index + 1}`)
      return isAble ? [{ system: 'erp', operation: 'confirmation.create', input: { ...input, reference: businessKey } }] : []
    })
    const { play, get } = playing(facts)
    const done = facts.map(play)
    return { done, posted: (get('/confirmations') as { references: string[] }[]).map(({ references }) => references[0]) }
  }

  test.each([
    ['a counted thing', signal('S1')],
    ['a state', state(1)],
  ])('is left to the one that has commands, whether it comes before or after: %s', (_what, shared) => {
    expect(played([[shared], [shared], [shared]], [1])).toEqual({ done: [true, true, true], posted: ['QD-2'] })
  })

  test('is no excuse for what a fact obliges alone, and none where nobody does it', () => {
    expect(played([[signal('S1'), amount], [signal('S1')]], [1]).done).toEqual([false, true])
    expect(played([[signal('S1')], [signal('S2')]], [1]).done).toEqual([false, true])
    expect(played([[signal('S1')], [signal('S1')]], []).done).toEqual([false, false])
    expect(played([[state(1)], [state(2)]], [1]).done).toEqual([false, true])
  })

  test('is done once, though each of them has commands', () => {
    expect(played([[signal('S1')], [signal('S1')]], [0, 1])).toEqual({ done: [true, true], posted: ['QD-1'] })
    expect(played([[amount], [amount]], [0, 1], { physId: 'event 1' })).toEqual({ done: [true, true], posted: ['QD-1'] })
    expect(played([[amount], [amount]], [0, 1])).toEqual({ done: [true, true], posted: ['QD-1', 'QD-2'] })
    // Another report, under a flow of its own that has no commands: its obligations stand with the first.
    const report = { ...planned('MC-1', 1), physId: 'event 1' }
    const other = { ...report, eid: 'wms:WR-1', businessKey: 'WR-1', flows: ['looking'] }
    for (const facts of [
      [report, other],
      [other, report],
    ] as const) {
      const { play, get } = playing(facts)
      expect(facts.map(play)).toEqual([true, true])
      expect(get('/confirmations')).toHaveLength(1)
    }
    // The same value may have been overwritten in between.
    expect(played([[state(1)], [state(1)]], [0, 1]).posted).toEqual(['QD-1', 'QD-2'])
  })
})
