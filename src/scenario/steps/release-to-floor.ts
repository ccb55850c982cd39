import type { OrderReleasePayload } from '../../flows/order-dispatch.js'
import { choice, settings as settingsOf } from '../schema-parts.js'
import { spread, timing, type StepKind } from './contract.js'
import { selectedOrders, selection } from './orders.js'

export const releaseToFloor: StepKind = {
  verb: 'release-to-floor',
  title: 'Orders that were only created are released in the ERP, which tells of it: whoever integrates dispatches them to the MES.',
  phases: ['burst', 'heal'],
  schema: settingsOf({
    orders: selection,
    'told-as': choice(
      'Status in which the ERP tells of them, if it does so before it releases them: one that is nothing on the shop floor is for people.',
      ['released', 'created'],
      'released',
    ),
    ...timing,
  }),
  apply(settings, context) {
    const { build, problem } = context
    const { landscape } = build
    const told = settings['told-as'] === 'created' ? 'created' : 'released'
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
      const isMapped = (landscape.statusMap ?? []).some((row) => row.from === 'erp' && row.status === told && row.becomes !== undefined)
      order.undispatched = true
      if (told === 'released') {
        order.releasedAt_ms = at_ms
        build.step('erp', { do: 'set-order-status', plant, order: id, status: told }, at_ms, `release-${id}`)
      }
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
          status: told,
          occurredAt,
        }),
        at_ms,
        isMapped ? {} : { must: 'REJECT' },
      )
    }
  },
}
