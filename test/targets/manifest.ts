import { fileURLToPath } from 'node:url'
import type { CheckName } from '../../src/checks/names.js'
import type { Variant } from '../../src/scenario/plan.js'
import type { DedupeMode } from '../../src/systems/contract.js'
import type { TargetInput } from '../../src/target/settings.js'
import { engineering, engineeringInnocents, engineeringMutants } from './engineering-manifest.js'
import { foreignInnocents, foreignMutants } from './foreign.js'
import { planningInnocents, planningMutants } from './planning.js'
import { sideInnocents, sideMutants } from './side.js'
import { stockInnocents, stockMutants } from './stock.js'

/** What a run of a target must end with. */
export type Expected =
  /** No finding. */
  | { readonly verdict: 'innocent' }
  /**
   * Each of these checks convicts it; others may do so besides. `anyOf`: at least one of these does. `besides`: no others than these, for
   * one wrong thing is told once.
   */
  | {
      readonly verdict: 'convicted'
      readonly by: readonly CheckName[]
      readonly anyOf?: readonly CheckName[]
      readonly besides?: readonly CheckName[]
    }
  /** A target failure (exit 4), never a verdict. */
  | { readonly verdict: 'set-up-error' }

/** One run, or a set of runs that end alike. */
export interface Proof {
  /** Names of shipped scenarios, or paths. */
  readonly scenarios: readonly string[]
  readonly variants: readonly Variant[]
  /** Dedupe modes of the ERP for which it holds. */
  readonly modes: readonly DedupeMode[]
  readonly expected: Expected
  /** How things are numbered; as the scenario says, if absent. */
  readonly identifiers?: string
}

export interface TargetUnderProof {
  /** `M01`, `T23`, `reference`. */
  readonly id: string
  /** Absolute path. */
  readonly file: string
  /** What is wrong with it, or what makes it look wrong. */
  readonly line: string
  readonly interpreter: 'node' | 'python3'
  /**
   * Settings that differ from the defaults. In `env` the word `{scratch}` stands for a directory that outlives the run and is
   * removed by whoever runs the proof.
   */
  readonly settings: Pick<TargetInput, 'deliver' | 'patience' | 'attribution' | 'exceptions' | 'env' | 'flows'>
  readonly proofs: readonly Proof[]
  /** Runs in a row with one scratch directory: 2 where a store outlives the run. */
  readonly runs: number
}

const everyMode: readonly DedupeMode[] = ['none', 'idempotency-key', 'external-reference']
const bothScenarios = ['hello-confirmation', 'mes-confirmation-burst'] as const
const burst = ['mes-confirmation-burst'] as const

// What the parts of the reference take at most: a back-off of 1 s after a client time-out of 1 s.
const quickPatience = { retry_interval_ms: 1500, client_timeout_ms: 1500 }
// A repetition may come only half a minute after the answer was lost: the run has to wait for it.
const slowClient = { retry_interval_ms: 1500, client_timeout_ms: 31_000 }

const convicted = (by: readonly CheckName[], anyOf?: readonly CheckName[]): Expected => ({
  verdict: 'convicted',
  by,
  ...(anyOf && { anyOf }),
})
const innocent: Expected = { verdict: 'innocent' }

const innocentIn = (modes: readonly DedupeMode[], scenarios: Proof['scenarios'] = bothScenarios): Proof[] => [
  { scenarios, variants: ['clean', 'faulty'], modes, expected: innocent },
]

/** Convicted in the faulty burst, and innocent where nothing goes wrong. */
const mutantIn = (modes: readonly DedupeMode[], expected: Expected): Proof[] => [
  { scenarios: bothScenarios, variants: ['clean'], modes, expected: innocent },
  { scenarios: burst, variants: ['faulty'], modes, expected },
]

function target(id: string, path: string, line: string, proofs: readonly Proof[], more: Partial<TargetUnderProof> = {}): TargetUnderProof {
  return {
    id,
    line,
    proofs,
    file: fileURLToPath(new URL(path, import.meta.url)),
    interpreter: 'node',
    runs: 1,
    ...more,
    settings: { patience: quickPatience, ...more.settings },
  }
}

const feed = { deliver: { mode: 'feed' }, env: { REFERENCE_INTAKE: 'feed' } } as const

/** Shipped with the package. */
export const shipped: readonly TargetUnderProof[] = [
  target('reference', '../../examples/reference/index.js', 'the integration to learn from, by webhook', innocentIn(everyMode)),
  target('reference-feed', '../../examples/reference/index.js', 'the integration to learn from, by feed', innocentIn(everyMode), {
    settings: feed,
  }),
  target('hand-written', '../../examples/hand-written/index.js', 'the small one of the walk-through', innocentIn(everyMode)),
  target(
    'naive',
    '../../examples/naive/index.js',
    'the careless one: retries without key or look-up',
    mutantIn(['none', 'idempotency-key'], convicted(['no-duplicate-effect'])),
  ),
]

/** Not integrations at all. */
export const nonsense: readonly TargetUnderProof[] = [
  target('do-nothing', './do-nothing.mjs', 'refuses everything and calls nobody', [
    { scenarios: bothScenarios, variants: ['clean', 'faulty'], modes: everyMode, expected: { verdict: 'set-up-error' } },
  ]),
  target('ok-and-forget', './ok-and-forget.mjs', 'answers 200 to everything and posts nothing', [
    { scenarios: bothScenarios, variants: ['clean', 'faulty'], modes: everyMode, expected: convicted(['every-event-accounted']) },
  ]),
  target('crash-at-once', './crash-looper.mjs', 'exits with 1 before it is ready', [
    { scenarios: bothScenarios, variants: ['clean'], modes: everyMode, expected: { verdict: 'set-up-error' } },
  ]),
  target(
    'crash-after-ready',
    './crash-looper.mjs',
    'exits with 1 at the first delivery',
    [{ scenarios: bothScenarios, variants: ['clean'], modes: everyMode, expected: { verdict: 'set-up-error' } }],
    { settings: { env: { CRASH: 'after-ready' } } },
  ),
]

/** The reference with one bug each. */
export const mutants: readonly TargetUnderProof[] = [
  target(
    'M01',
    './mutants/m01-blind-retry.mjs',
    'posts again after a time-out, without key or look-up',
    mutantIn(['none', 'idempotency-key'], convicted(['no-duplicate-effect'])),
  ),
  target(
    'M02',
    './mutants/m02-inbox-in-memory.mjs',
    'acknowledges on receipt and works in memory',
    mutantIn(everyMode, convicted(['ack-implies-durable', 'every-event-accounted'])),
  ),
  target(
    'M03',
    './mutants/m03-claim-without-release.mjs',
    'claims the dedupe key before it posts, and keeps it when that fails',
    mutantIn(everyMode, convicted(['every-event-accounted'])),
  ),
  target(
    'M04',
    './mutants/m04-dedupe-on-event-id.mjs',
    'knows a fact by the id of its event',
    mutantIn(['none'], convicted(['no-duplicate-effect', 'one-live-doc-per-extref'])),
  ),
  target('M05', './mutants/m05-dedupe-on-quantities.mjs', 'takes two equal confirmations for one', [
    { scenarios: burst, variants: ['clean', 'faulty'], modes: everyMode, expected: convicted(['every-event-accounted']) },
    { scenarios: ['hello-confirmation'], variants: ['clean', 'faulty'], modes: everyMode, expected: innocent },
  ]),
  target(
    'M07',
    './mutants/m07-key-per-attempt.mjs',
    'makes a new idempotency key for every attempt',
    mutantIn(['idempotency-key'], convicted(['idempotency-key-stable', 'no-duplicate-effect'])),
  ),
  target('M09', './mutants/m09-no-order.mjs', 'keeps no order within an order', [
    {
      scenarios: burst,
      variants: ['faulty'],
      modes: everyMode,
      expected: convicted([], ['per-key-order', 'final-after-partials', 'lifecycle-monotonic']),
    },
    // One fact has no order to break.
    { scenarios: ['hello-confirmation'], variants: ['clean', 'faulty'], modes: everyMode, expected: innocent },
  ]),
  target(
    'M19',
    './mutants/m19-locked-is-dropped.mjs',
    'drops what a locked order refuses',
    mutantIn(everyMode, convicted(['no-silent-drop'])),
  ),
  target('M30', './mutants/m30-all-to-people.mjs', 'raises an exception for every fact', [
    { scenarios: bothScenarios, variants: ['clean', 'faulty'], modes: everyMode, expected: convicted(['every-event-accounted']) },
  ]),
  target(
    'M31',
    './mutants/m31-cursor-skips.mjs',
    'its cursor skips what arrives while a page is open',
    [
      { scenarios: burst, variants: ['clean', 'faulty'], modes: everyMode, expected: convicted(['every-event-accounted']) },
      { scenarios: ['hello-confirmation'], variants: ['clean'], modes: everyMode, expected: innocent },
    ],
    { settings: feed },
  ),
  target(
    'M32',
    './mutants/m32-patient-key-per-attempt.mjs',
    'a key per attempt behind a client time-out of 30 s',
    mutantIn(['idempotency-key'], convicted(['no-duplicate-effect'])),
    { settings: { patience: slowClient } },
  ),
  target(
    'M86',
    './mutants/m86-ignores-retry-after.mjs',
    'comes back before the time that it was told',
    mutantIn(everyMode, convicted(['rate-limit-respected'])),
  ),
]

const twoPlants = [fileURLToPath(new URL('../fixtures/scenarios/two-plants.yaml', import.meta.url))]

/** Innocent while identifiers are tame, and where nothing looks alike. */
function tameOnly(scenarios: Proof['scenarios'], modes: readonly DedupeMode[], by: readonly CheckName[]): Proof[] {
  const tame = (['plain', 'padded'] as const).map((identifiers): Proof => ({
    scenarios,
    variants: ['faulty'],
    modes,
    expected: innocent,
    identifiers,
  }))
  return [...tame, { scenarios, variants: ['faulty'], modes, expected: convicted(by), identifiers: 'hostile' }]
}

const zones = { settings: { env: { PLANT_ZONES: 'P1=Europe/Berlin,P2=America/Chicago' } } }

/** The reference with one bug each in what it makes of a name. */
export const nameMutants: readonly TargetUnderProof[] = [
  target(
    'M150',
    './mutants/m150-key-cut-to-digits.mjs',
    'knows a fact by the digits of its number',
    tameOnly(burst, everyMode, ['every-event-accounted']),
  ),
  target(
    'M151',
    './mutants/m151-unescaped-look-up.mjs',
    'puts a key into an address as it is',
    tameOnly(burst, ['none'], ['no-duplicate-effect']),
  ),
  target(
    'M152',
    './mutants/m152-lost-leading-zeros.mjs',
    'keeps numbers as numbers',
    tameOnly(burst, everyMode, ['every-event-accounted']),
  ),
  target(
    'M153',
    './mutants/m153-look-up-ignores-case.mjs',
    'compares without regard to case',
    tameOnly(burst, everyMode, ['every-event-accounted']),
  ),
  target(
    'M154',
    './mutants/m154-dedupe-without-plant.mjs',
    'knows a fact by its number without its plant',
    tameOnly(twoPlants, everyMode, ['dedupe-namespaced']),
    zones,
  ),
  target(
    'M155',
    './mutants/m155-key-without-plant.mjs',
    'its idempotency keys are numbers without plants',
    tameOnly(twoPlants, ['idempotency-key'], ['dedupe-namespaced', 'idempotency-key-stable']),
    zones,
  ),
]

/** Correct, but odd. */
export const innocents: readonly TargetUnderProof[] = [
  target(
    'T01',
    './tricky/t01-no-dedupe.mjs',
    'no dedupe of its own: the ERP refuses the second posting, and that is success',
    innocentIn(['external-reference']),
  ),
  target('T02', './tricky/t02-look-up-first.mjs', 'sends no keys, looks a fact up before it posts again', innocentIn(everyMode)),
  target('T03', './tricky/t03-reverse-and-repost.mjs', 'in doubt it reverses what it finds and posts anew', innocentIn(everyMode)),
  target('T04', './tricky/t04-batches.mjs', 'one posting for up to 50 confirmations', innocentIn(everyMode)),
  target('T06', './tricky/t06-parallel-partials.mjs', 'partial confirmations in parallel and in any order', innocentIn(everyMode)),
  target('T21', './tricky/t21-slow.mjs', 'time-out 30 s, back-off up to 60 s, works every 10 s', innocentIn(everyMode), {
    settings: { patience: { retry_interval_ms: 60_000, client_timeout_ms: 30_000 } },
  }),
  target('T22', './tricky/t22-never-quiet.mjs', 'polls and sends heartbeats for ever', innocentIn(everyMode), { settings: feed }),
  target('T23', './tricky/t23-transformed-reference.mjs', 'rewrites the business key', innocentIn(everyMode), {
    settings: { attribution: { transform: [{ take_last: 39 }, { prefix: 'PLANT/' }] } },
  }),
  target('T24', './tricky/t24-no-exceptions.mjs', 'knows no exception desk', innocentIn(everyMode), { settings: { exceptions: 'none' } }),
  target('T25', './tricky/t25-late-acknowledgement.mjs', 'acknowledges only after it has posted', innocentIn(everyMode)),
  target('T26', './tricky/t26-store-outside.mjs', 'remembers earlier runs', innocentIn(everyMode), {
    settings: { env: { STORE_FILE: '{scratch}/store.db' } },
    runs: 2,
  }),
  target(
    'T51',
    './tricky/t51-batches-of-confirmations-only.mjs',
    'one posting for up to 50 confirmations, and nothing else',
    innocentIn(everyMode),
    { settings: { flows: ['confirmation'] } },
  ),
  target('T27', './tricky/t27-confirmations-only.mjs', 'covers confirmations only', innocentIn(everyMode), {
    settings: { flows: ['confirmation'] },
  }),
  target(
    'T50',
    './tricky/t50-confirmations-by-its-own-names.mjs',
    'covers confirmations only, and rewrites the business key',
    innocentIn(everyMode),
    { settings: { flows: ['confirmation'], attribution: { transform: [{ take_last: 39 }, { prefix: 'PLANT/' }] } } },
  ),
  target('python-poller', './python/poller.py', 'another language, one thread, polls, prefixes its references', innocentIn(everyMode), {
    interpreter: 'python3',
    settings: {
      flows: ['confirmation', 'consumption', 'reversal'],
      deliver: { mode: 'feed' },
      attribution: { transform: [{ prefix: 'PY-' }] },
      patience: { retry_interval_ms: 2500, client_timeout_ms: 1500 },
    },
  }),
]

/** Every target there is. */
export const targetsUnderProof: readonly TargetUnderProof[] = [
  ...shipped,
  ...nonsense,
  ...mutants,
  ...innocents,
  engineering,
  ...engineeringMutants,
  ...engineeringInnocents,
  ...stockMutants,
  ...stockInnocents,
  ...sideMutants,
  ...sideInnocents,
  ...planningMutants,
  ...planningInnocents,
  ...foreignMutants,
  ...foreignInnocents,
]
