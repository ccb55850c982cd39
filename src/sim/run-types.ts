import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { JournalRecord } from '../journal/records.js'
import type { TracedMessage } from '../scenario/storm.js'
import type { Plan } from '../scenario/plan.js'
import type { NetworkSettings, TargetSettings } from '../target/settings.js'
import type { Clock } from './clock.js'
import type { FaultEngine } from './fault-engine.js'
import type { Incarnations, TargetEnd } from './incarnations.js'
import type { Recorder } from './recorder.js'

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
  /** Ends the run early: what happened so far stays judged as a prefix. */
  readonly signal?: AbortSignal | undefined
  /** Sees every record as it is written. */
  readonly watch?: (record: JournalRecord) => void
  /** Receives a function that says how many facts are still expected. */
  readonly onOutstanding?: (outstanding: () => number) => void
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
  /** Calls and deliveries, with canonical keys, in order. */
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

/** What connecting a run takes, besides what was asked for. */
export interface WiringOptions extends RunOptions {
  readonly clock: Clock
  readonly recorder: Recorder
  readonly evidence: EvidenceBuilder
  readonly targetLog: string
  /** The plan as the wire sees it. */
  readonly wirePlan: Plan
  readonly canonical: (text: string) => string
  readonly secret: string
  readonly onGone: (end: TargetEnd, message: string) => void
}
