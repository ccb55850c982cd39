import { fileURLToPath } from 'node:url'
import type { CheckName } from '../../src/checks/names.js'
import type { Variant } from '../../src/scenario/plan.js'
import type { DedupeMode } from '../../src/systems/contract.js'
import type { Expected, TargetUnderProof } from './manifest.js'

interface Run {
  readonly scenario: string
  readonly variant: Variant
  readonly mode?: DedupeMode
  readonly identifiers?: string
}

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/scenarios/${name}.yaml`, import.meta.url))
const lost = 'every-event-accounted'

/** In this run one check tells of the bug, and besides it only what is about every fact, or adds everything up. */
function alone(file: string, line: string, by: CheckName, besides: readonly CheckName[], run: Run): TargetUnderProof {
  const { scenario, variant, mode = 'none', identifiers } = run
  const expected: Expected = { verdict: 'convicted', by: [by], besides }
  return {
    id: file.slice(0, file.indexOf('-')).toUpperCase(),
    file: fileURLToPath(new URL(`./mutants/${file}.mjs`, import.meta.url)),
    line,
    proofs: [{ scenarios: [scenario], variants: [variant], modes: [mode], expected, ...(identifiers !== undefined && { identifiers }) }],
    interpreter: 'node',
    runs: 1,
    settings: { patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } },
  }
}

const burst = 'mes-confirmation-burst'
const receipts = 'lot-receipt-quality-hold'
const closed: Run = { scenario: fixture('closed-orders'), variant: 'clean' }
const warehouse = fixture('dies-in-the-warehouse')

/** For checks that no other table convicts a target by alone. */
export const provenAlone: readonly TargetUnderProof[] = [
  alone('m190-a-name-per-attempt', 'posts again under another name', 'no-duplicate-effect', ['cross-system-balance'], {
    scenario: receipts,
    variant: 'faulty',
  }),
  alone(
    'm01-blind-retry',
    'posts again after a time-out',
    'one-live-doc-per-extref',
    ['no-duplicate-effect', 'cross-system-balance', 'stock-conservation'],
    { scenario: receipts, variant: 'faulty' },
  ),
  alone('m07-key-per-attempt', 'makes a new key for every attempt', 'idempotency-key-stable', [], {
    scenario: fixture('requests-lost'),
    variant: 'faulty',
    mode: 'idempotency-key',
  }),
  alone('m83-session-over-is-final', 'takes what passes for final', 'eventual-posting', [lost], {
    scenario: fixture('server-errors'),
    variant: 'faulty',
  }),
  alone('m191-unknown-item-is-dropped', 'drops what names an unknown item', 'no-silent-drop', [lost], {
    scenario: fixture('late-item'),
    variant: 'faulty',
  }),
  alone('m02-inbox-in-memory', 'acknowledges, and works in memory', 'ack-implies-durable', [lost], {
    scenario: warehouse,
    variant: 'faulty',
  }),
  alone('m09-no-order', 'keeps no order within an order', 'per-key-order', [], { scenario: burst, variant: 'faulty' }),
  alone('m05-dedupe-on-quantities', 'takes two equal confirmations for one', 'order-quantity-balance', [lost], {
    scenario: burst,
    variant: 'clean',
  }),
  alone('m61-pieces-as-boxes', 'takes pieces for boxes', 'over-confirmation-bounded', ['no-duplicate-effect'], {
    scenario: fixture('last-operation'),
    variant: 'clean',
  }),
  alone('m65-totals-for-deltas', 'issues what was used so far', 'consumption-matches-basis', ['no-duplicate-effect'], {
    scenario: fixture('explicit-issues'),
    variant: 'clean',
  }),
  alone('m192-moved-nothing', 'takes what is missing for zero', 'no-zero-default-quantity', [lost], {
    scenario: warehouse,
    variant: 'clean',
  }),
  alone('m160-takes-its-time', 'takes its time with each', 'latency-slo', [], { scenario: fixture('in-time-each'), variant: 'faulty' }),
  alone('m160-takes-its-time', 'takes its time with all', 'backlog-drains', [], { scenario: fixture('in-time-all'), variant: 'faulty' }),
  alone('m86-ignores-retry-after', 'comes back too early', 'rate-limit-respected', [], { scenario: burst, variant: 'faulty' }),
  alone('m193-closed-is-none-of-its-business', 'lets go what is on a closed order', 'poison-isolated', [lost], closed),
  alone('m194-insists', 'sends what is refused for good five times more', 'no-retry-of-permanent', [], closed),
  alone('m154-dedupe-without-plant', 'knows a fact by its number without its plant', 'dedupe-namespaced', [], {
    scenario: fixture('two-warehouses'),
    variant: 'faulty',
    identifiers: 'hostile',
  }),
]
