import type { JournalHeader } from '../header.js'
import type { ExceptionRecord, FaultRecord, JournalRecord, MarkRecord, TargetRecord, EffectRecord, CallArrivedRecord } from '../records.js'
import { FactEntry, type RecordAt } from './fact-entry.js'
import { GateBook } from './gates.js'
import { lanesOf } from './lanes.js'
import { RunningLedger } from './ledger.js'
import { grown, nothing } from '../lists.js'
import { at, MessageBook, type Messages } from './messages.js'
import { Tallies } from './tallies.js'
import {
  factMessagesMax,
  type At,
  type Band,
  type Commit,
  type ExceptionLine,
  type FactLine,
  type GateWait,
  type Lane,
  type Life,
  type Message,
  type Phase,
  type QuietMark,
  type Row,
} from './types.js'

export interface TimelineOptions {
  /** At least so many of the newest rows are kept, and what they are about; all of them, if absent. */
  readonly rows_max?: number
  /** Where records can be read again, so that not all that they say is kept. */
  readonly recordAt?: RecordAt | undefined
}

/** After one of these nothing more of a fact is waited for. */
const endings = ['applied', 'excepted', 'givenUp', 'overtaken'] as const

type Happening = 'shown' | 'owed' | (typeof endings)[number]

/** What happened in a run, so far. Records are taken one by one; whoever draws looks at what there is between two of them. */
export class Timeline {
  readonly lanes: readonly Lane[]
  readonly rows: Row[] = []
  readonly facts = new Map<string, FactLine>()
  readonly bands: Band[] = []
  readonly exceptions = new Map<string, ExceptionLine>()
  readonly lives: Life[] = []
  readonly phases: Phase[] = []
  /** Rows that were forgotten, oldest first, so that a run of any length fits. */
  forgotten = 0
  /** What is counted, whether or not it is forgotten. */
  readonly tallies = new Tallies()
  records = 0
  last: At = { seq: 0, t: 0 }
  healed: At | undefined
  quiet: QuietMark | undefined
  readonly #messages: MessageBook
  readonly #ledger: RunningLedger
  readonly #gates = new GateBook(this.facts)
  /** The facts of a document, by system and number. */
  readonly #docs = new Map<string, Map<string, readonly string[]>>()
  readonly #byKey = new Map<string, readonly string[]>()
  readonly #openBands = new Map<string, Band>()
  readonly #lasting: ReadonlySet<string>
  readonly #rowsMax: number
  readonly #recordAt: RecordAt | undefined
  #commit: Commit | undefined

  constructor(
    readonly header: JournalHeader,
    { rows_max = Number.POSITIVE_INFINITY, recordAt }: TimelineOptions = {},
  ) {
    this.lanes = lanesOf(header)
    this.#messages = new MessageBook(header, this.tallies, recordAt)
    this.#ledger = new RunningLedger(header.words)
    this.#rowsMax = rows_max
    this.#recordAt = recordAt
    this.#lasting = new Set(header.plan.faults.flatMap(({ id, address }) => (typeof address?.times === 'number' ? [] : [id])))
  }

  get messages(): Pick<Messages, 'get' | 'has' | 'size'> {
    return this.#messages.all
  }

  get gates(): readonly GateWait[] {
    return this.#gates.waits
  }

  /** Which facts an effect is for, as far as the wire shows it: its references among the facts of its call, else all of these. */
  factsOfEffect(record: EffectRecord): readonly string[] {
    const carried = (record.cid === undefined ? undefined : this.#messages.call(record.cid))?.eids ?? nothing
    let both: readonly string[] = nothing
    for (const key of record.references)
      for (const eid of this.#byKey.get(key) ?? nothing) if (carried.length === 0 || carried.includes(eid)) both = grown(both, eid)
    // One list for all that is about the same fact alone.
    if (both.length === 1 && carried.length === 1) return carried
    if (both.length > 0) return both
    if (carried.length > 0) return carried
    return record.reversesDoc === undefined ? nothing : (this.#docs.get(record.system)?.get(record.reversesDoc) ?? nothing)
  }

  take(record: JournalRecord): void {
    this.records += 1
    // Effects that stand together are one commit.
    if (record.kind !== 'effect' || record.seq !== this.last.seq + 1) this.#commit = undefined
    this.last = record
    this.#record(record)
    if (this.rows.length > this.#rowsMax * 1.25) this.#forget()
  }

  #record(record: JournalRecord): void {
    switch (record.kind) {
      case 'fact':
        return this.#fact(record)
      case 'offer': {
        const fact = this.facts.get(record.eid)
        const message = this.#messages.offered(record, fact)
        this.#belongs(message)
        return this.#messageRow(record, record.channel === 'feed' ? 'published' : 'sent', message)
      }
      case 'exposed':
        return this.#exposed(record)
      case 'delivery': {
        const message = this.#messages.delivered(record)
        const fact = this.facts.get(record.eid)
        if (record.outcome === 'acked') this.#factIs(fact, 'owed', record)
        if (record.outcome === 'given-up') this.#factIs(fact, 'givenUp', record)
        if (record.outcome === 'given-up')
          return this.#row(record, { what: 'mark', text: `${record.eid} returned to its source`, tone: 'bad' })
        return message && this.#messageRow(record, 'answered', message)
      }
      case 'call.arrived':
        return this.#called(record)
      case 'call.served':
        return this.#messages.served(record)
      case 'answer': {
        const message = this.#messages.told(record)
        return message && this.#messageRow(record, 'answered', message)
      }
      case 'effect':
        return this.#effect(record)
      case 'exception':
        return this.#exception(record)
      case 'fault.armed':
      case 'fault.fired':
      case 'fault.missed':
      case 'fault.healed':
        return this.#fault(record)
      case 'target.spawned':
      case 'target.ready':
      case 'target.killed':
      case 'target.exited':
        return this.#target(record)
      case 'mark':
        return this.#mark(record)
      case 'harness.error':
        return this.#row(record, { what: 'mark', text: `unplanned: ${record.where}: ${record.message}`, tone: 'bad' })
      case 'call.closed':
      case 'twin':
      case 'harness.slow':
        return undefined
    }
  }

  #fact(record: JournalRecord & { readonly kind: 'fact' }): void {
    const { eid, businessKey, covered } = record
    const fact = new FactEntry(record, this.#recordAt)
    this.facts.set(eid, fact)
    const alike = this.#byKey.get(businessKey)
    this.#byKey.set(fact.key, alike ? grown(alike, eid) : fact.alone.eids)
    this.tallies.facts.add(record.seq)
    if (fact.owes) this.tallies.obliged.add(record.seq)
    this.rows.push({ seq: record.seq, t: record.t, what: 'fact', fact })
    for (const gate of this.#gates.occurs(fact, record.gates ?? [], at(record))) this.#row(record, { what: 'gate', gate, how: 'waits' })
    // What a stand-in plays is told to nobody: it is known as soon as it happened.
    if (!covered) for (const how of ['exposed', 'owed'] as const) this.#opens(how, eid, record)
  }

  #exposed(record: JournalRecord & { readonly kind: 'exposed' }): void {
    this.#factIs(this.facts.get(record.eid), 'shown', record)
    if (record.how === 'read') {
      const call = this.#messages.call(record.cid ?? 0)
      if (call) call.read = grown(call.read, record.eid)
      return
    }
    const message = this.#messages.delivery(record.did)
    if (!message) return
    const what = this.#messages.exposed(record, message)
    if (record.how === 'page' || what === 'shown-again') this.#messageRow(record, what, message)
  }

  #called(record: CallArrivedRecord): void {
    const fact = this.facts.get(record.eids[0] ?? '')
    const cause = fact?.messages.findLast((id) => this.#messages.all.get(id)?.what === 'delivery')
    const message = this.#messages.arrived(record, cause, fact)
    this.#belongs(message)
    this.#messageRow(record, 'sent', message)
  }

  #effect(record: EffectRecord): void {
    const message = record.cid === undefined ? undefined : this.#messages.call(record.cid)
    const eids = this.factsOfEffect(record)
    let commit = this.#commit
    if (!commit || commit.system !== record.system || commit.message !== message?.id || commit.by !== (record.step ?? '')) {
      const { seq, t, system, step: by = '' } = record
      commit = { seq, t, system, ...(message && { message: message.id }), by, docs: nothing, changes: nothing, eids }
      this.#commit = commit
      if (message) message.committed = grown(message.committed, commit)
      this.rows.push({ seq, t, what: 'commit', commit })
    }
    commit.changes = grown(commit.changes, this.#ledger.take(record))
    if (record.doc !== '' && !commit.docs.includes(record.doc)) {
      commit.docs = grown(commit.docs, record.doc)
      docsOf(this.#docs, record.system).set(record.doc, eids)
    }
    for (const eid of eids) {
      const fact = this.facts.get(eid)
      this.#factIs(fact, 'applied', record)
      if (fact?.appliedIn.includes(record.system) !== false) continue
      fact.appliedIn = grown(fact.appliedIn, record.system)
      this.#opens('applied', eid, record, record.system)
    }
  }

  #exception(record: ExceptionRecord): void {
    const known = this.exceptions.get(record.xid)
    const line = known ?? {
      xid: record.xid,
      keys: record.keys,
      eids: record.eids,
      text: [record.class, record.reason].filter((part) => part !== undefined).join(': '),
      owner: record.owner ?? '',
      opened: at(record),
    }
    this.exceptions.set(record.xid, line)
    if (record.status === 'closed') line.closed = at(record)
    for (const eid of record.eids) this.#factIs(this.facts.get(eid), 'excepted', record)
    this.#row(record, { what: 'exception', exception: line, how: record.status === 'closed' ? 'closed' : 'opened' })
  }

  #fault(record: FaultRecord): void {
    const { fault, name, firing, identity = '' } = record
    if (record.kind === 'fault.armed') return
    if (record.kind === 'fault.missed') return this.#row(record, { what: 'fault', how: 'missed', fault, on: record.nearest ?? '' })
    if (record.kind === 'fault.healed') {
      const band = this.#openBands.get(fault)
      if (band) band.to = at(record)
      this.#openBands.delete(fault)
      return this.#row(record, { what: 'fault', how: 'healed', fault, on: '' })
    }
    const message = this.#struck(record)
    if (message) message.faults = grown(message.faults, { ...at(record), fault, name })
    const lasting = this.#lasting.has(fault)
    let band = this.#openBands.get(fault)
    if (!band) {
      band = { fault, name, firing, lasting, from: at(record), fired: 0 }
      this.bands.push(band)
      this.#openBands.set(fault, band)
    }
    band.fired += 1
    if (!lasting) band.to = at(record)
    this.#row(record, { what: 'fault', how: 'fired', fault, on: identity, ...(message && { message }) })
  }

  /** The message on which a fault fired; one that is not numbered yet has none. */
  #struck({ cid = 0, did = 0 }: FaultRecord): Message | undefined {
    return cid > 0 ? this.#messages.call(cid) : this.#messages.delivery(did)
  }

  #target(record: TargetRecord): void {
    const how = ({ 'target.spawned': 'spawned', 'target.ready': 'ready', 'target.killed': 'killed', 'target.exited': 'ended' } as const)[
      record.kind
    ]
    if (how === 'spawned') this.lives.push({ incarnation: record.incarnation, spawned: at(record), logTail: [] })
    const life = this.lives.findLast(({ incarnation }) => incarnation === record.incarnation)
    if (!life) return
    if (how === 'ready') life.ready = at(record)
    if (how === 'killed') life.killed = at(record)
    if (how === 'ended') {
      const { code, signal, scripted = false } = record
      life.ended = { ...at(record), how: signal ?? (code === undefined || code === null ? '' : `exit code ${code}`), scripted }
      life.logTail = record.logTail ?? []
    }
    this.#row(record, { what: 'life', life, how })
  }

  #mark(record: MarkRecord): void {
    if (record.mark === 'phase') {
      this.phases.push({ name: record.phase, from: at(record) })
      return this.#row(record, { what: 'mark', text: record.phase, tone: 'phase' })
    }
    if (record.mark === 'heal') {
      this.healed = at(record)
      return this.#row(record, { what: 'mark', text: 'nothing is disturbed any more', tone: 'note' })
    }
    if (record.mark === 'quiet') {
      this.quiet = record
      return this.#row(record, { what: 'mark', text: `rest: ${record.how}`, tone: record.how === 'quiet' ? 'note' : 'bad' })
    }
    if (record.mark === 'settled') return this.#row(record, { what: 'mark', text: `settled: ${record.how}`, tone: 'note' })
    if (record.mark === 'set-up-error') return this.#row(record, { what: 'mark', text: record.message, tone: 'bad' })
  }

  #factIs(fact: FactLine | undefined, how: Happening, record: At): void {
    if (!fact) return
    if (fact[how] === undefined) this.#counted(fact, how, record)
    fact[how] ??= at(record)
    if (how === 'shown') this.#opens('exposed', fact.eid, record)
    if (how === 'owed') this.#opens('owed', fact.eid, record)
  }

  /** Something of a fact came true, for the first time. */
  #counted(fact: FactLine, how: Happening, record: At): void {
    if (how === 'shown' || how === 'owed') return
    const { seq, t } = record
    if (how === 'applied') this.tallies.posted.add(seq, t - fact.t)
    if (how === 'excepted') this.tallies.excepted.add(seq)
    const isFirst = endings.every((ending) => fact[ending] === undefined)
    if (fact.owes && isFirst) this.tallies.settled.add(seq)
    if (how === 'applied') for (const eid of fact.supersedes) this.#factIs(this.facts.get(eid), 'overtaken', record)
  }

  #opens(how: 'exposed' | 'owed' | 'applied', eid: string, record: At, system?: string): void {
    for (const gate of this.#gates.happened(how, eid, at(record), system)) this.#row(record, { what: 'gate', gate, how: 'opens' })
  }

  #belongs(message: Message): void {
    for (const eid of message.eids) {
      const fact = this.facts.get(eid)
      if (fact && fact.messages.length < factMessagesMax) fact.messages = grown(fact.messages, message.id)
    }
  }

  /** Most rows are of messages: they are made at once, and small. */
  #messageRow({ seq, t }: At, what: 'published' | 'sent' | 'shown-again' | 'answered', message: Message): void {
    this.rows.push(what === 'published' ? { seq, t, what, message } : { seq, t, what, message })
  }

  #row(record: At, row: Row extends infer R ? (R extends Row ? Omit<R, keyof At> : never) : never): void {
    this.rows.push(Object.assign(row, { seq: record.seq, t: record.t }))
  }

  /** Forgets the oldest rows down to the bound, and the messages that none of the others is about. */
  #forget(): void {
    const gone = this.rows.length - this.#rowsMax
    this.rows.splice(0, gone)
    this.forgotten += gone
    const from = this.rows[0]?.seq ?? 0
    this.#messages.forgetBefore(from)
    this.tallies.forgetBefore(from)
    for (const fact of this.facts.values()) if (fact.seq < from && isDone(fact)) this.#forgetFact(fact)
    for (const [xid, { closed }] of this.exceptions) if (closed !== undefined && closed.seq < from) this.exceptions.delete(xid)
    for (const docs of this.#docs.values()) {
      for (const doc of docs.keys()) {
        if (docs.size <= this.#rowsMax) break
        docs.delete(doc)
      }
    }
    this.#gates.forgetBefore(from)
  }

  #forgetFact(fact: FactLine): void {
    this.facts.delete(fact.eid)
    this.#gates.forget(fact.eid)
    const others = (this.#byKey.get(fact.key) ?? []).filter((eid) => eid !== fact.eid)
    if (others.length > 0) this.#byKey.set(fact.key, others)
    else this.#byKey.delete(fact.key)
  }
}

function docsOf(all: Map<string, Map<string, readonly string[]>>, system: string): Map<string, readonly string[]> {
  const known = all.get(system)
  if (known) return known
  const made = new Map<string, readonly string[]>()
  all.set(system, made)
  return made
}

function isDone({ applied, excepted, givenUp, owes }: FactLine): boolean {
  return applied !== undefined || excepted !== undefined || givenUp !== undefined || !owes
}
