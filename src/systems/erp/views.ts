import type { Balance, Bom, Item } from '../../domain/master.js'
import { quantityToNumber } from '../../domain/quantity.js'
import type { OrderState } from './order-book.js'

type Json = Readonly<Record<string, unknown>>

export function order(state: OrderState): Json {
  const { id, plant, item: made, revision, quantity } = state.master
  return {
    order: id,
    plant,
    item: made,
    revision,
    quantity: { quantity: quantityToNumber(quantity), unit: state.unit },
    status: state.status,
    locked: state.locked,
    operations: [...state.steps.values()].map((step) => ({
      operation: step.master.id,
      workCentre: step.master.workCentre,
      receipt: step.master.receipt,
      yield: quantityToNumber(step.yield),
      scrap: quantityToNumber(step.scrap),
      rework: quantityToNumber(step.rework),
      final: step.finals > 0,
    })),
  }
}

export function item(master: Item): Json {
  const { id, description, baseUnit, decimals, lotManaged, conversions } = master
  const numbers = conversions.map(({ unit, numerator, denominator }) => ({
    unit,
    numerator: quantityToNumber(numerator),
    denominator: quantityToNumber(denominator),
  }))
  return { item: id, description, baseUnit, decimals, lotManaged, conversions: numbers }
}

export function bom(master: Bom): Json {
  const lines = master.lines.map(({ item: component, rate, unit, issue, routingStep, location }) => ({
    item: component,
    rate: { quantity: quantityToNumber(rate), unit },
    issue,
    operation: routingStep,
    location,
  }))
  return { item: master.item, plant: master.plant, revision: master.revision, lines }
}

export function balance({ quantity, ...place }: Balance, unit: string): Json {
  return { ...place, quantity: { quantity: quantityToNumber(quantity), unit } }
}
