import { valueText } from '../../domain/effect.js'
import { placeName } from '../../domain/place-name.js'
import type { Check, Violation } from '../contract.js'
import {
  afterHearing,
  differenceOf,
  eidsOf,
  ownerOfDifference,
  otherState,
  owedStates,
  type OwedState,
  type Probe,
  Probes,
  recordsOf,
  type Scene,
  standing,
  systemTitle,
} from '../support/index.js'
import { isOtherDemand } from './support/demand.js'

function inBom({ evidence, faults }: Scene, owed: OwedState): Violation | 'right' | undefined {
  const last = owed.group === 'lines' ? standing(evidence, owed) : undefined
  if (last === undefined || last === 'right') return last
  if (!isOtherDemand(owed, last)) return undefined
  const { entity, newest } = owed
  return {
    reason: 'demand',
    message:
      `${placeName(entity.dims, entity.entity)} in ${entity.dims['plant'] ?? ''}: ${systemTitle(evidence, entity.system)} demands ` +
      `${differenceOf(last.after, newest.state.after)}; ${newest.fact.businessKey} says so of not one of these.`,
    badness: 1,
    records: recordsOf(evidence, { facts: [newest.fact], postings: [last.posting], seqs: [last.seq] }, faults),
    eids: eidsOf([newest.fact, ...last.posting.facts]),
  }
}

/** What a step made a system reserve besides what it should; nothing where the order took another revision, which is told by itself. */
function reserved({ evidence, faults }: Scene, probe: Probe): Violation | undefined {
  const other = otherState(probe, 'reservations')
  if (!other?.write || !other.meant || otherState(probe, 'revision')) return undefined
  const should = new Set(valueText(other.meant.after).split('; '))
  const surplus = valueText(other.write.after)
    .split('; ')
    .filter((part) => !should.has(part))
  if (surplus.length === 0 || surplus.length + should.size > valueText(other.write.after).split('; ').length) return undefined
  return {
    reason: 'reserved',
    message:
      `Order ${other.write.entity.dims['order'] ?? ''} reserves ${surplus.join(', ')} in ${systemTitle(evidence, probe.system)}: nobody ` +
      'demands that of its revision.',
    badness: surplus.length,
    records: recordsOf(evidence, { seqs: [other.write.seq, probe.seq] }, faults),
    eids: [],
  }
}

/** Number 50: what is optional, or mere information, is in the list, and nobody has to have it. */
export const optionalNotDemanded: Check = {
  number: 50,
  name: 'optional-not-demanded',
  class: 'L',
  covers: ['substitutes'],
  title: 'What is optional in a bill of material is no demand until somebody takes it.',
  provenBy: ['M110'],
  begin: afterHearing(
    (evidence) => new Probes(evidence),
    (scene, probes) => {
      const { evidence, found } = scene
      for (const owed of owedStates(evidence)) {
        const verdict = inBom(scene, owed)
        const owner = verdict && verdict !== 'right' ? ownerOfDifference(evidence, owed) : undefined
        if (verdict && verdict !== 'right' && owner !== undefined) found.follow(owner, verdict)
        else if (verdict) found.take(verdict)
      }
      for (const probe of probes.all()) {
        const violation = reserved(scene, probe)
        // It follows from what the list says, where that is told already.
        if (violation && found.count === 0) found.take(violation)
      }
    },
  ),
}
