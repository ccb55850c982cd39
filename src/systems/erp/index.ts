import { postingZonePolicy, postingZones } from '../../domain/posting-zone.js'
import type { PolicyDescription, RuleDescription, SystemKind } from '../contract.js'
import { defineSystem, type SystemDeclaration } from '../define.js'
import { bomOperationSchemas, bomOperations } from './operations/boms.js'
import { bomReadOperations } from './operations/bom-reads.js'
import { itemOperations, itemSchemas } from './operations/items.js'
import { orderRevisionOperations, orderRevisionSchemas } from './operations/order-revision.js'
import { orderOperations } from './operations/orders.js'
import { confirmationOperations, confirmationSchemas } from './operations/confirmation.js'
import { reversalSchemas } from './operations/documents.js'
import { lotOperations, lotSchemas } from './operations/lots.js'
import { movementOperations, movementSchemas } from './operations/movement.js'
import { placeOperations, placeSchemas } from './operations/places.js'
import { planOperations } from './operations/plans.js'
import { planRowOperations } from './operations/plan-rows.js'
import { planSchemas } from './operations/plan-schemas.js'
import { readOperations } from './operations/reads.js'
import { feedDetails, feedOperation, feedSchemas } from '../shared/feed.js'
import { quantitySchema } from '../shared/posting.js'
import { event } from './events.js'
import { details, schemas } from './schemas.js'
import { Erp } from './state.js'
import { steps } from './steps.js'

const quantity = quantitySchema(
  'A quantity with its unit. It must not be negative where something is posted, save in an adjustment.',
  {},
  'EA',
)

const rules: readonly RuleDescription[] = [
  { name: 'posting_period', title: 'Refuse a posting in a closed period.', byDefault: true },
  { name: 'negative_stock', title: 'Refuse a movement that would make a balance negative.', byDefault: false },
  { name: 'over_confirmation', title: 'Refuse a confirmation beyond order quantity plus tolerance.', byDefault: false },
  { name: 'operation_predecessor', title: 'Refuse a confirmation beyond what the operation before it handed on.', byDefault: false },
  {
    name: 'lots',
    title: 'Refuse a movement of an item that is kept in lots without its lot, or out of an unknown one, and a lot of any other item.',
    byDefault: true,
  },
  { name: 'lot_restriction', title: 'Refuse to take anything of a lot that is on hold.', byDefault: false },
  { name: 'over_delivery', title: 'Refuse a receipt beyond what was ordered, plus tolerance.', byDefault: false },
  {
    name: 'component_assignment',
    title: 'Refuse a goods issue to an operation that the bill of material does not assign the component to.',
    byDefault: true,
  },
  { name: 'bom_complete', title: 'Refuse to activate a bill of material of which parts were never written.', byDefault: true },
  {
    name: 'bom_unique',
    title: 'Refuse a second bill of material of a revision in a plant, instead of making it an alternative.',
    byDefault: false,
  },
  {
    name: 'approval',
    title: 'Refuse to activate a bill of material that was never active without the approvals of engineering and quality.',
    byDefault: false,
  },
  {
    name: 'effectivity',
    title: 'Refuse to activate a bill of material beside another one that holds on the same day and is not to end.',
    byDefault: false,
  },
  { name: 'plan_complete', title: 'Refuse to put a version of the plan in force of which rows are missing.', byDefault: false },
  {
    name: 'plan_order',
    title: 'Refuse to open or to put in force a version of the plan that is older than the one in force.',
    byDefault: false,
  },
  { name: 'page_atomic', title: 'Refuse a page of a plan whole where one of its rows is refused.', byDefault: false },
  {
    name: 'whole_units',
    title: 'Refuse a quantity with more decimals than are kept of its item, instead of rounding it.',
    byDefault: false,
  },
]

const policies: readonly PolicyDescription[] = [
  {
    name: 'closed_period',
    title: 'Where a posting of a closed period belongs: on the first open day, or with people.',
    choices: ['first-open-period', 'exception'],
  },
  {
    name: postingZonePolicy,
    title: 'In whose time zone a posting is dated: of the plant where it happened, of its company, or UTC.',
    choices: postingZones,
  },
]

/** The simulated ERP: production orders, confirmations, goods movements, stock. */
export const erp: SystemDeclaration<Erp> = {
  words: {
    name: 'erp',
    title: 'ERP: production orders, confirmations, goods movements, stock',
    short: 'ERP',
    books: true,
    plays: 'ledger',
  },
  url: { variable: 'MFGSYNC_ERP_URL', path: '' },
  heading: 'mfgsync simulated ERP',
  description:
    'Production orders, confirmations, goods movements, stock. Quantities are JSON numbers with a unit; decimal strings are accepted.',
  rules,
  policies,
  refusals: {
    ORDER_LOCKED: 'transient',
    BOM_LOCKED: 'transient',
    ALREADY_REVERSED: 'duplicate',
    BOM_EXISTS: 'duplicate',
    VERSION_STALE: 'stale',
  },
  steps,
  operations: [
    ...confirmationOperations,
    ...movementOperations,
    ...orderOperations,
    ...orderRevisionOperations,
    ...itemOperations,
    ...bomOperations,
    ...bomReadOperations,
    ...lotOperations,
    ...placeOperations,
    ...planOperations,
    ...planRowOperations,
    ...readOperations,
    feedOperation(event),
  ],
  schemas: {
    Quantity: quantity,
    ...confirmationSchemas,
    ...reversalSchemas,
    ...movementSchemas,
    ...itemSchemas,
    ...bomOperationSchemas,
    ...orderRevisionSchemas,
    ...lotSchemas,
    ...placeSchemas,
    ...feedSchemas,
    ...planSchemas,
    ...schemas,
  },
  details: { ...details, ...feedDetails },
  lookUp: 'look it up by reference, or send the same Idempotency-Key again, before you post anew.',
  emits: { title: 'which orders were released', example: event },
  open: (settings, opening) => new Erp(settings, opening),
  snapshot: (state) => state.snapshot(),
}

export const erpSystem: SystemKind = defineSystem(erp)
