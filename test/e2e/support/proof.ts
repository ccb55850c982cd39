import { expect } from 'vitest'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits } from '../../../src/domain/limits.js'
import { simulate, type FinishedRun, type JournalRecord } from '../../../src/index.js'
import { readJournal } from '../../../src/journal/reader.js'
import type { Variant } from '../../../src/scenario/plan.js'
import type { DedupeMode } from '../../../src/systems/contract.js'
import { brokenSentences, strayCitations, toldOf } from '../../support/told.js'
import type { Expected, Proof, TargetUnderProof } from '../../targets/manifest.js'
import { warm } from './warm.js'

/** One run of one target, and what it must end with. */
export interface ProofCase {
  readonly target: TargetUnderProof
  readonly scenario: Proof['scenarios'][number]
  readonly variant: Variant
  readonly mode: DedupeMode
  readonly expected: Expected
  /** How things are numbered; as the scenario says, if absent. */
  readonly identifiers?: string
}

export interface Proven {
  readonly runs: readonly FinishedRun[]
  /** Of the last run. */
  readonly run: FinishedRun
  readonly records: readonly JournalRecord[]
}

/** `MFGSYNC_PROOF=all` runs every combination of the manifest; otherwise the sample that `sampled` describes. */
export const everything = process.env['MFGSYNC_PROOF'] === 'all'

/**
 * The cases of some targets. The sample: of each proof one scenario, and each variant of it in one of the modes that are named, which are
 * others for the next target, so that every scenario and mode is tried by some; of what is acquitted with faults as well, none without.
 */
export function casesOf(targets: readonly TargetUnderProof[]): readonly ProofCase[] {
  return targets.flatMap((target, turn) =>
    target.proofs.flatMap(({ scenarios, variants, modes, expected, identifiers }) =>
      scenariosOf(scenarios, turn).flatMap((scenario) =>
        sampled(variants, expected).flatMap((variant) =>
          modes
            .filter((_, index) => everything || index === turn % modes.length)
            .map((mode) => ({ target, scenario, variant, mode, expected, ...(identifiers !== undefined && { identifiers }) })),
        ),
      ),
    ),
  )
}

const scenariosOf = (scenarios: Proof['scenarios'], turn: number): Proof['scenarios'] =>
  everything ? scenarios : scenarios.filter((_, index) => index === turn % scenarios.length)

function sampled(variants: readonly Variant[], { verdict }: Expected): readonly Variant[] {
  if (everything || verdict !== 'innocent' || !variants.includes('faulty')) return variants
  return variants.filter((variant) => variant !== 'clean')
}

export function titleOf({ target, scenario, variant, mode, identifiers }: ProofCase): string {
  return `${target.id}: ${scenario}, ${variant}, ${mode}${identifiers === undefined ? '' : `, ${identifiers}`}`
}

/** Memory, where the machine has it as a folder: hundreds of databases that are written through to a disk take longer than the runs. */
const scratchRoot = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** A folder that is removed when `use` is done. */
export async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(scratchRoot, 'mfgsync-proof-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** How a target is run: in process wherever it can be, or as a process of its own. */
export type World = 'module' | 'process'

/** Runs a target as its manifest says, and judges every run from its journal. */
export async function prove(asked: ProofCase, folder: string, seed = 1, world: World = worldOf(asked.target)): Promise<Proven> {
  const { target, scenario, variant, mode, identifiers } = asked
  const { env, ...settings } = target.settings
  const scratch = join(folder, 'scratch')
  const filled = Object.entries(env ?? {}).map(([name, value]) => [name, value.replaceAll('{scratch}', scratch)] as const)
  const runs: FinishedRun[] = []
  for (let count = 0; count < target.runs; count += 1) {
    runs.push(
      ...(await simulate({
        scenario,
        variant,
        dedupe: mode,
        ...(identifiers !== undefined && { identifiers }),
        seeds: [seed],
        out: join(folder, 'runs'),
        target: {
          ...settings,
          label: target.id,
          cwd: folder,
          ...(world === 'module'
            ? warm(target.file, Object.fromEntries(filled))
            : { env: Object.fromEntries(filled), start: { command: [interpreterOf(target), target.file] } }),
        },
      })),
    )
  }
  const run = runs.at(-1)
  if (!run) throw new Error(`${target.id} was not run`)
  return { runs, run, records: recordsOf(run) }
}

/** In process, unless it is no JavaScript or keeps something outside the folder of a run. */
export function worldOf({ interpreter, runs }: TargetUnderProof): World {
  return interpreter === 'node' && runs === 1 ? 'module' : 'process'
}

function interpreterOf({ interpreter }: TargetUnderProof): string {
  return interpreter === 'node' ? process.execPath : interpreter
}

/** All records of a run's journal. */
export function recordsOf(run: FinishedRun): readonly JournalRecord[] {
  return [...readJournal(run.files.journal).records()]
}

/** True if the run itself came late, on a busy machine, so that its verdict may be `unknown`; wrong it may never be. */
export function isLate(run: FinishedRun): boolean {
  if (run.judgement.results.some(({ why }) => why?.startsWith('the machine was busy') === true)) return true
  return recordsOf(run).some((record) => record.kind === 'harness.slow' && record.to - record.from >= limits.late_ms_max)
}

/** The names of the checks that failed and can fail a run. */
export function convictions(run: FinishedRun): readonly string[] {
  return run.judgement.results.filter((result) => result.verdict === 'fail' && !result.advisory).map((result) => result.check)
}

/** The run ended as its manifest says: convicted by those checks and, where it says so, by no others; or by nobody. */
export function expectEnd({ expected }: ProofCase, run: FinishedRun): void {
  if (expected.verdict === 'set-up-error') return expect(run.judgement.verdict, story(run)).toBe(expected.verdict)
  if (expected.verdict === 'innocent') return expect([run.judgement.verdict, convictions(run)], story(run)).toEqual(['pass', []])
  const { by, besides } = expected
  expect(run.judgement.verdict, story(run)).toBe('fail')
  expect(convictions(run), story(run)).toEqual(expect.arrayContaining([...by]))
  const allowed: readonly string[] = besides ? [...by, ...besides] : convictions(run)
  expect(
    convictions(run).filter((name) => !allowed.includes(name)),
    story(run),
  ).toEqual([])
}

/** Situations that the scenario demands and that this run never got to, since its target works in another way. */
export function avoided({ judgement: { results } }: FinishedRun): readonly string[] {
  return results.filter(({ check }) => check === 'vacuity').flatMap(({ notes }) => notes)
}

/** What to read when a run did not end as it should. */
export function story(run: FinishedRun): string {
  const { verdict, why, results } = run.judgement
  const odd = results.filter((result) => !result.advisory && ['fail', 'unknown'].includes(result.verdict))
  return [`${run.id}: ${verdict}: ${why}`, ...odd.map((result) => `  ${result.check} ${result.verdict}: ${result.why ?? ''}`)].join('\n')
}

/** Whatever a verdict says of a run: what it cites is there and about what it accuses, and no sentence is broken. */
export function expectToldWell(run: FinishedRun): void {
  const told = toldOf(run.files.journal)
  expect({ stray: strayCitations(told), broken: brokenSentences(told) }, story(run)).toEqual({ stray: [], broken: [] })
}
