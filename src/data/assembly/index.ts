import type { Bom, Equipment, Lot, Plant, PurchaseOrderLine, RoutingStep, Vendor } from '../../domain/master.js'
import type { Chance } from '../chance.js'
import type { DataSet, DataSettings, Landscape, Revision } from '../contract.js'
import { periodsOf } from '../periods.js'
import { assemblyItems } from './items.js'
import { assemblyNames, namesUnder, namingOf, type Naming } from './names.js'
import { assemblyPlaces, binNamesOf, binsOf, locationMapOf, locationsOf, stockOf, type ItemName } from './places.js'
import { assemblyRevisions } from './revisions.js'
import { statusMap } from './status-map.js'

/** By revision of FG-100: the version that it has as an opening one, and since when it is effective. */
const openings: Readonly<Record<string, { readonly version: number; readonly from: string }>> = {
  A: { version: 6, from: '2024-01-01' },
  B: { version: 9, from: '2025-03-30' },
}

/** What comes with revision B of FG-100 is known to engineering alone before. */
const comesWithB = 'C9'

/** Items that only engineering knows at first. */
const engineeringAlone = (openingRevision: string): readonly ItemName[] => [
  'FG-300',
  ...(openingRevision === 'A' ? ([comesWithB] as const) : []),
]

/** The bills of material that are active from the start. */
function opened(revisions: readonly Revision[], plants: readonly Plant[], settings: DataSettings, named: Naming): readonly Bom[] {
  const finished = named('item', 'FG-100')
  const active = revisions.filter(({ item, revision }) => (item === finished ? revision === settings.openingRevision : true))
  return active.flatMap(({ item, revision, version, description, baseQuantity, lines, substitutes }) =>
    plants.map(({ id: plant }): Bom => {
      const { components: location } = locationsOf(plant, named)
      const opening = item === finished ? openings[revision] : undefined
      return {
        item,
        plant,
        revision,
        version: opening?.version ?? version,
        description,
        baseQuantity,
        lines: lines.map((line) => ({ ...line, location })),
        substitutes,
        effectivity: { from: opening?.from ?? '2024-01-01' },
      }
    }),
  )
}

function routings(named: Naming, { identifiers }: DataSettings): Readonly<Record<string, readonly RoutingStep[]>> {
  const routing = (centres: readonly string[]): readonly RoutingStep[] =>
    centres.map((workCentre, place) => ({ id: identifiers.routingStep(place), workCentre, receipt: place === centres.length - 1 }))
  return {
    [named('item', 'FG-100')]: routing(['WC-11', 'WC-12', 'WC-13']),
    [named('item', 'FG-200')]: routing(['WC-21', 'WC-22']),
    [named('item', 'SA-110')]: routing(['WC-31']),
  }
}

function vendors(named: Naming, { openingRevision, texts }: DataSettings): readonly Vendor[] {
  const vendor = (
    id: 'V-10' | 'V-20' | 'V-30',
    items: readonly ('C1' | 'C1S' | 'C2' | 'C3' | 'C4' | 'C9' | 'GL-1' | 'OIL-1')[],
  ): Vendor => ({ id: named('vendor', id), name: texts.company(), items: items.map((item) => named('item', item)) })
  return [
    vendor('V-10', ['C1', 'C2', 'C3', 'C4']),
    vendor('V-20', openingRevision === 'A' ? [] : [comesWithB]),
    vendor('V-30', ['C1S', 'GL-1', 'OIL-1']),
  ]
}

function purchaseOrders(named: Naming, { openingRevision }: DataSettings): readonly PurchaseOrderLine[] {
  const line = { line: '10', plant: 'P1', unit: 'EA' }
  const ofC9 = { ...line, purchaseOrder: named('purchase-order', 'PO-000001'), item: named('item', comesWithB), quantity: '640' }
  return [
    ...(openingRevision === 'A' ? [] : [{ ...ofC9, vendor: named('vendor', 'V-20') }]),
    {
      ...line,
      purchaseOrder: named('purchase-order', 'PO-000002'),
      item: named('item', 'C1'),
      quantity: '960',
      vendor: named('vendor', 'V-10'),
    },
  ]
}

/** A machine at each work centre. Maintenance wants to hear of stops that are longer than ten minutes; only what touches is one stop. */
function equipmentOf(plants: readonly Plant[], routed: Landscape['routings']): readonly Equipment[] {
  const centres = [...new Set(Object.values(routed).flatMap((steps) => steps.map(({ workCentre }) => workCentre)))]
  return plants.flatMap(({ id: plant }) =>
    centres.map((workCentre) => ({ plant, workCentre, equipment: workCentre.replace('WC', 'EQ'), notifyAbove_min: 10, mergeGap_s: 0 })),
  )
}

function lotsOf(plants: readonly Plant[], named: Naming): readonly Lot[] {
  return plants.map(({ id: plant }) => ({
    plant,
    item: named('item', 'C3'),
    lot: named('lot', plant === 'P2' ? 'LOT-C3-P2' : 'LOT-C3-P1'),
    supplierLot: `S-${plant}`,
    expiry: '2028-12-31',
    origin: 'DE',
  }))
}

function make(settings: DataSettings, chance: Chance): Landscape {
  const { plants, companies, identifiers, openingRevision } = settings
  const names = namesUnder(identifiers)
  const named = namingOf(names)
  const revisions = assemblyRevisions({ named, identifiers })
  const locationMap = locationMapOf(plants, named)
  const routed = routings(named, settings)
  return {
    plants,
    companies,
    items: assemblyItems(named, engineeringAlone(openingRevision), chance),
    boms: opened(revisions, plants, settings, named),
    periods: periodsOf(plants, settings.periods),
    lots: lotsOf(plants, named),
    bins: binsOf(plants, named),
    locationMap,
    ...stockOf(settings, named, locationMap),
    vendors: vendors(named, settings),
    purchaseOrders: purchaseOrders(named, settings),
    routings: routed,
    equipment: equipmentOf(plants, routed),
    statusMap,
    products: [named('item', 'FG-100'), named('item', 'FG-200')],
    identifiers,
    openingRevision,
    finishedAt: (plant) => locationsOf(plant, named).finished,
    revisions,
    texts: settings.texts,
    names,
  }
}

/** A fixed set on which the stories of a landscape are told: two plants in two zones, and bills of material of three levels. */
export const assemblySet: DataSet = {
  name: 'assembly',
  title: 'a fixed set: two plants in two zones, bins and storage locations, lots, vendors, bills of material of three levels',
  places: assemblyPlaces,
  stockable: (plant, openingRevision) => ({
    items: assemblyNames.item.filter((item) => !engineeringAlone(openingRevision).includes(item)),
    bins: binNamesOf(plant),
  }),
  openingRevisions: ['A', 'B'],
  make,
}
