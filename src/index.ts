/**
 * The programmatic door of mfgsync: run scenarios, judge journals, serve the simulated systems. Neither a terminal library nor a
 * command line is behind it.
 *
 * @example
 * const target = { start: { command: ['node', 'dist/my-integration.js'] }, cwd: process.cwd() }
 * const [run] = await simulate({ scenario: 'mes-confirmation-burst', target })
 * if (run?.judgement.verdict !== 'pass') throw new Error(run?.judgement.why)
 * @module
 */
import { resolve } from 'node:path'
import type { Judgement } from './checks/judgement.js'
import { runCampaign, type FinishedRun } from './explore/campaign.js'
import { planCase, planCases, type CasesWanted } from './explore/plan-cases.js'
import { serveScenario } from './explore/serve.js'
import type { JournalRecord } from './journal/records.js'
import type { Plan, Size, Variant } from './scenario/index.js'
import { defaultNetwork, targetSettings, type TargetInput } from './sim/index.js'
import type { Serving } from './sim/serve/contract.js'
import type { ConfigFile } from './target/config-file.js'
import type { DedupeMode } from './systems/index.js'

export { judgeJournal } from './checks/judge.js'
export type { CheckResult, Violation } from './checks/contract.js'
export type { Judgement } from './checks/judgement.js'
export { readJournal } from './journal/reader.js'
export { JournalError } from './journal/journal-error.js'
export type { JournalHeader } from './journal/header.js'
export type { JournalRecord } from './journal/records.js'
export type { Plan } from './scenario/index.js'
export type { TargetInput } from './sim/index.js'
export type { ConfigFile } from './target/config-file.js'
export type { ModuleStart, StartedModule } from './target/in-process/module-target.js'
export type { FinishedRun } from './explore/campaign.js'
export type { LandscapeWanted, ServedCheck, ServedChecks, ServedSession, Serving } from './sim/serve/contract.js'

/**
 * The content of an `mfgsync.config.ts`, typed.
 *
 * @example
 * export default defineConfig({ version: 1, target: { module: './src/integration.ts' } })
 */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config
}

export interface SimulateOptions {
  /** Name of a shipped scenario, or path of a file. */
  readonly scenario: string
  /** The integration under test; its settings as in the config file, defaults left out. */
  readonly target: TargetInput
  /** Default `faulty`. */
  readonly variant?: Variant
  /** Default `quick`. */
  readonly size?: Size
  /** Default 1. */
  readonly seeds?: readonly number[]
  /** How the ERP protects itself; the scenario says otherwise. */
  readonly dedupe?: DedupeMode
  /** How orders, facts, items and the like are numbered: `plain`, `padded` or `hostile`; the scenario says otherwise. */
  readonly identifiers?: string
  /** Folder for journals, cases and logs; default `.mfgsync`. */
  readonly out?: string
  /** Runs at once, at most: fewer while the machine is too busy for so many; default 1. */
  readonly jobs?: number
  readonly signal?: AbortSignal
  /** Sees every record as it is written. */
  readonly onRecord?: (record: JournalRecord) => void
}

/**
 * Runs one scenario, once per seed, and judges each run from its journal. Nothing is left running when it resolves.
 * Rejects with a readable message when the scenario is unknown or broken.
 */
export async function simulate(options: SimulateOptions): Promise<readonly FinishedRun[]> {
  const { finished } = await runCampaign({
    cases: planCases({ ...wantedOf(options), covers: options.target.flows }),
    target: targetSettings(options.target),
    network: defaultNetwork,
    invocation: { flags: {}, cwd: process.cwd() },
    out: resolve(options.out ?? '.mfgsync'),
    tool: 'mfgsync',
    jobs: options.jobs ?? 1,
    signal: options.signal,
    observer: { record: (record) => options.onRecord?.(record) },
  })
  return finished
}

/** The plan of a scenario: plain data with every default written out. Rejects as `simulate` does. */
export function planOf(options: Pick<SimulateOptions, 'scenario' | 'variant' | 'size' | 'seeds' | 'dedupe' | 'identifiers'>): Plan {
  return planCase(options.scenario, wantedOf(options))
}

/**
 * Serves the simulated systems with a scenario's data in them until `close()` is called. `openSession()` makes landscapes of their own
 * beside them, such as one per test. Rejects as `simulate` does.
 *
 * @example
 * const serving = await serve({ scenario: 'hello-confirmation' })
 * const session = serving.openSession({ seed: 7 })
 * await myIntegration(session.env)
 * if (session.checks().failed.length > 0) throw new Error(session.checks().why)
 */
export async function serve(
  options: Pick<SimulateOptions, 'scenario' | 'seeds' | 'dedupe' | 'identifiers'> & { readonly journal?: string },
): Promise<Serving> {
  const { scenario, seeds, dedupe, identifiers, journal } = options
  return serveScenario({
    scenario,
    seed: seeds?.[0],
    dedupe,
    identifiers,
    network: defaultNetwork,
    tool: 'mfgsync',
    journal: journal === undefined ? undefined : resolve(journal),
    onError: (message) => {
      throw new Error(message)
    },
  })
}

/** True if no run failed and none is unknown: what a test asserts. */
export function allPassed(runs: readonly { readonly judgement: Judgement }[]): boolean {
  return runs.length > 0 && runs.every((run) => run.judgement.verdict === 'pass')
}

function wantedOf({
  scenario,
  variant = 'faulty',
  ...others
}: Pick<SimulateOptions, 'scenario' | 'variant' | 'size' | 'seeds' | 'dedupe' | 'identifiers'>): CasesWanted {
  return { ...others, scenarios: [scenario], variant, commandOf: (name, seed) => `mfgsync simulate ${name} --seed ${seed}` }
}
