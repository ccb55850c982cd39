import { openingStock } from '../../../domain/master.js'
import type { SystemName } from '../../../domain/names.js'
import { addQuantities, isZeroQuantity, negateQuantity, type Quantity } from '../../../domain/quantity.js'
import type { FactState } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import { WordMap } from '../../support/index.js'

/** Stock of one kind in one place of a system. */
export interface Stock {
  readonly system: SystemName
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly location: string
  readonly stockType: string
  quantity: Quantity
  /** The facts by which it became more the last time, and the records of all that moved it. */
  latest: readonly FactState[]
  readonly records: number[]
}

/** What these systems have in stock, as far as the journal goes. */
export function stockIn({ header, postings }: Evidence, systems: readonly SystemName[]): readonly Stock[] {
  const all = new WordMap<Stock>()
  const at = (system: SystemName, dims: Readonly<Record<string, string>>): Stock => {
    const { plant = '', item = '', lot = '', location = '', stockType = '' } = dims
    const kind = stockType === '' ? 'unrestricted' : stockType
    const make = (): Stock => ({ system, plant, item, lot, location, stockType: kind, quantity: '0', latest: [], records: [] })
    return all.getOr([system, plant, item, lot, location, kind], make)
  }
  for (const system of systems) {
    for (const { plant, item, lot, location, stockType, quantity } of openingStock(header.plan.master, system)) {
      const row = at(system, { plant, item, lot, location, stockType })
      row.quantity = addQuantities(row.quantity, quantity)
    }
  }
  for (const { lines, facts } of postings) {
    for (const line of lines) {
      if (line.at.measure.moves === 0 || !systems.includes(line.at.system)) continue
      const row = at(line.at.system, line.at.dims)
      const change = movedBy(line.at, line.quantity)
      row.quantity = addQuantities(row.quantity, change)
      row.records.push(line.seq)
      if (!change.startsWith('-') && facts.length > 0) row.latest = facts
    }
  }
  return all.made
}

/** What a quantity of a measure makes of stock. */
export function movedBy({ measure }: NetGroup, quantity: Quantity): Quantity {
  return measure.moves < 0 ? negateQuantity(quantity) : quantity
}

export function totalOf(quantities: Iterable<Quantity>): Quantity {
  let total: Quantity = '0'
  for (const quantity of quantities) total = addQuantities(total, quantity)
  return total
}

/** A cell of a quantity: nothing for none. */
export function cellOf(quantity: Quantity, unit = ''): string {
  return isZeroQuantity(quantity) ? '' : `${quantity} ${unit}`.trim()
}

export function unitOf({ header }: Evidence, item: string): string {
  return header.plan.master.items.find(({ id }) => id === item)?.baseUnit ?? ''
}
