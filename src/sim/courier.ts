import type { DeliveryPolicy, PlannedFact } from '../scenario/plan.js'
import { keptOf } from './refusals.js'
import type { SendEvent } from './run-types.js'
import { Source, type Numbered, type Repeat, type SourceParts } from './source.js'

interface Job {
  readonly fact: PlannedFact
  readonly transportId: string
  /** Tries under this transport identity. */
  tries: number
  triesAfterHeal: number
  /** Faults are asked once per job: a hold or a delay is not imposed on every try. */
  asked: boolean
  repeat: Repeat | undefined
  loseAnswer: boolean
  /** How much later the source learns what was answered: by a fault, and by the latency of the link. */
  answerLate_ms: number
  /** This try has had its time on a slow link. */
  underWay: boolean
}

/** A source that pushes: at least once, with back-off, the same event under the same identity until it is taken or given up. */
export class Courier extends Source {
  readonly #policy: DeliveryPolicy
  readonly #send: SendEvent
  /** What its feed has, in order: a target that is pushed to may read it as well. */
  readonly #published: PlannedFact[] = []
  readonly #ready: Job[] = []
  readonly #buffer: Job[] = []
  readonly #inFlight = new Map<Job, AbortController>()
  #down = false
  #paused = true
  #healed = false

  constructor(parts: SourceParts, policy: DeliveryPolicy, send: SendEvent) {
    super(parts)
    this.#policy = policy
    this.#send = send
  }

  override emit(fact: PlannedFact): void {
    const transportId = this.newId(fact)
    this.#publish(fact, transportId)
    this.#queue(newJob(fact, transportId, false))
  }

  /** Reading acknowledges nothing, but whoever reads knows. */
  override handedOut(cid: number, after: number, upTo: number): void {
    const { recorder, incarnations, evidence } = this.parts
    const incarnation = incarnations.current
    for (const [index, { eid }] of this.#published.slice(after, upTo).entries()) {
      const known = evidence.facts.get(eid)
      // Once in each life says it: a feed may be read from its start again and again.
      if (known?.exposedIncarnation === incarnation || known?.exposedLater?.has(incarnation) === true) continue
      recorder.record({ kind: 'exposed', did: 0, eid, incarnation, how: 'read', cid, cursor: String(after + index + 1) })
    }
  }

  override linkDown(): void {
    this.#down = true
    for (const abort of this.#inFlight.values()) abort.abort()
  }

  override linkUp(flush_per_s: number): void {
    this.#down = false
    const buffered = this.#buffer.splice(0)
    buffered.forEach((job, index) => {
      const ms = flush_per_s > 0 ? (index * 1000) / flush_per_s : 0
      this.later(ms, () => this.#queue(job))
    })
  }

  override pending(): number {
    return super.pending() + this.#ready.length + this.#buffer.length + this.#inFlight.size
  }

  override heal(): void {
    this.#healed = true
  }

  override pause(): void {
    this.#paused = true
  }

  override resume(): void {
    this.#paused = false
    this.#pump()
  }

  override stop(): void {
    super.stop()
    for (const abort of this.#inFlight.values()) abort.abort()
  }

  #publish(fact: PlannedFact, transportId: string): void {
    this.#published.push(fact)
    this.parts.publish(this.eventOf(fact, transportId))
  }

  #queue(job: Job): void {
    this.#ready.push(job)
    this.#pump()
  }

  #pump(): void {
    while (!this.#paused && !this.stopped && this.#ready.length > 0 && this.#inFlight.size < this.#policy.concurrency_max) {
      const job = this.#ready.shift()
      if (job && this.#goesNow(job)) void this.#attempt(job)
    }
  }

  /** Asks the faults, once; false if the job comes back later. */
  #goesNow(job: Job): boolean {
    if (this.#down) {
      this.#unreachable(job)
      return false
    }
    if (!job.asked) {
      job.asked = true
      const extra = this.admit(job.fact, () => this.#queue(job))
      if (!extra) return false
      job.repeat = extra.repeat
      job.loseAnswer = extra.loseAnswer === true
      job.answerLate_ms = extra.answerLate_ms ?? 0
    }
    return job.underWay || !this.#isSlowed(job)
  }

  /** On a slow link a delivery comes later, and so does its answer. */
  #isSlowed(job: Job): boolean {
    job.underWay = true
    const { either, before, after } = this.parts.latency()
    job.answerLate_ms += after
    if (either + before === 0) return false
    this.later(either + before, () => this.#queue(job))
    return true
  }

  /** The link is down: the source buffers, and says so once. */
  #unreachable(job: Job): void {
    const delivery = this.offer(job.fact, 'webhook', job.transportId, false)
    this.ended(delivery, { outcome: 'not-connected', why: 'the link is down' })
    this.#buffer.push(job)
  }

  async #attempt(job: Job): Promise<void> {
    const abort = new AbortController()
    this.#inFlight.set(job, abort)
    const { fact } = job
    const delivery = this.offer(fact, 'webhook', job.transportId)
    const incarnation = this.parts.incarnations.current
    job.tries += 1
    if (this.#healed) job.triesAfterHeal += 1
    const onWritten = (): void => {
      this.parts.recorder.record({ kind: 'exposed', did: delivery.did, eid: fact.eid, incarnation, how: 'webhook' })
      this.ask('received', delivery)
    }
    const sent = this.#send(fact, this.parts.told(this.eventOf(fact, job.transportId)), onWritten, abort.signal)
    // Two at once are two at once, however few the source sends at a time.
    if (job.repeat?.at_once && !this.stopped) {
      const isNow = job.repeat.after_ms === 0
      this.#deliverAgain(job, (again) => (isNow ? void this.#attempt(again) : this.#queue(again)))
    }
    const result = await sent
    const { answerLate_ms } = job
    job.underWay = false
    job.answerLate_ms = 0
    if (answerLate_ms > 0) await this.parts.clock.sleep(answerLate_ms)
    this.#inFlight.delete(job)
    const seen = job.loseAnswer || abort.signal.aborted ? null : result.status
    const acked = seen !== null && seen >= 200 && seen < 300
    this.ended(delivery, {
      incarnation,
      targetAnswered: result.status,
      sourceSaw: seen,
      outcome: acked ? 'acked' : seen !== null ? 'refused' : result.outcome === 'not-connected' ? 'not-connected' : 'indeterminate',
      ...(result.why !== undefined && { why: result.why }),
      ...(result.says !== undefined && !acked && { says: keptOf(result.says, this.parts.redact) }),
    })
    job.loseAnswer = false
    if (acked) this.#taken(job, delivery)
    else this.#again(job, delivery)
    this.#pump()
  }

  #taken(job: Job, delivery: Numbered): void {
    this.acked(delivery)
    if (job.repeat) this.#deliverAgain(job, (again) => this.#queue(again))
    this.passed(job.fact)
  }

  #deliverAgain(job: Job, go: (again: Job) => void): void {
    const { fact, transportId, repeat } = job
    job.repeat = undefined
    if (!repeat) return
    const next = this.repeat(fact, transportId, repeat, (id) => go(newJob(fact, id, true)))
    if (next !== transportId) this.#publish(fact, next)
  }

  /** Tries again with back-off, or returns the fact to its sender. */
  #again(job: Job, delivery: Numbered): void {
    if (this.#down) {
      this.#buffer.push(job)
      return
    }
    const { attempts_max, backoff_first_ms, backoff_factor, backoff_ms_max } = this.#policy
    if (job.tries >= attempts_max && job.triesAfterHeal >= 3) {
      this.ended(delivery, { outcome: 'given-up', why: `the source gave up after ${job.tries} tries` })
      return
    }
    const ms = Math.min(backoff_ms_max, backoff_first_ms * backoff_factor ** (job.tries - 1))
    this.later(ms, () => this.#queue(job))
  }
}

function newJob(fact: PlannedFact, transportId: string, asked: boolean): Job {
  return { fact, transportId, tries: 0, triesAfterHeal: 0, asked, repeat: undefined, loseAnswer: false, answerLate_ms: 0, underWay: false }
}
