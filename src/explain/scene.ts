import type { Violation } from '../checks/contract.js'
import type { QuantityEffect } from '../domain/effect.js'
import type { JournalHeader } from '../journal/header.js'
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
} from '../journal/records.js'
import type { Gathered } from './gather.js'

type QuantityRecord = EffectRecord & QuantityEffect

export interface FactView {
  readonly kind: 'fact'
  name: string
  readonly record: FactRecord
  readonly offers: OfferRecord[]
  readonly exposed: ExposedRecord[]
  readonly deliveries: DeliveryRecord[]
}

export interface CallView {
  readonly kind: 'call'
  name: string
  readonly arrived: CallArrivedRecord
  served?: CallServedRecord
  answer?: AnswerRecord
  closed?: CallClosedRecord
  readonly docs: DocView[]
  readonly faults: FaultView[]
}

export interface DocView {
  readonly kind: 'doc'
  name: string
  readonly lines: readonly [QuantityRecord, ...QuantityRecord[]]
  readonly call: CallView | undefined
}

export interface ExceptionView {
  readonly kind: 'exception'
  name: string
  readonly opened: ExceptionRecord
  last: ExceptionRecord
}

interface FaultView {
  readonly kind: 'fault'
  name: string
  readonly record: FaultRecord
}

export interface KillView {
  readonly kind: 'kill'
  name: string
  readonly record: TargetRecord
}

export type View = FactView | CallView | DocView | ExceptionView | FaultView | KillView

/** What one witness is about, grouped: facts, the calls that carried them, the documents these left. */
export interface Scene {
  readonly header: JournalHeader
  readonly violation: Violation
  readonly records: ReadonlyMap<number, JournalRecord>
  readonly messages: number
  readonly facts: readonly FactView[]
  /** Calls that post, in order of arrival. */
  readonly calls: readonly CallView[]
  /** Look-ups. */
  readonly reads: readonly CallView[]
  readonly docs: readonly DocView[]
  readonly exceptions: readonly ExceptionView[]
  readonly faults: readonly FaultView[]
  readonly kills: readonly KillView[]
  readonly heal: MarkRecord | undefined
  readonly quiet: (MarkRecord & { readonly mark: 'quiet' }) | undefined
  /** Says the name of a thing, and remembers that it must be bound. */
  n(view: View): string
  readonly used: ReadonlySet<View>
}

export function sceneOf(violation: Violation, gathered: Gathered, header: JournalHeader): Scene {
  const stage = new Stage()
  for (const record of gathered.records.values()) stage.take(record)
  stage.nameAll()
  const used = new Set<View>()
  const calls = [...stage.calls.values()]
  return {
    header,
    violation,
    records: gathered.records,
    messages: gathered.messages,
    facts: [...stage.facts.values()],
    calls: calls.filter((call) => call.arrived.posts),
    reads: calls.filter((call) => !call.arrived.posts),
    docs: [...stage.docs.values()],
    exceptions: [...stage.exceptions.values()],
    faults: stage.faults,
    kills: stage.kills,
    heal: stage.heal,
    quiet: stage.quiet,
    used,
    n: (view) => {
      used.add(view)
      return view.name
    },
  }
}

const factLetters = { confirmation: 'C', consumption: 'M', reversal: 'R' } as const

class Stage {
  readonly facts = new Map<string, FactView>()
  readonly calls = new Map<number, CallView>()
  readonly docs = new Map<string, DocView & { readonly lines: [QuantityRecord, ...QuantityRecord[]] }>()
  readonly exceptions = new Map<string, ExceptionView>()
  readonly faults: FaultView[] = []
  readonly kills: KillView[] = []
  heal: MarkRecord | undefined
  quiet: (MarkRecord & { readonly mark: 'quiet' }) | undefined

  take(record: JournalRecord): void {
    switch (record.kind) {
      case 'fact':
        this.facts.set(record.eid, { kind: 'fact', name: '', record, offers: [], exposed: [], deliveries: [] })
        return
      case 'offer':
        this.facts.get(record.eid)?.offers.push(record)
        return
      case 'exposed':
        this.facts.get(record.eid)?.exposed.push(record)
        return
      case 'delivery':
        this.facts.get(record.eid)?.deliveries.push(record)
        return
      case 'call.arrived':
        this.calls.set(record.cid, { kind: 'call', name: '', arrived: record, docs: [], faults: [] })
        return
      case 'call.served':
      case 'answer':
      case 'call.closed':
        return this.#call(record)
      case 'effect':
        if (record.what === 'quantity') this.#effect(record)
        return
      case 'exception':
        return this.#exception(record)
      case 'fault.fired':
        return this.#fault(record)
      case 'target.killed':
        this.kills.push({ kind: 'kill', name: '', record })
        return
      case 'target.exited':
        if (record.scripted !== true) this.kills.push({ kind: 'kill', name: '', record })
        return
      case 'mark':
        if (record.mark === 'heal') this.heal = record
        else if (record.mark === 'quiet') this.quiet = record
        return
      default:
        return
    }
  }

  nameAll(): void {
    const byLetter = new Map<string, FactView[]>()
    for (const fact of this.facts.values()) {
      const letter = factLetters[fact.record.flow]
      byLetter.set(letter, [...(byLetter.get(letter) ?? []), fact])
    }
    // Letters, not numbers: items are called C1 and C2.
    for (const [letter, facts] of byLetter)
      facts.forEach((fact, index) => {
        fact.name = facts.length === 1 ? letter : letter + suffix(index)
      })
    number(
      [...this.calls.values()].filter((call) => call.arrived.posts),
      'A',
      true,
    )
    number(
      [...this.calls.values()].filter((call) => !call.arrived.posts),
      'L',
    )
    number([...this.docs.values()], 'D', true)
    number([...this.exceptions.values()], 'X')
    number(this.faults, 'F')
    number(this.kills, 'K')
  }

  #call(record: CallServedRecord | AnswerRecord | CallClosedRecord): void {
    const call = this.calls.get(record.cid)
    if (!call) return
    if (record.kind === 'call.served') call.served = record
    else if (record.kind === 'answer') call.answer = record
    else call.closed = record
  }

  #effect(record: QuantityRecord): void {
    const number = `${record.system}|${record.doc}`
    const known = this.docs.get(number)
    if (known) {
      known.lines.push(record)
      return
    }
    const call = record.cid === undefined ? undefined : this.calls.get(record.cid)
    const doc = { kind: 'doc' as const, name: '', lines: [record] as [QuantityRecord, ...QuantityRecord[]], call }
    this.docs.set(number, doc)
    call?.docs.push(doc)
  }

  #exception(record: ExceptionRecord): void {
    const known = this.exceptions.get(record.xid)
    if (known) known.last = record
    else this.exceptions.set(record.xid, { kind: 'exception', name: '', opened: record, last: record })
  }

  #fault(record: FaultRecord): void {
    const fault: FaultView = { kind: 'fault', name: '', record }
    this.faults.push(fault)
    if (record.cid !== undefined) this.calls.get(record.cid)?.faults.push(fault)
  }
}

function number(views: readonly View[], letter: string, always = false): void {
  views.forEach((view, index) => {
    view.name = views.length === 1 && !always ? letter : `${letter}${index + 1}`
  })
}

/** a, b, … z, za, zb. */
function suffix(index: number): string {
  return 'z'.repeat(Math.floor(index / 26)) + String.fromCharCode(97 + (index % 26))
}
