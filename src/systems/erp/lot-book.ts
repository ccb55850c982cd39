import type { StateEffect } from '../../domain/effect.js'
import type { Commit, Projection } from '../../domain/ledger.js'
import { attributesValue, lotDims, lotEntity, restrictionValue, type LotAttributes, type LotKey } from '../../domain/lots.js'
import type { Balance, Lot } from '../../domain/master.js'

/** A lot as the ERP has it. */
export interface LotState extends LotKey {
  readonly attributes: LotAttributes
  readonly held: boolean
}

interface Entry extends LotKey {
  /** Opening stock, lines and states that name it. */
  uses: number
  /** Value of its attributes, as the ledger has it. */
  digest: string
  held: boolean
}

/** Lots that the ERP knows: they are there from the start, or something was posted or written to them. */
export class LotBook implements Projection {
  readonly #lots = new Map<string, Entry>()
  /** What values of attributes stand for: the same digest is the same content. */
  readonly #contents = new Map<string, LotAttributes>()

  constructor(balances: Iterable<Balance>, opening: readonly Lot[]) {
    for (const { plant, item, lot } of balances) if (lot !== '') this.#use({ plant, item, lot }, 1)
    for (const each of opening) {
      this.#use(each, 1)
      this.note(each)
      this.#entry(each).digest = digestOf(attributesValue(each))
    }
  }

  /** Opening states, for the ledger. */
  static states(opening: readonly Lot[]): readonly StateEffect[] {
    return opening.map((each): StateEffect => ({
      what: 'state',
      doc: '',
      docKind: 'lot',
      plant: each.plant,
      references: [],
      entity: lotEntity(each),
      dims: lotDims(each),
      group: 'attributes',
      after: attributesValue(each),
    }))
  }

  /** Remembers what a value that is about to be written stands for. */
  note({ supplierLot = '', expiry = '', origin = '' }: LotAttributes): void {
    this.#contents.set(digestOf(attributesValue({ supplierLot, expiry, origin })), { supplierLot, expiry, origin })
  }

  get all(): readonly LotState[] {
    return [...this.#lots.values()].filter(({ uses }) => uses > 0).map((entry) => this.#state(entry))
  }

  of(key: LotKey): LotState | undefined {
    const entry = this.#lots.get(lotEntity(key))
    return entry && entry.uses > 0 ? this.#state(entry) : undefined
  }

  knows(plant: string, item: string, lot: string): boolean {
    return this.of({ plant, item, lot }) !== undefined
  }

  plantsWith(item: string, lot: string): readonly string[] {
    return this.all.filter((each) => each.item === item && each.lot === lot).map(({ plant }) => plant)
  }

  take({ lines = [], states = [] }: Commit): void {
    for (const { plant, dims } of lines) if (dims['lot'] !== undefined) this.#use(keyOf(plant, dims), 1)
    for (const state of states) this.#set(state, state.after)
  }

  takeBack({ lines = [], states = [] }: Commit): void {
    for (const { plant, dims } of lines) if (dims['lot'] !== undefined) this.#use(keyOf(plant, dims), -1)
    for (const state of states) this.#set(state, state.before)
  }

  #state({ plant, item, lot, digest, held }: Entry): LotState {
    return { plant, item, lot, attributes: this.#contents.get(digest) ?? {}, held }
  }

  #set({ docKind, plant, dims, group }: StateEffect, value: StateEffect['before']): void {
    if (docKind !== 'lot') return
    const entry = this.#entry(keyOf(plant, dims))
    if (group === 'attributes') entry.digest = value === undefined ? '' : digestOf(value)
    else if (group === 'restriction') entry.held = value === restrictionValue(true)
  }

  #use(key: LotKey, times: number): void {
    if (key.lot !== '') this.#entry(key).uses += times
  }

  #entry({ plant, item, lot }: LotKey): Entry {
    const entity = lotEntity({ plant, item, lot })
    let entry = this.#lots.get(entity)
    if (!entry) this.#lots.set(entity, (entry = { plant, item, lot, uses: 0, digest: '', held: false }))
    return entry
  }
}

function digestOf(value: StateEffect['after']): string {
  return typeof value === 'string' ? value : value.digest
}

function keyOf(plant: string, { item = '', lot = '' }: Readonly<Record<string, string>>): LotKey {
  return { plant, item, lot }
}
