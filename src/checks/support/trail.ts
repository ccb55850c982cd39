import type { Evidence } from '../../journal/evidence.js'
import type { CallState, FactState, Posting, PostingLine } from '../../journal/evidence-types.js'
import { grown, nothing } from '../../journal/lists.js'
import type { JournalRecord } from '../../journal/records.js'

/** A fault that fired. */
export interface FiredFault {
  readonly seq: number
  readonly fault: string
  /** The call that it fired on; absent for a delivery. */
  readonly cid?: number
}

const recordsMax = 40
const callsMax = 12

/** Remembers which faults fired on what, so that a witness can name them. Grows with fired faults, not with the journal. */
export class FaultTrail {
  readonly #byCall = new Map<number, FiredFault>()
  readonly #byFact = new Map<string, readonly FiredFault[]>()

  on(record: JournalRecord): void {
    if (record.kind !== 'fault.fired') return
    const { seq, fault, cid, eids = nothing } = record
    const fired: FiredFault = { seq, fault, ...(cid !== undefined && { cid }) }
    if (cid !== undefined) this.#byCall.set(cid, fired)
    for (const eid of eids) this.#byFact.set(eid, grown(this.#byFact.get(eid) ?? nothing, fired))
  }

  ofCall(cid: number): FiredFault | undefined {
    return this.#byCall.get(cid)
  }

  /** The last fault that fired on a message with this fact, as far as calls are concerned, on one that counts. */
  ofFact(fact: FactState, counts: (cid: number) => boolean = () => true): FiredFault | undefined {
    let latest = this.#byFact.get(fact.eid)?.findLast(({ cid }) => cid === undefined || counts(cid))
    for (const cid of fact.cids) {
      const fired = this.#byCall.get(cid)
      if (fired && (!latest || fired.seq > latest.seq) && counts(cid)) latest = fired
    }
    return latest
  }
}

/** What a witness is about. */
export interface Subject {
  readonly facts?: readonly FactState[]
  readonly postings?: readonly Posting[]
  /** Of postings, the lines that it is about; without it, or where a posting has none of them, its first. */
  readonly about?: (line: PostingLine) => boolean
  readonly calls?: readonly CallState[]
  /** Exceptions, by id. */
  readonly exceptions?: Iterable<string>
  /** Further records: a crash, an order's closing. */
  readonly seqs?: readonly number[]
}

/** `seq` of the records that led there, in the order of the journal: facts, how the target learnt of them, calls, faults, effects. */
export function recordsOf(evidence: Evidence, subject: Subject, faults?: FaultTrail): readonly number[] {
  const seqs = new Set<number>(subject.seqs)
  for (const fact of subject.facts ?? []) {
    seqs.add(fact.seq)
    for (const moment of [fact.offered, fact.exposedFirst, fact.owed]) if (moment) seqs.add(moment.seq)
    const fired = faults?.ofFact(fact)
    if (fired) seqs.add(fired.seq)
  }
  const calls = new Map<number, CallState>()
  for (const call of subject.calls ?? []) calls.set(call.cid, call)
  for (const posting of subject.postings ?? []) {
    const lines = subject.about ? posting.lines.filter(subject.about) : []
    for (const { seq } of lines.length > 0 ? lines : [posting]) seqs.add(seq)
    const call = evidence.calls.get(posting.cid)
    if (call) calls.set(call.cid, call)
  }
  for (const call of calls.values()) {
    seqs.add(call.seq)
    if (call.ended) seqs.add(call.ended.seq)
    const fired = faults?.ofCall(call.cid)
    if (fired) seqs.add(fired.seq)
  }
  for (const xid of subject.exceptions ?? []) {
    const exception = evidence.exceptions.get(xid)
    if (exception) seqs.add(exception.opened.seq)
  }
  const sorted = [...seqs].filter((seq) => seq > 0).sort((a, b) => a - b)
  // The beginning and the end tell the story; a long middle of repeats does not.
  return sorted.length <= recordsMax ? sorted : [...sorted.slice(0, recordsMax / 2), ...sorted.slice(-recordsMax / 2)]
}

/** Calls that carried the fact and could post, the first and the last of them. */
export function callsOf(evidence: Evidence, fact: FactState): readonly CallState[] {
  const cids = fact.cids.length <= callsMax ? fact.cids : [...fact.cids.slice(0, callsMax / 2), ...fact.cids.slice(-callsMax / 2)]
  return cids.flatMap((cid) => {
    const call = evidence.calls.get(cid)
    return call?.posts ? [call] : []
  })
}
