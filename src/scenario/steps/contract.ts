import type { JsonSchema } from '../../faults/contract.js'
import type { MasterData } from '../../domain/master.js'
import type { SystemName } from '../../domain/names.js'
import type { PlanBuilder } from '../builder.js'
import type { FaultInstance, PlannedFact } from '../plan.js'
import { duration, formatted, whole } from '../schema-parts.js'
import { parseDuration } from '../../words/duration.js'
import { parseRate, parseShare } from '../values.js'
import type { Path } from '../yaml-source.js'

export const phases = ['set-up', 'burst', 'heal'] as const
export type Phase = (typeof phases)[number]

/** The settings of a step as its file wrote them, valid by its schema and with its defaults. */
export type StepSettings = Readonly<Record<string, unknown>>

/** What a step works on. */
export interface StepContext {
  readonly build: PlanBuilder
  /** Says that the step makes no sense, though its form is right. The path is within its settings. */
  problem(path: Path, message: string, hint?: string): void
}

/** Kinds of facts that faults may be put on ("among: finals"). */
export interface Selectors {
  /** What they are, in the order of their names. */
  readonly words: string
  readonly byName: Readonly<Record<string, (facts: readonly PlannedFact[]) => PlannedFact[]>>
}

/** A key of "on" that lists certain facts, each by its place. */
export interface Picker {
  readonly key: string
  readonly schema: JsonSchema
  /** The fact that an entry of the list means, or why there is none. */
  find(entry: unknown, facts: readonly PlannedFact[], master: MasterData): PlannedFact | { readonly message: string; readonly hint: string }
}

/** What a run saw, as far as situations are counted by it. Times are run time. */
export interface Seen {
  /** Facts for the target: from when they occurred until they were first acknowledged. */
  readonly facts: readonly SeenFact[]
  /** When the link from a system to the target was down. */
  readonly outages: readonly (Span & { readonly system: SystemName })[]
  /** Effects of calls. */
  readonly effects: number
  /** Deliveries of facts that had been delivered before. */
  readonly repeated: number
  /** Steps of systems that had an effect, once each, by their names in the plan. */
  readonly steps: readonly string[]
  /** Calls that a system turned away, with the facts that they carried. */
  readonly turnedAway: readonly { readonly system: SystemName; readonly facts: readonly SeenFact[] }[]
  /** Calls of which a part was refused, and the rest was done. */
  readonly partly: number
}

/** `known`: when the target was shown it first; never, if that did not happen. */
interface SeenFact extends Span, Pick<PlannedFact, 'eid' | 'flows' | 'type' | 'dims' | 'physId' | 'must'> {
  readonly supersedes: readonly string[]
  readonly known: number
  /** From the first call about it until the last one was over; absent where there was none. */
  readonly calls: Span | undefined
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Something that a scenario may demand of a run; where it was not reached that often, the vacuity verdict says so. */
export interface Situation {
  readonly name: string
  readonly title: string
  /**
   * Whether it comes about depends on how the target works, or on the order in which it learns of things: who reads rarely, or asks
   * first, never gets there, and is no worse for it.
   */
  readonly byTarget?: true
  /** Why no run of these facts and faults can reach it that often, or nothing. */
  unreachable?(count: number, facts: readonly PlannedFact[], faults: readonly FaultInstance[]): string | undefined
  /** How often it happened, and what came nearest where it did not. */
  count(seen: Seen): { readonly count: number; readonly nearest?: string }
}

/** One verb of the language. One file per verb; the index is the only list. */
export interface StepKind {
  readonly verb: string
  /** One sentence for help and docs. */
  readonly title: string
  readonly phases: readonly Phase[]
  /** Schema of what stands behind the verb; formats of `values.ts`. Defaults of its properties are filled in before `apply`. */
  readonly schema: JsonSchema
  /** What faults may be aimed at among the facts of this step. */
  readonly selectors?: Selectors
  readonly picker?: Picker
  readonly situations?: readonly Situation[]
  apply(settings: StepSettings, context: StepContext): void
}

/** Why a situation of so many facts cannot be reached as often as is demanded, or nothing. */
export function tooFew(there: number, count: number): string | undefined {
  return there >= count ? undefined : `${there} such facts are planned, and ${count} must be`
}

export const timing: Readonly<Record<'at' | 'over' | 'rate', JsonSchema>> = {
  at: duration('Offset from the start of the burst, or from the last "wait: settled"; default: where the step before it ended.'),
  over: duration('The facts are spread evenly over this time (default 1s, unless a rate is given).'),
  rate: formatted('rate', 'Facts per time, instead of "over".'),
}

/** A list of quantities, one per fact. */
export function quantities(items: JsonSchema, byDefault: readonly number[]): JsonSchema {
  return { type: 'array', minItems: 1, maxItems: 50, items, default: byDefault }
}

export function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : []
}

/** Offsets of so many facts by `at`, `over` and `rate`; moves the cursor to the end of the step. */
export function spread(count: number, settings: StepSettings, context: StepContext): number[] {
  const { build } = context
  if (settings['over'] !== undefined && settings['rate'] !== undefined) {
    context.problem(['rate'], '"over" and "rate" say the same thing twice', 'keep one of the two')
  }
  const start = build.startOf(parseDuration(settings['at']))
  const rate = parseRate(settings['rate'])
  const length = rate === undefined ? (parseDuration(settings['over']) ?? 1_000) : Math.ceil((count * 1_000) / rate)
  build.cursor_ms = Math.max(build.cursor_ms, start + length)
  return Array.from({ length: count }, (_, index) => start + Math.floor((index * length) / Math.max(1, count)))
}

/** How many of so many: a share (rounded to the nearest), with a minimum, or a count. */
export function amountOf(settings: StepSettings, total: number): number {
  const { count, share, 'at-least': least } = settings
  if (typeof count === 'number') return Math.min(total, count)
  const part = Math.round(total * (parseShare(share) ?? 0))
  return Math.min(total, Math.max(part, typeof least === 'number' ? least : 0))
}

export const amount: Readonly<Record<string, JsonSchema>> = {
  share: formatted('share', 'How many of them, as a share.'),
  'at-least': whole('No fewer than this, however small the share.', 0, 100_000),
  count: whole('How many of them, instead of a share.', 1, 100_000),
}
