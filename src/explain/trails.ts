import type { CallState, FactState, Posting } from '../journal/evidence-types.js'
import type { JournalRecord } from '../journal/records.js'
import { ofKind } from '../journal/lists.js'

/** How a fact was handed over: what the evidence does not keep one by one. */
export type FactTrail = ReturnType<Trails['ofFact']>
/** Records of one call, and faults that fired on it. */
export type CallTrail = ReturnType<Trails['ofCall']>

/** Records of messages, by what they belong to. */
export class Trails {
  readonly #byEid: ReadonlyMap<string, readonly JournalRecord[]>
  readonly #byCid: ReadonlyMap<number, readonly JournalRecord[]>

  constructor(records: ReadonlyMap<number, JournalRecord>) {
    const all = [...records.values()]
    this.#byEid = Map.groupBy(all, (record) => ('eid' in record ? record.eid : ''))
    this.#byCid = Map.groupBy(all, (record) => ('cid' in record ? (record.cid ?? 0) : 0))
  }

  ofFact({ eid }: FactState) {
    const own = this.#byEid.get(eid) ?? []
    return { offers: ofKind(own, 'offer'), exposed: ofKind(own, 'exposed'), deliveries: ofKind(own, 'delivery') }
  }

  ofCall({ cid }: CallState) {
    const own = this.#byCid.get(cid) ?? []
    return {
      arrived: ofKind(own, 'call.arrived')[0],
      served: ofKind(own, 'call.served')[0],
      answer: ofKind(own, 'answer')[0],
      closed: ofKind(own, 'call.closed')[0],
      faults: ofKind(own, 'fault.fired'),
    }
  }
}

/** Postings that stand for the fact, and those that cancel them, in order of commit. */
export function postingsAbout(fact: FactState): Posting[] {
  return [...new Set(fact.postings.flatMap((posting) => [posting, ...posting.reversedBy]))].sort((a, b) => a.seq - b.seq)
}

/** Records of a posting. */
export function seqsOf({ lines, writes }: Posting): number[] {
  return [...lines, ...writes].map((each) => each.seq)
}
