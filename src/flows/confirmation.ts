import type { ExpectedEffect } from '../domain/fact.js'
import type { Bom, Item, MasterData, ProductionOrder } from '../domain/master.js'
import { addQuantities, isZeroQuantity, multiplyQuantities } from '../domain/quantity.js'
import { toBaseUnit } from '../domain/units.js'
import type { Flow } from './contract.js'
import { orderOf, quantityOf, text, toBase } from './payload.js'

const system = 'erp'

function issues(order: ProductionOrder, operation: string, consumed: string, bom: Bom, items: readonly Item[]): ExpectedEffect[] {
  const effects: ExpectedEffect[] = []
  for (const line of bom.lines) {
    if (line.issue !== 'backflush' || line.operation !== operation) continue
    const item = items.find((candidate) => candidate.id === line.item)
    const needed = multiplyQuantities(consumed, line.rate)
    const quantity = item ? toBaseUnit(item, needed, line.unit) : undefined
    if (quantity === undefined)
      throw new Error(
        `The bill of materials of ${bom.item} in ${bom.plant} names ${line.item} in ${line.unit}, which is not in the master data.`,
      )
    if (isZeroQuantity(quantity)) continue
    effects.push({
      system,
      measure: 'issue',
      plant: order.plant,
      order: order.id,
      operation,
      item: line.item,
      location: line.location,
      stockType: 'unrestricted',
      quantity,
    })
  }
  return effects
}

function expect(payload: Readonly<Record<string, unknown>>, master: MasterData): readonly ExpectedEffect[] {
  const order = orderOf(payload, master)
  const operation = text(payload, 'operation')
  const base = { system, plant: order.plant, order: order.id, operation } as const
  const [good, scrap, rework] = ['yield', 'scrap', 'rework'].map((name) => toBase(master, order.item, quantityOf(payload, name))) as [
    string,
    string,
    string,
  ]
  const effects: ExpectedEffect[] = [{ ...base, measure: 'yield', quantity: good }]
  if (!isZeroQuantity(scrap)) effects.push({ ...base, measure: 'scrap', quantity: scrap })
  if (!isZeroQuantity(rework)) effects.push({ ...base, measure: 'rework', quantity: rework })
  if (payload['kind'] === 'final') effects.push({ ...base, measure: 'final', quantity: '1' })
  const bom = master.boms.find(
    (candidate) => candidate.item === order.item && candidate.plant === order.plant && candidate.revision === order.revision,
  )
  if (bom) effects.push(...issues(order, operation, addQuantities(good, scrap), bom, master.items))
  if (order.operations.some((candidate) => candidate.id === operation && candidate.receipt) && !isZeroQuantity(good)) {
    effects.push({
      ...base,
      measure: 'receipt',
      item: order.item,
      location: order.receiptLocation,
      stockType: 'unrestricted',
      quantity: good,
    })
  }
  return effects
}

/** MES → ERP: what an operation yielded, scrapped and reworked, with the components and the receipt that go with it. */
export const confirmationFlow: Flow = {
  name: 'confirmation',
  title: 'Production confirmations reported in the MES are posted to the production order in the ERP, once each.',
  source: 'mes',
  sink: 'erp',
  type: 'org.mfgsync.mes.confirmation.reported.v1',
  operation: 'confirmation.create',
  sequenceKey: 'the production order; partial confirmations of an operation may change places, its final one comes last',
  expect,
}
