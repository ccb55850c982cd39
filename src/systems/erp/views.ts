import type { Balance, Bom, Item } from '../../domain/master.js'
import { quantityToNumber } from '../../domain/quantity.js'
import { versionOf } from '../shared/states.js'
import type { BomState } from './engineering-book.js'
import type { OrderState } from './order-book.js'
import type { Erp } from './state.js'

type Json = Readonly<Record<string, unknown>>

export function order(state: OrderState): Json {
  const { id, plant, item: made, quantity } = state.master
  const { revision } = state
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
  const { id, description, baseUnit, decimals, lotManaged, conversions, kind, serialManaged, inspectionRequired } = master
  const numbers = conversions.map(({ unit, numerator, denominator }) => ({
    unit,
    numerator: quantityToNumber(numerator),
    denominator: quantityToNumber(denominator),
  }))
  return {
    item: id,
    description,
    baseUnit,
    decimals,
    lotManaged,
    conversions: numbers,
    ...(kind !== undefined && { kind }),
    ...(serialManaged !== undefined && { serialManaged }),
    ...(inspectionRequired !== undefined && { inspectionRequired }),
  }
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

/** What a bill of material stands for: what it was created as. */
export function referencesOfBom({ ledger }: Erp, { bom }: BomState): readonly string[] {
  return ledger.document(bom)?.references ?? []
}

function statusOf({ activated, groups }: BomState): 'inactive' | 'active' | 'retired' {
  if (activated === 0) return 'inactive'
  return (groups.intervals ?? [{ from: '' }]).some(({ to }) => to === undefined) ? 'active' : 'retired'
}

/** A bill of material as far as it was written. */
export function bomView(erp: Erp, state: BomState): Json {
  const { bom: number, revisionId, alternative, plant, item: made, revision, groups, entity } = state
  const { header, lines, substitutes, intervals } = groups
  const unit = erp.master.items.get(made)?.baseUnit ?? ''
  return {
    bom: number,
    revisionId,
    alternative,
    plant,
    item: made,
    revision,
    status: statusOf(state),
    version: versionOf(erp.ledger, entity),
    references: referencesOfBom(erp, state),
    ...(header && { header: { description: header.description, baseQuantity: { quantity: quantityToNumber(header.baseQuantity), unit } } }),
    ...(lines && {
      lines: lines.map(({ item: component, rate, unit: of, routingStep, issue, location, use = 'required' }) => ({
        item: component,
        rate: { quantity: quantityToNumber(rate), unit: of },
        operation: routingStep,
        issue,
        demand: use === 'required',
        location,
      })),
    }),
    ...(substitutes && { substitutes: substitutes.map((each) => ({ ...each, ratio: quantityToNumber(each.ratio) })) }),
    ...(intervals && { effectivity: intervals }),
  }
}
