import { describe, expect, it } from 'vitest'
import { randomStream } from '../../../src/chance/random.js'
import { drawnTexts } from '../../../src/data/texts.js'
import { identifierProfiles } from '../../../src/data/identifiers/index.js'
import { dataSets, type Landscape } from '../../../src/data/sets.js'
import { locationOfBin, openingItems, openingStock } from '../../../src/domain/master.js'
import { addQuantities } from '../../../src/domain/quantity.js'
import { exactInBaseUnit } from '../../../src/domain/units.js'

const set = dataSets.find(({ name }) => name === 'assembly')
if (!set?.places) throw new Error('There is no set assembly.')
const { places } = set

function open(profile: string, openingRevision: string, plants = 2): Landscape {
  const identifiers = identifierProfiles.find(({ name }) => name === profile)?.open(randomStream(7, 'identifiers'))
  if (!set || !identifiers) throw new Error(`There is no profile ${profile}.`)
  return set.make(
    {
      plants: places.plants.slice(0, plants),
      companies: places.companies,
      products: 1,
      routingSteps: 3,
      opening_stock: '0',
      openingRevision,
      stock: [{ plant: 'P1', item: 'C1', bin: 'DOCK-1', quantity: '120' }],
      periods: [{ month: '2026-03', open: true }],
      identifiers,
      texts: drawnTexts(randomStream(7, 'texts')),
    },
    randomStream(7, 'landscape'),
  )
}

const everywhere = identifierProfiles.flatMap(({ name }) => ['A', 'B'].map((revision) => [name, revision] as const))

describe.each(everywhere)('the assembly set, numbered %s, opening with revision %s', (profile, revision) => {
  const landscape = open(profile, revision)

  it('has bills of material whose components are items of the systems that keep them, in units that these know', () => {
    for (const system of ['erp', 'mes']) {
      const items = new Map(openingItems(landscape, system).map((item) => [item.id, item]))
      for (const bom of landscape.boms) {
        expect(items.has(bom.item)).toBe(true)
        for (const line of bom.lines) {
          const item = items.get(line.item)
          expect(item && exactInBaseUnit(item, line.rate, line.unit)).toBeDefined()
        }
      }
    }
  })

  it('has no bill of material that contains itself', () => {
    const below = new Map(landscape.boms.map(({ item, lines }) => [item, lines.map((line) => line.item)]))
    const depth = (item: string, path: readonly string[]): number => {
      expect(path).not.toContain(item)
      return 1 + Math.max(0, ...(below.get(item) ?? []).map((each) => depth(each, [...path, item])))
    }
    const [finished = ''] = landscape.products
    expect(depth(finished, [])).toBe(3)
  })

  it('has the same stock in the warehouse, by the map of its bins, and in the ERP', () => {
    const byLocation = (system: 'erp' | 'wms'): Map<string, string> => {
      const sums = new Map<string, string>()
      for (const { plant, item, lot, location: place, quantity } of openingStock(landscape, system)) {
        const location = system === 'erp' ? place : locationOfBin(landscape.locationMap ?? [], plant, place)
        const key = JSON.stringify([plant, item, lot, location])
        sums.set(key, addQuantities(sums.get(key) ?? '0', quantity))
      }
      return sums
    }
    expect(byLocation('erp')).toEqual(byLocation('wms'))
    expect(byLocation('erp').size).toBeGreaterThan(10)
  })

  it('maps every bin but the one that nobody has mapped', () => {
    const lost = (landscape.bins ?? []).filter(({ plant, bin }) => locationOfBin(landscape.locationMap ?? [], plant, bin) === undefined)
    expect(lost).toEqual([{ plant: 'P2', bin: landscape.names.bin?.get('X-99') }])
  })

  it('names nothing twice: two things of a kind have two names', () => {
    for (const names of Object.values(landscape.names)) expect(new Set(names.values()).size).toBe(names.size)
  })

  it('keeps what comes with a later revision to engineering alone', () => {
    const c9 = landscape.names.item?.get('C9') ?? ''
    expect(openingItems(landscape, 'erp').some(({ id }) => id === c9)).toBe(revision !== 'A')
    expect(openingItems(landscape, 'plm').some(({ id }) => id === c9)).toBe(true)
  })
})

describe('the assembly set in one plant', () => {
  it('has nothing of the other', () => {
    const { boms, balances, bins = [], locationMap = [], lots = [] } = open('plain', 'B', 1)
    for (const { plant } of [...boms, ...balances, ...bins, ...locationMap, ...lots]) expect(plant).toBe('P1')
  })
})
