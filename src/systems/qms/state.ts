import { Ledger } from '../../domain/ledger.js'
import { decisionValue, lotEntity, restrictionValue, type LotKey, type UsageDecision } from '../../domain/lots.js'
import { openingItems, type Item, type MasterData } from '../../domain/master.js'
import type { StateEffect } from '../../domain/effect.js'
import type { PublishedEvent, SystemSettings } from '../contract.js'
import type { SystemState } from '../operation.js'
import { EventLog } from '../shared/feed.js'
import { lotState } from '../shared/lots.js'
import type { ReferencedInput } from '../shared/posting.js'

/** A decision with its code, as whoever made it said it. */
export interface Decision extends UsageDecision {
  readonly unit: string
  readonly code: string
}

/** A lot as quality has it: what is inspected, what was decided, whether it is on hold. */
export interface InspectedLot extends LotKey {
  /** Absent where nothing has to be inspected. */
  inspectionLot?: string
  decision?: Decision
  held: boolean
  heldSince?: string
  reason?: string
}

const firstNumber = 1

/** Quality in a run: it opens its inspection lots itself, when goods come in that have to be inspected. */
export class Qms implements SystemState {
  readonly ledger = new Ledger([])
  readonly log = new EventLog()
  readonly plants: readonly string[]
  readonly items: ReadonlyMap<string, Item>
  readonly #lots = new Map<string, InspectedLot>()
  readonly #byInspection = new Map<string, InspectedLot>()

  constructor(
    readonly settings: SystemSettings,
    opening: MasterData,
  ) {
    this.plants = opening.plants.map(({ id }) => id)
    this.items = new Map(openingItems(opening, 'qms').map((item) => [item.id, item]))
  }

  /** A number is used up only by what is committed. */
  nextNonconformance(): string {
    return `NC-${String(this.ledger.count('nonconformance').posted + 1).padStart(6, '0')}`
  }

  publish(event: PublishedEvent): void {
    this.log.publish(event)
  }

  lot(key: LotKey): InspectedLot | undefined {
    return this.#lots.get(lotEntity(key))
  }

  /** The lot, from now on known to quality. */
  learn({ plant, item, lot }: LotKey): InspectedLot {
    const known = this.lot({ plant, item, lot })
    if (known) return known
    const made: InspectedLot = { plant, item, lot, held: false }
    this.#lots.set(lotEntity(made), made)
    return made
  }

  /** A sample is taken: there is something to decide. */
  inspect(key: LotKey): InspectedLot {
    const lot = this.learn(key)
    if (lot.inspectionLot !== undefined) return lot
    lot.inspectionLot = `IL-${String(this.#byInspection.size + firstNumber).padStart(6, '0')}`
    this.#byInspection.set(lot.inspectionLot, lot)
    return lot
  }

  inspection(number: string): InspectedLot | undefined {
    return this.#byInspection.get(number)
  }

  plantsWith(item: string, lot: string): readonly string[] {
    return this.plants.filter((plant) => this.lot({ plant, item, lot }) !== undefined)
  }

  decide(lot: InspectedLot, decision: Decision, input: ReferencedInput = {}): readonly StateEffect[] {
    const states = lotState(this.ledger, lot, 'decision', decisionValue(decision), input)
    if (states.length > 0) this.ledger.commit({ states })
    lot.decision = decision
    return states
  }

  hold(lot: InspectedLot, held: boolean, since?: string, reason?: string): readonly StateEffect[] {
    const states = lotState(this.ledger, lot, 'restriction', restrictionValue(held))
    if (states.length > 0) this.ledger.commit({ states })
    Object.assign(lot, { held, heldSince: held ? since : undefined, reason: held ? reason : undefined })
    return states
  }

  /** Lots as people see them. */
  snapshot(): Readonly<Record<string, unknown>> {
    return { feed: this.log.snapshot(), lots: [...this.#lots.values()].map(lotView) }
  }
}

/** `created` until somebody decides; a partial decision leaves it in inspection. */
function statusOf({ inspectionLot, decision }: InspectedLot): string {
  if (inspectionLot === undefined) return 'not-inspected'
  return decision === undefined ? 'created' : decision.partial ? 'in-inspection' : 'decided'
}

/** A lot as the wire shows it. */
export function lotView(lot: InspectedLot): Readonly<Record<string, unknown>> {
  const { plant, item, lot: number, inspectionLot, decision, held, heldSince, reason } = lot
  const decided = decision && {
    accepted: Number(decision.accepted),
    rejected: Number(decision.rejected),
    unit: decision.unit,
    code: decision.code,
    partial: decision.partial,
  }
  return {
    plant,
    item,
    lot: number,
    status: statusOf(lot),
    held,
    ...(inspectionLot !== undefined && { inspectionLot }),
    ...(decided && { decision: decided }),
    ...(heldSince !== undefined && { heldSince }),
    ...(reason !== undefined && { reason }),
  }
}
