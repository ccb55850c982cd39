import { valueText, type Value } from '../../domain/effect.js'
import type { Dims } from '../../domain/names.js'
import { addQuantities, multiplyQuantities, subtractQuantities, type Quantity } from '../../domain/quantity.js'
import type { Words } from '../../domain/words.js'
import { NetGroups } from '../net-groups.js'
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
    const amount = record.what === 'quantity' ? record.quantity : String(record.count)
    const group = this.#groups.of(record, record.system)
    const before = this.#sums[group.id] ?? '0'
    const after = addQuantities(before, amount)
    this.#sums[group.id] = after
    const unit = record.what === 'quantity' ? ` ${record.unit}` : ''
    const line = {
      seq: record.seq,
      what: record.what,
      name: record.measure,
      of: dimsText(record.dims, group.measure.by),
      doc: record.doc,
      amount: `${amount.startsWith('-') ? '' : '+'}${amount}${unit}`,
      derived: false,
    }
    const balance = record.what === 'quantity' ? record.balance : undefined
    if (balance === undefined) return { ...line, before, after }
    // Stock is said with its balance; what moved it has the sign of the measure.
    const moved = multiplyQuantities(amount, String(group.measure.moves))
    return { ...line, before: subtractQuantities(balance, moved), after: balance }
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

const valueChars = 120

function said(value: Value): string {
  return valueText(value).slice(0, valueChars)
}

/** `P1 100001 / 0010`: the values alone, in the order in which they are summed. */
function dimsText(dims: Dims, order: readonly string[]): string {
  return order.flatMap((name) => dims[name] || []).join(' ')
}
