import type { QuantityEffect } from '../../domain/effect.js'
import type { LedgerDocument } from '../../domain/ledger.js'
import type { Balance, Bom, Item } from '../../domain/master.js'
import { quantityToNumber } from '../../domain/quantity.js'
import type { OrderState } from './order-book.js'
import type { Posted } from './postings.js'

type Json = Readonly<Record<string, unknown>>

/** Answer to a posting: what the caller needs to know of its document. */
export function posted({ document, orderStatus }: Posted): Json {
  const { number, references } = document
  if (document.reverses) return { document: number, reverses: document.reverses.number, status: 'posted', references }
  if (document.kind === 'goods-movement') return { document: number, status: 'posted', references }
  const { order, routingStep: operation } = document.lines[0]?.dims ?? {}
  return { document: number, status: 'posted', order, operation, references, orderStatus }
}

/** A confirmation as it was sent: the wire's own units where the caller named them. */
export function confirmation(document: LedgerDocument): Json {
  const first = document.lines[0]
  const unit = first?.unit ?? ''
  return {
    ...head(document),
    order: first?.dims['order'],
    operation: first?.dims['routingStep'],
    kind: document.counts.length > 0 ? 'final' : 'partial',
    yield: quantityOf(document, 'yield', unit),
    scrap: quantityOf(document, 'scrap', unit),
    rework: quantityOf(document, 'rework', unit),
    ...tail(document),
  }
}

export function movement(document: LedgerDocument): Json {
  const line = document.lines[0]
  const { item, location, lot = '', stockType = 'unrestricted', order, routingStep: operation } = line?.dims ?? {}
  const quantity = line && quantityOfLine(line)
  return {
    ...head(document),
    type: line?.measure,
    plant: document.plant,
    item,
    quantity,
    location,
    lot,
    stockType,
    order,
    operation,
    ...tail(document),
  }
}

function head(document: LedgerDocument): Json {
  return { document: document.number, status: document.reversedBy ? 'reversed' : 'posted' }
}

function tail(document: LedgerDocument): Json {
  const dates = document.lines[0]?.dates
  return {
    postingDate: dates?.posting,
    documentDate: dates?.document,
    references: document.references,
    reversedBy: document.reversedBy?.number,
    reverses: document.reverses?.number,
  }
}

function quantityOf(document: LedgerDocument, measure: string, unit: string): Json {
  const line = document.lines.find((candidate) => candidate.measure === measure)
  return line ? quantityOfLine(line) : { quantity: 0, unit }
}

function quantityOfLine(line: QuantityEffect): Json {
  const { quantity, unit } = line.sent ?? line
  return { quantity: quantityToNumber(quantity), unit }
}

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
