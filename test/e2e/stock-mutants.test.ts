import { describe, test } from 'vitest'
import { stockInnocents, stockMutants } from '../targets/stock.js'
import { casesOf, expectEnd, expectToldWell, inScratch, prove, titleOf } from './support/proof.js'

const cases = casesOf([...stockMutants, ...stockInnocents])

describe('what goes wrong with receipts, decisions, holds and movements is told by the check that owns it, and by no other', () => {
  test.each(cases.map((each) => [titleOf(each), each] as const))('%s', async (_, asked) => {
    await inScratch(async (folder) => {
      const { run } = await prove(asked, folder)
      expectEnd(asked, run)
      expectToldWell(run)
    })
  })
})
