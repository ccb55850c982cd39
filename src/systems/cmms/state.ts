import type { CountEffect, Effect } from '../../domain/effect.js'
import { Ledger, type Commit, type DraftLine, type LedgerDocument, type Projection } from '../../domain/ledger.js'
import type { Equipment, MasterData } from '../../domain/master.js'
import { addQuantities, negateQuantity, quantityToNumber, type Quantity } from '../../domain/quantity.js'
import type { SystemState } from '../operation.js'
import { setting, Undoing } from '../shared/states.js'

/** First number of each series, less one. */
const seriesStart = { notification: 10_000_000, 'notification-change': 20_000_000 } as const
type CmmsDocument = keyof typeof seriesStart

/** What a notification says of its stop. */
export interface Stop {
  readonly plant: string
  readonly workCentre: string
  readonly from: string
  readonly to: string
  readonly minutes: Quantity
  readonly reason?: string
}

/** What comes with the documents of a notification: what it says from then on. */
interface StopContent {
  readonly number: string
  readonly stop: Stop
}

/** What each notification says, from the commits that write to it. */
class Notifications implements Projection {
  readonly stops = new Map<string, Stop>()
  readonly #undoing = new Undoing()

  take(commit: Commit): void {
    const { lines = [], contents } = commit
    const said = lines.flatMap((line) => (contents?.get(line) as StopContent | undefined) ?? [])
    this.#undoing.keep(
      commit,
      said.map(({ number, stop }) => setting(this.stops, number, stop)),
    )
  }

  takeBack(commit: Commit): void {
    this.#undoing.undo(commit)
  }
}

/** Maintenance in a run: the machines, and what it was told of their stops. It takes any number of equal notifications, as real ones do. */
export class Cmms implements SystemState {
  readonly ledger = new Ledger([])
  readonly plants: readonly string[]
  readonly equipment: readonly Equipment[]
  readonly #notifications = this.ledger.follow(new Notifications())

  constructor(opening: MasterData) {
    this.plants = opening.plants.map(({ id }) => id)
    this.equipment = opening.equipment ?? []
  }

  /** A number is used up only by what is committed. */
  #nextNumber(kind: CmmsDocument): string {
    return String(seriesStart[kind] + this.ledger.count(kind).posted + 1)
  }

  machineAt(plant: string, workCentre: string): Equipment | undefined {
    return this.equipment.find((each) => each.plant === plant && each.workCentre === workCentre)
  }

  /** The document with which it was made. */
  notification(number: string): LedgerDocument | undefined {
    const document = this.ledger.document(number)
    return document?.kind === 'notification' && document.reverses === undefined ? document : undefined
  }

  stopOf(number: string): Stop | undefined {
    return this.#notifications.stops.get(number)
  }

  create(stop: Stop, references: readonly string[]): { readonly number: string; readonly effects: readonly Effect[] } {
    const number = this.#nextNumber('notification')
    const head = { doc: number, docKind: 'notification', plant: stop.plant, references } as const
    const count = this.#counted(head, stop, 1)
    const line = this.#measured(head, stop, stop.minutes)
    this.#commit([line], [count], number, stop)
    return { number, effects: [count, line] }
  }

  /** What it says from now on; nothing is posted where its length stays as it is. */
  change(document: LedgerDocument, stop: Stop, references: readonly string[]): readonly Effect[] {
    const { number } = document
    const before = this.stopOf(number)?.minutes ?? '0'
    const more = addQuantities(stop.minutes, negateQuantity(before))
    if (more === '0') return []
    const doc = this.#nextNumber('notification-change')
    const line = this.#measured({ doc, docKind: 'notification-change', plant: stop.plant, references }, stop, more)
    this.#commit([line], [], number, stop)
    return [line]
  }

  /** Each document of it is cancelled by one of its own kind. */
  cancel(document: LedgerDocument, references: readonly string[]): readonly Effect[] {
    const { number } = document
    const stop = this.stopOf(number)
    if (!stop) return []
    const all = this.ledger.documents({ entity: number }).filter(({ reverses, reversedBy }) => !reverses && !reversedBy)
    return all.flatMap((each) => {
      const kind: CmmsDocument = each.kind === 'notification' ? 'notification' : 'notification-change'
      const head = { doc: this.#nextNumber(kind), docKind: kind, plant: each.plant, references, reversesDoc: each.number }
      const counts = each.counts.map(() => this.#counted(head, stop, -1))
      const lines = each.lines.map((line) => this.#measured(head, stop, negateQuantity(line.quantity)))
      this.#commit(lines, counts, number, stop)
      return [...counts, ...lines]
    })
  }

  #commit(lines: readonly DraftLine[], counts: readonly CountEffect[], number: string, stop: Stop): void {
    const content: StopContent = { number, stop }
    this.ledger.commit({ lines, counts, about: number, contents: new Map(lines.map((line): [Effect, unknown] => [line, content])) })
  }

  #counted(head: Pick<CountEffect, 'doc' | 'docKind' | 'plant' | 'references' | 'reversesDoc'>, stop: Stop, count: 1 | -1): CountEffect {
    return { ...head, what: 'count', measure: 'notification', dims: dimsOf(stop), count }
  }

  #measured(head: Pick<DraftLine, 'doc' | 'docKind' | 'plant' | 'references' | 'reversesDoc'>, stop: Stop, quantity: Quantity): DraftLine {
    return { ...head, what: 'quantity', measure: 'downtime', dims: dimsOf(stop), quantity, unit: 'MIN' }
  }

  /** What a person reconciles: notifications as they are. */
  snapshot(): Readonly<Record<string, unknown>> {
    const notifications = [...this.#notifications.stops].map(([number, { plant, workCentre, minutes }]) => ({
      notification: number,
      plant,
      workCentre,
      minutes: quantityToNumber(minutes),
      status: this.ledger.document(number)?.reversedBy ? 'cancelled' : 'open',
    }))
    return { notifications, documents: { notifications: this.ledger.count('notification') } }
  }
}

function dimsOf({ plant, workCentre }: Stop): Readonly<Record<string, string>> {
  return { plant, workCentre }
}
