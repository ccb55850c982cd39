import type { PayloadSchema } from './contract.js'
import { intervalsSchema, listOf, number, record, text, whole } from './engineering.js'
import { measuredSchema } from './payload.js'

const published: Readonly<Record<string, PayloadSchema>> = {
  publication: text('Publication: the messages that belong together.'),
  item: text('Item that is made.'),
  revision: text('Letter of the revision.'),
  version: whole('One counter of the item over all its revisions: a higher one is newer, whatever its letter.'),
  change: text('Change that it comes with.'),
}

export const partSchema = record('A part of a revision.', {
  ...published,
  part: { type: 'string', description: 'Which part it is.', enum: ['header', 'lines', 'substitutes', 'effectivity'] },
  'description?': text('Header: what it is.'),
  'baseQuantity?': measuredSchema('Header: the lines are for so much of the item.'),
  'plants?': listOf('Header: plants that make it so.', text('Plant.')),
  'lines?': listOf(
    'Lines: components.',
    record('A component, for the base quantity.', {
      position: text('Position in the list.'),
      item: text('Component.'),
      rate: number('How much of it.'),
      unit: text('Unit of the rate.'),
      routingStep: text('Operation that uses it.'),
      use: text('`required`; `optional`: no demand until somebody takes it; `info`: none at all.'),
      issue: text('`backflush`, `explicit` or `none`.'),
      vendors: listOf('Vendors that it is approved of.', text('Vendor.')),
    }),
  ),
  'substitutes?': listOf(
    'Substitutes: what may be taken in place of a component.',
    record('A substitute.', {
      position: text('Position of the component.'),
      primary: text('Component.'),
      item: text('What may be taken.'),
      priority: whole('The component itself has priority 1.'),
      ratio: number('So many of it for one of the component.'),
    }),
  ),
  'effectivity?': intervalsSchema(),
})

export const completeSchema = record('All parts of a revision are out.', {
  ...published,
  parts: whole('How many parts there are.'),
  digest: text('Over all parts.'),
  requiredApprovals: listOf('Roles that have to approve the change.', text('Role.')),
})

export const approvalSchema = record('A role has approved a change, whatever the newest version of its revision.', {
  approval: text('Business key.'),
  change: text('Change.'),
  role: text('`ENG` or `QA`.'),
  approvedBy: text('Who.'),
  approvedAt: { type: 'string', format: 'date-time', description: 'When.' },
})
