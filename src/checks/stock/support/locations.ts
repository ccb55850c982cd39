import { mappingOfBin } from '../../../domain/master.js'
import type { CallState, FactState } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import type { JournalRecord } from '../../../journal/records.js'
import type { Claim } from '../../contract.js'
import { isApartBy, isLive, isSure } from '../../support/index.js'

const owner = 'location-map-total'

/** Where in a warehouse something happened, as payloads say it. */
const binNames = ['bin', 'fromBin', 'toBin'] as const

/** Bins that facts name, where the landscape has a map of them. */
export class Bins {
  readonly hears = ['fact'] as const
  readonly #evidence: Evidence
  readonly #bins = new Map<string, readonly string[]>()

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  on(record: JournalRecord): void {
    if (record.kind !== 'fact' || !this.#evidence.header.plan.master.locationMap) return
    const bins = binNames.flatMap((name) => {
      const bin = record.payload[name]
      return typeof bin === 'string' && bin !== '' ? bin : []
    })
    if (bins.length > 0) this.#bins.set(record.eid, bins)
  }

  of({ eid, plant, must }: FactState): readonly { readonly bin: string; readonly location: string | undefined }[] {
    const { locationMap = [] } = this.#evidence.header.plan.master
    const all = (this.#bins.get(eid) ?? []).map((bin) => ({ bin, row: mappingOfBin(locationMap, plant, bin) }))
    // What has to be rejected though each of its bins is mapped at some time came after somebody had taken that back.
    const isTakenBack = must === 'REJECT' && all.every(({ row }) => row !== undefined)
    return all.map(({ bin, row }) => ({ bin, location: isTakenBack && row?.later === true ? undefined : row?.location }))
  }

  /** Nobody can say where it belongs. */
  isUnmapped(fact: FactState): boolean {
    return fact.must === 'REJECT' && this.of(fact).some(({ location }) => location === undefined)
  }
}

/** The one that listens, for whoever asks about the same journal. */
export function binsOf(evidence: Evidence): Bins {
  const known = all.get(evidence)
  if (known) return known
  const bins = new Bins(evidence)
  all.set(evidence, bins)
  return bins
}

const all = new WeakMap<Evidence, Bins>()

/** All that is obliged there is obliged in another location. */
function isElsewhere(at: NetGroup, facts: readonly FactState[]): boolean {
  const names = new Set([...at.measure.by].filter((name) => name !== 'location'))
  const expect = facts.flatMap((fact) => fact.expect)
  if (at.dims['location'] === undefined || expect.some((each) => each.at === at)) return false
  return expect.some(
    ({ at: other }) =>
      other.measure === at.measure && other.system === at.system && [...names].every((name) => other.dims[name] === at.dims[name]),
  )
}

/** Number 54's: all is right but the location, which is what the map makes of a bin. Where an issue is taken from, its own report says. */
export const locations: Claim = {
  owner,
  *lines(evidence, scope) {
    if (!evidence.header.plan.master.locationMap) return
    for (const posting of scope.postings) {
      if (posting.cid === 0 || !isSure(posting) || !isLive(posting)) continue
      for (const line of posting.lines) {
        const { at } = line
        const quantity = scope.actual.get(at) ?? '0'
        if (at.measure.by.includes('order') || !isElsewhere(at, posting.facts) || !isApartBy(evidence, scope, at, quantity, '0')) continue
        yield { facts: scope.facts, posting, line, quantity }
      }
    }
  },
}

/** A posting that was refused for want of the location that it named, and would have been taken with the one of the map. */
export function askedElsewhere(evidence: Evidence, fact: FactState): CallState | undefined {
  const own = fact.refusals.filter(({ answerClass, byFault }) => answerClass === 'business' && !byFault)
  const calls = own.flatMap(({ cid }) => evidence.calls.get(cid) ?? [])
  const mapped = binsOf(evidence).of(fact)
  if (calls.length < own.length || mapped.length === 0 || mapped.some(({ location }) => location === undefined)) return undefined
  const isElsewhere = ({ dims: { plant, location } }: CallState): boolean =>
    location !== undefined && (plant === undefined || plant === fact.plant) && !mapped.some((each) => each.location === location)
  return calls.every(isElsewhere) ? calls.at(-1) : undefined
}

/** What went to people only because the target looked for it in a location that is not the one of the map. */
export const refusedLocations: Claim = {
  owner,
  fact: (evidence, fact, ending) => ending === 'parked' && askedElsewhere(evidence, fact) !== undefined,
}

/** What had to be rejected, because its bin is nobody's, and was posted somewhere all the same. */
export const unmappedBins: Claim = { owner, fact: (evidence, fact, ending) => ending === 'forbidden' && binsOf(evidence).isUnmapped(fact) }
