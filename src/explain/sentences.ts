import type { JournalRecord } from '../journal/records.js'
import { systemTitle } from './text.js'

/** Says a record in one sentence, without a full stop. `name` gives facts the names that they are bound to. */
export function sentenceOf(record: JournalRecord, name: (eid: string) => string): string {
  switch (record.kind) {
    case 'fact':
      return `${systemTitle(record.source)} reported ${name(record.eid)}`
    case 'offer':
      return (
        `${systemTitle(record.source)} offered ${name(record.eid)} (delivery ` +
        `${record.attempt})${unless(record.healthy, ' while the link was down')}`
      )
    case 'exposed':
      return `${name(record.eid)} reached the target (${record.how})`
    case 'delivery':
      return `delivery ${record.attempt} of ${name(record.eid)} ended ${record.outcome}${given(record.targetAnswered, ', answered ')}`
    case 'call.arrived':
      return `${sent(record)}${carried(record.eids, name)}${given(record.problem?.code, ', which nothing understood: ')}`
    case 'call.served':
      return `the call was ${served(record)}${given(record.code, ' ')}${given(record.dedupedTo, ', recognised as ')}`
    case 'answer':
      return record.knowledge === 'indeterminate'
        ? 'the target could not know how its call ended'
        : `the target was answered ${record.status ?? 'nothing'}`
    case 'call.closed':
      return record.clientClosedFirst ? 'the target closed the connection first' : 'the connection was closed'
    case 'effect':
      return effect(record)
    case 'exception':
      return `exception ${record.xid} is ${record.status}${carried(record.eids, name)}${given(record.reason, ': ')}`
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
  const what = `${record.measure} ${record.quantity} ${record.unit}${item}${lot}`
  return `${systemTitle(record.system)} posted ${what} in document ${record.doc}, dated ${record.postingDate}${cancels}${balance}${by}`
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

function sent(record: Extract<JournalRecord, { kind: 'call.arrived' }>): string {
  return `the target sent ${record.method} ${record.path} to ${systemTitle(record.system)}`
}

function served(record: Extract<JournalRecord, { kind: 'call.served' }>): string {
  return `${record.answerClass === 'success' ? 'served' : 'refused'}: ${record.status}`
}

function given(value: string | number | null | undefined, lead: string): string {
  return value === undefined || value === null ? '' : `${lead}${value}`
}

function unless(condition: boolean, text: string): string {
  return condition ? '' : text
}
