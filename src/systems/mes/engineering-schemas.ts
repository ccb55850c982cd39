import { lineFields, linesMax, substitutesSchema, versionField } from '../shared/engineering.js'
import { storedItemSchemas } from '../shared/items.js'
import { referenceFields } from '../shared/posting.js'
import { entries, list, name, object, oneOf, text, wholeNumber, type Schema } from '../shared/schema.js'

const instant = (description: string): Schema => text(description, { format: 'date-time', examples: ['2025-03-29T23:00:00Z'] })
const ids = object('How the ERP calls it.', {
  bom: name('Number of the bill of material.', 'B-00000042'),
  revisionId: name('Number of the revision.', 'R-00000042'),
})
const fields = {
  'header?': object('What it is.', { description: text('What it is.', { maxLength: 500 }) }),
  'lines?': list(
    'Components, for one piece; their order means nothing.',
    object('A component.', {
      ...lineFields,
      use: oneOf('The shop floor lists all of them, and lets the operator choose.', ['required', 'optional', 'info']),
    }),
    linesMax,
  ),
  'substitutes?': substitutesSchema,
  'effectivity?': list(
    'When it holds, in instants.',
    object('An interval.', { validFrom: instant('First instant.'), 'validTo?': instant('First instant at which it holds no more.') }),
    { maxItems: 100 },
  ),
  'erpIds?': ids,
}

export const bomExample = {
  plant: 'P1',
  item: 'FG-100',
  revision: 'B',
  status: 'inactive',
  version: 8,
  header: { description: 'FG-100 B' },
  effectivity: [{ validFrom: '2025-03-29T23:00:00.000Z' }],
  erpIds: { bom: 'B-00000042', revisionId: 'R-00000042' },
}

export const engineeringSchemas: Readonly<Record<string, Schema>> = {
  ...storedItemSchemas,
  BomPut: object('What of the bill of material is written, group by group.', { ...fields, ...versionField, ...referenceFields }),
  BomActivation: object('Who says so.', { ...versionField, ...referenceFields }),
  Bom: object('A bill of material as far as it was written.', {
    plant: text('Plant.'),
    item: text('Item that is made.'),
    revision: text('Revision.'),
    status: oneOf('Whether orders may take it.', ['inactive', 'active']),
    version: wholeNumber('Highest version that was written; 0 for none.', 0),
    ...fields,
  }),
  BomList: entries('Bills of material of the item in the plant.', 'Bom'),
  OrderRevision: object('The revision that the order is made by from now on.', {
    revision: name('Revision.', 'B'),
    'plant?': name('Plant; may be left out where no other plant has the number.', 'P1'),
    ...referenceFields,
  }),
  OrderRevisionChanged: object('It is made by that revision.', { order: text('Production order.'), revision: text('Revision.') }),
}
