import { describe, expect, test } from 'vitest'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import type { MasterData } from '../../../src/domain/master.js'
import { faultVerbs } from '../../../src/scenario/fault-verbs.js'
import { placeFaults } from '../../../src/scenario/fault-placement.js'
import type { FaultInstance, PlannedFact } from '../../../src/scenario/plan.js'
import { smallMaster } from '../systems/support.js'
import { planned } from '../sim/support.js'

interface Placed {
  readonly faults: readonly FaultInstance[]
  readonly problems: readonly string[]
}

/** Faults as a scenario names them, on facts of the test. */
function placed(facts: readonly PlannedFact[], ...entries: readonly (readonly [string, object])[]): Placed {
  const problems: string[] = []
  const faults = placeFaults(
    entries.map(([name, values]) => {
      const verb = faultVerbs.find((each) => each.name === name)
      if (!verb) throw new Error(`no fault ${name}`)
      return { verb, values: { ...values }, path: ['faulty', name] }
    }),
    {
      seed: 1,
      master: smallMaster as MasterData,
      systems: ['erp', 'mes', 'wms'],
      names: {},
      facts,
      flows: ['confirmation', 'consumption', 'reversal'],
      choosable: facts,
      burst_ms: 1_000,
      start: '2026-03-02T06:00:00.000Z',
      zoneIn: () => 'Europe/Berlin',
      problem: (_path, message, hint = '') => problems.push(`${message} (${hint})`),
    },
  )
  return { faults, problems }
}

const keysOf = ({ faults }: Placed): readonly string[] => faults.flatMap(({ address }) => address?.keys ?? []).toSorted()
const firings = ({ faults }: Placed): readonly string[] =>
  faults.map(({ firing, address }) => `${address?.keys?.join() ?? ''} ${firing}`).toSorted()

describe('a fault on deliveries, where several systems have facts', () => {
  const facts = ['MC-1', 'MC-2', 'MC-3'].flatMap((key, index) => [
    planned(key, index + 1),
    planned(key.replace('MC', 'WR'), index + 1, { source: 'wms' }),
  ])
  const from = (on: object): Placed => placed(facts, ['deliver-twice', { on: { 'deliveries-from': 'wms', ...on } }])

  test.each([{ share: '100 %' }, { count: 3 }, { 'any-of': 'all' }, { flow: 'confirmation' }])(
    'is put on those of its system alone: %j',
    (on) => {
      expect(keysOf(from(on))).toEqual(['WR-1', 'WR-2', 'WR-3'])
      expect(from(on).problems).toEqual([])
    },
  )

  test('counts its share among them', () => {
    expect(placed(facts, ['deliver-twice', { on: { 'deliveries-from': 'mes', share: '34 %' } }]).faults).toHaveLength(1)
  })

  test('cannot be on a fact of another system that the scenario names', () => {
    const pick = [{ order: 1, operation: 1, confirmation: 1 }]
    const named = [planned('MC-1', 1, { order: smallMaster.orders[0]?.id ?? '' }), planned('WR-1', 1, { source: 'wms' })]
    expect(placed(named, ['delay', { on: { 'deliveries-from': 'mes', pick } }]).problems).toEqual([])
    const elsewhere = placed(named, ['delay', { on: { 'deliveries-from': 'wms', pick } }])
    expect(elsewhere.faults).toEqual([])
    expect(elsewhere.problems).toEqual([
      '"delay" is on deliveries from wms, and MC-1 comes from mes (write "on: { deliveries-from: mes }")',
    ])
  })

  test.each(['deliver-twice', 'outage'])('cannot be on a system that has no facts: %s', (name) => {
    expect(placed(facts, [name, { for: '1s', on: { 'deliveries-from': 'erp' } }])).toEqual({
      faults: [],
      problems: [`"${name}" would disturb nothing: no fact of this scenario comes from erp (deliveries come from mes or wms)`],
    })
  })
})

describe('a fault on calls that a correct target need not make', () => {
  const bom = { entity: 'bom:P1/FG-1', dims: { plant: 'P1' }, group: 'lines' } as const
  const head = { system: 'erp', flow: 'confirmation' } as const
  const state = (version: number): ExpectedEffect => ({ ...head, ...bom, what: 'state', version, after: `v${version}` })
  const amount: ExpectedEffect = { ...head, what: 'quantity', measure: 'yield', dims: { plant: 'P1' }, quantity: '10' }
  const thing: ExpectedEffect = { ...head, what: 'count', measure: 'final', dims: { plant: 'P1' }, count: 1, identity: 'S1' }
  const owing = (key: string, effects: readonly ExpectedEffect[], more: Partial<PlannedFact> = {}): PlannedFact => ({
    ...planned(key, 1),
    expect: effects,
    ...more,
  })
  const onCalls = (facts: readonly PlannedFact[], on: object, more: object = {}): Placed =>
    placed(facts, ['lose-answer', { on: { 'calls-to': 'erp', ...on }, ...more }])

  const versions = [owing('MC-1', [state(1)]), owing('MC-2', [state(2)], { supersedes: ['mes:MC-1'] })]

  test('may fire where a newer fact overtakes it, and has to on the newest', () => {
    expect(firings(onCalls(versions, { share: '100 %' }))).toEqual(['MC-1 may', 'MC-2 must'])
    expect(firings(onCalls(versions, { share: '100 %' }, { firing: 'must' }))).toEqual(['MC-1 must', 'MC-2 must'])
  })

  test.each(Array.from({ length: 6 }, (_, index) => index))('is rather put on one that has to be made: shuffle %i', (index) => {
    const older = Array.from({ length: index }, (_, version) => owing(`MC-${version + 10}`, [state(version)]))
    const newest = owing('MC-2', [state(9)], { supersedes: older.map(({ eid }) => eid) })
    expect(firings(onCalls([...older, newest], { count: 1 }))).toEqual(['MC-2 must'])
  })

  test('that need not fire is put on any of them', () => {
    const facts = Array.from({ length: 9 }, (_, index) => owing(`MC-${index + 1}`, [state(1)]))
    const newest = owing('MC-10', [state(2)], { supersedes: facts.map(({ eid }) => eid) })
    expect(firings(onCalls([...facts, newest], { count: 1 }, { firing: 'may' }))).not.toEqual(['MC-10 may'])
  })

  test('has to fire on the first of several, as long as one of them has to be made', () => {
    expect(onCalls(versions, { 'any-of': 'all' }).faults.map(({ firing }) => firing)).toEqual(['must'])
    const third = owing('MC-3', [state(3)], { supersedes: ['mes:MC-2'], at_ms: 2_000 })
    expect(onCalls([...versions, third], { 'any-of': 'all' }).faults.map(({ firing }) => firing)).toEqual(['may'])
  })

  test.each<readonly [string, 'must' | 'may', readonly PlannedFact[]]>([
    [
      'what it obliges besides the overtaken state',
      'must',
      [owing('MC-1', [state(1), amount]), owing('MC-2', [state(2)], { supersedes: ['mes:MC-1'] })],
    ],
    [
      'overtaken by what has to be rejected',
      'must',
      [owing('MC-1', [state(1)]), owing('MC-2', [], { supersedes: ['mes:MC-1'], must: 'REJECT' })],
    ],
    ['a thing that another fact obliges too', 'may', [owing('MC-1', [thing]), owing('MC-2', [thing])]],
    ['a state that another message says too', 'may', [owing('MC-1', [state(1)]), owing('MC-2', [state(1)])]],
    ['one of two reports of an event', 'may', [owing('MC-1', [amount], { physId: 'e' }), owing('MC-2', [amount], { physId: 'e' })]],
    ['amounts alike, each its own', 'must', [owing('MC-1', [amount]), owing('MC-2', [amount])]],
    ['cancelled by another fact', 'may', [owing('MC-1', [amount]), owing('MR-1', [amount], { reverses: 'mes:MC-1' })]],
    ['no effect there', 'may', [owing('MC-1', [{ ...amount, system: 'wms' }])]],
  ])('%s: %s', (_what, firing, facts) => {
    expect(firings(onCalls(facts, { share: '100 %' }))).toContain(`MC-1 ${firing}`)
  })

  test('on any message need not fire where no message is sure: by an operation that pairs alone lead to, or that only looks up', () => {
    const pair = [planned('MC-1', 1), planned('MR-1', 2, { reverses: 'MC-1' })]
    const any = (facts: readonly PlannedFact[], on: object): readonly string[] => firings(onCalls(facts, on))
    expect(any(pair, {})).toEqual([' may'])
    expect(any([...pair, planned('MC-2', 3)], {})).toEqual([' must'])
    expect(any([...pair, planned('MC-2', 3)], { operation: 'confirmation.reverse' })).toEqual([' may'])
    expect(any([...pair, planned('MC-2', 3)], { operation: 'confirmation.query' })).toEqual([' may'])
  })

  test('that begins with the first call about an order need not fire where everything of that order is cancelled', () => {
    const pair = [planned('MC-1', 1), planned('MR-1', 2, { reverses: 'MC-1' })]
    const locked = (facts: readonly PlannedFact[], more: object = {}): readonly string[] =>
      placed(facts, ['lock-order', { on: { orders: [1] }, ...more }]).faults.map(({ firing }) => firing)
    expect([locked(pair), locked([...pair, planned('MC-2', 3)])]).toEqual([['may'], ['must']])
    expect(locked(pair, { anchor: 'burst' }), 'by the clock').toEqual(['must'])
    expect(locked(pair, { firing: 'must' }), 'if the scenario says so').toEqual(['must'])
  })

  test('is put on facts that are posted by its operation, if it names one by which something is posted', () => {
    const facts = [owing('MC-1', [amount]), planned('MI-1', 1, { item: 'C3', lot: 'L1' })]
    expect(firings(onCalls(facts, { share: '100 %', operation: 'movement.create' }))).toEqual(['MI-1 must'])
    expect(firings(onCalls(facts, { share: '100 %', operation: 'confirmation.query' }))).toEqual(['MC-1 may', 'MI-1 may'])
  })
})
