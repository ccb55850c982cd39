import type { PublishedEvent } from '../../../src/systems/contract.js'
import type { Script } from './script.js'

/** Requests to the mes, written by hand. */
export const mesScript: Script = [
  ['GET /'],
  ['GET /openapi.json'],
  ['GET /?x=1'],
  ['GET /openapi.json?x=1'],
  ['GET /event'],
  ['POST /events', {}],
  ['GET /events'],
  ['GET /events?after=0&limit=1'],
  ['GET /events?after=1'],
  ['GET /events?after=77'],
  ['GET /events?after=x'],
  ['GET /events?limit=0'],
  ['GET /events?limit=x'],
  ['GET /events?afer=1'],
  ['GET /production-orders'],
  ['GET /production-orders?x=1'],
  ['GET /production-orders/100001'],
  ['GET /production-orders/9'],
  ['GET /production-orders/9?x=1'],
  ['GET /confirmations/MC-000001'],
  ['GET /confirmations/MC-9'],
  ['GET /confirmations/MC-9?x=1'],
]

/** A confirmation that it reported. */
export const reportedEvent: PublishedEvent = {
  id: 'e1',
  eid: 'mes:MC-000001',
  key: 'MC-000001',
  type: 'org.mfgsync.mes.confirmation.reported.v1',
  source: '/mes/P1',
  subject: 'MC-000001',
  time: '2026-03-02T06:00:00.000+01:00',
  data: {
    confirmation: 'MC-000001',
    plant: 'P1',
    order: '100001',
    operation: '0010',
    sequence: 1,
    kind: 'partial',
    yield: { quantity: 11, unit: 'EA' },
    scrap: { quantity: 0, unit: 'EA' },
    rework: { quantity: 0, unit: 'EA' },
    occurredAt: '2026-03-02T06:00:00.000+01:00',
  },
}
