import type { Evidence } from '../journal/evidence.js'
import type { EffectRecord } from '../journal/records.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { OrderStatuses } from './support/obstacles.js'
import { isCoveredCall } from './support/scope.js'
import { recordsOf } from './support/trail.js'
import { seconds } from './support/words.js'

/** When an order was closed; 0 for one that was closed before the run began. */
interface Closing {
  readonly seq: number
  readonly t: number
}

function violationOf(evidence: Evidence, record: EffectRecord, closing: Closing): Violation {
  const call = evidence.calls.get(record.cid ?? 0)
  const facts = (call?.eids ?? []).flatMap((eid) => evidence.facts.get(eid) ?? [])
  const when = closing.seq === 0 ? 'which was closed before the run' : `which was closed ${seconds(record.t - closing.t)} before`
  return {
    reason: 'posted-to-closed-order',
    message: `Document ${record.doc} was posted to order ${record.order ?? ''}, ${when}.`,
    badness: record.t - closing.t,
    records: recordsOf(evidence, { facts: facts.slice(0, 4), calls: call ? [call] : [], seqs: [closing.seq, record.seq] }),
    eids: facts.map((fact) => fact.eid),
  }
}

/** Number 17: technical completion still takes postings, closing does not. What is refused for it is judged by `no-silent-drop`. */
export const noEffectAfterClose: Check = {
  number: 17,
  name: 'no-effect-after-close',
  class: 'S',
  title: 'Nothing is posted to a closed order.',
  provenBy: [],
  begin(evidence) {
    const found = new Collector()
    const statuses = new OrderStatuses(evidence)
    const closings = new Map<string, Closing>()
    for (const order of evidence.header.plan.master.orders)
      if (order.status === 'closed') closings.set(`${order.plant}|${order.id}`, { seq: 0, t: 0 })
    let judged = closings.size
    let lastDoc = ''
    return {
      hears: ['effect'],
      on(record) {
        if (record.kind !== 'effect' || record.order === undefined) return
        const key = `${record.plant}|${record.order}`
        if (record.what === 'state') {
          const before = statuses.on(record)
          const status = statuses.of(record.plant, record.order)
          if (status === 'closed' && before !== 'closed') {
            judged += 1
            closings.set(key, { seq: record.seq, t: record.t })
          } else if (status !== 'closed') closings.delete(key)
          return
        }
        const closing = closings.get(key)
        if (!closing || record.cid === undefined || record.doc === lastDoc || !isCoveredCall(evidence, evidence.calls.get(record.cid)))
          return
        lastDoc = record.doc
        found.add(violationOf(evidence, record, closing))
      },
      end: () => ({ judged, violations: found.done() }),
    }
  },
}
