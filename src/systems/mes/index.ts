import type { SystemKind } from '../contract.js'
import { defineSystem } from '../define.js'
import { feedDetails, feedOperation } from '../shared/feed.js'
import { list, text, wholeNumber } from '../shared/schema.js'
import { engineeringSchemas } from './engineering-schemas.js'
import { engineeringSteps } from './engineering-steps.js'
import { engineeringOperations } from './operations/engineering.js'
import { dispatchOrder, dispatchSchemas } from './operations/order-dispatch.js'
import { changeRevision } from './operations/order-revision.js'
import { materialOperations, materialSchemas } from './operations/material.js'
import { readOperations } from './operations/reads.js'
import { itemDetails } from '../shared/items.js'
import { event, schemas } from './schemas.js'
import { Mes } from './state.js'
import { steps } from './steps.js'

/** The simulated MES: the shop floor, whose facts an integration brings to the ERP, and which is told what may be used. */
export const mesSystem: SystemKind = defineSystem<Mes>({
  words: {
    name: 'mes',
    title: 'MES: what the shop floor reports, as a change feed and by webhook, and what it is told',
    short: 'MES',
    books: true,
    plays: 'floor',
  },
  url: { variable: 'MFGSYNC_MES_URL', path: '' },
  heading: 'mfgsync simulated MES',
  description:
    'The shop floor: what happened there, as a change feed; and what it may use, as others tell it. It also delivers the same events by ' +
    'webhook, at least once.',
  rules: [{ name: 'hold', title: 'Refuse to take material as available of a lot that is on hold.', byDefault: false }],
  operations: [feedOperation(event), ...readOperations, ...engineeringOperations, dispatchOrder, changeRevision, ...materialOperations],
  schemas: { ...schemas, ...engineeringSchemas, ...materialSchemas, ...dispatchSchemas },
  refusals: { VERSION_STALE: 'stale' },
  steps: [...engineeringSteps, ...steps],
  lookUp: 'look it up by reference, or send the same Idempotency-Key again, before you report anew.',
  details: {
    order: text('Order that was asked for.'),
    plants: list('Plants that have the number or the lot.', { type: 'string' }),
    lot: text('Lot that it is about.'),
    decimals: wholeNumber('Decimal places that are kept of the item.', 0),
    document: text('Document that it is about.'),
    reference: text('Reference that is taken.'),
    confirmation: text('Confirmation that was asked for.'),
    item: text('Item that it is about.'),
    revision: text('Revision that it is about.'),
    plant: text('Plant that was named.'),
    operation: text('Operation that was named.'),
    unit: text('Unit that is not known.'),
    units: list('Units that the item knows.', { type: 'string' }),
    ...itemDetails,
    ...feedDetails,
  },
  emits: { title: 'what the shop floor reports', example: event },
  open: (settings, opening) => new Mes(settings, opening),
  snapshot: (mes) => ({ feed: mes.log.snapshot(), ...mes.written.shown(mes.ledger), ...mes.materialData() }),
})
