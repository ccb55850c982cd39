import type { Violation } from '../checks/contract.js'
import { limits } from '../domain/limits.js'
import { createEvidence } from '../journal/evidence-builder.js'
import type { Evidence } from '../journal/evidence.js'
import type { JournalHeader } from '../journal/header.js'
import type { JournalRecord } from '../journal/records.js'
import { postingsAbout, seqsOf, Trails } from './trails.js'

/** What witnesses need of the journal. */
export interface Gathered {
  /** The whole journal, grouped as the checks had it. */
  readonly evidence: Evidence
  /** Records that concern the witnesses, by `seq`, in order. */
  readonly records: ReadonlyMap<number, JournalRecord>
  readonly trails: Trails
  /** Deliveries and calls of the whole journal. */
  readonly messages: number
  /** Records that concern them and were left out, because a fact had too many. */
  readonly cut: number
}

export type Wanted = Pick<Violation, 'eids' | 'records'>

/**
 * Groups the journal, and collects every record that concerns the witnesses. `scan` is asked once, and a second time only if something
 * turned out to matter after it was read: a posting whose call named no fact.
 */
export function gather(header: JournalHeader, scan: () => Iterable<JournalRecord>, wanted: readonly Wanted[]): Gathered {
  const evidence = createEvidence(header)
  const eids = new Set(wanted.flatMap((each) => each.eids))
  const seqs = new Set(wanted.flatMap((each) => each.records))
  let net = new Net(eids, seqs, new Set())
  let messages = 0
  for (const record of scan()) {
    if (record.kind === 'offer' || record.kind === 'call.arrived') messages += 1
    evidence.take(record)
    net.take(record)
  }
  const wider = widened(net, evidence)
  if (wider) {
    net = wider
    for (const record of scan()) net.take(record)
  }
  return { evidence, records: net.kept, messages, cut: net.cut, trails: new Trails(net.kept) }
}

/** A net that catches what the evidence says belongs to it too; undefined if it was caught already. */
function widened({ eids, seqs, cids, kept, arrived }: Net, evidence: Evidence): Net | undefined {
  const facts = [...eids].flatMap((eid) => evidence.facts.get(eid) ?? [])
  const postings = facts.flatMap(postingsAbout)
  const opened = facts.flatMap((fact) => [...fact.exceptions].flatMap((xid) => evidence.exceptions.get(xid)?.opened.seq ?? []))
  const found = [...postings.flatMap(seqsOf), ...opened]
  const calls = [...cids, ...postings.flatMap(({ cid }) => (cid > 0 ? cid : []))]
  if (calls.every((cid) => arrived.has(cid)) && found.every((seq) => kept.has(seq))) return undefined
  return new Net(eids, new Set([...seqs, ...found]), new Set(calls))
}

class Net {
  readonly kept = new Map<number, JournalRecord>()
  readonly arrived = new Set<number>()
  cut = 0
  readonly #dids = new Set<number>()
  readonly #perFact = new Map<string, number>()
  #background = 0

  constructor(
    readonly eids: ReadonlySet<string>,
    readonly seqs: ReadonlySet<number>,
    readonly cids: Set<number>,
  ) {}

  take(record: JournalRecord): void {
    const cited = this.seqs.has(record.seq)
    if (!cited && !this.#concerns(record)) return
    this.#follow(record)
    if (cited || record.kind === 'effect' || record.kind === 'fact' || this.#hasRoom(record)) this.kept.set(record.seq, record)
    else this.cut += 1
  }

  #concerns(record: JournalRecord): boolean {
    // How the run ended belongs to every story.
    if (record.kind === 'mark')
      return (
        record.mark === 'heal' ||
        record.mark === 'quiet' ||
        (record.mark !== 'reach' && record.mark !== 'final-state' && record.mark !== 'twin-state' && this.#isBackground())
      )
    if (record.kind === 'fault.armed') return false
    if ('eid' in record) return this.eids.has(record.eid)
    if ('cid' in record && record.cid !== undefined && this.cids.has(record.cid)) return true
    if (record.kind === 'call.arrived' || record.kind === 'exception') return this.#names(record.eids)
    if ('cid' in record && record.cid !== undefined) return false
    if ('did' in record && record.did !== undefined) return this.#dids.has(record.did)
    if ('eids' in record && record.eids !== undefined && record.eids.length > 0) return this.#names(record.eids)
    return record.kind !== 'effect' && this.#isBackground()
  }

  /** Whatever hangs on a record that matters, matters. */
  #follow(record: JournalRecord): void {
    if ('did' in record && record.did !== undefined && !record.kind.startsWith('fault.')) this.#dids.add(record.did)
    if (record.kind === 'call.arrived') this.arrived.add(record.cid)
    if ('cid' in record && record.cid !== undefined && record.cid > 0) this.cids.add(record.cid)
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

  #names(eids: readonly string[]): boolean {
    return eids.some((eid) => this.eids.has(eid))
  }
}
