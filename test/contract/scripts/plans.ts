import type { MasterData } from '../../../src/domain/master.js'
import type { PublishedEvent } from '../../../src/systems/contract.js'
import { smallMaster } from '../../unit/systems/support.js'
import { key, type Script } from './script.js'

const rowOf = (row: number): NonNullable<MasterData['plans']>[number]['rows'][number] => ({
  row: String(row),
  plant: 'P1',
  item: 'FG-100',
  bucket: '2026-W10',
  quantity: String(500 + row),
  unit: 'EA',
})
const rows = (count: number) => Array.from({ length: count }, (_, index) => rowOf(index + 1))

/** A version that is in force, and one of two pages that is to be published. */
export const planMaster: MasterData = {
  ...smallMaster,
  plans: [
    { version: 5, opening: true, rows: rows(2) },
    { version: 7, rows: rows(41) },
  ],
}

const data = { publication: 'FV-000001', plan: 'DEMAND', version: 7, rows: 41, pages: 2, publishedAt: '2026-03-02T05:00:00.000Z' }

export const publishedEvent: PublishedEvent = {
  id: 'plan-FV-000001-e1',
  eid: 'plan:FV-000001',
  key: 'FV-000001',
  type: 'org.mfgsync.plan.version.published.v1',
  source: '/plan',
  subject: 'FV-000001',
  time: data.publishedAt,
  data,
}

const tooLarge = 'x'.repeat(9_000_000)
const asText = { 'content-type': 'text/plain' }

export const planScript: Script = [
  ['GET /'],
  ['GET /openapi.json'],
  ['GET /?x=1'],
  ['GET /openapi.json?x=1'],
  ['GET /nothing'],
  ['GET /events'],
  ['GET /events?after=99'],
  ['GET /events?limit=0'],
  ['GET /planning-versions'],
  ['GET /planning-versions?after=1'],
  ['GET /planning-versions?after=99'],
  ['GET /planning-versions?after=x'],
  ['GET /planning-versions/7'],
  ['GET /planning-versions/5'],
  ['GET /planning-versions/9'],
  ['GET /planning-versions/seven'],
  ['GET /planning-versions/7?x=1'],
  ['GET /planning-versions/7/pages/2'],
  ['GET /planning-versions/7/pages/3'],
  ['GET /planning-versions/9/pages/1'],
  ['GET /planning-versions/7/pages/2?x=1'],
  ['POST /planning-versions/7/loads', { system: 'erp', rows: 41 }],
  ['POST /planning-versions/7/loads', { system: 'erp', rows: 41, loadedAt: '2026-03-02T05:10:00.000Z' }],
  ['POST /planning-versions/7/loads', { system: '' }],
  ['POST /planning-versions/9/loads', { system: 'erp' }],
  ['POST /planning-versions/7/loads', tooLarge],
  ['POST /planning-versions/7/loads', {}, asText],
  ['GET /audit-trail'],
  ['GET /audit-trail?version=7'],
  ['GET /audit-trail?version=x'],
]

const quantity = (value: number, unit = 'EA'): object => ({ quantity: value, unit })
const row = (change: object = {}): Readonly<Record<string, unknown>> => ({
  row: '1',
  plant: 'P1',
  item: 'FG-100',
  bucket: '2026-W10',
  quantity: quantity(501),
  source: { version: 7, row: '1' },
  ...change,
})
const added = (change: object = {}): object => {
  const { row: _, ...rest } = row(change)
  return rest
}
const wrong = [
  { item: 'X-1' },
  { plant: 'P9' },
  { quantity: quantity(1, 'KG') },
  { quantity: quantity(-1) },
  { quantity: quantity(0.2) },
] as const

const page = '/planning-versions/7/pages/1'

/** Where what can be enforced is not. */
export const erpPlanScript: Script = [
  ['PUT /planning-versions/7', { rows: 2, pages: 1, reference: 'FV-000001' }],
  ['PUT /planning-versions/7', { rows: 2, pages: 1 }],
  ['PUT /planning-versions/7', { rows: 3 }],
  ['PUT /planning-versions/5', { rows: 9 }],
  ['PUT /planning-versions/x', { rows: 9 }],
  ['PUT /planning-versions/7', tooLarge],
  ['PUT /planning-versions/7', {}, asText],
  [`PUT ${page}`, { rows: [row()], reference: 'FV-000001' }],
  [`PUT ${page}`, { rows: [row(), row({ row: '2', item: 'X-1' })], reference: 'FV-000001' }],
  ...wrong.map((change) => [`PUT ${page}`, { rows: [row({ row: '2', ...change })] }] as const),
  ['PUT /planning-versions/8/pages/1', { rows: [row()] }],
  [`PUT ${page}`, { rows: [] }],
  [`PUT ${page}`, tooLarge],
  [`PUT ${page}`, {}, asText],
  ['POST /planning-versions/8/activation'],
  ['POST /planning-versions/7/activation', { reference: 'FV-000001' }],
  ['POST /planning-versions/7/activation', { why: 1 }],
  ['POST /planning-versions/7/activation', tooLarge],
  ['POST /planning-versions/7/activation', {}, asText],
  ['POST /planned-requirements', { rows: [added()], reference: 'FV-000001' }, key],
  ['POST /planned-requirements', { rows: [added()], reference: 'FV-000001' }, key],
  ['POST /planned-requirements', { rows: [added({ bucket: '2026-W11' })], reference: 'FV-000001' }, key],
  ...wrong.map((change) => ['POST /planned-requirements', { rows: [added(change)] }] as const),
  ['POST /planned-requirements', { rows: [] }],
  ['POST /planned-requirements', tooLarge],
  ['POST /planned-requirements', {}, asText],
  ['GET /planning-versions'],
  ['GET /planning-versions?status=superseded'],
  ['GET /planning-versions?status=old'],
  ['GET /planned-requirements'],
  ['GET /planned-requirements?version=5&plant=P1&item=FG-100'],
  ['GET /planned-requirements?reference=FV-000001'],
  ['GET /planned-requirements?version=x'],
  ['DELETE /planning-versions/7'],
  ['DELETE /planning-versions/5?reference=FV-000001'],
  ['DELETE /planning-versions/5'],
  ['DELETE /planning-versions/9'],
  ['DELETE /planning-versions/5?x=1'],
]

/** Where all of it is. */
export const strictPlanScript: Script = [
  ['PUT /planning-versions/4', { rows: 1 }],
  ['PUT /planning-versions/7', { rows: 2 }],
  [`PUT ${page}`, { rows: [row(), row({ row: '2', item: 'X-1' })] }],
  [`PUT ${page}`, { rows: [row({ quantity: quantity(1.5) })] }],
  [`PUT ${page}`, { rows: [row()] }],
  ['POST /planning-versions/7/activation'],
  [`PUT ${page}`, { rows: [row({ row: '2' })] }],
  ['POST /planning-versions/7/activation'],
  ['POST /planning-versions/5/activation'],
  ['POST /planned-requirements', { rows: [added({ quantity: quantity(1.5) })] }],
]
