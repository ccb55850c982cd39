import { absoluteQuantity, compareQuantities } from '../domain/quantity.js'
import { Attributor } from './attribution.js'
import { actualOf, agrees, componentFrom, expectedOf, isPlainlyPosted, Tolerances } from './components.js'
import { DimensionTable, hasDimension, millionthsOf, type Dimension } from './dimensions.js'
import type {
  CallState,
  Component,
  DocState,
  ExceptionState,
  FactState,
  FaultState,
  HarnessErrors,
  Moment,
  ReachState,
} from './evidence-types.js'
import type { Evidence } from './evidence.js'
import type { JournalHeader } from './header.js'
import { callersOwn } from './obstacle-codes.js'
import { grown, nobody, nothing } from './lists.js'
import type {
  AnswerRecord,
  CallArrivedRecord,
  CallClosedRecord,
  CallServedRecord,
  DeliveryRecord,
  EffectRecord,
  ExceptionRecord,
  ExposedRecord,
  FactRecord,
  FaultRecord,
  JournalRecord,
  MarkRecord,
  OfferRecord,
  TargetRecord,
} from './records.js'

/** Builds the evidence of one journal. The run feeds it as it writes; the judge feeds it from the file: the same code. */
export function createEvidence(header: JournalHeader): EvidenceBuilder {
  return new EvidenceBuilder(header)
}

/** Beyond so many, texts are as good as all different. */
const sharedTextsMax = 100_000
const noMoment: Moment = { seq: 0, t: 0 }

export class EvidenceBuilder implements Evidence {
  readonly facts = new Map<string, FactState>()
  readonly docs: DocState[] = []
  readonly calls = new Map<number, CallState>()
  readonly exceptions = new Map<string, ExceptionState>()
  readonly crashes: (Moment & { readonly incarnation: number; readonly scripted: boolean })[] = []
  readonly faults = new Map<string, FaultState>()
  readonly reached = new Map<string, ReachState>()
  harnessErrors: HarnessErrors = { count: 0 }
  incarnation = 0
  healed: Moment | undefined
  quiet: (MarkRecord & { readonly mark: 'quiet' }) | undefined
  ended = false
  last: Moment = noMoment
  readonly tolerances: Tolerances
  readonly #attributor: Attributor
  readonly dimensions = new DimensionTable()
  /** By system, then by number. */
  readonly #docs = new Map<string, Map<string, DocState>>()
  /** The document that a line was added to last: most lines belong to it too. */
  #latest: DocState | undefined
  /** Dimensions of the fact that was reported last. */
  #recent: readonly Dimension[] = nothing
  /** One copy of texts that many facts share. */
  readonly #texts = new Map<string, string>()
  /** A document whose lines are still coming: one without a known name is attributed when it is whole. */
  #growing: DocState | undefined

  constructor(readonly header: JournalHeader) {
    this.#attributor = new Attributor(header)
    this.tolerances = new Tolerances(header.plan)
  }

  take(record: JournalRecord): void {
    this.last = record
    if (this.#growing && record.kind !== 'effect') this.#settleGrowing()
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
        return this.#arrived(record)
      case 'call.served':
        return this.#served(record)
      case 'answer':
        return this.#answer(record)
      case 'call.closed':
        return this.#closed(record)
      case 'effect':
        return this.#effect(record)
      case 'exception':
        return this.#exception(record)
      case 'target.spawned':
      case 'target.ready':
      case 'target.killed':
      case 'target.exited':
        return this.#target(record)
      case 'mark':
        return this.#mark(record)
      case 'fault.armed':
      case 'fault.fired':
      case 'fault.missed':
        return this.#fault(record)
      case 'harness.error':
        this.harnessErrors = {
          first: { seq: record.seq, t: record.t, where: record.where, message: record.message },
          ...this.harnessErrors,
          count: this.harnessErrors.count + 1,
        }
        return
      default:
        return
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
    const plain = isPlainlyPosted(fact)
    fact.plainAt = plain ? seq : -seq
    return plain
  }

  isPosted(fact: FactState): boolean {
    if (this.isPlainlyPosted(fact)) return true
    const alone = fact.docs.every((doc) => doc.facts.length === 1)
    if (alone) return agrees(expectedOf([fact]), actualOf(fact.docs), fact.docs.length, this.tolerances)
    const { facts, docs, expected, actual } = this.componentOf(fact)
    return agrees(expected, actual, Math.max(facts.length, docs.length), this.tolerances)
  }

  isOverPosted(fact: FactState): boolean {
    if (fact.docs.length < 2) return false
    const actual = actualOf(fact.docs)
    const alone = fact.docs.every((doc) => doc.facts.length === 1)
    return (
      alone &&
      fact.expect.every(({ dims, quantity }) => {
        const posted = actual.get(dims) ?? '0'
        return (
          posted.startsWith('-') === quantity.startsWith('-') &&
          compareQuantities(absoluteQuantity(posted), absoluteQuantity(quantity)) >= 0
        )
      })
    )
  }

  isExcepted(fact: FactState): boolean {
    for (const xid of fact.exceptions) {
      const exception = this.exceptions.get(xid)
      if (exception && (exception.status === 'open' || exception.resolution !== '')) return true
    }
    return false
  }

  hasObstacle(fact: FactState): boolean {
    return fact.refusals.some(
      ({ answerClass, code, cid }) => answerClass === 'business' && (!callersOwn.has(code) || this.calls.get(cid)?.fault !== ''),
    )
  }

  isSuppressed(fact: FactState): boolean {
    const pair = fact.reverses === '' ? this.#attributor.reversalsOf(fact) : [this.facts.get(fact.reverses)]
    const other = pair.find((candidate) => candidate?.exposedFirst)
    return other !== undefined && fact.exposedFirst !== undefined && fact.docs.length === 0 && other.docs.length === 0
  }

  factsNamed(names: readonly string[]): readonly FactState[] {
    return this.#attributor.named(names).facts
  }

  /** What a call carries, as its names or, without a known one, its quantities tell. */
  factsOfCall(
    names: { references: readonly string[]; idempotencyKey: string; correlation: string },
    place?: { order: string; operation: string; quantities: Readonly<Record<string, string>> },
  ): readonly FactState[] {
    const { facts } = this.#attributor.byIdentities(names)
    if (facts.length > 0 || !place) return facts
    return this.#attributor.byQuantities(place.order, place.operation, place.quantities)
  }

  componentOf(fact: FactState): Component {
    return componentFrom(fact, (member) => this.#related(member))
  }

  components(): readonly Component[] {
    if (this.#growing) this.#settleGrowing()
    const seen = new Set<FactState>()
    const found: Component[] = []
    for (const fact of this.facts.values()) {
      if (seen.has(fact)) continue
      const component = this.componentOf(fact)
      for (const member of component.facts) seen.add(member)
      found.push(component)
    }
    return found
  }

  #related(fact: FactState): readonly FactState[] {
    const reversals = this.#attributor.reversalsOf(fact)
    const original = fact.reverses === '' ? undefined : this.facts.get(fact.reverses)
    return original ? [...reversals, original] : reversals
  }

  #fact(record: FactRecord): void {
    const state: FactState = {
      eid: record.eid,
      seq: record.seq,
      t: record.t,
      flow: this.#shared(record.flow),
      type: this.#shared(record.type),
      source: record.source,
      plant: record.plant,
      businessKey: record.businessKey,
      order: record.order ?? '',
      operation: record.operation ?? '',
      sequenceKey: this.#shared(record.sequenceKey ?? ''),
      streamSeq: record.streamSeq,
      final: record.final,
      must: record.must,
      covered: record.covered,
      reverses: record.reverses ?? '',
      physId: record.physId,
      occurredAt: this.#shared(record.occurredAt),
      expect: record.expect.map((effect) => {
        // Facts of one operation tend to follow one another: most oblige what the one before did.
        const at = this.#recent.find((each) => hasDimension(each, effect, effect.system)) ?? this.dimensions.of(effect, effect.system)
        return { dims: at.key, at, measure: effect.measure, quantity: effect.quantity, millionths: millionthsOf(effect.quantity) }
      }),
      offeredAfterHeal: false,
      deliveries: 0,
      lastOutcome: '',
      exposedIncarnation: -1,
      plainAt: 0,
      givenUp: false,
      refusals: nothing,
      cids: nothing,
      exceptions: nobody,
      docs: nothing,
      offered: undefined,
      owed: undefined,
      owedLast: undefined,
      exposedFirst: undefined,
    }
    this.#recent = state.expect.map(({ at }) => at)
    this.facts.set(record.eid, state)
    this.#attributor.addFact(state)
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
    if (record.how === 'page') fact.deliveries += 1
    const moment = { seq: record.seq, t: record.t }
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
    fact.lastOutcome = record.outcome
    if (record.outcome === 'given-up') fact.givenUp = true
    if (record.outcome !== 'acked') return
    const moment = { seq: record.seq, t: record.t }
    fact.owed ??= moment
    fact.owedLast = moment
  }

  #arrived(record: CallArrivedRecord): void {
    // The fact's own copy of its id: a call need not keep another.
    const eids =
      record.eids.length === 0
        ? nothing
        : record.eids.map((eid) => {
            const fact = this.facts.get(eid)
            if (fact) fact.cids = grown(fact.cids, record.cid)
            return fact?.eid ?? eid
          })
    this.calls.set(record.cid, {
      cid: record.cid,
      seq: record.seq,
      t: record.t,
      system: record.system,
      operation: this.#shared(record.operation ?? ''),
      posts: record.posts,
      understood: record.operation !== undefined,
      eids,
      order: record.order ?? '',
      incarnation: record.incarnation,
      idempotencyKey: record.idempotencyKey ?? '',
      bodyHash: record.bodyHash,
      method: record.method,
      path: this.#shared(record.path),
      status: 0,
      answerClass: '',
      code: '',
      dedupedTo: '',
      docs: nothing,
      knowledge: '',
      fault: '',
      clientClosedFirst: false,
      ended: undefined,
    })
  }

  #served(record: CallServedRecord): void {
    const call = this.calls.get(record.cid)
    if (!call) return
    call.status = record.status
    call.answerClass = record.answerClass
    call.code = record.code ?? ''
    call.dedupedTo = record.dedupedTo ?? ''
    call.fault = record.fault ?? ''
    if (record.answerClass === 'success' || !call.understood || !call.posts) return
    const refusal = {
      seq: record.seq,
      t: record.t,
      cid: record.cid,
      status: record.status,
      code: call.code,
      answerClass: record.answerClass,
    }
    for (const eid of call.eids) {
      const fact = this.facts.get(eid)
      if (fact) fact.refusals = grown(fact.refusals, refusal)
    }
  }

  #answer(record: AnswerRecord): void {
    const call = this.calls.get(record.cid)
    if (!call) return
    call.knowledge = record.knowledge
    if (record.fault !== undefined) call.fault = record.fault
    // A lost answer ends for its caller only when the connection does; see call.closed.
    if (record.knowledge !== 'indeterminate') call.ended = { seq: record.seq, t: record.t }
  }

  #closed(record: CallClosedRecord): void {
    const call = this.calls.get(record.cid)
    if (!call) return
    call.ended ??= { seq: record.seq, t: record.t }
    call.clientClosedFirst = record.clientClosedFirst
  }

  #effect(record: EffectRecord): void {
    if (record.what !== 'quantity') return
    let doc = this.#latest
    if (!doc || doc.doc !== record.doc || doc.system !== record.system) doc = this.#docOf(record.system, record.doc)
    if (this.#growing && this.#growing !== doc) this.#settleGrowing()
    doc ??= this.#newDoc(record)
    this.#latest = doc
    const at = this.#dimensionOf(doc, record)
    doc.lines = grown(doc.lines, {
      dims: at.key,
      at,
      measure: record.measure,
      quantity: record.quantity,
      millionths: millionthsOf(record.quantity),
      unit: record.unit,
      sent: record.sent,
      item: record.item,
      lot: record.lot,
      location: record.location,
      issueMode: record.issueMode,
    })
  }

  /** Mostly that of what its fact obliges. */
  #dimensionOf(doc: DocState, record: EffectRecord & { what: 'quantity' }): Dimension {
    for (const fact of doc.facts) {
      for (const { at } of fact.expect) if (hasDimension(at, record, record.system)) return at
      if (doc.facts.length > 1) break
    }
    return this.dimensions.of(record, record.system)
  }

  #docOf(system: string, number: string): DocState | undefined {
    return this.#docs.get(system)?.get(number)
  }

  #newDoc(record: EffectRecord & { what: 'quantity' }): DocState {
    const doc: DocState = {
      seq: record.seq,
      t: record.t,
      system: record.system,
      doc: record.doc,
      docKind: this.#shared(record.docKind),
      plant: record.plant,
      order: record.order ?? '',
      operation: record.operation ?? '',
      references: record.references,
      postingDate: record.postingDate,
      documentDate: record.documentDate ?? '',
      reversesDoc: record.reversesDoc ?? '',
      reversedBy: nothing,
      cid: record.cid ?? 0,
      step: record.step ?? '',
      lines: nothing,
      facts: nothing,
      level: 'none',
      correlation: record.correlation ?? '',
    }
    const ofSystem = this.#docs.get(doc.system)
    if (ofSystem) ofSystem.set(doc.doc, doc)
    else this.#docs.set(doc.system, new Map([[doc.doc, doc]]))
    this.docs.push(doc)
    const call = this.calls.get(doc.cid)
    if (call) call.docs = grown(call.docs, doc)
    const original = doc.reversesDoc === '' ? undefined : this.#docOf(doc.system, doc.reversesDoc)
    if (original) original.reversedBy = grown(original.reversedBy, doc)
    if (doc.cid === 0 && record.step?.startsWith('stand-in:') !== true) return doc
    const named = this.#attributor.byIdentities({
      references: doc.references,
      idempotencyKey: record.idempotencyKey ?? '',
      correlation: doc.correlation,
    })
    if (doc.reversesDoc !== '') this.#attach(doc, this.#factsOfReversal(doc, named.facts))
    else if (named.facts.length > 0) this.#attach(doc, named)
    else this.#growing = doc
    return doc
  }

  /**
   * A reversal stands for the reversal fact it names. One that names the original, or nothing, stands for the original
   * and for whatever fact cancels that: a target may reverse its own doubtful posting as well as follow the source.
   */
  #factsOfReversal(doc: DocState, named: readonly FactState[]): { facts: FactState[]; level: DocState['level'] } {
    const reversals = named.filter((fact) => fact.reverses !== '')
    if (reversals.length > 0) return { facts: reversals, level: reversals.length > 1 ? 'group' : 'exact' }
    const original = this.#docOf(doc.system, doc.reversesDoc)?.facts ?? named
    const facts = new Set(original)
    for (const fact of original) for (const reversal of this.#attributor.reversalsOf(fact)) facts.add(reversal)
    if (facts.size === 0) return { facts: [], level: 'none' }
    return { facts: [...facts], level: facts.size > 1 ? 'group' : 'dimensions' }
  }

  #settleGrowing(): void {
    const doc = this.#growing
    this.#growing = undefined
    if (doc) this.#attach(doc, this.#attributor.byDimensions(doc))
  }

  #attach(doc: DocState, attribution: { readonly facts: readonly FactState[]; readonly level: DocState['level'] }): void {
    doc.facts = attribution.facts
    doc.level = attribution.level
    for (const fact of attribution.facts) {
      fact.docs = grown(fact.docs, doc)
      fact.plainAt = 0
    }
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
      seenAt: record.seenAt,
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

  #target(record: TargetRecord): void {
    if (record.kind === 'target.spawned') this.incarnation = record.incarnation
    const crash = record.kind === 'target.killed' || (record.kind === 'target.exited' && record.scripted !== true)
    if (crash)
      this.crashes.push({ seq: record.seq, t: record.t, incarnation: record.incarnation, scripted: record.kind === 'target.killed' })
  }

  #mark(record: MarkRecord): void {
    if (record.mark === 'heal') this.healed = { seq: record.seq, t: record.t }
    else if (record.mark === 'quiet') this.quiet = record
    else if (record.mark === 'end') this.ended = true
    else if (record.mark === 'reach')
      this.reached.set(record.name, { seq: record.seq, t: record.t, count: record.count, nearest: record.nearest ?? '' })
  }

  #fault(record: FaultRecord): void {
    const known = this.faults.get(record.fault)
    const state = known ?? { fault: record.fault, name: record.name, firing: record.firing, fired: 0, nearest: '' }
    if (!known) this.faults.set(record.fault, state)
    if (record.kind === 'fault.fired') state.fired += 1
    if (record.kind === 'fault.missed') {
      state.nearest = record.nearest ?? ''
      state.missed = { seq: record.seq, t: record.t }
    }
  }
}
