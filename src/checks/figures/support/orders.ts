import { entityId, valueText } from '../../../domain/effect.js'
import type { ProductionOrder } from '../../../domain/master.js'
import { orderStatuses, type OrderStatus } from '../../../domain/order-status.js'
import type { EntityState } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import { entityIn } from './players.js'

/** An order on which work is to be done, as the ERP has it. */
export interface OpenOrder {
  readonly order: ProductionOrder
  readonly status: OrderStatus
  readonly revision: string
  readonly entity: EntityState | undefined
}

const last: OrderStatus = 'partially-confirmed'
const open = new Set<string>(orderStatuses.slice(0, orderStatuses.indexOf(last) + 1))

/** What a group of an entity says in the end; nothing that nobody wrote. */
export function saysLast(entity: EntityState | undefined, group: string): string | undefined {
  const write = entity?.groups.get(group)?.at(-1)
  return write && valueText(write.after)
}

/** From created to partially confirmed. */
export function openOrders(evidence: Evidence): readonly OpenOrder[] {
  return evidence.header.plan.master.orders.flatMap((order) => {
    const entity = entityIn(evidence, 'ledger', entityId('order', order.plant, order.id))
    const said = saysLast(entity, 'status')
    const status = orderStatuses.find((each) => each === said) ?? order.status
    return open.has(status) ? [{ order, status, revision: saysLast(entity, 'revision') ?? order.revision, entity }] : []
  })
}
