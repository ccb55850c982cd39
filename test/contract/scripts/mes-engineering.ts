import { c9, linesOfB } from '../../unit/systems/assembly-support.js'
import type { Script } from './script.js'

const lines = linesOfB.map(({ demand: _demand, ...line }) => ({ ...line, use: 'required' }))
const path = '/boms/FG-100/revisions/B'
const put = `PUT ${path}?plant=P1`
const activation = `POST ${path}/activation?plant=P1`
const wrong = (change: object): object => ({ lines: [{ ...lines[0], ...change }] })
const tooLarge = 'x'.repeat(9_000_000)
const noJson = { 'content-type': 'text/plain' }

const dispatch = 'PUT /production-orders/100077?plant=P1'
const order = { item: 'FG-100', revision: 'A', quantity: { quantity: 10, unit: 'EA' }, reference: 'EO-000001' }
const pieces = (quantity: number, unit = 'EA'): object => ({ ...order, quantity: { quantity, unit } })

/** Requests about items, bills of material, orders and their revisions, written by hand. */
export const mesEngineeringScript: Script = [
  [put, { lines }],
  ['PUT /items/C9', c9],
  ['PUT /items/C9', c9, { 'if-match': '7' }],
  ['PUT /items/C9', {}],
  ['PUT /items/C9', { ...c9, baseUnit: 'ELL' }],
  ['PUT /items/C9', { ...c9, version: 'x' }],
  ['PUT /items/C9', tooLarge],
  ['PUT /items/C9', c9, noJson],
  [`PUT ${path}`, { lines }],
  [`PUT ${path}?plant=P9`, { lines }],
  [activation],
  [put, { version: 8, lines }],
  [put, { version: 8, lines }, { 'if-match': '7' }],
  [activation, { version: 8 }],
  [put, { version: 8, header: { description: 'FG-100 B' }, substitutes: [], effectivity: [{ validFrom: '2025-03-29T23:00:00Z' }] }],
  [activation, { version: 8 }],
  [put, { version: 8, erpIds: { bom: 'B-1', revisionId: 'R-1' } }],
  [activation, { version: 8 }],
  [activation, { version: 8 }],
  [put, wrong({ operation: '0099' })],
  [put, wrong({ rate: { quantity: 1, unit: 'G' } })],
  [put, wrong({ rate: { quantity: -1, unit: 'EA' } })],
  [put, wrong({ item: 'C9', issue: 'backflush' })],
  [put, wrong({ item: 'FG-100' })],
  [put, { effectivity: [{ validFrom: '2025-03-29T23:00:00Z', validTo: '2025-03-29T23:00:00Z' }] }],
  [put, tooLarge],
  [put, {}, noJson],
  [`POST ${path}/activation`],
  [`POST ${path}/activation?plant=P9`],
  [activation, { version: 'x' }],
  [activation, tooLarge],
  [activation, {}, noJson],
  ['GET /boms/FG-100?plant=P1'],
  ['GET /boms/FG-100?plant=P9'],
  ['GET /boms/FG-100'],
  ['GET /boms/FG-100?x=1'],
  ['POST /production-orders/100001/revision', { revision: 'B' }],
  ['POST /production-orders/100001/revision', { revision: 'B', plant: 'P1' }],
  ['POST /production-orders/100001/revision', { revision: 'X', plant: 'P1' }],
  ['POST /production-orders/9/revision', { revision: 'B' }],
  ['POST /production-orders/9/revision', { revision: 1 }],
  ['POST /production-orders/9/revision', tooLarge],
  ['POST /production-orders/9/revision', {}, noJson],
  [dispatch, order],
  ['PUT /production-orders/100077', order],
  ['PUT /production-orders/100077?plant=P9', order],
  [dispatch, { ...order, item: 'FG-900' }],
  [dispatch, { ...order, revision: 'Z' }],
  [dispatch, pieces(1, 'PAL')],
  [dispatch, pieces(-1)],
  [dispatch, pieces(0.1)],
  [dispatch, { ...order, status: 'released' }],
  [dispatch, tooLarge],
  [dispatch, {}, noJson],
]
