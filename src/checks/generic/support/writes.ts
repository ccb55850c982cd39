import type { Claim } from '../../contract.js'
import { authorityOf, isMadeUp, isSaid } from '../../support/index.js'

/** What was written into a field of the system that owns it. */
export const ownersFields: Claim = {
  owner: 'system-of-record-respected',
  write: (evidence, write) => !write.derived && !isSaid(write) && authorityOf(evidence).isOwners(write),
}

/** Things that were made up to be referred to, with whatever the same call wrote of them. */
export const madeUp: Claim = {
  owner: 'no-dangling-reference',
  write: (evidence, { entity, posting }) => posting.writes.some((write) => write.entity === entity && isMadeUp(evidence, write)),
}
