import { describe, test } from 'vitest'
import { sideInnocents, sideMutants } from '../targets/side.js'
import { casesOf, expectEnd, expectToldWell, inScratch, prove, titleOf } from './support/proof.js'

describe('what goes wrong with what is told to others is told by the check that owns it, and what only looks wrong is not', () => {
  const cases = casesOf([...sideMutants, ...sideInnocents]).map((asked) => ({ asked, title: titleOf(asked) }))
  test.each(cases)('$title', async ({ asked }) => {
    await inScratch(async (folder) => {
      const { run } = await prove(asked, folder)
      expectEnd(asked, run)
      expectToldWell(run)
    })
  })
})
