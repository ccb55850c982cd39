import type { EntityState } from '../../../journal/evidence-types.js'
import type { Claim } from '../../contract.js'
import { isLive } from '../../support/index.js'

const owner = 'open-order-revision-frozen'

export function isOrderRevision({ dims: { order } }: EntityState, group: string): boolean {
  return order !== undefined && group === 'revision'
}

/** The revision of an order, and the document by which it was changed. */
export const orderRevisions: Claim = {
  owner,
  state: isOrderRevision,
  write: (_evidence, { entity, group }) => isOrderRevision(entity, group),
  *lines(_evidence, { facts, postings }) {
    for (const posting of postings) {
      if (posting.cid === 0 || !isLive(posting)) continue
      for (const line of posting.lines) {
        const isChange = line.at.measure.unit === 'none' && posting.writes.some(({ entity, group }) => isOrderRevision(entity, group))
        if (isChange && !posting.facts.some(({ expect }) => expect.some(({ at }) => at === line.at)))
          yield { facts, posting, line, quantity: line.quantity }
      }
    }
  },
}
