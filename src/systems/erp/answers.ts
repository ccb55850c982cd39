import { refusal, type RefusalAnswer } from '../operation.js'

export const orderLocked = refusal(
  423,
  ['ORDER_LOCKED'],
  'Somebody else edits the order.',
  'Order 100001 is being edited by somebody else; try again after 1 s.',
  { order: '100001' },
)

export const alreadyReversed = refusal(
  409,
  ['ALREADY_REVERSED', 'DUPLICATE_REFERENCE'],
  'The document is already reversed, or (dedupe mode `external-reference`) a reversal has this reference. It is ' +
    'already there: take it as done.',
  'Document 8000000001 is already reversed by 8000000002.',
  { document: '8000000002' },
)

// Codes that several operations refuse with.
export const dates = ['PERIOD_CLOSED', 'NO_PERIOD'] as const
export const statuses = ['ORDER_NOT_RELEASED', 'ORDER_CLOSED'] as const
export const stock = ['NEGATIVE_STOCK', 'KEY_REUSED'] as const
export const names = ['UNKNOWN_OPERATION', 'UNKNOWN_ITEM', 'UNKNOWN_LOCATION'] as const
export const lots = ['LOT_REQUIRED', 'UNKNOWN_LOT', 'NOT_LOT_MANAGED'] as const

/** Rules and master data that forbid a posting, as far as an operation can meet them. */
export function forbidden(...codes: readonly string[]): RefusalAnswer {
  return refusal(
    422,
    codes,
    'A rule forbids it, or master data is not known. It will be refused again until something changes.',
    '2026-02-27 lies in a closed posting period of company C1; the next open day is 2026-03-01.',
    { company: 'C1', postingDate: '2026-02-27', policy: 'first-open-period', nextOpenDate: '2026-03-01' },
  )
}

export function statusForbids(...codes: readonly string[]): RefusalAnswer {
  const message = 'Order 100001 is created, not released.'
  return refusal(422, codes, 'The status of the order does not allow it.', message, { order: '100001', status: 'created' })
}
