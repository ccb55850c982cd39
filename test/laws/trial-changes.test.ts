import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Journal } from '../support/judging.js'
import { anomalies } from './trial/anomalies.js'
import { cutAt, deliveredTwice, permuted, renamed } from './trial/changes.js'
import { history, trialRuns } from './trial/histories.js'
import { told } from './trial/story.js'
import { convictors, unsafe, verdicts } from './trial/verdicts.js'

/** Whether a crash is to blame, or a refusal, hangs on what had been posted when it came. */
const hangOnTheMoment = ['ack-implies-durable', 'no-head-of-line-blocking']
/** Whether the one try of what was never posted had an answer hangs on when the crash came. */
const hangOnTheCrash = [...hangOnTheMoment, 'eventual-posting']
const anomaly = fc.constantFrom(...anomalies)
const time = 3_600_000
/** A history with one wrong thing in it, or with none. */
const any = fc.tuple(history, fc.option(anomaly, { freq: 4 }), fc.nat({ max: 5 })).map(([around, wrong, params]) => {
  return wrong ? around.with(told(wrong.story, params), wrong.setting, wrong.header) : around
})

test(
  'a verdict does not depend on how things are called',
  () => {
    fc.assert(
      fc.property(any, (whole) => {
        const journal = whole.journal()
        expect(verdicts(renamed(journal))).toEqual(verdicts(journal))
      }),
      trialRuns(40, 1 / 5),
    )
  },
  time,
)

test(
  'a verdict does not depend on how often a fact is delivered',
  () => {
    fc.assert(
      fc.property(any, (whole) => {
        const journal = whole.journal()
        expect(verdicts(deliveredTwice(journal))).toEqual(verdicts(journal))
      }),
      trialRuns(40, 1 / 5),
    )
  },
  time,
)

test(
  'a verdict does not depend on the order of what does not depend on one another',
  () => {
    fc.assert(
      fc.property(any, (whole) => {
        const journal = whole.journal()
        expect(verdicts(permuted(journal, whole.choices))).toEqual(verdicts(journal))
      }),
      trialRuns(40, 1 / 5),
    )
  },
  time,
)

test(
  'a verdict does not depend on what else is posted in batches or in parts',
  () => {
    fc.assert(
      fc.property(any, (whole) => {
        const left = whole.setting.crashesAfter.length > 0 ? hangOnTheCrash : hangOnTheMoment
        const convicted = (journal: Journal): readonly string[] => convictors(journal).filter((name) => !left.includes(name))
        expect(convicted(whole.postedOneByOne().journal())).toEqual(convicted(whole.journal()))
      }),
      trialRuns(40, 1 / 5),
    )
  },
  time,
)

test(
  'what is right so far breaks no promise of safety, wherever a run is cut off',
  () => {
    fc.assert(
      fc.property(history, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }), (whole, shares) => {
        const journal = whole.journal()
        for (const share of shares) expect(unsafe(cutAt(journal, share))).toEqual([])
      }),
      trialRuns(40, 1 / 5),
    )
  },
  time,
)

test(
  'a broken promise of safety stays broken, however a run goes on',
  () => {
    fc.assert(
      fc.property(any, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 }), (whole, shares) => {
        const journal = whole.journal()
        const longer = [...shares.toSorted((a, b) => a - b).map((share) => cutAt(journal, share)), journal].map(unsafe)
        for (const [index, later] of longer.entries()) for (const name of longer[index - 1] ?? []) expect(later).toContain(name)
      }),
      trialRuns(40, 1 / 5),
    )
  },
  time,
)
