import { plantTest } from 'mfgsync/vitest'
import { expect } from 'vitest'
import { careful } from './careful.ts'
import { careless } from './careless.ts'

const test = plantTest({ scenario: 'mes-confirmation-burst' })

test.seeds(1, 20)('a careful integration survives a bad day', async ({ plant }) => {
  await plant.deliver(careful(plant))
  await expect(plant).toStayConsistent()
})

test.seeds(1, 5)('a careless one does not', async ({ plant }) => {
  await plant.deliver(careless(plant))
  await expect(plant).toBeConvictedOf('no-duplicate-effect')
})
