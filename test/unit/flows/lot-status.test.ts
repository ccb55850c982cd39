import { describe, expect, test } from 'vitest'
import type { FactInView, FactsInView } from '../../../src/flows/contract.js'
import { lotStatusFlow } from '../../../src/flows/lot-status.js'
import { types, type DecisionPayload } from '../../../src/flows/warehouse.js'
import { masterData } from '../../support/journal-header.js'

const lot = { plant: 'P1', item: 'C2', lot: 'L1', unit: 'KG' } as const

function decision(sequence: number, accepted: number, rejected = 0): DecisionPayload {
  const key = `QD-${sequence}`
  return { ...lot, decision: key, sequence, accepted, rejected, code: 'A', partial: true, occurredAt: '2026-03-02T05:00:00.000Z' }
}

const inView = (type: string, businessKey: string, payload: object): FactInView => ({
  eid: businessKey,
  businessKey,
  type,
  plant: 'P1',
  payload: { ...payload },
  expect: [],
  must: 'POST',
})

/** What the last of these decisions waits for, where these quantities of the lot were received. */
function gateOf(received: readonly number[], decisions: readonly DecisionPayload[]) {
  const receipts = received.map((quantity, index) => inView(types.receipt, `WR-${index + 1}`, { ...lot, lot: { lot: 'L1' }, quantity }))
  const decided = decisions.map((payload) => inView(types.decision, payload.decision, payload))
  const self = { eid: 'QD', businessKey: 'QD', type: types.decision }
  const ofType = (type: string): readonly FactInView[] => (type === types.receipt ? receipts : type === types.decision ? decided : [])
  const facts: FactsInView = { self, parts: [], ofType }
  const last = decisions.at(-1)
  const [gate] = last ? (lotStatusFlow.gates?.(last, { master: masterData() }, facts) ?? []) : []
  return gate && { facts: gate.facts, ...(gate.any && { any: gate.any }) }
}

describe('a decision about a lot waits for', () => {
  test('the receipt', () => {
    expect(gateOf([100], [decision(1, 40)])).toEqual({ facts: ['WR-1'] })
  })

  test('any of several deliveries that suffices, and not for one that comes later', () => {
    expect(gateOf([100, 60], [decision(1, 40, 8)])).toEqual({ facts: ['WR-1', 'WR-2'], any: true })
  })

  test('the delivery without which there would not be so much, and for all of them where it takes all', () => {
    expect(gateOf([100, 20], [decision(1, 40, 8)])).toEqual({ facts: ['WR-1'] })
    expect(gateOf([100, 60], [decision(1, 40), decision(2, 100, 8)])).toEqual({ facts: ['WR-1', 'WR-2'] })
  })

  test('what never comes, where nothing of it was received', () => {
    expect(gateOf([], [decision(1, 40)])).toEqual({ facts: [] })
  })
})
