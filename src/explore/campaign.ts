import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Judgement } from '../checks/judgement.js'
import { limits } from '../domain/limits.js'
import type { JournalRecord } from '../journal/records.js'
import { stormFaults, type Plan } from '../scenario/index.js'
import { realClock } from '../sim/clock.js'
import { makeFolder } from '../sim/folder.js'
import type { Beat } from '../sim/lag.js'
import type { NetworkSettings, RunFilesWritten, RunOptions, TargetSettings } from '../sim/run-types.js'
import { count } from '../words/lists.js'
import { caseText, endCase, type Invocation } from './case-file.js'
import { Pace } from './pace.js'
import type { CampaignCase } from './plan-cases.js'
import { thisMaker } from './prune.js'
import { runName } from './run-name.js'
import { runnerFor, type Runner } from './runners.js'
import { withoutKills } from './scope.js'
import { writeNamed } from '../words/written-file.js'

interface RunStart {
  /** Name of the run: its folder below the output folder. */
  readonly id: string
  readonly plan: Plan
  readonly outstanding: () => number
  /** The first facts that are still expected, by business key. */
  readonly awaited: () => readonly string[]
}

export interface FinishedRun {
  readonly id: string
  readonly asked: CampaignCase
  readonly judgement: Judgement
  readonly files: RunFilesWritten & { readonly case: string }
}

/** The machine carries fewer runs at once than were asked for. */
export interface HeldBack {
  readonly asked: number
  readonly allowed: number
  readonly late_percent: number
}

/** What watches a campaign. With `jobs` above one, runs tell their records at once; they are judged in the order of the cases. */
interface CampaignObserver {
  begin?(run: RunStart): void
  record?(record: JournalRecord, run: RunStart): void
  judged?(run: FinishedRun): void
  /** Told every few seconds of each run that is under way in real time, with the time since it began. */
  waiting?(run: RunStart, t_ms: number): void
  /** Told once, the first time that fewer runs are begun than could be. */
  heldBack?(how: HeldBack): void
}

export interface CampaignOptions {
  readonly cases: readonly CampaignCase[]
  readonly target: TargetSettings
  readonly network: NetworkSettings
  /** How the target was named, for the case file. */
  readonly invocation: Invocation
  readonly out: string
  readonly tool: string
  readonly jobs: number
  /** No run begins after this; those that did not are `skipped`. */
  readonly time_budget_ms?: number | undefined
  /** After so many failed runs no other begins; those that did not are `skipped`. */
  readonly bail?: number | undefined
  /** Failed runs that do not count as such. */
  readonly isKnown?: (asked: CampaignCase, judgement: Judgement) => boolean
  readonly signal?: AbortSignal | undefined
  readonly observer: CampaignObserver
}

export interface CampaignResult {
  readonly finished: readonly FinishedRun[]
  readonly skipped: readonly { readonly asked: CampaignCase; readonly why: string }[]
}

/**
 * Runs and judges every case, up to `jobs` at a time, each in its own folder with its own ports. How many are under way is for the machine
 * to say; what is reported, and in which order, is not.
 */
export function runCampaign(options: CampaignOptions, runner = runnerFor(options.target), pace = paceOf(options)): Promise<CampaignResult> {
  return new Campaign(options, runner, pace).run()
}

/** Whoever runs on the virtual clock cannot be late. */
function paceOf({ target, jobs }: CampaignOptions): Pace {
  return new Pace(jobs, target.module === undefined ? availableParallelism() : jobs)
}

class Campaign {
  readonly #options: CampaignOptions
  readonly #runner: Runner
  readonly #pace: Pace
  readonly #clock = realClock()
  readonly #finished: FinishedRun[] = []
  readonly #skipped: { asked: CampaignCase; why: string }[] = []
  /** The plan of the case that is next: made while runs are under way on other threads, so that none of them waits for it. */
  #planned: { readonly place: number; readonly plan: Plan } | undefined
  /** Judged runs that wait for one that began before them, by their place. */
  readonly #early = new Map<number, FinishedRun>()
  #next = 0
  #underWay = 0
  #holdingBack = false
  #failures = 0
  #failed = false
  #ended: { resolve: (result: CampaignResult) => void; reject: (error: unknown) => void } | undefined

  constructor(options: CampaignOptions, runner: Runner, pace: Pace) {
    this.#options = options
    this.#runner = runner
    this.#pace = pace
  }

  run(): Promise<CampaignResult> {
    return new Promise((resolve, reject) => {
      this.#ended = { resolve, reject }
      this.#begin()
    })
  }

  /** Begins as many runs as may be under way, and ends the campaign after the last. */
  #begin(): void {
    const { cases, time_budget_ms, signal } = this.#options
    while (!this.#failed && this.#underWay < this.#pace.allowed) {
      const place = this.#next
      const asked = cases[place]
      if (!asked) break
      this.#next += 1
      const spent = time_budget_ms !== undefined && this.#clock.now() >= time_budget_ms
      const { bail = Number.POSITIVE_INFINITY } = this.#options
      if (signal?.aborted) this.#skipped.push({ asked, why: 'interrupted' })
      else if (this.#failures >= bail) this.#skipped.push({ asked, why: `--bail: ${count(this.#failures, 'run')} failed` })
      else if (spent) this.#skipped.push({ asked, why: 'the time budget was spent' })
      else void this.#runOne(place, asked)
    }
    if (this.#underWay > 0 && this.#options.target.module !== undefined) setImmediate(() => this.#planAhead())
    if (this.#underWay === 0) this.#ended?.resolve({ finished: this.#finished, skipped: this.#skipped })
  }

  async #runOne(place: number, asked: CampaignCase): Promise<void> {
    this.#underWay += 1
    try {
      const finished = await runCase(this.#options, this.#runner, asked, this.#planOf(place, asked), (beat) => this.#take(beat))
      if (finished.judgement.verdict === 'fail' && this.#options.isKnown?.(asked, finished.judgement) !== true) this.#failures += 1
      this.#early.set(place, finished)
      this.#report()
    } catch (error) {
      this.#failed = true
      this.#ended?.reject(error)
    }
    this.#underWay -= 1
    this.#begin()
  }

  #planOf(place: number, asked: CampaignCase): Plan {
    const ahead = this.#planned
    this.#planned = undefined
    return ahead?.place === place ? ahead.plan : asked.plan()
  }

  #planAhead(): void {
    const place = this.#next
    const asked = this.#options.cases[place]
    if (!asked || this.#failed || this.#planned?.place === place || this.#options.signal?.aborted) return
    try {
      this.#planned = { place, plan: asked.plan() }
    } catch {
      // Whoever begins the run makes the plan again, and has somebody to tell.
    }
  }

  /** In the order of the cases, whichever ends first: what is skipped comes after all of them. */
  #report(): void {
    for (;;) {
      const place = this.#finished.length
      const finished = this.#early.get(place)
      if (!finished) return
      this.#early.delete(place)
      this.#finished.push(finished)
      this.#options.observer.judged?.(finished)
    }
  }

  #take(beat: Beat): void {
    const change = this.#pace.take(beat, this.#underWay)
    if (change === 'more') this.#begin()
    const { cases, jobs, observer } = this.#options
    if (change !== 'fewer' || this.#holdingBack || this.#next >= cases.length) return
    this.#holdingBack = true
    observer.heldBack?.({ asked: jobs, allowed: this.#pace.allowed, late_percent: this.#pace.latePercent })
  }
}

async function runCase(
  options: CampaignOptions,
  runner: Runner,
  asked: CampaignCase,
  planned: Plan,
  onBeat: (beat: Beat) => void,
): Promise<FinishedRun> {
  const id = runName(options.out, planned)
  const storm = planned.variant === 'storm' && planned.faults.length === 0
  const { plan } = withoutKills(storm ? await withStorm(options, runner, planned, id, onBeat) : planned, options.target)
  const dir = join(options.out, id)
  makeFolder(dir)
  // Written before the run, so that a run that is cut off can be run again too.
  const casePath = join(dir, 'case.json')
  writeNamed(
    casePath,
    caseText({ tool: options.tool, process: thisMaker(), plan, invocation: options.invocation, reproduce: asked.reproduce }),
    { mode: 0o600 },
  )
  const start: { -readonly [K in keyof RunStart]: RunStart[K] } = { id, plan, outstanding: () => plan.facts.length, awaited: () => [] }
  options.observer.begin?.(start)
  const stopTelling = tellWaiting(options, start)
  const { outcome, judgement } = await runner
    .judged({
      ...runOf(options, plan, id),
      onBeat,
      watch: (record) => options.observer.record?.(record, start),
      onOutstanding: (outstanding, first) => {
        start.outstanding = outstanding
        start.awaited = first
      },
    })
    .finally(stopTelling)
  endCase(casePath, judgement.verdict)
  return { id, asked, judgement, files: { ...outcome.files, case: casePath } }
}

/** Who waits for a run in real time is told every few seconds; gives the function that ends it. */
function tellWaiting({ observer, target }: CampaignOptions, start: RunStart): () => void {
  const clock = realClock()
  const tell = (): void => {
    observer.waiting?.(start, clock.now())
    clock.setTimer(limits.waiting_told_ms, tell)
  }
  if (target.module === undefined && observer.waiting) clock.setTimer(limits.waiting_told_ms, tell)
  return () => clock.stop()
}

/** Storm draws its faults from the messages of this target's own clean run, which comes first. */
async function withStorm(options: CampaignOptions, runner: Runner, plan: Plan, id: string, onBeat: (beat: Beat) => void): Promise<Plan> {
  const clean = await runner.plain({ ...runOf(options, { ...plan, variant: 'clean' }, `${id}-clean`), onBeat })
  return { ...plan, faults: stormFaults(plan, clean.trace, plan.seed) }
}

function runOf({ out, target, network, tool, signal }: CampaignOptions, plan: Plan, run: string): RunOptions {
  return { plan, target, network, dir: join(out, run), run, tool, signal }
}
