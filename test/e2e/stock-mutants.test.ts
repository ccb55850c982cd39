import { describe, test } from 'vitest'
import { foreignInnocents, foreignMutants } from '../targets/foreign.js'
import { stockInnocents, stockMutants } from '../targets/stock.js'
import { casesOf, everything, expectEnd, expectToldWell, inScratch, prove, titleOf } from './support/proof.js'

const cases = casesOf([...stockMutants, ...stockInnocents])

// By another hand: of its mistakes the first six, and of its habits one mode each, unless all is asked for.
const foreign = casesOf([...foreignMutants.filter((_, index) => everything || index < 6), ...foreignInnocents])

describe('what goes wrong with receipts, decisions, holds and movements is told by the check that owns it, and by no other', () => {
  test.each([...cases, ...foreign].map((each) => [titleOf(each), each] as const))('%s', async (_, asked) => {
    await inScratch(async (folder) => {
      const { run } = await prove(asked, folder)
      expectEnd(asked, run)
      expectToldWell(run)
    })
  })
})
