import type { MasterData, ProductionOrder } from '../../../src/domain/master.js'
import { productionOrder } from '../../support/journal-header.js'

const routingSteps = [
  { id: '0010', workCentre: 'WC-1', receipt: false },
  { id: '0020', workCentre: 'WC-2', receipt: true },
]

/** How an order differs from one that is released, sequential, and made of FG-100. */
export type OrderKind = Partial<ProductionOrder>

export function orderOf(id: string, kind: OrderKind): ProductionOrder {
  return productionOrder(id, { routingSteps, ...kind })
}

/** `rate` of FG-100's C3 cannot be kept in whole pieces; FG-200 is counted in boxes as well, and kept in kilograms. */
const bom = (item: string, plant: string) =>
  ({
    item,
    plant,
    revision: 'A',
    lines: [
      { item: 'C1', rate: '1', unit: 'EA', issue: 'backflush', routingStep: '0010', location: 'RM01' },
      { item: 'C2', rate: '3.5', unit: 'G', issue: 'explicit', routingStep: '0010', location: 'RM01' },
      { item: 'C3', rate: '0.3', unit: 'EA', issue: 'backflush', routingStep: '0020', location: 'RM01' },
      { item: 'C4', rate: '1', unit: 'EA', issue: 'explicit', routingStep: '0020', location: 'RM01' },
    ],
  }) as const

const item = (
  id: string,
  baseUnit: string,
  decimals: number,
  lotManaged: boolean,
  conversions: MasterData['items'][number]['conversions'],
) => ({ id, description: id, baseUnit, decimals, lotManaged, conversions })

const box = { unit: 'BOX', numerator: '12', denominator: '1' }
const gram = { unit: 'G', numerator: '1', denominator: '1000' }

/** Two plants of two companies in two zones, with the same numbers in both; February is closed, and so is April. */
export function trialMaster(orders: readonly ProductionOrder[]): MasterData {
  const plants = ['P1', 'P2']
  const balance = (plant: string, of: string, lot: string) =>
    ({ plant, item: of, location: 'RM01', lot, stockType: 'unrestricted', quantity: '100000' }) as const
  return {
    plants: [
      { id: 'P1', timeZone: 'Europe/Berlin', company: 'C1' },
      { id: 'P2', timeZone: 'America/Chicago', company: 'C2' },
    ],
    items: [
      item('FG-100', 'EA', 0, false, [box]),
      item('FG-200', 'KG', 3, false, [gram]),
      item('C1', 'EA', 0, false, [box]),
      item('C2', 'KG', 3, true, [gram]),
      item('C3', 'EA', 0, false, []),
      item('C4', 'EA', 0, true, [box]),
    ],
    boms: plants.flatMap((plant) => [bom('FG-100', plant), bom('FG-200', plant)]),
    orders,
    balances: plants.flatMap((plant) => [
      balance(plant, 'C1', ''),
      balance(plant, 'C2', 'L1'),
      balance(plant, 'C2', 'L2'),
      balance(plant, 'C3', ''),
      balance(plant, 'C4', 'L1'),
      balance(plant, 'C4', 'L2'),
    ]),
    periods: ['C1', 'C2'].flatMap((company) => [
      { company, from: '2026-02-01', to: '2026-02-28', open: false },
      { company, from: '2026-03-01', to: '2026-03-31', open: true },
      { company, from: '2026-04-01', to: '2026-04-30', open: false },
    ]),
  }
}
