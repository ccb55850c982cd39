import { cannotConnect } from './cannot-connect.js'
import type { FaultKind } from './contract.js'
import { cutAnswer } from './cut-answer.js'
import { delay } from './delay.js'
import { deliverTwice } from './deliver-twice.js'
import { errorAfterEffect } from './error-after-effect.js'
import { errorWithoutEffect } from './error-without-effect.js'
import { kill } from './kill.js'
import { lateAnswer } from './late-answer.js'
import { latency } from './latency.js'
import { loseAnswer } from './lose-answer.js'
import { loseRequest } from './lose-request.js'
import { outage } from './outage.js'
import { overtake } from './overtake.js'
import { refuse } from './refuse.js'
import { systemStep } from './system-step.js'

export { assertExpressible, missingOnWire } from './expressible.js'
export { withDefaults } from './settings.js'

/** Every fault there is, along a message's way: the only list. */
export const faultKinds: readonly FaultKind[] = [
  cannotConnect,
  loseRequest,
  refuse,
  loseAnswer,
  errorAfterEffect,
  errorWithoutEffect,
  cutAnswer,
  lateAnswer,
  deliverTwice,
  overtake,
  delay,
  outage,
  latency,
  kill,
  systemStep,
]

/** The fault of that name, or undefined. */
export function findFault(name: string): FaultKind | undefined {
  return faultKinds.find((kind) => kind.name === name)
}
