import { valueText } from '../../domain/effect.js'
import { toBaseUnit } from '../../domain/units.js'
import { locationOfBin, type LocationMapping } from '../../domain/master.js'
import { addQuantities, isZeroQuantity, negateQuantity, subtractQuantities, type Quantity } from '../../domain/quantity.js'
import type { FactState } from '../../journal/evidence-types.js'
import { Handed } from '../reconcile.js'
import { WordMap } from '../support/index.js'
import { playing } from '../../journal/parts.js'
import type { FigureRow } from './contract.js'
import type { FigureKind } from './kind.js'
import type { Facts } from './support/facts.js'
import { those } from './support/players.js'
import { cellOf, movedBy, stockIn, unitOf } from './support/stock.js'

const unexplained = 'unexplained'

/** By how much the book has more of a lot in a place than the warehouse has in its bins. */
interface Place {
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly location: string
  /** Empty: of all kinds together. */
  readonly stockType: string
  difference: Quantity
  /** The part of it that facts under way, and facts that people have, account for. */
  underWay: Quantity
  people: Quantity
  readonly facts: Set<FactState>
  readonly records: number[]
}

type At = Pick<Place, 'plant' | 'item' | 'lot' | 'location' | 'stockType'>

class Places {
  readonly all = new WordMap<Place>()

  /** Of its kind, and of all kinds together. */
  of({ plant, item, lot, location, stockType }: At): readonly Place[] {
    return ['', stockType].map((kind) =>
      this.all.getOr([plant, item, lot, location, kind], () => ({
        plant,
        item,
        lot,
        location,
        stockType: kind,
        difference: '0',
        underWay: '0',
        people: '0',
        facts: new Set(),
        records: [],
      })),
    )
  }
}

/** Bins by storage location: as it was in the beginning, and as somebody changed it while the run went on. */
function mapOf({ evidence }: Facts): readonly LocationMapping[] {
  const ledger = playing(evidence.header.words, 'ledger')
  const map = [...(evidence.header.plan.master.locationMap ?? [])]
  for (const { dims, groups, system } of evidence.entities) {
    const { plant = '', bin: pattern = '' } = dims
    const last = system === ledger && pattern !== '' ? groups.get('location')?.at(-1) : undefined
    if (!last) continue
    const before = map.findIndex((each) => each.plant === plant && each.pattern === pattern)
    if (before >= 0) map.splice(before, 1)
    if (last.after !== '') map.push({ plant, pattern, location: valueText(last.after) })
  }
  return map
}

/** Where a bin, or a storage location that has bins, is; nothing for one that the warehouse does not keep. */
function placing(facts: Facts): (system: string, plant: string, location: string) => string | undefined {
  const map = mapOf(facts)
  const warehouse = playing(facts.evidence.header.words, 'warehouse')
  const kept = new Set(map.map(({ plant, location }) => JSON.stringify([plant, location])))
  return (system, plant, location) => {
    if (system === warehouse) return locationOfBin(map, plant, location) ?? `bin ${location}, not mapped`
    return kept.has(JSON.stringify([plant, location])) ? location : undefined
  }
}

/** What the book has counts for a difference, what the warehouse has against it. */
function signed({ evidence }: Facts, system: string, quantity: Quantity): Quantity {
  return system === playing(evidence.header.words, 'ledger') ? quantity : negateQuantity(quantity)
}

function placesOf(facts: Facts): readonly Place[] {
  const { evidence } = facts
  const places = new Places()
  const placeOf = placing(facts)
  for (const { system, location: at, quantity, records, ...stock } of stockIn(evidence, those(evidence, 'ledger', 'warehouse'))) {
    const location = placeOf(system, stock.plant, at)
    if (location === undefined) continue
    for (const place of places.of({ ...stock, location })) {
      place.difference = addQuantities(place.difference, signed(facts, system, quantity))
      place.records.push(...records)
    }
  }
  addUndone(facts, places, placeOf)
  return places.all.made
}

/** What nobody may post, since its bin is nobody's: the warehouse has moved it all the same, and people have it. */
function addForbidden(facts: Facts, places: Places, placeOf: ReturnType<typeof placing>, fact: FactState): void {
  const { header } = facts.evidence
  const moved = fact.source === playing(header.words, 'warehouse') ? facts.moved(fact) : undefined
  const item = header.plan.master.items.find(({ id }) => id === moved?.item)
  const quantity = item && moved && toBaseUnit(item, moved.quantity, moved.unit ?? item.baseUnit)
  if (!moved || quantity === undefined) return
  const { lot = '', stockType = 'unrestricted', bin, fromBin, toBin = bin } = moved
  for (const [at, change] of [[fromBin, quantity] as const, [toBin, negateQuantity(quantity)] as const]) {
    const location = at === undefined ? undefined : placeOf(fact.source, fact.plant, at)
    if (location === undefined) continue
    for (const place of places.of({ plant: fact.plant, item: item?.id ?? '', lot, location, stockType })) {
      place.people = addQuantities(place.people, change)
      place.facts.add(fact)
    }
  }
}

/** What the facts that are not done yet would change, and those that people have. */
function addUndone(facts: Facts, places: Places, placeOf: ReturnType<typeof placing>): void {
  const { evidence } = facts
  const handed = new Handed(evidence)
  const systems = those(evidence, 'ledger', 'warehouse')
  for (const fact of evidence.facts.values()) {
    const isParked = facts.isWithPeople(fact)
    if (!isParked && !facts.isPending(fact)) continue
    if (isParked && fact.must === 'REJECT') addForbidden(facts, places, placeOf, fact)
    for (const { at, quantity } of handed.of(fact)) {
      if (at.measure.moves === 0 || !systems.includes(at.system)) continue
      const { plant = '', item = '', lot = '', location: where = '', stockType = '' } = at.dims
      const location = placeOf(at.system, plant, where)
      if (location === undefined) continue
      // Once it is done there is so much less of a difference.
      const part = negateQuantity(signed(facts, at.system, movedBy(at, quantity)))
      for (const place of places.of({ plant, item, lot, location, stockType: stockType === '' ? 'unrestricted' : stockType })) {
        if (isParked) place.people = addQuantities(place.people, part)
        else place.underWay = addQuantities(place.underWay, part)
        place.facts.add(fact)
      }
    }
  }
}

function rowOf(facts: Facts, place: Place): FigureRow {
  const { plant, item, lot, location, stockType, difference, underWay, people } = place
  const unit = unitOf(facts.evidence, item)
  const rest = subtractQuantities(subtractQuantities(difference, underWay), people)
  const cells = {
    'stock type': stockType,
    difference: cellOf(difference, unit),
    'under way': cellOf(underWay, unit),
    'with people': cellOf(people, unit),
    [unexplained]: cellOf(rest, unit),
  }
  const key = `${item}${lot === '' ? '' : ` lot ${lot}`} @ ${location}`
  return { plant, key, cells, ...facts.about([...place.facts], place.records.slice(-10)) }
}

const keyOf = ({ plant, item, lot, location }: Place): string => JSON.stringify([plant, item, lot, location])

const placesIn = (rows: readonly FigureRow[]): number => new Set(rows.map(({ plant, key }) => JSON.stringify([plant, key]))).size

/** Somebody moves stock between bins in this story: else what the warehouse has is only what it had. */
function hasWarehouse({ evidence }: Facts): boolean {
  const { plan, words } = evidence.header
  const warehouse = playing(words, 'warehouse')
  if (!plan.master.locationMap || warehouse === undefined) return false
  const isReporting = words.flows.some(({ name, source }) => source === warehouse && plan.flows.includes(name))
  return isReporting || evidence.postings.some(({ system }) => system === warehouse)
}

/** What the ERP has in a storage location, less what the warehouse has in its bins; a second row for each kind of stock. */
export const mismatchesByLocation: FigureKind = {
  name: 'mismatches-by-location',
  title: 'mismatches by location',
  columns: ['stock type', 'difference', 'under way', 'with people', unexplained],
  covers: ['conservation', 'location-mapping'],
  rows: (facts) => {
    if (!hasWarehouse(facts)) return []
    const apart = placesOf(facts).filter(({ difference }) => !isZeroQuantity(difference))
    const kinds = Map.groupBy(apart, keyOf)
    // Where all of it is of one kind, that goes without saying.
    const isSingle = (place: Place): boolean => {
      const all = kinds.get(keyOf(place)) ?? []
      return all.length === 2 && all.some(({ stockType }) => stockType === '')
    }
    const told = apart.filter((place) => place.stockType === '' || !isSingle(place))
    return told.map((place) => rowOf(facts, place))
  },
  parts: (rows) => {
    const places = rows.filter(({ cells }) => cells['stock type'] === '')
    return [
      { name: 'places', count: placesIn(rows) },
      { name: 'only by stock type', count: placesIn(rows) - places.length },
      { name: unexplained, count: placesIn(rows.filter(({ cells }) => cells[unexplained] !== '')) },
    ]
  },
}
