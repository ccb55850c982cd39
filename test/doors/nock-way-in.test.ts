import { afterAll } from 'vitest'
import { interceptorsOver } from '../../src/adapters/over-nock.js'
import { inMemory, wayInContract } from '../contract/ways-in-contract.js'

let remove = (): void => undefined
afterAll(() => remove())

wayInContract('through nock', async (answer) => {
  const way = await inMemory(answer)
  remove()
  remove = interceptorsOver([way.url], way.fetch)
  return { ...way, fetch }
})
