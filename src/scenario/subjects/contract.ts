import type { Landscape } from '../../data/sets.js'
import type { MasterData } from '../../domain/master.js'
import type { FlowName, SystemName } from '../../domain/names.js'
import type { JsonSchema } from '../../faults/contract.js'
import type { RandomStream } from '../../chance/random.js'
import type { Values } from '../defaults.js'
import type { PlannedFact } from '../plan.js'
import type { Path } from '../yaml-source.js'

/** What faults are placed on. */
export interface Field {
  readonly seed: number
  readonly master: MasterData
  /** What the names that scenarios use stand for. */
  readonly names: Landscape['names']
  /** Those of the scenario. */
  readonly systems: readonly SystemName[]
  readonly facts: readonly PlannedFact[]
  /** Flows of the facts that the target may have to do with. */
  readonly flows: readonly FlowName[]
  /** Those among which chance may choose; a scenario that names a fact gets it whatever it is. */
  readonly choosable: readonly PlannedFact[]
  readonly burst_ms: number
  /** Instant of the calendar at which the burst begins. */
  readonly start: string
  /** The time zone in which a system dates what happens at a plant. */
  zoneIn(system: SystemName, plant: string): string | undefined
  problem(path: Path, message: string, hint?: string, related?: { readonly path: Path; readonly message: string }): void
}

/** A fault that looks for the things that it is about. */
interface Asked {
  /** As the scenario names it. */
  readonly fault: string
  /** Leads to what stands behind that name. */
  readonly path: Path
  /** The system that is made to do it. */
  readonly system: SystemName
  readonly field: Field
  readonly random: RandomStream
  /** Another fault is about it already. */
  isTaken(entity: string): boolean
}

/** One thing that a fault is about. */
interface Chosen {
  /** Settings of the system's step that name it. */
  readonly settings: Values
  /** The entity that facts are about, where there is one: other faults keep away from it. */
  readonly entity?: string
}

/** A kind of thing that a system's step is about. One file per kind; the index is the only list. */
export interface Subject {
  /** As steps of systems name it. */
  readonly name: string
  /** Schema of `on`. */
  readonly on: JsonSchema
  /** The things that `on` means; each gets a fault of its own. What makes no sense is told as a problem of the field. */
  choose(on: Values, asked: Asked): readonly Chosen[]
}
