import { isPart } from './attribution.js'
import type { CallState, FactState, Refusal } from './evidence-types.js'
import { grown, nothing } from './lists.js'
import type { AnswerRecord, CallArrivedRecord, CallClosedRecord, CallServedRecord } from './records.js'

const noDims: CallState['dims'] = Object.freeze({})

/** Every call of the target, and what became of it. */
export class CallBook {
  readonly all = new Map<number, CallState>()
  readonly #facts: ReadonlyMap<string, FactState>
  /** One copy of texts that many calls share. */
  readonly #shared: <T extends string>(text: T) => T

  constructor(facts: ReadonlyMap<string, FactState>, shared: <T extends string>(text: T) => T) {
    this.#facts = facts
    this.#shared = shared
  }

  arrived(record: CallArrivedRecord): void {
    const { cid, seq, t, system, posts, incarnation, bodyHash, method } = record
    // The fact's own copy of its id: a call need not keep another.
    const carried = (eid: string): string => {
      const fact = this.#facts.get(eid)
      if (fact) fact.cids = grown(fact.cids, cid)
      return fact?.eid ?? eid
    }
    this.all.set(cid, {
      cid,
      seq,
      t,
      system,
      operation: this.#shared(record.operation ?? ''),
      posts,
      understood: record.operation !== undefined,
      eids: record.eids.length === 0 ? nothing : record.eids.map(carried),
      parts: record.keys.some(isPart) ? record.keys.filter(isPart) : nothing,
      dims: record.dims ?? noDims,
      incarnation,
      idempotencyKey: record.idempotencyKey ?? '',
      bodyHash,
      method,
      path: this.#shared(record.path),
      status: 0,
      answerClass: '',
      code: '',
      dedupedTo: '',
      postings: nothing,
      knowledge: '',
      fault: '',
      ended: undefined,
    })
  }

  served(record: CallServedRecord): void {
    const { seq, t, cid, status, answerClass, code = '', dedupedTo = '', fault = '', lines } = record
    const call = this.all.get(cid)
    if (!call) return
    call.status = status
    call.answerClass = answerClass
    call.code = code
    call.dedupedTo = dedupedTo
    call.fault = fault
    if (!call.understood || !call.posts) return
    // Of several commands each has an answer of its own: that of another one says nothing about its facts.
    for (const line of lines ?? [{ status, answerClass, code, eids: call.eids }]) {
      if (line.answerClass === 'success') continue
      const refusal = { seq, t, cid, status: line.status, code: line.code ?? '', answerClass: line.answerClass, byFault: fault !== '' }
      for (const eid of line.eids) this.#refused(eid, refusal)
    }
  }

  answered({ seq, t, cid, knowledge, fault }: AnswerRecord): void {
    const call = this.all.get(cid)
    if (!call) return
    call.knowledge = knowledge
    if (fault !== undefined) call.fault = fault
    // A lost answer ends for its caller only when the connection does; see `closed`.
    if (knowledge !== 'indeterminate') call.ended = { seq, t }
  }

  closed({ seq, t, cid }: CallClosedRecord): void {
    const call = this.all.get(cid)
    if (call) call.ended ??= { seq, t }
  }

  #refused(eid: string, refusal: Refusal): void {
    const fact = this.#facts.get(eid)
    if (fact) fact.refusals = grown(fact.refusals, refusal)
  }
}
