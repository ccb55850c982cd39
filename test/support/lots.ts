import type { ExpectedEffect } from '../../src/domain/fact.js'
import type { Measure } from '../../src/domain/measures/index.js'
import type { Dims } from '../../src/domain/names.js'
import { negateQuantity, type Quantity } from '../../src/domain/quantity.js'
import { journal, type JournalBuilder } from './journal-builder.js'
import { flowWords, type HeaderOptions } from './journal-header.js'
import type { FactOptions, LineOptions, PostOptions } from './journal-options.js'

/** What production may use of a lot. */
const available: Measure = {
  name: 'available',
  by: ['plant', 'item', 'lot'],
  moves: 0,
  unit: 'item',
  verb: 'reported available',
  noun: 'availability',
}

/** A counted thing that facts may share. */
const signal: Measure = { name: 'signal', by: ['change', 'item'], moves: 0, unit: 'none', verb: 'signalled', noun: 'sourcing signal' }

const flows = [
  flowWords('lot-status', 'D', { one: 'usage decision', many: 'usage decisions', verb: 'decided' }),
  flowWords('availability', 'V', { many: 'availabilities', sinks: ['wms'] }),
]

/** A journal in which a decision about a lot has effects in two systems: a transfer in the ERP, and availability in the WMS. */
export function lotJournal(options: HeaderOptions = {}): JournalBuilder {
  const wms = { name: 'wms', title: 'WMS', short: 'WMS', books: true, plays: 'warehouse' } as const
  return journal({ measures: [available, signal], flows, systems: [wms], ...options })
}

export const lot = { plant: 'P1', item: 'C2', lot: 'L1' } as const
const place = { ...lot, location: 'RM01' } as const

export function transferred(quantity: Quantity): readonly [LineOptions, LineOptions] {
  return [
    { measure: 'transfer', ...place, stockType: 'quality', quantity: negateQuantity(quantity), unit: 'KG' },
    { measure: 'transfer', ...place, stockType: 'unrestricted', quantity, unit: 'KG' },
  ]
}

export function madeAvailable(quantity: Quantity, dims: Dims = lot): LineOptions {
  return { measure: 'available', ...dims, quantity, unit: 'KG' }
}

/** What a decision obliges. */
export function decision(quantity: Quantity): readonly ExpectedEffect[] {
  const inErp = { system: 'erp', flow: 'lot-status', what: 'quantity', measure: 'transfer' } as const
  return [
    { ...inErp, dims: { ...place, stockType: 'quality' }, quantity: negateQuantity(quantity) },
    { ...inErp, dims: { ...place, stockType: 'unrestricted' }, quantity },
    { system: 'wms', flow: 'availability', what: 'quantity', measure: 'available', dims: lot, quantity },
  ]
}

const ofLot: FactOptions = { flow: 'lot-status', sideFlows: ['availability'], dims: lot, entity: 'lot:P1/L1' }

/** A decision that 40 KG may be used, delivered. */
export function decided(run: JournalBuilder, key = 'QD-000001', more: FactOptions = {}): JournalBuilder {
  return run.fact(key, { ...ofLot, expect: decision('40'), ...more }).deliver(key)
}

export function inErp(run: JournalBuilder, key = 'QD-000001', more: PostOptions = {}): JournalBuilder {
  return run.post(key, { operation: 'movement.create', lines: transferred('40'), ...more })
}

export function inWms(run: JournalBuilder, key = 'QD-000001', more: PostOptions = {}): JournalBuilder {
  const call = { system: 'wms', operation: 'availability.report', path: '/material-availability' } as const
  return run.post(key, { ...call, lines: [madeAvailable('40')], ...more })
}

/** What a change obliges: one signal, whichever of its messages brings it. */
export function signalled(more: Partial<Extract<ExpectedEffect, { what: 'count' }>> = {}): ExpectedEffect {
  const dims = { change: 'ECO-1', item: 'C2' }
  return { system: 'wms', flow: 'availability', what: 'count', measure: 'signal', dims, count: 1, identity: 'ECO-1/C2', ...more }
}

/** A call that makes the signal, under the name of that fact. */
export function makesSignal(run: JournalBuilder, key: string, doc: string): JournalBuilder {
  run.arrive(key, { system: 'wms', operation: 'signal.create', path: '/signals' })
  const arrived = run.records.findLast((record) => record.kind === 'call.arrived')
  const dims = { change: 'ECO-1', item: 'C2' }
  const base = { kind: 'effect', system: 'wms', doc, docKind: 'signal', plant: '', references: [key], dims } as const
  run.push({ ...base, what: 'count', measure: 'signal', count: 1, cid: arrived?.cid ?? 0 })
  return run.served({ effects: 1 }).answered(201)
}

/** A state of a bill of material in one plant. */
export function bom(plant: string, after: string, version = 8): Extract<ExpectedEffect, { what: 'state' }> {
  const dims = { plant, item: 'FG-100', revision: 'B' }
  return { system: 'erp', flow: 'lot-status', what: 'state', entity: `bom:${plant}/FG-100/B`, dims, group: 'lines', version, after }
}

/** One call that writes a state for that fact. */
export function writes(run: JournalBuilder, key: string, state: Extract<ExpectedEffect, { what: 'state' }>): JournalBuilder {
  const { what: _, flow: __, ...write } = state
  run.arrive(key, { operation: 'bom.change', path: '/boms/FG-100', method: 'PUT' })
  return run
    .write({ ...write, docKind: 'bom', references: [key] })
    .served({ effects: 1 })
    .answered(200)
}
