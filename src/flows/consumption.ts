import type { ExpectedEffect } from '../domain/fact.js'
import type { MasterData } from '../domain/master.js'
import type { Flow } from './contract.js'
import { measured, orderOf, text, toBase } from './payload.js'

function expect(payload: Readonly<Record<string, unknown>>, master: MasterData): readonly ExpectedEffect[] {
  const order = orderOf(payload, master)
  const item = text(payload, 'item')
  const lot = text(payload, 'lot')
  const quantity = toBase(master, item, measured(payload, 'quantity'))
  return [
    {
      system: 'erp',
      measure: 'issue',
      plant: order.plant,
      order: order.id,
      item,
      ...(lot === '' ? {} : { lot }),
      location: text(payload, 'location'),
      stockType: 'unrestricted',
      quantity,
    },
  ]
}

/** MES → ERP: a component that was counted out for an order is issued from stock, with its lot. */
export const consumptionFlow: Flow = {
  name: 'consumption',
  title: 'Material consumed on the shop floor, where it is not backflushed, is issued to the production order in the ERP, once each.',
  source: 'mes',
  sink: 'erp',
  type: 'org.mfgsync.mes.material.consumed.v1',
  operation: 'movement.create',
  sequenceKey: 'the production order; consumptions may change places with one another',
  expect,
}
