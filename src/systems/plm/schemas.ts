import { approvalRoles as roles } from '../../domain/engineering.js'
import { feedSchemas } from '../shared/feed.js'
import { date, entries, flag, list, name, number, object, oneOf, ref, text, wholeNumber, type Schema } from '../shared/schema.js'

/** What the PLM says of itself, as CloudEvents types. */
export const itemType = 'org.mfgsync.plm.item.released.v1'
export const partType = 'org.mfgsync.plm.revision-part.published.v1'
export const completeType = 'org.mfgsync.plm.revision.completed.v1'
export const approvalType = 'org.mfgsync.plm.change.approved.v1'
export const rollbackType = 'org.mfgsync.plm.revision.rolled-back.v1'
export const dispositionType = 'org.mfgsync.plm.disposition.decided.v1'

export const parts = ['header', 'lines', 'substitutes', 'effectivity'] as const

export const itemExample = {
  item: 'C9',
  version: 1,
  description: 'Safety valve',
  kind: 'purchased',
  baseUnit: 'EA',
  decimals: 0,
  conversions: [{ unit: 'BOX', numerator: 16, denominator: 1 }],
  lotManaged: true,
  serialManaged: false,
  inspectionRequired: true,
  attributes: { hazard: 'none' },
}
export const revisionExample = {
  item: 'FG-100',
  revision: 'B',
  version: 8,
  publication: 'PP-000002',
  change: 'ECO-000001',
  status: 'in-work',
  complete: false,
  header: { description: 'FG-100 B', baseQuantity: { quantity: 1, unit: 'EA' }, plants: ['P1', 'P2'] },
  effectivity: [{ plant: 'P1', from: '2025-03-30' }],
}
export const changeExample = {
  change: 'ECO-000001',
  status: 'submitted',
  requiredApprovals: ['ENG', 'QA'],
  approvals: [{ approval: 'PA-000001', role: 'ENG', approvedBy: 'Ada Quist', approvedAt: '2025-03-28T08:01:30.000+01:00' }],
  dispositions: [],
}
export const publicationExample = {
  publication: 'PP-000002',
  item: 'FG-100',
  revision: 'B',
  version: 8,
  parts: ['header', 'effectivity'],
  complete: false,
  acknowledgements: [],
}
export const event = {
  specversion: '1.0',
  id: 'plm-000001-1',
  source: '/plm',
  type: itemType,
  subject: 'PI-000001',
  time: '2025-03-28T08:00:10.000+01:00',
  datacontenttype: 'application/json',
  sequence: '1',
  partitionkey: 'C9',
  data: itemExample,
}

const quantity = object('A quantity with its unit.', { quantity: number('Quantity.'), unit: text('Unit.') })
/** What is told may have more fields than these. */
function open(schema: Schema): Schema {
  const { additionalProperties: _closed, ...rest } = schema
  return rest
}

const interval = {
  plant: text('Plant.'),
  'revision?': text('Of a rollback: the revision that holds then.'),
  from: date('First day, at the plant.'),
  'to?': date('First day on which it holds no more.'),
}

const revision: Schema = open(
  object('A revision as far as it was published, or one part of it.', {
    item: text('Item that is made.'),
    revision: text('Letter of the revision.'),
    version: wholeNumber('Version: one counter of the item over all its revisions.', 0),
    'publication?': text('Publication that says so; absent for what was there from the start.'),
    'change?': text('Change that it came with.'),
    status: oneOf('`released` once all its approvals are given.', ['in-work', 'released', 'superseded', 'withdrawn']),
    complete: flag('True once the completing message is out.'),
    'parts?': wholeNumber('How many parts there are, once it is complete.', 0),
    'digest?': text('Over all parts, once it is complete.'),
    'requiredApprovals?': list('Roles that have to approve, once it is complete.', oneOf('Role.', roles)),
    'rollback?': text('Rollback that says so, where this version takes an older revision up again.'),
    'from?': text('Of a rollback: revision that is taken back.'),
    'to?': text('Of a rollback: revision that holds again.'),
    'reason?': text('Of a rollback: why.'),
    'approvedBy?': list('Of a rollback: who has approved it.', text('Person.')),
    'header?': open(
      object('Header.', { description: text('What it is.'), baseQuantity: quantity, plants: list('Plants.', text('Plant.')) }),
    ),
    'lines?': list(
      'Components.',
      open(
        object('A component, for the base quantity.', {
          position: text('Position in the list.'),
          item: text('Component.'),
          rate: number('Quantity of it.'),
          unit: text('Unit of the quantity.'),
          routingStep: text('Operation that uses it.'),
          use: oneOf('`optional`: no demand until somebody takes it; `info`: none at all.', ['required', 'optional', 'info']),
          issue: oneOf('How it is issued.', ['explicit', 'backflush', 'none']),
          vendors: list('Vendors that it is approved of.', text('Vendor.')),
        }),
      ),
    ),
    'substitutes?': list(
      'What may be taken in place of a component.',
      open(
        object('A substitute.', {
          position: text('Position of the component in the list.'),
          primary: text('Component.'),
          item: text('What may be taken.'),
          priority: wholeNumber('The component itself has priority 1.', 1),
          ratio: number('So many of it for one of the component.'),
        }),
      ),
    ),
    'effectivity?': list('When it holds, by plant.', open(object('Dates of the plant.', interval))),
  }),
)

export const schemas: Readonly<Record<string, Schema>> = {
  ...feedSchemas,
  Item: open(
    object('An item.', {
      item: text('Item.'),
      'version?': wholeNumber('Version; absent for what was there from the start.', 1),
      description: text('What it is.'),
      kind: text('`finished`, `assembly`, `phantom`, `purchased`, `drawing`.'),
      baseUnit: text('Unit that it is kept in.'),
      decimals: wholeNumber('Decimal places that are kept of a quantity.', 0),
      conversions: list(
        '1 unit = numerator / denominator base units.',
        object('A conversion.', { unit: text('Unit.'), numerator: number('Numerator.'), denominator: number('Denominator.') }),
      ),
      lotManaged: flag('Kept in lots.'),
      serialManaged: flag('Kept by serial number.'),
      inspectionRequired: flag('Inspected when it is received.'),
      'attributes?': { type: 'object', description: 'Whatever else is known of it.' },
    }),
  ),
  Revision: revision,
  Change: object('An engineering change.', {
    change: text('Change.'),
    status: oneOf('`approved` once all required approvals are given.', ['submitted', 'approved']),
    requiredApprovals: list('Roles that have to approve; empty as long as nothing complete was published.', oneOf('Role.', roles)),
    approvals: list(
      'Approvals that were given.',
      open(
        object('An approval.', {
          approval: text('Its number.'),
          role: oneOf('Role.', roles),
          approvedBy: text('Who.'),
          approvedAt: text('When.', { format: 'date-time' }),
        }),
      ),
    ),
    dispositions: list(
      'What is done with open orders.',
      open(
        object('A disposition.', {
          disposition: text('Its number.'),
          plant: text('Plant.'),
          order: text('Production order.'),
          kind: text('`finish-old`, `rework`, `use-as-is`.'),
        }),
      ),
    ),
  }),
  Publication: object('A publication: messages that belong together.', {
    publication: text('Publication.'),
    item: text('Item.'),
    revision: text('Letter of the revision.'),
    version: wholeNumber('Version.', 0),
    parts: list('Parts that are out.', oneOf('Part.', parts)),
    complete: flag('True once the completing message is out.'),
    acknowledgements: list('What was acknowledged of it.', ref('Acknowledgement')),
  }),
  PublicationList: entries('Publications, oldest first.', 'Publication'),
  Acknowledgement: object('What a system has of a publication.', {
    system: name('System that has it.', 'erp'),
    'plant?': name('Plant.', 'P1'),
    id: name('How it is called there.', 'B-00000042'),
    version: wholeNumber('Version that was taken.', 0),
  }),
}
