import { coreValue, itemEntity, unitsValue } from '../../domain/engineering.js'
import type { StateEffect } from '../../domain/effect.js'
import type { Commit, Ledger, Projection } from '../../domain/ledger.js'
import type { Item } from '../../domain/master.js'
import { refusal, success, type Operation, type Refused } from '../operation.js'
import { ifMatch, itemFields, itemOf, type ItemInput } from './engineering.js'
import { referencesOf } from './posting.js'
import { list, name, object, text, wholeNumber, type Schema } from './schema.js'
import { commitOf, setting, staleObstacle, stateWrite, Undoing, versionOf, versionStale, written, type Written } from './states.js'

// How systems take an item that engineering has released.

/** What comes with the states of an item, for whoever keeps it whole. */
interface ItemContent {
  readonly item: Item
}

/** Where a system takes items. */
interface Taker<State, I extends ItemInput> {
  readonly units: (state: State) => ReadonlySet<string>
  /** It keeps so many decimals of the item as engineering says; false: that is none of its business. */
  readonly decimals: boolean
  readonly success: Operation<State>['success']
  readonly view: (state: State, item: Item) => unknown
  /** Codes with which it refuses besides, and why it does. */
  readonly codes?: readonly string[]
  obstacle?(state: State, input: I): Refused | undefined
  /** Groups of its own that the input may write. */
  more?(state: State, input: I, about: Written): readonly (StateEffect | undefined)[]
}

const itemExample = {
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

/** For systems that answer with nothing more than the version. */
export const storedItemSchemas: Readonly<Record<string, Schema>> = {
  ItemPut: object('An item, whole.', itemFields),
  ItemStored: object('It is there.', { item: text('Item.'), version: wholeNumber('Version; 0 where nobody said one.', 0) }),
}
/** What its refusals say besides code and message. */
export const itemDetails: Readonly<Record<string, Schema>> = {
  version: wholeNumber('Version that is there.', 0),
  missing: list('What is missing.', { type: 'string' }),
}
export const itemStored = success(200, 'It is so.', 'ItemStored', { item: 'C9', version: 1 })

export function storedItem({ ledger }: { readonly ledger: Ledger }, { id }: Item): unknown {
  return { item: id, version: versionOf(ledger, itemEntity(id)) }
}

/** Creates an item, or makes it what is said. */
export function itemPut<State extends { readonly ledger: Ledger }, I extends ItemInput>(taker: Taker<State, I>): Operation<State, I> {
  const { units, decimals, view, codes = [], obstacle, more } = taker
  return {
    id: 'item.put',
    http: { method: 'PUT', path: '/items/{item}' },
    posts: true,
    dedupe: 'natural',
    title: 'Write an item',
    description: 'Creates the item, or makes it what is said, whole. Repeating it changes nothing and is answered alike.',
    parameters: [{ name: 'item', in: 'path', schema: name('Item.', 'C9') }, ifMatch],
    body: {
      required: true,
      description: 'The item.',
      schema: 'ItemPut',
      examples: { item: { summary: 'A purchased item', value: itemExample } },
    },
    success: taker.success,
    refusals: [
      versionStale,
      refusal(
        422,
        ['ATTRIBUTES_MISSING', 'UNIT_UNKNOWN', ...codes],
        'The item is not complete, or contradicts what is there.',
        'Item C9 lacks baseUnit: a release is complete.',
        { item: 'C9', missing: ['baseUnit'] },
      ),
    ],
    tells: (input) => ({ keys: referencesOf(input) }),
    run(state, input) {
      const { ledger } = state
      const entity = itemEntity(input.item)
      const stale = staleObstacle(ledger, entity, input)
      if (stale) return stale
      const item = itemOf(input, units(state), decimals)
      if ('refused' in item) return item
      const refusedBy = obstacle?.(state, input)
      if (refusedBy) return refusedBy
      const about = { docKind: 'item', entity, dims: { item: item.id }, references: referencesOf(input), version: input.version }
      const { decimals: places, ...core } = item
      const states = written([
        stateWrite(ledger, about, 'core', coreValue(decimals ? { ...core, decimals: places } : core)),
        stateWrite(ledger, about, 'units', unitsValue(item.conversions)),
        ...(more?.(state, input, about) ?? []),
      ])
      commitOf<ItemContent>(ledger, states, { item })
      return { result: view(state, item), effects: states }
    },
  }
}

/** Items of a system that keeps nothing else of engineering: those of the opening, and what commits made of them. */
export class ItemBook implements Projection {
  readonly items: Map<string, Item>
  readonly #undoing = new Undoing()

  constructor(items: readonly Item[]) {
    this.items = new Map(items.map((item) => [item.id, item]))
  }

  take(commit: Commit): void {
    const { states = [], contents } = commit
    const items = states.flatMap((state) => (contents?.get(state) as ItemContent | undefined)?.item ?? [])
    const undo = items.map((item) => setting(this.items, item.id, item))
    this.#undoing.keep(commit, undo)
  }

  takeBack(commit: Commit): void {
    this.#undoing.undo(commit)
  }
}
