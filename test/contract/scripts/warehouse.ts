import type { MasterData } from '../../../src/domain/master.js'
import type { SystemName } from '../../../src/domain/names.js'
import type { PublishedEvent, SystemInstance } from '../../../src/systems/contract.js'
import { c9 } from '../../unit/systems/assembly-support.js'
import { warehouseMaster } from '../../unit/systems/support.js'
import { reportedEvent as event } from './mes.js'
import { key, type Script } from './script.js'

const status = (change: object = {}): Readonly<Record<string, unknown>> => ({
  plant: 'P1',
  item: 'C9',
  lot: 'LOT-7',
  bin: 'DOCK-1',
  from: 'quality',
  to: 'unrestricted',
  quantity: { quantity: 11, unit: 'EA' },
  reference: 'QD-000001',
  ...change,
})
export const statusChange = status()
const received = (plant: string): PublishedEvent => ({
  ...event,
  id: `w-${plant}`,
  eid: `wms:${plant}/WR-000001`,
  key: 'WR-000001',
  type: 'org.mfgsync.wms.receipt.completed.v1',
  source: `/wms/${plant}`,
  subject: 'WR-000001',
  data: {
    receipt: 'WR-000001',
    plant,
    purchaseOrder: 'PO-000001',
    line: '10',
    vendor: 'V-20',
    sscc: ['S-1'],
    item: 'C9',
    lot: { lot: 'LOT-7', supplierLot: 'S-77', expiry: '2027-03-31', origin: 'DE' },
    quantity: 32,
    unit: 'BOX',
    bin: 'DOCK-1',
    occurredAt: event.time,
  },
})
const ofC9 = { item: 'C9', lot: 'LOT-7', unit: 'BOX' }

/** What each is opened with, where it is not the small one; and what happened in it before anybody asked. */
export const masters: Readonly<Partial<Record<SystemName, MasterData>>> = { wms: warehouseMaster, qms: warehouseMaster }
export const happened: Readonly<Partial<Record<SystemName, (system: SystemInstance) => void>>> = {
  wms(wms) {
    wms.publish(received('P1'))
    wms.step({ do: 'receive', plant: 'P1', ...ofC9, bin: 'DOCK-1', quantity: 32, sscc: ['S-1'], supplierLot: 'S-77' }, 0)
  },
  qms(qms) {
    qms.publish({ ...event, type: 'org.mfgsync.qms.usage-decision.made.v1', eid: 'qms:QD-1', key: 'QD-1' })
    qms.step({ do: 'open-inspection', plant: 'P1', ...ofC9 }, 0)
  },
}

export const warehouseScripts: Readonly<Record<SystemName, Script>> = {
  wms: [
    ['GET /'],
    ['GET /openapi.json'],
    ['GET /?x=1'],
    ['GET /openapi.json?x=1'],
    ['GET /events'],
    ['GET /events?after=77'],
    ['GET /events?limit=0'],
    ['POST /stock-status-changes', status(), key],
    ['POST /stock-status-changes', status(), key],
    ['POST /stock-status-changes', status({ quantity: { quantity: 7, unit: 'EA' } }), key],
    ['POST /stock-status-changes', status({ quantity: { quantity: 99, unit: 'BOX' }, reference: 'QD-2' })],
    ['POST /stock-status-changes', status({ quantity: { quantity: 9, unit: 'KG' }, reference: 'QD-2' })],
    ['POST /stock-status-changes', status({ quantity: { quantity: -9, unit: 'EA' }, reference: 'QD-2' })],
    ['POST /stock-status-changes', status({ quantity: { quantity: 0.2, unit: 'EA' }, reference: 'QD-2' })],
    ['POST /stock-status-changes', status({ plant: 'P7' })],
    ['POST /stock-status-changes', status({ item: 'C7' })],
    ['POST /stock-status-changes', status({ bin: 'B-7' })],
    ['POST /stock-status-changes', status({ lot: 'LOT-9' })],
    ['POST /stock-status-changes', status({ to: 'quality' })],
    ['POST /stock-status-changes', 'x'.repeat(9_000_000)],
    ['POST /stock-status-changes', {}, { 'content-type': 'text/plain' }],
    ['GET /stock-status-changes'],
    ['GET /stock-status-changes?reference=QD-000001&plant=P1'],
    ['GET /stock-status-changes?x=1'],
    ['GET /stock-status-changes/5100000001'],
    ['GET /stock-status-changes/1'],
    ['GET /stock-status-changes/1?x=1'],
    ['PUT /lots/LOT-7/hold?item=C9', { held: true, reason: 'complaint', reference: 'QH-000001' }],
    ['PUT /lots/LOT-7/hold?item=C9&plant=P1', { held: false }],
    ['PUT /lots/LOT-9/hold?item=C9', { held: true }],
    ['PUT /lots/LOT-7/hold', { held: true }],
    ['PUT /items/C9', c9],
    ['PUT /items/C9', c9, { 'if-match': '7' }],
    ['PUT /items/C9', {}],
    ['PUT /items/C9', { ...c9, baseUnit: 'ELL' }],
    ['PUT /items/C9', { ...c9, version: 'x' }],
    ['PUT /items/C9', 'x'.repeat(9_000_000)],
    ['PUT /items/C9', c9, { 'content-type': 'text/plain' }],
    ['PUT /lots/LOT-7/hold?item=C9', { hold: true }],
    ['PUT /lots/LOT-7/hold?item=C9', '{'],
    ['PUT /lots/LOT-7/hold?item=C9', 'x'.repeat(9_000_000)],
    ['PUT /lots/LOT-7/hold?item=C9', {}, { 'content-type': 'text/plain' }],
    ['GET /receipts/WR-000001'],
    ['GET /receipts/WR-000009'],
    ['GET /receipts/WR-000009?x=1'],
    ['GET /bins'],
    ['GET /bins?plant=P1'],
    ['GET /bins?x=1'],
    ['GET /stock'],
    ['GET /stock?plant=P1&item=C9&bin=DOCK-1&lot=LOT-7&stockType=quality'],
    ['GET /stock?stockType=free'],
    ['GET /pallets/S-1'],
    ['GET /pallets/S-9'],
    ['GET /pallets/S-9?x=1'],
  ],
  qms: [
    ['GET /'],
    ['GET /openapi.json'],
    ['GET /?x=1'],
    ['GET /openapi.json?x=1'],
    ['GET /events'],
    ['GET /events?after=77'],
    ['GET /events?limit=0'],
    ['GET /lots/LOT-7?item=C9'],
    ['POST /inspection-lots/IL-000001/usage-decision', { accepted: 1, rejected: 0, unit: 'KG', code: 'A' }],
    ['POST /inspection-lots/IL-000001/usage-decision', { accepted: 480, rejected: 2, unit: 'BOX', code: 'A', reference: 'QD-000001' }],
    ['POST /inspection-lots/IL-000001/usage-decision', { accepted: 480, rejected: 2, unit: 'BOX', code: 'A' }],
    ['POST /inspection-lots/IL-000001/usage-decision', { accepted: 512, rejected: 0, unit: 'EA', code: 'A' }],
    ['POST /inspection-lots/IL-000009/usage-decision', { accepted: 512, rejected: 0, unit: 'EA', code: 'A' }],
    ['POST /inspection-lots/IL-000001/usage-decision', { accepted: -1 }],
    ['POST /inspection-lots/IL-000001/usage-decision', 'x'.repeat(9_000_000)],
    ['POST /inspection-lots/IL-000001/usage-decision', {}, { 'content-type': 'text/plain' }],
    ['GET /lots/LOT-7?item=C9&plant=P1'],
    ['GET /lots/LOT-7'],
    ['GET /lots/LOT-9?item=C9'],
  ],
}

type Hold = (line: string, body?: unknown) => void

/** What is asked when everything that was written by hand was asked. */
export const warehouseAfter: Readonly<Partial<Record<SystemName, (system: SystemInstance, hold: Hold) => void>>> = {
  wms(system, hold) {
    system.publish(received('P2'))
    for (const query of ['', '?plant=P2', '?plant=P3']) hold(`GET /receipts/WR-000001${query}`)
    system.step({ do: 'receive', plant: 'P2', ...ofC9, bin: 'DOCK-1', quantity: 32 }, 0)
    for (const query of ['', '&plant=P2']) hold(`PUT /lots/LOT-7/hold?item=C9${query}`, { held: true })
    system.step({ do: 'lock-bin', plant: 'P1', bin: 'DOCK-1' }, 0)
    hold('POST /stock-status-changes', status({ reference: 'QD-7' }))
  },
  qms(system, hold) {
    system.step({ do: 'hold-lot', plant: 'P2', ...ofC9, since: event.time, reason: 'complaint' }, 0)
    for (const query of ['', '&plant=P2']) hold(`GET /lots/LOT-7?item=C9${query}`)
  },
}
