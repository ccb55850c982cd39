import type { Gate } from '../../domain/fact.js'
import type { Dims } from '../../domain/names.js'
import type { FactState, Posting, PostingLine, StateWrite } from '../../journal/evidence-types.js'
import { writesState } from '../../journal/states.js'

const restricted = new Set(['quality', 'blocked'])

/**
 * What of a posting the gate of the fact is for. What other facts oblige in it is not held back; and where the gate is for a part of what
 * the fact obliges, what says something else there is not that part: it is wrong, and not early.
 */
export function gatedPart(
  { effect, system, of = {}, or }: Gate,
  fact: FactState,
  posting: Posting,
): { readonly lines: readonly PostingLine[]; readonly writes: readonly StateWrite[] } {
  if (system !== undefined && system !== posting.system) return { lines: [], writes: [] }
  const isOf = (dims: Dims): boolean => Object.entries(of).every(([name, value]) => dims[name] === value)
  const isAlone = posting.facts.length === 1
  const isOfPart = Object.keys(of).length > 0
  return {
    lines: posting.lines.filter(({ at, dims }) => {
      if (!isOf(dims)) return false
      if (!isAlone && !fact.expect.some((each) => each.at === at)) return false
      if (effect !== 'all' && at.measure.name !== effect) return false
      return or !== 'restricted' || !restricted.has(dims['stockType'] ?? '')
    }),
    writes: posting.writes.filter((write) => {
      const { derived, entity, group } = write
      if (derived || (effect !== 'all' && group !== effect) || !isOf(entity.dims)) return false
      if (isOfPart && !fact.states.some((state) => writesState(write, state))) return false
      return isAlone || fact.states.some((state) => state.entity === entity && state.group === group)
    }),
  }
}
