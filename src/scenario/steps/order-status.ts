import type { PlanBuilder } from '../builder.js'
import { settings as settingsOf } from '../schema-parts.js'
import { parseDuration } from '../../words/duration.js'
import { timing, type StepKind } from './contract.js'
import { selectedOrders, selection, type OrderDraft } from './orders.js'

type Status = 'released' | 'technically-complete' | 'closed'

/** Somebody in the ERP changes an order's status, not the target. */
function setStatus(build: PlanBuilder, verb: string, order: OrderDraft, status: Status): void {
  const { id, plant } = order
  const set = (to: Status, suffix = ''): void =>
    build.step('erp', { do: 'set-order-status', plant, order: id, status: to }, build.cursor_ms, `${verb}-${id}${suffix}`)
  if (status === 'released') order.releasedAt_ms = build.cursor_ms
  if (status === 'closed') order.closedAt_ms ??= build.cursor_ms
  // An order is closed out of technical completion, never out of production.
  if (status === 'closed' && order.completed !== true) set('technically-complete', '-completion')
  if (status !== 'released') order.completed = true
  set(status)
}

/** A verb that changes the status of orders in the ERP. */
function statusStep(verb: string, title: string, status: Status): StepKind {
  return {
    verb,
    title,
    phases: ['burst', 'heal'],
    schema: settingsOf({ orders: selection, at: timing.at }),
    apply(settings, context) {
      const { build } = context
      build.cursor_ms = Math.max(build.cursor_ms, build.startOf(parseDuration(settings['at'])))
      for (const order of selectedOrders(settings, context)) setStatus(build, verb, order, status)
    },
  }
}

export const releaseOrders = statusStep(
  'release-orders',
  'Orders that were only created are released in the ERP; from then on postings to them are accepted.',
  'released',
)

export const technicallyComplete = statusStep(
  'technically-complete',
  'Orders are technically completed in the ERP: production is over, and late postings are still accepted.',
  'technically-complete',
)

export const closeOrders = statusStep(
  'close-orders',
  'Orders are closed in the ERP: postings to them are refused for good, and facts reported after it must end as exceptions.',
  'closed',
)
