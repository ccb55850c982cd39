import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Judgement } from '../checks/judgement.js'
import type { JournalRecord } from '../journal/records.js'
import { stormFaults, type Plan } from '../scenario/index.js'
import { realClock } from '../sim/clock.js'
import { makeFolder } from '../sim/folder.js'
import type { NetworkSettings, RunFilesWritten, RunOptions, TargetSettings } from '../sim/run-types.js'
import { caseText, type Invocation } from './case-file.js'
import type { CampaignCase } from './plan-cases.js'
import { runName } from './run-name.js'
import { runnerFor, type Runner } from './runners.js'
import { withoutKills } from './scope.js'

interface RunStart {
  /** Name of the run: its folder below the output folder. */
  readonly id: string
  readonly plan: Plan
  readonly outstanding: () => number
}

export interface FinishedRun {
  readonly id: string
  readonly asked: CampaignCase
  readonly judgement: Judgement
  readonly files: RunFilesWritten & { readonly case: string }
}

/** What watches a campaign. With `jobs` above one, runs report at once. */
interface CampaignObserver {
  begin?(run: RunStart): void
  record?(record: JournalRecord, run: RunStart): void
  judged?(run: FinishedRun): void
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
  readonly signal?: AbortSignal | undefined
  readonly observer: CampaignObserver
}

export interface CampaignResult {
  readonly finished: readonly FinishedRun[]
  readonly skipped: readonly { readonly asked: CampaignCase; readonly why: string }[]
}

/** Runs and judges every case, `jobs` at a time, each in its own folder with its own ports. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const clock = realClock()
  const runner = runnerFor(options.target)
  const queue = [...options.cases]
  const finished: FinishedRun[] = []
  const skipped: { asked: CampaignCase; why: string }[] = []
  const worker = async (): Promise<void> => {
    for (let asked = queue.shift(); asked; asked = queue.shift()) {
      const spent = options.time_budget_ms !== undefined && clock.now() >= options.time_budget_ms
      if (options.signal?.aborted) skipped.push({ asked, why: 'interrupted' })
      else if (spent) skipped.push({ asked, why: 'the time budget was spent' })
      else finished.push(await runCase(options, runner, asked))
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(options.jobs, queue.length)) }, worker))
  return { finished, skipped }
}

async function runCase(options: CampaignOptions, runner: Runner, asked: CampaignCase): Promise<FinishedRun> {
  const planned = asked.plan()
  const id = runName(options.out, planned)
  const storm = planned.variant === 'storm' && planned.faults.length === 0
  const { plan } = withoutKills(storm ? await withStorm(options, runner, planned, id) : planned, options.target)
  const dir = join(options.out, id)
  makeFolder(dir)
  // Written before the run, so that a run that is cut off can be run again too.
  const casePath = join(dir, 'case.json')
  writeFileSync(casePath, caseText({ tool: options.tool, plan, invocation: options.invocation, reproduce: asked.reproduce }))
  const start: { -readonly [K in keyof RunStart]: RunStart[K] } = { id, plan, outstanding: () => plan.facts.length }
  options.observer.begin?.(start)
  const { outcome, judgement } = await runner.judged({
    ...runOf(options, plan, id),
    watch: (record) => options.observer.record?.(record, start),
    onOutstanding: (outstanding) => {
      start.outstanding = outstanding
    },
  })
  const finished: FinishedRun = { id, asked, judgement, files: { ...outcome.files, case: casePath } }
  options.observer.judged?.(finished)
  return finished
}

/** Storm draws its faults from the messages of this target's own clean run, which comes first. */
async function withStorm(options: CampaignOptions, runner: Runner, plan: Plan, id: string): Promise<Plan> {
  const clean = await runner.plain(runOf(options, { ...plan, variant: 'clean' }, `${id}-clean`))
  return { ...plan, faults: stormFaults(plan, clean.trace, plan.seed) }
}

function runOf({ out, target, network, tool, signal }: CampaignOptions, plan: Plan, run: string): RunOptions {
  return { plan, target, network, dir: join(out, run), run, tool, signal }
}
