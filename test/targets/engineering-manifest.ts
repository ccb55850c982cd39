import { fileURLToPath } from 'node:url'
import type { CheckName } from '../../src/checks/names.js'
import type { DedupeMode } from '../../src/systems/contract.js'
import type { Expected, Proof, TargetUnderProof } from './manifest.js'
import { nightlyInnocents, nightlyRevisionMutants } from './nightly.js'

const everyMode: readonly DedupeMode[] = ['none', 'idempotency-key', 'external-reference']
const release = 'bom-revision-release'
const rollback = 'bom-rollback'
const lateItem = fileURLToPath(new URL('../fixtures/scenarios/late-item.yaml', import.meta.url))

const flows = ['item-master', 'revision-release', 'revision-rollback', 'order-revision', 'consumption']
/** What the reference makes of revisions besides. */
const ofReference = [...flows, 'sourcing-signal']

function target(id: string, path: string, line: string, proofs: readonly Proof[], covered = flows): TargetUnderProof {
  return {
    id,
    line,
    proofs,
    file: fileURLToPath(new URL(path, import.meta.url)),
    interpreter: 'node',
    runs: 1,
    settings: { flows: covered, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } },
  }
}

const innocent: Expected = { verdict: 'innocent' }

/** Convicted by these checks, and by no others, where things go wrong; `clean`: what it ends with where nothing does. */
function guilty(scenario: string, by: readonly CheckName[], clean: Expected | 'also'): Proof[] {
  const modes = ['none'] as const
  const convicted: Expected = { verdict: 'convicted', by, besides: [] }
  return [
    { scenarios: [scenario], variants: ['faulty'], modes, expected: convicted },
    { scenarios: [scenario], variants: ['clean'], modes, expected: clean === 'also' ? convicted : clean },
  ]
}

const convicted = (...by: CheckName[]): Proof[] => guilty(release, by, 'also')

/** Correct, and without a bug: what the variants below are made of. */
export const engineering: TargetUnderProof = target('engineering', './engineering.mjs', 'brings items and revisions to ERP and MES', [
  { scenarios: [release], variants: ['clean', 'faulty'], modes: everyMode, expected: { verdict: 'innocent' } },
])

/** Wrong about engineering data, by one bug each. */
export const engineeringMutants: readonly TargetUnderProof[] = [
  target(
    'M103',
    './mutants/m103-sends-the-first-again.mjs',
    'sends the first version again after each write, and then the newest again',
    convicted('no-stale-overwrite'),
  ),
  target(
    'M104',
    './mutants/m104-midnight-in-utc.mjs',
    'effectivity begins at midnight UTC in the MES',
    [release, rollback].flatMap((scenario) => guilty(scenario, ['effective-revision-used'], 'also')),
  ),
  target(
    'M105',
    './mutants/m105-keeps-the-one-before.mjs',
    'does not end the interval of the revision before',
    convicted('effectivity-no-gap-overlap'),
  ),
  target(
    'M106',
    './mutants/m106-moves-open-orders.mjs',
    'moves all open orders to the new revision',
    convicted('open-order-revision-frozen'),
  ),
  target(
    'M108',
    './mutants/m108-activates-before-approval.mjs',
    'activates without waiting for approvals',
    convicted('no-release-before-approval'),
  ),
  target(
    'M221',
    './mutants/m221-floor-does-not-wait.mjs',
    'activates on the shop floor without waiting for approvals',
    convicted('no-release-before-approval'),
  ),
  target('M109', './mutants/m109-every-substitute-comes-first.mjs', 'every substitute has priority 1', convicted('bom-structure-equal')),
  target('M110', './mutants/m110-every-line-is-demand.mjs', 'every line is demand', convicted('optional-not-demanded')),
  target('M168', './mutants/m168-grams-to-two-decimals.mjs', 'grams become kilograms with two decimals', convicted('bom-structure-equal')),
  target(
    'M120',
    './mutants/m120-component-instead-of-substitute.mjs',
    'posts the component instead of the substitute that was used',
    convicted('substitute-posted-as-used'),
  ),
  target(
    'M134',
    './mutants/m134-older-letter-is-ignored.mjs',
    'ignores a rollback to an older letter',
    guilty(rollback, ['every-event-accounted'], 'also'),
  ),
  target(
    'M10',
    './mutants/m10-newer-by-its-stamp.mjs',
    'what is newer it tells by the time stamp',
    guilty(rollback, ['no-stale-overwrite'], innocent),
  ),
  target('M11', './mutants/m11-last-word-wins.mjs', 'what arrives last is written last', guilty(release, ['no-stale-overwrite'], innocent)),
  target(
    'M129',
    './mutants/m129-makes-up-an-item.mjs',
    'makes up an item when a component is not known',
    guilty(release, ['no-dangling-reference'], innocent),
  ),
  target(
    'M169',
    './mutants/m169-unknown-item-is-for-people.mjs',
    'what came before its item stays with people',
    guilty(lateItem, ['late-dependency-converges'], innocent),
  ),
  ...nightlyRevisionMutants,
]

const acquitted: readonly Proof[] = [
  { scenarios: [release, rollback], variants: ['clean', 'faulty'], modes: everyMode, expected: innocent },
]

/** Correct, but odd. */
export const engineeringInnocents: readonly TargetUnderProof[] = [
  target('T31', './tricky/t31-stages-each-part.mjs', 'stages each part as it comes, and activates at the end', acquitted),
  target('T32', './tricky/t32-all-at-once.mjs', 'waits for everything and everybody, then writes all at once', acquitted, ofReference),
  target('T33', './tricky/t33-skips-versions.mjs', 'leaves out what is overtaken, and what says the same again', acquitted, ofReference),
  target('T39', './tricky/t39-rates-in-kilograms.mjs', 'writes rates in grams here and in kilograms there', acquitted, ofReference),
  ...nightlyInnocents,
]
