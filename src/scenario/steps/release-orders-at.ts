import { formatted, settings as settingsOf } from '../schema-parts.js'
import type { StepKind } from './contract.js'
import { selectedOrders, selection } from './orders.js'
import { instantOf } from './wall-time.js'

export const releaseOrdersAt: StepKind = {
  verb: 'release-orders-at',
  title:
    'Orders are released in the ERP and dispatched to the MES at a time of their plant: each system takes the revision that holds then.',
  phases: ['burst', 'heal'],
  schema: settingsOf({ orders: selection, time: formatted('wall-time', 'Time on a wall of the plant of each order.') }, ['time']),
  apply(settings, context) {
    const { build } = context
    const told = new Set<string>()
    for (const order of selectedOrders(settings, context)) {
      const { id, plant } = order
      const at = instantOf(settings['time'], plant, context, told)
      order.releasedAt_ms = build.cursor_ms
      build.step('erp', { do: 'release-order', plant, order: id, at }, build.cursor_ms, `probe:release-${id}`)
      build.step('mes', { do: 'dispatch-order', plant, order: id, at }, build.cursor_ms, `dispatch-${id}`)
    }
  },
}
