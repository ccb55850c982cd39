import type { ConsumptionPayload } from '../../flows/consumption.js'
import { settings as settingsOf, whole } from '../schema-parts.js'
import type { StepContext, StepKind, StepSettings } from './contract.js'
import { amount, at, binName, binOf, itemName, itemOf, locationOf, lotName, lotOf, measuredOf, momentOf, unitName } from './goods.js'
import { mustOf, orders, placeOf } from './orders.js'
import { isHeldForEver } from './quality.js'

const wanted = {
  at,
  order: whole('Position of the production order.', 1, 100_000, 1),
  item: itemName,
  lot: lotName,
  quantity: amount('Quantity.'),
  unit: unitName,
}

function wantedBy(settings: StepSettings, context: StepContext) {
  const { build, problem } = context
  const order = build.story(orders)[Number(settings['order']) - 1]
  if (!order)
    problem(['order'], `there is no order number ${String(settings['order'])}`, 'positions run from 1; dispatch some in the set-up phase')
  const item = itemOf(settings, context)
  const lot = item && lotOf(item, settings, context)
  const measured = item && measuredOf('quantity', item, settings, context)
  return { order, goods: item && lot !== undefined && measured ? { item, lot, ...measured } : undefined }
}

/** Material of a certain lot is used for an order. */
export const take: StepKind = {
  verb: 'take',
  title: 'The shop floor takes material of a certain lot out of a certain bin for an order, and the MES reports it.',
  phases: ['burst', 'heal'],
  schema: settingsOf({ ...wanted, operation: whole('Position of the operation.', 1, 100, 1), bin: binName('Bin that it is taken from') }, [
    'item',
    'quantity',
    'bin',
  ]),
  apply(settings, context) {
    const { build, problem } = context
    const { order, goods } = wantedBy(settings, context)
    if (!order) return
    const { plant } = order
    const bin = binOf('bin', plant, settings, context)
    const location = bin === undefined ? undefined : locationOf(context, plant, bin)
    if (bin !== undefined && location === undefined)
      problem(['bin'], `the bin "${String(settings['bin'])}" of plant ${plant} is no storage location`, 'take it from one that is')
    const step = order.routingSteps[Number(settings['operation']) - 1]
    if (!step) problem(['operation'], `order ${order.id} has no operation number ${String(settings['operation'])}`)
    if (!goods || bin === undefined || location === undefined || !step) return
    const { item, lot, quantity, unit } = goods
    const at_ms = momentOf(settings, context)
    const key = { plant, item: item.id, lot }
    build.finish(() => {
      if (lot !== '' && isHeldForEver(context, key, at_ms))
        problem(
          ['lot'],
          `lot "${String(settings['lot'])}" is on hold by then and for ever: it can never be posted`,
          'lift the hold, or take another',
        )
      return {}
    })
    build.fact<ConsumptionPayload>(
      'consumption',
      ({ key: consumption, sequence, occurredAt }) => ({
        consumption,
        ...placeOf(order, step.id, sequence),
        item: item.id,
        lot,
        location,
        quantity,
        unit,
        occurredAt,
      }),
      at_ms,
      { must: () => mustOf(order, at_ms) },
    )
    build.step('wms', { do: 'issue', ...key, bin, quantity, unit }, at_ms, `take-${order.id}`)
    build.step('mes', { do: 'consume', ...key, order: order.id, quantity, unit }, at_ms, `consume-${order.id}`)
  },
}

/** Whether the shop floor may use it, it finds out. */
export const tryConsume: StepKind = {
  verb: 'try-consume',
  title: 'The shop floor wants to take material, and does if it was told that there is enough of a lot that is not on hold.',
  phases: ['burst', 'heal'],
  schema: settingsOf(wanted, ['item', 'quantity']),
  apply(settings, context) {
    const { order, goods } = wantedBy(settings, context)
    if (!order || !goods) return
    const { item, lot, quantity, unit } = goods
    const step = { do: 'try-consume', plant: order.plant, order: order.id, item: item.id, lot, quantity, unit }
    context.build.step('mes', step, momentOf(settings, context), `probe:try-consume-${lot === '' ? item.id : lot}`)
  },
}
