import fc from 'fast-check'
import { expect, test } from 'vitest'
import { history, trialRuns } from './trial/histories.js'
import { checks } from '../../src/checks/index.js'
import { anomalies } from './trial/anomalies.js'
import { told } from './trial/story.js'
import { convictions, convictors } from './trial/verdicts.js'

/** Checks that can fail a run and have no anomaly of their own here, with what proves them instead. */
const provenElsewhere: Readonly<Record<string, string>> = {
  'ack-implies-durable': 'M02: whether a crash is to blame hangs on what became of everything else',
  'dedupe-namespaced': 'M154: no two numbers are alike here',
  'latency-slo': 'M160: a scenario has to set a limit',
  'backlog-drains': 'M160: a scenario has to set a limit',
  'per-key-order': 'M09: facts of one order without versions, which the reference posts one after the other',
  'rate-limit-respected': 'M86: a fault has to say when to come back',
  'no-dangling-reference': 'M147: an ERP that takes a lot which it never received',
  'receipt-lands-restricted': 'M14: nothing is inspected here',
  'no-consumption-of-held-lot': 'M15, M132: nothing is decided upon or held here',
  'release-applied-after-receipt': 'M115: nothing is decided upon here',
  'partial-release-quantity': 'M117: nothing is decided upon here',
  'lot-attributes-intact': 'M118: no lot is received here',
  'system-of-record-respected': 'M119: nobody else owns anything here',
  'count-posts-delta': 'M126: nothing is counted here',
  'location-map-total': 'M127: there are no bins here',
  'bom-structure-equal': 'M109: no bill of material is written here',
  'effective-revision-used': 'M104: no order is released here',
  'effectivity-no-gap-overlap': 'M105: no bill of material is written here',
  'no-release-before-approval': 'M108: nothing is approved here',
  'open-order-revision-frozen': 'M106: no revision changes here',
  'optional-not-demanded': 'M110: no bill of material is written here',
  'substitute-posted-as-used': 'M120: there are no substitutes here',
  'uom-conversion-exact': 'M16: planted in the histories of goods',
  'stock-conservation': 'M113: planted in the histories of goods',
  'cross-system-balance': 'M114: there is one system with stock here',
  'late-dependency-converges': 'M169: planted in the histories of goods',
  'side-flow-complete': 'M122, M124, M125: there are no side flows here',
  'compensation-complete': 'M102: there are no side flows here',
  'plan-lineage': 'M112, M133: nothing is planned here',
  'plan-version-atomic': 'M26, M111: nothing is planned here',
  'serial-unique': 'M178: pieces have no serial numbers here',
  'status-map-correct': 'M176, M177: no order is dispatched here',
}

test('every check that can fail a run has an anomaly, or is proven elsewhere', () => {
  const able = checks.filter((check) => check.provenBy.length > 0 && check.class !== 'D').map(({ name }) => name)
  const planted = new Set(anomalies.map(({ check }) => check))
  expect(able.filter((name) => !planted.has(name)).toSorted()).toEqual(Object.keys(provenElsewhere).toSorted())
})

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
