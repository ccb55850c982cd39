import { feedSchemas } from '../shared/feed.js'
import { lotFields } from '../shared/lots.js'
import { referenceFields } from '../shared/posting.js'
import { flag, list, name, number, object, oneOf, text, wholeNumber, type Schema } from '../shared/schema.js'

const decisionType = 'org.mfgsync.qms.usage-decision.made.v1'

/** The payload of a usage decision, as the examples have it. */
const decided = {
  decision: 'QD-000001',
  plant: 'P1',
  item: 'C9',
  lot: 'LOT-7',
  sequence: 1,
  accepted: 480,
  rejected: 32,
  unit: 'EA',
  code: 'A',
  partial: false,
  occurredAt: '2026-03-02T06:20:00.000+01:00',
}

export const event = {
  specversion: '1.0',
  id: 'qms-QD-000001-e1',
  source: '/qms/P1',
  type: decisionType,
  subject: 'QD-000001',
  time: decided.occurredAt,
  datacontenttype: 'application/json',
  sequence: '1',
  partitionkey: 'P1/C9/LOT-7',
  data: decided,
}

const decisionFields: Readonly<Record<string, Schema>> = {
  accepted: number('Quantity that may be used.'),
  rejected: number('Quantity that may not.'),
  unit: text('Unit of both.'),
  code: text('Code of the decision.'),
  partial: flag('True if the rest is still to be decided.'),
}

export const schemas: Readonly<Record<string, Schema>> = {
  ...feedSchemas,
  UsageDecisionCreate: object('What may be used of the lot.', {
    accepted: { ...number('Quantity that may be used.'), minimum: 0, maximum: 1e15 },
    rejected: { ...number('Quantity that may not.'), minimum: 0, maximum: 1e15 },
    unit: name('Unit of both.', 'EA'),
    code: name('Code of the decision.', 'A'),
    'partial?': flag('True if the rest is still to be decided.'),
    ...referenceFields,
  }),
  InspectedLot: object('A lot as quality has it.', {
    ...lotFields,
    status: oneOf('Where its inspection is.', ['not-inspected', 'created', 'in-inspection', 'decided']),
    held: flag('On hold.'),
    'inspectionLot?': text('Number of its inspection.'),
    'decision?': object('The last usage decision.', decisionFields),
    'heldSince?': text('Since when it is on hold.', { format: 'date-time' }),
    'reason?': text('Why it is on hold.'),
  }),
}

/** What the refusals say besides code and message. */
export const details: Readonly<Record<string, Schema>> = {
  plant: text('Plant that it is about.'),
  plants: list('Plants that have the lot.', { type: 'string' }),
  item: text('Item that it is about.'),
  lot: text('Lot that it is about.'),
  inspectionLot: text('Inspection lot that it is about.'),
  unit: text('Unit that is not known.'),
  units: list('Units that the item knows.', { type: 'string' }),
  decimals: wholeNumber('Decimal places that are kept of the item.', 0),
  document: text('Document that it is about.'),
  reference: text('Reference that is taken.'),
}
