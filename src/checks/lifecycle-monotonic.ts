import { mayFollow, orderStatuses, type OrderStatus } from '../domain/order-status.js'
import type { Evidence } from '../journal/evidence.js'
import type { CallState } from '../journal/evidence-types.js'
import type { EffectRecord } from '../journal/records.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { OrderStatuses } from './support/obstacles.js'
import { isCoveredCall } from './support/scope.js'
import { recordsOf } from './support/trail.js'
import { keysOf, systemTitle } from './support/words.js'

function rank(status: OrderStatus): number {
  return orderStatuses.indexOf(status)
}

/** A cancellation may take an order back to where it was before what it cancels; nothing else of the target may. */
function isCancellation(call: CallState | undefined): boolean {
  return call !== undefined && (/revers|cancel/.test(call.operation) || call.docs.some((doc) => doc.reversesDoc !== ''))
}

function violationOf(
  evidence: Evidence,
  record: EffectRecord,
  order: string,
  before: OrderStatus,
  after: OrderStatus,
  call: CallState | undefined,
): Violation {
  const facts = (call?.eids ?? []).flatMap((eid) => evidence.facts.get(eid) ?? [])
  const backward = rank(after) < rank(before)
  const by = call ? `, by call ${call.cid}${facts.length === 0 ? '' : ` for ${keysOf(facts)}`}` : ''
  const rule = backward ? 'without a cancellation or a reopening in the source' : 'which is no step of its life'
  return {
    reason: backward ? 'backward' : 'no-such-step',
    message: `Order ${order} went from ${before} to ${after} in ${systemTitle(record.system)}${by}, ${rule}.`,
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
  title: 'The status of an order goes forward along its life, and back only by a cancellation.',
  provenBy: [],
  begin(evidence) {
    const found = new Collector()
    const statuses = new OrderStatuses(evidence)
    let judged = 0
    return {
      hears: ['effect.state'],
      on(record) {
        if (record.kind !== 'effect') return
        const before = statuses.on(record)
        if (before === undefined || record.what !== 'state' || record.cid === undefined) return
        const order = record.order ?? record.entity.replace(/^order:/, '')
        const after = statuses.of(record.plant, order)
        const call = evidence.calls.get(record.cid)
        if (after === undefined || after !== record.after || !isCoveredCall(evidence, call)) return
        judged += 1
        const backward = rank(after) < rank(before)
        if (mayFollow(before, after) && (!backward || isCancellation(call))) return
        found.add(violationOf(evidence, record, order, before, after, call))
      },
      end: () => ({ judged, violations: found.done() }),
    }
  },
}
