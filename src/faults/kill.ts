import type { FaultKind, MessageView, Moment } from './contract.js'
import { hasEffect } from './eligible.js'
import { milliseconds, numberIn, oneOf, settingsSchema, wordIn } from './settings.js'

/** Named by what mfgsync sees, since it cannot look into the target. */
const points = ['received', 'acked', 'sent', 'applied', 'answered'] as const
type KillPoint = (typeof points)[number]

const schema = settingsSchema({
  point: oneOf(
    'When the target dies: it has a delivery and has not acknowledged it (received), the source saw the acknowledgement and ' +
      'nothing is posted yet (acked), its request arrived and has no effect (sent), the effect is there and the answer is not ' +
      '(applied), the answer was handed over (answered).',
    points,
    'acked',
  ),
  restart_after_ms: milliseconds('How long the target stays dead.', 200),
})

const moments: Readonly<Record<KillPoint, Moment>> = {
  received: 'received',
  acked: 'acked',
  sent: 'arrive',
  applied: 'served',
  answered: 'answered',
}

const exists: Readonly<Record<KillPoint, (message: MessageView) => boolean>> = {
  received: (message) => message.direction === 'delivery' && message.ended === undefined,
  acked: (message) => message.direction === 'delivery' && message.ended !== undefined && message.ended.acked && !message.ended.posted,
  sent: (message) => message.direction === 'call' && message.served === undefined,
  applied: hasEffect,
  answered: hasEffect,
}

/** The target's process dies without warning and is started again. It may fire: the moment depends on what the target does. */
export const kill: FaultKind = {
  name: 'kill',
  point: 'kill',
  title: 'The target is killed at a bad moment and started again.',
  settings: schema,
  directions: ['delivery', 'call'],
  firing: 'may',
  endsAtHeal: true,
  needs: () => ['process'],
  moment: (settings) => moments[wordIn(schema, settings, 'point', points)],
  eligible: (message, settings) => exists[wordIn(schema, settings, 'point', points)](message),
  disturb: (settings) => ({ do: 'kill', restart_after_ms: numberIn(schema, settings, 'restart_after_ms') }),
}
