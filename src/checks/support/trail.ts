import type { Evidence } from '../../journal/evidence.js'
import type { CallState, Posting, FactState } from '../../journal/evidence-types.js'
import type { JournalRecord } from '../../journal/records.js'

/** A fault that fired. */
export interface FiredFault {
  readonly seq: number
  readonly t: number
  readonly fault: string
}

const recordsMax = 40
const callsMax = 12

/** Remembers which faults fired on what, so that a witness can name them. Grows with fired faults, not with the journal. */
export class FaultTrail {
  readonly #byCall = new Map<number, FiredFault>()
  readonly #byFact = new Map<string, FiredFault>()

  on(record: JournalRecord): void {
    if (record.kind !== 'fault.fired') return
    const fired = { seq: record.seq, t: record.t, fault: record.fault }
    if (record.cid !== undefined) this.#byCall.set(record.cid, fired)
    for (const eid of record.eids ?? []) this.#byFact.set(eid, fired)
  }

  ofCall(cid: number): FiredFault | undefined {
    return this.#byCall.get(cid)
  }

  /** The last fault that fired on a message with this fact. */
  ofFact(fact: FactState): FiredFault | undefined {
    let latest = this.#byFact.get(fact.eid)
    for (const cid of fact.cids) {
      const fired = this.#byCall.get(cid)
      if (fired && (!latest || fired.seq > latest.seq)) latest = fired
    }
    return latest
  }
}

/** What a witness is about. */
export interface Subject {
  readonly facts?: readonly FactState[]
  readonly postings?: readonly Posting[]
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
    seqs.add(posting.seq)
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
