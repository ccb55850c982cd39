import type { Measure } from '../domain/measures/contract.js'
import type { Dims } from '../domain/names.js'
import type { Ordered } from './contract.js'
import { flowOf } from './index.js'

/** True if one of the two ends what the other counts in: a final confirmation, and whatever else happened at its routing step. */
function ends(a: Ordered, b: Ordered): boolean {
  return a.expect.some(
    ({ at, quantity }) => at.measure.ends === true && !quantity.startsWith('-') && b.expect.some((other) => isAt(other.at.dims, b, at)),
  )
}

/** What an effect leaves open, its fact says: an issue is not summed by the routing step that it was for. */
function isAt(dims: Dims, { dims: about }: Ordered, place: { readonly measure: Measure; readonly dims: Dims }): boolean {
  return place.measure.by.every((name) => (dims[name] ?? about[name]) === place.dims[name])
}

/** True if the end state does not depend on which of the two was applied first. What a flow says of its own facts goes first. */
export function commutes(a: Ordered, b: Ordered): boolean {
  const first = flowOf(a.flow)?.commutes
  const second = a.flow === b.flow ? undefined : flowOf(b.flow)?.commutes
  if (first || second) return first?.(a, b) !== false && second?.(a, b) !== false
  if (a.reverses === b.eid || b.reverses === a.eid) return false
  const sameState = a.states.some((one) => b.states.some((other) => one.entity === other.entity && one.group === other.group))
  return !sameState && !ends(a, b) && !ends(b, a)
}
