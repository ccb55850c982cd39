import { bomEntity, bomNumbers, holdsAt, type BomNumbers, type Interval } from '../../domain/engineering.js'
import { startOfDate } from '../../domain/local-time.js'
import type { Commit, Projection } from '../../domain/ledger.js'
import { openingItems, type Bom, type BomUse, type Item, type MasterData, type Substitute } from '../../domain/master.js'
import { divideQuantities, type Quantity } from '../../domain/quantity.js'
import type { LineInput } from '../shared/engineering.js'
import { setting, Undoing } from '../shared/states.js'
import type { DispatchedOrder } from './order-book.js'

export type BomLine = LineInput & { readonly use: BomUse }

/** What a bill of material consists of; what nobody has said yet is absent. Lines are for one piece. */
export interface BomGroups {
  readonly header?: { readonly description: string }
  readonly lines?: readonly BomLine[]
  readonly substitutes?: readonly Substitute[]
  /** Instants. */
  readonly intervals?: readonly Interval[]
  readonly erpIds?: BomNumbers
}

/** A bill of material on the shop floor. Only the book writes to it. */
export interface BomState {
  readonly plant: string
  readonly item: string
  readonly revision: string
  readonly entity: string
  groups: BomGroups
  /** The activation that it had last, among all; 0 for none. */
  activated: number
}

/** What the value of a state that the book keeps is of. */
export type Content =
  | { readonly item: Item }
  | { readonly bom: BomState; readonly groups: BomGroups; readonly active?: true }
  | { readonly order: string; readonly revision: string; readonly dispatched?: DispatchedOrder }

const placeOf = (plant: string, item: string, revision: string): string => JSON.stringify([plant, item, revision])

/** Items and bills of material of the shop floor: those of the opening, and what commits made of them. */
export class EngineeringBook implements Projection {
  readonly items: Map<string, Item>
  /** By order: the revision that it is made by, where that is another than it was dispatched with. */
  readonly revisions = new Map<string, string>()
  readonly #byPlace = new Map<string, BomState>()
  readonly #undoing = new Undoing()
  #activations = 0

  constructor(opening: MasterData) {
    this.items = new Map(openingItems(opening, 'mes').map((item) => [item.id, item]))
    const zones = new Map(opening.plants.map(({ id, timeZone }) => [id, timeZone]))
    for (const bom of opening.boms) this.#open(bom, zones.get(bom.plant) ?? 'UTC')
  }

  bom(plant: string, item: string, revision: string): BomState | undefined {
    return this.#byPlace.get(placeOf(plant, item, revision))
  }

  ofItem(item: string, plant: string): readonly BomState[] {
    return [...this.#byPlace.values()].filter((bom) => bom.item === item && bom.plant === plant)
  }

  /** The one that holds at an instant: of several, which was activated last. */
  activeAt(plant: string, item: string, instant: string): BomState | undefined {
    const all = this.ofItem(item, plant).filter(
      ({ activated, groups }) => activated > 0 && (groups.intervals === undefined || holdsAt(groups.intervals, instant)),
    )
    return all.reduce<BomState | undefined>((newest, bom) => (newest && newest.activated > bom.activated ? newest : bom), undefined)
  }

  /** A bill of material that is there, or is about to be. */
  at(plant: string, item: string, revision: string): BomState {
    const entity = bomEntity(plant, item, revision)
    return this.bom(plant, item, revision) ?? { plant, item, revision, entity, groups: {}, activated: 0 }
  }

  take(commit: Commit): void {
    const { states = [], contents } = commit
    const undo = states.flatMap((state) => {
      const content = contents?.get(state) as Content | undefined
      return content ? [this.#take(content)] : []
    })
    this.#undoing.keep(commit, undo)
  }

  takeBack(commit: Commit): void {
    this.#undoing.undo(commit)
  }

  #take(content: Content): () => void {
    if ('item' in content) return setting(this.items, content.item.id, content.item)
    if ('order' in content) return setting(this.revisions, content.order, content.revision)
    const { bom, groups, active } = content
    const before = { groups: bom.groups, activated: bom.activated }
    const placed = setting(this.#byPlace, placeOf(bom.plant, bom.item, bom.revision), bom)
    bom.groups = { ...bom.groups, ...groups }
    if (active) bom.activated = this.#activations += 1
    return () => {
      Object.assign(bom, before)
      placed()
    }
  }

  #open(bom: Bom, timeZone: string): void {
    const { plant, item, revision, baseQuantity = '1', description = `${item} ${revision}`, substitutes = [], effectivity } = bom
    const state = this.at(plant, item, revision)
    const perPiece = (rate: Quantity): Quantity => (baseQuantity === '1' ? rate : divideQuantities(rate, baseQuantity, 12))
    state.groups = {
      header: { description },
      lines: bom.lines.map(({ item: component, rate, unit, routingStep, issue, use = 'required' }) => ({
        item: component,
        rate: { quantity: perPiece(rate), unit },
        operation: routingStep,
        issue,
        use,
      })),
      substitutes,
      ...(effectivity && { intervals: [instantsOf(effectivity, timeZone)] }),
      erpIds: bomNumbers(plant, item, revision, 1),
    }
    state.activated = this.#activations += 1
    this.#byPlace.set(placeOf(plant, item, revision), state)
  }
}

/** Dates of a plant as the instants at which they begin there. */
function instantsOf({ from, to }: Interval, timeZone: string): Interval {
  return { from: startOfDate(from, timeZone), ...(to !== undefined && { to: startOfDate(to, timeZone) }) }
}
