import type { FaultKind, WireNeed } from './contract.js'
import type { Settings } from './settings.js'

/** What each need is, to finish the sentence "a wire that can …". */
const words: Readonly<Record<WireNeed, string>> = {
  'refuse-connection': 'refuse a connection',
  reset: 'reset a connection',
  hang: 'keep a connection open and say nothing',
  cut: 'break off in the middle of an answer',
  answer: 'answer in the place of a system',
  delay: 'deliver a message later',
  repeat: 'deliver a message twice',
  reorder: 'deliver messages in another order',
  process: 'kill and restart the target',
  step: 'change the state of a system',
}

/** No wire can do these: whether the target can be killed is the target's affair, and a step is the system's own. */
const beyondTheWire: readonly WireNeed[] = ['process', 'step']

/** What a fault needs of the wire and the wire cannot do; empty if the fault can be expressed. */
export function missingOnWire(fault: FaultKind, settings: Settings, wire: readonly string[]): readonly WireNeed[] {
  return fault.needs(settings).filter((need) => !beyondTheWire.includes(need) && !wire.includes(need))
}

/**
 * Refuses a fault that a wire could only fake.
 * @param wire what the transport can do, as its `capabilities` say.
 * @throws Error that names the fault, what it needs and what to do.
 */
export function assertExpressible(fault: FaultKind, settings: Settings, wire: readonly string[]): void {
  const missing = missingOnWire(fault, settings, wire)
  if (missing.length === 0) return
  const needed = missing.map((need) => words[need]).join(' and ')
  throw new Error(
    `The fault "${fault.name}" needs a wire that can ${needed}, and this one cannot. ` +
      'Run the scenario over real connections (HTTP), or leave the fault out.',
  )
}
