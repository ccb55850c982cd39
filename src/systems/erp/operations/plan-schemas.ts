import { isoWeek } from '../../../domain/planning.js'
import { flag, list, name, number, object, oneOf, ref, text, wholeNumber, type Schema } from '../../shared/schema.js'
import { postedFields, quantitySchema, referenceFields } from '../../shared/posting.js'

export const statuses = ['staged', 'active', 'superseded', 'deleted'] as const
const rowFields: Readonly<Record<string, Schema>> = {
  plant: name('Plant.', 'P1'),
  item: name('Item.', 'FG-100'),
  bucket: text('ISO week.', { pattern: isoWeek.source, examples: ['2026-W10'] }),
  quantity: quantitySchema('How much of it is wanted.', {}, 'EA'),
  'source?': object('Where it comes from: without it nobody can say, later on.', {
    version: wholeNumber('Version of the plan that it was published in.', 0, { maximum: 1_000_000_000 }),
    row: name('Row of that version.', '77'),
  }),
}
const shownRow: Readonly<Record<string, Schema>> = { ...rowFields, version: wholeNumber('Version that it is in.', 0), row: text('Row.') }

export const planSchemas: Readonly<Record<string, Schema>> = {
  PlanOpen: object('How large the version is.', {
    rows: wholeNumber('Rows that it has in all.', 0, { maximum: 1_000_000 }),
    'pages?': wholeNumber('Pages that they come in.', 1, { maximum: 1_000_000 }),
    ...referenceFields,
  }),
  PlanPage: object('A page of a version.', {
    rows: list('Its rows.', object('A row.', { row: name('Number of the row in its version.', '77'), ...rowFields }), {
      minItems: 1,
      maxItems: 500,
    }),
    ...referenceFields,
  }),
  PlanActivation: object('Nothing more has to be said.', referenceFields),
  PlanAppend: object('Rows that are added to the version in force.', {
    rows: list('The rows.', object('A row.', rowFields), { minItems: 1, maxItems: 500 }),
    ...referenceFields,
  }),
  PlanAppended: object('They are in the version in force now.', { ...postedFields, rows: wholeNumber('Rows that were added.', 1) }),
  PlanRowStored: object('The row is there.', { row: text('Row.') }),
  PlanRow: object('A row.', shownRow),
  PlanRowList: object('Rows, version by version.', { items: list('The rows.', object('A row.', shownRow)) }),
  PlanVersion: object('A version of the plan.', {
    version: wholeNumber('Version.', 0),
    status: oneOf('`staged` until it is activated; `superseded` once another one is.', statuses),
    declared: wholeNumber('Rows that it is said to have.', 0),
    rows: wholeNumber('Rows that are there.', 0),
    quantity: number('What they come to, each in the base unit of its item.'),
    complete: flag('All rows are there that it is said to have.'),
  }),
  PlanVersionList: object('Versions, lowest first.', { items: list('The versions.', ref('PlanVersion')) }),
}

export const versionExample = { version: 8, status: 'staged', declared: 120, rows: 40, quantity: 81640, complete: false }
const rowExample = { row: '77', plant: 'P1', item: 'FG-100', bucket: '2026-W10', quantity: { quantity: 2077, unit: 'EA' } }
const { row: _row, ...place } = rowExample
export const withoutRow = { ...place, source: { version: 8, row: '77' } }
export const sourced = { ...rowExample, source: { version: 8, row: '77' } }
