import type { JournalHeader } from '../header.js'
import type { AnswerRecord, CallArrivedRecord, CallServedRecord, DeliveryRecord, ExposedRecord, OfferRecord } from '../records.js'
import { WordBook } from '../word-book.js'
import { targetLane, type At, type FactLine, type Message } from './types.js'

type Open<T> = { -readonly [K in keyof T]: T[K] }

/** The messages of a run by their ids, and which follows which. */
export class MessageBook {
  readonly all = new Map<string, Message>()
  readonly #words: WordBook
  /** The last call of an operation with a key, the last delivery of a fact. */
  readonly #last = new Map<string, string>()

  constructor(header: JournalHeader) {
    this.#words = new WordBook(header.words)
  }

  call(cid: number): Message | undefined {
    return this.all.get(`c${cid}`)
  }

  delivery(did: number): Message | undefined {
    return this.all.get(`d${did}`)
  }

  offered(record: OfferRecord, fact: FactLine | undefined): Message {
    const flow = fact?.flows[0] ?? ''
    const before = this.all.get(this.#last.get(record.eid) ?? '')
    return this.#add(record.eid, {
      id: `d${record.did}`,
      what: 'delivery',
      number: record.did,
      wire: record.channel,
      from: record.source,
      to: targetLane,
      label: this.#words.flow(flow).one,
      line: '',
      keys: [fact?.key ?? record.eid],
      eids: [record.eid],
      flow,
      posts: true,
      attempt: record.attempt,
      incarnation: record.incarnation,
      sent: at(record),
      shownAgain: [],
      committed: [],
      faults: [],
      ...(before && { again: { of: before.id, how: before.answered?.knowledge === 'acked' ? 'repeat' : 'retry' } }),
      read: [],
      ...(!record.healthy && { lost: 'message' }),
      get about() {
        return given([
          ['event id', record.transportId],
          ['link', record.healthy ? '' : 'down'],
        ])
      },
    })
  }

  arrived(record: CallArrivedRecord, cause: string | undefined, flow: string): Message {
    const operation = record.operation ?? `${record.method} ${record.path}`
    const subject = `${record.system}|${operation}|${record.keys[0] ?? ''}`
    // Only what is about a key can be a try of the same.
    const before = record.attempt > 1 && record.keys.length > 0 ? this.all.get(this.#last.get(subject) ?? '') : undefined
    return this.#add(record.posts ? subject : '', {
      id: `c${record.cid}`,
      what: 'call',
      number: record.cid,
      wire: 'call',
      from: targetLane,
      to: record.system,
      label: operation,
      line: `${record.method} ${record.path}`,
      keys: record.keys,
      eids: record.eids,
      flow,
      posts: record.posts,
      attempt: record.attempt,
      incarnation: record.incarnation,
      sent: at(record),
      arrived: at(record),
      shownAgain: [],
      committed: [],
      faults: [],
      ...(before && { again: { of: before.id, how: before.answered?.knowledge === 'acked' ? 'repeat' : 'retry' } }),
      ...(cause !== undefined && { causedBy: cause }),
      read: [],
      ...(record.problem && { problem: record.problem.message }),
      // Most messages are never looked at.
      get about() {
        return aboutCall(record)
      },
    })
  }

  exposed(record: ExposedRecord, message: Open<Message>): 'sent' | 'shown-again' {
    if (message.arrived) {
      message.shownAgain.push(at(record))
      return 'shown-again'
    }
    message.arrived = at(record)
    return 'sent'
  }

  served(record: CallServedRecord): void {
    const message: Open<Message> | undefined = this.call(record.cid)
    if (!message) return
    const { status, answerClass, code = '', dedupedTo = '' } = record
    message.served = { ...at(record), status, answerClass, code, dedupedTo }
  }

  told(record: AnswerRecord): Message | undefined {
    const message: Open<Message> | undefined = this.call(record.cid)
    if (!message) return undefined
    const { status, knowledge, late } = record
    message.answered = { ...at(record), status, knowledge, why: late === true ? 'its caller had gone before it was served' : '' }
    if (status === null) message.lost = message.served === undefined && message.committed.length === 0 ? 'message' : 'answer'
    return message
  }

  delivered(record: DeliveryRecord): Message | undefined {
    const message: Open<Message> | undefined = this.delivery(record.did)
    if (!message || (record.outcome === 'given-up' && message.answered)) return message
    const { outcome, why = '', says = '', sourceSaw, targetAnswered } = record
    message.receiverSaid = targetAnswered
    const knowledge = outcome === 'not-connected' ? 'refused' : outcome
    message.answered = { ...at(record), status: sourceSaw, knowledge, why: says === '' ? why : `${why} ${says}`.trim() }
    if (message.arrived === undefined && outcome !== 'acked') message.lost = 'message'
    else if (outcome === 'indeterminate') message.lost = 'answer'
    return message
  }

  /** Forgets what ended before a record; what is still open stays. */
  forgetBefore(seq: number): void {
    for (const [id, message] of this.all) {
      const last = message.answered?.seq ?? Number.POSITIVE_INFINITY
      if (last < seq) this.all.delete(id)
    }
    for (const [subject, id] of this.#last) if (!this.all.has(id)) this.#last.delete(subject)
  }

  #add(subject: string, message: Message): Message {
    this.all.set(message.id, message)
    if (subject === '') return message
    const before = this.all.get(this.#last.get(subject) ?? '')
    if (before && message.again) before.followedBy = message.id
    this.#last.set(subject, message.id)
    return message
  }
}

function aboutCall(record: CallArrivedRecord): Message['about'] {
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

export function at({ seq, t }: At): At {
  return { seq, t }
}

function given(pairs: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return pairs.filter(([, value]) => value !== '')
}
