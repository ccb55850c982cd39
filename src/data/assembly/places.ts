import {
  locationOfBin,
  type Available,
  type Balance,
  type Bin,
  type Company,
  type LocationMapping,
  type Plant,
} from '../../domain/master.js'
import { addQuantities } from '../../domain/quantity.js'
import type { DataSettings } from '../contract.js'
import type { assemblyNames, Naming } from './names.js'

type Names = typeof assemblyNames
type BinName = Names['bin'][number]
type LocationName = Names['location'][number]
export type ItemName = Names['item'][number]

export const assemblyPlaces: { readonly plants: readonly Plant[]; readonly companies: readonly Company[] } = {
  plants: [
    { id: 'P1', timeZone: 'Europe/Berlin', company: 'CO-EU' },
    { id: 'P2', timeZone: 'America/Chicago', company: 'CO-US' },
  ],
  companies: [
    { id: 'CO-EU', timeZone: 'Europe/Berlin' },
    { id: 'CO-US', timeZone: 'America/Chicago' },
  ],
}

/** Bins by how their names begin, and the storage locations that they are, plant by plant. */
const areas: Readonly<
  Record<string, readonly { readonly begin: string; readonly bins: readonly BinName[]; readonly location: LocationName }[]>
> = {
  P1: [
    { begin: 'DOCK-', bins: ['DOCK-1'], location: 'RC01' },
    { begin: 'A-', bins: ['A-01', 'A-02'], location: 'RM01' },
    { begin: 'L-', bins: ['L-01'], location: 'PS01' },
    { begin: 'F-', bins: ['F-01'], location: 'FG01' },
  ],
  P2: [
    { begin: 'DOCK-', bins: ['DOCK-1'], location: 'RC02' },
    { begin: 'A-', bins: ['A-01', 'A-02'], location: 'RM02' },
    { begin: 'L-', bins: ['L-01'], location: 'PS02' },
    { begin: 'F-', bins: ['F-01'], location: 'FG02' },
  ],
}
/** Bins that no location has. */
const unmapped: Readonly<Record<string, readonly BinName[]>> = { P2: ['X-99'] }

interface Store {
  readonly item: ItemName
  readonly bin: BinName
  readonly quantity: string
}

const stored: readonly Store[] = [
  { item: 'SA-110', bin: 'A-02', quantity: '500' },
  { item: 'C1', bin: 'A-01', quantity: '1000' },
  { item: 'C1S', bin: 'A-02', quantity: '500' },
  { item: 'C2', bin: 'A-02', quantity: '10000' },
  { item: 'C3', bin: 'A-02', quantity: '10000' },
  { item: 'C4', bin: 'A-02', quantity: '50' },
  { item: 'GL-1', bin: 'A-02', quantity: '50' },
  { item: 'OIL-1', bin: 'A-02', quantity: '200' },
  { item: 'L1', bin: 'A-02', quantity: '10000' },
]

/** The lots that are there from the start, plant by plant. */
const lots: Readonly<Record<string, Names['lot'][number]>> = { P1: 'LOT-C3-P1', P2: 'LOT-C3-P2' }

/** Where a plant keeps what it has made, and where components come from. */
export function locationsOf(plant: string, named: Naming): { readonly components: string; readonly finished: string } {
  const at = (bin: BinName): string => named('location', areas[plant]?.find(({ bins }) => bins.includes(bin))?.location ?? 'RM01')
  return { components: at('A-01'), finished: at('F-01') }
}

export function locationMapOf(plants: readonly Plant[], named: Naming): readonly LocationMapping[] {
  return plants.flatMap(({ id: plant }) =>
    (areas[plant] ?? []).flatMap(({ begin, bins, location }) => {
      // A pattern says something only where the bins are called as the set calls them.
      const patterns = bins.every((bin) => named('bin', bin) === bin) ? [`${begin}*`] : bins.map((bin) => named('bin', bin))
      return patterns.map((pattern) => ({ plant, pattern, location: named('location', location) }))
    }),
  )
}

export function binsOf(plants: readonly Plant[], named: Naming): readonly Bin[] {
  return plants.flatMap(({ id: plant }) => binNamesOf(plant).map((bin) => ({ plant, bin: named('bin', bin) })))
}

export function binNamesOf(plant: string): readonly BinName[] {
  return [...(areas[plant] ?? []).flatMap(({ bins }) => bins), ...(unmapped[plant] ?? [])]
}

interface Stock {
  readonly balances: readonly Balance[]
  readonly available: readonly Available[]
}

/** What is in stock, as the warehouse (bin by bin), the ERP (by storage location) and the shop floor (what may be used) have it. */
export function stockOf({ plants, stock }: Pick<DataSettings, 'plants' | 'stock'>, named: Naming, map: readonly LocationMapping[]): Stock {
  const balances = new Map<string, Balance>()
  const available = new Map<string, Available>()
  const add = (system: 'erp' | 'wms', place: Omit<Balance, 'system' | 'quantity' | 'stockType'>, quantity: string): void => {
    const key = JSON.stringify([system, place])
    const before = balances.get(key)?.quantity ?? '0'
    balances.set(key, { system, ...place, stockType: 'unrestricted', quantity: addQuantities(before, quantity) })
  }
  for (const { id: plant } of plants) {
    const own = stock.filter((each) => each.plant === plant) as readonly (Store & { readonly plant: string })[]
    for (const { item: name, bin: binName, quantity } of [...stored, ...own]) {
      const [item, bin] = [named('item', name), named('bin', binName)]
      const lot = name === 'C3' ? named('lot', lots[plant] ?? 'LOT-C3-P1') : ''
      add('wms', { plant, item, location: bin, lot }, quantity)
      const location = locationOfBin(map, plant, bin)
      if (location !== undefined) add('erp', { plant, item, location, lot }, quantity)
      const key = JSON.stringify([plant, item, lot])
      available.set(key, { plant, item, lot, quantity: addQuantities(available.get(key)?.quantity ?? '0', quantity) })
    }
  }
  return { balances: [...balances.values()], available: [...available.values()] }
}
