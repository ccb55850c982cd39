import { negateQuantity, type Quantity } from '../../domain/quantity.js'
import type { CallState, DocState, FactState } from '../../journal/evidence-types.js'
import type { JournalPlan } from '../../journal/header.js'

/** `1.020 s`, from milliseconds. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`
}

/** `a, b and 3 more`: at most `max` names. */
export function enumerate(names: readonly string[], max = 4): string {
  const shown = names.slice(0, max)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  const tail = shown.pop()
  return shown.length === 0 ? (tail ?? 'none') : `${shown.join(', ')} and ${tail ?? ''}`
}

/** `1 document`, `2 documents`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** `order 100001 / 0010`. */
export function placeName(at: { readonly order: string; readonly operation: string }): string {
  return at.operation === '' ? `order ${at.order}` : `order ${at.order} / ${at.operation}`
}

/** `MC-000007 (confirmation of order 100001 / 0010)`. */
export function factName(fact: FactState): string {
  return fact.order === '' ? `${fact.businessKey} (${fact.flow})` : `${fact.businessKey} (${fact.flow} of ${placeName(fact)})`
}

export function keysOf(facts: readonly FactState[], max = 4): string {
  return enumerate(
    facts.map((fact) => fact.businessKey),
    max,
  )
}

/** `document 4711`, `documents 4711 and 4712`. */
export function documentNames(docs: readonly DocState[]): string {
  return `${docs.length === 1 ? 'document' : 'documents'} ${enumerate(docs.map((doc) => doc.doc))}`
}

/** What the target could know of a call when it went on, with the record `at`. */
export function seenOf(call: CallState, at: number): string {
  if (!call.ended || call.ended.seq > at) return 'which had no answer yet'
  if (call.knowledge === 'acked') return `which was answered ${call.status}`
  if (call.knowledge === 'refused') return `which was refused with ${call.code === '' ? call.status : call.code}`
  const by = call.fault === '' ? '' : ` (${call.fault})`
  return `whose answer was lost${by}`
}

const systemTitles: Readonly<Record<string, string>> = { erp: 'the ERP', mes: 'the MES', desk: 'the exception desk' }

export function systemTitle(system: string): string {
  return systemTitles[system] ?? system
}

/** Reads dimensions keys to people: needs the plan for units. */
export class DimensionWords {
  readonly #unitOfItem: ReadonlyMap<string, string>
  readonly #plan: JournalPlan
  #itemOfOrder: ReadonlyMap<string, string> | undefined

  constructor(plan: JournalPlan) {
    this.#plan = plan
    this.#unitOfItem = new Map(plan.master.items.map((item) => [item.id, item.baseUnit]))
  }

  /** Made when it is first asked for: a journal without a violation has nothing to say. */
  #itemOf(place: string): string | undefined {
    this.#itemOfOrder ??= new Map(this.#plan.master.orders.map((order) => [`${order.plant}|${order.id}`, order.item]))
    return this.#itemOfOrder.get(place)
  }

  /** `20 EA yield on order 100001 / 0010`, `10 EA of C1 lot L1 issued at RM01 for order 100001`. */
  effect(quantity: Quantity, dims: string): string {
    const [, measure = '', plant = '', order = '', third = '', lot = '', location = '', stockType = ''] = dims.split('|')
    if (measure === 'issue' || measure === 'receipt' || measure === 'transfer') {
      // Stock moves the other way when an issue or a receipt is cancelled: the words say so instead of a sign.
      const cancelled = quantity.startsWith('-')
      const verb = measure === 'issue' ? 'issued' : measure === 'receipt' ? 'received' : 'transferred'
      const amount = this.amount(cancelled ? negateQuantity(quantity) : quantity, dims)
      const what = `${third}${lot === '' ? '' : ` lot ${lot}`} ${verb}${cancelled ? ' back' : ''}`
      const restricted = stockType === '' || stockType === 'unrestricted' ? '' : ` (${stockType})`
      const where = `${plant}${location === '' ? '' : `/${location}`}${restricted}`
      return `${amount} of ${what} at ${where}${order === '' ? '' : ` for order ${order}`}`
    }
    const place = placeName({ order, operation: third })
    if (measure === 'final') return `${quantity} final confirmation${quantity === '1' ? '' : 's'} of ${place}`
    return `${this.amount(quantity, dims)} ${measure} on ${place}`
  }

  /** `20 EA`; a counted thing has no unit. */
  amount(quantity: Quantity, dims: string): string {
    const unit = this.unit(dims)
    return unit === '' ? quantity : `${quantity} ${unit}`
  }

  unit(dims: string): string {
    const [, measure, plant, order, item] = dims.split('|')
    if (measure === 'final') return ''
    const moved = measure === 'issue' || measure === 'receipt' || measure === 'transfer'
    const id = moved ? item : this.#itemOf(`${plant}|${order}`)
    return (id === undefined ? undefined : this.#unitOfItem.get(id)) ?? ''
  }
}
