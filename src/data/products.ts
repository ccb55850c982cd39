import type { Balance, Bom, BomLine, Item, RoutingStep } from '../domain/master.js'
import type { Chance } from './chance.js'
import type { DataSet, DataSettings, Landscape } from './contract.js'
import type { Identifiers } from './identifiers/index.js'
import { periodsOf } from './periods.js'

const goods = ['Gear pump', 'Control valve', 'Servo drive', 'Hydraulic unit', 'Heat exchanger', 'Compressor stage'] as const
const parts = ['Housing', 'Bracket', 'Shaft', 'Bearing cover', 'Flange', 'Impeller'] as const
const bulk = ['Grease', 'Adhesive', 'Sealing compound', 'Thread locker'] as const
const traced = ['Pressure sensor', 'Control board', 'Safety valve', 'Encoder'] as const

/** Three components per product: one backflushed by the piece, one by weight (kg, three decimals), one by lot and issued explicitly. */
function components(product: number, { component }: Identifiers, chance: Chance): [Item, Item, Item] {
  const first = product * 3
  return [
    {
      id: component(first),
      description: chance.pick(parts),
      baseUnit: 'EA',
      decimals: 0,
      lotManaged: false,
      conversions: [{ unit: 'BOX', numerator: '24', denominator: '1' }],
    },
    {
      id: component(first + 1),
      description: chance.pick(bulk),
      baseUnit: 'KG',
      decimals: 3,
      lotManaged: false,
      conversions: [{ unit: 'G', numerator: '1', denominator: '1000' }],
    },
    { id: component(first + 2), description: chance.pick(traced), baseUnit: 'EA', decimals: 0, lotManaged: true, conversions: [] },
  ]
}

function bomLines([piece, weight, lot]: readonly [Item, Item, Item], settings: DataSettings, chance: Chance): BomLine[] {
  const { routingStep, locations } = settings.identifiers
  const first = routingStep(0)
  const second = settings.routingSteps > 1 ? routingStep(1) : first
  const location = locations.components
  return [
    { item: piece.id, rate: String(1 + chance.int(3)), unit: 'EA', issue: 'backflush', routingStep: first, location },
    // Grams in the bill of materials and kilograms in stock: what is rounded wrongly shows here.
    { item: weight.id, rate: `${2 + chance.int(4)}.5`, unit: 'G', issue: 'backflush', routingStep: second, location },
    { item: lot.id, rate: '1', unit: 'EA', issue: 'explicit', routingStep: first, location },
  ]
}

function balancesOf(settings: DataSettings, items: readonly Item[], products: readonly string[]): Balance[] {
  const { plants, opening_stock: quantity } = settings
  const { locations, lot } = settings.identifiers
  const inLots = items.filter(({ lotManaged }) => lotManaged)
  const balances: Balance[] = []
  for (const { id: plant } of plants) {
    for (const item of items) {
      const finished = products.includes(item.id)
      balances.push({
        system: 'erp',
        plant,
        item: item.id,
        location: finished ? locations.finished : locations.components,
        lot: item.lotManaged ? lot(item.id, plant, inLots.indexOf(item)) : '',
        stockType: 'unrestricted',
        quantity: finished ? '0' : quantity,
      })
    }
  }
  return balances
}

function make(settings: DataSettings, chance: Chance): Landscape {
  const { identifiers, openingRevision } = settings
  const routingSteps = Array.from({ length: settings.routingSteps }, (_, index) => identifiers.routingStep(index))
  const items: Item[] = []
  const boms: Bom[] = []
  const products: string[] = []
  const routings: Record<string, readonly RoutingStep[]> = {}
  for (let index = 0; index < settings.products; index++) {
    const id = identifiers.product(index)
    const triple = components(index, identifiers, chance)
    products.push(id)
    items.push(
      {
        id,
        description: chance.pick(goods),
        baseUnit: 'EA',
        decimals: 0,
        lotManaged: false,
        conversions: [{ unit: 'BOX', numerator: '12', denominator: '1' }],
      },
      ...triple,
    )
    const lines = bomLines(triple, settings, chance)
    for (const plant of settings.plants) boms.push({ item: id, plant: plant.id, revision: openingRevision, lines })
    routings[id] = routingSteps.map((step, position) => ({
      id: step,
      workCentre: `WC-${index + 1}${position + 1}`,
      receipt: position === routingSteps.length - 1,
    }))
  }
  return {
    plants: settings.plants,
    companies: settings.companies,
    items,
    boms,
    balances: balancesOf(settings, items, products),
    periods: periodsOf(settings.plants, settings.periods),
    routings,
    products,
    identifiers,
    openingRevision,
    finishedAt: () => identifiers.locations.finished,
    revisions: [],
    names: {},
  }
}

export const productsSet: DataSet = {
  name: 'products',
  title: 'as many finished goods as are asked for, each with components by the piece, by weight and by lot, drawn by the seed',
  openingRevisions: ['A'],
  make,
}
