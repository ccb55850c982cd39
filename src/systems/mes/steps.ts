import { entityId, type Effect, type StateEffect } from '../../domain/effect.js'
import type { DraftLine } from '../../domain/ledger.js'
import type { LotKey } from '../../domain/lots.js'
import { compareQuantities, parseQuantity, type Quantity } from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'
import type { SystemStep } from '../contract.js'
import type { DeclaredStep } from '../define.js'
import { usableOf } from './material.js'
import type { Mes } from './state.js'

interface Wanted extends LotKey {
  readonly order: string
  /** In the base unit of the item. */
  readonly quantity: Quantity
  readonly unit: string
}

function wanted({ items }: Mes, step: SystemStep): Wanted {
  const { plant, order, item, lot = '', quantity: sent, unit } = step
  const goods = items.get(String(item))
  const parsed = parseQuantity(sent)
  const quantity = goods && parsed !== undefined ? toBaseUnit(goods, parsed, String(unit)) : undefined
  if (!goods || quantity === undefined)
    throw new Error(`Step ${step.do}: the MES does not know ${String(sent)} ${String(unit)} of item ${String(item)}.`)
  return { plant: String(plant), order: String(order), item: goods.id, lot: String(lot), quantity, unit: goods.baseUnit }
}

/** The shop floor takes it: what it counts out is gone, whatever it was told. */
function consume(mes: Mes, what: Wanted): readonly Effect[] {
  const { plant, order, item, lot, quantity, unit } = what
  const dims = { plant, order, item, ...(lot !== '' && { lot }) }
  const line: DraftLine = {
    what: 'quantity',
    doc: mes.nextNumber('consumption'),
    docKind: 'consumption',
    plant,
    references: [],
    measure: 'consumed',
    dims,
    quantity,
    unit,
  }
  mes.ledger.commit({ lines: [line] })
  return [line]
}

/** Somebody wants to take it: what came of that stands beside the lot and the order. */
function attempt({ ledger }: Mes, { plant, order, item, lot }: Wanted, after: string): StateEffect {
  const entity = entityId('consumption', plant, `${order}/${item}/${lot}`)
  const before = ledger.current(entity, 'attempt')
  const state: StateEffect = {
    what: 'state',
    doc: '',
    docKind: 'attempt',
    plant,
    references: [],
    entity,
    dims: { plant, order, item, lot },
    group: 'attempt',
    ...(before !== undefined && { before }),
    after,
  }
  ledger.commit({ states: [state] })
  return state
}

function tryConsume(mes: Mes, step: SystemStep): readonly Effect[] {
  const what = wanted(mes, step)
  const there = mes.material.of(what)
  if (there.held) return [attempt(mes, what, 'refused: the lot is on hold')]
  const usable = usableOf(there)
  if (compareQuantities(usable, what.quantity) < 0)
    return [attempt(mes, what, `refused: ${usable} ${what.unit} may be used, ${what.quantity} ${what.unit} were wanted`)]
  return [...consume(mes, what), attempt(mes, what, 'taken')]
}

const text = (description: string): Readonly<Record<string, unknown>> => ({ type: 'string', description })
const settings = {
  type: 'object',
  properties: {
    plant: text('Plant.'),
    order: text('Production order.'),
    item: text('Item.'),
    lot: text('Lot; empty for none.'),
    quantity: { type: 'number', description: 'Quantity.' },
    unit: text('Unit.'),
  },
}

/** What happens on the shop floor, besides what it is told. */
export const steps: readonly DeclaredStep<Mes>[] = [
  {
    name: 'consume',
    title: 'The shop floor takes material for an order.',
    subject: 'system',
    settings,
    anchor: 'burst',
    run: (mes, step) => consume(mes, wanted(mes, step)),
  },
  {
    name: 'try-consume',
    title: 'The shop floor wants to take material for an order, and does if it was told that there is enough of a lot that is not on hold.',
    subject: 'system',
    settings,
    anchor: 'burst',
    run: tryConsume,
  },
]
