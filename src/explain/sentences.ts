import type { JournalRecord } from '../journal/records.js'
import { systemTitle } from './text.js'

/** Says a record in one sentence, without a full stop. `name` gives facts the names that they are bound to. */
export function sentenceOf(record: JournalRecord, name: (eid: string) => string): string {
  switch (record.kind) {
    case 'fact':
      return `${systemTitle(record.source)} reported ${name(record.eid)}`
    case 'offer':
      return `${systemTitle(record.source)} offered ${name(record.eid)} to the target, delivery ${record.attempt}${record.healthy ? '' : ', while the link was down'}`
    case 'exposed':
      return `${name(record.eid)} reached the target (${record.how})`
    case 'delivery':
      return `delivery ${record.attempt} of ${name(record.eid)} ended ${record.outcome}${record.targetAnswered === null ? '' : `: the target answered ${record.targetAnswered}`}`
    case 'call.arrived':
      return `the target sent ${record.method} ${record.path} to ${systemTitle(record.system)}${carried(record.eids, name)}${record.problem ? `, which nothing understood (${record.problem.code})` : ''}`
    case 'call.served':
      return `the call was ${record.answerClass === 'success' ? 'served' : 'refused'}: ${record.status}${record.code === undefined ? '' : ` ${record.code}`}${record.dedupedTo === undefined ? '' : `, recognised as ${record.dedupedTo}`}`
    case 'answer':
      return record.knowledge === 'indeterminate'
        ? 'the target could not know how its call ended'
        : `the target was answered ${record.status ?? 'nothing'}`
    case 'call.closed':
      return record.clientClosedFirst ? 'the target closed the connection first' : 'the connection was closed'
    case 'effect':
      return effect(record)
    case 'exception':
      return `exception ${record.xid} was ${record.status === 'open' ? 'opened' : 'closed'}${carried(record.eids, name)}${record.reason === undefined ? '' : `: ${record.reason}`}`
    case 'fault.armed':
      return `the fault ${record.fault} was armed`
    case 'fault.fired':
      return `the fault ${record.fault} fired${record.identity === undefined ? '' : ` on ${record.identity}`}`
    case 'fault.missed':
      return `the fault ${record.fault} never fired`
    case 'fault.healed':
      return `the fault ${record.fault} was healed`
    case 'target.spawned':
      return `life ${record.incarnation} of the target was started`
    case 'target.ready':
      return `life ${record.incarnation} of the target was ready`
    case 'target.killed':
      return `life ${record.incarnation} of the target was killed`
    case 'target.exited':
      return `life ${record.incarnation} of the target ended${record.scripted === true ? '' : ' by itself'}`
    case 'harness.error':
      return `something broke that no plan asked for: ${record.message}`
    case 'mark':
      return mark(record)
  }
}

function effect(record: Extract<JournalRecord, { kind: 'effect' }>): string {
  const by = record.step === undefined ? '' : ', by the scenario'
  if (record.what === 'state')
    return `${systemTitle(record.system)} set ${record.field} of ${record.entity} from ${record.before} to ${record.after}${by}`
  const item = record.item === undefined ? '' : ` of ${record.item}`
  const lot = record.lot === undefined || record.lot === '' ? '' : ` lot ${record.lot}`
  const balance = record.balance === undefined ? '' : `, which left ${record.balance}`
  const cancels = record.reversesDoc === undefined ? '' : `, cancelling ${record.reversesDoc}`
  return `${systemTitle(record.system)} posted ${record.measure} ${record.quantity} ${record.unit}${item}${lot} in document ${record.doc}, dated ${record.postingDate}${cancels}${balance}${by}`
}

function mark(record: Extract<JournalRecord, { kind: 'mark' }>): string {
  switch (record.mark) {
    case 'phase':
      return `the phase ${record.phase} began`
    case 'heal':
      return 'everything was healed'
    case 'quiet':
      return `the wait for quiet ended (${record.how})`
    case 'reach':
      return `${record.name} was reached ${record.count} times`
    case 'final-state':
      return `the final state of ${systemTitle(record.system)} was recorded`
    case 'set-up-error':
      return `the set-up failed: ${record.message}`
    case 'end':
      return 'the journal ended'
  }
}

function carried(eids: readonly string[], name: (eid: string) => string): string {
  if (eids.length === 0) return ''
  const shown = eids.slice(0, 3).map(name)
  return ` for ${shown.join(', ')}${eids.length > 3 ? ` and ${eids.length - 3} more` : ''}`
}
