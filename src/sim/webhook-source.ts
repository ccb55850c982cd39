import type { DeliveryPolicy, PlannedFact } from '../scenario/plan.js'
import type { PublishedEvent } from '../systems/contract.js'
import { askDelivery, deliveryView, eventOf, TransportIds, type Source, type SourceParts } from './source.js'

/** How one attempt ended on the wire. */
export interface SendResult {
  /** What the target answered; null if nothing came. */
  readonly status: number | null
  readonly outcome: 'answered' | 'not-connected' | 'broken' | 'timed-out'
  readonly why?: string
}

/** Sends one event; `onWritten` is called once the whole body is on its way to the target. */
export type SendEvent = (fact: PlannedFact, event: PublishedEvent, onWritten: () => void, signal: AbortSignal) => Promise<SendResult>

interface Job {
  readonly fact: PlannedFact
  readonly transportId: string
  /** Tries under this transport identity. */
  tries: number
  triesAfterHeal: number
  /** Faults are asked once per job: a hold or a delay is not imposed on every try. */
  asked: boolean
  repeat: { readonly as: 'same-id' | 'new-id'; readonly after_ms: number } | undefined
  loseAnswer: boolean
}

/** A source that pushes: at least once, with back-off, the same event under the same identity until it is taken or given up. */
export class WebhookSource implements Source {
  readonly #parts: SourceParts
  readonly #policy: DeliveryPolicy
  readonly #send: SendEvent
  readonly #ids: TransportIds
  readonly #attempts = new Map<string, number>()
  readonly #ready: Job[] = []
  readonly #buffer: Job[] = []
  readonly #held = new Map<string, { readonly streamSeq: number; release: () => void }[]>()
  readonly #inFlight = new Map<Job, AbortController>()
  #waiting = 0
  #down = false
  #paused = true
  #healed = false

  constructor(parts: SourceParts, policy: DeliveryPolicy, send: SendEvent) {
    this.#parts = parts
    this.#ids = new TransportIds(parts.onWire)
    this.#policy = policy
    this.#send = send
  }

  emit(fact: PlannedFact): void {
    const transportId = this.#ids.first(fact)
    this.#parts.publish(eventOf(this.#parts.onWire(fact), transportId, fact.eid))
    this.#queue(this.#job(fact, transportId))
  }

  linkDown(): void {
    this.#down = true
    for (const abort of this.#inFlight.values()) abort.abort()
  }

  linkUp(flush_per_s: number): void {
    this.#down = false
    const buffered = this.#buffer.splice(0)
    buffered.forEach((job, index) => {
      const ms = flush_per_s > 0 ? (index * 1000) / flush_per_s : 0
      this.#later(ms, () => this.#queue(job))
    })
  }

  pending(): number {
    return this.#ready.length + this.#buffer.length + this.#inFlight.size + this.#waiting
  }

  heal(): void {
    this.#healed = true
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#pump()
  }

  #job(fact: PlannedFact, transportId: string, asked = false): Job {
    return { fact, transportId, tries: 0, triesAfterHeal: 0, asked, repeat: undefined, loseAnswer: false }
  }

  #queue(job: Job): void {
    this.#ready.push(job)
    this.#pump()
  }

  #pump(): void {
    while (!this.#paused && this.#ready.length > 0 && this.#inFlight.size < this.#policy.concurrency_max) {
      const job = this.#ready.shift()
      if (job && this.#admit(job)) void this.#attempt(job)
    }
  }

  /** Asks the faults, once; false if the job comes back later. */
  #admit(job: Job): boolean {
    if (this.#down) {
      this.#unreachable(job)
      return false
    }
    if (job.asked) return true
    job.asked = true
    const { fact } = job
    const disturbance = askDelivery(this.#parts, 'deliver', deliveryView(fact, (this.#attempts.get(fact.eid) ?? 0) + 1), {
      did: 0,
      eid: fact.eid,
    })
    switch (disturbance?.do) {
      case 'delay':
        this.#later(disturbance.ms, () => this.#queue(job))
        return false
      case 'overtaken':
        this.#hold(job, disturbance.ms_max)
        return false
      case 'repeat':
        job.repeat = disturbance
        return true
      case 'lose-answer':
        job.loseAnswer = true
        return true
      default:
        return true
    }
  }

  /** The link is down: the source buffers, and says so once. */
  #unreachable(job: Job): void {
    const { did, attempt } = this.#offer(job, false)
    this.#parts.recorder.record({
      kind: 'delivery',
      did,
      eid: job.fact.eid,
      attempt,
      incarnation: this.#parts.incarnations.current,
      targetAnswered: null,
      sourceSaw: null,
      outcome: 'not-connected',
      why: 'the link is down',
    })
    this.#buffer.push(job)
  }

  #offer(job: Job, healthy: boolean): { did: number; attempt: number } {
    const { fact, transportId } = job
    const attempt = (this.#attempts.get(fact.eid) ?? 0) + 1
    this.#attempts.set(fact.eid, attempt)
    const did = this.#parts.nextDid()
    this.#parts.recorder.record({
      kind: 'offer',
      did,
      channel: 'webhook',
      source: fact.source,
      eid: fact.eid,
      transportId,
      attempt,
      incarnation: this.#parts.incarnations.current,
      healthy,
    })
    return { did, attempt }
  }

  async #attempt(job: Job): Promise<void> {
    const abort = new AbortController()
    this.#inFlight.set(job, abort)
    const { fact } = job
    const { did, attempt } = this.#offer(job, true)
    const { incarnations, recorder } = this.#parts
    const incarnation = incarnations.current
    job.tries += 1
    if (this.#healed) job.triesAfterHeal += 1
    const onWritten = (): void => {
      recorder.record({ kind: 'exposed', did, eid: fact.eid, incarnation, how: 'webhook' })
      askDelivery(this.#parts, 'received', deliveryView(fact, attempt), { did, eid: fact.eid })
    }
    const result = await this.#send(fact, eventOf(this.#parts.onWire(fact), job.transportId, fact.eid), onWritten, abort.signal)
    this.#inFlight.delete(job)
    const seen = job.loseAnswer || abort.signal.aborted ? null : result.status
    const acked = seen !== null && seen >= 200 && seen < 300
    recorder.record({
      kind: 'delivery',
      did,
      eid: fact.eid,
      attempt,
      incarnation,
      targetAnswered: result.status,
      sourceSaw: seen,
      outcome: acked ? 'acked' : seen !== null ? 'refused' : result.outcome === 'not-connected' ? 'not-connected' : 'indeterminate',
      ...(result.why !== undefined && { why: result.why }),
    })
    job.loseAnswer = false
    if (acked) this.#acked(job, did, attempt)
    else this.#again(job, did, attempt)
    this.#pump()
  }

  #acked(job: Job, did: number, attempt: number): void {
    const { fact, repeat } = job
    const posted = (this.#parts.evidence.facts.get(fact.eid)?.docs.length ?? 0) > 0
    askDelivery(this.#parts, 'acked', deliveryView(fact, attempt, { acked: true, posted }), { did, eid: fact.eid })
    if (repeat) {
      const transportId = repeat.as === 'same-id' ? job.transportId : this.#ids.next(fact)
      if (repeat.as === 'new-id') this.#parts.publish(eventOf(this.#parts.onWire(fact), transportId, fact.eid))
      this.#later(repeat.after_ms, () => this.#queue(this.#job(fact, transportId, true)))
    }
    for (const held of (this.#held.get(fact.sequenceKey ?? '') ?? []).slice()) {
      if (held.streamSeq < fact.streamSeq) held.release()
    }
  }

  /** Tries again with back-off, or returns the fact to its sender. */
  #again(job: Job, did: number, attempt: number): void {
    if (this.#down) {
      this.#buffer.push(job)
      return
    }
    const { attempts_max, backoff_first_ms, backoff_factor, backoff_ms_max } = this.#policy
    if (job.tries >= attempts_max && job.triesAfterHeal >= 3) {
      this.#parts.recorder.record({
        kind: 'delivery',
        did,
        eid: job.fact.eid,
        attempt,
        incarnation: this.#parts.incarnations.current,
        targetAnswered: null,
        sourceSaw: null,
        outcome: 'given-up',
        why: `the source gave up after ${job.tries} tries`,
      })
      return
    }
    const ms = Math.min(backoff_ms_max, backoff_first_ms * backoff_factor ** (job.tries - 1))
    this.#later(ms, () => this.#queue(job))
  }

  #hold(job: Job, ms_max: number): void {
    const key = job.fact.sequenceKey ?? ''
    const list = this.#held.get(key) ?? []
    this.#held.set(key, list)
    this.#waiting += 1
    const release = (): void => {
      if (!list.includes(entry)) return
      list.splice(list.indexOf(entry), 1)
      this.#waiting -= 1
      cancel()
      this.#queue(job)
    }
    const entry = { streamSeq: job.fact.streamSeq, release }
    const cancel = this.#parts.clock.setTimer(ms_max, release)
    list.push(entry)
  }

  #later(ms: number, then: () => void): void {
    this.#waiting += 1
    this.#parts.clock.setTimer(ms, () => {
      this.#waiting -= 1
      then()
    })
  }
}
