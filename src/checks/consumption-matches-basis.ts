import { absoluteQuantity, subtractQuantities } from '../domain/quantity.js'
import { Tolerances } from '../journal/components.js'
import type { Evidence } from '../journal/evidence.js'
import { balances, imbalanceOf, recordsOf, type PlaceOf } from './support/balance.js'
import { Collector } from './collector.js'
import type { Check } from './contract.js'

const byComponent: PlaceOf = ({ system, measure, plant, order, item }) =>
  measure === 'issue' && order !== '' ? { key: `${system}|${plant}|${order}|${item}`, measure } : undefined

/** What was issued to an order, by item: backflush by its bill of material, explicit issues by what was reported. */
export const consumptionMatchesBasis: Check = {
  number: 33,
  name: 'consumption-matches-basis',
  class: 'L',
  title:
    'For every order and component, what was issued equals its basis: the bill of material for backflush, the ' +
    'reported consumption for explicit issues.',
  provenBy: ['M51', 'M65'],
  begin: (evidence) => ({
    end() {
      const found = new Collector()
      const tolerances = new Tolerances(evidence.header.plan)
      const basis = basisOf(evidence)
      const { covered: judged, suspects } = balances(evidence, byComponent)
      for (const place of suspects) {
        const [off] = imbalanceOf(place, tolerances)
        if (!off) continue
        const [, plant = '', order = '', item = ''] = place.key.split('|')
        const difference = subtractQuantities(off.actual, off.owed)
        found.add({
          reason: difference.startsWith('-') ? 'too-little' : 'too-much',
          message: `Order ${order}, ${item}: issued ${off.actual}, basis ${basis(plant, order, item)} gives ${off.owed}.`,
          badness: Number(absoluteQuantity(difference)),
          records: recordsOf(place),
          eids: [...place.facts].map((fact) => fact.eid).slice(0, 50),
        })
      }
      return { judged, violations: found.done() }
    },
  }),
}

/** In words, which basis the bill of material of an order declares for an item. */
function basisOf(evidence: Evidence): (plant: string, order: string, item: string) => string {
  const { master } = evidence.header.plan
  const orders = new Map(master.orders.map((order) => [`${order.plant}|${order.id}`, order]))
  return (plant, order, item) => {
    const made = orders.get(`${plant}|${order}`)
    const bom = master.boms.find(
      (candidate) => candidate.plant === plant && candidate.item === made?.item && candidate.revision === made?.revision,
    )
    const line = bom?.lines.find((candidate) => candidate.item === item)
    if (!line) return 'reported consumption'
    return line.issue === 'backflush' ? `bill of material (${line.rate} ${line.unit} each)` : 'reported consumption'
  }
}
