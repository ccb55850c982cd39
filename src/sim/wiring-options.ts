import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { Plan } from '../scenario/plan.js'
import type { Clock } from './clock.js'
import type { TargetEnd } from './incarnations.js'
import type { Recorder } from './recorder.js'
import type { RunOptions } from './run-types.js'

/** What a run hands to those who connect its parts. */
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
