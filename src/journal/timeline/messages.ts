import type { JournalHeader } from '../header.js'
import type { FlowName } from '../../domain/names.js'
import { grown, nothing } from '../lists.js'
import type {
  AnswerRecord,
  CallArrivedRecord,
  CallServedRecord,
  DeliveryRecord,
  ExposedRecord,
  Knowledge,
  OfferRecord,
} from '../records.js'
import { WordBook } from '../word-book.js'
import type { RecordAt } from './fact-entry.js'
import type { Tallies } from './tallies.js'
import { targetLane, type At, type Commit, type FactLine, type Message } from './types.js'

type Open<T> = { -readonly [K in keyof T]: T[K] }

/** Beyond so many, names of operations are as good as all different. */
const labelsMax = 1_000

/** Messages by number, calls above zero and deliveries below: their ids are texts, and texts are dear where there are a million. */
export class Messages {
  readonly #all = new Map<number, Message>()

  get size(): number {
    return this.#all.size
  }

  get(id: string): Message | undefined {
    const number = Number(id.slice(1))
    return this.#all.get(id.startsWith('d') ? -number : number)
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  numbered(number: number): Message | undefined {
    return this.#all.get(number)
  }

  add(message: Message): void {
    this.#all.set(message.what === 'delivery' ? -message.number : message.number, message)
  }

  forgetBefore(seq: number): void {
    for (const [number, { answered }] of this.#all) if ((answered?.seq ?? Number.POSITIVE_INFINITY) < seq) this.#all.delete(number)
  }
}

/** The messages of a run by their ids, and which follows which. */
export class MessageBook {
  readonly all = new Messages()
  readonly #words: WordBook
  readonly #tallies: Tallies
  readonly #recordAt: RecordAt | undefined
  /** The last delivery of a fact, the last call of an operation with a key. */
  readonly #last = new Map<string, Message>()
  readonly #lastCalls = new Map<string, Map<string, Message>>()
  /** One copy of the names of operations. */
  readonly #labels = new Map<string, string>()

  constructor(header: JournalHeader, tallies: Tallies, recordAt: RecordAt | undefined) {
    this.#words = new WordBook(header.words)
    this.#recordAt = recordAt
    this.#tallies = tallies
  }

  call(cid: number): Message | undefined {
    return this.all.numbered(cid)
  }

  delivery(did: number): Message | undefined {
    return this.all.numbered(-did)
  }

  offered(record: OfferRecord, fact: FactLine | undefined): Message {
    const flow = fact?.flows[0] ?? ''
    const eid = fact?.eid ?? record.eid
    const before = this.#last.get(eid)
    const told = { flow, label: this.#words.flow(flow).one, ...(fact?.alone ?? { keys: [eid], eids: [eid] }) }
    return this.#add(new Delivery(record, told, before), this.#last, eid)
  }

  arrived(record: CallArrivedRecord, cause: string | undefined, fact: FactLine | undefined): Message {
    const operation = record.operation ?? `${record.method} ${record.path}`
    const key = record.keys[0] ?? ''
    const alike = this.#callsAlike(`${record.system}|${operation}`)
    // Only what is about a key can be a try of the same.
    const before = record.attempt > 1 && record.keys.length > 0 ? alike.get(key) : undefined
    const call = new Call(record, { label: this.#label(operation), fact, before, cause }, this.#recordAt)
    return this.#add(call, record.posts ? alike : undefined, key)
  }

  #callsAlike(operation: string): Map<string, Message> {
    const known = this.#lastCalls.get(operation)
    if (known) return known
    const made = new Map<string, Message>()
    this.#lastCalls.set(operation, made)
    return made
  }

  #label(operation: string): string {
    const known = this.#labels.get(operation)
    if (known !== undefined) return known
    if (this.#labels.size < labelsMax) this.#labels.set(operation, operation)
    return operation
  }

  exposed(record: ExposedRecord, message: Open<Message>): 'sent' | 'shown-again' {
    if (message.arrived) {
      message.shownAgain = grown(message.shownAgain, at(record))
      return 'shown-again'
    }
    message.arrived = at(record)
    if (message.wire === 'feed') this.#tallies.sent.add(record.seq)
    return 'sent'
  }

  served(record: CallServedRecord): void {
    const message: Open<Message> | undefined = this.call(record.cid)
    if (!message) return
    const { status, answerClass, code = '', dedupedTo = '' } = record
    message.served = { seq: record.seq, t: record.t, status, answerClass, code, dedupedTo }
  }

  told(record: AnswerRecord): Message | undefined {
    const message: Open<Message> | undefined = this.call(record.cid)
    if (!message) return undefined
    const { status, knowledge, late } = record
    this.#ends(message, record.seq, knowledge)
    const why = late === true ? 'its caller had gone before it was served' : ''
    message.answered = { seq: record.seq, t: record.t, status, knowledge, why }
    if (status === null) message.lost = message.served === undefined && message.committed.length === 0 ? 'message' : 'answer'
    return message
  }

  delivered(record: DeliveryRecord): Message | undefined {
    const message: Open<Message> | undefined = this.delivery(record.did)
    if (!message || (record.outcome === 'given-up' && message.answered)) return message
    const { outcome, why = '', says = '', sourceSaw, targetAnswered } = record
    message.receiverSaid = targetAnswered
    const knowledge = outcome === 'not-connected' ? 'refused' : outcome
    this.#ends(message, record.seq, knowledge)
    const whole = says === '' ? why : `${why} ${says}`.trim()
    message.answered = { seq: record.seq, t: record.t, status: sourceSaw, knowledge, why: whole }
    if (message.arrived === undefined && outcome !== 'acked') message.lost = 'message'
    else if (outcome === 'indeterminate') message.lost = 'answer'
    return message
  }

  /** Forgets what ended before a record; what is still open stays. */
  forgetBefore(seq: number): void {
    this.all.forgetBefore(seq)
    for (const last of [this.#last, ...this.#lastCalls.values()])
      for (const [subject, message] of last) if (!this.all.has(message.id)) last.delete(subject)
    for (const [operation, calls] of this.#lastCalls) if (calls.size === 0) this.#lastCalls.delete(operation)
  }

  /** An end is counted once, and of what is in a feed only if it was read. */
  #ends(message: Message, seq: number, knowledge: Knowledge | 'given-up'): void {
    if (message.answered) return
    if (message.wire !== 'feed' || message.arrived) this.#tallies.answered.add(seq)
    if (message.posts && knowledge === 'indeterminate') this.#tallies.doubts.add(seq)
  }

  #add(message: Message, last: Map<string, Message> | undefined, subject: string): Message {
    this.all.add(message)
    if (message.wire !== 'feed') this.#tallies.sent.add(message.sent.seq)
    if (!last) return message
    const before = last.get(subject)
    if (before && message.again) before.followedBy = message.id
    last.set(subject, message)
    return message
  }
}

/** Fields in one order, and what is only shown behind getters: there may be a million of them. */
abstract class Entry implements Message {
  abstract readonly id: string
  abstract readonly what: Message['what']
  abstract readonly wire: Message['wire']
  abstract readonly line: string
  abstract readonly about: Message['about']
  arrived?: At
  shownAgain: readonly At[] = nothing
  served?: NonNullable<Message['served']>
  answered?: NonNullable<Message['answered']>
  receiverSaid?: number | null
  committed: readonly Commit[] = nothing
  faults: Message['faults'] = nothing
  readonly again?: NonNullable<Message['again']>
  followedBy?: string
  causedBy?: string
  read: readonly string[] = nothing
  lost?: 'message' | 'answer'
  problem?: string

  constructor(
    readonly number: number,
    readonly from: string,
    readonly to: string,
    readonly label: string,
    readonly keys: readonly string[],
    readonly eids: readonly string[],
    readonly flow: FlowName,
    readonly posts: boolean,
    readonly attempt: number,
    readonly incarnation: number,
    readonly sent: At,
    before: Message | undefined,
  ) {
    if (before) this.again = { of: before.id, how: before.answered?.knowledge === 'acked' ? 'repeat' : 'retry' }
  }
}

class Delivery extends Entry {
  readonly wire: Message['wire']
  readonly #transportId: string
  readonly #healthy: boolean

  constructor(
    { seq, t, did, channel, source, attempt, incarnation, transportId, healthy }: OfferRecord,
    { flow, label, keys, eids }: Pick<Message, 'flow' | 'label' | 'keys' | 'eids'>,
    before: Message | undefined,
  ) {
    super(did, source, targetLane, label, keys, eids, flow, true, attempt, incarnation, { seq, t }, before)
    this.wire = channel
    this.#transportId = transportId
    this.#healthy = healthy
    if (!healthy) this.lost = 'message'
  }

  get id(): string {
    return `d${this.number}`
  }

  get what(): 'delivery' {
    return 'delivery'
  }

  get line(): string {
    return ''
  }

  get about(): Message['about'] {
    return given([
      ['event id', this.#transportId],
      ['link', this.#healthy ? '' : 'down'],
    ])
  }
}

interface CallContext {
  readonly label: string
  readonly fact: FactLine | undefined
  readonly before: Message | undefined
  readonly cause: string | undefined
}

class Call extends Entry {
  readonly #path: string
  readonly #method: string
  readonly #record: CallArrivedRecord | RecordAt

  constructor(record: CallArrivedRecord, { label, fact, before, cause }: CallContext, recordAt: RecordAt | undefined) {
    const { seq, t, cid, system, posts, attempt, incarnation, problem } = record
    const isAlone = fact !== undefined && record.eids.length === 1 && record.keys.length === 1 && record.keys[0] === fact.key
    const { keys, eids } = isAlone ? fact.alone : record
    super(cid, targetLane, system, label, keys, eids, fact?.flows[0] ?? '', posts, attempt, incarnation, { seq, t }, before)
    this.arrived = this.sent
    if (cause !== undefined) this.causedBy = cause
    if (problem) this.problem = problem.message
    this.#method = record.method
    this.#path = record.path
    this.#record = recordAt ?? record
  }

  get id(): string {
    return `c${this.number}`
  }

  get what(): 'call' {
    return 'call'
  }

  get wire(): 'call' {
    return 'call'
  }

  get line(): string {
    return `${this.#method} ${this.#path}`
  }

  get about(): Message['about'] {
    const record = typeof this.#record === 'object' ? this.#record : this.#record(this.sent.seq)
    if (record?.kind !== 'call.arrived') return nothing
    const { idempotencyKey = '', correlation = '', dims = {}, commands, bodyBytes, bodyHash, problem } = record
    return given([
      ['idempotency key', idempotencyKey],
      ['correlation', correlation],
      ...Object.entries(dims),
      ['commands', commands === undefined ? '' : String(commands)],
      ['body', bodyBytes === 0 ? '' : `${bodyBytes} bytes, digest ${bodyHash}`],
      ['nearest operation', problem?.nearest ?? ''],
      ...(problem?.differences ?? []).map((difference) => ['difference', difference] as const),
    ])
  }
}

export function at({ seq, t }: At): At {
  return { seq, t }
}

function given(pairs: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return pairs.filter(([, value]) => value !== '')
}
