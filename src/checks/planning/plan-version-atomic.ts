import { valueText } from '../../domain/effect.js'
import type { FactState, Posting, StateWrite } from '../../journal/evidence-types.js'
import { wasWritten } from '../../journal/states.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import {
  atEnd,
  capitalised,
  contentsOf,
  counted,
  documentNames,
  eidsOf,
  factName,
  isTargets,
  judgeStates,
  keysOf,
  recordsOf,
  type Scene,
  seconds,
  systemTitle,
  type Telling,
} from '../support/index.js'
import { isActivation, isAdded, isGone, isRow, lackOf, ownerOfLack, statesOf, versionsIn } from './support/plans.js'

const name = 'plan-version-atomic'

/** The facts that publish a version. */
function publishersOf({ entity, group, version }: StateWrite): readonly FactState[] {
  return (entity.obliged.get(group)?.byVersion.get(version) ?? []).map(({ fact }) => fact)
}

/** A version was put in force while rows of it were missing, or said something else. */
function judgeActivation({ evidence, faults }: Scene, write: StateWrite): Violation | 'right' | undefined {
  const [fact] = publishersOf(write)
  if (!fact) return undefined
  const rows = statesOf(fact, 'row')
  const missing = rows.filter((state) => !wasWritten(state, write.seq) || isGone(state, write.seq))
  if (missing.length === 0) return 'right'
  const [first] = missing
  return {
    reason: 'hole',
    message:
      `${capitalised(systemTitle(evidence, write.entity.system))} has ${valueText(write.after)} of the plan in force since ` +
      `${seconds(write.t)}, and ${counted(missing.length, 'row')} of ${rows.length} (${factName(evidence, fact)}) ` +
      `${missing.length === 1 ? 'was' : 'were'} not there then: ${first ? valueText(first.after) : ''}${missing.length > 1 ? ', …' : ''}.`,
    badness: missing.length,
    records: recordsOf(evidence, { facts: [fact], postings: [write.posting], seqs: [write.seq] }, faults),
    eids: [fact.eid],
  }
}

/** Rows that no version has were put into one. */
function addedBy({ evidence, faults }: Scene, posting: Posting, writes: readonly StateWrite[]): Violation {
  const [first] = writes
  const rows = writes.filter(({ group }) => group === 'row')
  const version = first?.entity.dims['version'] ?? ''
  const { facts } = posting
  return {
    reason: 'mixed',
    message:
      `${capitalised(documentNames([posting]))} put ${counted(rows.length, 'row')} into version ${version} of the plan that its source ` +
      `does not have there${facts.length === 0 ? '' : ` (for ${keysOf(facts)})`}: ${rows[0] ? valueText(rows[0].after) : ''}` +
      `${rows.length > 1 ? ', …' : ''}.`,
    badness: rows.length,
    records: recordsOf(evidence, { facts: facts.slice(0, 4), postings: [posting] }, faults),
    eids: eidsOf(facts),
  }
}

/** A version that was loaded in part, and is not in force. */
function halfLoaded({ evidence, faults }: Scene, fact: FactState): Violation {
  const lack = lackOf(evidence, fact)
  const rows = lack.filter(({ group }) => group === 'row').length
  const all = statesOf(fact, 'row').length
  const isActive = !lack.some(isActivation)
  return {
    reason: 'not-whole',
    message:
      `${capitalised(factName(evidence, fact))}: ${all - rows} of its ${counted(all, 'row')} are there, and it is ` +
      `${isActive ? '' : 'not '}in force; nobody has it.`,
    badness: lack.length,
    records: recordsOf(evidence, { facts: [fact], postings: fact.postings.slice(0, 4) }, faults),
    eids: [fact.eid],
  }
}

const tell: Telling['tell'] = (evidence, { entity, newest: { fact, state } }, last) => {
  const { has, says } = contentsOf(last, state)
  const where = isRow(entity) ? `row ${entity.dims['row'] ?? ''} of version ${entity.dims['version'] ?? ''} is` : 'in force is'
  return `${capitalised(systemTitle(evidence, entity.system))}: ${where} ${has}; ${fact.businessKey} says ${says}.`
}

/**
 * Number 27: a version is whole before it is in force, whatever else is being loaded; nothing is added to one; and in the end the newest
 * one is in force. What is staged and not in force harms nobody, and what people have for a reason is theirs.
 */
export const planVersionAtomic: Check = {
  number: 27,
  name,
  class: 'L',
  title: 'The plan in force is one version, whole, with the rows that were published in it; in the end it is the newest.',
  provenBy: ['M26', 'M111'],
  covers: ['plan-versions'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const owners = ownersOf(evidence)
    for (const posting of evidence.postings) {
      if (posting.writes.length === 0 || !isTargets(evidence, posting)) continue
      for (const write of posting.writes) {
        const verdict = isActivation(write) ? judgeActivation(scene, write) : undefined
        if (verdict) found.take(verdict)
      }
      const added = posting.writes.filter((write) => !write.derived && isAdded(write))
      if (added.length > 0) found.take(addedBy(scene, posting, added))
    }
    judgeStates(scene, (entity, group) => owners.ofState(entity, group) === name, { tell })
    for (const fact of versionsIn(evidence)) {
      found.take(ownerOfLack(evidence, fact) === name ? halfLoaded(scene, fact) : 'right')
    }
  }),
}
