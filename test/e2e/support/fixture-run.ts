import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { FinishedRun } from '../../../src/index.js'
import { expectToldWell, recordsOf, story } from './proof.js'
import { runOf as anyRunOf, type AskedRun } from './run-of.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export const fixtureScenarios = at('../../fixtures/scenarios/')

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

export type Asked = AskedRun & Required<Pick<AskedRun, 'variant' | 'mode'>>

/** One run in process of a scenario of the fixtures, by its name. */
export async function runOf({ scenario, ...asked }: Asked, folder: string): Promise<FinishedRun> {
  const run = await anyRunOf({ scenario: fixtureScenario(scenario), ...asked }, folder)
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
