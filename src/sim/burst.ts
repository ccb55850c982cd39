import type { Plan, PlannedFact, PlannedStep } from '../scenario/plan.js'
import type { Clock } from './clock.js'
import { eachInTime } from './each-in-time.js'

/** A part of the burst: what begins at these offsets, up to a wait or the end. */
export interface Span {
  readonly from_ms: number
  /** Exclusive; infinite for the last part. */
  readonly to_ms: number
}

export interface BurstParts {
  readonly clock: Clock
  readonly plan: Pick<Plan, 'facts' | 'steps' | 'waits' | 'burst_ms' | 'heal_at_ms'>
  /** The run has ended, whatever is left. */
  over(): boolean
  fact(fact: PlannedFact): void
  step(step: PlannedStep): void
  /** Begins what disturbs, of this part. */
  windows(span: Span): void
  /** Facts that were due and have not occurred yet, as they wait for others. */
  factsWaiting(): number
  windowsOpen(): number
  /** How a wait that began at `since` ended; nothing yet: undefined. */
  settled(now: number, since: number): 'quiet' | 'patience' | undefined
  onSettled(how: 'quiet' | 'patience', waited_ms: number): void
}

const tick_ms = 15

/** Everything that the plan does by itself happens here, at its time; at a wait the time of the plan stands still. */
export async function playBurst(parts: BurstParts): Promise<void> {
  const { clock, plan } = parts
  const spans = spansOf(plan)
  for (const [index, span] of spans.entries()) {
    const isLast = index === spans.length - 1
    const start = clock.now()
    parts.windows(span)
    // What a system does by itself at a moment is done when something is reported of that moment: a release makes it possible.
    const steps = within(plan.steps, span).map((step) => ({ at_ms: step.at_ms, begin: () => parts.step(step) }))
    const facts = within(plan.facts, span).map((fact) => ({ at_ms: fact.at_ms, begin: () => parts.fact(fact) }))
    eachInTime(clock, [...steps, ...facts], ({ begin }) => begin())
    const length_ms = isLast ? Math.max(plan.burst_ms, plan.heal_at_ms) - span.from_ms : span.to_ms - span.from_ms
    while (!parts.over() && (clock.now() - start < length_ms || parts.factsWaiting() > 0 || parts.windowsOpen() > 0))
      await clock.sleep(tick_ms)
    if (!isLast) await settle(parts)
  }
}

async function settle(parts: BurstParts): Promise<void> {
  const start = parts.clock.now()
  while (!parts.over()) {
    const how = parts.settled(parts.clock.now(), start)
    if (how) return parts.onSettled(how, Math.round(parts.clock.now() - start))
    await parts.clock.sleep(tick_ms)
  }
}

function spansOf({ waits = [] }: Pick<Plan, 'waits'>): readonly Span[] {
  const begins = [0, ...waits]
  return begins.map((from_ms, index) => ({ from_ms, to_ms: begins[index + 1] ?? Number.POSITIVE_INFINITY }))
}

/** Those that begin in the span, at their offsets in it. */
function within<T extends { readonly at_ms: number }>(all: readonly T[], { from_ms, to_ms }: Span): readonly T[] {
  const own = all.filter(({ at_ms }) => at_ms >= from_ms && at_ms < to_ms)
  return from_ms === 0 ? own : own.map((each) => ({ ...each, at_ms: each.at_ms - from_ms }))
}
