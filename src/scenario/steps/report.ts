import { parseDuration } from '../../words/duration.js'
import type { ReversalPayload } from '../../flows/reversal.js'
import { flag, settings as settingsOf, text, whole } from '../schema-parts.js'
import { confirmed } from './confirm.js'
import { timing, type StepContext, type StepKind, type StepSettings } from './contract.js'
import { confirmations, mustOf, orders, placeOf, serialNumbers, type OrderDraft } from './orders.js'

const pieces = (what: string, byDefault?: number) => whole(what, 0, 1_000_000_000, byDefault)

function momentOf(settings: StepSettings, { build }: StepContext): number {
  const at_ms = build.startOf(parseDuration(settings['at']))
  build.cursor_ms = Math.max(build.cursor_ms, at_ms)
  return at_ms
}

/** So many pieces get the next numbers; told if what the order makes has none. */
function numbered({ build, problem }: StepContext, { product, id }: OrderDraft, count: number): readonly string[] {
  const item = build.landscape.items.find((each) => each.id === product)
  if (item?.serialManaged !== true) problem(['serials'], `order ${id} makes ${product}, which has no serial numbers`, 'leave it out')
  const given = build.story(serialNumbers)
  const next = Array.from({ length: count }, (_, index) => `SN-${String(given.length + index + 1).padStart(6, '0')}`)
  given.push(...next)
  return next
}

/** One confirmation, with just what is said. */
export const report: StepKind = {
  verb: 'report',
  title: 'An operator reports one operation of one order in the MES: what is good, what is scrap, and whether it is done.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      at: timing.at,
      order: whole('Position of the production order.', 1, 100_000, 1),
      operation: whole('Position of the operation.', 1, 100, 1),
      yield: pieces('Good pieces.'),
      scrap: pieces('Pieces that are lost.', 0),
      rework: pieces('Pieces that are neither.', 0),
      reason: text('Why there is scrap.', 200),
      final: flag('Whether it is the final confirmation of the operation.', false),
      serials: flag('Whether the good pieces get serial numbers.', false),
    },
    ['yield'],
  ),
  apply(settings, context) {
    const { build, problem } = context
    const { order: position, operation, reason } = settings
    const order = build.story(orders)[Number(position) - 1]
    if (!order) {
      problem(['order'], `there is no order number ${String(position)}`, 'positions run from 1; dispatch some in the set-up phase')
      return
    }
    const step = order.routingSteps[Number(operation) - 1]
    if (!step) {
      problem(['operation'], `order ${order.id} has no operation number ${String(operation)}`)
      return
    }
    const reported = {
      routingStep: step.id,
      yield: Number(settings['yield']),
      scrap: Number(settings['scrap']),
      rework: Number(settings['rework']),
      scrapReason: reason === undefined ? undefined : String(reason),
      final: settings['final'] === true,
      ...(settings['serials'] === true && { serials: numbered(context, order, Number(settings['yield'])) }),
    }
    confirmed(build, order, reported, momentOf(settings, context))
  },
}

/** A certain confirmation is cancelled. */
export const cancel: StepKind = {
  verb: 'cancel',
  title: 'An operator cancels a certain confirmation in the MES.',
  phases: ['burst', 'heal'],
  schema: settingsOf({
    at: timing.at,
    confirmation: whole('Position of the confirmation, in the order of the steps.', 1, 100_000, 1),
    reason: { ...text('Why, as the operator says.', 200), default: 'entered wrongly' },
  }),
  apply(settings, context) {
    const { build, problem } = context
    const { confirmation: position } = settings
    const original = build.story(confirmations)[Number(position) - 1]
    if (!original || build.facts.some(({ reverses }) => reverses === original.fact)) {
      const why = original ? 'is cancelled already' : 'is not reported yet'
      problem(['confirmation'], `confirmation number ${String(position)} ${why}`, 'positions run from 1, in the order of the steps')
      return
    }
    const { order, reported, fact } = original
    const at_ms = momentOf(settings, context)
    build.fact<ReversalPayload>(
      'reversal',
      ({ key, keyOf, sequence, occurredAt }) => ({
        reversal: key,
        confirmation: keyOf(fact),
        ...placeOf(order, reported.routingStep, sequence),
        reason: String(settings['reason']),
        occurredAt,
      }),
      at_ms,
      { reverses: fact, must: () => mustOf(order, at_ms) },
    )
  },
}
