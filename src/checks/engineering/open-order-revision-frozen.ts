import { valueText } from '../../domain/effect.js'
import type { StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check, Violation } from '../contract.js'
import { atEnd, eidsOf, isTargets, recordsOf, type Scene, systemTitle } from '../support/index.js'
import { isOrderRevision } from './support/orders.js'

/** Whether a fact that had happened says that the order takes this revision: a disposition. */
function isDecided({ entity, group, seq, after }: StateWrite): boolean {
  const states = [...(entity.obliged.get(group)?.byVersion.values() ?? [])].flat()
  return states.some((state) => state.fact.seq < seq && valueText(state.after) === valueText(after))
}

/** The revision that the order had: whoever brings it to a system with that one changes nothing. */
function revisionBefore({ header }: Evidence, { entity, before }: StateWrite): string | undefined {
  if (before !== undefined) return valueText(before)
  const { order, plant = '' } = entity.dims
  return header.plan.master.orders.find((each) => each.id === order && each.plant === plant)?.revision
}

function violationOf({ evidence, faults }: Scene, write: StateWrite): Violation {
  const { entity, after, posting, seq } = write
  const call = evidence.calls.get(posting.cid)
  const { order = entity.entity } = entity.dims
  const from = revisionBefore(evidence, write)
  const by = call ? ` by call ${call.cid} (${call.method} ${call.path})` : ''
  return {
    reason: 'without-disposition',
    message:
      `Order ${order} went ${from === undefined ? '' : `from revision ${from} `}to revision ${valueText(after)} in ` +
      `${systemTitle(evidence, entity.system)}${by}: nobody has decided that for this order.`,
    badness: 1,
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 3), postings: [posting], seqs: [seq] }, faults),
    eids: eidsOf(posting.facts),
  }
}

/** Number 23: an order keeps the revision that it took when it was released, until somebody decides otherwise about that very order. */
export const openOrderRevisionFrozen: Check = {
  number: 23,
  name: 'open-order-revision-frozen',
  class: 'S',
  covers: ['revision-validation', 'who-decides'],
  title: 'A released order keeps its revision, unless somebody has decided otherwise for it.',
  provenBy: ['M106'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    for (const posting of evidence.postings) {
      if (posting.writes.length === 0 || !isTargets(evidence, posting)) continue
      for (const write of posting.writes) {
        if (write.derived || !isOrderRevision(write.entity, write.group)) continue
        const isKept = revisionBefore(evidence, write) === valueText(write.after)
        found.take(isKept || isDecided(write) ? 'right' : violationOf(scene, write))
      }
    }
  }),
}
