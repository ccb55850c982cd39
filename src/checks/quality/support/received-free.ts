import type { Claim } from '../../contract.js'
import { earlyIn, isLive } from '../../support/index.js'

const title = 'receipt-lands-restricted'

/** What was received into free stock before its lot was decided upon, and what moved it from there to where it should have been. */
export const receivedFree: Claim = {
  owner: title,
  *lines(evidence, { facts, postings }) {
    for (const fact of facts) {
      const received = fact.postings.flatMap((posting) => {
        const early = isLive(posting) ? [...earlyIn(evidence, fact, posting, (gate) => gate.title === title)] : []
        return early.flatMap(({ part }) => part.lines.map((line) => ({ posting, line })))
      })
      // What other reports of it oblige is missing for the same reason.
      const reports = facts.filter(({ physId }) => physId === fact.physId)
      for (const { posting, line } of received) yield { facts: reports, posting, line, quantity: line.quantity }
      for (const posting of received.length === 0 ? [] : postings) {
        if (posting.cid === 0 || !posting.facts.includes(fact)) continue
        for (const line of posting.lines) {
          const isMove = line.at.measure.signed !== undefined && received.some((each) => each.line.dims['item'] === line.dims['item'])
          if (isMove && !fact.expect.some(({ at }) => at === line.at)) yield { facts: reports, posting, line, quantity: line.quantity }
        }
      }
    }
  },
}
