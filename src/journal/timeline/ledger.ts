import { valueText, type Value } from '../../domain/effect.js'
import type { Dims } from '../../domain/names.js'
import { addQuantities, negateQuantity, subtractQuantities, type Quantity } from '../../domain/quantity.js'
import type { Words } from '../../domain/words.js'
import { NetGroups, type NetGroup } from '../net-groups.js'
import type { EffectRecord } from '../records.js'
import type { Change } from './types.js'

/** What the ledgers hold, as far as their effects tell: enough to say of each line what stood there before. */
export class RunningLedger {
  readonly #groups: NetGroups
  readonly #sums: Quantity[] = []
  readonly #values = new Map<string, string>()

  constructor(words: Words) {
    this.#groups = new NetGroups(words.measures)
  }

  take(record: EffectRecord): Change {
    return record.what === 'state' ? this.#state(record) : this.#amount(record)
  }

  #amount(record: Exclude<EffectRecord, { what: 'state' }>): Change {
    const isQuantity = record.what === 'quantity'
    const amount = isQuantity ? record.quantity : String(record.count)
    const group = this.#groups.of(record, record.system)
    const sum = this.#sums[group.id] ?? '0'
    const after = addQuantities(sum, amount)
    this.#sums[group.id] = after
    const unit = isQuantity ? record.unit : ''
    const balance = isQuantity ? record.balance : undefined
    // Stock is said with its balance; what moved it has the sign of the measure.
    if (balance !== undefined)
      return new AmountChange(record, group, amount, unit, subtractQuantities(balance, movedBy(group, amount)), balance)
    return new AmountChange(record, group, amount, unit, sum, after)
  }

  #state(record: Extract<EffectRecord, { what: 'state' }>): Change {
    const key = `${record.system}|${record.entity}|${record.group}`
    const before = record.before === undefined ? (this.#values.get(key) ?? '') : said(record.before)
    const after = said(record.after) + (record.active === false ? ' (not active)' : '')
    this.#values.set(key, after)
    return {
      seq: record.seq,
      what: 'state',
      name: record.group,
      of: record.entity,
      doc: record.doc,
      amount: record.version === undefined ? '' : `version ${record.version}`,
      before,
      after,
      derived: record.derived === true,
    }
  }
}

/** A line as it is told; most are never looked at, so that what can be told of its group is not written out before. */
class AmountChange implements Change {
  readonly seq: number
  readonly what: 'quantity' | 'count'
  readonly doc: string
  readonly #group: NetGroup
  readonly #quantity: Quantity
  readonly #unit: string

  constructor(
    { seq, what, doc }: Exclude<EffectRecord, { what: 'state' }>,
    group: NetGroup,
    quantity: Quantity,
    unit: string,
    readonly before: string,
    readonly after: string,
  ) {
    this.seq = seq
    this.what = what
    this.doc = doc
    this.#group = group
    this.#quantity = quantity
    this.#unit = unit
  }

  get name(): string {
    return this.#group.measure.name
  }

  get of(): string {
    return dimsText(this.#group.dims, this.#group.measure.by)
  }

  get amount(): string {
    return `${this.#quantity.startsWith('-') ? '' : '+'}${this.#quantity}${this.#unit === '' ? '' : ` ${this.#unit}`}`
  }

  get derived(): boolean {
    return false
  }
}

function movedBy({ measure }: NetGroup, amount: Quantity): Quantity {
  return measure.moves === 0 ? '0' : measure.moves > 0 ? amount : negateQuantity(amount)
}

const valueChars = 120

function said(value: Value): string {
  return valueText(value).slice(0, valueChars)
}

/** `P1 100001 / 0010`: the values alone, in the order in which they are summed. */
function dimsText(dims: Dims, order: readonly string[]): string {
  return order.flatMap((name) => dims[name] || []).join(' ')
}
