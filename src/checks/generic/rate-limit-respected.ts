import { roughDuration } from '../../words/duration.js'
import type { FactState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { AnswerRecord, CallArrivedRecord, JournalRecord } from '../../journal/records.js'
import { Collector } from '../collector.js'
import type { Check, Outcome } from '../contract.js'
import { capitalised, factName, seconds, systemTitle, WordMap } from '../support/index.js'

/** What a refusal asked for: the same request of a fact not again before this time. */
interface Wait {
  readonly arrived: CallArrivedRecord
  readonly told: AnswerRecord
  readonly until: number
  readonly retryAfter_ms: number
}

/** Number 61: whoever is told when to come back does not come before. */
export const rateLimitRespected: Check = {
  number: 61,
  name: 'rate-limit-respected',
  class: 'S',
  covers: ['refusals'],
  title: 'What is refused with a time to come back (Retry-After) is not sent again before that time.',
  provenBy: ['M86'],
  begin: (evidence) => new WaitScan(evidence),
}

/**
 * The wait is for the request that was refused: the same operation with the same content or reference, for the same fact. Others may go on.
 */
class WaitScan {
  readonly hears = ['call.arrived', 'answer'] as const
  readonly #open = new Map<number, CallArrivedRecord>()
  readonly #waits = new WordMap<{ wait: Wait | undefined }>()
  /** Calls that came early, by fact. */
  readonly #early = new Map<string, number>()
  readonly #found = new Collector()

  constructor(readonly evidence: Evidence) {}

  on(record: JournalRecord): void {
    if (record.kind === 'call.arrived') this.#arrived(record)
    else if (record.kind === 'answer') this.#answered(record)
  }

  end(): Outcome {
    return { judged: this.#found.judged, violations: this.#found.done() }
  }

  #arrived(record: CallArrivedRecord): void {
    if (record.operation === undefined || record.eids.length === 0) return
    this.#open.set(record.cid, record)
    for (const eid of record.eids) {
      const fact = this.evidence.facts.get(eid)
      const known = fact?.covered === true ? this.#waits.get(keyOf(record, eid)) : undefined
      if (!fact || !known?.wait) continue
      const { wait } = known
      known.wait = undefined
      if (this.#isEarly(record, wait, fact)) this.#add(record, wait, fact)
    }
  }

  #answered(record: AnswerRecord): void {
    const arrived = this.#open.get(record.cid)
    this.#open.delete(record.cid)
    const { retryAfter_ms } = record
    if (!arrived || retryAfter_ms === undefined) return
    for (const eid of arrived.eids) {
      if (this.evidence.facts.get(eid)?.covered !== true) continue
      this.#found.judged += 1
      const wait = { arrived, told: record, until: record.t + retryAfter_ms, retryAfter_ms }
      this.#waits.getOr(keyOf(arrived, eid), () => ({ wait: undefined })).wait = wait
    }
  }

  #isEarly(record: CallArrivedRecord, { arrived, until }: Wait, fact: FactState): boolean {
    if (record.t >= until - this.evidence.header.target.grace_ms) return false
    // A life that has ended took what it was told with it.
    if (record.incarnation !== arrived.incarnation) return false
    // Of each delivery that the fact had, a call may be under way by itself: it does not know what another one was told.
    const early = (this.#early.get(fact.eid) ?? 0) + 1
    this.#early.set(fact.eid, early)
    return early > Math.max(1, fact.deliveries) - 1
  }

  #add(record: CallArrivedRecord, { arrived, told, until, retryAfter_ms }: Wait, fact: FactState): void {
    const system = systemTitle(this.evidence, record.system)
    const code = this.evidence.calls.get(arrived.cid)?.code ?? ''
    const refusal = code === '' ? String(told.status) : `${code} (${told.status})`
    this.#found.add({
      reason: 'too-early',
      message:
        `${capitalised(system)} refused ${factName(this.evidence, fact)} with ${refusal} at ${seconds(told.t)} and asked for ` +
        `${roughDuration(retryAfter_ms)} (Retry-After); it was sent again at ${seconds(record.t)}, ` +
        `${roughDuration(until - record.t)} too early.`,
      badness: until - record.t,
      records: [arrived.seq, told.seq, record.seq],
      eids: [fact.eid],
    })
  }
}

/** A part of a fact has a reference of its own, and is another request. */
function keyOf({ system, operation, path, keys, bodyHash }: CallArrivedRecord, eid: string): readonly string[] {
  return [system, operation ?? '', path, eid, keys.length > 0 ? keys.join(' ') : bodyHash]
}
