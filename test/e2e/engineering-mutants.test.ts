import { describe, expect, test } from 'vitest'
import { engineeringInnocents, engineeringMutants } from '../targets/engineering-manifest.js'
import { casesOf, convictions, expectEnd, expectToldWell, inScratch, prove, story, titleOf } from './support/proof.js'

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

describe('who only looks wrong about engineering data is acquitted', () => {
  const cases = casesOf(engineeringInnocents).map((asked) => ({ asked, title: titleOf(asked) }))
  test.each(cases)('$title', ({ asked }) =>
    inScratch(async (folder) => {
      const { run } = await prove(asked, folder)
      expect(convictions(run), story(run)).toEqual([])
      expect(run.judgement.verdict, story(run)).toBe('pass')
    }),
  )
})
