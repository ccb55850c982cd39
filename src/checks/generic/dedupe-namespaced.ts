import type { Check } from '../contract.js'
import { atEnd, counted, factName, hadItsChance, recordsOf, systemTitle, takenForOthers } from '../support/index.js'

/** Number 70: a number belongs to its source and plant. Owns the loss of a fact that was taken for another plant's of the same number. */
export const dedupeNamespaced: Check = {
  number: 70,
  name: 'dedupe-namespaced',
  class: 'L',
  covers: ['idempotency', 'plants'],
  title: 'Facts of several plants or sources that have one number each have their effect.',
  provenBy: ['M154', 'M155'],
  begin: atEnd(({ evidence, found, faults }) => {
    const names = new Map<string, number>()
    for (const { type, key } of evidence.facts.values()) {
      const name = JSON.stringify([type, key])
      names.set(name, (names.get(name) ?? 0) + 1)
    }
    const taken = takenForOthers(evidence)
    for (const fact of evidence.facts.values()) {
      const isShared = (names.get(JSON.stringify([fact.type, fact.key])) ?? 0) > 1
      if (!isShared || !hadItsChance(evidence, fact)) continue
      found.judged += 1
      const as = taken.get(fact)
      if (as?.fold.name !== 'plant' || as.behind) continue
      const { other } = as
      const held = [...taken.values()].filter(({ behind }) => behind === fact).length
      const refusal = fact.refusals[0]
      const call = refusal && evidence.calls.get(refusal.cid)
      const how = call
        ? `${systemTitle(evidence, call.system)} had its idempotency key (${call.idempotencyKey}) for the other one already`
        : 'nothing was tried for it'
      found.add({
        reason: call ? 'key-of-another-plant' : 'suppressed-as-duplicate',
        message:
          `${factName(evidence, fact)} of ${fact.plant} was suppressed as a duplicate of ${factName(evidence, other)} of ${other.plant}, ` +
          `which has the same number: ${how}. A number belongs to its source and plant.` +
          (held === 0 ? '' : ` ${counted(held, 'fact')} after it in its sequence came to nothing with it.`),
        badness: 1,
        records: recordsOf(evidence, { facts: [fact, other], postings: other.postings.slice(0, 2), calls: call ? [call] : [] }, faults),
        eids: [fact.eid, other.eid],
      })
    }
  }),
}
