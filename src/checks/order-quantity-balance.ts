import { absoluteQuantity, subtractQuantities } from '../domain/quantity.js'
import { Tolerances } from '../journal/components.js'
import { balances, imbalanceOf, recordsOf, type PlaceOf } from './support/balance.js'
import { Collector } from './collector.js'
import type { Check } from './contract.js'

const counted = new Set(['yield', 'scrap', 'rework'])

const byOperation: PlaceOf = ({ system, measure, plant, order, operation }) =>
  counted.has(measure) ? { key: `${system}|${plant}|${order}|${operation}`, measure } : undefined

/** Yield, scrap and rework of every operation equal what the source reported, less what people were told of. */
export const orderQuantityBalance: Check = {
  number: 31,
  name: 'order-quantity-balance',
  class: 'L',
  title: 'For every operation, ERP yield, scrap and rework equal what MES reported, net of reversals and of what was handed to people.',
  provenBy: ['M01', 'M05', 'M60', 'M61', 'M63'],
  begin: (evidence) => ({
    end() {
      const found = new Collector()
      const tolerances = new Tolerances(evidence.header.plan)
      // What only a stand-in posted is nobody's to judge; a posting where nothing was reported has a check of its own.
      const { covered: judged, suspects } = balances(evidence, byOperation)
      for (const place of suspects) {
        const off = imbalanceOf(place, tolerances)
        if (off.length === 0) continue
        const [system = '', , order = '', operation = ''] = place.key.split('|')
        const words = off.map(({ measure, owed, actual }) => `${measure} ${actual} in ${system.toUpperCase()}, ${owed} reported`)
        found.add({
          reason: off.some(({ owed, actual }) => Number(actual) > Number(owed)) ? 'too-much' : 'too-little',
          message: `Order ${order} / ${operation}: ${words.join('; ')}.`,
          badness: Math.max(...off.map(({ owed, actual }) => Number(absoluteQuantity(subtractQuantities(actual, owed))))),
          records: recordsOf(place),
          eids: [...place.facts].map((fact) => fact.eid).slice(0, 50),
        })
      }
      return { judged, violations: found.done() }
    },
  }),
}
