import { limits } from '../domain/limits.js'
import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { FactState } from '../journal/evidence-types.js'
import type { CallServedRecord, JournalRecord, QuietHow } from '../journal/records.js'

/** What only the run knows and the journal does not show yet. */
export interface RunActivity {
  /** Deliveries under way, waiting for their next attempt, or still to be repeated. */
  deliveriesPending(): number
  /** Entries of a feed that a polling target has not come to yet: waited for like a fact that is still expected. */
  unseen(): number
  /** Calls that have not been closed by either side. */
  callsOpen(): number
  /** The target is being killed or started. */
  restarting(): boolean
}

export interface QuietVerdict {
  readonly how: QuietHow
  readonly outstanding: number
}

/**
 * Decides when a run is quiet (oracle 1.2): nothing is expected and nothing moved for `quiet_ms`; or something is still expected,
 * or a call is in doubt, and `patience_ms` have passed since heal, since the last doubtful call ended, and since anything moved.
 */
export class Quiescence {
  readonly #evidence: EvidenceBuilder
  readonly #activity: RunActivity
  readonly #doubts = new Map<string, number>()
  readonly #settled = new Set<FactState>()
  readonly #exposed = new Set<string>()
  /** Answers without an effect that were given before: a request that gets one of them again has changed nothing. */
  readonly #answers = new Set<string>()
  #excess = false
  #lastActivity = 0

  constructor(evidence: EvidenceBuilder, activity: RunActivity) {
    this.#evidence = evidence
    this.#activity = activity
  }

  /** Every record passes here once, after the evidence has taken it. */
  see(record: JournalRecord): void {
    switch (record.kind) {
      case 'effect':
        // A reversal makes something expected again, a second posting makes too much; and what was refused may be taken now.
        this.#settled.clear()
        this.#answers.clear()
        this.#lastActivity = record.t
        break
      case 'fact':
      case 'offer':
      case 'delivery':
      case 'exception':
      case 'target.spawned':
      case 'target.ready':
        this.#lastActivity = record.t
        break
      case 'exposed':
        // A page that hands out what was handed out before is an empty poll.
        if (record.how === 'webhook' || !this.#exposed.has(record.eid)) this.#lastActivity = record.t
        this.#exposed.add(record.eid)
        break
      case 'call.served':
        if (this.#isNews(record)) this.#lastActivity = record.t
        if (record.answerClass === 'success' || record.answerClass === 'duplicate')
          for (const name of record.settles ?? []) this.#settle(name)
        break
      case 'call.closed':
      case 'answer':
        this.#ended(record.cid, record.t)
        break
      default:
    }
  }

  /** Nothing yet: undefined. */
  verdict(now: number, healedAt: number): QuietVerdict | undefined {
    const moving = this.#activity.deliveriesPending() + this.#activity.callsOpen() > 0 || this.#activity.restarting()
    const outstanding = this.outstanding()
    if (now > limits.run_ms_max) return { how: 'limit', outstanding }
    if (moving) return undefined
    const { quiet_ms, patience_ms } = this.#evidence.header.target
    if (outstanding === 0 && this.#doubts.size === 0 && this.#activity.unseen() === 0) {
      // Too much was posted: whoever notices that himself gets the time to take it back.
      const wait_ms = this.#excess ? Math.max(quiet_ms, Math.min(patience_ms, limits.excess_ms_max)) : quiet_ms
      return now - Math.max(healedAt, this.#lastActivity) >= wait_ms ? { how: 'quiet', outstanding } : undefined
    }
    return now - Math.max(healedAt, this.#lastActivity) >= patience_ms ? { how: 'patience', outstanding } : undefined
  }

  /** Facts that were offered and must be posted, and are neither posted nor excepted. */
  outstanding(): number {
    let count = 0
    this.#excess = false
    for (const fact of this.#evidence.facts.values()) {
      if (this.#settled.has(fact)) continue
      // What is on hold is to be posted as well, once it may be: its event lies in the burst.
      if (!fact.covered || (fact.must !== 'POST' && fact.must !== 'EITHER' && fact.must !== 'HOLD')) {
        this.#settled.add(fact)
        continue
      }
      // An exception, or both halves of a pair unposted, may still turn into a posting: looked at anew every time.
      if (this.#evidence.isPosted(fact)) this.#settled.add(fact)
      else if (this.#evidence.isOverPosted(fact)) this.#excess = true
      else if (!this.#evidence.isExcepted(fact) && !this.#isWithdrawn(fact)) count += 1
    }
    return count
  }

  /** A cancellation of what people have and the ERP does not: without its original it cannot be posted, so nothing is waited for. */
  #isWithdrawn(fact: FactState): boolean {
    const original = this.#evidence.facts.get(fact.reverses)
    return original !== undefined && this.#evidence.isExcepted(original) && this.#evidence.isSuppressed(fact)
  }

  get doubts(): number {
    return this.#doubts.size
  }

  #ended(cid: number, t: number): void {
    const call = this.#evidence.calls.get(cid)
    if (!call?.posts || !call.ended) return
    if (call.knowledge === 'indeterminate') {
      for (const eid of call.eids) this.#doubts.set(eid, t)
      this.#lastActivity = t
    } else if (call.knowledge !== '') {
      for (const eid of call.eids) this.#doubts.delete(eid)
    }
  }

  /** Activity is a call that changes something. A replay, or a refusal that was given before, moves nothing: it may go on for ever. */
  #isNews(record: CallServedRecord): boolean {
    const call = this.#evidence.calls.get(record.cid)
    if (!call?.posts) return false
    const answer =
      `${call.system} ${call.method} ${call.path} ` +
      `${call.eids.length > 0 ? call.eids.join() : call.bodyHash} ${record.status} ${record.code ?? ''}`
    if (record.effects === 0 && this.#answers.has(answer)) return false
    this.#answers.add(answer)
    return true
  }

  #settle(name: string): void {
    for (const fact of this.#evidence.factsNamed([name])) this.#doubts.delete(fact.eid)
  }
}
