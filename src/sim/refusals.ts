import { limits } from '../domain/limits.js'
import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { DeliveryRecord, JournalRecord } from '../journal/records.js'
import type { DeliveryPolicy } from '../scenario/plan.js'
import { refusal_bytes_max } from '../transports/contract.js'
import { count, cut, list } from '../words/lists.js'

/** What only the run knows of the moment. */
export interface RefusalParts {
  readonly evidence: EvidenceBuilder
  readonly policy: DeliveryPolicy
  /** Facts that a source pushes, and that have to be posted. */
  readonly facts: number
  /** A fault stands, or the target is being started. */
  disturbed(): boolean
  /** The ways to the systems were disturbed at some time: a careful target may keep away from them for a while. */
  shaken(): boolean
  /** The last words of the target. */
  tail(): readonly string[]
}

export interface Refused {
  readonly message: string
  readonly details: readonly string[]
}

/** "Not now" is said by who may take it later: it is believed for as long as the source tries. */
const notNow = new Set([408, 425, 429, 503])

/**
 * Notices a target that refuses every delivery with one kind of status and calls nobody: it is not set up, and nothing of its logic can be
 * judged. Counts tries, not time, of several facts; what it answers while a fault stands does not count.
 */
export class Refusals {
  readonly #parts: RefusalParts
  readonly #tries = new Map<string, number>()
  readonly #givenUp = new Set<string>()
  /** What was answered, how often, and what was said with it first. */
  readonly #answers = new Map<number, { times: number; readonly says: string }>()
  /** Deliveries that went out while nothing stood in their way. */
  readonly #fair = new Set<number>()
  #calls = 0
  #refuted = false

  constructor(parts: RefusalParts) {
    this.#parts = parts
  }

  /** True once a record showed that the target does more than refuse: nothing needs to be seen any more. */
  get refuted(): boolean {
    return this.#refuted
  }

  /** Takes a record; why the target is not set up, once that is clear. */
  see(record: JournalRecord): Refused | undefined {
    if (this.#refuted) return undefined
    if (record.kind === 'offer' && !this.#parts.disturbed()) this.#fair.add(record.did)
    else if (record.kind === 'call.arrived') this.#called(record.operation !== undefined)
    // Whose calls are disturbed is not known by what becomes of them.
    else if (record.kind === 'fault.fired' && record.cid !== undefined) this.#refuted = true
    else if (record.kind === 'target.spawned') this.#forget()
    else if (record.kind === 'delivery') return this.#delivered(record)
    return undefined
  }

  #called(understood: boolean): void {
    this.#calls += 1
    this.#refuted = understood
  }

  #forget(): void {
    this.#tries.clear()
    this.#givenUp.clear()
    this.#answers.clear()
  }

  #delivered({ did, eid, outcome, targetAnswered, says = '' }: DeliveryRecord): Refused | undefined {
    if (outcome === 'acked') this.#refuted = true
    if (this.#parts.evidence.facts.get(eid)?.must !== 'POST') return undefined
    if (outcome === 'given-up') this.#givenUp.add(eid)
    else if (!this.#fair.delete(did) || this.#parts.disturbed() || outcome === 'not-connected') return undefined
    // Silence is another answer: what is told of both is a verdict.
    else if (targetAnswered === null) this.#refuted = true
    else this.#refused(eid, targetAnswered, says)
    return this.#refuted ? undefined : this.#told()
  }

  #refused(eid: string, status: number, says: string): void {
    this.#tries.set(eid, (this.#tries.get(eid) ?? 0) + 1)
    const answer = this.#answers.get(status)
    if (answer) answer.times += 1
    else this.#answers.set(status, { times: 1, says })
    if (new Set([...this.#answers.keys()].map(kindOf)).size > 1) this.#refuted = true
  }

  #told(): Refused | undefined {
    const { facts, policy } = this.#parts
    const wanted = Math.max(1, Math.min(facts, limits.refused_facts_count_min))
    const tries = Math.min(policy.attempts_max, limits.refused_tries_count_min)
    const patient = this.#parts.shaken() || [...this.#answers.keys()].some((status) => notNow.has(status))
    const enough = [...this.#tries].filter(([eid, times]) => times >= tries && (!patient || this.#givenUp.has(eid)))
    return enough.length < wanted ? undefined : this.#why()
  }

  #why(): Refused {
    const statuses = [...this.#answers.keys()].toSorted((a, b) => a - b)
    const times = [...this.#answers.values()].reduce((sum, answer) => sum + answer.times, 0)
    const calls = this.#calls === 0 ? 'made no call' : `no system understood any of its ${count(this.#calls, 'call')}`
    const path = statuses.every((status) => status === 404) ? ': the facts were delivered to a path that it does not serve' : ''
    return {
      message: `The target answered ${list(statuses.map(String), 'or')} to every delivery (${times}) and ${calls}${path}.`,
      details: [
        ...[...this.#answers].map(([status, { says }]) => `${status}: ${says === '' ? '(nothing was said with it)' : says}`),
        ...this.#parts.tail(),
      ],
    }
  }
}

function kindOf(status: number): number {
  return Math.floor(status / 100)
}

/** What is kept of what was said with a refusal: on one line, without secrets, and not much of it. */
export function keptOf(says: string, redact: (text: string) => string): string {
  // Where it was cut off, half a secret may stand at its end.
  const whole = says.length < refusal_bytes_max / 4 ? says : says.replace(/[^\s,;&{}]*$/, '')
  return cut(redact(whole).replace(/\s+/g, ' ').trim(), limits.refusal_chars_max)
}
