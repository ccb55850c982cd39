import { parseDuration } from '../../words/duration.js'
import { selectedOrders, selection, timing, type Phase, type StepKind } from './contract.js'

/** A verb that changes the status of orders in the ERP. */
export function statusStep(
  verb: string,
  title: string,
  status: 'released' | 'technically-complete' | 'closed',
  phases: readonly Phase[],
): StepKind {
  const { at } = timing
  return {
    verb,
    title,
    phases,
    schema: { type: 'object', additionalProperties: false, properties: { orders: selection, ...(at && { at }) } },
    apply(settings, context) {
      const { build } = context
      build.cursor_ms = Math.max(build.cursor_ms, parseDuration(settings['at']) ?? 0)
      for (const order of selectedOrders(settings, context)) build.setOrderStatus(verb, order, status)
    },
  }
}
