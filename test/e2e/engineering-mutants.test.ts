import { describe, expect, test } from 'vitest'
import { engineeringMutants } from '../targets/engineering-manifest.js'
import { casesOf, convictions, inScratch, prove, titleOf } from './support/proof.js'

describe('who is wrong about engineering data', () => {
  const cases = casesOf(engineeringMutants).map((asked) => ({ asked, title: titleOf(asked) }))
  test.each(cases)('$title', async ({ asked }) => {
    await inScratch(async (folder) => {
      const { run } = await prove(asked, folder)
      const { expected } = asked
      if (expected.verdict !== 'convicted') throw new Error('It proves nothing.')
      for (const check of expected.by) expect(convictions(run)).toContain(check)
    })
  })
})
