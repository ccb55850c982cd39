import type { JsonSchema } from '../../faults/contract.js'
import type { RandomStream } from '../../chance/random.js'
import type { ConfirmationDraft, OrderDraft, PlanBuilder } from '../builder.js'
import { parseShare } from '../values.js'
import { selectedOrders, selection, spread, timing, type StepKind } from './contract.js'

const reasons = ['surface', 'dimension', 'assembly', 'material'] as const

/** How many confirmations report pieces that are no yield, and how many pieces at most. */
interface Loss {
  readonly share: number
  readonly up_to: number
}

const noLoss: Loss = { share: 0, up_to: 0 }

/** What a first operation loses; a later one hands on all that it got. */
interface Losses {
  readonly scrap: Loss
  readonly rework: Loss
}

const noLosses: Losses = { scrap: noLoss, rework: noLoss }

function lossOf(value: unknown): Loss {
  if (typeof value !== 'object' || value === null) return noLoss
  const { share, 'up-to': upTo } = value as Record<string, unknown>
  return { share: parseShare(share) ?? 0.25, up_to: typeof upTo === 'number' ? upTo : 4 }
}

/** What an operation reports: partial confirmations, and the last one final. */
function reports(
  operation: string,
  quantities: readonly number[],
  final: boolean,
  { scrap, rework }: Losses,
  random: RandomStream,
): ConfirmationDraft[] {
  return quantities.map((quantity, index) => {
    const scrapped = random.chance(scrap.share) ? 1 + random.int(scrap.up_to) : 0
    // Nothing is drawn where there is no rework: plans of scenarios without it stay as they were.
    const reworked = rework.share > 0 && random.chance(rework.share) ? 1 + random.int(rework.up_to) : 0
    return {
      flow: 'confirmation',
      operation,
      yield: quantity,
      scrap: scrapped,
      scrapReason: scrapped > 0 ? random.pick(reasons) : undefined,
      rework: reworked,
      final: final && index === quantities.length - 1,
    }
  })
}

/** The confirmations of one order, operation after operation. */
function ofOrder(
  order: OrderDraft,
  operations: readonly number[] | undefined,
  quantities: readonly number[],
  final: boolean,
  losses: Losses,
  random: RandomStream,
): ConfirmationDraft[] {
  return order.operations.flatMap((operation, index) => {
    if (operations && !operations.includes(index + 1)) return []
    // Scrap at a later operation would have to come out of what the one before handed on; the first one takes it out of its components.
    return reports(operation.id, quantities, final, index === 0 ? losses : noLosses, random)
  })
}

/** The second confirmation of an order's last operation becomes equal to its first in everything but its number: two genuine facts. */
function makePair(perOrder: ConfirmationDraft[][], random: RandomStream): boolean {
  const able = perOrder.filter((list) => list.length >= 3)
  if (able.length === 0) return false
  const list = random.pick(able)
  const operation = list.at(-1)?.operation
  const first = list.findIndex((draft) => draft.operation === operation)
  const [model, second] = [list[first], list[first + 1]]
  if (!model || !second || second.operation !== operation || second.final) return false
  list[first + 1] = { ...model }
  return true
}

/** Round by round one fact of each order, in an order that the seed draws: the facts of one order keep theirs. */
function interleave(
  build: PlanBuilder,
  orders: readonly OrderDraft[],
  perOrder: readonly ConfirmationDraft[][],
  times: readonly number[],
  random: RandomStream,
): void {
  let next = 0
  const rounds = Math.max(0, ...perOrder.map((list) => list.length))
  for (let round = 0; round < rounds; round++) {
    for (const index of random.shuffle(orders.map((_, position) => position))) {
      const order = orders[index]
      const draft = perOrder[index]?.[round]
      if (order && draft) build.fact(order, times[next++] ?? 0, draft)
    }
  }
}

function lossSchema(description: string): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    description,
    properties: {
      share: { type: 'string', format: 'share', default: '25 %', description: 'How many of them.' },
      'up-to': { type: 'integer', minimum: 1, maximum: 1_000_000, default: 4, description: 'Pieces at most.' },
    },
  }
}

/** Confirmations as operators enter them in the MES. */
export const confirm: StepKind = {
  verb: 'confirm',
  title: 'Operators confirm their operations in the MES: partial confirmations, and a final one that ends the operation.',
  phases: ['burst', 'heal'],
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      orders: selection,
      operations: {
        description: 'Which operations of the routing: all, or their positions from 1.',
        oneOf: [{ const: 'all' }, { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer', minimum: 1, maximum: 99 } }],
        default: 'all',
      },
      quantities: {
        type: 'array',
        minItems: 1,
        maxItems: 50,
        items: { type: 'integer', minimum: 1, maximum: 1_000_000_000 },
        default: [11, 55, 275],
        description:
          'Yield of each confirmation of an operation. Each more than four times all before it: a wrong sum then tells what came twice.',
      },
      final: { type: 'boolean', default: true, description: 'Whether the last confirmation of an operation is its final one.' },
      scrap: lossSchema('Some confirmations of the first operation report scrap as well.'),
      rework: lossSchema('Some confirmations of the first operation report pieces for rework as well: no yield, and no scrap either.'),
      'equal-pair': {
        type: 'boolean',
        default: false,
        description: 'One operation reports the same quantities twice: two genuine facts that are equal in all but their number.',
      },
      ...timing,
    },
  },
  apply(settings, context) {
    const { build, problem } = context
    const orders = selectedOrders(settings, context)
    if (orders.length === 0) return
    const random = build.stream('confirm')
    const operations = Array.isArray(settings['operations']) ? settings['operations'].map(Number) : undefined
    const most = Math.max(...orders.map((order) => order.operations.length))
    operations?.forEach((position, index) => {
      if (position > most)
        problem(['operations', index], `there is no operation number ${position}: routings have ${most}`, `positions run from 1 to ${most}`)
    })
    const quantities = (Array.isArray(settings['quantities']) ? settings['quantities'] : []).map(Number)
    const losses = { scrap: lossOf(settings['scrap']), rework: lossOf(settings['rework']) }
    const perOrder = orders.map((order) => ofOrder(order, operations, quantities, settings['final'] === true, losses, random))
    if (settings['equal-pair'] === true && !makePair(perOrder, random)) {
      problem(['equal-pair'], 'two equal confirmations need an operation with two partial ones', 'give "quantities" at least three entries')
    }
    const times = spread(
      perOrder.reduce((sum, list) => sum + list.length, 0),
      settings,
      context,
    )
    interleave(build, orders, perOrder, times, random)
  },
}
