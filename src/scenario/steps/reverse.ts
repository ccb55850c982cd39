import type { ReversalPayload } from '../../flows/reversal.js'
import { duration, flag, settings as settingsOf, text } from '../schema-parts.js'
import { parseDuration } from '../../words/duration.js'
import { confirmed } from './confirm.js'
import { amount, amountOf, type StepKind } from './contract.js'
import { confirmations, mustOf, placeOf } from './orders.js'

/** Confirmations that were entered wrongly. */
export const reverse: StepKind = {
  verb: 'reverse',
  title: 'Operators cancel confirmations that they entered wrongly, and as a rule enter them again.',
  phases: ['burst', 'heal'],
  schema: settingsOf({
    ...amount,
    after: duration('How long after the confirmation it is cancelled.', '500ms'),
    reason: { ...text('Why, as the operator says.', 200), default: 'entered wrongly' },
    're-enter': flag(
      'Whether it is entered again at once, under a new number. If not, only the last operation is cancelled, as no other lacks it.',
      true,
    ),
  }),
  apply(settings, { build, problem }) {
    const again = settings['re-enter'] === true
    const cancelled = new Set(build.facts.map((fact) => fact.reverses))
    const able = build
      .story(confirmations)
      .filter(({ fact, order, reported }) => !cancelled.has(fact) && (again || reported.routingStep === order.routingSteps.at(-1)?.id))
    if (able.length === 0) {
      problem([], 'there is no confirmation yet that could be cancelled', 'a "confirm" step stands before it')
      return
    }
    const wanted =
      settings['share'] === undefined && settings['count'] === undefined && settings['at-least'] === undefined ? { count: 1 } : settings
    const chosen = new Set(build.stream('reverse').shuffle(able).slice(0, amountOf(wanted, able.length)))
    const delay = parseDuration(settings['after']) ?? 0
    const reason = String(settings['reason'])
    for (const original of able.filter((each) => chosen.has(each))) {
      const { order, reported, fact } = original
      const at_ms = fact.at_ms + delay
      build.fact<ReversalPayload>(
        'reversal',
        ({ key, keyOf, sequence, occurredAt }) => ({
          reversal: key,
          confirmation: keyOf(fact),
          ...placeOf(order, reported.routingStep, sequence),
          reason,
          occurredAt,
        }),
        at_ms,
        { reverses: fact, must: () => mustOf(order, at_ms) },
      )
      if (again) confirmed(build, order, reported, at_ms + 1)
      build.cursor_ms = Math.max(build.cursor_ms, at_ms + 1)
    }
  },
}
