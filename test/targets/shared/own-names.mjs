import { standardParts } from '../../../examples/reference/integration.js'

/** Its references are its own: a prefix and the last 39 characters of the business key. It says so in `attribution`. */
export function ownNames(fact, task) {
  // Of several documents of one fact each has a part behind it; what belongs to a publication is called after that.
  const key = task?.reference ?? fact.key
  const reference = `PLANT/${key.slice(-39)}${task?.part ? `#${task.part}` : ''}`
  const { idempotencyKey } = standardParts.names(fact, task)
  return { reference, correlation: undefined, idempotencyKey: idempotencyKey && `PLANT/${idempotencyKey}` }
}
