import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Journal } from '../support/judging.js'
import { anomalies } from './trial/anomalies.js'
import { cutAt, deliveredTwice, permuted, renamed } from './trial/changes.js'
import { history, trialRuns } from './trial/histories.js'
import { told } from './trial/story.js'
import { convictors, unsafe, verdicts } from './trial/verdicts.js'

/** Whether a crash is to blame, or a refusal, hangs on what had been posted when it came. */
const hangOnTheMoment = new Set(['ack-implies-durable', 'no-head-of-line-blocking'])
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
        const convicted = (journal: Journal): readonly string[] => convictors(journal).filter((name) => !hangOnTheMoment.has(name))
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
      fc.property(any, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (whole, one, other) => {
        const journal = whole.journal()
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)].map((share) => unsafe(cutAt(journal, share)))
        for (const name of sooner ?? []) expect(later).toContain(name)
        for (const name of later ?? []) expect(unsafe(journal)).toContain(name)
      }),
      trialRuns(40, 1 / 5),
    )
  },
  time,
)
