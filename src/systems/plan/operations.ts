import { quantityToNumber } from '../../domain/quantity.js'
import { get, post, refusal, refused, success, type Operation, type Parameter, type Refused } from '../operation.js'
import { name, text, wholeNumber } from '../shared/schema.js'
import { auditExample, rowExample, versionExample } from './schemas.js'
import type { Load, Planning, Published } from './state.js'

type Json = Readonly<Record<string, unknown>>

const pathVersion: Parameter = { name: 'version', in: 'path', schema: name('Version.', '8') }
const unknownVersion = refusal(404, ['UNKNOWN_VERSION'], 'No such version was published so far.', 'There is no version 99.', {
  version: 99,
})

function viewOf(planning: Planning, published: Published): Json {
  const { publication, plan, version, rows, pages, publishedAt, correctionOf } = published.data
  return {
    ...(publication !== undefined && { publication }),
    plan,
    version,
    rows,
    pages,
    ...(publishedAt !== undefined && { publishedAt }),
    ...(correctionOf !== undefined && { correctionOf }),
    status: planning.status(published),
    ...(published.loads.length > 0 && { loads: published.loads }),
  }
}

const wanted = (version: string): number => (/^\d{1,9}$/.test(version) ? Number(version) : -1)

function found(planning: Planning, version: string): Published | Refused {
  const there = planning.version(wanted(version))
  if (there) return there
  const said = wanted(version) < 0 ? {} : { version: wanted(version) }
  return refused('UNKNOWN_VERSION', `There is no version ${version.slice(0, 40)}.`, said)
}

const exposedBy = ({ eid }: Published): { readonly exposes?: readonly string[] } => (eid === '' ? {} : { exposes: [eid] })

const query: Operation<Planning, { readonly after?: string }> = {
  ...get('/planning-versions'),
  id: 'version.query',
  title: 'List versions that were published',
  description:
    'For who asks on schedule, and hears no events: what was published since the last time, in the order in which it was. A lower ' +
    'version may come late, and one may be listed again. Asking with `next` as `after` says that what came before was taken. ' +
    'What was there from the start comes first, to who asks from the start.',
  parameters: [
    { name: 'after', in: 'query', schema: text('What `next` said the last time; absent: from the start.', { pattern: '^[0-9]{1,9}$' }) },
  ],
  success: success(200, 'The versions.', 'VersionList', { items: [versionExample], next: '1', more: false }),
  refusals: [
    refusal(
      400,
      ['UNKNOWN_CURSOR'],
      'The query is not understood, or `next` never said that.',
      'The feed has no cursor 99; the newest is 12.',
      { after: '99', latest: '12' },
    ),
  ],
  run: (planning, { after = '0' }) =>
    planning.log.paged(after, (events, { after: from, next, more }) => {
      const told = events.flatMap(({ data }) => planning.version(Number(data['version'])) ?? [])
      const there = from === 0 ? planning.all().filter(({ eid }) => eid === '') : []
      return { items: [...there, ...told].map((published) => viewOf(planning, published)), next, more }
    }),
}

const read: Operation<Planning, { readonly version: string }> = {
  ...get('/planning-versions/{version}'),
  id: 'version.read',
  title: 'Read a version',
  description: 'How large it is, whether a higher one is published, and who has loaded it. Its rows are on its pages.',
  parameters: [pathVersion],
  success: success(200, 'The version.', 'Version', versionExample),
  refusals: [unknownVersion],
  run(planning, { version }) {
    const there = found(planning, version)
    return 'refused' in there ? there : { result: viewOf(planning, there), ...exposedBy(there) }
  },
}

const page: Operation<Planning, { readonly version: string; readonly page: string }> = {
  ...get('/planning-versions/{version}/pages/{page}'),
  id: 'page.read',
  title: 'Read a page of a version',
  description: 'Forty rows; the last page may have fewer. What was published under a version never changes.',
  parameters: [pathVersion, { name: 'page', in: 'path', schema: name('Page, from 1.', '2') }],
  success: success(200, 'The page.', 'Page', { version: 8, page: 2, pages: 3, rows: [rowExample] }),
  refusals: [
    refusal(
      404,
      ['UNKNOWN_VERSION', 'UNKNOWN_PAGE'],
      'No such version was published so far, or it has no such page.',
      'There is no version 99.',
      { version: 99 },
    ),
  ],
  tells: ({ version }) => ({ dims: { version } }),
  run(planning, { version, page: place }) {
    const there = found(planning, version)
    if ('refused' in there) return there
    const { pages } = there
    const rows = pages[wanted(place) - 1]
    if (!rows) {
      const message = `Version ${version} has ${pages.length} pages; there is no page ${place.slice(0, 40)}.`
      return refused('UNKNOWN_PAGE', message, { version: there.version, pages: pages.length })
    }
    const shown = rows.map(({ quantity, ...row }) => ({ ...row, quantity: quantityToNumber(quantity) }))
    return { result: { version: there.version, page: wanted(place), pages: pages.length, rows: shown }, ...exposedBy(there) }
  },
}

const acknowledge: Operation<Planning, Load & { readonly version: string }> = {
  ...post('/planning-versions/{version}/loads'),
  id: 'load.acknowledge',
  dedupe: 'natural',
  title: 'Acknowledge a load',
  description: 'Says that a system has loaded a version. Repeating it changes nothing and is answered alike.',
  parameters: [pathVersion],
  body: {
    required: true,
    description: 'Who has loaded it.',
    schema: 'Load',
    examples: { erp: { summary: 'The ERP has it', value: { system: 'erp', rows: 120 } } },
  },
  success: success(200, 'It is noted, or was so already.', 'Version', { ...versionExample, loads: [{ system: 'erp', rows: 120 }] }),
  refusals: [unknownVersion],
  tells: ({ version }, planning) => {
    const publication = planning.version(wanted(version))?.data['publication']
    return { dims: { version }, ...(publication !== undefined && { keys: [String(publication)] }) }
  },
  run(planning, { version, system, rows, loadedAt }) {
    const there = found(planning, version)
    if ('refused' in there) return there
    const load = { system, ...(rows !== undefined && { rows }), ...(loadedAt !== undefined && { loadedAt }) }
    const effects = planning.acknowledge(there, load)
    return { result: viewOf(planning, planning.version(there.version) ?? there), effects }
  },
}

const audit: Operation<Planning, { readonly version?: number }> = {
  ...get('/audit-trail'),
  id: 'audit.query',
  title: 'Read the audit trail',
  description: 'What was published, superseded and loaded, in order; of all versions, or of one.',
  parameters: [{ name: 'version', in: 'query', schema: wholeNumber('Only of this version.', 0) }],
  success: success(200, 'What happened.', 'AuditEntryList', { items: [auditExample] }),
  run: (planning, { version }) => ({
    result: {
      items: planning.audit
        .map((entry, index) => ({ entry: index + 1, ...entry }))
        .filter((entry) => version === undefined || entry.version === version),
    },
  }),
}

export const operations: readonly Operation<Planning, never>[] = [query, read, page, acknowledge, audit]
