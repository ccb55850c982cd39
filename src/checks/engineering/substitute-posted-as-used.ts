import { absoluteQuantity } from '../../domain/quantity.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf, type Misplaced } from '../owners.js'
import { atEnd, documentNames, eidsOf, factName, isTargets, recordsOf, type Scene, systemTitle } from '../support/index.js'

const name = 'substitute-posted-as-used'

function violationOf({ evidence, words, faults }: Scene, { posting, line, quantity }: Misplaced): Violation {
  const [fact] = posting.facts
  const used = fact?.expect.find(({ at }) => at.measure === line.at.measure && at.system === line.at.system)
  const was = fact && used ? `${factName(evidence, fact)} used ${words.effect(used.quantity, used.at)}` : 'Something else was used'
  return {
    reason: 'substitute',
    message:
      `${was}; ${systemTitle(evidence, posting.system)} has ${words.effect(quantity, line.at)} in its place, by ` +
      `${documentNames([posting])}.`,
    badness: Number(absoluteQuantity(quantity)),
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 3), postings: [posting], about: (each) => each === line }, faults),
    eids: eidsOf(posting.facts),
  }
}

/** Number 49: what the shop floor took is what is issued, also where the bill of material names what it may be taken for. */
export const substitutePostedAsUsed: Check = {
  number: 49,
  name,
  class: 'L',
  covers: ['substitutes'],
  title: 'A substitute that was used is issued as what it is, not as what it stands for.',
  provenBy: ['M120'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const owners = ownersOf(evidence)
    for (const posting of evidence.postings) {
      if (!isTargets(evidence, posting) || posting.facts.length === 0 || posting.reversesDoc !== '') continue
      for (const line of posting.lines) {
        if (!line.at.measure.by.includes('order') || line.at.measure.unit !== 'item') continue
        const misplaced = owners.ofLine(line)
        found.take(misplaced?.owner === name ? violationOf(scene, misplaced) : 'right')
      }
    }
  }),
}
