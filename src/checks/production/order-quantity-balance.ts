import { absoluteQuantity, subtractQuantities } from '../../domain/quantity.js'
import type { Evidence } from '../../journal/evidence.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { Check } from '../contract.js'
import { atEnd, eidsOf } from '../support/index.js'
import {
  balanceRecords,
  balances,
  imbalanceOf,
  ownerOfImbalance,
  type BalancePlace,
  type Imbalance,
  type PlaceOf,
} from './support/balance.js'
import { overLimitsOf } from './support/over-limit.js'

const counted = new Set(['yield', 'scrap', 'rework'])

const byRoutingStep: PlaceOf = ({ system, measure, dims: { plant = '', order = '', routingStep = '' } }) =>
  counted.has(measure.name) ? [system, plant, order, routingStep] : undefined

/** Yield, scrap and rework of every routing step equal what the source reported, less what people were told of. */
export const orderQuantityBalance: Check = {
  number: 31,
  name: 'order-quantity-balance',
  class: 'L',
  covers: ['conservation'],
  title: 'For every operation, ERP yield, scrap and rework equal what MES reported, net of reversals and of what was handed to people.',
  provenBy: ['M01', 'M05', 'M60'],
  begin: atEnd(({ evidence, found }) => {
    // What only a stand-in posted is nobody's to judge; a posting where nothing was reported has a check of its own.
    const { covered, suspects } = balances(evidence, byRoutingStep)
    const beyond = suspects.length === 0 ? new Set<NetGroup>() : beyondLimits(evidence)
    for (const place of suspects) {
      const off = imbalanceOf(evidence, place)
      if (off.length === 0) continue
      const { system, dims } = place.at
      const sums = off.map(({ measure, owed, actual }) => `${measure.noun} ${actual} in ${evidence.words.system(system)}, ${owed} reported`)
      const violation = {
        reason: off.some(({ owed, actual }) => Number(actual) > Number(owed)) ? 'too-much' : 'too-little',
        message: `Order ${dims['order'] ?? ''} / ${dims['routingStep'] ?? ''}: ${sums.join('; ')}.`,
        badness: Math.max(...off.map(({ owed, actual }) => Number(absoluteQuantity(subtractQuantities(actual, owed))))),
        records: balanceRecords(place),
        eids: eidsOf(place.facts),
      }
      const owner = ownerOfImbalance(evidence, place) ?? (isBeyond(off, place, beyond) ? 'over-confirmation-bounded' : undefined)
      if (owner === undefined) found.add(violation)
      else found.follow(owner, violation)
    }
    return covered
  }),
}

/** Good quantities that are beyond what their orders allow: number 32 tells of them, and says what was reported. */
function beyondLimits(evidence: Evidence): ReadonlySet<NetGroup> {
  return new Set(overLimitsOf(evidence).over.map(({ place }) => place.at))
}

/** Nothing is off but a good quantity that is too much, and beyond what the order allows. */
function isBeyond(off: readonly Imbalance[], { measures }: BalancePlace, beyond: ReadonlySet<NetGroup>): boolean {
  const [only, ...others] = off
  if (!only || others.length > 0 || Number(only.actual) <= Number(only.owed)) return false
  return [...(measures.get(only.measure)?.groups ?? [])].some((at) => beyond.has(at))
}
