import { absoluteQuantity, subtractQuantities } from '../../domain/quantity.js'
import type { Dims } from '../../domain/names.js'
import type { Check } from '../contract.js'
import { atEnd, eidsOf } from '../support/index.js'
import { balanceRecords, balances, imbalanceOf, ownerOfImbalance, type PlaceOf } from './support/balance.js'
import { OrderBook } from './support/orders.js'

const byComponent: PlaceOf = ({ system, measure, dims: { plant = '', order, item = '' } }) =>
  measure.name === 'issue' && order !== undefined ? [system, plant, order, item] : undefined

/** What was issued to an order, by item: backflush by its bill of material, explicit issues by what was reported. */
export const consumptionMatchesBasis: Check = {
  number: 33,
  name: 'consumption-matches-basis',
  class: 'L',
  covers: ['conservation'],
  title:
    'For every order and component, what was issued equals its basis: the bill of material for backflush, the reported ' +
    'consumption for explicit issues.',
  provenBy: ['M65'],
  begin: atEnd(({ evidence, found }) => {
    const orders = new OrderBook(evidence.header.plan.master)
    const { covered, suspects } = balances(evidence, byComponent)
    for (const place of suspects) {
      const [off] = imbalanceOf(evidence, place)
      if (!off) continue
      const { dims } = place.at
      const name = `Order ${dims['order'] ?? ''}, ${dims['item'] ?? ''}`
      const difference = subtractQuantities(off.actual, off.owed)
      const violation = {
        reason: difference.startsWith('-') ? 'too-little' : 'too-much',
        message: `${name}: issued ${off.actual}, basis ${basisOf(orders, dims)} gives ${off.owed}.`,
        badness: Number(absoluteQuantity(difference)),
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

/** In words, which basis the bill of material of an order declares for an item. */
function basisOf(orders: OrderBook, { plant, order, item }: Dims): string {
  const made = orders.find(plant, order)
  const line = made && orders.componentsOf(made).find((candidate) => candidate.item === item)
  return line?.issue === 'backflush' ? `bill of material (${line.rate} ${line.unit} each)` : 'reported consumption'
}
