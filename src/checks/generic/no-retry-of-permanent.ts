import type { Evidence } from '../../journal/evidence.js'
import type { Dims, SystemName } from '../../domain/names.js'
import type { AnswerRecord, CallArrivedRecord, CallServedRecord, EffectRecord, JournalRecord } from '../../journal/records.js'
import { Collector } from '../collector.js'
import type { Check, Outcome } from '../contract.js'
import { eidsMax, enumerate, WordMap } from '../support/index.js'
import { append } from '../../domain/grouping.js'

/** One command of a request that was refused for good, and how often it came again unchanged. */
interface Refused {
  readonly system: SystemName
  readonly eids: readonly string[]
  readonly dims: Dims
  code: string
  /** The last refusal that the target saw; 0 while the last answer was another one. */
  refusedAt: number
  retries: number
  /** The first retry that was one too many, and how many had been allowed until then: what comes later does not take it back. */
  excess?: { readonly allowed: number; readonly deliveries: number } | undefined
  /** First refusal, then every retry, as far as a witness needs them. */
  readonly seqs: number[]
}

const seqsMax = 30

/** A request that was refused for good is not sent again unchanged, unless something changed. */
export const noRetryOfPermanent: Check = {
  number: 63,
  name: 'no-retry-of-permanent',
  class: 'S',
  covers: ['refusals'],
  title: 'What was refused for good is not sent again unchanged, unless the source delivered it again or something changed.',
  provenBy: ['M56'],
  begin: (evidence) => new RetryScan(evidence),
}

class RetryScan {
  readonly hears = ['call.arrived', 'call.served', 'answer', 'call.closed', 'effect'] as const
  /** By request; of several commands in one, each has the place that it has there. */
  readonly #byRequest = new WordMap<Refused[]>()
  /** Body hashes of what is in `#byRequest`. */
  readonly #refusedBodies = new Set<string>()
  /** Calls under way that repeat a refused request, or were refused and not answered yet. */
  readonly #open = new Map<number, { readonly arrived: CallArrivedRecord; served?: CallServedRecord }>()
  /** By system, plant and subject (and by system and subject): when something was last posted for it, or written to it. */
  readonly #subjectChanged = new WordMap<number>()
  /** By system: state writes, in order. */
  readonly #stateChanged = new Map<SystemName, { readonly dims: Dims; readonly seq: number }[]>()
  /** By system. */
  readonly #anythingChanged = new Map<SystemName, number>()

  constructor(readonly evidence: Evidence) {}

  on(record: JournalRecord): void {
    switch (record.kind) {
      case 'call.arrived':
        return this.#arrived(record)
      case 'call.served':
        return this.#served(record)
      case 'answer':
        this.#answered(record)
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
    const all = this.#byRequest.made.flatMap((commands) => Object.values(commands))
    for (const refused of all) {
      if (!refused.excess) continue
      const { allowed, deliveries } = refused.excess
      const names = refused.eids.map((eid) => this.evidence.facts.get(eid)?.businessKey ?? eid)
      found.add({
        reason: refused.code,
        message:
          `${names.length === 0 ? 'One request' : enumerate(names)}: sent again unchanged ${refused.retries} times after ` +
          `${refused.code}; ${allowed} allowed for ${deliveries} ${deliveries === 1 ? 'delivery' : 'deliveries'}.`,
        badness: refused.retries,
        records: refused.seqs,
        eids: refused.eids.slice(0, eidsMax),
      })
    }
    // Refusals that nobody repeated are cases too: there was something to hold back from.
    return { judged: all.length, violations: found.done() }
  }

  #arrived(record: CallArrivedRecord): void {
    if (!record.posts || record.operation === undefined || !this.#isCovered(record.eids)) return
    this.#open.set(record.cid, { arrived: record })
    // Most bodies were never refused: no key is put together for them.
    const commands = this.#refusedBodies.has(record.bodyHash) ? this.#byRequest.get(keyOf(record)) : undefined
    for (const refused of Object.values(commands ?? [])) {
      if (refused.refusedAt === 0 || this.#changedSince(refused)) continue
      refused.retries += 1
      if (refused.seqs.length < seqsMax) refused.seqs.push(record.seq)
      refused.excess ??= this.#excessOf(refused)
    }
  }

  #excessOf({ eids, retries }: Refused): Refused['excess'] {
    const { facts, crashes, header } = this.evidence
    const { permanent_retries_max, attempts_max } = header.plan.judge
    const deliveries = Math.max(1, ...eids.map((eid) => facts.get(eid)?.deliveries ?? 0))
    // What is held until something happens is refused until then: asking again is how one learns that it has happened.
    const held = eids.some((eid) => facts.get(eid)?.must === 'HOLD')
    // A target that was killed forgets what it had tried: each life may try as each delivery may.
    const allowed = (held ? attempts_max : permanent_retries_max) * (deliveries + crashes.length)
    // The first attempt that a further delivery brings is no retry.
    return retries - (deliveries - 1) > allowed ? { allowed, deliveries } : undefined
  }

  #served(record: CallServedRecord): void {
    const call = this.#open.get(record.cid)
    if (call) call.served = record
  }

  #answered({ cid, knowledge, seq }: AnswerRecord): void {
    const call = this.#open.get(cid)
    this.#open.delete(cid)
    if (!call) return
    const { arrived, served } = call
    // A message of several commands may be taken as a whole, and yet say of one that it was refused.
    const seen = knowledge === 'refused' || (knowledge === 'acked' && served?.lines !== undefined)
    const lines = served?.lines ?? [{ ...served, eids: arrived.eids }]
    const isPermanent = (answerClass: string | undefined): boolean => seen && answerClass === 'business'
    if (!this.#refusedBodies.has(arrived.bodyHash) && !lines.some((line) => isPermanent(line.answerClass))) return
    this.#refusedBodies.add(arrived.bodyHash)
    const commands = this.#byRequest.getOr(keyOf(arrived), () => [])
    for (const [index, { eids, status, answerClass, code = String(status ?? '') }] of lines.entries()) {
      const known = commands[index]
      if (!isPermanent(answerClass)) {
        // A transient answer, or none: trying again is what a target should do.
        if (known) known.refusedAt = 0
      } else if (known) {
        known.refusedAt = seq
        known.code = code
      } else {
        const dims = this.#dimsOf(arrived, eids, index)
        commands[index] = { system: arrived.system, eids, dims, code, refusedAt: seq, retries: 0, seqs: [arrived.seq, seq] }
      }
    }
  }

  /** What a command is about: the record tells it of the first one, the facts of it tell it of the others, and which plant is meant. */
  #dimsOf(arrived: CallArrivedRecord, eids: readonly string[], index: number): Dims {
    const fact = this.evidence.facts.get(eids[0] ?? '')
    const { dims = {} } = index === 0 ? arrived : (fact ?? {})
    return { ...(fact && { plant: fact.plant }), ...dims }
  }

  /** Anything that may have changed the system's mind: a state, the same subject, or stock where stock was short. */
  #changedSince({ system, dims, code, refusedAt }: Refused): boolean {
    const changes = this.#stateChanged.get(system) ?? []
    for (let at = changes.length - 1; at >= 0; at -= 1) {
      const change = changes[at]
      if (!change || change.seq <= refusedAt) break
      if (mayConcern(change.dims, dims)) return true
    }
    if ((this.#subjectChanged.get([system, dims['plant'] ?? '', subjectOf(dims)]) ?? 0) > refusedAt) return true
    return code === 'NEGATIVE_STOCK' && (this.#anythingChanged.get(system) ?? 0) > refusedAt
  }

  #changed({ system, plant, seq, dims, ...effect }: EffectRecord): void {
    this.#anythingChanged.set(system, seq)
    const subject = subjectOf(dims)
    // Whoever does not say which plant he means may mean this one.
    if (subject !== '') for (const place of [plant, '']) this.#subjectChanged.set([system, place, subject], seq)
    if (effect.what !== 'state' || effect.derived === true) return
    append(this.#stateChanged, system, { dims: this.evidence.entity(system, effect.entity)?.dims ?? dims, seq })
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
