import type { FactState } from '../../journal/evidence-types.js'
import type { Check } from '../contract.js'
import { atEnd, eidsOf, Rule } from '../support/index.js'
import { overLimitsOf } from './support/over-limit.js'

/** The good quantity confirmed for a routing step stays within order quantity plus tolerance, at every moment. */
export const overConfirmationBounded: Check = {
  number: 32,
  name: 'over-confirmation-bounded',
  class: 'L',
  covers: ['conservation'],
  title: 'No operation is confirmed beyond the order quantity plus its tolerance, unless the source reported so much.',
  provenBy: ['M61'],
  begin: atEnd(({ evidence, found }) => {
    const rule = new Rule(evidence, 'over_confirmation')
    const { judged, healed, over } = overLimitsOf(evidence, rule)
    for (const { place, excess } of over) {
      const { at, limit, reportedPeak, postings } = place
      const name = `Order ${at.dims['order'] ?? ''} / ${at.dims['routingStep'] ?? ''}`
      const peak = place.postedPeak.quantity
      found.add({
        reason: 'over-limit',
        message: `${name}: confirmed ${peak}, more than the limit of ${limit.quantity}; reported were ${reportedPeak.quantity}.`,
        badness: Number(excess),
        records: postings.slice(-100).map((posting) => posting.seq),
        eids: eidsOf(new Set<FactState>(postings.flatMap((posting) => posting.facts))),
      })
    }
    const were = healed === 1 ? 'operation was' : 'operations were'
    const notes = healed === 0 ? [] : [`${healed} ${were} beyond the limit for a while, until a reversal.`]
    return rule.outcome({ judged, notes }, 'over-confirmation, and its ledger has one')
  }),
}
