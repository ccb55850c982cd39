import type { SystemName } from '../../domain/names.js'
import type { PlannedCommand } from '../../flows/contract.js'
import type { JournalHeader } from '../../journal/header.js'
import type { JournalRecord } from '../../journal/records.js'
import type { Plan } from '../../scenario/plan.js'
import type { DedupeMode, OperationDescription } from '../../systems/contract.js'
import type { NetworkSettings } from '../../target/settings.js'

/** Which landscape somebody wants; what is absent is as the server was started with. */
export interface LandscapeWanted {
  /** Name of a scenario. */
  readonly scenario?: string
  /** From 0. */
  readonly seed?: number
  /** How the systems that post protect themselves from posting twice. */
  readonly dedupe?: DedupeMode
  readonly identifiers?: string
}

/** The plan of a landscape, or why there is none, in a sentence. */
export type PlanFor = (wanted: LandscapeWanted) => { readonly plan: Plan } | { readonly problem: string }

/** What a landscape has gone through so far. */
export interface ServedJournal {
  readonly header: JournalHeader
  /** From the first on, without a gap. */
  readonly records: Iterable<JournalRecord>
  /** Later records that are not among them. */
  readonly notJudged: number
}

/** What one check says of a served landscape so far. */
export interface ServedCheck {
  readonly check: string
  readonly number: number
  readonly class: 'safety' | 'liveness' | 'diagnostic'
  /** The promise, in one sentence. */
  readonly title: string
  /** `pass`: nothing so far broke it. Of liveness always `unknown`, where there is something to judge. */
  readonly verdict: 'pass' | 'fail' | 'unknown' | 'not-in-scope' | 'not-judged'
  /** True for a check that is advice and fails nothing. */
  readonly advisory: boolean
  /** How many things it has judged. */
  readonly judged: number
  /** Of liveness: as many as there would be if nothing more came. */
  readonly violations: number
  /** Of a failed check the sentence of its first violation; else why it could not be decided. */
  readonly why?: string
  /** Of liveness: the sentence of the first violation that there would be if nothing more came. Absent when not every record is at hand. */
  readonly soFar?: string
  /** `seq` of the records that led to the first violation, in order. */
  readonly records?: readonly number[]
}

/** What can be said of a served landscape so far. */
export interface ServedChecks {
  /** `fail` if a check that can fail a run failed. Else `unknown`: a served landscape never comes to rest, and more may come. */
  readonly verdict: 'fail' | 'unknown'
  /** One sentence. */
  readonly why: string
  /** Names of the checks that failed and are no advice: what a test asserts to be empty. */
  readonly failed: readonly string[]
  /**
   * Names of the checks of liveness that would fail if nothing more came, and are no advice. A test that knows its integration is done
   * asserts this to be empty too.
   */
  readonly wouldFail: readonly string[]
  readonly judged: {
    readonly records: number
    readonly facts: number
    /** Later records, which are not judged any more. */
    readonly recordsLeftOut: number
  }
  /** What the author of an integration should read first: calls that nothing understood. */
  readonly setUp: readonly string[]
  /** Safety first, then liveness, then diagnostics. */
  readonly checks: readonly ServedCheck[]
}

export interface ServeOptions {
  /** Its master data is served; its facts stand in the feed from the start. */
  readonly plan: Plan
  readonly network: NetworkSettings
  readonly tool: string
  /** Path of a journal of everything that is asked and posted; none if absent. Sessions are not in it. */
  readonly journal?: string | undefined
  /** Makes the plans of sessions. */
  readonly planFor: PlanFor
  /** Says what can be said of a landscape so far. */
  readonly judge: (journal: ServedJournal) => ServedChecks
  /** Something broke on our side that nobody asked for, in a sentence. */
  readonly onError: (message: string) => void
}

/** A simulated system that listens. */
export interface ServedSystem {
  readonly name: SystemName
  readonly title: string
  /** Its base URL. */
  readonly url: string
  readonly operations: readonly OperationDescription[]
}

/** A fact of the plan, and what it asks for in a system: something to try. */
export interface ServedExample extends PlannedCommand {
  readonly source: SystemName
  readonly businessKey: string
  /** What kind of thing it is about: `order`. */
  readonly about: string
  /** What of `input` goes behind the path, and what is the body. */
  readonly query: PlannedCommand['input']
  readonly body: PlannedCommand['input']
}

/** A landscape of its own beside the first one: its own ledger, journal and data. */
export interface ServedSession {
  readonly id: string
  readonly scenario: string
  readonly seed: number
  /** Base URL of each system, by its name. */
  readonly urls: Readonly<Record<SystemName, string>>
  /** The same as environment variables of an integration: `MFGSYNC_…_URL`. */
  readonly env: Readonly<Record<string, string>>
  /** The records that are kept so far, in order. */
  records(): readonly JournalRecord[]
  /** What can be said of it so far. */
  checks(): ServedChecks
  /** Ends it: its URLs answer 404 from then on. A second time does nothing. */
  close(): void
}

/** Simulated systems that are being served. */
export interface Serving {
  readonly systems: readonly ServedSystem[]
  readonly example?: ServedExample
  /** Where journal, checks and sessions are asked for: `http://127.0.0.1:4000/_mfgsync`. */
  readonly controlUrl: string
  /** The records of the first landscape that are kept so far, in order. */
  records(): readonly JournalRecord[]
  /** What can be said of the first landscape so far. */
  checks(): ServedChecks
  /** Makes a landscape of its own. Throws an Error with a sentence: unknown scenario, too many sessions. */
  openSession(wanted?: LandscapeWanted): ServedSession
  /** Ends everything; what is under way is cut off. */
  close(): Promise<void>
}
