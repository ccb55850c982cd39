import type { Violation } from '../checks/contract.js'
import { limits } from '../domain/limits.js'
import type { JournalRecord } from '../journal/records.js'

/** What a witness needs of the journal. */
export interface Gathered {
  /** Records that concern the witness, by `seq`, in order. */
  readonly records: ReadonlyMap<number, JournalRecord>
  /** Deliveries and calls of the whole journal. */
  readonly messages: number
  /** Records that concern it and were left out, because a fact had too many. */
  readonly cut: number
}

export type Wanted = Pick<Violation, 'eids' | 'records'>

/**
 * Collects every record that concerns the witnesses: by fact, key, call, delivery, document and citation. `scan` is asked once, and a
 * second time only if an effect turned out to matter whose call named no fact.
 */
export function gather(scan: () => Iterable<JournalRecord>, wanted: readonly Wanted[]): Gathered {
  const net = new Net(wanted)
  for (const record of scan()) net.take(record)
  if (net.lateCids.size > 0) {
    for (const record of scan()) net.takeLate(record)
  }
  const records = new Map([...net.kept].sort(([a], [b]) => a - b))
  return { records, messages: net.messages, cut: net.cut }
}

class Net {
  readonly kept = new Map<number, JournalRecord>()
  readonly lateCids = new Set<number>()
  messages = 0
  cut = 0
  readonly #seqs: ReadonlySet<number>
  readonly #eids: ReadonlySet<string>
  readonly #keys: Set<string>
  readonly #cids = new Set<number>()
  readonly #arrived = new Set<number>()
  readonly #dids = new Set<number>()
  readonly #docs = new Set<string>()
  readonly #perFact = new Map<string, number>()
  #background = 0

  constructor(wanted: readonly Wanted[]) {
    this.#seqs = new Set(wanted.flatMap((each) => each.records))
    this.#eids = new Set(wanted.flatMap((each) => each.eids))
    // `mes:MC-000007`: the key is what stands behind the source.
    this.#keys = new Set([...this.#eids].map((eid) => eid.slice(eid.indexOf(':') + 1)))
  }

  take(record: JournalRecord): void {
    if (record.kind === 'offer' || record.kind === 'call.arrived') this.messages += 1
    const cited = this.#seqs.has(record.seq)
    if (!cited && !this.#concerns(record)) return
    this.#follow(record)
    if (cited || record.kind === 'effect' || record.kind === 'fact' || this.#hasRoom(record)) this.kept.set(record.seq, record)
    else this.cut += 1
  }

  takeLate(record: JournalRecord): void {
    if ('cid' in record && record.cid !== undefined && this.lateCids.has(record.cid)) this.kept.set(record.seq, record)
  }

  #concerns(record: JournalRecord): boolean {
    switch (record.kind) {
      case 'fact':
      case 'offer':
      case 'exposed':
      case 'delivery':
        return this.#eids.has(record.eid)
      case 'call.arrived':
        return this.#any(record.eids, this.#eids) || this.#any(record.keys, this.#keys)
      case 'call.served':
      case 'answer':
      case 'call.closed':
        return this.#cids.has(record.cid)
      case 'effect':
        return this.#effect(record)
      case 'exception':
        return this.#any(record.eids, this.#eids) || this.#any(record.keys, this.#keys)
      case 'fault.armed':
        return false
      case 'fault.fired':
      case 'fault.missed':
      case 'fault.healed':
        return this.#fault(record)
      case 'target.spawned':
      case 'target.ready':
      case 'target.killed':
      case 'target.exited':
        return this.#isBackground()
      case 'harness.error':
        return this.#isBackground()
      case 'mark':
        return record.mark !== 'final-state' && record.mark !== 'reach' && this.#isBackground()
    }
  }

  #effect(record: Extract<JournalRecord, { kind: 'effect' }>): boolean {
    if (record.cid !== undefined && this.#cids.has(record.cid)) return true
    if (this.#any(record.references, this.#keys)) return true
    return record.reversesDoc !== undefined && this.#docs.has(`${record.system}|${record.reversesDoc}`)
  }

  #fault(record: Extract<JournalRecord, { kind: 'fault.fired' | 'fault.missed' | 'fault.healed' | 'fault.armed' }>): boolean {
    if (record.cid !== undefined) return this.#cids.has(record.cid)
    if (record.did !== undefined) return this.#dids.has(record.did)
    if (record.eids !== undefined && record.eids.length > 0) return this.#any(record.eids, this.#eids)
    return this.#isBackground()
  }

  /** Whatever hangs on a record that matters, matters. */
  #follow(record: JournalRecord): void {
    if ('did' in record && record.did !== undefined && !record.kind.startsWith('fault.')) this.#dids.add(record.did)
    if (record.kind === 'call.arrived') this.#arrived.add(record.cid)
    if (record.kind === 'effect' && record.doc !== '') this.#docs.add(`${record.system}|${record.doc}`)
    const cid = 'cid' in record ? record.cid : undefined
    if (cid === undefined || cid === 0) return
    this.#cids.add(cid)
    if (!this.#arrived.has(cid)) this.lateCids.add(cid)
  }

  #hasRoom(record: JournalRecord): boolean {
    const eid = 'eid' in record ? record.eid : 'eids' in record ? record.eids?.[0] : undefined
    if (eid === undefined) return true
    const count = (this.#perFact.get(eid) ?? 0) + 1
    this.#perFact.set(eid, count)
    return count <= limits.explained_records_per_fact_count_max
  }

  #isBackground(): boolean {
    this.#background += 1
    return this.#background <= limits.explained_background_count_max
  }

  #any(values: readonly string[], set: ReadonlySet<string>): boolean {
    for (const value of values) if (set.has(value)) return true
    return false
  }
}
