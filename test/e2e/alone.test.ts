import { describe, test } from 'vitest'
import { provenAlone } from '../targets/alone.js'
import { casesOf, expectEnd, expectToldWell, inScratch, prove, titleOf } from './support/proof.js'

describe('one check alone tells of it, beside those about every fact', () => {
  const cases = casesOf(provenAlone).map((asked) => ({ asked, title: titleOf(asked) }))
  test.concurrent.each(cases)('$title', async ({ asked }) => {
    await inScratch(async (folder) => {
      const { run } = await prove(asked, folder)
      expectEnd(asked, run)
      expectToldWell(run)
    })
  })
})
