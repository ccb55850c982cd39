import { describe, expect, it } from 'vitest'
import { identifierProfiles } from '../../../src/data/identifiers/index.js'
import { fileURLToPath } from 'node:url'
import { planOf } from '../../../src/index.js'
import { ask, makeSystem } from './support.js'

const scenario = fileURLToPath(new URL('../../fixtures/scenarios/two-plants.yaml', import.meta.url))
const path = encodeURIComponent

describe.each(identifierProfiles.map(({ name }) => name))('identifiers that are %s', (identifiers) => {
  const { master } = planOf({ scenario, identifiers })

  it('lead to what they name, whatever stands in them, in every path', () => {
    const [erp, mes] = [makeSystem('erp', {}, master), makeSystem('mes', {}, master)]
    for (const { id } of master.items) {
      expect(ask(erp, `GET /items/${path(id)}`).json).toMatchObject({ item: id })
      const made = master.boms.some((bom) => bom.item === id)
      expect(ask(erp, `GET /boms/${path(id)}?plant=P1`).status).toBe(made ? 200 : 404)
    }
    for (const { id, plant } of master.orders) {
      for (const system of [erp, mes])
        expect(ask(system, `GET /production-orders/${path(id)}?plant=${plant}`).json).toMatchObject({ order: id, plant })
      expect(ask(erp, `POST /production-orders/${path(id)}/technical-completion?plant=${plant}`, {}).status).toBe(200)
    }
  })

  it('are found by queries as they were posted', () => {
    const erp = makeSystem('erp', {}, master)
    for (const [index, { id: order, plant, routingSteps }] of master.orders.entries()) {
      const reference = `${order} №${index}`
      const posting = { plant, order, operation: routingSteps[0]?.id, kind: 'partial', yield: { quantity: 1, unit: 'EA' } }
      expect(ask(erp, 'POST /confirmations', { ...posting, postingDate: '2026-03-02', reference }).status).toBe(201)
      expect(ask(erp, `GET /confirmations?reference=${path(reference)}`).json['items']).toHaveLength(1)
      expect(ask(erp, `GET /confirmations?order=${path(order)}&plant=${plant}`).json['items']).toHaveLength(1)
    }
    for (const { item, location, lot, plant } of master.balances) {
      const place = new URLSearchParams({ plant, item, location, lot })
      expect(ask(erp, `GET /stock?${place}`).json['items']).toHaveLength(1)
    }
  })
})

it('the same number in two plants is two things: a look-up without the plant says so, or shows both', () => {
  const { master } = planOf({ scenario, identifiers: 'hostile' })
  const [order] = master.orders
  if (!order) throw new Error('the scenario has orders')
  const { id, routingSteps } = order
  expect(master.orders.filter((each) => each.id === id).map(({ plant }) => plant)).toEqual(['P1', 'P2'])
  const erp = makeSystem('erp', { dedupe: 'external-reference' }, master)
  expect(ask(erp, `GET /production-orders/${path(id)}`).json).toMatchObject({ error: { code: 'PLANT_REQUIRED', plants: ['P1', 'P2'] } })
  for (const plant of ['P1', 'P2']) {
    const posting = { plant, order: id, operation: routingSteps[0]?.id, kind: 'partial', yield: { quantity: 1, unit: 'EA' } }
    // A reference is unique in its plant.
    expect(ask(erp, 'POST /confirmations', { ...posting, postingDate: '2026-03-02', reference: 'MC 1' }).status).toBe(201)
  }
  expect(ask(erp, 'GET /confirmations?reference=MC+1').json['items']).toHaveLength(2)
  expect(ask(erp, 'GET /confirmations?reference=MC+1&plant=P2').json['items']).toMatchObject([{ plant: 'P2' }])
})
