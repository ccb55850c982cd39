import { randomStream } from '../../../src/chance/random.js'
import { drawnTexts } from '../../../src/data/texts.js'
import { plainIdentifiers } from '../../../src/data/identifiers/index.js'
import { assemblySet } from '../../../src/data/assembly/index.js'
import type { MasterData, ProductionOrder } from '../../../src/domain/master.js'

/** The fixed set, with these orders for ten pieces of FG-100. */
export function assemblyMaster(
  orders: readonly Partial<ProductionOrder>[] = [{ id: '100001' }],
  openingRevision: 'A' | 'B' = 'A',
): MasterData {
  const { places } = assemblySet
  const settings = {
    plants: places?.plants ?? [],
    companies: places?.companies ?? [],
    products: 1,
    routingSteps: 3,
    opening_stock: '0',
    openingRevision,
    stock: [],
    periods: [{ month: '2025-03', open: true }],
    identifiers: plainIdentifiers,
    texts: drawnTexts(randomStream(1, 'texts')),
  }
  const landscape = assemblySet.make(settings, randomStream(1, 'landscape'))
  const item = 'FG-100'
  return {
    ...landscape,
    orders: orders.map(({ plant = 'P1', ...order }) => ({
      id: '100001',
      plant,
      item,
      quantity: '10',
      revision: openingRevision,
      status: 'created',
      routing: 'sequential',
      routingSteps: landscape.routings[item] ?? [],
      overTolerance: '0',
      receiptLocation: landscape.finishedAt(plant),
      ...order,
    })),
  }
}

const ea = (quantity: number): object => ({ quantity, unit: 'EA' })
export const linesOfB: readonly Readonly<Record<string, unknown>>[] = [
  { item: 'C1', rate: ea(2), operation: '0010', issue: 'explicit', demand: true },
  { item: 'C9', rate: ea(1), operation: '0010', issue: 'explicit', demand: true },
  { item: 'SA-110', rate: ea(1), operation: '0020', issue: 'backflush', demand: true },
  { item: 'SA-120', rate: ea(1), operation: '0020', issue: 'backflush', demand: true },
  { item: 'GL-1', rate: { quantity: 3.5, unit: 'G' }, operation: '0020', issue: 'backflush', demand: true },
  { item: 'L1', rate: ea(1), operation: '0030', issue: 'explicit', demand: false },
  { item: 'D1', rate: ea(1), operation: '0010', issue: 'none', demand: false },
]

export const c9 = {
  version: 1,
  description: 'Safety valve',
  kind: 'purchased',
  baseUnit: 'EA',
  decimals: 0,
  conversions: [{ unit: 'BOX', numerator: 16, denominator: 1 }],
  lotManaged: true,
  serialManaged: false,
  inspectionRequired: true,
  reference: 'PI-000001',
}

/** Revision B, whole. */
export function bomOfB(change: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    plant: 'P1',
    item: 'FG-100',
    revision: 'B',
    version: 8,
    header: { description: 'FG-100 B', baseQuantity: ea(1) },
    lines: linesOfB,
    substitutes: [{ primary: 'C1', substitute: 'C1S', priority: 2, ratio: 1 }],
    effectivity: [{ from: '2025-03-30' }],
    reference: 'PP-000002',
    ...change,
  }
}
