import type { ConfirmationPayload } from '../../flows/confirmation.js'
import type { JsonSchema } from '../../faults/contract.js'
import type { RandomStream } from '../../chance/random.js'
import type { PlanBuilder } from '../builder.js'
import { allOr, flag, formatted, object, settings as settingsOf, whole } from '../schema-parts.js'
import { parseShare } from '../values.js'
import { picker, selectors, situations } from './confirm-aims.js'
import { numbersOf, quantities, spread, timing, type StepKind, type StepSettings } from './contract.js'
import { confirmations, mustOf, placeOf, selectedOrders, selection, type OrderDraft, type Reported } from './orders.js'

const reasons = ['surface', 'dimension', 'assembly', 'material'] as const

/** How many confirmations report pieces that are no yield, and how many pieces at most. */
interface Loss {
  readonly share: number
  readonly up_to: number
}

function lossOf(value: unknown): Loss {
  if (typeof value !== 'object' || value === null) return { share: 0, up_to: 0 }
  const { share, 'up-to': upTo } = value as Record<string, unknown>
  return { share: parseShare(share) ?? 0.25, up_to: typeof upTo === 'number' ? upTo : 4 }
}

/** What the routing steps of an order report, one after another: partial confirmations, and as a rule a final one. */
function reports(order: OrderDraft, settings: StepSettings, random: RandomStream): Reported[] {
  const { operations, quantities: pieces } = settings
  const losses = { scrap: lossOf(settings['scrap']), rework: lossOf(settings['rework']) }
  const none = { scrap: lossOf(undefined), rework: lossOf(undefined) }
  return order.routingSteps.flatMap(({ id: routingStep }, place) => {
    if (Array.isArray(operations) && !operations.includes(place + 1)) return []
    // Scrap at a later operation would have to come out of what the one before handed on; the first one takes it out of its components.
    const { scrap, rework } = place === 0 ? losses : none
    return numbersOf(pieces).map((quantity, index, all): Reported => {
      const scrapped = random.chance(scrap.share) ? 1 + random.int(scrap.up_to) : 0
      // Nothing is drawn where there is no rework: plans of scenarios without it stay as they were.
      const reworked = rework.share > 0 && random.chance(rework.share) ? 1 + random.int(rework.up_to) : 0
      const scrapReason = scrapped > 0 ? random.pick(reasons) : undefined
      const final = settings['final'] === true && index === all.length - 1
      return { routingStep, yield: quantity, scrap: scrapped, scrapReason, rework: reworked, final }
    })
  })
}

/** The second confirmation of an order's last operation becomes equal to its first in everything but its number: two genuine facts. */
function makePair(perOrder: Reported[][], random: RandomStream): boolean {
  const able = perOrder.filter((list) => list.length >= 3)
  if (able.length === 0) return false
  const list = random.pick(able)
  const last = list.at(-1)?.routingStep
  const first = list.findIndex(({ routingStep }) => routingStep === last)
  const [model, second] = [list[first], list[first + 1]]
  if (!model || !second || second.routingStep !== last || second.final) return false
  list[first + 1] = { ...model }
  return true
}

/** An operator confirms what was made at a routing step. */
export function confirmed(build: PlanBuilder, order: OrderDraft, reported: Reported, at_ms: number): void {
  const { scrap, scrapReason: reason, serials } = reported
  const inPieces = (quantity: number): { quantity: number; unit: string } => ({ quantity, unit: 'EA' })
  const fact = build.fact<ConfirmationPayload>(
    'confirmation',
    ({ key, sequence, occurredAt }) => ({
      confirmation: key,
      ...placeOf(order, reported.routingStep, sequence),
      kind: reported.final ? 'final' : 'partial',
      yield: inPieces(reported.yield),
      scrap: { ...inPieces(scrap), ...(reason !== undefined && { reason }) },
      rework: inPieces(reported.rework),
      ...(serials && { serials }),
      occurredAt,
    }),
    at_ms,
    { must: () => mustOf(order, at_ms) },
  )
  build.story(confirmations).push({ order, reported, fact })
}

/** Round by round one fact of each order, in an order that the seed draws: the facts of one order keep theirs. */
function interleave(
  build: PlanBuilder,
  orders: readonly OrderDraft[],
  perOrder: readonly Reported[][],
  times: readonly number[],
  random: RandomStream,
): void {
  let next = 0
  const rounds = Math.max(0, ...perOrder.map((list) => list.length))
  for (let round = 0; round < rounds; round++) {
    for (const index of random.shuffle(orders.map((_, position) => position))) {
      const order = orders[index]
      const reported = perOrder[index]?.[round]
      if (order && reported) confirmed(build, order, reported, times[next++] ?? 0)
    }
  }
}

function lossSchema(description: string): JsonSchema {
  return object(description, { share: formatted('share', 'How many of them.', '25 %'), 'up-to': whole('Pieces at most.', 1, 1_000_000, 4) })
}

/** Confirmations as operators enter them in the MES. */
export const confirm: StepKind = {
  verb: 'confirm',
  title: 'Operators confirm their operations in the MES: partial confirmations, and a final one that ends the operation.',
  phases: ['burst', 'heal'],
  schema: settingsOf({
    orders: selection,
    operations: allOr('Which operations of the routing: all, or their positions from 1.', 99),
    quantities: {
      ...quantities({ type: 'integer', minimum: 1, maximum: 1_000_000_000 }, [11, 55, 275]),
      description:
        'Yield of each confirmation of an operation. Each more than four times all before it: a wrong sum then tells what came twice.',
    },
    final: flag('Whether the last confirmation of an operation is its final one.', true),
    scrap: lossSchema('Some confirmations of the first operation report scrap as well.'),
    rework: lossSchema('Some confirmations of the first operation report pieces for rework as well: no yield, and no scrap either.'),
    'equal-pair': flag('One operation reports the same quantities twice: two genuine facts that are equal in all but their number.', false),
    ...timing,
  }),
  selectors,
  picker,
  situations,
  apply(settings, context) {
    const { build, problem } = context
    const orders = selectedOrders(settings, context)
    if (orders.length === 0) return
    const random = build.stream('confirm')
    const most = Math.max(...orders.map((order) => order.routingSteps.length))
    numbersOf(settings['operations']).forEach((position, index) => {
      if (position > most)
        problem(['operations', index], `there is no operation number ${position}: routings have ${most}`, `positions run from 1 to ${most}`)
    })
    const perOrder = orders.map((order) => reports(order, settings, random))
    if (settings['equal-pair'] === true && !makePair(perOrder, random)) {
      problem(['equal-pair'], 'two equal confirmations need an operation with two partial ones', 'give "quantities" at least three entries')
    }
    const times = spread(perOrder.flat().length, settings, context)
    interleave(build, orders, perOrder, times, random)
  },
}
