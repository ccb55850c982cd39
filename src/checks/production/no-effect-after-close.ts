import type { Evidence } from '../../journal/evidence.js'
import type { EffectRecord } from '../../journal/records.js'
import { Collector } from '../collector.js'
import type { Check, Violation } from '../contract.js'
import { isCoveredCall, recordsOf, seconds, systemTitle, WordMap } from '../support/index.js'
import { OrderStatuses } from './support/order-statuses.js'

/** When an order was closed. */
interface Closing {
  readonly seq: number
  readonly t: number
}

const beforeTheRun: Closing = { seq: 0, t: 0 }

function violationOf(evidence: Evidence, record: EffectRecord, order: string, closing: Closing): Violation {
  const call = evidence.calls.get(record.cid ?? 0)
  const facts = (call?.eids ?? []).flatMap((eid) => evidence.facts.get(eid) ?? [])
  const when = closing === beforeTheRun ? 'which was closed before the run' : `which was closed ${seconds(record.t - closing.t)} before`
  return {
    reason: 'posted-to-closed-order',
    message: `Document ${record.doc} was posted to order ${order} in ${systemTitle(evidence, record.system)}, ${when}.`,
    badness: record.t - closing.t,
    records: recordsOf(evidence, { facts: facts.slice(0, 4), calls: call ? [call] : [], seqs: [closing.seq, record.seq] }),
    eids: facts.map((fact) => fact.eid),
  }
}

function isSameDocument({ system, plant, doc }: EffectRecord, other: EffectRecord | undefined): boolean {
  return other?.doc === doc && other.system === system && other.plant === plant
}

/** Number 17: technical completion still takes postings, closing does not. What is refused for it is judged by `no-silent-drop`. */
export const noEffectAfterClose: Check = {
  number: 17,
  name: 'no-effect-after-close',
  class: 'S',
  covers: ['refusals'],
  title: 'Nothing is posted to a closed order.',
  provenBy: [],
  begin(evidence) {
    const found = new Collector()
    const statuses = new OrderStatuses(evidence)
    const closings = new WordMap<Closing>()
    let judged = evidence.header.plan.master.orders.filter((order) => order.status === 'closed').length
    /** The last document that was found, by what keeps its number apart from that of another system or plant. */
    let lastDoc: EffectRecord | undefined
    return {
      hears: ['effect'],
      on(record) {
        const change = statuses.on(record)
        if (change?.after === 'closed' && change.before !== 'closed') {
          judged += 1
          closings.set([change.record.system, change.record.plant, change.order], change.record)
        }
        if (record.kind !== 'effect' || record.what === 'state' || record.cid === undefined || isSameDocument(record, lastDoc)) return
        const { order = '' } = record.dims
        if (statuses.of(record.system, record.plant, order) !== 'closed' || !isCoveredCall(evidence, evidence.calls.get(record.cid))) return
        lastDoc = record
        found.add(violationOf(evidence, record, order, closings.get([record.system, record.plant, order]) ?? beforeTheRun))
      },
      end: () => ({ judged, violations: found.done() }),
    }
  },
}
