import { limits } from '../domain/limits.js'
import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { CallState, EntityState, FactState, Posting } from '../journal/evidence-types.js'
import { atDesk, type CallServedRecord, type EffectRecord, type JournalRecord, type QuietHow } from '../journal/records.js'
import { append } from '../domain/grouping.js'
import { isStillToCome } from '../journal/late.js'

/** What only the run knows and the journal does not show yet. */
export interface RunActivity {
  /** Deliveries under way, waiting for their next attempt, or still to be repeated. */
  deliveriesPending(): number
  /** Facts that have not occurred yet. */
  factsToCome(): number
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
  /** Facts of which nobody knows whether a call about them was done. */
  readonly doubts: number
}

/** Records that may change whether a fact is still expected. What was asked and answered changes nothing of that. */
const decisive: ReadonlySet<JournalRecord['kind']> = new Set<JournalRecord['kind']>(['fact', 'effect', 'exposed', 'exception', 'delivery'])

/** So many facts are looked at while nothing is decided yet: few enough to keep nobody waiting. */
const looksPerTick = 2_000

/**
 * Decides when a run is quiet (oracle 1.2): nothing is expected and nothing moved for `quiet_ms`; or something is still expected,
 * or a call is in doubt, and `patience_ms` have passed since heal, since the last doubtful call ended, and since anything moved.
 */
export class Quiescence {
  readonly #evidence: EvidenceBuilder
  readonly #activity: RunActivity
  readonly #doubts = new Set<string>()
  /** Facts that occurred, or were posted or written about, since they were looked at last. */
  readonly #fresh = new Set<FactState>()
  /** Facts that were looked at and were not posted: they are looked at anew every time. */
  readonly #open = new Set<FactState>()
  /** Facts that must be refused: until people have them, or their source has them back. */
  readonly #rejected = new Set<FactState>()
  /** Some fact was found to be posted: before that there is none to be opened again. */
  #anyDone = false
  /** Facts by what they oblige a state of. */
  readonly #byEntity = new Map<EntityState, FactState[]>()
  /** What was posted and written since the last look: what stood settled may be open again. */
  readonly #posted = new Set<Posting>()
  readonly #written = new Set<EntityState>()
  readonly #exposed = new Set<string>()
  /** Answers without an effect that were given before: a request that gets one of them again has changed nothing. */
  readonly #answers = new Set<string>()
  #excess = false
  #lastActivity = 0
  /** When a posting call last ended without success, for now: until the target's retry interval is over it may come again. */
  #lastUnsettled = Number.NEGATIVE_INFINITY
  /** The longest time that a refusal asked its caller to wait. */
  #longestWait = 0
  /** Facts of which a fault that no heal ends has stopped a call: what comes of them after that moves nothing. */
  readonly #struck = new Set<string>()
  /** When one of them was tried last. */
  #lastStruck = Number.NEGATIVE_INFINITY
  /** What the last look came to, as long as nothing was recorded that could change it. */
  #outstanding: number | undefined
  #afterEffect = false

  constructor(evidence: EvidenceBuilder, activity: RunActivity) {
    this.#evidence = evidence
    this.#activity = activity
  }

  /** Every record passes here once, after the evidence has taken it. */
  see(record: JournalRecord): void {
    // Which facts a posting stands for may turn out with the record after its last effect.
    if (this.#afterEffect || decisive.has(record.kind)) this.#outstanding = undefined
    this.#afterEffect = record.kind === 'effect'
    switch (record.kind) {
      case 'effect':
        // A reversal makes something expected again, a second posting makes too much; and what was refused may be taken now.
        this.#touch(record)
        if (this.#isOfStruck(record.cid)) break
        this.#answers.clear()
        this.#lastActivity = record.t
        break
      case 'call.arrived':
        if (record.eids.some((eid) => this.#struck.has(eid))) this.#lastStruck = record.t
        break
      case 'fact':
        this.#occurred(record.eid)
        this.#lastActivity = record.t
        break
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
        // What a fault refuses a few times is not repeated for ever.
        if (this.#passes(record) || (!this.#isOfStruck(record.cid) && this.#isNews(record))) this.#lastActivity = record.t
        if (record.answerClass === 'success' || record.answerClass === 'duplicate')
          for (const name of record.settles ?? []) this.#settle(name)
        break
      case 'answer':
        this.#longestWait = Math.max(this.#longestWait, record.retryAfter_ms ?? 0)
        this.#ended(record.cid, record.t)
        break
      case 'call.closed':
        this.#ended(record.cid, record.t)
        break
      default:
    }
  }

  /** Nothing yet: undefined. What costs nothing is asked first; facts are gone through where the answer depends on them. */
  verdict(now: number, healedAt: number): QuietVerdict | undefined {
    const { doubts } = this
    if (now > limits.run_ms_max) return { how: 'limit', outstanding: this.outstanding(), doubts }
    const moving = this.#isMoving() || this.#activity.factsToCome() > 0
    const { quiet_ms, patience_ms: own_ms } = this.#evidence.header.target
    // Who was told to wait waits that long, and may take a pause of his own then.
    const patience_ms = Math.max(own_ms, this.#longestWait + own_ms / 2)
    if (moving || now - Math.max(healedAt, this.#lastActivity) < Math.min(quiet_ms, patience_ms)) {
      this.#reopen()
      this.#look(looksPerTick)
      return undefined
    }
    const outstanding = this.outstanding()
    if (outstanding === 0 && doubts === 0 && this.#activity.unseen() === 0) {
      return this.#isQuiet(now, healedAt) ? { how: 'quiet', outstanding, doubts } : undefined
    }
    const since = now - Math.max(healedAt, this.#lastActivity)
    // Whoever tries for ever what never succeeds is told from one who gave up by going on for a second patience.
    if (now - this.#lastStruck < patience_ms && since < 2 * patience_ms) return undefined
    return since >= patience_ms ? { how: 'patience', outstanding, doubts } : undefined
  }

  /**
   * Whether nothing of the facts that occurred so far is expected any more, or patience with them has run out: for what is asked of the
   * systems in the middle of a run, from a wait on that began at `from`. No time of quiet is waited for.
   */
  settled(now: number, from: number): 'quiet' | 'patience' | undefined {
    const { patience_ms } = this.#evidence.header.target
    const since = now - Math.max(from, this.#lastActivity)
    if (!this.#isMoving() && this.outstanding() === 0 && this.doubts === 0 && this.#activity.unseen() === 0) return 'quiet'
    return since >= Math.max(patience_ms, this.#longestWait + patience_ms / 2) ? 'patience' : undefined
  }

  #isMoving(): boolean {
    return this.#activity.deliveriesPending() + this.#activity.callsOpen() > 0 || this.#activity.restarting()
  }

  /** Nothing is expected: what could still come was given the time to. */
  #isQuiet(now: number, healedAt: number): boolean {
    const { quiet_ms, patience_ms, retry_interval_ms = 0 } = this.#evidence.header.target
    const retry_ms = Math.min(patience_ms, retry_interval_ms)
    // A call that did not succeed may be made again, though what it asked for is done.
    if (now - this.#lastUnsettled < retry_ms) return false
    // Too much was posted: whoever notices that himself gets the time to take it back.
    const excess_ms = this.#excess ? Math.max(retry_ms, Math.min(patience_ms, limits.excess_ms_max)) : 0
    return now - Math.max(healedAt, this.#lastActivity) >= Math.max(quiet_ms, excess_ms)
  }

  /**
   * What any promise still waits for: facts that must be posted and are neither posted nor with people; facts that must be refused and are
   * neither with people nor returned; exceptions that ask for what is done already, where it can be seen that one is closed.
   */
  outstanding(): number {
    this.#reopen()
    if (this.#outstanding !== undefined) return this.#outstanding
    let count = 0
    this.#excess = false
    for (const fact of this.#fresh) this.#open.add(fact)
    this.#fresh.clear()
    for (const fact of this.#open) {
      // An exception, or both halves of a pair unposted, may still turn into a posting: looked at anew every time.
      if (this.#evidence.isPosted(fact)) this.#done(fact)
      else if (this.#evidence.isOverPosted(fact)) this.#excess = true
      else if (this.#isAwaited(fact)) count += 1
    }
    count += this.#unhandled() + this.#unclosed()
    this.#outstanding = count
    return count
  }

  /** Business keys of the first facts that are still expected. */
  firstExpected(count_max: number): readonly string[] {
    this.outstanding()
    const keys: string[] = []
    for (const fact of this.#open) {
      if (keys.length >= count_max) break
      if (!this.#evidence.isOverPosted(fact) && this.#isAwaited(fact)) keys.push(fact.businessKey)
    }
    return keys
  }

  /** What people have is waited for no more, unless what they have it for has come since. */
  #isAwaited(fact: FactState): boolean {
    if (this.#evidence.isExcepted(fact)) return isStillToCome(this.#evidence, fact)
    return !this.#isWithdrawn(fact)
  }

  #unhandled(): number {
    let count = 0
    for (const fact of this.#rejected) {
      const ending = this.#evidence.endingOf(fact)
      if (ending === 'missing' || ending === 'never-collected') count += 1
    }
    return count
  }

  #unclosed(): number {
    const { exceptions } = this.#evidence.header.target
    if (exceptions !== atDesk && exceptions !== 'http') return 0
    let count = 0
    for (const { status, eids } of this.#evidence.exceptions.values()) {
      if (status !== 'open') continue
      const facts = eids.flatMap((eid) => this.#evidence.facts.get(eid) ?? []).filter(({ covered }) => covered)
      if (facts.length > 0 && facts.every((fact) => isExpected(fact) && fact.must !== 'EITHER' && this.#evidence.isPosted(fact))) count += 1
    }
    return count
  }

  /** Looks at so many of the fresh ones. Those that are posted are done with, until something is posted for them again. */
  #look(count_max: number): void {
    let left = count_max
    for (const fact of this.#fresh) {
      if (left <= 0) return
      left -= 1
      this.#fresh.delete(fact)
      if (this.#evidence.isPosted(fact)) this.#done(fact)
      else this.#open.add(fact)
    }
  }

  #done(fact: FactState): void {
    this.#anyDone = true
    this.#open.delete(fact)
  }

  #occurred(eid: string): void {
    const fact = this.#evidence.facts.get(eid)
    if (fact?.covered === true && fact.must === 'REJECT') this.#rejected.add(fact)
    if (!fact || !isExpected(fact)) return
    this.#fresh.add(fact)
    for (const { entity } of fact.states) append(this.#byEntity, entity, fact)
  }

  #touch(record: EffectRecord): void {
    const { system, cid, what, doc } = record
    // Effects come posting by posting. One that is added to an older document is rare: then everything is looked at anew.
    const posting = (cid === undefined ? this.#evidence : this.#evidence.calls.get(cid))?.postings.at(-1)
    if (!this.#anyDone) this.#posted.clear()
    if (posting && (doc === '' || doc === posting.doc)) this.#posted.add(posting)
    else if (this.#anyDone) for (const fact of this.#evidence.facts.values()) if (isExpected(fact)) this.#fresh.add(fact)
    const entity = what === 'state' && this.#anyDone ? this.#evidence.entity(system, record.entity) : undefined
    if (entity) this.#written.add(entity)
  }

  /** Looks anew at what the postings since the last look may have changed: their facts, and all that is judged together with these. */
  #reopen(): void {
    const seen = new Set<FactState>()
    const last = this.#evidence.postings.at(-1)
    for (const posting of this.#posted) {
      for (const fact of posting.facts) {
        if (seen.has(fact)) continue
        const sharers = posting.lines.flatMap(({ at }) => (at.shared ? this.#evidence.thingOf(at).facts : []))
        for (const member of [...this.#evidence.componentOf(fact).facts, ...sharers]) {
          seen.add(member)
          if (isExpected(member)) this.#fresh.add(member)
        }
      }
      // Which facts it stands for may turn out when its last effect has come.
      if (posting !== last || posting.facts.length > 0) this.#posted.delete(posting)
    }
    for (const entity of this.#written) for (const fact of this.#byEntity.get(entity) ?? []) this.#fresh.add(fact)
    this.#written.clear()
  }

  /** A cancellation of what people have and no system does: without its original it cannot be posted, so nothing is waited for. */
  #isWithdrawn(fact: FactState): boolean {
    const original = this.#evidence.facts.get(fact.reverses)
    return original !== undefined && this.#evidence.isExcepted(original) && this.#evidence.isSuppressed(fact)
  }

  /** How many facts are in doubt. */
  get doubts(): number {
    return this.#doubts.size
  }

  #ended(cid: number, t: number): void {
    const call = this.#evidence.calls.get(cid)
    if (!call?.ended) return
    const again = this.#isOfStruck(cid)
    if (this.#evidence.forEver.has(call.fault)) this.#strike(call.eids, t)
    if (!call.posts) return
    if (!again && mayComeAgain(call)) this.#lastUnsettled = t
    if (call.knowledge === 'indeterminate') {
      // Of what asks for nothing, no caller has to find out what became of it.
      for (const eid of call.eids) if (this.#evidence.facts.get(eid)?.must !== 'IGNORE') this.#doubts.add(eid)
      if (!again) this.#lastActivity = t
    } else if (call.knowledge !== '') {
      for (const eid of call.eids) this.#doubts.delete(eid)
      if (call.knowledge === 'acked') for (const eid of call.eids) this.#overtake(eid)
    }
  }

  #passes({ fault }: CallServedRecord): boolean {
    return fault !== undefined && !this.#evidence.forEver.has(fault)
  }

  #strike(eids: readonly string[], t: number): void {
    this.#lastStruck = t
    if (eids.every((eid) => this.#struck.has(eid))) return
    for (const eid of eids) this.#struck.add(eid)
    this.#lastActivity = t
  }

  #isOfStruck(cid: number | undefined): boolean {
    const eids = this.#evidence.calls.get(cid ?? 0)?.eids ?? []
    return eids.length > 0 && eids.every((eid) => this.#struck.has(eid))
  }

  /** Activity is a call that changes something. A replay, or a refusal that was given before, moves nothing: it may go on for ever. */
  #isNews(record: CallServedRecord): boolean {
    const call = this.#evidence.calls.get(record.cid)
    if (!call?.posts) return false
    const results = [record, ...(record.lines ?? [])].map(({ status, code = '' }) => `${status} ${code}`)
    const answer = `${call.system} ${call.method} ${call.path} ${call.eids.length > 0 ? call.eids.join() : call.bodyHash} ${results.join()}`
    if (record.effects === 0 && this.#answers.has(answer)) return false
    this.#answers.add(answer)
    return true
  }

  /** What a newer fact overtook needs no second look: a caller that knows the newer one is done has nothing left to ask. */
  #overtake(eid: string): void {
    const done = new Set([eid])
    for (const newer of done) {
      for (const older of this.#evidence.facts.get(newer)?.supersedes ?? []) if (this.#doubts.delete(older)) done.add(older)
    }
  }

  #settle(name: string): void {
    for (const fact of this.#evidence.factsNamed([name])) this.#doubts.delete(fact.eid)
  }
}

/** Its caller does not know what became of it, or was told that it may be taken later. */
function mayComeAgain({ knowledge, answerClass }: CallState): boolean {
  return knowledge === 'indeterminate' || (knowledge === 'refused' && (answerClass === 'transient' || answerClass === 'handshake'))
}

/** What is on hold is to be posted as well, once it may be: its event lies in the burst. */
function isExpected({ covered, must }: FactState): boolean {
  return covered && (must === 'POST' || must === 'EITHER' || must === 'HOLD')
}
