import { describe, expect, test } from 'vitest'
import { linesOf, unlike } from '../ends/alike.ts'
import { endTables, expectEndOf } from '../ends/index.ts'
import { targetFile } from './support/fixture-run.js'
import { inScratch, recordsOf, story } from './support/proof.js'
import { naive, runOf } from './support/run-of.js'

// What is held against ends of runs finds those that are wrong, whatever the judge says of them.

describe('whoever takes all and does nothing', () => {
  test.each(Object.keys(endTables))('%s: does not end as the table says', (scenario) =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario, file: targetFile('ok-and-forget.mjs') }, folder)
      expect(() => expectEndOf(scenario, recordsOf(run)), story(run)).toThrow()
    }),
  )
})

describe('whoever repeats what got no answer, and writes what is older', () => {
  const stories = [...Object.keys(endTables), 'mes-confirmation-burst', 'shift-end-corrections']
  test.each(stories)('%s: does not end as the reference does', (scenario) =>
    inScratch(async (folder) => {
      const right = await runOf({ scenario, variant: 'faulty' }, folder)
      const wrong = await runOf({ scenario, variant: 'faulty', file: naive }, folder)
      expect(unlike(linesOf(scenario, recordsOf(right)), linesOf(scenario, recordsOf(wrong))), story(wrong)).not.toEqual([])
    }),
  )
})

test('a line too much or too few is told, and a second one like it', () => {
  expect(unlike(['a', 'b', 'b'], ['b', 'c'])).toEqual(['- a', '- b', '+ c'])
  expect(unlike(['a', 'b'], ['b', 'a'])).toEqual([])
})
