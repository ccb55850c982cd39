import { absoluteQuantity } from '../../domain/quantity.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf, type Misplaced } from '../owners.js'
import { atEnd, documentNames, eidsOf, enumerate, factName, isTargets, recordsOf, type Scene, systemTitle } from '../support/index.js'

const name = 'count-posts-delta'

/** Movements in the same place between what was counted and what was posted: they are no part of the difference. */
function betweenOf({ evidence }: Scene, { posting, line }: Misplaced): readonly string[] {
  const { plant, item, lot, location } = line.at.dims
  const counted = posting.facts.map(({ occurredAt }) => Date.parse(occurredAt))
  const isThere = (dims: typeof line.at.dims): boolean =>
    dims['plant'] === plant && dims['item'] === item && dims['lot'] === lot && dims['location'] === location
  // Each event once: what tells of it again moves nothing, and of the count least of all.
  const events = new Map([...evidence.facts.values()].toReversed().map((fact) => [fact.physId, fact]))
  for (const { physId } of posting.facts) events.delete(physId)
  return [...evidence.facts.values()].flatMap((fact) =>
    events.get(fact.physId) === fact &&
    Date.parse(fact.occurredAt) > Math.min(...counted) &&
    fact.expect.some(({ at }) => at.measure.moves !== 0 && isThere(at.dims))
      ? fact.businessKey
      : [],
  )
}

function violationOf(scene: Scene, misplaced: Misplaced): Violation {
  const { evidence, words, faults } = scene
  const { posting, line, quantity } = misplaced
  const { at } = line
  const [fact] = posting.facts
  const owed = fact?.expect.find((each) => each.at === at)?.quantity ?? '0'
  const between = betweenOf(scene, misplaced)
  const moved = between.length === 0 ? '' : ` ${enumerate(between)} moved goods there after the count, and are no part of it.`
  const should = owed === '0' ? 'it found no difference' : `the difference that it found is ${words.amount(owed, at)}`
  return {
    reason: 'not-the-difference',
    message:
      `${fact ? factName(evidence, fact) : 'A count'}: ${systemTitle(evidence, posting.system)} was corrected by ` +
      `${words.amount(quantity, at)} in ${documentNames([posting])}; ${should}.${moved}`,
    badness: Number(absoluteQuantity(quantity)),
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 3), postings: [posting], about: (each) => each === line }, faults),
    eids: eidsOf(posting.facts),
  }
}

/** Number 35: never what was counted, and never what would make two systems agree at once: what is still under way comes by itself. */
export const countPostsDelta: Check = {
  number: 35,
  name,
  class: 'L',
  covers: ['inventory-counts'],
  title: 'A count corrects stock by the difference that was found when it was counted.',
  provenBy: ['M126'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const owners = ownersOf(evidence)
    for (const posting of evidence.postings) {
      if (!isTargets(evidence, posting) || posting.facts.length === 0) continue
      for (const line of posting.lines) {
        if (line.at.measure.name !== 'adjustment') continue
        const misplaced = owners.ofLine(line)
        found.take(misplaced?.owner === name ? violationOf(scene, misplaced) : 'right')
      }
    }
  }),
}
