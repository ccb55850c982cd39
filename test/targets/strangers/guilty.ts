import type { Variant } from '../../../src/scenario/plan.js'
import type { DedupeMode } from '../../../src/systems/contract.js'
import type { Language, Sentences, Stranger, Trial } from './trial.js'

const every: readonly DedupeMode[] = ['none', 'idempotency-key', 'external-reference']

interface Where {
  readonly scenario?: string
  readonly variant?: Variant
  readonly modes?: readonly DedupeMode[]
  /** The other way in which the same mistake may end. */
  readonly or?: Sentences
}

function convicted(by: Sentences, { scenario = 'line-day', variant = 'clean', modes = ['none'], or }: Where = {}): Trial {
  return { scenario, variants: [variant], modes, end: { verdict: 'convicted', by, ...(or && { or }) } }
}

const faulty = { variant: 'faulty' } as const

function guiltyOf(language: Language, mistake: string, line: string, ...trials: readonly Trial[]): Stranger {
  return { language, mistake, line, trials }
}

// The sentences name the cause as a person would: the fact, what it obliges or was told, what there is instead.
const postedTwice = / should have the net effect .*; the ledger shows .* Call \d+ arrived/
const lostAnswer = /M[CI]-\d+ .* the ledger shows .* Call \d+ arrived .* after call \d+, whose answer was (lost|an error|a server error)/

/** What the ERP refused only because of what was asked, or of what the target itself had done, is no reason to tell people. */
const refusedWith = (code: string): RegExp =>
  new RegExp(`was handed to people .* refused call \\d+ with ${code}, and would have taken the right posting`)

/** One mistake each. What convicts them is the check that owns it, with a sentence that names it. */
export const guilty: readonly Stranger[] = [
  ...(['node', 'perl', 'bash'] as const).map((language) =>
    guiltyOf(
      language,
      'posts-again-blindly',
      'posts again after a lost answer, without key or look-up',
      convicted({ 'no-duplicate-effect': lostAnswer }, { ...faulty, modes: ['none', 'idempotency-key'] }),
      convicted({ 'no-duplicate-effect': lostAnswer }, { ...faulty, scenario: 'hello-confirmation' }),
    ),
  ),
  ...(['node', 'java'] as const).map((language) =>
    guiltyOf(
      language,
      'two-workers',
      'looks, then posts, and nothing keeps two threads from doing so side by side',
      convicted({ 'no-duplicate-effect': postedTwice }, { ...faulty, scenario: 'side-by-side' }),
    ),
  ),
  guiltyOf(
    'python',
    'closes-the-order',
    'completes and closes the order at a final confirmation, and hands to people what is refused then',
    convicted({ 'every-event-accounted': refusedWith('ORDER_CLOSED'), 'no-orphan-effect': /clos/ }, { modes: every }),
  ),
  guiltyOf(
    'python',
    'completes-at-first-final',
    'completes the order technically at the first final confirmation',
    convicted({ 'no-orphan-effect': /complete/ }),
  ),
  guiltyOf(
    'python',
    'releases-by-itself',
    'releases an order that planning has not released, and posts what had to wait',
    convicted({ 'no-orphan-effect': /releas/ }, { scenario: 'not-released-yet' }),
  ),
  ...(['node', 'perl', 'bash'] as const).map((language) =>
    guiltyOf(
      language,
      'order-of-another-table',
      'takes the number of the order from another table, and hands to people what the ERP does not know',
      convicted({ 'every-event-accounted': refusedWith('UNKNOWN_ORDER') }),
    ),
  ),
  ...(['node', 'perl'] as const).map((language) =>
    guiltyOf(
      language,
      'month-from-zero',
      'counts months from zero, and hands to people what falls into a closed period',
      convicted({ 'every-event-accounted': refusedWith('PERIOD_CLOSED') }),
    ),
  ),
  ...(['python', 'java'] as const).map((language) =>
    guiltyOf(
      language,
      'pieces-as-boxes',
      'posts boxes for pieces, and hands to people what is too much for the order',
      convicted({ 'every-event-accounted': refusedWith('OVER_CONFIRMATION') }),
    ),
  ),
  ...(['python', 'perl', 'bash'] as const).map((language) =>
    guiltyOf(
      language,
      'reference-for-document',
      'takes the reference of a confirmation for its document when it reverses, and hands over what is not found',
      convicted({ 'every-event-accounted': refusedWith('UNKNOWN_DOCUMENT') }),
    ),
  ),
  ...(['node', 'java'] as const).map((language) =>
    guiltyOf(
      language,
      'side-by-side',
      'works the operations of an order side by side, and hands to people what comes too early',
      // Which of two calls that are under way together comes first decides whether the ERP refuses one, or takes both in the wrong order.
      convicted(
        { 'every-event-accounted': refusedWith('PREDECESSOR_SHORT') },
        { ...faulty, or: { 'per-key-order': /was applied at .*, before .*, which was visible as a gap/ } },
      ),
    ),
  ),
  guiltyOf(
    'node',
    'own-duplicate-is-a-reason',
    'hands to people what it has posted itself, because the ERP refuses the second posting',
    convicted({ 'exception-closed-once': /is posted .* exception \S+ is open/ }, { ...faulty, modes: ['external-reference'] }),
  ),
  guiltyOf(
    'node',
    'order-as-reference',
    'names its postings by order and operation, so that only the first of them is taken',
    convicted({ 'every-event-accounted': /neither effect nor exception/ }, { modes: ['external-reference'] }),
  ),
  guiltyOf(
    'node',
    'people-for-all',
    'raises an exception for every fact on receipt, closes it when it is posted, and keeps no order meanwhile',
    convicted({ 'final-after-partials': /M\w-\d+/ }, { ...faulty, scenario: 'not-just-now' }),
  ),
  guiltyOf(
    'python',
    'wrong-step',
    'issues what was consumed to the next operation of the routing',
    convicted({ 'every-event-accounted': refusedWith('COMPONENT_NOT_ASSIGNED') }),
  ),
  guiltyOf(
    'python',
    'no-lot',
    'issues what is managed by lot without its lot',
    convicted({ 'every-event-accounted': refusedWith('LOT_REQUIRED') }),
  ),
  guiltyOf(
    'python',
    'lot-of-another-item',
    'issues from a lot of another component',
    convicted({ 'every-event-accounted': refusedWith('UNKNOWN_LOT') }),
  ),
  ...(['python', 'perl'] as const).map((language) =>
    guiltyOf(
      language,
      'wrong-sign',
      'posts a receipt for what was consumed',
      convicted({ 'effect-as-obliged': /MI-\d+ .* obliges .*; document/ }),
    ),
  ),
  guiltyOf(
    'python',
    'reverses-what-looks-alike',
    'reverses the document of another fact, which has equal quantities',
    convicted({ 'reversal-nets-to-zero': /MR-\d+/ }, { scenario: 'equal-shifts' }),
  ),
  ...(['node', 'perl', 'bash'] as const).map((language) =>
    guiltyOf(
      language,
      '5xx-is-posted',
      'takes every server error for "posted"',
      convicted({ 'every-event-accounted': /neither effect nor exception/ }, { ...faulty, scenario: 'errors-of-both-kinds' }),
    ),
  ),
  ...(['node', 'java'] as const).map((language) =>
    guiltyOf(
      language,
      '5xx-is-not-posted',
      'takes every server error for "not posted", and posts again under another key',
      convicted(
        { 'no-duplicate-effect': postedTwice },
        { ...faulty, scenario: 'errors-of-both-kinds', modes: ['none', 'idempotency-key'] },
      ),
    ),
  ),
  guiltyOf(
    'python',
    '401-is-final',
    'hands to people what an expired token kept from being posted',
    convicted({ 'eventual-posting': /MC-\d+ .* parked/ }, faulty),
  ),
  ...(['node', 'bash'] as const).map((language) =>
    guiltyOf(language, 'scrap-as-yield', 'counts scrap as yield', convicted({ 'effect-as-obliged': /MC-\d+ .* obliges .*; document/ })),
  ),
  guiltyOf(
    'node',
    'final-as-partial',
    'reports a final confirmation as a partial one',
    convicted({ 'every-event-accounted': /MC-\d+ .* 0 final confirmations of order .* of 1/ }),
  ),
  guiltyOf('node', 'partial-as-final', 'reports a partial confirmation as final', convicted({ 'final-after-partials': /MC-\d+/ })),
  ...(['python', 'perl', 'java', 'bash'] as const).map((language) =>
    guiltyOf(
      language,
      'dated-today',
      'dates every posting on the day on which it posts',
      convicted({ 'business-date-preserved': /is dated \S+; M[CI]-\d+ happened on 2026-03-02/ }, { scenario: 'no-periods' }),
    ),
  ),
  ...(['node', 'perl', 'java'] as const).map((language) =>
    guiltyOf(
      language,
      'memory-only',
      'keeps what it has taken in memory',
      convicted(
        // Java begins slowly: where the crash comes before the first posting, nobody can tell it from a target that posts nothing.
        { 'every-event-accounted': /neither effect nor exception/, ...(language !== 'java' && { 'ack-implies-durable': /acknowledged/ }) },
        faulty,
      ),
    ),
  ),
  guiltyOf(
    'node',
    'acknowledges-first',
    'acknowledges, and stores a moment later',
    convicted({ 'ack-implies-durable': /acknowledged/ }, faulty),
  ),
  guiltyOf(
    'node',
    'ignores-retry-after',
    'does not wait as long as it is asked to',
    convicted({ 'rate-limit-respected': /Retry-After/ }, { ...faulty, scenario: 'not-just-now' }),
  ),
  ...(['python', 'perl'] as const).map((language) =>
    guiltyOf(
      language,
      'digits-only',
      'cuts the business key to its digits',
      convicted({ 'every-event-accounted': /neither effect nor exception/ }, { scenario: 'odd-names', modes: ['external-reference'] }),
    ),
  ),
  ...(['node', 'perl', 'bash'] as const).map((language) =>
    guiltyOf(
      language,
      'no-encoding',
      'writes what it is told into URLs as it is',
      convicted(
        // With a space in it, curl takes it for no address at all, and nothing is ever found again.
        language === 'bash' ? { 'every-event-accounted': /neither effect nor exception/ } : { 'no-duplicate-effect': postedTwice },
        { ...faulty, scenario: 'odd-names' },
      ),
    ),
  ),
  ...(['python', 'perl'] as const).map((language) =>
    guiltyOf(
      language,
      'no-leading-zeros',
      'loses leading zeros of orders and operations, and hands to people what is not found',
      convicted({ 'every-event-accounted': refusedWith('UNKNOWN_(ORDER|OPERATION)') }, { scenario: 'padded-names' }),
      convicted({ 'effect-as-obliged': /obliges .* \/ 0010.*; document \d+ has .* \/ 10\b/ }, { scenario: 'odd-names' }),
    ),
  ),
  ...(['python', 'java'] as const).map((language) =>
    guiltyOf(
      language,
      'ignores-case',
      'takes two keys for one that differ in case alone',
      convicted({ 'every-event-accounted': /neither effect nor exception/ }, { scenario: 'odd-names' }),
    ),
  ),
  ...(['refuses-with-400', 'refuses-with-500'] as const).map((mistake) => ({
    language: 'node' as const,
    mistake,
    line: `answers ${mistake.slice(-3)} to every delivery`,
    trials: [
      {
        scenario: 'hello-confirmation',
        variants: ['clean'] as const,
        modes: ['none'] as const,
        end: { verdict: 'set-up-error', says: new RegExp(mistake.slice(-3)) } as const,
      },
    ],
  })),
]
