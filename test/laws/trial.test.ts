import fc from 'fast-check'
import { expect, test } from 'vitest'
import { history, trialRuns } from './trial/histories.js'
import { anomalies } from './trial/anomalies.js'
import { told } from './trial/story.js'
import { convictions, convictors } from './trial/verdicts.js'

/** A sample takes a second or two; the long run takes what it takes. */
const time = 3_600_000

test(
  'a correct history of any shape is convicted by nothing',
  () => {
    fc.assert(
      fc.property(history, (told) => {
        expect(convictions(told.journal())).toEqual([])
      }),
      trialRuns(200),
    )
  },
  time,
)

test.each(anomalies)(
  'whoever $title is convicted by $check, whatever else happens',
  ({ check, never = [], setting, header, story }) => {
    fc.assert(
      fc.property(history, story.params, (around, params) => {
        const found = convictors(around.with(told(story, params), setting, header).journal())
        expect(found).toContain(check)
        expect(found.filter((each) => never.includes(each))).toEqual([])
      }),
      trialRuns(5, 1 / anomalies.length),
    )
  },
  600_000,
)
