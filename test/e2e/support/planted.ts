import type { CheckName } from '../../../src/checks/names.js'
import type { Variant } from '../../../src/scenario/plan.js'

/** One planted bug: the check that must see it, the word for why, and what it says. */
interface Planted {
  readonly id: string
  readonly file: string
  readonly scenario: string
  readonly variant?: Variant
  readonly sees: Readonly<Partial<Record<CheckName, { readonly reason: string; readonly says: RegExp }>>>
  /** No other check has anything to say. */
  readonly nothingElse?: true
}

export const planted: readonly Planted[] = [
  {
    id: 'M51',
    file: 'm51-explicit-besides-backflush.mjs',
    scenario: 'scrap-and-rework',
    nothingElse: true,
    sees: {
      'single-consumption-path': {
        reason: 'explicit-where-backflush',
        says: /were backflushed and \d+ EA issued explicitly; only backflush is declared/,
      },
    },
  },
  {
    id: 'M52',
    file: 'm52-ignores-reversals.mjs',
    scenario: 'reversals',
    sees: {
      'reversal-nets-to-zero': {
        reason: 'not-cancelled',
        says: /was cancelled by MR-\d+, but the net effect .* no cancellation is posted/,
      },
    },
  },
  {
    id: 'M53',
    file: 'm53-reversal-posted-again.mjs',
    scenario: 'reversals',
    nothingElse: true,
    sees: {
      'effect-as-obliged': {
        reason: 'not-obliged',
        says: /^MR-\d+ \(reversal of order \d+ \/ \d+\) obliges -\d+ EA yield on .*; document \d+ has \d+ EA yield on/,
      },
    },
  },
  {
    id: 'M54',
    file: 'm54-dated-in-utc.mjs',
    scenario: 'month-end',
    nothingElse: true,
    sees: { 'business-date-preserved': { reason: 'wrong-date', says: /is dated 2026-03-30; MC-\d+ happened on 2026-03-31 at P1/ } },
  },
  {
    id: 'M55',
    file: 'm55-dated-today.mjs',
    scenario: 'scrap-and-rework',
    nothingElse: true,
    sees: { 'business-date-preserved': { reason: 'wrong-date', says: /is dated 2026-03-05; MC-\d+ happened on 2026-03-02 at P1/ } },
  },
  {
    id: 'M56',
    file: 'm56-retries-for-ever.mjs',
    scenario: 'closed-orders',
    sees: {
      'no-retry-of-permanent': {
        reason: 'ORDER_CLOSED',
        says: /sent again unchanged \d+ times after ORDER_CLOSED; 2 allowed for 1 delivery/,
      },
      'poison-isolated': { reason: 'not-isolated', says: /must be rejected: \d+ attempts, no exception/ },
    },
  },
  {
    id: 'M57',
    file: 'm57-refused-is-dropped.mjs',
    scenario: 'closed-orders',
    sees: {
      'poison-isolated': { reason: 'not-isolated', says: /must be rejected: 1 attempt, no exception/ },
      'no-silent-drop': { reason: 'dropped-after-business', says: /with ORDER_CLOSED \(422\)/ },
    },
  },
  {
    id: 'M58',
    file: 'm58-exception-per-attempt.mjs',
    scenario: 'closed-orders',
    nothingElse: true,
    sees: { 'exception-actionable': { reason: 'several', says: /^2 open exceptions for MC-\d+: X-\d+ and X-\d+\.$/ } },
  },
  {
    id: 'M59',
    file: 'm59-exception-stays-open.mjs',
    scenario: 'late-release',
    nothingElse: true,
    sees: { 'exception-closed-once': { reason: 'open-though-posted', says: /is posted \(document \d+\), but exception X-\d+ is open/ } },
  },
  {
    id: 'M60',
    file: 'm60-missing-means-zero.mjs',
    scenario: 'scrap-and-rework',
    sees: {
      'no-zero-default-quantity': { reason: 'zero', says: /: 0 EA yield on order .* reported were MC-\d+ 11/ },
      'order-quantity-balance': { reason: 'too-little', says: /yield 0 in ERP, 341 reported/ },
    },
  },
  {
    id: 'M61',
    file: 'm61-pieces-as-boxes.mjs',
    scenario: 'scrap-and-rework',
    sees: {
      'no-duplicate-effect': { reason: 'excess', says: /should have the net effect 11 EA yield .* the ledger shows 132 EA/ },
      'over-confirmation-bounded': { reason: 'over-limit', says: /confirmed 4092, more than the limit/ },
    },
  },
  {
    id: 'M62',
    file: 'm62-invents-a-receipt.mjs',
    scenario: 'scrap-and-rework',
    sees: {
      'no-orphan-effect': {
        reason: 'no-reference',
        says: /1 EA of FG-100 received at P1\/FG01\), without a reference, stands for no fact of a source/,
      },
      'correlation-preserved': { reason: 'document', says: /cannot be traced to a fact of a source/ },
    },
  },
  {
    id: 'M63',
    file: 'm63-order-from-memory.mjs',
    scenario: 'scrap-and-rework',
    nothingElse: true,
    sees: {
      'effect-as-obliged': {
        reason: 'not-obliged',
        says: /^MC-\d+ \(confirmation of order \d+ \/ \d+\) obliges .* on order \d+ \/ \d+; document \d+ has \d+ EA yield on order/,
      },
    },
  },
  {
    id: 'M64',
    file: 'm64-parks-what-passes.mjs',
    scenario: 'rough-network',
    variant: 'faulty',
    sees: {
      'eventual-posting': {
        reason: 'parked',
        says: /is still parked with people \(X-\d+\) .* only something that passes stood in its way/,
      },
    },
  },
  {
    id: 'M81',
    file: 'm81-server-error-is-posted.mjs',
    scenario: 'server-errors',
    variant: 'faulty',
    sees: {
      'every-event-accounted': { reason: 'missing', says: /has neither effect nor exception/ },
      'eventual-posting': { reason: 'abandoned', says: /only something that passes stood in its way \(error-without-effect-\d+\)/ },
    },
  },
  {
    id: 'M82',
    file: 'm82-server-error-is-not-posted.mjs',
    scenario: 'server-errors',
    variant: 'faulty',
    sees: { 'no-duplicate-effect': { reason: 'excess', says: /whose answer was/ } },
  },
  {
    id: 'M83',
    file: 'm83-session-over-is-final.mjs',
    scenario: 'server-errors',
    variant: 'faulty',
    sees: {
      'eventual-posting': {
        reason: 'parked',
        says: /only something that passes stood in its way \((UNAUTHORIZED|FORBIDDEN), refuse-\d+\)/,
      },
      'every-event-accounted': { reason: 'excepted-without-obstacle', says: /nothing lasting stood in the way/ },
    },
  },
  {
    id: 'M84',
    file: 'm84-gives-up-silently.mjs',
    scenario: 'for-ever',
    variant: 'faulty',
    sees: {
      'every-event-accounted': { reason: 'missing', says: /has neither effect nor exception/ },
      'no-silent-drop': { reason: 'dropped-after-handshake', says: /with UNAUTHORIZED \(401\)/ },
    },
  },
  {
    id: 'M85',
    file: 'm85-looks-then-posts.mjs',
    scenario: 'two-at-once',
    variant: 'faulty',
    sees: { 'no-duplicate-effect': { reason: 'excess', says: /^MC-\d+/ } },
  },
  {
    id: 'M65',
    file: 'm65-totals-for-deltas.mjs',
    scenario: 'explicit-issues',
    sees: { 'consumption-matches-basis': { reason: 'too-much', says: /issued 190, basis reported consumption gives 155/ } },
  },
  {
    id: 'M66',
    file: 'm66-next-month-by-itself.mjs',
    scenario: 'month-end-people',
    variant: 'faulty',
    nothingElse: true,
    sees: {
      'closed-period-routed': {
        reason: 'moved',
        says: /is posted on 2026-04-01 instead of 2026-03-31; what belongs to a closed period goes to people here/,
      },
    },
  },
  {
    id: 'M67',
    file: 'm67-one-queue.mjs',
    scenario: 'closed-orders',
    sees: {
      'poison-isolated': { reason: 'not-isolated', says: /must be rejected: \d+ attempts, no exception/ },
      'order-quantity-balance': { reason: 'too-little', says: /yield 0 in ERP, 66 reported/ },
    },
  },
  {
    id: 'M142',
    file: 'm142-every-one-is-final.mjs',
    scenario: 'scrap-and-rework',
    nothingElse: true,
    sees: {
      'final-after-partials': {
        reason: 'ended-by-partial',
        says: /^MC-\d+ \(confirmation of .*\) was reported as a partial confirmation, and posted as a final one, which ends order/,
      },
    },
  },
  {
    id: 'M143',
    file: 'm143-cancels-what-looks-alike.mjs',
    scenario: 'reversals',
    nothingElse: true,
    sees: {
      'reversal-nets-to-zero': {
        reason: 'cancels-another',
        says: /^Document \d+ \(MR-\d+, which cancels MC-\d+\) cancels document \d+ of MC-\d+, not document \d+ of MC-\d+\.$/,
      },
    },
  },
  {
    id: 'M144',
    file: 'm144-scrap-as-yield.mjs',
    scenario: 'scrap-and-rework',
    nothingElse: true,
    sees: {
      'effect-as-obliged': {
        reason: 'not-obliged',
        says: /obliges \d+ EA yield on order \d+ \/ \d+ and \d+ EA scrap on order \d+ \/ \d+; document \d+ has \d+ EA yield on order/,
      },
    },
  },
  {
    id: 'M146',
    file: 'm146-without-lot.mjs',
    scenario: 'lenient-erp',
    sees: { 'effect-as-obliged': { reason: 'not-obliged', says: /of C3 lot LOT-C3-P1 issued .*; document \d+ has \d+ EA of C3 issued/ } },
  },
  {
    id: 'M147',
    file: 'm147-lot-of-its-own.mjs',
    scenario: 'lenient-erp',
    sees: {
      'no-dangling-reference': { reason: 'unknown-lot', says: /^Document \d+ names the lot C3-P1 of C3, which ERP does not have\.$/ },
      'effect-as-obliged': { reason: 'not-obliged', says: /; document \d+ has \d+ EA of C3 lot C3-P1 issued/ },
    },
  },
  {
    id: 'M148',
    file: 'm148-last-operation.mjs',
    scenario: 'lenient-erp',
    sees: { 'effect-as-obliged': { reason: 'not-obliged', says: /; document \d+ has .* at 0020, not at 0010\.$/ } },
  },
  {
    id: 'M160',
    file: 'm160-takes-its-time.mjs',
    scenario: 'in-time',
    variant: 'faulty',
    nothingElse: true,
    sees: {
      'latency-slo': { reason: 'too-slow', says: /^confirmation: p95 .* is more than the limit of 1\.5 s; the slowest, MC-\d+, took/ },
      'backlog-drains': { reason: 'late', says: /^\d+ of \d+ facts that were pending at the heal were not done 1\.5 s after it\.$/ },
    },
  },
]
