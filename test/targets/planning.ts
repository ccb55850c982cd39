import { fileURLToPath } from 'node:url'
import type { CheckName } from '../../src/checks/names.js'
import type { Expected, Proof, TargetUnderProof } from './manifest.js'
import { nightlyPlanMutants } from './nightly.js'

const scenarios = ['planning-versions']
const innocent: Expected = { verdict: 'innocent' }

function target(id: string, path: string, line: string, proofs: readonly Proof[]): TargetUnderProof {
  const file = fileURLToPath(new URL(path, import.meta.url))
  const settings = { patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } }
  return { id, file, line, proofs, interpreter: 'node', runs: 1, settings }
}

/** Convicted by this check and by no other, also where nothing goes wrong: what planning publishes is the same then. */
function guilty(by: CheckName): readonly Proof[] {
  const expected: Expected = { verdict: 'convicted', by: [by], besides: [] }
  return [{ scenarios, variants: ['clean', 'faulty'], modes: ['none'], expected }]
}

/** The reference with one bug each, in what it does with a plan. */
export const planningMutants: readonly TargetUnderProof[] = [
  target(
    'M26',
    './mutants/m26-adds-to-the-old-version.mjs',
    'adds the rows of a version to the one in force',
    guilty('plan-version-atomic'),
  ),
  target(
    'M111',
    './mutants/m111-active-after-the-first-page.mjs',
    'puts a version in force with its first page',
    guilty('plan-version-atomic'),
  ),
  target('M112', './mutants/m112-rows-without-source.mjs', 'writes rows without their source', guilty('plan-lineage')),
  target(
    'M121',
    './mutants/m121-refused-row-is-for-people.mjs',
    'leaves a row to people that could be taken since',
    guilty('late-dependency-converges'),
  ),
  target(
    'M222',
    './mutants/m222-looks-once.mjs',
    'looks for items, tells people of one that is missing, and never looks again',
    guilty('late-dependency-converges'),
  ),
  target('M133', './mutants/m133-tidies-up.mjs', 'deletes versions that were replaced', guilty('plan-lineage')),
  ...nightlyPlanMutants,
]

const acquitted = [
  { scenarios, variants: ['clean', 'faulty'], modes: ['none', 'idempotency-key', 'external-reference'], expected: innocent },
] as const

/** Correct, but odd. */
export const planningInnocents: readonly TargetUnderProof[] = [
  target('T37', './tricky/t37-loads-each-whole.mjs', 'loads each version whole, also one that is overtaken', acquitted),
  target('T38', './tricky/t38-gives-up-half-way.mjs', 'gives a version up half-way, and keeps what is staged', acquitted),
]
