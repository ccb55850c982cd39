import { describe, expect, test } from 'vitest'
import { planningInnocents, planningMutants } from '../targets/planning.js'
import { casesOf, convictions, inScratch, prove, story, titleOf } from './support/proof.js'

describe('what goes wrong with a plan is told by the check that owns it alone, and what only looks wrong is not', () => {
  const cases = casesOf([...planningMutants, ...planningInnocents]).map((asked) => ({ asked, title: titleOf(asked) }))
  test.each(cases)('$title', async ({ asked }) => {
    await inScratch(async (folder) => {
      const { run } = await prove(asked, folder)
      const { expected } = asked
      if (expected.verdict === 'convicted') expect(convictions(run), story(run)).toEqual(expected.by)
      else expect([run.judgement.verdict, convictions(run)], story(run)).toEqual(['pass', []])
    })
  })
})
