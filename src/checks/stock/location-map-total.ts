import { absoluteQuantity } from '../../domain/quantity.js'
import type { CallState, FactState, PostingLine } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf, type Misplaced } from '../owners.js'
import { afterHearing, callsOf, documentNames, eidsOf, enumerate, factName, recordsOf, type Scene, systemTitle } from '../support/index.js'
import { askedElsewhere, binsOf, type Bins } from './support/locations.js'

const name = 'location-map-total'

/** `A-01 is RM02, DOCK-1 is RC02`. */
function mapped(bins: Bins, fact: FactState): string {
  return enumerate(bins.of(fact).map(({ bin, location }) => `${bin} is ${location ?? "nobody's"}`))
}

function elsewhere({ evidence, words, faults }: Scene, bins: Bins, { posting, line, quantity }: Misplaced): Violation {
  const [fact] = posting.facts
  const { plant = '' } = line.dims
  const name = fact ? factName(evidence, fact) : 'A movement'
  const map = fact ? mapped(bins, fact) : ''
  const rule = fact && map === '' ? `it belongs to ${enumerate([...locationsOf(fact, line)])}` : `in ${plant}, ${map}`
  return {
    reason: 'other-location',
    message: `${name}: ${documentNames([posting])} has ${words.effect(quantity, line.at)}; ${rule}.`,
    badness: Number(absoluteQuantity(quantity)),
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 3), postings: [posting], about: (each) => each === line }, faults),
    eids: eidsOf(posting.facts),
  }
}

function locationsOf({ expect }: FactState, { at }: PostingLine): ReadonlySet<string> {
  return new Set(
    expect.flatMap((each) => (each.at.system === at.system && each.at.measure === at.measure ? (each.at.dims['location'] ?? []) : [])),
  )
}

function unmapped({ evidence, words, faults }: Scene, bins: Bins, fact: FactState): Violation {
  const places = bins.of(fact).flatMap(({ bin, location }) => (location === undefined ? `${bin} in ${fact.plant}` : []))
  const [posting] = fact.postings
  const line = posting?.lines.findLast(({ quantity }) => !quantity.startsWith('-')) ?? posting?.lines[0]
  const put = line ? ` (${words.effect(line.quantity, line.at)})` : ''
  return {
    reason: 'unmapped',
    message:
      `${factName(evidence, fact)}: nobody has mapped ${enumerate(places)} to a location, so that people have to decide; it was posted ` +
      `all the same, by ${documentNames(fact.postings)}${put}.`,
    badness: 1,
    records: recordsOf(evidence, { facts: [fact], postings: fact.postings }, faults),
    eids: [fact.eid],
  }
}

function refused({ evidence, faults }: Scene, bins: Bins, fact: FactState, { cid, system, code, status, dims }: CallState): Violation {
  return {
    reason: 'asked-elsewhere',
    message:
      `${factName(evidence, fact)}: call ${cid} wanted to post it at ${dims['location'] ?? ''}, which ` +
      `${systemTitle(evidence, system)} refused (${code === '' ? status : code}); in ${fact.plant}, ${mapped(bins, fact)}. ` +
      `It is with people for nothing (${enumerate([...fact.exceptions], 2)}).`,
    badness: 1,
    records: recordsOf(evidence, { facts: [fact], calls: callsOf(evidence, fact), exceptions: fact.exceptions }, faults),
    eids: [fact.eid],
  }
}

/** Number 54: a bin is the location that the map says, plant by plant. For what is not mapped there is no default. */
export const locationMapTotal: Check = {
  number: 54,
  name,
  class: 'L',
  covers: ['location-mapping'],
  title: 'Goods are posted where the map of their plant says, and what is not mapped goes to people.',
  provenBy: ['M127', 'M131'],
  begin: afterHearing(binsOf, (scene, bins) => {
    const { evidence, found } = scene
    const owners = ownersOf(evidence)
    const wrong = Map.groupBy(
      owners.all.filter(({ owner }) => owner === name),
      ({ posting }) => posting,
    )
    for (const fact of evidence.facts.values()) {
      if (!fact.covered || bins.of(fact).length === 0) continue
      const ending = evidence.endingOf(fact)
      const isForbidden = bins.isUnmapped(fact) && ending === 'forbidden'
      const elsewhere = ending === 'parked' ? askedElsewhere(evidence, fact) : undefined
      if (elsewhere) found.take(refused(scene, bins, fact, elsewhere))
      else if (fact.postings.length > 0 || bins.isUnmapped(fact)) found.take(isForbidden ? unmapped(scene, bins, fact) : 'right')
    }
    for (const [misplaced] of wrong.values()) if (misplaced) found.add(elsewhere(scene, bins, misplaced))
  }),
}
