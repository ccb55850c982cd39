import { bomNumbers } from '../../../src/domain/engineering.js'
import { assemblyMaster, bomOfB, c9, linesOfB } from '../../unit/systems/assembly-support.js'
import { key, type Script } from './script.js'

/** Order 100001 is in both plants; 100003 is to be released. */
export const engineeringMaster = assemblyMaster([
  { id: '100001', status: 'released' },
  { id: '100001', plant: 'P2', status: 'released' },
  { id: '100003' },
  { id: '100004', status: 'closed' },
  { id: '100005', status: 'released' },
])
const bom = bomNumbers('P1', 'FG-100', 'B', 1).bom
const opened = bomNumbers('P1', 'FG-100', 'A', 1).bom
const tooLarge = 'x'.repeat(9_000_000)
const noJson = { 'content-type': 'text/plain' }
const line = (change: object): object => bomOfB({ lines: [{ ...linesOfB[0], ...change }], reference: 'PP-9' })
const disposed = { revision: 'B', change: 'PD-1', plant: 'P1', reference: 'PD-1' }

/** Requests about items, bills of material and revisions of orders, written by hand. */
export const erpEngineeringScript: Script = [
  ['POST /bom-revisions', bomOfB()],
  ['PUT /items/C9/approved-vendors/V-20', {}],
  ['PUT /items/C9', c9],
  ['PUT /items/C9', { ...c9, version: 'x' }],
  ['PUT /items/C9', { version: 2 }],
  ['PUT /items/C9', { ...c9, baseUnit: 'ELL' }],
  ['PUT /items/C1', { ...c9, baseUnit: 'KG' }],
  ['PUT /items/C9', c9, { 'if-match': '"7"' }],
  ['PUT /items/C9', c9, { 'if-match': 'seven' }],
  ['PUT /items/C9', tooLarge],
  ['PUT /items/C9', c9, noJson],
  ['GET /items/C9'],
  ['PUT /items/C9/approved-vendors/V-20', { version: 8 }],
  ['PUT /items/C9/approved-vendors/V-99', {}],
  ['PUT /items/C9/approved-vendors/V-20', { approved: 1 }],
  ['PUT /items/C9/approved-vendors/V-20', tooLarge],
  ['PUT /items/C9/approved-vendors/V-20', {}, noJson],
  ['POST /bom-revisions', bomOfB(), key],
  ['POST /bom-revisions', bomOfB({ revision: 'Z' }), key],
  ['POST /bom-revisions', bomOfB({ reference: 'PP-000002' })],
  ['POST /bom-revisions', bomOfB({ plant: 'P9', reference: 'PP-9' })],
  ['POST /bom-revisions', line({ operation: '0099' })],
  ['POST /bom-revisions', line({ location: 'NOWHERE' })],
  ['POST /bom-revisions', line({ rate: { quantity: 1, unit: 'G' } })],
  ['POST /bom-revisions', line({ rate: { quantity: -1, unit: 'EA' } })],
  ['POST /bom-revisions', line({ item: 'C9', issue: 'backflush' })],
  ['POST /bom-revisions', line({ item: 'FG-100' })],
  ['POST /bom-revisions', bomOfB({ effectivity: [{ from: '2025-04-01', to: '2025-03-01' }] })],
  ['POST /bom-revisions', tooLarge],
  ['POST /bom-revisions', {}, noJson],
  [`PUT /bom-revisions/${bom}`, { version: 8, lines: linesOfB }],
  [`PUT /bom-revisions/${bom}`, { version: 8, lines: linesOfB }, { 'if-match': '7' }],
  [`PUT /bom-revisions/${bom}`, { lines: [{ ...linesOfB[0], item: 'X' }] }],
  [`PUT /bom-revisions/${bom}`, { lines: [{ ...linesOfB[0], operation: '0099' }] }],
  [`PUT /bom-revisions/${bom}`, { lines: [{ ...linesOfB[0], location: 'NOWHERE' }] }],
  [`PUT /bom-revisions/${bom}`, { lines: [{ ...linesOfB[0], rate: { quantity: 1, unit: 'G' } }] }],
  [`PUT /bom-revisions/${bom}`, { lines: [{ ...linesOfB[0], rate: { quantity: -1, unit: 'EA' } }] }],
  [`PUT /bom-revisions/${bom}`, { lines: [{ ...linesOfB[0], item: 'C3', issue: 'backflush' }] }],
  [`PUT /bom-revisions/${bom}`, { lines: [{ ...linesOfB[0], item: 'FG-100' }] }],
  [`PUT /bom-revisions/${bom}`, { lines: 1 }],
  ['PUT /bom-revisions/B-9', {}],
  ['PUT /bom-revisions/B-9', tooLarge],
  ['PUT /bom-revisions/B-9', {}, noJson],
  ['POST /bom-revisions', { plant: 'P1', item: 'FG-100', revision: 'H', reference: 'PP-H' }],
  [`POST /bom-revisions/${bomNumbers('P1', 'FG-100', 'H', 1).bom}/activation`, { from: '2025-03-30' }],
  [`POST /bom-revisions/${bom}/activation`, { version: 8, from: '2025-03-30' }],
  [`POST /bom-revisions/${bom}/activation`, { from: '2025-03-32' }],
  ['POST /bom-revisions/B-9/activation', { from: '2025-03-30' }],
  ['POST /bom-revisions/B-9/activation', tooLarge],
  ['POST /bom-revisions/B-9/activation', {}, noJson],
  [`POST /bom-revisions/${opened}/retirement`, { to: '2025-03-30' }],
  [`POST /bom-revisions/${opened}/retirement`, { to: 'never' }],
  ['POST /bom-revisions/B-9/retirement', { to: '2025-03-30' }],
  ['POST /bom-revisions/B-9/retirement', tooLarge],
  ['POST /bom-revisions/B-9/retirement', {}, noJson],
  ['GET /bom-revisions'],
  ['GET /bom-revisions?item=FG-100&plant=P1&revision=B&reference=PP-000002'],
  ['GET /bom-revisions?x=1'],
  [`GET /bom-revisions/${bom}`],
  ['GET /bom-revisions/B-9'],
  ['GET /bom-revisions/B-9?x=1'],
  ['POST /production-orders/100001/revision', { revision: 'B', change: 'PD-1' }],
  ['POST /production-orders/100001/revision', disposed, key],
  ['POST /production-orders/100001/revision', { ...disposed, change: 'PD-2' }, key],
  ['POST /production-orders/100001/revision', disposed],
  ['POST /production-orders/100001/revision', { ...disposed, revision: 'X', reference: 'PD-2' }],
  ['POST /production-orders/100001/revision', { revision: 'B', plant: 'P1' }],
  ['POST /production-orders/100003/revision', { ...disposed, reference: 'PD-3' }],
  ['POST /production-orders/100004/revision', { ...disposed, reference: 'PD-4' }],
  ['POST /production-orders/9/revision', disposed],
  ['POST /production-orders/9/revision', { revision: 1 }],
  ['GET /order-changes?reference=PD-1'],
  ['GET /order-changes?colour=red'],
  ['GET /order-changes/OC-000001'],
  ['GET /order-changes/OC-000001?colour=red'],
  ['GET /order-changes/OC-9'],
  ['POST /production-orders/9/revision', tooLarge],
  ['POST /production-orders/9/revision', {}, noJson],
  ['GET /production-orders/100001/reservations'],
  ['GET /production-orders/100001/reservations?plant=P1'],
  ['GET /production-orders/9/reservations'],
  ['GET /production-orders/9/reservations?x=1'],
  ['POST /production-orders/100003/release', { on: '2020-01-01' }],
  ['POST /production-orders/100003/release', { on: '2025-03-30' }],
]

/** What is refused while somebody edits a bill of material, or the order. */
export const lockedScript: Script = [
  [`PUT /bom-revisions/${opened}`, {}],
  [`POST /bom-revisions/${opened}/activation`, { from: '2025-03-30' }],
  [`POST /bom-revisions/${opened}/retirement`, { to: '2025-03-30' }],
  ['POST /production-orders/100005/revision', { revision: 'A', change: 'PD-9' }],
]

/** What is refused where each revision has one bill of material, and one of them holds. */
export const strictScript: Script = [
  ['PUT /items/C9', c9],
  ['POST /bom-revisions', bomOfB()],
  ['POST /bom-revisions', bomOfB({ reference: 'PP-3' })],
  [`POST /bom-revisions/${bom}/activation`, { from: '2025-03-30', keepPrevious: true }],
]

/** What is refused where nothing is activated without its approvals. */
export const unapprovedScript: Script = [
  ['PUT /items/C9', c9],
  ['POST /bom-revisions', bomOfB()],
  [`POST /bom-revisions/${bom}/activation`, { from: '2025-03-30' }],
]
