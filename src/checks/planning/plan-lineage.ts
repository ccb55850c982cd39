import type { FactState, StateWrite } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import {
  atEnd,
  capitalised,
  contentsOf,
  counted,
  eidsOf,
  factName,
  isTargets,
  judgeStates,
  recordsOf,
  type Scene,
  seconds,
  systemTitle,
  type Telling,
} from '../support/index.js'
import { isBegunAnew, isDeletion, lackOf, ownerOfLack, statesOf, versionsIn } from './support/plans.js'

const name = 'plan-lineage'

function withoutSource({ evidence, faults }: Scene, fact: FactState): Violation {
  const lack = lackOf(evidence, fact)
  const system = lack[0]?.entity.system ?? ''
  return {
    reason: 'no-source',
    message:
      `${capitalised(factName(evidence, fact))}: ${counted(lack.length, 'row')} of ${statesOf(fact, 'source').length} in ` +
      `${systemTitle(evidence, system)} do not say which row they were made of.`,
    badness: lack.length,
    records: recordsOf(evidence, { facts: [fact], postings: fact.postings.slice(0, 4) }, faults),
    eids: [fact.eid],
  }
}

function deleted({ evidence, faults }: Scene, { entity, posting, seq, t }: StateWrite): Violation {
  const call = evidence.calls.get(posting.cid)
  const by = call ? ` by call ${call.cid} (${call.method} ${call.path})` : ''
  return {
    reason: 'deleted',
    message:
      `Version ${entity.dims['version'] ?? ''} of the plan was deleted in ${systemTitle(evidence, entity.system)} at ${seconds(t)}${by}: ` +
      `nobody can say any more what was planned by it.`,
    badness: 1,
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 3), postings: [posting], seqs: [seq] }, faults),
    eids: eidsOf(posting.facts),
  }
}

const tell: Telling['tell'] = (evidence, { entity: { dims, system }, newest: { fact, state } }, last) => {
  const { has, says } = contentsOf(last, state)
  const row = `Row ${dims['row'] ?? ''} of version ${dims['version'] ?? ''}`
  return `${row} says in ${systemTitle(evidence, system)} that it comes from ${has}; it was made of ${says} (${fact.businessKey}).`
}

/** Number 28: what a plan was made of can be told later on, also of a version that is in force no more. */
export const planLineage: Check = {
  number: 28,
  name,
  class: 'L',
  title: 'Every row of a plan says which row of which version it was made of, and versions that were replaced are kept.',
  provenBy: ['M112', 'M133'],
  covers: ['plan-versions'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const owners = ownersOf(evidence)
    judgeStates(scene, (entity, group) => owners.ofState(entity, group) === name, { tell })
    for (const fact of versionsIn(evidence)) found.take(ownerOfLack(evidence, fact) === name ? withoutSource(scene, fact) : 'right')
    for (const posting of evidence.postings) {
      if (posting.writes.length === 0 || !isTargets(evidence, posting)) continue
      for (const write of posting.writes) if (isDeletion(write)) found.take(isBegunAnew(write) ? 'right' : deleted(scene, write))
    }
  }),
}
