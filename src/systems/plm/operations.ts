import { approvalRoles as roles } from '../../domain/engineering.js'
import { get, post, refusal, refused, success, type Operation, type Parameter } from '../operation.js'
import { name, oneOf, wholeNumber } from '../shared/schema.js'
import { changeExample, itemExample, parts, publicationExample, revisionExample } from './schemas.js'
import { openingView, requiredOf, type Acknowledgement, type Change, type Plm, type Publication, type Told, type Version } from './state.js'

type Json = Readonly<Record<string, unknown>>

const pathItem: Parameter = { name: 'item', in: 'path', schema: name('Item.', 'FG-100') }
const unknownItem = refusal(404, ['UNKNOWN_ITEM'], 'Nothing was told of such an item so far.', 'There is no item X-1.', { item: 'X-1' })
const unknownRevision = refusal(
  404,
  ['UNKNOWN_REVISION'],
  'Nothing was published of the item under that version so far, or not that part.',
  'There is no version 99 of FG-100.',
  { item: 'FG-100', version: 99 },
)
const partParameter: Parameter = { name: 'part', in: 'query', schema: oneOf('Only this part.', parts) }

const itemRead: Operation<Plm, { readonly item: string; readonly version?: number }> = {
  ...get('/items/{item}'),
  id: 'item.read',
  title: 'Read an item',
  description: 'As it is now, or as a version of it was: who handles an old event by what is newest writes the newest.',
  parameters: [pathItem, { name: 'version', in: 'query', schema: wholeNumber('Version; absent: the newest.', 1) }],
  success: success(200, 'The item.', 'Item', itemExample),
  refusals: [unknownItem],
  run(plm, { item, version }) {
    const found = version === undefined ? plm.newestItem(item) : plm.item(item).findLast(({ data }) => data['version'] === version)
    if (!found) return refused('UNKNOWN_ITEM', `There is no item ${item}${version === undefined ? '' : ` version ${version}`}.`, { item })
    return { result: found.data, ...(found.eid !== '' && { exposes: [found.eid] }) }
  },
}

/** Names of parts in a message; they are of the whole revision. */
const shared: readonly string[] = ['item', 'revision', 'version', 'publication', 'change', 'part']

function contentOf(part: string, data: Json): Json {
  const own = Object.fromEntries(Object.entries(data).filter(([field]) => !shared.includes(field)))
  return { [part]: part === 'header' ? own : (data[part] ?? []) }
}

/** What was told under a version of an item, whichever publication said it last. */
function revisionView(plm: Plm, told: Version, part: string | undefined): Json {
  const { item, revision, version, publication, change, complete } = told
  const shown = [...told.parts].filter(([each]) => part === undefined || each === part)
  return {
    item,
    revision,
    version,
    publication,
    ...(change !== undefined && { change }),
    status: plm.status(told),
    complete: complete !== undefined,
    ...(complete && Object.fromEntries(ofCompletion.map((name) => [name, complete.data[name]]))),
    ...Object.assign({}, ...shown.map(([each, { data }]) => contentOf(each, data))),
  }
}

const ofCompletion = ['parts', 'digest', 'requiredApprovals'] as const

/** A rollback is a version too: that from which on an older revision holds again. */
function rollbackView(plm: Plm, { data }: Told): Json {
  const { item, version, rollback, from, to, effectivity, reason, approvedBy } = data
  const status = plm.isNewest(String(item), Number(version)) ? 'released' : 'superseded'
  return { item, revision: to, version, rollback, status, complete: true, from, to, reason, approvedBy, effectivity }
}

/** What of a version an answer shows, by the facts that said so. */
function shownOf({ parts: told, complete }: Version, part: string | undefined): readonly string[] {
  const all = [...told].flatMap(([each, { eid }]) => (part === undefined || each === part ? eid : []))
  return complete ? [...all, complete.eid] : all
}

function readRevision(plm: Plm, item: string, version: number | undefined, part: string | undefined): ReturnType<Operation<Plm>['run']> {
  const wanted = version ?? plm.newestVersion(item)
  const rollback = wanted === undefined ? undefined : plm.rollback(item, wanted)
  if (rollback && (part === undefined || part === 'effectivity')) return { result: rollbackView(plm, rollback), exposes: [rollback.eid] }
  const found = wanted === undefined ? undefined : plm.ofVersion(item, wanted)
  if (found && (part === undefined || found.parts.has(part)))
    return { result: revisionView(plm, found, part), exposes: shownOf(found, part) }
  const boms = found || rollback ? [] : plm.openingBoms(item).filter((bom) => version === undefined || bom.version === version)
  const unit = plm.opening.items.find(({ id }) => id === item)?.baseUnit ?? ''
  const opening = openingView(boms, unit)
  if (opening) {
    const { item: _item, revision, version: own, status, complete, ...content } = opening
    const kept = part === undefined ? content : { [part]: content[part] }
    return { result: { item, revision, version: own, status, complete, ...kept } }
  }
  const what = version === undefined ? 'no revision' : `no version ${version}`
  return refused('UNKNOWN_REVISION', `There is ${what} of ${item}${part === undefined ? '' : ` with the part ${part}`}.`, {
    item,
    ...(version !== undefined && { version }),
  })
}

const revisionRead: Operation<Plm, { readonly item: string; readonly version: string; readonly part?: string }> = {
  ...get('/revisions/{item}/{version}'),
  id: 'revision.read',
  title: 'Read a version of a revision',
  description: 'What was published of an item under a version, as far as it is out: all of it, or one part.',
  parameters: [pathItem, { name: 'version', in: 'path', schema: name('Version.', '8') }, partParameter],
  success: success(200, 'The revision.', 'Revision', revisionExample),
  refusals: [unknownRevision],
  run: (plm, { item, version, part }) => readRevision(plm, item, /^\d{1,9}$/.test(version) ? Number(version) : -1, part),
}

const newestRead: Operation<Plm, { readonly item: string; readonly part?: string }> = {
  ...get('/revisions/{item}'),
  id: 'revision.newest',
  title: 'Read the newest revision',
  description: 'The newest version of an item, whatever its letter, as far as it is out.',
  parameters: [pathItem, partParameter],
  success: success(200, 'The revision.', 'Revision', revisionExample),
  refusals: [unknownRevision],
  run: (plm, { item, part }) => readRevision(plm, item, undefined, part),
}

function changeView(plm: Plm, number: string, change: Change): Json {
  const approvals = [...change.approvals.values()].map(({ data }) => ({
    approval: String(data['approval']),
    role: roles.find((role) => role === data['role']) ?? roles[0],
    approvedBy: String(data['approvedBy']),
    approvedAt: String(data['approvedAt']),
  }))
  return {
    change: number,
    status: plm.isApproved(number) ? 'approved' : 'submitted',
    requiredApprovals: requiredOf(change),
    approvals,
    dispositions: [...change.dispositions.values()].map(({ data }) => data),
  }
}

const changeRead: Operation<Plm, { readonly change: string }> = {
  ...get('/changes/{change}'),
  id: 'change.read',
  title: 'Read a change',
  description: 'Who has to approve it, who has, and what is done with open orders.',
  parameters: [{ name: 'change', in: 'path', schema: name('Change.', 'ECO-000001') }],
  success: success(200, 'The change.', 'Change', changeExample),
  refusals: [
    refusal(404, ['UNKNOWN_CHANGE'], 'Nothing was told of such a change so far.', 'There is no change ECO-000099.', {
      change: 'ECO-000099',
    }),
  ],
  run(plm, { change: number }) {
    const change = plm.change(number)
    if (!change) return refused('UNKNOWN_CHANGE', `There is no change ${number}.`, { change: number })
    const told = [...change.approvals.values(), ...change.dispositions.values(), ...(change.complete ? [change.complete] : [])]
    return { result: changeView(plm, number, change), exposes: told.map(({ eid }) => eid) }
  },
}

function publicationView({ publication, item, revision, version, parts: told, complete, acknowledgements }: Publication): Json {
  return {
    publication,
    item,
    revision,
    version,
    parts: parts.filter((part) => told.has(part)),
    complete: complete !== undefined,
    acknowledgements: [...acknowledgements],
  }
}

const publicationQuery: Operation<Plm, { readonly item?: string; readonly publication?: string }> = {
  ...get('/publications'),
  id: 'publication.query',
  title: 'List publications',
  description: 'What was published so far, without its content, and what was acknowledged of it.',
  parameters: [
    { name: 'item', in: 'query', schema: name('Only of this item.', 'FG-100') },
    { name: 'publication', in: 'query', schema: name('Only this one.', 'PP-000002') },
  ],
  success: success(200, 'The publications.', 'PublicationList', { items: [publicationExample] }),
  tells: ({ publication }) => (publication === undefined ? {} : { keys: [publication] }),
  run(plm, { item, publication }) {
    const found = plm
      .publications()
      .filter((each) => (item === undefined || each.item === item) && (publication === undefined || each.publication === publication))
    return { result: { items: found.map(publicationView) } }
  },
}

const acknowledged = { system: 'erp', plant: 'P1', id: 'B-00000042', version: 8 }

const acknowledge: Operation<Plm, Acknowledgement & { readonly publication: string }> = {
  ...post('/publications/{publication}/acknowledgements'),
  id: 'publication.acknowledge',
  dedupe: 'natural',
  title: 'Acknowledge a publication',
  description: 'Says that a system has it, and how it is called there. Repeating it changes nothing and is answered alike.',
  parameters: [{ name: 'publication', in: 'path', schema: name('Publication.', 'PP-000002') }],
  body: {
    required: true,
    description: 'What the system has.',
    schema: 'Acknowledgement',
    examples: { erp: { summary: 'The ERP has it', value: acknowledged } },
  },
  success: success(200, 'It is noted, or was so already.', 'Publication', { ...publicationExample, acknowledgements: [acknowledged] }),
  refusals: [
    refusal(404, ['UNKNOWN_PUBLICATION'], 'There is no such publication.', 'There is no publication PP-000099.', {
      publication: 'PP-000099',
    }),
  ],
  tells: ({ publication, plant }) => ({ keys: [publication], ...(plant !== undefined && { dims: { plant } }) }),
  run(plm, { publication: number, system, plant, id, version }) {
    const publication = plm.publication(number)
    if (!publication) return refused('UNKNOWN_PUBLICATION', `There is no publication ${number}.`, { publication: number })
    const effects = plm.acknowledge(publication, { system, ...(plant !== undefined && { plant }), id, version })
    return { result: publicationView(publication), effects }
  },
}

export const operations: readonly Operation<Plm, never>[] = [itemRead, revisionRead, newestRead, changeRead, publicationQuery, acknowledge]
