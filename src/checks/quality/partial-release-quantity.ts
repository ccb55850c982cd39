import { addQuantities, negateQuantity } from '../../domain/quantity.js'
import type { NetScope } from '../../journal/net-effects.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf, type Misplaced } from '../owners.js'
import { atEnd, documentNames, eidsOf, isLive, recordsOf, type Scene, scopes, systemTitle } from '../support/index.js'
import { list } from '../../words/lists.js'
import { isSplitWrongly, isUsable, splitPlaces, type SplitPlace } from './support/splits.js'

const name = 'partial-release-quantity'

/** `480 EA to unrestricted, 32 EA to blocked, 512 EA out of quality`. */
function told({ words }: Scene, { groups }: SplitPlace, sums: NetScope['actual']): string {
  const parts = groups.map((at) => ({ at, quantity: sums.get(at) ?? '0' })).filter(({ quantity }) => quantity !== '0')
  if (parts.length === 0) return 'nothing'
  return list(
    parts.map(({ at, quantity }) => {
      const isOut = quantity.startsWith('-')
      return `${words.amount(isOut ? negateQuantity(quantity) : quantity, at)} ${isOut ? 'out of' : 'to'} ${at.dims['stockType'] ?? ''}`
    }),
  )
}

function violationOf(scene: Scene, scope: NetScope, place: SplitPlace): Violation {
  const { evidence, faults } = scene
  const [at] = place.groups
  const { plant = '', item = '', lot = '', location = '' } = at?.dims ?? {}
  const postings = scope.postings.filter((posting) => isLive(posting) && posting.lines.some((line) => place.groups.includes(line.at)))
  return {
    reason: 'other-split',
    message:
      `${item} lot ${lot} at ${plant}/${location}: ${list(scope.facts.map(({ businessKey }) => businessKey))} decided ` +
      `${told(scene, place, scope.expected)}; ${systemTitle(evidence, at?.system ?? '')} moved ${told(scene, place, scope.actual)}, by ` +
      `${documentNames(postings)}.`,
    badness: 1,
    records: recordsOf(evidence, { facts: scope.facts.slice(0, 3), postings, about: (line) => place.groups.includes(line.at) }, faults),
    eids: eidsOf(scope.facts),
  }
}

/** The shop floor was told that it may use more than was accepted. */
function toldOfMore({ evidence, words, faults }: Scene, { facts, posting, line, quantity }: Misplaced): Violation {
  const { at } = line
  const { plant = '', item = '', lot = '' } = at.dims
  const accepted = facts
    .flatMap(({ expect }) => expect.filter((each) => each.at === at))
    .reduce((sum, each) => addQuantities(sum, each.quantity), '0')
  return {
    reason: 'more-than-accepted',
    message:
      `${item} lot ${lot} in ${plant}: ${list(facts.map(({ businessKey }) => businessKey))} accepted ${words.amount(accepted, at)}; ` +
      `${systemTitle(evidence, at.system)} was told that ${words.amount(quantity, at)} may be used, by ${documentNames([posting])}.`,
    badness: 1,
    records: recordsOf(evidence, { facts: facts.slice(0, 3), postings: [posting], about: (each) => each === line }, faults),
    eids: eidsOf(facts),
  }
}

/** Number 43: what was decided upon is free, blocked or still in quality as was decided. In how many documents does not matter. */
export const partialReleaseQuantity: Check = {
  number: 43,
  name,
  class: 'L',
  covers: ['lot-status'],
  title: 'Of a lot, what was accepted, rejected and is still open adds up to what was received, in every system.',
  provenBy: ['M117'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const owners = ownersOf(evidence)
    for (const each of owners.all) if (each.owner === name && isUsable(each.line.at)) found.add(toldOfMore(scene, each))
    for (const scope of scopes(evidence)) {
      for (const place of scope.postings.length === 0 ? [] : splitPlaces(scope)) {
        if (!isSplitWrongly(evidence, scope, place)) {
          found.take('right')
          continue
        }
        const lines = scope.postings.flatMap((posting) => posting.lines.filter((line) => place.groups.includes(line.at)))
        const owner = lines.flatMap((line) => owners.ofLine(line)?.owner ?? []).find((each) => each !== name)
        if (owner === undefined) found.add(violationOf(scene, scope, place))
        else found.follow(owner, violationOf(scene, scope, place))
      }
    }
  }),
}
