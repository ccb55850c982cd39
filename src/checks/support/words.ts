import { effectivityText, entityName, sameEffectivity, sameValue, valueText } from '../../domain/effect.js'
import type { SystemName } from '../../domain/names.js'
import { placeName } from '../../domain/place-name.js'
import { negateQuantity, type Quantity } from '../../domain/quantity.js'
import type { CallState, FactState, Posting, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { JournalPlan } from '../../journal/header.js'
import type { NetGroup } from '../../journal/net-groups.js'
import { WordMap } from './word-map.js'
import { list } from '../../words/lists.js'

export { count as counted } from '../../words/lists.js'

/** `1.020 s`, from milliseconds. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`
}

/** `a, b and 3 more`: at most `max` names. Of none there is nothing to say: whoever lists has some. */
export function enumerate(names: readonly string[], max = 4): string {
  if (names.length > max) return `${names.slice(0, max).join(', ')} and ${names.length - max} more`
  return list(names)
}

/** `MC-000007 (confirmation of order 100001 / 0010)`. */
export function factName({ words }: Evidence, fact: FactState): string {
  const place = placeName(fact.dims)
  return `${fact.businessKey} (${words.flow(fact.flow).one}${place === '' ? '' : ` of ${place}`})`
}

export function keysOf(facts: readonly FactState[]): string {
  return enumerate(facts.map((fact) => fact.businessKey))
}

/** `document 4711`, `documents 4711 and 4712`; state writes without a document by what they wrote. */
export function documentNames(postings: readonly Posting[]): string {
  const numbers = postings.filter(({ doc }) => doc !== '').map(({ doc }) => doc)
  const writes = postings.filter(({ doc }) => doc === '').map(writtenBy)
  const documents = numbers.length === 0 ? [] : [`${numbers.length === 1 ? 'document' : 'documents'} ${enumerate(numbers)}`]
  return postings.length === 0 ? 'no document' : enumerate([...documents, ...writes])
}

function writtenBy({ writes: [write] }: Posting): string {
  return write ? `a write of ${writeName(write)}` : 'a posting without a document'
}

/** `status of order:P1/100001 (closed)`; `content`: what it says, where more is told than its value. */
export function writeName({ entity, group, after }: Pick<StateWrite, 'entity' | 'group' | 'after'>, content = valueText(after)): string {
  return `${group} of ${entityName(entity.entity)} (${content === '' ? 'nothing' : content})`
}

type Content = Pick<StateWrite, 'after' | 'active' | 'effective'>

/**
 * What was written, and what is obliged, each with every part in which they differ: two values that read alike may hold from another day.
 * What the obligation leaves open is no difference.
 */
export function contentsOf(write: Content, obliged: Content): { readonly has: string; readonly says: string } {
  const parts: ((content: Content) => string)[] = [({ after }) => valueText(after)]
  // A long value is told by a text that need not be all of it.
  if (valueText(write.after) === valueText(obliged.after) && !sameValue(write.after, obliged.after))
    parts.push(({ after }) => `content ${typeof after === 'string' ? 'as it reads' : after.digest}`)
  if (obliged.effective && !sameEffectivity(write.effective, obliged.effective))
    parts.push(({ effective }) => (effective ? effectivityText(effective) : 'without effectivity'))
  if (obliged.active !== undefined && write.active !== obliged.active)
    parts.push(({ active }) => (active === undefined ? 'not said whether active' : active ? 'active' : 'not active'))
  // An empty value says nothing.
  const told = (content: Content): string => parts.map((part) => part(content)).join(', ') || 'nothing'
  return { has: told(write), says: told(obliged) }
}

export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** What the target could know of a call when it went on, with the record `at`. */
export function seenOf(call: CallState, at: number): string {
  if (!call.ended || call.ended.seq > at) return 'which had no answer yet'
  if (call.knowledge === 'acked') return `which was answered ${call.status}`
  if (call.knowledge === 'refused') return `which was refused with ${call.code === '' ? call.status : call.code}`
  const by = call.fault === '' ? '' : ` (${call.fault})`
  return `whose answer was lost${by}`
}

/** `the ERP`. */
export function systemTitle({ words }: Evidence, system: SystemName): string {
  return `the ${words.system(system)}`
}

/** Reads net groups to people: needs the plan for units. */
export class EffectWords {
  readonly #unitOfItem: ReadonlyMap<string, string>
  readonly #plan: JournalPlan
  #itemOfOrder: WordMap<string> | undefined

  constructor(plan: JournalPlan) {
    this.#plan = plan
    this.#unitOfItem = new Map(plan.master.items.map((item) => [item.id, item.baseUnit]))
  }

  /**
   * `20 EA yield on order 100001 / 0010`, `10 EA of C1 lot L1 issued at P1/RM01 for order 100001`. `toward`: what there should be, where
   * the sign of a measure that moves both ways says which way is meant.
   */
  effect(quantity: Quantity, at: NetGroup, toward: Quantity = quantity): string {
    const { measure } = at
    if (measure.moves !== 0) return this.#moved(quantity, at, toward)
    const place = this.#placeOf(at)
    if (measure.unit === 'none') return `${quantity} ${measure.noun}${quantity === '1' ? '' : 's'}${place === '' ? '' : ` of ${place}`}`
    return `${this.amount(quantity, at)} ${measure.noun}${place === '' ? '' : ` on ${place}`}`
  }

  /** With its plant where it is for no order, and could be in several; with all that keeps it apart from others of its order. */
  #placeOf({ dims }: NetGroup): string {
    const { plant = '', order, routingStep: _, ...apart } = dims
    const place =
      order === undefined ? placeName(dims, plant) : [placeName(dims), placeName(apart)].filter((part) => part !== '').join(', ')
    const several = this.#plan.master.plants.length > 1 && order === undefined && plant !== ''
    return several && place !== plant ? `${place} in ${plant}` : place
  }

  #moved(quantity: Quantity, at: NetGroup, toward: Quantity): string {
    const { plant = '', order, item = '', lot, location, stockType } = at.dims
    const { verb, noun, signed } = at.measure
    // Stock moves the other way when an issue or a receipt is cancelled: the words say so instead of a sign.
    const back = (signed ? toward : quantity).startsWith('-')
    const done = signed ? signed[back ? 'negative' : 'positive'] : `${verb}${back ? ' back' : ''}`
    const amount = this.amount(back ? negateQuantity(quantity) : quantity, at)
    // What is counted or weighed without an item has a name of its own.
    const moved = item === '' ? `${amount} ${noun}${amount === '1' || at.measure.unit !== 'none' ? '' : 's'}` : `${amount} of ${item}`
    const what = `${moved}${lot === undefined ? '' : ` lot ${lot}`} ${done}`
    const restricted = stockType === undefined || stockType === 'unrestricted' ? '' : ` (${stockType})`
    const where = `${plant}${location === undefined ? '' : `/${location}`}${restricted}`
    return `${what} at ${where}${order === undefined ? '' : ` for order ${order}`}`
  }

  /** `20 EA`; a counted thing has no unit. `beside`: the quantity that was told as an effect before, whose way this one is told in too. */
  amount(quantity: Quantity, at: NetGroup, beside: Quantity = '0'): string {
    const unit = this.unit(at)
    const told = at.measure.signed && beside.startsWith('-') ? negateQuantity(quantity) : quantity
    return unit === '' ? told : `${told} ${unit}`
  }

  unit({ measure, dims }: NetGroup): string {
    if (measure.unit === 'none') return ''
    const id = measure.unit === 'item' ? dims['item'] : this.#itemOf(dims['plant'] ?? '', dims['order'] ?? '')
    return (id === undefined ? undefined : this.#unitOfItem.get(id)) ?? ''
  }

  /** Made when it is first asked for: a journal without a violation has nothing to say. */
  #itemOf(plant: string, order: string): string | undefined {
    if (!this.#itemOfOrder) {
      this.#itemOfOrder = new WordMap()
      for (const made of this.#plan.master.orders) this.#itemOfOrder.set([made.plant, made.id], made.item)
    }
    return this.#itemOfOrder.get([plant, order])
  }
}
