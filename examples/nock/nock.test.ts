import { nockSystems } from 'mfgsync/nock'
import { plantTest } from 'mfgsync/vitest'
import { expect } from 'vitest'
import { careful } from './careful.ts'
import { careless } from './careless.ts'

const test = plantTest({ scenario: 'hello-confirmation' })

test('a careful integration stays consistent', async ({ plant }) => {
  using _systems = nockSystems(plant)
  await plant.deliver(careful(plant.urls))
  await expect(plant).toStayConsistent()
})

test('a careless one posts twice', async ({ plant }) => {
  using _systems = nockSystems(plant)
  await plant.deliver(careless(plant.urls))
  await expect(plant).toBeConvictedOf('no-duplicate-effect')
})
