import type { Check, Violation } from '../contract.js'
import {
  atEnd,
  eidsOf,
  recordsOf,
  type Scene,
  seconds,
  type StaleWrite,
  systemTitle,
  versionedWrites,
  writeName,
} from '../support/index.js'

function violationOf({ evidence, faults }: Scene, { write, version, newer, fact }: StaleWrite): Violation {
  const { posting, entity } = write
  const named = write.version === undefined ? `, which is version ${version}` : ` of version ${version}`
  const since = newer.write.version === newer.version ? '' : ', equal in content'
  return {
    reason: 'older-over-newer',
    message:
      `In ${systemTitle(evidence, entity.system)} the ${writeName(write)}${named} was written at ${seconds(write.t)}, ` +
      `over version ${newer.version}${since}, which had stood there since ${seconds(newer.write.t)}.`,
    badness: newer.version - version,
    records: recordsOf(
      evidence,
      { facts: fact ? [fact] : [], postings: [newer.write.posting, posting], seqs: [newer.write.seq, write.seq] },
      faults,
    ),
    eids: eidsOf(new Set([...(fact ? [fact] : []), ...posting.facts, ...newer.write.posting.facts])),
  }
}

/**
 * Number 21: the version counts, never a time stamp. A rollback has a version of its own, and what says the same as a newer version is as
 * good as that one. What an older one leaves behind in the end follows from it.
 */
export const noStaleOverwrite: Check = {
  number: 21,
  name: 'no-stale-overwrite',
  class: 'S',
  covers: ['order-of-facts', 'revision-validation', 'audit-trail'],
  title: 'Nothing older is written over something newer.',
  provenBy: ['M10', 'M11', 'M103', 'M161'],
  begin: atEnd((scene) => {
    for (const each of versionedWrites(scene.evidence)) scene.found.take(each === 'right' ? 'right' : violationOf(scene, each))
  }),
}
