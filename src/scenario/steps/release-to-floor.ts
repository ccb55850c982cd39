import type { OrderReleasePayload } from '../../flows/order-dispatch.js'
import { settings as settingsOf } from '../schema-parts.js'
import { spread, timing, type StepKind } from './contract.js'
import { selectedOrders, selection } from './orders.js'

export const releaseToFloor: StepKind = {
  verb: 'release-to-floor',
  title: 'Orders that were only created are released in the ERP, which tells of it: whoever integrates dispatches them to the MES.',
  phases: ['burst', 'heal'],
  schema: settingsOf({ orders: selection, ...timing }),
  apply(settings, context) {
    const { build, problem } = context
    const { landscape } = build
    const chosen = selectedOrders(settings, context)
    const released = chosen.find(({ status, releasedAt_ms }) => status !== 'created' || releasedAt_ms !== undefined)
    if (released) {
      problem(['orders'], `order ${released.id} is released already`, 'dispatch it with "status: created" in the set-up phase')
      return
    }
    for (const [index, at_ms] of spread(chosen.length, settings, context).entries()) {
      const order = chosen[index]
      if (!order) continue
      const { id, plant, product } = order
      order.releasedAt_ms = at_ms
      order.undispatched = true
      build.step('erp', { do: 'set-order-status', plant, order: id, status: 'released' }, at_ms, `release-${id}`)
      build.fact<OrderReleasePayload>(
        'order-dispatch',
        ({ key: release, occurredAt }) => ({
          release,
          plant,
          order: id,
          item: product,
          revision: landscape.openingRevision,
          quantity: Number(order.planned),
          unit: landscape.items.find((item) => item.id === product)?.baseUnit ?? '',
          status: 'released',
          occurredAt,
        }),
        at_ms,
      )
    }
  },
}
