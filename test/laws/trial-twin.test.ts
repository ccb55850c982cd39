import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ending } from '../../src/journal/evidence-types.js'
import type { NetGroup } from '../../src/journal/net-groups.js'
import { evidenceOf } from '../support/judging.js'
import { anomalies } from './trial/anomalies.js'
import { BruteForce, type Fate } from './trial/brute-force.js'
import { history, trialRuns } from './trial/histories.js'
import { told } from './trial/story.js'

const fates: Readonly<Record<Ending, readonly Fate[]>> = {
  posted: ['there'],
  overtaken: ['there'],
  over: ['too much'],
  excepted: ['with people'],
  parked: ['with people'],
  returned: ['with people'],
  suppressed: ['left out'],
  // What it cancels is with people.
  blocked: ['left out', 'not there', 'with people'],
  // What would settle it cannot be seen.
  unseen: ['not there', 'with people'],
  forbidden: ['forbidden'],
  short: ['not there'],
  missing: ['not there'],
  'never-collected': ['not there'],
}
const states = new Set(['final-state-converges', 'per-key-order'])
const wrong = fc.constantFrom(...anomalies.filter(({ check }) => !states.has(check)))
const any = fc.tuple(history, fc.option(wrong, { freq: 2 }), fc.nat({ max: 5 })).map(([around, anomaly, params]) => {
  return anomaly ? around.with(told(anomaly.story, params), anomaly.setting, anomaly.header) : around
})

test('the evidence says of each fact what a sum over everything says', () => {
  fc.assert(
    fc.property(any, (whole) => {
      const journal = whole.journal()
      const brute = new BruteForce(journal)
      fc.pre(brute.isNamed)
      const evidence = evidenceOf(journal)
      for (const fact of brute.facts) {
        const state = evidence.facts.get(fact.eid)
        if (!state) throw new Error(`the evidence has no ${fact.businessKey}`)
        if (fact.must !== 'REJECT')
          expect(
            evidence.isPosted(state) &&
              (state.expect.length === 0 || evidence.endingOf(state) === 'posted' || evidence.endingOf(state) === 'overtaken'),
            `${fact.businessKey} is posted`,
          ).toBe(brute.isEven(fact))
        if (!brute.isAlone(fact)) continue
        expect(fates[evidence.endingOf(state)], `${fact.businessKey} ended as ${evidence.endingOf(state)}`).toContain(brute.fateOf(fact))
        // What is rounded may be carried over to others.
        const scope = evidence.scopeOf(state)
        const off = [...scope.shortages(evidence.tolerances), ...scope.excesses(evidence.tolerances)].map(({ at }) => at)
        const exact = [...evidence.groups.all].filter((at) => evidence.tolerances.of(at, 1) === '0')
        const nameOf = ({ system, measure, dims }: NetGroup): string =>
          [system, measure.name, ...measure.by.map((name) => dims[name] ?? '')].join(' | ')
        const names = new Set(exact.map(nameOf))
        const rests = [...brute.rests(fact).keys()].filter((place) => names.has(place))
        expect(new Set(off.filter((at) => exact.includes(at)).map(nameOf)), `what is off with ${fact.businessKey}`).toEqual(new Set(rests))
      }
    }),
    trialRuns(80, 1 / 5),
  )
}, 3_600_000)
