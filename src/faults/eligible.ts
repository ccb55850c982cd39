import type { MessageView } from './contract.js'

/** True for a call whose effects are committed: without one, there is no answer to an effect that could be disturbed. */
export function hasEffect(message: MessageView): boolean {
  return message.direction === 'call' && message.served !== undefined && message.served.effects > 0
}
