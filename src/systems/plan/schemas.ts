import { feedSchemas } from '../shared/feed.js'
import { entries, flag, list, name, number, object, oneOf, text, wholeNumber, type Schema } from '../shared/schema.js'

export const publishedType = 'org.mfgsync.plan.version.published.v1'

export const versionExample = {
  publication: 'FV-000002',
  plan: 'DEMAND',
  version: 8,
  rows: 120,
  pages: 3,
  publishedAt: '2026-03-02T05:00:01.000Z',
  status: 'published',
}
const { status: _status, ...published } = versionExample
export const rowExample = { row: '77', plant: 'P1', item: 'FG-100', bucket: '2026-W10', quantity: 2077, unit: 'EA' }
export const auditExample = { entry: 1, version: 8, what: 'published', publication: 'FV-000002' }

export const event = {
  specversion: '1.0',
  id: 'plan-FV-000002-e1',
  source: '/plan',
  type: publishedType,
  subject: 'FV-000002',
  time: '2026-03-02T05:00:01.000Z',
  datacontenttype: 'application/json',
  data: published,
}

const row = object('A row.', {
  row: text('Its number in its version.'),
  plant: text('Plant.'),
  item: text('Item.'),
  bucket: text('ISO week.'),
  quantity: number('How much of it is wanted.'),
  unit: text('Unit.'),
})
const acknowledgement: Readonly<Record<string, Schema>> = {
  system: name('System that has it.', 'erp'),
  'rows?': wholeNumber('Rows that it has there.', 0),
  'loadedAt?': text('When.', { format: 'date-time' }),
}

export const schemas: Readonly<Record<string, Schema>> = {
  ...feedSchemas,
  Version: object('A version of the plan.', {
    'publication?': text('Business key of its publication; absent for what was there from the start.'),
    plan: text('Plan that it is of.'),
    version: wholeNumber('Version.', 0),
    rows: wholeNumber('Rows in all.', 0),
    pages: wholeNumber('Pages that they come in.', 1),
    'publishedAt?': text('When.', { format: 'date-time' }),
    'correctionOf?': wholeNumber('Version that it corrects.', 0),
    status: oneOf('`superseded` once a higher one is published.', ['published', 'superseded']),
    'loads?': list('Who has loaded it.', object('A load.', acknowledgement)),
  }),
  VersionList: object('Versions in the order in which they were published.', {
    items: list('The versions.', { $ref: '#/components/schemas/Version' }),
    next: text('Ask with this as `after` the next time.'),
    more: flag('There is more already.'),
  }),
  Page: object('A page of a version.', {
    version: wholeNumber('Version.', 0),
    page: wholeNumber('Page.', 1),
    pages: wholeNumber('Pages that there are.', 1),
    rows: list('Its rows.', row),
  }),
  Load: object('Who has loaded it.', acknowledgement),
  AuditEntry: object('Something that happened to a version.', {
    entry: wholeNumber('Its place.', 1),
    version: wholeNumber('Version.', 0),
    what: oneOf('What happened.', ['published', 'superseded', 'loaded']),
    'publication?': text('Of a publication: its business key.'),
    'by?': text('Of what was superseded: the version that took its place. Of a load: the system.'),
  }),
  AuditEntryList: entries('What happened, in order.', 'AuditEntry'),
}
