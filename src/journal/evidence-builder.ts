import { append } from '../domain/grouping.js'
import { compareQuantities } from '../domain/quantity.js'
import { Attributor, type Identities } from './attribution.js'
import { CallBook } from './call-book.js'
import { Endings } from './endings.js'
import type {
  CallState,
  Ending,
  EntityState,
  ExceptionState,
  FactState,
  Moment,
  Posting,
  Refusal,
  StateExpectation,
} from './evidence-types.js'
import type { Evidence } from './evidence.js'
import type { JournalHeader } from './header.js'
import { FactReader } from './fact-reader.js'
import { ForEver } from './for-ever.js'
import { grown, nothing } from './lists.js'
import { componentFrom, hasOwnPostings, inOrder, isPlain, isUntouched, NetScope, type Deviation } from './net-effects.js'
import { NetGroups, type NetGroup } from './net-groups.js'
import { Obstructions } from './obstructions.js'
import { isObstacle } from './obstacles.js'
import { PostingBook } from './posting-book.js'
import type {
  DeliveryRecord,
  EffectRecord,
  ExceptionRecord,
  ExposedRecord,
  FactRecord,
  JournalRecord,
  OfferRecord,
  TwinRecord,
} from './records.js'
import { RunEvidence } from './run-evidence.js'
import { isOneSequence } from './sequences.js'
import { isStateApplied, isStateMet } from './states.js'
import { Things, type Thing } from './things.js'
import { Tolerances } from './tolerances.js'
import { WordBook } from './word-book.js'

/** Builds the evidence of one journal. The run feeds it as it writes; the judge feeds it from the file: the same code. */
export function createEvidence(header: JournalHeader): EvidenceBuilder {
  return new EvidenceBuilder(header)
}

/** Beyond so many, texts are as good as all different. */
const sharedTextsMax = 100_000

export class EvidenceBuilder extends RunEvidence implements Evidence {
  readonly facts = new Map<string, FactState>()
  readonly calls: ReadonlyMap<number, CallState>
  readonly exceptions = new Map<string, ExceptionState>()
  readonly words: WordBook
  readonly tolerances: Tolerances
  readonly groups: NetGroups
  readonly obstructions: Obstructions
  readonly forEver: ForEver
  readonly #attributor: Attributor
  readonly #calls: CallBook
  readonly #book: PostingBook
  readonly #reader: FactReader
  readonly #endings: Endings
  readonly #things = new Things()
  /** By sequence key. */
  readonly #streams = new Map<string, FactState[]>()
  /** Facts that say the state of a fact anew: by its eid. */
  readonly #newer = new Map<string, readonly FactState[]>()
  /** Components of several facts, as they were at the record `#componentsAt`. */
  readonly #components = new Map<FactState, NetScope>()
  #componentsAt = 0
  /** One copy of texts that many facts share. */
  readonly #texts = new Map<string, string>()

  constructor(readonly header: JournalHeader) {
    super()
    const shared = <T extends string>(text: T): T => this.#shared(text)
    this.words = new WordBook(header.words)
    this.groups = new NetGroups(header.words.measures)
    this.tolerances = new Tolerances(header.plan, (fact) => this.isExcepted(fact))
    this.#attributor = new Attributor(header)
    this.#calls = new CallBook(this.facts, shared)
    this.calls = this.#calls.all
    this.#book = new PostingBook({ attributor: this.#attributor, groups: this.groups, calls: this.calls, shared })
    this.#reader = new FactReader(this.groups, this.#book, shared, header.target.covers)
    this.forEver = new ForEver(this)
    this.obstructions = new Obstructions(this)
    this.#endings = new Endings(this)
  }

  get postings(): readonly Posting[] {
    return this.#book.all
  }

  get entities(): Iterable<EntityState> {
    return this.#book.entities()
  }

  entity(system: string, entity: string): EntityState | undefined {
    return this.#book.entity(system, entity)
  }

  take(record: JournalRecord): void {
    this.last = record
    this.stretchSlowness(record)
    if (record.kind === 'effect') return this.#effect(record)
    this.#book.settle()
    switch (record.kind) {
      case 'fact':
        return this.#fact(record)
      case 'offer':
        return this.#offer(record)
      case 'exposed':
        return this.#exposed(record)
      case 'delivery':
        return this.#delivery(record)
      case 'call.arrived':
        return this.#calls.arrived(record)
      case 'call.served':
        return this.#calls.served(record)
      case 'answer':
        return this.#calls.answered(record)
      case 'call.closed':
        return this.#calls.closed(record)
      case 'exception':
        return this.#exception(record)
      case 'twin':
        return this.#twin(record)
      case 'fault.healed':
        return this.forEver.healed(record.fault)
      default:
        return this.takeOfRun(record)
    }
  }

  knewAt(fact: FactState, at: Moment, incarnation: number): boolean {
    const latest = at.t - this.header.target.grace_ms
    if (fact.owed && fact.owed.seq < at.seq && fact.owed.t <= latest) return true
    const exposure = fact.exposedIncarnation === incarnation ? fact.exposedFirst : fact.exposedLater?.get(incarnation)
    return exposure !== undefined && exposure.seq < at.seq && exposure.t <= latest
  }

  isPlainlyPosted(fact: FactState): boolean {
    const { seq } = this.last
    // Worked out once per fact at the end of a journal, where many ask and nothing changes any more.
    if (Math.abs(fact.plainAt) === seq) return fact.plainAt > 0
    const plain = isPlain(fact) && !this.#attributor.isReportedAgain(fact, this.facts)
    fact.plainAt = plain ? seq : -seq
    return plain
  }

  isPosted(fact: FactState): boolean {
    if (this.isPlainlyPosted(fact)) return true
    if (!fact.states.every(isStateMet) && !this.isOvertaken(fact)) return false
    const scope = this.scopeOf(fact)
    if (isUntouched(fact, scope) && !this.tolerances.carries(fact)) return false
    if (!scope.agrees(this.tolerances)) return false
    return fact.expect.every(({ at }) => !at.shared || isEven(this.thingOf(at)))
  }

  isOvertaken(fact: FactState): boolean {
    const seen = new Set([fact])
    for (const older of seen) {
      for (const newer of this.#newer.get(older.eid) ?? nothing) {
        if (newer.must === 'REJECT') continue
        // What was written for the newer one may be wrong: that is its own affair.
        if (newer.states.length > 0 && (newer.states.every(isStateApplied) || this.isExcepted(newer))) return true
        seen.add(newer)
      }
    }
    return false
  }

  isOverPosted(fact: FactState): boolean {
    const again = fact.postings.length > 1 && fact.expect.length > 0 && hasOwnPostings(fact)
    if (!again && !fact.expect.some(({ at }) => at.shared && this.#isTooMuch(at))) return false
    // However much there is of one thing, what is missing of another may still come.
    if (!fact.states.every(isStateMet) && !this.isOvertaken(fact)) return false
    return !this.#endings.isShort(fact)
  }

  #isTooMuch(at: NetGroup): boolean {
    const { expected, actual } = this.thingOf(at)
    return compareQuantities(actual, expected) > 0
  }

  isMet(state: StateExpectation): boolean {
    return isStateMet(state)
  }

  isExcepted(fact: FactState): boolean {
    for (const xid of fact.exceptions) {
      const exception = this.exceptions.get(xid)
      // Closed as posted is no excuse for what is not.
      if (exception && (exception.status === 'open' || !['', 'posted'].includes(exception.resolution))) return true
    }
    return false
  }

  hasObstacle(fact: FactState, before = Number.POSITIVE_INFINITY): boolean {
    const isLasting = (refusal: Refusal): boolean => refusal.seq < before && isObstacle(this, fact, refusal)
    return (
      fact.refusals.some(isLasting) || fact.twin.some(({ seq, cid, answer }) => seq < before && cid === undefined && answer === 'refused')
    )
  }

  predecessorsOf(fact: FactState): readonly FactState[] {
    const alike = this.#streams.get(fact.sequenceKey) ?? nothing
    return alike.filter((other) => isOneSequence(other, fact) && other.streamSeq < fact.streamSeq)
  }

  isSuppressed(fact: FactState): boolean {
    const pair = fact.reverses === '' ? this.#attributor.reversalsOf(fact) : [this.facts.get(fact.reverses)]
    const other = pair.find((candidate) => candidate?.exposedFirst)
    return other !== undefined && fact.exposedFirst !== undefined && fact.postings.length === 0 && other.postings.length === 0
  }

  endingOf(fact: FactState): Ending {
    return this.#endings.of(fact)
  }

  isBlocked(fact: FactState): boolean {
    return !this.forEver.none && this.endingOf(fact) === 'blocked'
  }

  shortagesOf(fact: FactState): readonly Deviation[] {
    return this.#endings.shortagesOf(fact)
  }

  factsNamed(names: readonly string[], plant = ''): readonly FactState[] {
    return this.#attributor.named(names, plant).facts
  }

  factsInHeader(value: string): readonly FactState[] {
    return this.#attributor.inHeader(value).facts
  }

  /** What a call carries, as its names or, without a known one, its quantities tell. */
  factsOfCall(names: Identities, lines: Parameters<Attributor['byLines']>[0] = nothing, plant = ''): readonly FactState[] {
    const { facts } = this.#attributor.byIdentities(names, plant)
    return facts.length > 0 ? facts : this.#attributor.byLines(lines)
  }

  scopeOf(fact: FactState): NetScope {
    const others = this.#attributor.sameEvent(fact, this.facts)
    if (others.length === 0 && hasOwnPostings(fact)) return new NetScope([fact], fact.postings)
    const facts = new Set([fact, ...others])
    const postings = new Set([...facts].flatMap((each) => each.postings))
    for (const posting of postings) if (!posting.facts.every((each) => facts.has(each))) return this.componentOf(fact)
    return new NetScope([...facts], inOrder(postings))
  }

  componentOf(fact: FactState): NetScope {
    if (this.#componentsAt !== this.last.seq) this.#components.clear()
    this.#componentsAt = this.last.seq
    const known = this.#components.get(fact)
    if (known) return known
    const component = componentFrom(fact, (member) => this.#related(member))
    if (component.facts.length > 1) for (const member of component.facts) this.#components.set(member, component)
    return component
  }

  thingOf(at: NetGroup): Thing {
    return this.#things.of(at, this.last.seq)
  }

  things(): Iterable<Thing> {
    return this.#things.all(this.last.seq)
  }

  #related(fact: FactState): readonly FactState[] {
    const original = fact.reverses === '' || isLeftUndone(fact) ? undefined : this.facts.get(fact.reverses)
    const reversals = this.#attributor.reversalsOf(fact).filter((reversal) => !isLeftUndone(reversal))
    return [...reversals, ...(original ? [original] : []), ...this.#attributor.sameEvent(fact, this.facts)]
  }

  #fact(record: FactRecord): void {
    const state = this.#reader.read(record)
    this.facts.set(record.eid, state)
    if (state.sequenceKey !== '') append(this.#streams, state.sequenceKey, state)
    this.#attributor.addFact(state)
    this.tolerances.learn(state)
    this.#things.addFact(state)
    for (const eid of state.supersedes) this.#newer.set(eid, grown(this.#newer.get(eid) ?? nothing, state))
  }

  #shared<T extends string>(text: T): T {
    const known = this.#texts.get(text)
    if (known !== undefined) return known as T
    if (this.#texts.size < sharedTextsMax) this.#texts.set(text, text)
    return text
  }

  #offer(record: OfferRecord): void {
    const fact = this.facts.get(record.eid)
    if (!fact) return
    this.#attributor.addTransport(record.transportId, fact)
    if (!record.healthy) return
    fact.offered ??= { seq: record.seq, t: record.t }
    if (record.channel === 'feed' || this.healed) fact.offeredAfterHeal = true
    if (record.channel === 'webhook') fact.deliveries += 1
  }

  #exposed(record: ExposedRecord): void {
    const fact = this.facts.get(record.eid)
    if (!fact) return
    const moment = { seq: record.seq, t: record.t }
    if (record.how === 'page') {
      fact.deliveries += 1
      fact.deliveredLast = moment
    }
    if (!fact.exposedFirst) {
      fact.exposedFirst = moment
      fact.exposedIncarnation = record.incarnation
    } else if (record.incarnation !== fact.exposedIncarnation && !fact.exposedLater?.has(record.incarnation)) {
      fact.exposedLater ??= new Map()
      fact.exposedLater.set(record.incarnation, moment)
    }
  }

  #delivery(record: DeliveryRecord): void {
    const fact = this.facts.get(record.eid)
    if (!fact) return
    // Giving up is no delivery, and a connection that never stood is none either.
    if (record.outcome === 'given-up') fact.givenUp = true
    if (record.outcome === 'given-up' || record.outcome === 'not-connected') return
    const moment = { seq: record.seq, t: record.t }
    fact.lastOutcome = record.outcome
    // What a source learns by a cursor was delivered before, by a page.
    if (record.outcome !== 'acked' || record.sourceSaw !== null) fact.deliveredLast = moment
    if (record.outcome === 'refused' && record.targetAnswered !== null) {
      fact.refusedWith ??= new Map()
      fact.refusedWith.set(record.targetAnswered, (fact.refusedWith.get(record.targetAnswered) ?? 0) + 1)
    }
    if (record.outcome !== 'acked') return
    fact.owed ??= moment
    fact.owedLast = moment
  }

  #effect(record: EffectRecord): void {
    if (record.what !== 'state') return this.#book.line(record)
    const write = this.#book.write(record)
    this.obstructions.see(record.docKind, write)
  }

  #twin({ seq, t, eid, answer, system, code = '', cid, xid }: TwinRecord): void {
    const fact = this.facts.get(eid)
    if (fact) fact.twin = grown(fact.twin, { seq, t, answer, system, code, cid, xid })
  }

  #exception(record: ExceptionRecord): void {
    const known = this.exceptions.get(record.xid)
    const state: ExceptionState = known ?? {
      xid: record.xid,
      opened: { seq: record.seq, t: record.t },
      eids: record.eids,
      keys: record.keys,
      class: '',
      reason: '',
      owner: '',
      status: 'open',
      resolution: '',
    }
    state.class = record.class ?? state.class
    state.reason = record.reason ?? state.reason
    state.owner = record.owner ?? state.owner
    state.status = record.status
    state.resolution = record.resolution ?? ''
    if (record.eids.length > 0) state.eids = record.eids
    this.exceptions.set(record.xid, state)
    for (const eid of state.eids) {
      const fact = this.facts.get(eid)
      if (fact && !fact.exceptions.has(record.xid)) fact.exceptions = new Set([...fact.exceptions, record.xid])
    }
  }
}

function isEven({ expected, actual, postings }: Thing): boolean {
  return postings.length > 0 && expected === actual
}

/** Others were to do it and have not, as with what cancels a part of a document: it takes nothing away from what the target owes. */
function isLeftUndone({ covered, postings }: FactState): boolean {
  return !covered && postings.length === 0
}
