import { localDate } from '../../domain/business-date.js'
import type { Effect } from '../../domain/effect.js'
import type { OrderStatus } from '../../domain/order-status.js'
import type { SystemStep } from '../contract.js'
import type { DeclaredStep } from '../define.js'
import { periodChange } from './books.js'
import { decide } from './operations/orders.js'
import { lockWord, orderChange, type OrderState } from './order-book.js'
import { stateWrite } from '../shared/states.js'
import { release } from './release.js'
import type { Erp } from './state.js'

/** What can be done to the ERP, besides calling it. */
export const steps: readonly DeclaredStep<Erp>[] = [
  {
    name: 'lock-order',
    title: 'Someone else has the production order open, and postings to it are refused for a while.',
    subject: 'order',
    undo: 'unlock-order',
    anchor: 'first-call',
    run: (erp, step) => lock(erp, step, true),
  },
  {
    name: 'unlock-order',
    title: 'The production order is free again.',
    subject: 'order',
    anchor: 'first-call',
    run: (erp, step) => lock(erp, step, false),
  },
  {
    name: 'close-period',
    title: 'The posting period is closed while postings are still on their way.',
    subject: 'period',
    undo: 'open-period',
    anchor: 'burst',
    run: (erp, step) => setPeriods(erp, step, false),
  },
  {
    name: 'open-period',
    title: 'The posting period is open again.',
    subject: 'period',
    anchor: 'burst',
    run: (erp, step) => setPeriods(erp, step, true),
  },
  {
    name: 'release-order',
    title: 'A production order is released at a moment of its plant: it takes the revision that holds there on that day.',
    subject: 'order',
    settings: { type: 'object', properties: { at: { type: 'string', description: 'Instant of the release.' } } },
    anchor: 'burst',
    run: (erp, step) => releaseAt(erp, orderOf(erp, step), String(step['at'])),
  },
  {
    name: 'lock-bom',
    title: 'Someone else edits the bills of material of an item, and changes of them are refused for a while.',
    subject: 'item',
    undo: 'unlock-bom',
    anchor: 'burst',
    run: (erp, step) => lockBoms(erp, String(step['item']), true),
  },
  {
    name: 'unlock-bom',
    title: 'The bills of material are free again.',
    subject: 'item',
    anchor: 'burst',
    run: (erp, step) => lockBoms(erp, String(step['item']), false),
  },
  {
    name: 'set-order-status',
    title: 'People release, complete or close a production order.',
    subject: 'order',
    settings: { type: 'object', properties: { status: { type: 'string', description: 'Status that it gets.' } } },
    anchor: 'burst',
    run: (erp, step) => decide(erp.books, orderOf(erp, step), step['status'] as OrderStatus),
  },
  {
    name: 'map-location',
    title: 'Somebody says which storage location a bin is.',
    subject: 'bin',
    settings: { type: 'object', required: ['location'], properties: { location: { type: 'string', description: 'Storage location.' } } },
    undo: 'unmap-location',
    anchor: 'burst',
    run: (erp, step) => mapLocation(erp, step, String(step['location'])),
  },
  {
    name: 'unmap-location',
    title: 'The bin is no storage location any more.',
    subject: 'bin',
    anchor: 'burst',
    run: (erp, step) => mapLocation(erp, step, ''),
  },
]

function mapLocation({ books }: Erp, step: SystemStep, location: string): readonly Effect[] {
  return [books.change(books.locationMap.change(String(step['plant']), String(step['bin']), location))]
}

function orderOf({ books }: Erp, step: SystemStep): OrderState {
  const plant = step['plant'] === undefined ? undefined : String(step['plant'])
  const found = books.orders.find(String(step['order']), plant)
  if (!('refused' in found)) return found
  const why = found.refused === 'UNKNOWN_ORDER' ? `the ERP has no production order ${String(step['order'])}.` : found.message
  throw new Error(`Step ${step.do}: ${why}`)
}

/** That nothing holds on that day is what people see: the order stays as it is, and says why. */
function releaseAt(erp: Erp, order: OrderState, at: string): readonly Effect[] {
  const { id, plant } = order.master
  const date = localDate(at, erp.master.plants.get(plant)?.timeZone ?? 'UTC')
  const released = order.status === 'created' ? release(erp, order, date) : []
  if (!('refused' in released)) return released
  const dims = { plant, order: id }
  const about = { docKind: 'order', entity: order.entity, dims, references: [], derived: true }
  const state = stateWrite(erp.ledger, about, 'release', released.refused)
  return state ? [erp.books.change(state)] : []
}

function lockBoms({ books }: Erp, item: string, locked: boolean): readonly Effect[] {
  for (const bom of books.engineering.ofItem(item)) books.engineering.lock(bom, locked)
  return []
}

function lock(erp: Erp, step: SystemStep, locked: boolean): readonly Effect[] {
  const order = orderOf(erp, step)
  return order.locked === locked ? [] : [erp.books.change(orderChange(order, 'lock', lockWord(locked)))]
}

function setPeriods({ books }: Erp, step: SystemStep, open: boolean): readonly Effect[] {
  const [company, from, to] = [String(step['company']), String(step['from']), String(step['to'])]
  const periods = books.calendar.within(company, from, to)
  if (periods.length === 0) throw new Error(`Step ${step.do}: company ${company} has no posting period within ${from} to ${to}.`)
  return periods.filter((period) => period.open !== open).map((period) => books.change(periodChange(period, open)))
}
