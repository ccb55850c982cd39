import type { BomLine } from '../../domain/master.js'
import type { ConsumptionPayload } from '../../flows/consumption.js'
import type { PlanBuilder } from '../builder.js'
import { settings as settingsOf } from '../schema-parts.js'
import { numbersOf, quantities, spread, timing, type StepKind } from './contract.js'
import { mustOf, placeOf, selectedOrders, selection, type OrderDraft } from './orders.js'

/** What is issued for an order explicitly. */
function explicitLines({ landscape }: PlanBuilder, { product, plant }: OrderDraft): BomLine[] {
  const bom = landscape.boms.find((candidate) => candidate.item === product && candidate.plant === plant)
  return (bom?.lines ?? []).filter(({ issue }) => issue === 'explicit')
}

function report(build: PlanBuilder, order: OrderDraft, line: BomLine, quantity: number, at_ms: number): void {
  const { item, location, unit, routingStep } = line
  // The lot that it is in stock under there; none for an item that is not kept in lots.
  const lot = build.landscape.balances.find((balance) => balance.plant === order.plant && balance.item === item)?.lot ?? ''
  build.fact<ConsumptionPayload>(
    'consumption',
    ({ key, sequence, occurredAt }) => ({
      consumption: key,
      ...placeOf(order, routingStep, sequence),
      item,
      lot,
      location,
      quantity,
      unit,
      occurredAt,
    }),
    at_ms,
    { must: () => mustOf(order, at_ms) },
  )
}

/** Material that is counted out for an order and not backflushed. */
export const consume: StepKind = {
  verb: 'consume',
  title: 'The MES reports material that was taken for an order: the components that are issued explicitly, with their lots.',
  phases: ['burst', 'heal'],
  schema: settingsOf({
    orders: selection,
    quantities: {
      ...quantities({ type: 'number', exclusiveMinimum: 0, maximum: 1_000_000 }, [5, 25, 125]),
      description: 'Quantity of each consumption of a component, in its unit.',
    },
    ...timing,
  }),
  apply(settings, context) {
    const { build } = context
    const orders = selectedOrders(settings, context)
    const wanted = numbersOf(settings['quantities']).flatMap((quantity) =>
      orders.flatMap((order) => explicitLines(build, order).map((line) => ({ order, line, quantity }))),
    )
    const times = spread(wanted.length, settings, context)
    wanted.forEach(({ order, line, quantity }, index) => report(build, order, line, quantity, times[index] ?? 0))
  },
}
