import { fileURLToPath } from 'node:url'
import type { CheckName } from '../../src/checks/names.js'
import type { Expected, TargetUnderProof } from './manifest.js'

const receipts = 'lot-receipt-quality-hold'
const movements = 'goods-movements'
const innocent: Expected = { verdict: 'innocent' }

function target(id: string, path: string, line: string, proofs: TargetUnderProof['proofs']): TargetUnderProof {
  const file = fileURLToPath(new URL(path, import.meta.url))
  return {
    id,
    file,
    line,
    proofs,
    interpreter: 'node',
    runs: 1,
    settings: { patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } },
  }
}

/** Convicted by these checks, and by no others, where things go wrong; `clean`: where nothing does, too. */
function guilty(
  scenario: string,
  by: readonly CheckName[],
  clean: 'also' | 'not',
  besides: readonly CheckName[] = [],
): TargetUnderProof['proofs'] {
  const modes = ['none'] as const
  const convicted: Expected = { verdict: 'convicted', by, besides }
  return [
    { scenarios: [scenario], variants: ['faulty'], modes, expected: convicted },
    { scenarios: [scenario], variants: ['clean'], modes, expected: clean === 'also' ? convicted : innocent },
  ]
}

/** The reference with one bug each, in what the warehouse and quality report. */
export const stockMutants: readonly TargetUnderProof[] = [
  target(
    'M101',
    './mutants/m101-both-feeds.mjs',
    'posts receipts and counts from both feeds',
    [receipts, movements].flatMap((scenario) => guilty(scenario, ['single-representation-per-fact'], 'not')),
  ),
  target(
    'M14',
    './mutants/m14-free-on-receipt.mjs',
    'receives as unrestricted, moves to quality afterwards',
    guilty(receipts, ['receipt-lands-restricted'], 'also'),
  ),
  target(
    'M15',
    './mutants/m15-available-on-receipt.mjs',
    'reports as available what is not decided upon',
    guilty(receipts, ['no-consumption-of-held-lot'], 'also'),
  ),
  target('M16', './mutants/m16-box-as-piece.mjs', 'takes a box for a piece', guilty(receipts, ['uom-conversion-exact'], 'also')),
  target(
    'M114',
    './mutants/m114-warehouse-not-told.mjs',
    'passes decisions to the ERP alone',
    guilty(receipts, ['every-event-accounted', 'cross-system-balance'], 'also'),
  ),
  target(
    'M223',
    './mutants/m223-receives-without-order.mjs',
    'receives without saying what was ordered',
    [receipts, movements].flatMap((scenario) => guilty(scenario, ['every-event-accounted'], 'also')),
  ),
  target(
    'M115',
    './mutants/m115-release-before-receipt.mjs',
    'posts a decision before its receipt',
    guilty(receipts, ['release-applied-after-receipt'], 'not'),
  ),
  target(
    'M116',
    './mutants/m116-early-decision-forgotten.mjs',
    'forgets a decision that comes before its receipt',
    guilty(receipts, ['every-event-accounted'], 'not'),
  ),
  target(
    'M117',
    './mutants/m117-all-released.mjs',
    'releases all that was received',
    guilty(receipts, ['partial-release-quantity'], 'also'),
  ),
  target(
    'M118',
    './mutants/m118-attributes-lost.mjs',
    'loses the supplier lot, shifts the expiry',
    guilty(receipts, ['lot-attributes-intact'], 'also'),
  ),
  target(
    'M197',
    './mutants/m197-free-and-only-the-rejected-moved.mjs',
    'receives as unrestricted, moves only what was rejected',
    guilty(receipts, ['receipt-lands-restricted'], 'also'),
  ),
  target(
    'M198',
    './mutants/m198-attributes-left-out.mjs',
    'receives lots without what is known of them',
    guilty(receipts, ['lot-attributes-intact'], 'also'),
  ),
  target(
    'M119',
    './mutants/m119-decides-itself.mjs',
    'makes the usage decision itself',
    guilty(receipts, ['system-of-record-respected'], 'also'),
  ),
  target(
    'M132',
    './mutants/m132-floor-not-told.mjs',
    'does not tell the shop floor of a hold',
    guilty(receipts, ['every-event-accounted', 'no-consumption-of-held-lot'], 'also'),
  ),
  target(
    'M01',
    './mutants/m01-blind-retry.mjs',
    'posts again after a time-out',
    guilty(receipts, ['no-duplicate-effect'], 'not', ['one-live-doc-per-extref', 'cross-system-balance']),
  ),
  target(
    'M04',
    './mutants/m04-dedupe-on-event-id.mjs',
    'knows a fact by its event',
    // Its second try at what is decided already is refused, and goes to people.
    guilty(receipts, ['no-duplicate-effect'], 'not', ['one-live-doc-per-extref', 'cross-system-balance', 'exception-closed-once']),
  ),
  target(
    'M113',
    './mutants/m113-corrects-what-is-under-way.mjs',
    'corrects what is under way',
    guilty(movements, ['stock-conservation', 'no-orphan-effect'], 'not'),
  ),
  target(
    'M126',
    './mutants/m126-counted-as-difference.mjs',
    'posts what was counted as the difference',
    guilty(movements, ['count-posts-delta'], 'also'),
  ),
  target(
    'M127',
    './mutants/m127-default-location.mjs',
    'a default location for bins that are none',
    guilty(movements, ['location-map-total'], 'also'),
  ),
  target('M130', './mutants/m130-pick-is-issue.mjs', 'posts picks as issues', guilty(movements, ['effect-as-obliged'], 'also')),
  target('M131', './mutants/m131-one-map.mjs', 'one map of bins for all plants', guilty(movements, ['location-map-total'], 'also')),
]

const acquittedIn = (scenario: string): TargetUnderProof['proofs'] => [
  { scenarios: [scenario], variants: ['clean', 'faulty'], modes: ['none', 'idempotency-key', 'external-reference'], expected: innocent },
]
const acquitted = acquittedIn(receipts)

/** Correct, but odd. */
export const stockInnocents: readonly TargetUnderProof[] = [
  target('T05', './tricky/t05-receipt-in-parts.mjs', 'posts a receipt in two parts', acquitted),
  target('T34', './tricky/t34-whichever-feed-is-first.mjs', 'posts from whichever feed is first', acquitted),
  target(
    'T41',
    './tricky/t41-moves-within-a-location.mjs',
    'posts what was moved within one storage location as documents of net 0',
    acquittedIn(movements),
  ),
  target('T42', './tricky/t42-parks-decisions.mjs', 'puts an early decision away without an exception', acquitted),
  target('T40', './tricky/t40-released-then-blocked.mjs', 'releases all, then blocks what was rejected', acquitted),
]
