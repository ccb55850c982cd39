import { absoluteQuantity, subtractQuantities } from '../../domain/quantity.js'
import type { Check } from '../contract.js'
import { atEnd, eidsOf } from '../support/index.js'
import { balanceRecords, balances, imbalanceOf, ownerOfImbalance, type PlaceOf } from './support/balance.js'

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
  provenBy: ['M01', 'M05', 'M60', 'M61'],
  begin: atEnd(({ evidence, found }) => {
    // What only a stand-in posted is nobody's to judge; a posting where nothing was reported has a check of its own.
    const { covered, suspects } = balances(evidence, byRoutingStep)
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
      const owner = ownerOfImbalance(evidence, place)
      if (owner === undefined) found.add(violation)
      else found.follow(owner, violation)
    }
    return covered
  }),
}
