import { valueText } from '../../domain/effect.js'
import type { StateWrite } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { atEnd, eidsOf, isTargets, judgeStates, recordsOf, type Scene, systemTitle, type Telling } from '../support/index.js'
import { isOffTheMap, isOrderStatus, isSaidByFacts, mappedFor, statusMapOf } from './support/status-map.js'

/** "the table says confirmed". */
const words = (becomes: string | undefined): string =>
  becomes === undefined ? 'the table says that this is nothing there, and for people' : `the table says ${becomes}`

/** What a fact says, in the words of its source and in those of the system that it was written to. */
const tellDispatch: Telling['tell'] = (evidence, { entity, newest: { fact, state } }, last) => {
  const says = valueText(state.after)
  const row = statusMapOf(evidence).find(({ from, to, becomes }) => from === fact.source && to === entity.system && becomes === says)
  const { order = entity.entity } = entity.dims
  return (
    `Order ${order} is ${row?.status ?? says} in ${systemTitle(evidence, fact.source)} (${fact.businessKey}), and was made ` +
    `${valueText(last.after)} in ${systemTitle(evidence, entity.system)}: ${words(says)}.`
  )
}

function violationOf({ evidence, faults }: Scene, write: StateWrite): Violation | undefined {
  const mapped = mappedFor(evidence, write)
  if (!mapped) return undefined
  const { row, facts } = mapped
  const { entity, after, posting, seq } = write
  const { order = entity.entity } = entity.dims
  const call = evidence.calls.get(posting.cid)
  const by = call ? ` by call ${call.cid} (${call.method} ${call.path})` : ''
  const told = facts.slice(-3)
  return {
    reason: row.becomes === undefined ? 'unmapped' : 'other-status',
    message:
      `Order ${order} is ${row.status} in ${systemTitle(evidence, row.from)}, and was made ${valueText(after)} in ` +
      `${systemTitle(evidence, entity.system)}${by}: ${words(row.becomes)}.`,
    badness: 1,
    records: recordsOf(evidence, { facts: told, postings: [posting], seqs: [seq] }, faults),
    eids: eidsOf(told),
  }
}

/**
 * Number 48: a status goes from one system to another by the table in the journal's header, never by its sound. What a system works out
 * itself (an order that is confirmed) nobody has to write.
 */
export const statusMapCorrect: Check = {
  number: 48,
  name: 'status-map-correct',
  class: 'L',
  covers: ['status-map'],
  title: 'The status of an order becomes in another system what the table of the header says, and nothing else.',
  provenBy: ['M176', 'M177'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    if (statusMapOf(evidence).length === 0) return
    judgeStates(scene, (entity, group) => isOrderStatus(entity, group), { tell: tellDispatch })
    for (const posting of evidence.postings) {
      if (posting.writes.length === 0 || !isTargets(evidence, posting)) continue
      for (const write of posting.writes) {
        const { entity, group, derived } = write
        if (derived || !isOrderStatus(entity, group) || isSaidByFacts(entity, group)) continue
        found.take(isOffTheMap(evidence, write) ? violationOf(scene, write) : 'right')
      }
    }
  }),
}
