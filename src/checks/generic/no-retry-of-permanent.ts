import type { EntityState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Dims } from '../../domain/names.js'
import type { CallArrivedRecord, CallServedRecord, EffectRecord, JournalRecord } from '../../journal/records.js'
import { Collector } from '../collector.js'
import type { Check, Outcome } from '../contract.js'
import { enumerate, WordMap } from '../support/index.js'

/** One request that was refused for good, and how often it came again unchanged. */
interface Refused {
  readonly eids: readonly string[]
  readonly dims: Dims
  code: string
  /** The last refusal that the target saw; 0 while the last answer was another one. */
  refusedAt: number
  retries: number
  /** First refusal, then every retry, as far as a witness needs them. */
  readonly seqs: number[]
}

const seqsMax = 30

/** A request that was refused for good is not sent again unchanged, unless something changed. */
export const noRetryOfPermanent: Check = {
  number: 63,
  name: 'no-retry-of-permanent',
  class: 'S',
  title: 'What was refused for good is not sent again unchanged, unless the source delivered it again or something changed.',
  provenBy: ['M56'],
  begin: (evidence) => new RetryScan(evidence),
}

class RetryScan {
  readonly hears = ['call.arrived', 'call.served', 'answer', 'call.closed', 'effect'] as const
  readonly #byRequest = new WordMap<Refused>()
  /** Body hashes of what is in `#byRequest`. */
  readonly #refusedBodies = new Set<string>()
  /** Calls under way that repeat a refused request, or were refused and not answered yet. */
  readonly #open = new Map<number, { readonly arrived: CallArrivedRecord; served?: CallServedRecord }>()
  /** When something was last posted for an order, or written to another subject; and to which dimensions states were written last. */
  readonly #subjectChanged = new Map<string, number>()
  readonly #stateChanged = new Map<EntityState, number>()
  #anythingChanged = 0

  constructor(readonly evidence: Evidence) {}

  on(record: JournalRecord): void {
    switch (record.kind) {
      case 'call.arrived':
        return this.#arrived(record)
      case 'call.served':
        return this.#served(record)
      case 'answer':
        this.#answered(record.cid, record.knowledge === 'refused', record.seq)
        return
      case 'call.closed':
        this.#open.delete(record.cid)
        return
      case 'effect':
        return this.#changed(record)
      default:
        return
    }
  }

  end(): Outcome {
    const found = new Collector()
    const { permanent_retries_max, attempts_max } = this.evidence.header.plan.judge
    for (const refused of this.#byRequest.made) {
      const deliveries = Math.max(1, ...refused.eids.map((eid) => this.evidence.facts.get(eid)?.deliveries ?? 0))
      // A target that was killed forgets what it had tried: each life may try as each delivery may.
      // What is held until something happens is refused until then: asking again is how one learns that it has happened.
      const held = refused.eids.some((eid) => this.evidence.facts.get(eid)?.must === 'HOLD')
      const allowed = (held ? attempts_max : permanent_retries_max) * (deliveries + this.evidence.crashes.length)
      // The first attempt that a further delivery brings is no retry.
      const retries = refused.retries - (deliveries - 1)
      if (retries <= allowed) continue
      const names = refused.eids.map((eid) => this.evidence.facts.get(eid)?.businessKey ?? eid)
      found.add({
        reason: refused.code,
        message:
          `${names.length === 0 ? 'One request' : enumerate(names)}: sent again unchanged ${refused.retries} times after ` +
          `${refused.code}; ${allowed} allowed for ${deliveries} ${deliveries === 1 ? 'delivery' : 'deliveries'}.`,
        badness: refused.retries,
        records: refused.seqs,
        eids: refused.eids.slice(0, 50),
      })
    }
    // Refusals that nobody repeated are cases too: there was something to hold back from.
    return { judged: this.#byRequest.made.length, violations: found.done() }
  }

  #arrived(record: CallArrivedRecord): void {
    if (!record.posts || record.operation === undefined || !this.#isCovered(record.eids)) return
    this.#open.set(record.cid, { arrived: record })
    // Most bodies were never refused: no key is put together for them.
    const refused = this.#refusedBodies.has(record.bodyHash) ? this.#byRequest.get(keyOf(record)) : undefined
    if (!refused || refused.refusedAt === 0 || this.#changedSince(refused)) return
    refused.retries += 1
    if (refused.seqs.length < seqsMax) refused.seqs.push(record.seq)
  }

  #served(record: CallServedRecord): void {
    const call = this.#open.get(record.cid)
    if (call) call.served = record
  }

  #answered(cid: number, seen: boolean, seq: number): void {
    const call = this.#open.get(cid)
    this.#open.delete(cid)
    if (!call) return
    const permanent = seen && call.served?.answerClass === 'business'
    if (!permanent && !this.#refusedBodies.has(call.arrived.bodyHash)) return
    const key = keyOf(call.arrived)
    const known = this.#byRequest.get(key)
    if (!permanent) {
      // A transient answer, or none: trying again is what a target should do.
      if (known) known.refusedAt = 0
      return
    }
    const code = call.served?.code ?? String(call.served?.status ?? '')
    if (known) {
      known.refusedAt = seq
      known.code = code
      return
    }
    const { eids, dims = {} } = call.arrived
    this.#refusedBodies.add(call.arrived.bodyHash)
    this.#byRequest.getOr(key, () => ({ eids, dims, code, refusedAt: seq, retries: 0, seqs: [call.arrived.seq, seq] }))
  }

  /** Anything that may have changed the system's mind: a state, the same subject, or stock where stock was short. */
  #changedSince({ dims, code, refusedAt }: Refused): boolean {
    for (const [entity, seq] of this.#stateChanged) if (seq > refusedAt && mayConcern(entity.dims, dims)) return true
    if ((this.#subjectChanged.get(subjectOf(dims)) ?? 0) > refusedAt) return true
    return code === 'NEGATIVE_STOCK' && this.#anythingChanged > refusedAt
  }

  #changed(record: EffectRecord): void {
    this.#anythingChanged = record.seq
    const subject = subjectOf(record.dims)
    if (subject !== '') this.#subjectChanged.set(subject, record.seq)
    const entity = record.what === 'state' && record.derived !== true ? this.evidence.entity(record.system, record.entity) : undefined
    if (entity) this.#stateChanged.set(entity, record.seq)
  }

  #isCovered(eids: readonly string[]): boolean {
    return eids.length === 0 || eids.some((eid) => this.evidence.facts.get(eid)?.covered !== false)
  }
}

function keyOf(call: CallArrivedRecord): readonly string[] {
  return [call.system, call.operation ?? '', call.path, call.bodyHash]
}

/** What a posting is about, as far as another posting may change what becomes of it. */
function subjectOf({ order, lot, item }: Dims): string {
  return order ?? lot ?? item ?? ''
}

/** A lock of one order does not concern another one; what shares no dimension with the request (a period) concerns everybody. */
function mayConcern(state: Dims, request: Dims): boolean {
  return Object.entries(state).every(([name, value]) => request[name] === undefined || request[name] === value)
}
