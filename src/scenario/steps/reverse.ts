import { parseDuration } from '../../words/duration.js'
import { amount, amountOf, type StepKind } from './contract.js'

/** Confirmations that were entered wrongly. */
export const reverse: StepKind = {
  verb: 'reverse',
  title: 'Operators cancel confirmations that they entered wrongly, and as a rule enter them again.',
  phases: ['burst', 'heal'],
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...amount,
      after: { type: 'string', format: 'duration', default: '500ms', description: 'How long after the confirmation it is cancelled.' },
      reason: { type: 'string', minLength: 1, maxLength: 200, default: 'entered wrongly', description: 'Why, as the operator says.' },
      're-enter': {
        type: 'boolean',
        default: true,
        description:
          'Whether it is entered again at once, under a new number. If not, only the last operation is cancelled, as no other lacks it.',
      },
    },
  },
  apply(settings, { build, problem }) {
    const again = settings['re-enter'] === true
    const cancelled = new Set(build.facts.map((fact) => (fact.about.flow === 'reversal' ? fact.about.original : undefined)))
    const able = build
      .confirmations()
      .filter((fact) => !cancelled.has(fact) && (again || fact.about.operation === fact.order.operations.at(-1)?.id))
    if (able.length === 0) {
      problem([], 'there is no confirmation yet that could be cancelled', 'a "confirm" step stands before it')
      return
    }
    const wanted =
      settings['share'] === undefined && settings['count'] === undefined && settings['at-least'] === undefined ? { count: 1 } : settings
    const chosen = new Set(build.stream('reverse').shuffle(able).slice(0, amountOf(wanted, able.length)))
    const delay = parseDuration(settings['after']) ?? 0
    for (const original of able.filter((fact) => chosen.has(fact))) {
      const at = original.at_ms + delay
      build.fact(original.order, at, {
        flow: 'reversal',
        operation: original.about.operation,
        original,
        reason: String(settings['reason']),
      })
      if (again) build.fact(original.order, at + 1, { ...original.about })
      build.cursor_ms = Math.max(build.cursor_ms, at + 1)
    }
  },
}
