import type { AnswerClass, PolicyDescription, RuleDescription, SystemKind } from '../contract.js'
import { defineSystem, type SystemDeclaration } from '../define.js'
import { orderOperations } from './operations/orders.js'
import { postingOperations } from './operations/postings.js'
import { readOperations } from './operations/reads.js'
import { details, schemas } from './schemas.js'
import { Erp } from './state.js'
import { steps } from './steps.js'

/** Why the ERP refuses, and what a caller may do next. All of them are definite: nothing was done. */
const refusals: Readonly<Record<string, AnswerClass>> = {
  UNKNOWN_ORDER: 'business',
  UNKNOWN_OPERATION: 'business',
  UNKNOWN_ITEM: 'business',
  UNKNOWN_BOM: 'business',
  UNKNOWN_LOCATION: 'business',
  UNKNOWN_LOT: 'business',
  UNKNOWN_PLANT: 'business',
  UNKNOWN_DOCUMENT: 'business',
  PLANT_REQUIRED: 'business',
  PLANT_MISMATCH: 'business',
  UNIT_UNKNOWN: 'business',
  NEGATIVE_QUANTITY: 'business',
  QUANTITY_ROUNDS_TO_ZERO: 'business',
  LOT_REQUIRED: 'business',
  NOT_LOT_MANAGED: 'business',
  ORDER_NOT_RELEASED: 'business',
  ORDER_NOT_COMPLETE: 'business',
  ORDER_CLOSED: 'business',
  PERIOD_CLOSED: 'business',
  NO_PERIOD: 'business',
  OVER_CONFIRMATION: 'business',
  PREDECESSOR_SHORT: 'business',
  NEGATIVE_STOCK: 'business',
  NOT_REVERSIBLE: 'business',
  KEY_REUSED: 'business',
  ORDER_LOCKED: 'transient',
  DUPLICATE_REFERENCE: 'duplicate',
  ALREADY_REVERSED: 'duplicate',
}

const rules: readonly RuleDescription[] = [
  { name: 'posting_period', title: 'Refuse a posting in a closed period.', byDefault: true },
  { name: 'negative_stock', title: 'Refuse a movement that would make a balance negative.', byDefault: false },
  { name: 'over_confirmation', title: 'Refuse a confirmation beyond order quantity plus tolerance.', byDefault: false },
  { name: 'operation_predecessor', title: 'Refuse a confirmation beyond what the operation before it handed on.', byDefault: false },
]

const policies: readonly PolicyDescription[] = [
  {
    name: 'closed_period',
    title: 'Where a posting of a closed period belongs: on the first open day, or with people.',
    choices: ['first-open-period', 'exception'],
  },
]

/** The simulated ERP: production orders, confirmations, goods movements, stock. */
export const erp: SystemDeclaration<Erp> = {
  words: { name: 'erp', title: 'ERP: production orders, confirmations, goods movements, stock', short: 'ERP', books: true },
  url: { variable: 'MFGSYNC_ERP_URL', path: '' },
  heading: 'mfgsync simulated ERP',
  description:
    'Production orders, confirmations, goods movements, stock. Quantities are JSON numbers with a unit; decimal strings are accepted.',
  rules,
  policies,
  refusals,
  steps,
  operations: [...postingOperations, ...orderOperations, ...readOperations],
  schemas,
  details,
  lookUp: 'look it up by reference, or send the same Idempotency-Key again, before you post anew.',
  open: (settings, opening) => new Erp(settings, opening),
  snapshot: ({ books }) => books.snapshot(),
}

export const erpSystem: SystemKind = defineSystem(erp)
