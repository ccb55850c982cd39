import type { FactState } from './evidence-types.js'

/** Whether one source owes both in order. The same key of another source or plant is another sequence. */
export function isOneSequence(a: FactState, b: FactState): boolean {
  return a.sequenceKey !== '' && a.sequenceKey === b.sequenceKey && a.source === b.source && a.plant === b.plant
}
