import { entityId, type StateEffect } from '../../src/domain/effect.js'
import type { ExpectedEffect, Fact } from '../../src/domain/fact.js'
import { negateQuantity } from '../../src/domain/quantity.js'
import type { AnswerClassName, AnswerRecord, TwinRecord } from '../../src/journal/records.js'
import type { HeaderOptions } from './journal-header.js'
import {
  dimsOf,
  expectation,
  factPayload,
  factTypes,
  negated,
  obligedOf,
  operations,
  type CallOptions,
  type FactOptions,
  type LineOptions,
  type PostOptions,
  type RefuseOptions,
} from './journal-options.js'
import { RunJournal } from './run-journal.js'

export { evidenceOf, judge, type Journal } from './judging.js'

/** Builds a synthetic journal: facts, named by their business key (`MC-000001`), deliveries, calls, documents, named by their number. */
export class JournalBuilder extends RunJournal {
  #cid = 0
  #did = 0
  #doc = 4710
  #xid = 0
  readonly #facts = new Map<string, Fact>()
  readonly #streams = new Map<string, number>()
  readonly #attempts = new Map<string, number>()
  readonly #calls = new Map<string, number>()
  readonly #lines = new Map<string, readonly LineOptions[]>()

  /** A fact. Default: partial confirmation of 10 EA of order 100001, operation 0010; `MI-` keys consume, `MR-` keys reverse. */
  fact(key: string, options: FactOptions = {}): this {
    const flow = options.flow ?? (key.startsWith('MI-') ? 'consumption' : key.startsWith('MR-') ? 'reversal' : 'confirmation')
    const original = options.reverses === undefined ? undefined : this.#fact(options.reverses)
    const order = options.order ?? original?.dims['order'] ?? '100001'
    const operation = options.operation ?? original?.dims['routingStep'] ?? '0010'
    const plant = options.plant ?? 'P1'
    const next = (this.#streams.get(order) ?? 0) + 1
    const streamSeq = options.streamSeq ?? next
    this.#streams.set(order, Math.max(streamSeq, next))
    const occurredAt = options.occurredAt ?? '2026-03-02T08:00:00+01:00'
    const sequenceKey = options.sequenceKey === undefined ? `order:${order}` : options.sequenceKey
    const fact: Fact = {
      eid: `mes:${key}`,
      source: 'mes',
      flows: [flow, ...(options.sideFlows ?? [])],
      type: factTypes[flow] ?? `org.mfgsync.test.${flow}.v1`,
      plant,
      // `P2/MC-000001`: another plant has the number too.
      businessKey: key.startsWith(`${plant}/`) ? key.slice(plant.length + 1) : key,
      entity: options.entity ?? entityId('order', plant, order),
      dims: options.dims ?? { plant, order, routingStep: operation },
      streamSeq,
      occurredAt,
      stampedAt: occurredAt,
      payload: options.payload ?? factPayload(key, flow, order, operation, options),
      causes: [],
      physId: options.physId ?? `phys:${key}`,
      must: options.must ?? 'POST',
      expect:
        options.expect === undefined && original
          ? original.expect.map(negated)
          : (options.expect ?? expectation(flow, order, operation, options)).map((effect) => obligedOf(effect, flow)),
      ...(sequenceKey !== null && { sequenceKey }),
      ...(options.reverses !== undefined && { reverses: `mes:${options.reverses}` }),
      ...(options.gates && { gates: options.gates }),
      ...(options.partOf !== undefined && { partOf: options.partOf }),
      ...(options.supersedes && { supersedes: options.supersedes }),
    }
    this.#facts.set(key, fact)
    return this.push({ kind: 'fact', covered: options.covered ?? true, ...fact })
  }

  /** Published in the feed, or offered on a link; nothing more. */
  offer(key: string, options: { readonly channel?: 'webhook' | 'feed'; readonly healthy?: boolean } = {}): this {
    this.#did += 1
    return this.push({
      kind: 'offer',
      did: this.#did,
      channel: options.channel ?? 'webhook',
      source: 'mes',
      eid: `mes:${key}`,
      transportId: `evt-${this.#did}`,
      attempt: this.#attempt(`delivery ${key}`),
      incarnation: this.incarnation,
      healthy: options.healthy ?? true,
    })
  }

  /** The last offer reached the target whole. */
  exposed(key: string, how: 'webhook' | 'page' | 'read' = 'webhook'): this {
    return this.push({ kind: 'exposed', did: this.#did, eid: `mes:${key}`, incarnation: this.incarnation, how })
  }

  /** How the last offer ended. */
  outcome(key: string, outcome: 'acked' | 'refused' | 'indeterminate' | 'not-connected' | 'given-up', status?: number): this {
    const seen = outcome === 'acked' ? 202 : outcome === 'refused' ? 503 : null
    return this.push({
      kind: 'delivery',
      did: this.#did,
      eid: `mes:${key}`,
      attempt: this.#attempts.get(`delivery ${key}`) ?? 1,
      incarnation: this.incarnation,
      targetAnswered: status ?? seen,
      sourceSaw: status ?? seen,
      outcome,
    })
  }

  /** Offered, exposed and ended: `acked` unless told otherwise. */
  deliver(key: string, outcome: 'acked' | 'refused' | 'indeterminate' | 'given-up' = 'acked'): this {
    return this.offer(key).exposed(key).outcome(key, outcome)
  }

  /** A call arrives; `served`/`answered` or nothing at all may follow. */
  arrive(keys: string | readonly string[], options: CallOptions = {}): this {
    const list = typeof keys === 'string' ? [keys] : keys
    const facts = list.flatMap((key) => this.#facts.get(key) ?? [])
    const first = facts[0]
    const operation = options.operation ?? operations[first?.flows[0] ?? 'confirmation'] ?? 'state.put'
    const order = options.order ?? first?.dims['order']
    const routingStep = options.operationId ?? first?.dims['routingStep']
    this.#cid += 1
    if (options.name !== undefined) this.#calls.set(options.name, this.#cid)
    return this.push({
      kind: 'call.arrived',
      cid: this.#cid,
      system: options.system ?? 'erp',
      posts: options.posts ?? true,
      method: options.method ?? 'POST',
      path: options.path ?? (operation.startsWith('movement') ? '/goods-movements' : '/confirmations'),
      keys: options.names ?? list,
      eids: facts.map((fact) => fact.eid),
      attempt: this.#attempt(`${operation} ${list[0] ?? ''}`),
      incarnation: options.incarnation ?? this.incarnation,
      bodyHash: options.bodyHash ?? `hash of ${list.join('+')}`,
      bodyBytes: 120,
      ...(options.understood === false
        ? { problem: { code: 'NOT_UNDERSTOOD', message: 'not understood', differences: [] } }
        : { operation }),
      ...(options.idempotencyKey !== undefined && { idempotencyKey: options.idempotencyKey }),
      ...(options.correlation !== undefined && { correlation: options.correlation }),
      ...(order !== undefined && { dims: { order, ...(routingStep !== undefined && { routingStep }) } }),
    })
  }

  /** A state write of the newest call. */
  write(state: Pick<StateEffect, 'entity' | 'dims' | 'group' | 'after'> & Partial<StateEffect> & { readonly system?: string }): this {
    const { system = 'erp', ...rest } = state
    const base = { doc: '', docKind: 'state', plant: state.dims['plant'] ?? 'P1', references: [], what: 'state', cid: this.#cid } as const
    return this.push({ kind: 'effect', system, ...base, ...rest })
  }

  /** The effects of the call named, or of the newest. */
  effects(keys: string | readonly string[], options: PostOptions = {}): this {
    const list = typeof keys === 'string' ? [keys] : keys
    const facts = list.flatMap((key) => this.#facts.get(key) ?? [])
    this.#doc += 1
    const doc = options.doc ?? String(this.#doc)
    const cancelled = options.reversesDoc === undefined ? undefined : this.#lines.get(options.reversesDoc)
    const lines =
      options.lines ??
      cancelled?.map((line) => ({ ...line, quantity: negateQuantity(line.quantity) })) ??
      facts.flatMap((fact) => fact.expect.flatMap(flatOf))
    this.#lines.set(doc, lines)
    for (const line of lines) this.#effect(doc, list, facts[0], line, options)
    return this
  }

  /** The call named (or the newest) was served. */
  served(
    options: {
      readonly name?: string
      readonly status?: number
      readonly answerClass?: AnswerClassName
      readonly code?: string
      readonly effects?: number
      readonly dedupedTo?: string
      readonly settles?: readonly string[]
      readonly fault?: string
    } = {},
  ): this {
    const { name, status = 201, answerClass = 'success', effects = 0, ...rest } = options
    return this.push({ kind: 'call.served', cid: this.#call(name), status, answerClass, effects, ...rest })
  }

  /** What the target was told about the call named, or the newest. */
  answered(
    status: number | null,
    options: { readonly name?: string; readonly knowledge?: AnswerRecord['knowledge'] } & Pick<
      RefuseOptions,
      'fault' | 'retryAfter_ms'
    > = {},
  ): this {
    const knowledge =
      options.knowledge ?? (status === null || [500, 502, 504].includes(status) ? 'indeterminate' : status < 300 ? 'acked' : 'refused')
    const cid = this.#call(options.name)
    const { fault, retryAfter_ms } = options
    this.push({
      kind: 'answer',
      cid,
      status,
      knowledge,
      ...(retryAfter_ms !== undefined && { retryAfter_ms }),
      ...(fault !== undefined && { fault }),
    })
    return this.push({ kind: 'call.closed', cid, handedToOs: status === null ? 0 : 80, clientClosedFirst: status === null })
  }

  /** One call that posts one document for these facts, whole: arrived, effects, served, answered. */
  post(keys: string | readonly string[], options: PostOptions = {}): this {
    this.arrive(keys, options)
    const before = this.seq
    this.effects(keys, options).served({ effects: this.seq - before })
    const fault = options.fault === undefined ? {} : { fault: options.fault }
    return options.answer === 'lost' ? this.answered(null, fault) : this.answered(201)
  }

  /** Cancels a document by a call of its own. `keys`: the reversal fact, or whatever the target put on it. */
  reverse(doc: string, keys: string | readonly string[], options: PostOptions = {}): this {
    return this.post(keys, { operation: 'confirmation.reverse', path: `/confirmations/${doc}/reversal`, reversesDoc: doc, ...options })
  }

  /** One call that is refused without an effect: a business refusal unless told otherwise. */
  refuse(keys: string | readonly string[], options: RefuseOptions = {}): this {
    const { status = 422, code = 'OVER_CONFIRMATION', answerClass = 'business', fault, retryAfter_ms } = options
    this.arrive(keys, options).served({ status, code, answerClass, ...(fault !== undefined && { fault }) })
    return this.answered(status, { ...(fault !== undefined && { fault }), ...(retryAfter_ms !== undefined && { retryAfter_ms }) })
  }

  /** One call that never reached the system. */
  lostRequest(keys: string | readonly string[], options: CallOptions & { readonly fault?: string } = {}): this {
    return this.arrive(keys, options).answered(null, options.fault === undefined ? {} : { fault: options.fault })
  }

  /** The target handed these facts to people. `xid` names it for a later change. */
  exception(
    keys: string | readonly string[],
    options: {
      readonly xid?: string
      readonly class?: string
      readonly reason?: string
      readonly owner?: string
      readonly status?: 'open' | 'closed'
      readonly resolution?: string
      readonly seenAt?: 'desk' | 'file' | 'log' | 'http'
    } = {},
  ): this {
    const list = typeof keys === 'string' ? [keys] : keys
    this.#xid += 1
    const { xid = `X-${String(this.#xid).padStart(4, '0')}`, status = 'open', seenAt = 'desk', ...rest } = options
    return this.push({
      kind: 'exception',
      xid,
      keys: list,
      eids: list.map((key) => `mes:${key}`),
      status,
      seenAt,
      class: 'business',
      reason: 'over-confirmation',
      owner: 'production-control',
      ...rest,
    })
  }

  /** The twin's word on a fact: its own, or about a call (`cid`: the newest unless another is named) or an exception. */
  twin(
    key: string,
    answer: TwinRecord['answer'],
    options: { readonly about?: 'call' | { readonly xid: string }; readonly code?: string } = {},
  ): this {
    const { about, code } = options
    const asked = about === undefined ? {} : about === 'call' ? { cid: this.#cid } : about
    return this.push({ kind: 'twin', eid: `mes:${key}`, answer, system: 'erp', ...(code !== undefined && { code }), ...asked })
  }

  /** An order's status changes, by the newest call unless a step of the scenario is named. */
  status(order: string, before: string, after: string, options: { readonly step?: string; readonly plant?: string } = {}): this {
    const { step, plant = 'P1' } = options
    return this.push({
      kind: 'effect',
      system: 'erp',
      what: 'state',
      entity: entityId('order', plant, order),
      dims: { plant, order },
      group: 'status',
      before,
      after,
      doc: '',
      docKind: 'order',
      plant,
      references: [],
      ...(step === undefined ? { cid: this.#cid, derived: true } : { step }),
    })
  }

  /** A fault; on the newest call if it is about a call. */
  fault(
    kind: 'armed' | 'fired' | 'missed' | 'healed',
    fault: string,
    options: {
      readonly name?: string
      readonly firing?: 'must' | 'may'
      readonly on?: 'call' | 'delivery'
      readonly keys?: readonly string[]
      readonly nearest?: string
    } = {},
  ): this {
    return this.push({
      kind: `fault.${kind}`,
      fault,
      name: options.name ?? fault.replace(/-\d+$/, ''),
      firing: options.firing ?? 'must',
      ...(options.on === 'call' && { cid: this.#cid }),
      ...(options.on === 'delivery' && { did: this.#did }),
      ...(options.keys && { eids: options.keys.map((key) => `mes:${key}`) }),
      ...(options.nearest !== undefined && { nearest: options.nearest }),
    })
  }

  #fact(key: string): Fact {
    const fact = this.#facts.get(key)
    if (!fact) throw new Error(`the journal has no fact ${key} yet`)
    return fact
  }

  #call(name: string | undefined): number {
    const cid = name === undefined ? this.#cid : this.#calls.get(name)
    if (cid === undefined) throw new Error(`the journal has no call named ${name} yet`)
    return cid
  }

  #attempt(key: string): number {
    const attempt = (this.#attempts.get(key) ?? 0) + 1
    this.#attempts.set(key, attempt)
    return attempt
  }

  #effect(doc: string, keys: readonly string[], first: Fact | undefined, line: LineOptions, options: PostOptions): void {
    const movement = options.operation?.startsWith('movement') ?? first?.flows[0] === 'consumption'
    const { measure, quantity, unit = 'EA', sent, balance, issueMode } = line
    const plant = line.plant ?? options.plant ?? first?.plant ?? 'P1'
    const { order, routingStep: operation } = first?.dims ?? {}
    const dims = dimsOf({ ...(order !== undefined && { order }), ...(operation !== undefined && { operation }), ...line, plant })
    const dates = {
      posting: options.postingDate ?? '2026-03-02',
      ...(options.documentDate !== undefined && { document: options.documentDate }),
    }
    this.push({
      kind: 'effect',
      system: options.system ?? 'erp',
      doc,
      docKind: movement ? 'goods-movement' : 'confirmation',
      plant,
      references: options.references ?? keys,
      cid: this.#call(options.name),
      measure,
      dims,
      dates,
      ...(measure === 'final'
        ? { what: 'count', count: quantity.startsWith('-') ? -1 : 1 }
        : { what: 'quantity', quantity, unit, ...(sent && { sent }), ...(balance && { balance }), ...(issueMode && { issueMode }) }),
      ...(options.idempotencyKey !== undefined && { idempotencyKey: options.idempotencyKey }),
      ...(options.correlation !== undefined && { correlation: options.correlation }),
      ...(options.reversesDoc !== undefined && { reversesDoc: options.reversesDoc }),
    })
  }
}

/** An obligation as the line that fulfils it. */
function flatOf(effect: ExpectedEffect): LineOptions[] {
  if (effect.what === 'state') return []
  const { routingStep, ...dims } = effect.dims
  const quantity = effect.what === 'count' ? String(effect.count) : effect.quantity
  return [{ ...dims, measure: effect.measure, quantity, ...(routingStep !== undefined && { operation: routingStep }) }]
}

/** A builder with a running target. */
export function journal(options: HeaderOptions = {}): JournalBuilder {
  return new JournalBuilder(options)
}
