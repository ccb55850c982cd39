import { mayFollow, orderStatuses, type OrderStatus } from '../../domain/order-status.js'
import type { CallState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { Collector } from '../collector.js'
import type { Check, Violation } from '../contract.js'
import { isCoveredCall, keysOf, recordsOf, systemTitle } from '../support/index.js'
import { OrderStatuses, type StatusChange } from './support/order-statuses.js'

function rank(status: OrderStatus): number {
  return orderStatuses.indexOf(status)
}

/** A cancellation may take an order back to where it was before what it cancels; nothing else of the target may. */
function isCancellation(call: CallState | undefined): boolean {
  return call !== undefined && (/revers|cancel/.test(call.operation) || call.postings.some((posting) => posting.reversesDoc !== ''))
}

function violationOf(evidence: Evidence, { record, order, before, after }: StatusChange, call: CallState | undefined): Violation {
  const facts = (call?.eids ?? []).flatMap((eid) => evidence.facts.get(eid) ?? [])
  const backward = rank(after) < rank(before)
  const by = call ? `, by call ${call.cid}${facts.length === 0 ? '' : ` for ${keysOf(facts)}`}` : ''
  const rule = backward ? 'without a cancellation or a reopening in the source' : 'which is no step of its life'
  return {
    reason: backward ? 'backward' : 'no-such-step',
    message: `Order ${order} went from ${before} to ${after} in ${systemTitle(evidence, record.system)}${by}, ${rule}.`,
    badness: Math.abs(rank(after) - rank(before)),
    records: recordsOf(evidence, { facts: facts.slice(0, 4), calls: call ? [call] : [], seqs: [record.seq] }),
    eids: facts.map((fact) => fact.eid),
  }
}

/** Number 15: what a system or the scenario does by itself is the source's word and is not judged. */
export const lifecycleMonotonic: Check = {
  number: 15,
  name: 'lifecycle-monotonic',
  class: 'S',
  covers: ['order-of-facts'],
  title: 'The status of an order goes forward along its life, and back only by a cancellation.',
  provenBy: [],
  begin(evidence) {
    const found = new Collector()
    const statuses = new OrderStatuses(evidence)
    return {
      hears: ['effect.state'],
      on(record) {
        const change = statuses.on(record)
        if (change?.record.cid === undefined) return
        const call = evidence.calls.get(change.record.cid)
        if (!isCoveredCall(evidence, call)) return
        found.judged += 1
        const backward = rank(change.after) < rank(change.before)
        if (mayFollow(change.before, change.after) && (!backward || isCancellation(call))) return
        found.add(violationOf(evidence, change, call))
      },
      end: () => ({ judged: found.judged, violations: found.done() }),
    }
  },
}
