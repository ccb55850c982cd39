import type {
  CallArrivedRecord,
  CallServedRecord,
  EffectRecord,
  ExceptionRecord,
  JournalRecord,
  MarkRecord,
  OfferRecord,
  TargetRecord,
} from '../journal/records.js'
import { effectivityText, valueText } from '../domain/effect.js'
import { absoluteQuantity } from '../domain/quantity.js'
import type { WordBook } from '../journal/word-book.js'
import { entityWords, makerOf } from './phrases.js'
import { count, unended } from '../words/lists.js'

/**
 * Says a record in one sentence, without a full stop. `name` gives facts the names that they are bound to; where there are several plants,
 * a state is told with its plant.
 */
export function sentenceOf(record: JournalRecord, name: (eid: string) => string, words: WordBook, severalPlants = false): string {
  switch (record.kind) {
    case 'fact':
      return `${words.system(record.source)} ${words.flow(record.flows[0] ?? '').verb} ${name(record.eid)}`
    case 'offer':
      return offer(record, name(record.eid), words)
    case 'exposed':
      return `${name(record.eid)} reached the target (${record.how})`
    case 'delivery':
      return `delivery ${record.attempt} of ${name(record.eid)} ended ${record.outcome}${given(record.targetAnswered, ', answered ')}`
    case 'call.arrived':
      return sent(record, carried(record.eids, name), words)
    case 'call.served':
      return served(record)
    case 'answer':
      return record.knowledge === 'indeterminate'
        ? 'the target could not know how its call ended'
        : `the target was answered ${record.status ?? 'nothing'}`
    case 'call.closed':
      return record.clientClosedFirst ? 'the target closed the connection first' : 'the connection was closed'
    case 'effect':
      return effect(record, words, severalPlants)
    case 'exception':
      return exception(record, carried(record.eids, name))
    case 'fault.fired':
      return `the fault ${record.fault} fired${given(record.identity, ' on ')}`
    case 'target.killed':
    case 'target.exited':
      return `life ${record.incarnation} of the target ${endOf(record)}`
    case 'mark':
      return mark(record)
    default:
      // Nothing cites the others.
      return `there is a record of ${record.kind}`
  }
}

function exception({ xid, status, reason }: ExceptionRecord, about: string): string {
  return `exception ${xid} is ${status}${about}${given(reason === undefined ? reason : unended(reason), ': ')}`
}

function offer({ source, attempt, healthy }: OfferRecord, fact: string, words: WordBook): string {
  return `${words.system(source)} offered ${fact} (delivery ${attempt})${healthy ? '' : ' while the link was down'}`
}

function sent({ method, path, system, problem }: CallArrivedRecord, about: string, words: WordBook): string {
  return `the target sent ${method} ${path} to ${words.system(system)}${about}${given(problem?.code, ', which nothing understood: ')}`
}

function served({ answerClass, status, code, dedupedTo }: CallServedRecord): string {
  const what = answerClass === 'success' ? 'served' : 'refused'
  return `the call was ${what}: ${status}${given(code, ' ')}${given(dedupedTo, ', recognised as ')}`
}

function endOf({ kind, scripted }: TargetRecord): string {
  if (kind === 'target.killed') return 'was killed'
  return scripted === true ? 'ended' : 'ended by itself'
}

function effect(record: EffectRecord, words: WordBook, severalPlants: boolean): string {
  const by = record.step === undefined ? '' : `, by ${makerOf(record.step)}`
  const system = words.system(record.system)
  if (record.what === 'state') {
    const { group, docKind, dims, entity, version, before, after, effective, active } = record
    const from = before === undefined || version !== undefined ? '' : ` from ${valueText(before)}`
    const to = version === undefined ? valueText(after) : `version ${version}`
    const more = `${effective ? `, ${effectivityText(effective)}` : ''}${active === false ? ', not active' : ''}`
    const plant = severalPlants ? given(dims['plant'], ' in ') : ''
    return `${system} set ${group} of ${entityWords(docKind === group ? '' : docKind, dims, entity)}${plant}${from} to ${to}${more}${by}`
  }
  const cancels = record.reversesDoc === undefined ? '' : `, cancelling ${record.reversesDoc}`
  const end = ` in document ${record.doc}${given(record.dates?.posting || undefined, ', dated ')}${cancels}`
  const { noun = record.measure, signed } = words.measure(record.measure) ?? {}
  if (record.what === 'count') return `${system} ${record.count < 0 ? 'took back' : 'posted'} ${count(1, noun)}${end}${by}`
  const { item, lot = '' } = record.dims
  const of = `${record.unit}${given(item, ' of ')}${lot === '' ? '' : ` lot ${lot}`}`
  const isNegative = record.quantity.startsWith('-')
  const done = signed
    ? `${signed[isNegative ? 'negative' : 'positive']} ${absoluteQuantity(record.quantity)} ${of}`
    : `posted ${noun} ${record.quantity} ${of}`
  return `${system} ${done}${end}${given(record.balance, ', which left ')}${by}`
}

function mark(record: MarkRecord): string {
  if (record.mark === 'heal') return 'everything was healed'
  return record.mark === 'quiet' ? `the wait for quiet ended (${record.how})` : `there is a mark of ${record.mark}`
}

function carried(eids: readonly string[], name: (eid: string) => string): string {
  if (eids.length === 0) return ''
  const shown = eids.slice(0, 3).map(name)
  return ` for ${shown.join(', ')}${eids.length > 3 ? ` and ${eids.length - 3} more` : ''}`
}

function given(value: string | number | null | undefined, lead: string): string {
  return value === undefined || value === null ? '' : `${lead}${value}`
}
