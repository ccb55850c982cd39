import type { MasterData } from '../../../src/domain/master.js'
import { smallMaster } from '../../unit/systems/support.js'
import { key, type Script } from './script.js'

/** With a machine at two work centres. */
export const machineMaster: MasterData = {
  ...smallMaster,
  equipment: ['WC-11', 'WC-12'].map((workCentre) => ({
    plant: 'P1',
    workCentre,
    equipment: workCentre.replace('WC', 'EQ'),
    notifyAbove_min: 10,
    mergeGap_s: 0,
  })),
}

const stop = (change: object = {}): Readonly<Record<string, unknown>> => ({
  plant: 'P1',
  workCentre: 'WC-12',
  from: '2026-03-02T07:10:00.000+01:00',
  to: '2026-03-02T07:21:00.000+01:00',
  minutes: 11,
  reference: 'MD-000001',
  ...change,
})

const tooLarge = 'x'.repeat(9_000_000)
const asText = { 'content-type': 'text/plain' }

export const cmmsScript: Script = [
  ['GET /'],
  ['GET /openapi.json'],
  ['GET /?x=1'],
  ['GET /openapi.json?x=1'],
  ['POST /notifications', stop(), key],
  ['POST /notifications', stop(), key],
  ['POST /notifications', stop({ minutes: 12 }), key],
  ['POST /notifications', stop({ minutes: 0 })],
  ['POST /notifications', stop({ to: '2026-03-02T07:00:00.000+01:00' })],
  ['POST /notifications', stop({ plant: 'P7' })],
  ['POST /notifications', stop({ workCentre: 'WC-99' })],
  ['POST /notifications', tooLarge],
  ['POST /notifications', {}, asText],
  ['PUT /notifications/10000001', { minutes: 16, reason: 'jam', reference: 'MD-000002' }],
  ['PUT /notifications/10000001', { minutes: 16, to: '2026-03-02T07:26:00.000+01:00' }],
  ['PUT /notifications/10000009', { minutes: 16 }],
  ['PUT /notifications/10000001', { minutes: 'long' }],
  ['PUT /notifications/10000001', tooLarge],
  ['PUT /notifications/10000001', {}, asText],
  ['GET /notifications'],
  ['GET /notifications?reference=MD-000001&plant=P1&workCentre=WC-12'],
  ['GET /notifications?workCentre=WC-11'],
  ['GET /notifications?x=1'],
  ['GET /notifications/10000001'],
  ['GET /notifications/10000009'],
  ['GET /notifications/10000001?x=1'],
  ['POST /notifications/10000001/cancellation', { reason: 'planned', reference: 'MD-000001' }],
  ['POST /notifications/10000001/cancellation'],
  ['POST /notifications/10000009/cancellation', {}],
  ['POST /notifications/10000001/cancellation', { why: 1 }],
  ['POST /notifications/10000001/cancellation', tooLarge],
  ['POST /notifications/10000001/cancellation', {}, asText],
  ['PUT /notifications/10000001', { minutes: 20 }],
  ['GET /equipment'],
  ['GET /equipment?plant=P1&workCentre=WC-11'],
  ['GET /equipment?x=1'],
]

export const defect = (change: object = {}): Readonly<Record<string, unknown>> => ({
  plant: 'P1',
  order: '100001',
  operation: '0010',
  item: 'FG-100',
  quantity: { quantity: 3, unit: 'EA' },
  reference: 'MC-000001',
  ...change,
})

/** What quality is told of, besides its lots. */
export const nonconformanceScript: Script = [
  ['POST /nonconformances', defect(), key],
  ['POST /nonconformances', defect(), key],
  ['POST /nonconformances', defect({ quantity: { quantity: 4, unit: 'EA' } }), key],
  ['POST /nonconformances', defect({ plant: 'P7' })],
  ['POST /nonconformances', defect({ item: 'FG-999' })],
  ['POST /nonconformances', defect({ quantity: { quantity: 3, unit: 'ELL' }, reference: 'MC-2' })],
  ['POST /nonconformances', defect({ quantity: { quantity: -3, unit: 'EA' }, reference: 'MC-2' })],
  ['POST /nonconformances', defect({ quantity: { quantity: 0.2, unit: 'EA' }, reference: 'MC-2' })],
  ['POST /nonconformances', { order: 1 }],
  ['POST /nonconformances', tooLarge],
  ['POST /nonconformances', {}, asText],
  ['GET /nonconformances'],
  ['GET /nonconformances?reference=MC-000001&plant=P1'],
  ['GET /nonconformances?x=1'],
  ['GET /nonconformances/NC-000001'],
  ['GET /nonconformances/NC-000009'],
  ['GET /nonconformances/NC-000001?x=1'],
  ['POST /nonconformances/NC-000001/cancellation', { reason: 'entered wrongly', reference: 'MR-000001' }],
  ['POST /nonconformances/NC-000001/cancellation', {}],
  ['POST /nonconformances/NC-000002/cancellation', {}],
  ['POST /nonconformances/NC-000001/cancellation', { why: 1 }],
  ['POST /nonconformances/NC-000001/cancellation', tooLarge],
  ['POST /nonconformances/NC-000001/cancellation', {}, asText],
]

/** With a vendor. */
export const vendorMaster: MasterData = { ...smallMaster, vendors: [{ id: 'V-10', name: 'A supplier', items: ['C1'] }] }

const signal = (change: object = {}): Readonly<Record<string, unknown>> => ({
  change: 'ECO-000001',
  item: 'C1',
  vendor: 'V-10',
  plants: ['P1'],
  reference: 'PP-000001-C',
  ...change,
})

export const procScript: Script = [
  ['GET /'],
  ['GET /openapi.json'],
  ['GET /?x=1'],
  ['GET /openapi.json?x=1'],
  ['POST /sourcing-signals', signal(), key],
  ['POST /sourcing-signals', signal(), key],
  ['POST /sourcing-signals', signal({ item: 'C2' }), key],
  ['POST /sourcing-signals', signal({ item: 'C7' })],
  ['POST /sourcing-signals', signal({ vendor: 'V-99' })],
  ['POST /sourcing-signals', signal({ plants: ['P7'], reference: 'PP-000002-C' })],
  ['POST /sourcing-signals', { change: 1 }],
  ['POST /sourcing-signals', tooLarge],
  ['POST /sourcing-signals', {}, asText],
  ['GET /sourcing-signals'],
  ['GET /sourcing-signals?reference=PP-000001-C&change=ECO-000001'],
  ['GET /sourcing-signals?change=ECO-000009'],
  ['GET /sourcing-signals?x=1'],
  ['GET /sourcing-signals/SS-000001'],
  ['GET /sourcing-signals/SS-000009'],
  ['GET /sourcing-signals/SS-000001?x=1'],
  ['GET /vendors'],
  ['GET /vendors?item=C1'],
  ['GET /vendors?x=1'],
]
