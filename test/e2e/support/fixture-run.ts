import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { simulate, type FinishedRun, type TargetInput } from '../../../src/index.js'
import type { Variant } from '../../../src/scenario/plan.js'
import type { DedupeMode } from '../../../src/systems/contract.js'
import { expectToldWell, recordsOf, story } from './proof.js'
import { warm } from './warm.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export const fixtureScenarios = at('../../fixtures/scenarios/')
const reference = at('../../../examples/reference/index.js')

export function fixtureScenario(name: string): string {
  return join(fixtureScenarios, `${name}.yaml`)
}

/** A target of `test/targets`, by its path in there. */
export function targetFile(path: string): string {
  return at(`../../targets/${path}`)
}

/** A target of `test/fixtures/targets`, by its file. */
export function fixtureTarget(file: string): string {
  return at(`../../fixtures/targets/${file}`)
}

export interface Asked {
  /** Of the fixtures, by its name. */
  readonly scenario: string
  readonly variant: Variant
  readonly mode: DedupeMode
  readonly seed?: number
  readonly file?: string
  readonly settings?: Partial<TargetInput>
}

/** One run in process. The patience fits a target whose pauses are those of the reference. */
export async function runOf(
  { scenario, variant, mode, seed = 1, file = reference, settings = {} }: Asked,
  folder: string,
): Promise<FinishedRun> {
  const [run] = await simulate({
    scenario: fixtureScenario(scenario),
    variant,
    dedupe: mode,
    seeds: [seed],
    out: join(folder, 'runs'),
    target: { patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 }, ...settings, cwd: folder, ...warm(file, settings.env) },
  })
  if (!run) throw new Error(`${scenario} was not run`)
  expectToldWell(run)
  return run
}

/** Names of all checks that failed, those that cannot fail a run included. */
export function failed(run: FinishedRun): readonly string[] {
  return run.judgement.results.filter((result) => result.verdict === 'fail').map((result) => result.check)
}

/** What every check that failed says first. */
export function said(run: FinishedRun): string {
  return [story(run), ...run.judgement.results.flatMap((result) => result.violations.first?.message ?? [])].join('\n')
}

/** How many faults of that name fired. */
export function firedOf(run: FinishedRun, fault: string): number {
  return new Set(recordsOf(run).flatMap((record) => (record.kind === 'fault.fired' && record.name === fault ? [record.fault] : []))).size
}

export function expectInnocent(run: FinishedRun): void {
  expect(run.judgement.verdict, said(run)).toBe('pass')
  expect(failed(run), said(run)).toEqual([])
}
