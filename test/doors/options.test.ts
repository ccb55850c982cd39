import { expect, test as plain } from 'vitest'
import { plantTest } from '../../src/adapters/vitest.js'
import { openPlant, type DeliveryHandler, type Plant } from '../../src/plant/plant.js'
import { confirmations, folder, type Call } from './support.js'

const out = folder()

const test = plantTest({
  scenario: 'hello-confirmation',
  faults: [{ 'cut-answer': { on: { 'calls-to': 'erp', flow: 'confirmation', count: 1 } } }],
  seed: 7,
  out,
})

const byPlant =
  ({ fetch }: Plant): Call =>
  async (method, url, body) => {
    const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, ...(body !== undefined && { body }) })
    return { status: response.status, text: await response.text() }
  }
const careful = (plant: Plant): DeliveryHandler => confirmations(plant, byPlant(plant), true)

test('options are those of a plant', async ({ plant }) => {
  expect(plant.plan.faults.map(({ name }) => name)).toEqual(['cut-answer'])
  await plant.deliver(careful(plant))
  await expect(plant).toStayConsistent()
})

async function verdictOf(handlerFor: (plant: Plant) => DeliveryHandler): Promise<string> {
  await using plant = await openPlant({ scenario: 'hello-confirmation', seed: 7, out })
  await plant.deliver(handlerFor(plant))
  const { verdict } = await plant.judge()
  return verdict === 'pass' ? 'consistent' : await plant.explain()
}

plain('any runner can do without matchers', async () => {
  expect(await verdictOf(careful)).toBe('consistent')
  expect(await verdictOf((plant) => confirmations(plant, byPlant(plant), false))).toContain('FAIL  no-duplicate-effect')
})
