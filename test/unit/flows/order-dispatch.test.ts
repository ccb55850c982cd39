import { describe, expect, test } from 'vitest'
import type { FactInView, FactsInView } from '../../../src/flows/contract.js'
import { orderDispatchFlow, type OrderReleasePayload } from '../../../src/flows/order-dispatch.js'
import { assemblyMaster } from '../systems/assembly-support.js'

const released: OrderReleasePayload = {
  release: 'EO-000001',
  plant: 'P1',
  order: '100001',
  item: 'FG-100',
  revision: 'B',
  quantity: 20,
  unit: 'BOX',
  status: 'released',
  occurredAt: '2026-03-02T06:00:00.000+01:00',
}
const view = (...facts: readonly FactInView[]): FactsInView => ({
  self: { eid: 'erp:EO-000001', businessKey: 'EO-000001', type: '' },
  parts: [],
  ofType: () => facts,
})
const completed = (eid: string, revision: string, must: FactInView['must'] = 'POST'): FactInView => ({
  eid,
  businessKey: eid,
  type: '',
  plant: 'P1',
  payload: { item: 'FG-100', revision },
  expect: [],
  must,
})

describe('a release of an order', () => {
  test('obliges what the shop floor has to know, in its own words and the base unit', () => {
    const master = assemblyMaster()
    const states = orderDispatchFlow.expect(released, { master }, view())
    expect(states.map((each) => (each.what === 'state' ? [each.system, each.entity, each.group, each.after] : []))).toEqual([
      ['mes', 'order:P1/100001', 'content', '240 EA of FG-100'],
      ['mes', 'order:P1/100001', 'revision', 'B'],
      ['mes', 'order:P1/100001', 'status', 'dispatched'],
    ])
    expect(orderDispatchFlow.expect({ ...released, status: 'created' }, { master }, view())).toHaveLength(2)
  })

  test('waits for the revision that it is made by, where that is on its way, and for no other', () => {
    const master = assemblyMaster()
    const facts = view(completed('plm:1', 'B'), completed('plm:2', 'B'), completed('plm:3', 'C'), completed('plm:4', 'B', 'IGNORE'))
    expect(orderDispatchFlow.gates?.(released, { master }, facts)).toEqual([
      { effect: 'all', facts: ['plm:2'], by: 'applied', in: 'mes', or: 'wait' },
    ])
    expect(orderDispatchFlow.gates?.({ ...released, revision: 'A' }, { master }, facts)).toEqual([])
  })
})
