import { mswHandlers } from 'mfgsync/msw'
import { plantTest } from 'mfgsync/vitest'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect } from 'vitest'
import { careful } from './careful.ts'
import { careless } from './careless.ts'

const test = plantTest({ scenario: 'hello-confirmation' })

const server = setupServer()
// What goes to no simulated system, and to nothing of yours, is an error.
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())

test('a careful integration stays consistent', async ({ plant }) => {
  server.resetHandlers(...mswHandlers(plant))
  await plant.deliver(careful(plant.urls))
  await expect(plant).toStayConsistent()
})

test('a careless one posts twice', async ({ plant }) => {
  server.resetHandlers(...mswHandlers(plant))
  await plant.deliver(careless(plant.urls))
  await expect(plant).toBeConvictedOf('no-duplicate-effect')
})
