import type { Judgement } from '../checks/judgement.js'
import type { SystemName } from '../domain/names.js'
import type { JournalRecord } from '../journal/records.js'
import type { Plan, Size, Variant } from '../scenario/index.js'
import type { DeliveryHandler } from '../sim/handler-link.js'
import type { DedupeMode } from '../systems/index.js'
import type { ExceptionWord, TargetInput } from '../target/settings.js'

export interface PlantOptions extends Pick<TargetInput, 'flows' | 'patience' | 'attribution'> {
  /** Name of a shipped scenario, or path of a file. Left out with `case`. */
  readonly scenario?: string
  /** Path of a case file: the plan of a run that failed, instead of a scenario. */
  readonly case?: string
  /** Default 1. */
  readonly seed?: number
  /** Default `faulty`. A storm needs a clean run first, and is for `mfgsync simulate`. */
  readonly variant?: Exclude<Variant, 'storm'>
  /** Faults in place of those of the scenario, as they stand in one: `{ 'lose-answer': { on: { 'calls-to': 'erp', count: 1 } } }`. */
  readonly faults?: readonly Readonly<Record<string, unknown>>[]
  /** Default `quick`. */
  readonly size?: Size
  readonly dedupe?: DedupeMode
  /** How orders, facts, items and the like are numbered: `plain`, `padded` or `hostile`; default: as the scenario says. */
  readonly identifiers?: string
  /** `feed`: nothing is pushed; the code under test polls. Default `webhook`. */
  readonly deliver?: 'webhook' | 'feed'
  /** Where the code under test hands things to people: the desk of the plant (the default), nowhere, or back to the source. */
  readonly exceptions?: ExceptionWord
  /** Folder for journals, cases and logs; default `.mfgsync`. */
  readonly out?: string
  /** `virtual` (the default): time jumps to the next timer, for the whole thread, while a call of the plant is awaited. */
  readonly clock?: 'virtual' | 'real'
}

/** One simulated system, to look into without a wire: nothing of it is journalled. */
export interface PlantSystem {
  /** Base URL; leads nowhere but to this plant. */
  readonly url: string
  /** Answer of an operation that posts nothing, by its id (`stock.query`), with parameters as its OpenAPI document has them. */
  read(operation: string, input?: Readonly<Record<string, unknown>>): unknown
  /** Its state in short, as the journal's end has it. */
  state(): Readonly<Record<string, unknown>>
}

/** Records to be found: all of what is given must hold. */
export interface RecordQuery {
  /** Business key or id of a fact. */
  readonly fact?: string
  readonly kind?: JournalRecord['kind']
  readonly system?: SystemName
}

export interface Plant {
  /** Calls the simulated systems. What goes to no system is an error, and makes the judgement `unknown`. */
  readonly fetch: typeof fetch
  /** Base URL of each system, by its name: `http://erp.mfgsync.test`. */
  readonly urls: Readonly<Record<SystemName, string>>
  /** What an integration is told by its environment: `MFGSYNC_ERP_URL` and the like. */
  readonly env: Readonly<Record<string, string>>
  readonly systems: Readonly<Record<SystemName, PlantSystem>>
  readonly seed: number
  readonly plan: Plan
  /** Faults of the scenario that cannot be done to code that runs already, by id. */
  readonly leftOut: readonly string[]
  /** Plays the scenario against a handler, and resolves when it is over: all delivered, healed and quiet, or out of patience. */
  deliver(handler?: DeliveryHandler): Promise<void>
  /** Resolves when the scenario is over. */
  settled(): Promise<void>
  /** The judgement of what happened; plays the scenario to its end if it was not. */
  judge(): Promise<Judgement>
  /** Why it failed: the first broken promise as the command line tells it, the others in a line each. Empty if it did not. */
  explain(columns?: number): Promise<string>
  /** Path of the case file: `openPlant({ case })` plays this plan again. */
  readonly case: string
  readonly journal: { where(query?: RecordQuery): readonly JournalRecord[]; readonly path: string }
  /** Ends it early, and gives the thread its own time back. A second call does nothing. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
