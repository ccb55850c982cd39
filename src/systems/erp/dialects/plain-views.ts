import type { LedgerDocument } from '../../../domain/document.js'
import type { EffectMeasure, QuantityEffect } from '../../../domain/effect.js'
import type { Balance, Bom, Item } from '../../../domain/master.js'
import type { OrderState } from '../../../domain/order-book.js'
import { quantityToNumber } from '../../../domain/quantity.js'
import type { ErpPosted } from '../reply.js'

type Json = Readonly<Record<string, unknown>>

/** Answer to a posting: what the caller needs to know of its document. */
export function posted({ document, orderStatus }: ErpPosted): Json {
  const { number, references } = document
  if (document.reverses) return { document: number, reverses: document.reverses.number, status: 'posted', references }
  if (document.kind === 'goods-movement') return { document: number, status: 'posted', references }
  const { order, operation } = document.lines[0] ?? {}
  return { document: number, status: 'posted', order, operation, references, orderStatus }
}

/** A confirmation as it was sent: the wire's own units where the caller named them. */
export function confirmation(document: LedgerDocument): Json {
  const first = document.lines[0]
  const unit = first?.unit ?? ''
  return {
    ...head(document),
    order: first?.order,
    operation: first?.operation,
    kind: document.lines.some((line) => line.measure === 'final') ? 'final' : 'partial',
    yield: quantityOf(document, 'yield', unit),
    scrap: quantityOf(document, 'scrap', unit),
    rework: quantityOf(document, 'rework', unit),
    ...tail(document),
  }
}

export function movement(document: LedgerDocument): Json {
  const line = document.lines[0]
  return {
    ...head(document),
    type: line?.measure,
    plant: document.plant,
    item: line?.item,
    quantity: line && quantityOfLine(line),
    location: line?.location,
    lot: line?.lot ?? '',
    stockType: line?.stockType ?? 'unrestricted',
    order: line?.order,
    operation: line?.operation,
    ...tail(document),
  }
}

function head(document: LedgerDocument): Json {
  return { document: document.number, status: document.reversedBy ? 'reversed' : 'posted' }
}

function tail(document: LedgerDocument): Json {
  const first = document.lines[0]
  return {
    postingDate: first?.postingDate,
    documentDate: first?.documentDate,
    references: document.references,
    reversedBy: document.reversedBy?.number,
    reverses: document.reverses?.number,
  }
}

function quantityOf(document: LedgerDocument, measure: EffectMeasure, unit: string): Json {
  const line = document.lines.find((candidate) => candidate.measure === measure)
  return line ? quantityOfLine(line) : { quantity: 0, unit }
}

function quantityOfLine(line: QuantityEffect): Json {
  const { quantity, unit } = line.sent ?? line
  return { quantity: quantityToNumber(quantity), unit }
}

export function order(state: OrderState): Json {
  const { master } = state
  return {
    order: master.id,
    plant: master.plant,
    item: master.item,
    revision: master.revision,
    quantity: { quantity: quantityToNumber(master.quantity), unit: state.unit },
    status: state.status,
    locked: state.locked,
    operations: [...state.operations.values()].map((operation) => ({
      operation: operation.master.id,
      workCentre: operation.master.workCentre,
      receipt: operation.master.receipt,
      yield: quantityToNumber(operation.yield),
      scrap: quantityToNumber(operation.scrap),
      rework: quantityToNumber(operation.rework),
      final: operation.finals > 0,
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
  const lines = master.lines.map(({ item: component, rate, unit, issue, operation, location }) => ({
    item: component,
    rate: { quantity: quantityToNumber(rate), unit },
    issue,
    operation,
    location,
  }))
  return { item: master.item, plant: master.plant, revision: master.revision, lines }
}

export function balance(state: Balance & { readonly unit: string }): Json {
  const { plant, item: id, location, lot, stockType, quantity, unit } = state
  return { plant, item: id, location, lot, stockType, quantity: { quantity: quantityToNumber(quantity), unit } }
}
