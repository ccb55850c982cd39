import { absoluteQuantity } from '../../domain/quantity.js'
import type { FactState, Posting, PostingLine } from '../../journal/evidence-types.js'
import { isShut } from '../../journal/gates.js'
import type { Check, Violation } from '../contract.js'
import { atEnd, capitalised, documentNames, factName, judgeTitled, recordsOf, type Scene } from '../support/index.js'
import { receivedFreeIn } from './support/received-free.js'

const name = 'receipt-lands-restricted'

/** Received after the decision was known: nothing came too early, and it was never in the stock that the decision speaks of. */
function violationOf({ evidence, words, faults }: Scene, fact: FactState, posting: Posting, line: PostingLine): Violation {
  return {
    reason: 'received-free',
    message:
      `${capitalised(documentNames([posting]))} (${words.effect(line.quantity, line.at)}) stands for ${factName(evidence, fact)}; ` +
      `what has to be inspected is received into restricted stock, also where its lot has been decided upon by then (${name}).`,
    badness: Number(absoluteQuantity(line.quantity)),
    records: recordsOf(evidence, { facts: [fact], postings: [posting], about: (each) => each === line }, faults),
    eids: [fact.eid],
  }
}

/** Number 40: corrected afterwards is too late, it could have been used meanwhile. */
export const receiptLandsRestricted: Check = {
  number: 40,
  name,
  class: 'S',
  covers: ['lot-status'],
  title: 'What has to be inspected is received into restricted stock.',
  provenBy: ['M14'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    judgeTitled(scene, name)
    for (const fact of evidence.facts.values()) {
      if (!fact.covered) continue
      for (const posting of fact.postings) {
        const call = evidence.calls.get(posting.cid)
        for (const { gate, lines } of receivedFreeIn(evidence, fact, posting)) {
          const [line] = lines
          if (line && call && !isShut(evidence, gate, call, posting.seq)) found.add(violationOf(scene, fact, posting, line))
        }
      }
    }
  }),
}
