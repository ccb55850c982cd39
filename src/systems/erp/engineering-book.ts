import { bomEntity, bomNumbers, holdsAt, type BomNumbers, type Interval } from '../../domain/engineering.js'
import type { StateEffect } from '../../domain/effect.js'
import { append } from '../../domain/grouping.js'
import type { Commit, Projection } from '../../domain/ledger.js'
import { openingItems, type Bom, type BomLine, type Item, type MasterData, type Substitute } from '../../domain/master.js'
import { divideQuantities, multiplyQuantities, type Quantity } from '../../domain/quantity.js'
import { setting, Undoing } from '../shared/states.js'

/** What a bill of material consists of; what nobody has said yet is absent. */
export interface BomGroups {
  readonly header?: { readonly description: string; readonly baseQuantity: Quantity }
  readonly lines?: readonly BomLine[]
  readonly substitutes?: readonly Substitute[]
  readonly intervals?: readonly Interval[]
}

/** A bill of material of the ERP. Only the book writes to it. */
export interface BomState extends BomNumbers {
  readonly plant: string
  readonly item: string
  readonly revision: string
  readonly alternative: number
  readonly entity: string
  groups: BomGroups
  /** The activation that it had last, among all; 0 for none. */
  activated: number
  locked: boolean
}

/** A quantity of a component that an order needs. */
export interface Reservation {
  readonly item: string
  readonly quantity: Quantity
  readonly unit: string
  readonly routingStep: string
}

/** What the value of a state that the book keeps is of. */
export type Content =
  | { readonly item: Item }
  | { readonly vendorsOf: string; readonly vendors: readonly string[] }
  | { readonly bom: BomState; readonly groups: BomGroups; readonly is?: 'new' | 'active' }
  | { readonly reservationsOf: string; readonly reservations: readonly Reservation[] }

const placeOf = (plant: string, item: string, revision: string): string => JSON.stringify([plant, item, revision])

/**
 * Items and bills of material of the ERP: those of the opening, and what commits made of them. Throws where the opening contradicts itself.
 */
export class EngineeringBook implements Projection {
  readonly items: Map<string, Item>
  readonly vendors = new Map<string, readonly string[]>()
  readonly reservations = new Map<string, readonly Reservation[]>()
  /** How often anything changed: what was worked out before is old. */
  changes = 0
  readonly #byNumber = new Map<string, BomState>()
  readonly #byPlace = new Map<string, BomState[]>()
  readonly #byMade = new Map<string, BomState[]>()
  /** By plant: where components are issued from, unless a line says otherwise. */
  readonly #locations = new Map<string, string>()
  readonly #undoing = new Undoing()
  #activations = 0

  constructor({ boms, vendors = [], ...opening }: MasterData) {
    this.items = new Map(openingItems(opening, 'erp').map((item) => [item.id, item]))
    for (const { id, items } of vendors) for (const item of items) this.vendors.set(item, [...(this.vendors.get(item) ?? []), id])
    for (const bom of boms) this.#open(bom)
  }

  bom(number: string): BomState | undefined {
    return this.#byNumber.get(number)
  }

  /** Those of a revision: the first is the one that counts, others are alternatives. */
  ofRevision(plant: string, item: string, revision: string): readonly BomState[] {
    return this.#byPlace.get(placeOf(plant, item, revision)) ?? []
  }

  /** In order of creation. */
  ofItem(item: string): readonly BomState[] {
    return this.#byMade.get(item) ?? []
  }

  all(): readonly BomState[] {
    return [...this.#byNumber.values()]
  }

  /** True if somebody says since when bills of material hold: else an order follows what it was created with. */
  get hasEffectivity(): boolean {
    return this.all().some(({ groups, activated }) => activated > 0 && (groups.intervals?.length ?? 0) > 0)
  }

  /** The one that holds on a day: of several, which was activated last. */
  activeOn(plant: string, item: string, date: string): BomState | undefined {
    return this.#newest(plant, item, ({ groups }) => groups.intervals === undefined || holdsAt(groups.intervals, date))
  }

  /** The one that was activated last. */
  activeNow(plant: string, item: string): BomState | undefined {
    return this.#newest(plant, item, () => true)
  }

  issueLocation(plant: string): string {
    return this.#locations.get(plant) ?? ''
  }

  /** Components of a revision for one piece, phantoms taken apart. `date`: on which these are looked up; absent: as they are now. */
  componentsOf(plant: string, item: string, revision: string, date?: string): readonly BomLine[] {
    const [bom] = this.ofRevision(plant, item, revision)
    return bom ? this.#exploded(bom, date, [item]) : []
  }

  take(commit: Commit): void {
    const { counts = [], states = [], contents } = commit
    if (contents) {
      const undo = [...counts, ...states].flatMap((effect) => {
        const content = contents.get(effect)
        return isOwn(content) ? [this.#take(content)] : []
      })
      this.#undoing.keep(commit, undo)
    }
    this.#hear(states)
  }

  takeBack(commit: Commit): void {
    this.#undoing.undo(commit)
    this.#hear(commit.states ?? [])
  }

  /** A bill of material that is about to be committed. */
  draft(plant: string, item: string, revision: string): BomState {
    const alternative = this.ofRevision(plant, item, revision).length + 1
    const { length } = this.ofItem(item)
    // A number that another one has already is drawn once more.
    const free = Array.from({ length: length + 1 }, (_, more) => bomNumbers(plant, item, revision, alternative + more))
    const numbers = free.find(({ bom }) => !this.#byNumber.has(bom)) ?? bomNumbers(plant, item, revision, alternative)
    return { ...numbers, plant, item, revision, alternative, ...fresh(plant, item, revision) }
  }

  lock(bom: BomState, locked: boolean): void {
    bom.locked = locked
  }

  #hear(states: readonly StateEffect[]): void {
    if (states.length > 0) this.changes += 1
  }

  #take(content: Content): () => void {
    if ('item' in content) return setting(this.items, content.item.id, content.item)
    if ('vendors' in content) return setting(this.vendors, content.vendorsOf, content.vendors)
    if ('reservations' in content) return setting(this.reservations, content.reservationsOf, content.reservations)
    const { bom, groups, is } = content
    const before = { groups: bom.groups, activated: bom.activated }
    const kept = is === 'new' ? this.#keep(bom) : () => undefined
    bom.groups = { ...bom.groups, ...groups }
    if (is === 'active') bom.activated = this.#activations += 1
    return () => {
      Object.assign(bom, before)
      kept()
    }
  }

  #keep(bom: BomState): () => void {
    if (this.#byNumber.has(bom.bom)) return () => undefined
    const place = placeOf(bom.plant, bom.item, bom.revision)
    this.#byNumber.set(bom.bom, bom)
    append(this.#byPlace, place, bom)
    append(this.#byMade, bom.item, bom)
    return () => {
      this.#byNumber.delete(bom.bom)
      this.#byPlace.get(place)?.pop()
      this.#byMade.get(bom.item)?.pop()
    }
  }

  #newest(plant: string, item: string, fits: (bom: BomState) => boolean): BomState | undefined {
    const all = this.ofItem(item).filter((bom) => bom.plant === plant && bom.activated > 0 && fits(bom))
    return all.reduce<BomState | undefined>((newest, bom) => (newest && newest.activated > bom.activated ? newest : bom), undefined)
  }

  #exploded({ plant, groups }: BomState, date: string | undefined, above: readonly string[]): readonly BomLine[] {
    const base = groups.header?.baseQuantity ?? '1'
    return (groups.lines ?? []).flatMap((line): readonly BomLine[] => {
      const rate = base === '1' ? line.rate : divideQuantities(line.rate, base, 12)
      if (this.items.get(line.item)?.kind !== 'phantom' || above.includes(line.item)) return [base === '1' ? line : { ...line, rate }]
      const phantom = date === undefined ? this.activeNow(plant, line.item) : this.activeOn(plant, line.item, date)
      const inner = phantom ? this.#exploded(phantom, date, [...above, line.item]) : []
      // What is in it is used where it is used, as much as it is, and no more a demand than it is.
      return inner.map((each) => ({
        ...each,
        rate: multiplyQuantities(each.rate, rate),
        routingStep: line.routingStep,
        ...(line.use !== undefined && line.use !== 'required' && { use: line.use }),
      }))
    })
  }

  #open(bom: Bom): void {
    const { plant, item, revision, lines, baseQuantity = '1', description = `${item} ${revision}`, substitutes = [], effectivity } = bom
    for (const line of lines) this.#verify(bom, line)
    const draft = this.draft(plant, item, revision)
    draft.groups = { header: { description, baseQuantity }, lines, substitutes, ...(effectivity && { intervals: [effectivity] }) }
    draft.activated = this.#activations += 1
    this.#keep(draft)
    const [first] = lines
    if (first && !this.#locations.has(plant)) this.#locations.set(plant, first.location)
  }

  #verify(bom: Bom, line: BomLine): void {
    const item = this.items.get(line.item)
    if (!item) throw new Error(`The bill of material of ${bom.item} names item ${line.item}, which is not in the master data.`)
    if (line.unit !== item.baseUnit && !item.conversions.some((conversion) => conversion.unit === line.unit)) {
      throw new Error(`The bill of material of ${bom.item} names ${line.item} in ${line.unit}, a unit that the item does not know.`)
    }
    if (item.lotManaged && line.issue === 'backflush')
      throw new Error(`The bill of material of ${bom.item} backflushes ${line.item}, which is kept in lots: no posting could name one.`)
  }
}

/** Of other contents other books keep what there is to keep. */
function isOwn(content: unknown): content is Content {
  return typeof content === 'object' && content !== null && ['item', 'vendors', 'bom', 'reservations'].some((kind) => kind in content)
}

function fresh(plant: string, item: string, revision: string): Pick<BomState, 'entity' | 'groups' | 'activated' | 'locked'> {
  return { entity: bomEntity(plant, item, revision), groups: {}, activated: 0, locked: false }
}
