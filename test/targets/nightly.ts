import { fileURLToPath } from 'node:url'
import type { CheckName } from '../../src/checks/names.js'
import type { Expected, Proof, TargetUnderProof } from './manifest.js'

// A job that compares and writes the difference: as unlike the reference as the pages allow.

const release = 'bom-revision-release'
const rollback = 'bom-rollback'
const plan = 'planning-versions'
const innocent: Expected = { verdict: 'innocent' }

const flows = [
  'item-master',
  'revision-release',
  'revision-rollback',
  'order-revision',
  'order-dispatch',
  'planning-version',
  'sourcing-signal',
]

function target(id: string, path: string, line: string, proofs: readonly Proof[], retry_interval_ms = 1500): TargetUnderProof {
  const file = fileURLToPath(new URL(path, import.meta.url))
  const settings = { flows, deliver: { mode: 'feed' }, patience: { retry_interval_ms, client_timeout_ms: 1500 } } as const
  return { id, file, line, proofs, interpreter: 'node', runs: 1, settings }
}

const guilty = (by: CheckName, ...scenarios: readonly string[]): readonly Proof[] => [
  { scenarios, variants: ['faulty'], modes: ['none'], expected: { verdict: 'convicted', by: [by], besides: [] } },
]
const acquitted = (...scenarios: readonly string[]): readonly Proof[] => [
  { scenarios, variants: ['clean', 'faulty'], modes: ['none', 'idempotency-key', 'external-reference'], expected: innocent },
]

/** Wrong about revisions, by one bug each. */
export const nightlyRevisionMutants: readonly TargetUnderProof[] = [
  target('M213', './mutants/m213-no-substitutes.mjs', 'leaves substitutes out', guilty('bom-structure-equal', release, rollback)),
  target('M215', './mutants/m215-purchasing-not-told.mjs', 'never tells purchasing', guilty('side-flow-complete', release)),
  target('M214', './mutants/m214-day-in-utc.mjs', 'writes days at a plant as days in UTC', guilty('effective-revision-used', rollback)),
]

/** Wrong about plans. */
export const nightlyPlanMutants: readonly TargetUnderProof[] = [
  target('M210', './mutants/m210-page-is-one-short.mjs', 'takes 39 rows of each page', guilty('plan-version-atomic', plan)),
  target('M211', './mutants/m211-pages-by-number.mjs', 'remembers pages by their numbers alone', guilty('plan-version-atomic', plan)),
  target(
    'M212',
    './mutants/m212-empties-what-it-loaded.mjs',
    'empties a version before it is in force',
    guilty('plan-version-atomic', plan),
  ),
]

export const nightlyInnocents: readonly TargetUnderProof[] = [
  target('T60', './tricky/t60-writes-the-difference.mjs', 'no store, no keys: writes what differs', acquitted(release, rollback, plan)),
  target('T61', './tricky/t61-begins-the-plan-anew.mjs', 'deletes a version that it began, and loads it from the start', acquitted(plan)),
  target('T62', './tricky/t62-ends-the-one-before-by-hand.mjs', 'ends the revision before with a call of its own', acquitted(release)),
  target('T63', './tricky/t63-comes-by-rarely.mjs', 'comes by every three seconds', acquitted(release, plan), 4000),
]
