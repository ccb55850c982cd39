import { valueText } from '../../domain/effect.js'
import { placeName } from '../../domain/place-name.js'
import type { FactState, StateExpectation } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { isStateApplied } from '../../journal/states.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import {
  afterHearing,
  contentsOf,
  eidsOf,
  hadItsChance,
  isExcused,
  isStale,
  judgeStates,
  otherState,
  type Probe,
  Probes,
  recordsOf,
  type Scene,
  systemTitle,
  type Telling,
} from '../support/index.js'

const name = 'effective-revision-used'

const tell: Telling['tell'] = (evidence, { entity, newest: { fact, state } }, last) => {
  const { has, says } = contentsOf(last, state)
  const { plant = '' } = entity.dims
  const where = `${placeName(entity.dims, entity.entity)}${plant === '' ? '' : ` in ${plant}`}`
  return `${where} holds ${has} in ${systemTitle(evidence, entity.system)}; ${fact.businessKey} says ${says}.`
}

interface Released {
  readonly order: string
  readonly plant: string
  readonly took: string | undefined
  readonly should: string | undefined
}

/** What an order took when a step released it, and what it should have taken; undefined where that is the same. */
function releasedBy(evidence: Evidence, probe: Probe): Released | undefined {
  const other = otherState(probe, 'revision')
  const dims = other?.write?.entity.dims ?? other?.meant?.dims
  if (!other || dims?.['order'] === undefined) return undefined
  const { order, plant = '' } = dims
  const opening = evidence.header.plan.master.orders.find((each) => each.id === order && each.plant === plant)?.revision
  const isReleased = probe.postings.some(({ writes }) =>
    writes.some(({ group, entity }) => group === 'status' && entity.dims['order'] === order),
  )
  const took = other.write ? valueText(other.write.after) : isReleased ? opening : undefined
  return { order, plant, took, should: other.meant ? valueText(other.meant.after) : opening }
}

/** Facts of the target about the item of the order that did not get as far as that system, and should have. */
function lackingFor(evidence: Evidence, { order, plant }: Released, system: string): readonly FactState[] {
  const item = evidence.header.plan.master.orders.find((each) => each.id === order && each.plant === plant)?.item
  const isOf = ({ entity }: StateExpectation): boolean =>
    entity.system === system && entity.dims['plant'] === plant && entity.dims['item'] === item
  return [...evidence.facts.values()].filter(
    (fact) =>
      fact.must !== 'REJECT' &&
      fact.states.some((state) => isOf(state) && !isStateApplied(state)) &&
      evidence.endingOf(fact) !== 'overtaken',
  )
}

/** Nobody has it for a reason, and it was for the target to bring. */
function isOwed(evidence: Evidence, fact: FactState): boolean {
  return hadItsChance(evidence, fact) && !evidence.isExcepted(fact) && !isExcused(evidence, fact)
}

/** Whether something of that item, in that system, is older than what stood there: an order can only take what it finds. */
function isOutdated(evidence: Evidence, { order, plant }: Released, system: string): boolean {
  const item = evidence.header.plan.master.orders.find((each) => each.id === order && each.plant === plant)?.item
  return [...evidence.entities].some(({ system: of, dims, groups }) => {
    if (of !== system || dims['plant'] !== plant || dims['item'] !== item) return false
    return [...groups.values()].some((writes) => {
      const last = writes.findLast(({ derived }) => !derived)
      return last !== undefined && isStale(evidence, last)
    })
  })
}

function violationOf({ evidence, faults }: Scene, probe: Probe, { order, took, should }: Released): Violation {
  const system = systemTitle(evidence, probe.system)
  const was = took === undefined ? 'was not released' : `was released with revision ${took}`
  return {
    reason: 'other-revision',
    message: `Order ${order} ${was} in ${system}; on that day of its plant revision ${should ?? 'none'} holds, as its facts say.`,
    badness: 1,
    records: recordsOf(evidence, { seqs: [...probe.postings.map(({ seq }) => seq), probe.seq] }, faults),
    eids: eidsOf(new Set(probe.postings.flatMap(({ facts }) => facts))),
  }
}

/**
 * Number 22: when a revision holds is written as it was published, in days of the plant or as the instants at which they begin; and an
 * order that is released takes the one that holds then. What an order takes is compared with what it takes behind a perfect integration.
 */
export const effectiveRevisionUsed: Check = {
  number: 22,
  name,
  class: 'L',
  covers: ['effectivity'],
  title: 'Whatever is made is made by the revision that holds on that day of its plant.',
  provenBy: ['M104'],
  begin: afterHearing(
    (evidence) => new Probes(evidence),
    (scene, probes) => {
      const { evidence, found } = scene
      const owners = ownersOf(evidence)
      judgeStates(scene, (entity, group) => owners.ofState(entity, group) === name, { tell })
      for (const { writes, cid } of evidence.postings)
        if (cid === 0)
          found.judged += writes.filter(
            ({ derived, group, entity }) => derived && group === 'revision' && entity.dims['order'] !== undefined,
          ).length
      for (const probe of probes.all()) {
        const released = releasedBy(evidence, probe)
        if (!released) continue
        const violation = violationOf(scene, probe, released)
        const lacking = lackingFor(evidence, released, probe.system)
        if (isOutdated(evidence, released, probe.system)) found.follow('no-stale-overwrite', violation)
        else if (lacking.length === 0) found.add(violation)
        else if (lacking.some((fact) => isOwed(evidence, fact))) found.follow('every-event-accounted', violation)
      }
    },
  ),
}
