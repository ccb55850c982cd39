import type { Effect } from '../../domain/effect.js'
import type { DraftLine } from '../../domain/ledger.js'
import type { LotAttributes, LotKey } from '../../domain/lots.js'
import type { Item } from '../../domain/master.js'
import { isZeroQuantity, negateQuantity, parseQuantity, subtractQuantities, type Quantity } from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'
import type { SystemStep } from '../contract.js'
import type { DeclaredStep } from '../define.js'
import { attributesOf } from '../shared/lots.js'
import { binKey, type Wms } from './state.js'

/** What is handled, where: the settings that every step about goods has. */
interface Handled extends LotKey {
  readonly goods: Item
  /** In the base unit. */
  readonly quantity: Quantity
  readonly unit: string
}

const text = (description: string): Readonly<Record<string, unknown>> => ({ type: 'string', description })

/** JSON Schema of the settings of a step: what it handles, and what is its own. */
function settings(own: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const shared = { plant: text('Plant.'), item: text('Item.'), lot: text('Lot; empty for none.'), unit: text('Unit.') }
  return { type: 'object', properties: { ...shared, quantity: { type: 'number', description: 'Quantity.' }, ...own } }
}

function handled({ items }: Wms, step: SystemStep, name = 'quantity'): Handled {
  const { plant, item, lot = '', unit } = step
  const goods = items.get(String(item))
  if (!goods) throw new Error(`Step ${step.do}: the WMS has no item ${String(item)}.`)
  const sent = parseQuantity(step[name])
  const quantity = sent === undefined ? undefined : toBaseUnit(goods, sent, String(unit))
  if (quantity === undefined) throw new Error(`Step ${step.do}: ${String(step[name])} ${String(unit)} is no quantity of ${goods.id}.`)
  return { plant: String(plant), item: goods.id, lot: String(lot), goods, quantity, unit: String(unit) }
}

function binOf(wms: Wms, step: SystemStep, name: 'bin' | 'fromBin' | 'toBin'): string {
  const [plant, bin] = [String(step['plant']), String(step[name])]
  if (wms.knowsBin(plant, bin)) return bin
  throw new Error(`Step ${step.do}: plant ${plant} has no bin ${bin}.`)
}

/** A line of the next document of the warehouse. */
function line(wms: Wms, measure: string, what: Handled, place: { readonly bin: string; readonly stockType: string }): DraftLine {
  const { plant, item, lot, goods, quantity } = what
  return {
    what: 'quantity',
    doc: wms.nextNumber('warehouse-document'),
    docKind: 'warehouse-document',
    plant,
    references: [],
    measure,
    dims: { plant, item, location: place.bin, stockType: place.stockType, ...(lot !== '' && { lot }) },
    quantity,
    unit: goods.baseUnit,
  }
}

/** Goods come in: what has to be inspected lies in quality stock. */
function receive(wms: Wms, step: SystemStep): readonly Effect[] {
  const what = handled(wms, step)
  const bin = binOf(wms, step, 'bin')
  const stockType = what.goods.inspectionRequired === true ? 'quality' : 'unrestricted'
  const lines = [line(wms, 'receipt', what, { bin, stockType })]
  const { plant, item, lot } = what
  const pallets: readonly unknown[] = Array.isArray(step['sscc']) ? step['sscc'] : []
  for (const sscc of pallets.map(String)) wms.pallets.set(sscc, { plant, item, lot, sscc, bin, status: 'received' })
  if (lot !== '') wms.learn(what, attributesOf(step as LotAttributes))
  const states = lot === '' ? [] : wms.attributesOf(what)
  wms.ledger.commit({ lines, states })
  return [...lines, ...states]
}

/** Goods go from one bin to another; the pallets of what leaves a bin empty go with it. */
function move(wms: Wms, step: SystemStep): readonly Effect[] {
  const what = handled(wms, step)
  const { stockType: named = 'unrestricted' } = step
  const [from, to, stockType] = [binOf(wms, step, 'fromBin'), binOf(wms, step, 'toBin'), String(named)]
  const out = line(wms, 'transfer', { ...what, quantity: negateQuantity(what.quantity) }, { bin: from, stockType })
  const lines = [out, line(wms, 'transfer', what, { bin: to, stockType })]
  wms.ledger.commit({ lines })
  if (isEmpty(wms, what, from)) for (const pallet of palletsAt(wms, what, from)) Object.assign(pallet, { bin: to, status: 'stored' })
  return lines
}

/** Goods leave a bin for production. */
function issue(wms: Wms, step: SystemStep): readonly Effect[] {
  const what = handled(wms, step)
  const bin = binOf(wms, step, 'bin')
  const lines = [line(wms, 'issue', what, { bin, stockType: 'unrestricted' })]
  wms.ledger.commit({ lines })
  if (isEmpty(wms, what, bin)) for (const pallet of palletsAt(wms, what, bin)) pallet.status = 'empty'
  return lines
}

/** A bin is counted: what is found is what is there from then on. */
function count(wms: Wms, step: SystemStep): readonly Effect[] {
  const what = handled(wms, step, 'counted')
  const bin = binOf(wms, step, 'bin')
  const { plant, item, lot } = what
  const book = wms.ledger.stock({ plant, item, lot, location: bin, stockType: 'unrestricted' })
  const difference = subtractQuantities(what.quantity, book)
  if (isZeroQuantity(difference)) return []
  const lines = [line(wms, 'adjustment', { ...what, quantity: difference }, { bin, stockType: 'unrestricted' })]
  wms.ledger.commit({ lines })
  return lines
}

function palletsAt({ pallets }: Wms, { plant, item, lot }: LotKey, bin: string) {
  return [...pallets.values()].filter((each) => each.plant === plant && each.item === item && each.lot === lot && each.bin === bin)
}

function isEmpty({ ledger }: Wms, { plant, item, lot }: LotKey, location: string): boolean {
  return ['unrestricted', 'quality', 'blocked'].every((stockType) =>
    isZeroQuantity(ledger.stock({ plant, item, lot, location, stockType })),
  )
}

function lock(wms: Wms, step: SystemStep, locked: boolean): readonly Effect[] {
  const key = binKey(String(step['plant']), binOf(wms, step, 'bin'))
  if (locked) wms.lockedBins.add(key)
  else wms.lockedBins.delete(key)
  return []
}

const fromTo = settings({ fromBin: text('Bin that it leaves.'), toBin: text('Bin that it goes to.'), stockType: text('Stock type.') })

/** What happens in the warehouse, besides what it is asked for. */
export const steps: readonly DeclaredStep<Wms>[] = [
  {
    name: 'receive',
    title: 'Goods are received into a bin.',
    subject: 'system',
    settings: settings({
      bin: text('Bin.'),
      sscc: { type: 'array', items: { type: 'string' }, description: 'Pallets.' },
      supplierLot: text('Lot of the supplier.'),
      expiry: text('Last day of use.'),
      origin: text('Country.'),
    }),
    anchor: 'burst',
    run: receive,
  },
  { name: 'put-away', title: 'Goods are put away.', subject: 'system', settings: fromTo, anchor: 'burst', run: move },
  { name: 'pick', title: 'Goods are picked for production.', subject: 'system', settings: fromTo, anchor: 'burst', run: move },
  { name: 'move', title: 'Goods are moved from bin to bin.', subject: 'system', settings: fromTo, anchor: 'burst', run: move },
  {
    name: 'issue',
    title: 'Goods are used up by production.',
    subject: 'system',
    settings: settings({ bin: text('Bin.') }),
    anchor: 'burst',
    run: issue,
  },
  {
    name: 'count',
    title: 'A bin is counted.',
    subject: 'system',
    settings: settings({ bin: text('Bin.'), counted: { type: 'number', description: 'What was found.' } }),
    anchor: 'burst',
    run: count,
  },
  {
    name: 'lock-bin',
    title: 'A bin is locked while somebody counts it, and what is asked about it is refused for a while.',
    subject: 'bin',
    undo: 'unlock-bin',
    anchor: 'burst',
    run: (wms, step) => lock(wms, step, true),
  },
  { name: 'unlock-bin', title: 'The bin is free again.', subject: 'bin', anchor: 'burst', run: (wms, step) => lock(wms, step, false) },
]
