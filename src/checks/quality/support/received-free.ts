import type { Gate } from '../../../domain/fact.js'
import type { FactState, Posting, PostingLine } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { Claim } from '../../contract.js'
import { gatedPart, isLive, isSure } from '../../support/index.js'

const title = 'receipt-lands-restricted'

interface ReceivedFree {
  readonly gate: Gate
  readonly lines: readonly PostingLine[]
}

/**
 * What of a posting was received into free stock and has to be inspected. That its lot was decided upon by then changes nothing: the
 * decision moves it from where it was received.
 */
export function* receivedFreeIn({ calls }: Evidence, fact: FactState, posting: Posting): Generator<ReceivedFree> {
  if (!calls.has(posting.cid) || posting.reversesDoc !== '' || !isSure(posting)) return
  for (const gate of fact.gates) {
    const { lines } = gate.title === title ? gatedPart(gate, fact, posting) : { lines: [] }
    if (lines.length > 0) yield { gate, lines }
  }
}

/** What was received into free stock, and what moved it from there to where it should have been. */
export const receivedFree: Claim = {
  owner: title,
  *lines(evidence, { facts, postings }) {
    for (const fact of facts) {
      const received = fact.postings.flatMap((posting) => {
        const free = isLive(posting) ? [...receivedFreeIn(evidence, fact, posting)] : []
        return free.flatMap(({ lines }) => lines.map((line) => ({ posting, line })))
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
