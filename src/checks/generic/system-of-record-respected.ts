import { valueText } from '../../domain/effect.js'
import { placeName } from '../../domain/place-name.js'
import type { StateWrite } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import { atEnd, authorityOf, capitalised, eidsOf, isSaid, isTargets, recordsOf, type Scene, systemTitle } from '../support/index.js'

const name = 'system-of-record-respected'

function violationOf({ evidence, faults }: Scene, write: StateWrite): Violation {
  const { entity, group, after, posting, seq } = write
  const call = evidence.calls.get(posting.cid)
  const by = call ? ` by call ${call.cid} (${call.method} ${call.path})` : ''
  return {
    reason: 'owners-field',
    message:
      `${capitalised(systemTitle(evidence, entity.system))} owns the ${group} of ${placeName(entity.dims, entity.entity)}: the target ` +
      `wrote ${valueText(after)} there${by}, and nothing of that came from its owner.`,
    badness: 1,
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 3), postings: [posting], seqs: [seq] }, faults),
    eids: eidsOf(posting.facts),
  }
}

/**
 * Number 47: who owns what is read off the flows, see `Authority`. A field of its owner is written by the owner; what an integration may
 * tell it are acknowledgements, and what a fact of another owner says.
 */
export const systemOfRecordRespected: Check = {
  number: 47,
  name,
  class: 'S',
  covers: ['system-of-record', 'who-decides'],
  title: 'Every field is written by the system that owns it, and elsewhere only with what its owner said.',
  provenBy: ['M119'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const authority = authorityOf(evidence)
    const owners = ownersOf(evidence)
    for (const posting of evidence.postings) {
      if (posting.writes.length === 0 || !isTargets(evidence, posting)) continue
      for (const write of posting.writes) {
        if (write.derived) continue
        const isWrong = !isSaid(write) && authority.isOwners(write)
        const owner = isWrong ? owners.ofWrite(evidence, write) : undefined
        if (owner === undefined || owner === name) found.take(isWrong ? violationOf(scene, write) : 'right')
        else found.follow(owner, violationOf(scene, write))
      }
    }
  }),
}
