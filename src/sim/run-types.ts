import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { JournalRecord } from '../journal/records.js'
import type { TracedMessage } from '../scenario/storm.js'
import type { Plan, PlannedFact } from '../scenario/plan.js'
import type { PublishedEvent } from '../systems/contract.js'
import type { TargetHandle } from '../target/process.js'
import type { Redactor } from '../target/redact.js'
import type { NetworkSettings, TargetSettings } from '../target/settings.js'
import type { Clock } from './clock.js'
import type { FaultEngine } from './fault-engine.js'
import type { Incarnations, TargetEnd } from './incarnations.js'
import type { Beat } from './lag.js'
import type { Landscape, OpenLandscape } from './landscape.js'
import type { Recorder } from './recorder.js'
import type { Twin } from './twin.js'

/** What one run needs. Everything else has been decided in the plan. */
export type { NetworkSettings, TargetSettings } from '../target/settings.js'

export interface RunOptions {
  readonly plan: Plan
  readonly target: TargetSettings
  readonly network: NetworkSettings
  /** Folder of this run alone; created. */
  readonly dir: string
  /** Name of the run: the last part of `dir`. */
  readonly run: string
  /** Name and version of the product. */
  readonly tool: string
  /** Whether its messages are wanted afterwards, to draw faults from. */
  readonly traced?: boolean
  /** Ends the run early: what happened so far stays judged as a prefix. */
  readonly signal?: AbortSignal | undefined
  /** Sees every record as it is written. */
  readonly watch?: (record: JournalRecord) => void
  /** Receives functions that say how many facts are still expected, and which are the first of them, by business key. */
  readonly onOutstanding?: (outstanding: () => number, first: () => readonly string[]) => void
  /** Hears how late the run is, all the time, where it can be late. */
  readonly onBeat?: (beat: Beat) => void
}

export interface RunFilesWritten {
  readonly dir: string
  readonly journal: string
  readonly targetLog: string
}

export interface RunOutcome {
  readonly files: RunFilesWritten
  /** `set-up-error`: the target could not be started, or ended by itself; the journal says why. */
  readonly ended: 'complete' | 'set-up-error' | 'interrupted'
  readonly counts: { readonly facts: number; readonly records: number; readonly duration_ms: number }
  /** Calls and deliveries, with canonical keys, in order; none, unless the run is `traced`. */
  readonly trace: readonly TracedMessage[]
}

/** What a link needs of its run, whichever way it goes. */
export interface LinkParts {
  readonly clock: Clock
  readonly recorder: Recorder
  readonly evidence: EvidenceBuilder
  readonly faults: FaultEngine
  readonly incarnations: Incarnations
}

/** How one attempt ended on the wire. */
export interface SendResult {
  /** What the target answered; null if nothing came. */
  readonly status: number | null
  readonly outcome: 'answered' | 'not-connected' | 'broken' | 'timed-out'
  readonly why?: string
  /** The beginning of what it said with a refusal. */
  readonly says?: string
}

/** Sends one event; `onWritten` is called once the whole body is on its way to the target. */
export type SendEvent = (fact: PlannedFact, event: PublishedEvent, onWritten: () => void, signal: AbortSignal) => Promise<SendResult>

/** The target as a run sees it: lives to start, and a way to hand it events. */
export interface OpenTarget {
  spawn(incarnation: number): Promise<TargetHandle>
  readonly send: SendEvent
  /** Reads the exceptions that are there now. */
  settle(): Promise<void>
  /** Resolves to what is not clean: a port still taken, a watcher that broke. */
  close(): Promise<readonly string[]>
}

/** What a run takes from outside: nothing else of it knows which of these it has. */
export interface RunPorts {
  readonly clock: Clock
  /** False where no earlier run can be remembered: then business keys have no token in front, and two runs of a seed are equal. */
  readonly namespaced: boolean
  /** True where the run itself can come late, because others use the machine. */
  readonly canBeLate: boolean
  /** The way in to the simulated systems. */
  readonly openLandscape: OpenLandscape
  /** Prepares the target around which the run goes. */
  readonly openTarget: (options: WiringOptions, landscape: Landscape) => Promise<OpenTarget>
  /** Receives a function that takes what went wrong outside the run's own rules, in a sentence: it makes the run `unknown`. */
  readonly onTrouble?: (tell: (message: string) => void) => void
}

/** What connecting a run takes, besides what was asked for. */
export interface WiringOptions extends RunOptions, RunPorts {
  /** Takes secrets out of what is kept. */
  readonly redaction: Redactor
  /** The time of what ends before the clean-up: sources, faults, lives of the target. */
  readonly stage: Clock
  readonly recorder: Recorder
  readonly evidence: EvidenceBuilder
  readonly twin: Twin
  readonly targetLog: string
  /** The plan as the wire sees it. */
  readonly wirePlan: Plan
  readonly canonical: (text: string) => string
  readonly secret: string
  readonly onGone: (end: TargetEnd, message: string) => void
}
