import type { FactState } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { atEnd, callsOf, capitalised, counted, factName, recordsOf, type Scene, seconds, systemNames } from '../support/index.js'
import { Crashes, withoutPosting, type Crash } from '../support/crashes.js'

function violationOf({ evidence, faults }: Scene, fact: FactState, crash: Crash): Violation {
  const at = fact.owed?.t ?? 0
  const where = systemNames(evidence, withoutPosting(fact))
  const lost = fact.postings.length === 0 ? 'neither effect nor exception' : `no effect in ${where}, and no exception`
  return {
    reason: 'acknowledged-and-lost',
    message: `${factName(evidence, fact)} was acknowledged at ${seconds(at)}; after the crash at ${seconds(crash.t)} ` + `it has ${lost}.`,
    badness: crash.t - at,
    records: recordsOf(evidence, { facts: [fact], calls: callsOf(evidence, fact), seqs: [crash.seq] }, faults),
    eids: [fact.eid],
  }
}

/**
 * Number 11: judged for facts that a crash found acknowledged and not yet posted. What was not acknowledged comes again; what is lost
 * without a crash as well is told by the check of loss.
 */
export const ackImpliesDurable: Check = {
  number: 11,
  name: 'ack-implies-durable',
  class: 'L',
  covers: ['crashes'],
  title: 'What the target acknowledged survives a crash of the target.',
  provenBy: ['M02'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    if (evidence.crashes.length === 0) return undefined
    const crashes = new Crashes(evidence)
    let elsewhere = 0
    for (const each of crashes.atRisk) {
      const { fact, crash, lost } = each
      if (lost && evidence.obstructions.mayHideException(fact)) continue
      const byCrash = crashes.explains(each)
      if (lost && !byCrash) {
        elsewhere += 1
        continue
      }
      found.judged += 1
      if (byCrash) found.add(violationOf(scene, fact, crash))
    }
    if (elsewhere === 0) return undefined
    const losses = counted(elsewhere, 'loss', 'losses')
    const why = `no crash explains ${losses} of what one found acknowledged: every-event-accounted tells of it`
    return found.judged === 0 ? { notJudged: why } : { notes: [`${capitalised(why)}.`] }
  }),
}
