import { setupServer } from 'msw/node'
import { afterAll, beforeAll } from 'vitest'
import { handlersOver } from '../../src/adapters/over-msw.js'
import { inMemory, wayInContract } from '../contract/ways-in-contract.js'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())

wayInContract(
  'through msw',
  async (answer) => {
    const way = await inMemory(answer)
    server.resetHandlers(...handlersOver([way.url], way.fetch))
    return { ...way, fetch }
  },
  { codes: false },
)
