import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { planOf } from '../../../src/index.js'
import type { FlowName } from '../../../src/domain/names.js'
import type { Plan } from '../../../src/scenario/plan.js'
import { planInScope } from '../../../src/sim/scope-plan.js'
import { onCall, onDelivery } from './support.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/scenarios/${name}.yaml`, import.meta.url))
const mixed = planOf({ scenario: fixture('explicit-issues'), variant: 'faulty' })

/** Numbers of the facts of each order, covered ones and others, ascending. */
function numbers(
  plan: Plan,
  covers: readonly FlowName[],
): readonly { readonly covered: readonly number[]; readonly others: readonly number[] }[] {
  return [...new Set(plan.facts.map((fact) => fact.sequenceKey))].map((key) => {
    const facts = plan.facts.filter((fact) => fact.sequenceKey === key)
    const of = (covered: boolean): number[] =>
      facts
        .filter((fact) => fact.flows.some((flow) => covers.includes(flow)) === covered)
        .map((fact) => fact.streamSeq)
        .toSorted((a, b) => a - b)
    return { covered: of(true), others: of(false) }
  })
}

const upFrom = (first: number, list: readonly unknown[]): number[] => list.map((_, index) => first + index)

describe('the sequence of an order', () => {
  test('had holes for who covers some flows, before', () => {
    expect(numbers(mixed, ['confirmation']).some(({ covered }) => covered.join() !== upFrom(1, covered).join())).toBe(true)
  })

  test.each([[['confirmation']], [['consumption']], [['confirmation', 'reversal']]] as const)(
    'counts the facts of %s without a gap from 1, the others behind them',
    (covers) => {
      const plan = planInScope(mixed, covers)
      for (const { covered, others } of numbers(plan, covers)) {
        expect(covered.length).toBeGreaterThan(0)
        expect(covered).toEqual(upFrom(1, covered))
        expect(others).toEqual(upFrom(covered.length + 1, others))
      }
      expect(plan.facts.filter((fact) => fact.payload['sequence'] !== fact.streamSeq)).toEqual([])
    },
  )

  test('keeps the order that was', () => {
    const before = mixed.facts.filter((fact) => fact.flows.includes('confirmation')).toSorted((a, b) => a.streamSeq - b.streamSeq)
    const after = planInScope(mixed, ['confirmation'])
      .facts.filter((fact) => fact.flows.includes('confirmation'))
      .toSorted((a, b) => a.streamSeq - b.streamSeq)
    const ofOrder = (facts: Plan['facts'], order: string | undefined): readonly string[] =>
      facts.filter((fact) => fact.dims['order'] === order).map((fact) => fact.eid)
    for (const { id } of mixed.master.orders) expect(ofOrder(after, id)).toEqual(ofOrder(before, id))
  })

  test('is left alone where everything is covered', () => {
    expect(planInScope(mixed, ['confirmation', 'consumption', 'reversal'])).toBe(mixed)
  })
})

test('faults on facts of the stand-in alone are left out, and keys of them taken from others', () => {
  const [confirmation] = mixed.facts.filter((fact) => fact.flows.includes('confirmation'))
  const [consumption] = mixed.facts.filter((fact) => fact.flows.includes('consumption'))
  if (!confirmation || !consumption) throw new Error('the scenario has both flows')
  const plan: Plan = {
    ...mixed,
    faults: [
      onCall('lose-answer-1', {}, { keys: [consumption.businessKey] }),
      onCall('lose-answer-2', {}, { keys: [consumption.businessKey, confirmation.businessKey] }),
      onDelivery('deliver-twice-1', {}, { keys: [confirmation.businessKey] }),
      onCall('lose-request-1', {}),
      { id: 'lock-order-1', name: 'lock-order', kind: 'system-step', firing: 'must', settings: {} },
    ],
  }
  const { faults } = planInScope(plan, ['confirmation'])
  expect(faults.map((fault) => [fault.id, fault.address?.keys ?? 'any'])).toEqual([
    ['lose-answer-2', [confirmation.businessKey]],
    ['deliver-twice-1', [confirmation.businessKey]],
    ['lose-request-1', 'any'],
    ['lock-order-1', 'any'],
  ])
})

describe('of a story in which flows live on the facts of others', () => {
  const whole = planOf({ scenario: 'scrap-and-downtime', variant: 'faulty' })
  const of = (covers: readonly FlowName[]): Plan => planInScope(whole, covers)
  const faultsOf = ({ faults }: Plan): readonly string[] => faults.map(({ name, address }) => `${name} ${address?.system ?? ''}`)
  const goalsOf = ({ must_reach }: Plan): readonly string[] => must_reach.map(({ name }) => name)

  test('calls that the stand-in alone makes are not disturbed', () => {
    expect(faultsOf(whole)).toEqual(['deliver-twice mes', 'refuse qms', 'lose-answer cmms', 'overtake mes'])
    expect(faultsOf(of(['confirmation', 'reversal']))).toEqual(['deliver-twice mes'])
    expect(faultsOf(of(['confirmation', 'reversal', 'scrap-to-quality']))).toEqual(['deliver-twice mes', 'refuse qms'])
    expect(faultsOf(of(['downtime-to-maintenance']))).toEqual(['lose-answer cmms', 'overtake mes'])
  })

  test('what these facts and faults do not bring about is not demanded', () => {
    expect(goalsOf(whole)).toEqual(['effect-posted', 'side-flow-refused', 'delivery-repeated'])
    expect(goalsOf(of(['confirmation', 'reversal', 'scrap-to-quality']))).toEqual([
      'effect-posted',
      'side-flow-refused',
      'delivery-repeated',
    ])
    expect(goalsOf(of(['confirmation', 'reversal']))).toEqual(['effect-posted', 'delivery-repeated'])
    expect(goalsOf(of(['downtime-to-maintenance']))).toEqual(['effect-posted'])
  })
})
