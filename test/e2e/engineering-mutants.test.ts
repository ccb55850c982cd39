import { describe, test } from 'vitest'
import { engineeringMutants } from '../targets/engineering-manifest.js'
import { casesOf, expectEnd, expectToldWell, inScratch, prove, titleOf } from './support/proof.js'

describe('who is wrong about engineering data is convicted by the check that owns it, and by no other', () => {
  const cases = casesOf(engineeringMutants).map((asked) => ({ asked, title: titleOf(asked) }))
  test.each(cases)('$title', async ({ asked }) => {
    await inScratch(async (folder) => {
      const { run } = await prove(asked, folder)
      expectEnd(asked, run)
      expectToldWell(run)
    })
  })
})
