import type { MasterData } from '../../../src/domain/master.js'
import type { SystemName } from '../../../src/domain/names.js'
import type { WireResponse } from '../../../src/domain/wire.js'
import type { Command, Reply, SystemInstance, SystemKind, SystemSettings } from '../../../src/systems/contract.js'
import { systemKind } from '../../../src/systems/index.js'

const routingSteps = [
  { id: '0010', workCentre: 'CUT-1', receipt: false },
  { id: '0020', workCentre: 'GLUE-1', receipt: false },
  { id: '0030', workCentre: 'PACK-1', receipt: true },
]
const order = {
  plant: 'P1',
  item: 'FG-100',
  quantity: '100',
  revision: 'A',
  status: 'released',
  routing: 'sequential',
  routingSteps,
  overTolerance: '0.1',
  receiptLocation: 'FG01',
} as const

/**
 * A small landscape: one item with three operations, backflush in pieces and in kilograms, one explicit component in lots, two
 * companies.
 */
export const smallMaster: MasterData = {
  plants: [
    { id: 'P1', timeZone: 'Europe/Berlin', company: 'C1' },
    { id: 'P2', timeZone: 'America/Chicago', company: 'C2' },
  ],
  items: [
    {
      id: 'FG-100',
      description: 'Gearbox',
      baseUnit: 'EA',
      decimals: 0,
      conversions: [{ unit: 'BOX', numerator: '16', denominator: '1' }],
      lotManaged: false,
    },
    { id: 'C1', description: 'Bolt', baseUnit: 'EA', decimals: 0, conversions: [], lotManaged: false },
    {
      id: 'C2',
      description: 'Adhesive',
      baseUnit: 'KG',
      decimals: 3,
      conversions: [{ unit: 'G', numerator: '1', denominator: '1000' }],
      lotManaged: false,
    },
    { id: 'C3', description: 'Housing', baseUnit: 'EA', decimals: 0, conversions: [], lotManaged: true },
  ],
  boms: [
    {
      item: 'FG-100',
      plant: 'P1',
      revision: 'A',
      lines: [
        { item: 'C1', rate: '2', unit: 'EA', issue: 'backflush', routingStep: '0010', location: 'PROD' },
        { item: 'C2', rate: '3.5', unit: 'G', issue: 'backflush', routingStep: '0020', location: 'PROD' },
        { item: 'C3', rate: '1', unit: 'EA', issue: 'explicit', routingStep: '0020', location: 'SUPER' },
      ],
    },
  ],
  orders: [
    { ...order, id: '100001' },
    { ...order, id: '100002', status: 'created' },
    { ...order, id: '100003', routing: 'parallel', quantity: '1000' },
  ],
  balances: [
    { plant: 'P1', item: 'C1', location: 'PROD', lot: '', stockType: 'unrestricted', quantity: '1000' },
    { plant: 'P1', item: 'C2', location: 'PROD', lot: '', stockType: 'unrestricted', quantity: '5' },
    { plant: 'P1', item: 'C3', location: 'SUPER', lot: 'L1', stockType: 'unrestricted', quantity: '40' },
    { plant: 'P2', item: 'C1', location: 'PROD', lot: '', stockType: 'unrestricted', quantity: '7' },
  ],
  periods: [
    { company: 'C1', from: '2026-02-01', to: '2026-02-28', open: false },
    { company: 'C1', from: '2026-03-01', to: '2026-03-31', open: true },
    { company: 'C2', from: '2026-02-01', to: '2026-02-28', open: true },
    { company: 'C2', from: '2026-03-01', to: '2026-03-31', open: true },
  ],
}

const inLots = { baseUnit: 'EA', decimals: 0, conversions: [{ unit: 'BOX', numerator: '16', denominator: '1' }], lotManaged: true }

/** Two plants with bins, an item that is inspected and kept in lots, one that is not, and stock of that. */
export const warehouseMaster: MasterData = {
  ...smallMaster,
  items: [
    ...smallMaster.items,
    { id: 'C9', description: 'Safety valve', ...inLots, inspectionRequired: true },
    { id: 'C8', description: 'Burst disc', ...inLots },
  ],
  bins: ['P1', 'P2'].flatMap((plant) => ['DOCK-1', 'A-01', 'X-99'].map((bin) => ({ plant, bin }))),
  locationMap: ['P1', 'P2'].flatMap((plant, index) => [
    { plant, pattern: 'DOCK-*', location: `RC0${index + 1}` },
    { plant, pattern: 'A-*', location: `RM0${index + 1}` },
  ]),
  purchaseOrders: [
    { purchaseOrder: 'PO-000001', line: '10', plant: 'P1', item: 'C9', quantity: '640', unit: 'EA', vendor: 'V-20' },
    { purchaseOrder: 'PO-000001', line: '20', plant: 'P2', item: 'C9', quantity: '10', unit: 'BOX', vendor: 'V-20' },
  ],
  balances: [
    ...smallMaster.balances.map((balance) => ({ ...balance, system: 'erp' })),
    { system: 'wms', plant: 'P1', item: 'C1', location: 'A-01', lot: '', stockType: 'unrestricted', quantity: '1000' },
  ],
}

/** The same, with order 100001 in the other plant too. */
export const twoPlants: MasterData = { ...smallMaster, orders: [...smallMaster.orders, { ...order, id: '100001', plant: 'P2' }] }

export type SettingsChange = Partial<SystemSettings>

export function makeSystem(name: SystemName, change: SettingsChange = {}, master: MasterData = smallMaster): SystemInstance {
  const kind = systemKind(name)
  if (!kind) throw new Error(`There is no system ${name}.`)
  return openWith(kind, change, master)
}

/** An instance with some settings other than the defaults. */
export function openWith(kind: SystemKind, change: SettingsChange = {}, master: MasterData = smallMaster): SystemInstance {
  const { defaults } = kind
  const enforce = { ...defaults.enforce, ...change.enforce }
  return kind.open({ ...defaults, ...change, enforce, policies: { ...defaults.policies, ...change.policies } }, master)
}

export interface Exchange {
  readonly status: number
  readonly json: Readonly<Record<string, unknown>>
  readonly response: WireResponse
  readonly command: Command | undefined
  readonly served: Reply | undefined
}

/** One request over the wire format, as a transport would make it. `body` may be a text, to send what is no JSON. */
export function ask(
  system: SystemInstance,
  line: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
  nowMs = 0,
): Exchange {
  const [method = 'GET', target = '/'] = line.split(' ')
  const [path = '/', query = ''] = target.split('?')
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const type: Readonly<Record<string, string>> = body === undefined ? {} : { 'content-type': 'application/json' }
  const decoded = system.decode({ method, path, query, headers: { ...type, ...headers }, body: bytes })
  if ('response' in decoded) return { ...answer(decoded.response), command: undefined, served: undefined }
  const { replies, response } = system.serve(decoded.understood, nowMs)
  return { ...answer(response), command: decoded.understood.commands[0], served: replies[0] }
}

function answer(response: WireResponse): Pick<Exchange, 'status' | 'json' | 'response'> {
  return { status: response.status, json: JSON.parse(response.body.toString('utf8')) as Exchange['json'], response }
}

/** A valid confirmation of order 100001. */
export function confirmation(change: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    order: '100001',
    operation: '0010',
    kind: 'partial',
    yield: { quantity: 11, unit: 'EA' },
    postingDate: '2026-03-02',
    reference: 'MC-000001',
    ...change,
  }
}

/** A valid issue of the explicit component. */
export function movement(change: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    type: 'issue',
    plant: 'P1',
    item: 'C3',
    quantity: { quantity: 5, unit: 'EA' },
    location: 'SUPER',
    lot: 'L1',
    order: '100001',
    operation: '0020',
    postingDate: '2026-03-02',
    reference: 'MI-000001',
    ...change,
  }
}

/** The code of a refusal, or the status of what is none. */
export function codeOf(exchange: Exchange): string {
  const error = exchange.json['error'] as { readonly code: string } | undefined
  return error?.code ?? String(exchange.status)
}
