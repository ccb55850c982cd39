import { approvalRoles, bomUseEntity, effectivityValue, endedAt, heldFrom } from '../../../domain/engineering.js'
import type { CountEffect, Effect } from '../../../domain/effect.js'
import { post, refusal, refused, success, type Operation, type Refused } from '../../operation.js'
import { intervalDifferences, versionField, ifMatch } from '../../shared/engineering.js'
import { posted, posting, referenceFields, referencesOf } from '../../shared/posting.js'
import { date, flag, list, name, object, oneOf, text, wholeNumber, type Schema } from '../../shared/schema.js'
import { commitOf, staleObstacle, stateWrite, versionStale, written, type VersionedInput } from '../../shared/states.js'
import { aboutBom, bomFields, groupsOf, writesOf, type BomInput } from '../bom-input.js'
import type { BomState, Content } from '../engineering-book.js'
import type { Erp } from '../state.js'
import { bomView } from '../views.js'

export const bomExample = {
  bom: 'B-00000042',
  revisionId: 'R-00000042',
  alternative: 1,
  plant: 'P1',
  item: 'FG-100',
  revision: 'B',
  status: 'inactive',
  version: 8,
  references: ['PP-000002'],
}
const lines = [
  { item: 'C1', rate: { quantity: 2, unit: 'EA' }, operation: '0010', issue: 'explicit', demand: true },
  { item: 'GL-1', rate: { quantity: 3.5, unit: 'G' }, operation: '0020', issue: 'backflush', demand: true },
]
const createExample = {
  plant: 'P1',
  item: 'FG-100',
  revision: 'B',
  version: 8,
  header: { description: 'FG-100 B', baseQuantity: { quantity: 1, unit: 'EA' } },
  lines,
  substitutes: [{ primary: 'C1', substitute: 'C1S', priority: 2, ratio: 1 }],
  effectivity: [{ from: '2025-03-30' }],
  reference: 'PP-000002',
}

const approval = object('An approval.', { role: oneOf('Role.', approvalRoles), approvedBy: text('Who.', { minLength: 1, maxLength: 200 }) })

export const bomOperationSchemas: Readonly<Record<string, Schema>> = {
  BomCreate: object('A bill of material; what is left out may be written later.', {
    plant: name('Plant.', 'P1'),
    item: name('Item that is made.', 'FG-100'),
    revision: name('Revision.', 'B'),
    ...bomFields,
  }),
  BomChange: object('What of the bill of material is written anew, group by group.', bomFields),
  BomActivate: object('From when on it holds.', {
    from: date('First day, at the plant.'),
    'approvals?': list('Who has approved it, by role.', approval, { maxItems: 100 }),
    'keepPrevious?': flag('True leaves the interval of the revision before as it is; absent: it ends on that day.'),
    ...versionField,
    ...referenceFields,
  }),
  BomRetire: object('Until when it holds.', {
    to: date('First day, at the plant, on which it holds no more.'),
    ...versionField,
    ...referenceFields,
  }),
  BomCreated: object('It is there, and not active.', {
    document: text('Number of the bill of material.'),
    status: text('Always `posted`.', { const: 'posted' }),
    references: { type: 'array', description: 'External references.', items: name('Reference.') },
    bom: text('Number of the bill of material.'),
    revisionId: text('Number of the revision.'),
    alternative: wholeNumber('1, unless there was one of that revision already.', 1),
    material: text('Item that is made.'),
  }),
}

const badContent = refusal(
  422,
  [
    'UNKNOWN_ITEM',
    'UNKNOWN_PLANT',
    'UNKNOWN_STEP',
    'UNKNOWN_LOCATION',
    'UNIT_UNKNOWN',
    'NEGATIVE_QUANTITY',
    'LOT_REQUIRED',
    'BOM_CYCLE',
    'KEY_REUSED',
  ],
  'The bill of material names what there is not, or contradicts itself.',
  'There is no item C9.',
  { item: 'C9' },
)
const changeContent = { ...badContent, codes: badContent.codes.filter((code) => code !== 'KEY_REUSED' && code !== 'UNKNOWN_PLANT') }
const bomExists = refusal(
  409,
  ['BOM_EXISTS', 'DUPLICATE_REFERENCE'],
  'Where each revision has one bill of material (`bom_unique`): it is there. ' +
    'In dedupe mode `external-reference`: a live one has the reference.',
  'P1 has bill of material B-00000042 of FG-100 B.',
  { bom: 'B-00000042' },
)
const locked = refusal(
  423,
  ['BOM_LOCKED'],
  'Somebody else edits it.',
  'B-00000042 is being edited by somebody else; try again after 1 s.',
  { bom: 'B-00000042' },
)
export const unknownBom = refusal(404, ['UNKNOWN_BOM'], 'There is no such bill of material.', 'There is no bill of material B-9.', {
  bom: 'B-9',
})
export const bomParameter = { name: 'bom', in: 'path', schema: name('Number of the bill of material.', 'B-00000042') } as const

export function found({ books }: Erp, number: string): BomState | Refused {
  return books.engineering.bom(number) ?? refused('UNKNOWN_BOM', `There is no bill of material ${number}.`, { bom: number })
}

function lockObstacle({ bom, locked: isLocked }: BomState): Refused | undefined {
  return isLocked ? refused('BOM_LOCKED', `${bom} is being edited by somebody else; try again after 1 s.`, { bom }) : undefined
}

const intervals = ({ effectivity = [] }: BomInput): readonly string[] => intervalDifferences(effectivity, 'effectivity', ['from', 'to'])

interface CreateInput extends BomInput {
  readonly plant: string
  readonly item: string
  readonly revision: string
}

function createObstacle(erp: Erp, { plant, item, revision }: CreateInput): Refused | undefined {
  const { master, books, settings } = erp
  if (!master.plants.has(plant)) return refused('UNKNOWN_PLANT', `There is no plant ${plant}.`, { plant })
  if (!master.items.has(item)) return refused('UNKNOWN_ITEM', `There is no item ${item}.`, { item })
  const [first] = books.engineering.ofRevision(plant, item, revision)
  if (!first || settings.enforce['bom_unique'] !== true) return undefined
  return refused('BOM_EXISTS', `${plant} has bill of material ${first.bom} of ${item} ${revision}.`, { bom: first.bom }, first.bom)
}

const create: Operation<Erp, CreateInput> = {
  id: 'bom.create',
  ...posting('/bom-revisions'),
  title: 'Create a bill of material',
  description:
    'Of a revision in a plant; it is not active. Created again, it becomes an alternative of it: ask by reference first, if in doubt.',
  body: {
    required: true,
    description: 'The bill of material.',
    schema: 'BomCreate',
    examples: { whole: { summary: 'With all its parts', value: createExample } },
  },
  success: posted('BomCreated', {
    document: 'B-00000042',
    status: 'posted',
    references: ['PP-000002'],
    bom: 'B-00000042',
    revisionId: 'R-00000042',
    alternative: 1,
    material: 'FG-100',
  }),
  refusals: [bomExists, badContent],
  tells: (input) => ({ keys: referencesOf(input), dims: { plant: input.plant, item: input.item, revision: input.revision } }),
  differences: intervals,
  claims: (_erp, { plant }) => ({ kind: 'bom', plant }),
  run(erp, input) {
    const { plant, item, revision, version } = input
    const made = erp.master.items.get(item)
    const obstacle = createObstacle(erp, input)
    if (obstacle || !made) return obstacle ?? refused('UNKNOWN_ITEM', `There is no item ${item}.`, { item })
    const groups = groupsOf(erp, plant, made, input)
    if ('refused' in groups) return groups
    const bom = erp.books.engineering.draft(plant, item, revision)
    const references = referencesOf(input)
    const count: CountEffect = {
      what: 'count',
      doc: bom.bom,
      docKind: 'bom',
      plant,
      references,
      measure: 'bom',
      dims: { plant, item, revision },
      count: 1,
    }
    const states = writesOf(erp, bom, groups, { references, version, doc: bom.bom })
    const contents = new Map<Effect, Content>([[count, { bom, groups, is: 'new' }]])
    erp.ledger.commit({ counts: [count], states, contents, about: bom.entity })
    const { bom: document, revisionId, alternative } = bom
    const result = { document, status: 'posted', references, bom: document, revisionId, alternative, material: item }
    return { result, effects: [count, ...states], made: document }
  },
}

const change: Operation<Erp, BomInput & { readonly bom: string }> = {
  id: 'bom.change',
  http: { method: 'PUT', path: '/bom-revisions/{bom}' },
  posts: true,
  dedupe: 'natural',
  title: 'Change a bill of material',
  description: 'Writes the parts that are given, each whole. Repeating it changes nothing and is answered alike.',
  parameters: [bomParameter, ifMatch],
  body: {
    required: true,
    description: 'What is written anew.',
    schema: 'BomChange',
    examples: { lines: { summary: 'Its components', value: { version: 8, lines, reference: 'PP-000002' } } },
  },
  success: success(200, 'It is so.', 'BomRevision', bomExample),
  refusals: [unknownBom, versionStale, changeContent, locked],
  tells: (input) => ({ keys: referencesOf(input) }),
  differences: intervals,
  run(erp, input) {
    const bom = found(erp, input.bom)
    if ('refused' in bom) return bom
    const made = erp.master.items.get(bom.item)
    const groups = made
      ? groupsOf(erp, bom.plant, made, input)
      : refused('UNKNOWN_ITEM', `There is no item ${bom.item}.`, { item: bom.item })
    const obstacle = lockObstacle(bom) ?? staleObstacle(erp.ledger, bom.entity, input) ?? ('refused' in groups ? groups : undefined)
    if (obstacle || 'refused' in groups) return obstacle ?? (groups as Refused)
    const states = writesOf(erp, bom, groups, { references: referencesOf(input), version: input.version })
    commitOf<Content>(erp.ledger, states, { bom, groups })
    return { result: bomView(erp, bom), effects: states }
  },
}

interface ActivateInput extends VersionedInput {
  readonly bom: string
  readonly from: string
  readonly approvals?: readonly { readonly role: string; readonly approvedBy: string }[]
  readonly keepPrevious?: boolean
}

/** Others of the item in the plant that hold on that day or later. */
function holding({ books }: Erp, { entity, plant, item }: BomState, from: string): readonly BomState[] {
  return books.engineering
    .ofItem(item)
    .filter((other) => other.plant === plant && other.activated > 0 && other.entity !== entity)
    .filter(({ groups }) => (groups.intervals ?? []).some(({ to }) => to === undefined || to > from))
}

/** Roles that have not approved of it, where that is asked for: never of what was active before and is taken up again. */
function unapproved({ settings }: Erp, bom: BomState, approvals: ActivateInput['approvals'] = []): readonly string[] {
  if (settings.enforce['approval'] !== true || bom.activated > 0) return []
  return approvalRoles.filter((role) => !approvals.some((given) => given.role === role))
}

function activateObstacle(erp: Erp, bom: BomState, { from, keepPrevious, approvals }: ActivateInput): Refused | undefined {
  const { enforce } = erp.settings
  const missing = (['header', 'lines', 'substitutes'] as const).filter((group) => bom.groups[group] === undefined)
  if (missing.length > 0 && enforce['bom_complete'] !== false)
    return refused('BOM_INCOMPLETE', `${bom.bom} has no ${missing.join(', ')} yet.`, { bom: bom.bom, missing })
  const roles = unapproved(erp, bom, approvals)
  if (roles.length > 0)
    return refused('APPROVAL_MISSING', `${bom.bom} is not approved by ${roles.join(', ')}.`, { bom: bom.bom, missing: roles })
  const others = keepPrevious === true && enforce['effectivity'] === true ? holding(erp, bom, from) : []
  const [other] = others
  if (!other) return undefined
  return refused('EFFECTIVITY_OVERLAP', `${other.bom} (${other.revision}) holds on ${from} as well.`, {
    bom: other.bom,
    revision: other.revision,
  })
}

const activate: Operation<Erp, ActivateInput> = {
  id: 'bom.activate',
  ...post('/bom-revisions/{bom}/activation'),
  dedupe: 'natural',
  title: 'Activate a bill of material',
  description:
    'From a day on it is the one that orders take when they are released; the one before it ends there. ' +
    'Repeating it changes nothing and is answered alike.',
  parameters: [bomParameter],
  body: {
    required: true,
    description: 'From when on.',
    schema: 'BomActivate',
    examples: { activation: { summary: 'From a day on', value: { version: 8, from: '2025-03-30', reference: 'PP-000002' } } },
  },
  success: success(200, 'It is active, or was so already.', 'BomRevision', { ...bomExample, status: 'active' }),
  refusals: [
    unknownBom,
    refusal(
      422,
      ['BOM_INCOMPLETE', 'APPROVAL_MISSING', 'EFFECTIVITY_OVERLAP'],
      'Parts of it are missing; or (`approval`) somebody has to approve of it who has not; or (`effectivity`) another one holds on that ' +
        'day, and is not to end.',
      'B-00000042 has no lines yet.',
      { bom: 'B-00000042', missing: ['lines'] },
    ),
    locked,
  ],
  tells: (input) => ({ keys: referencesOf(input) }),
  run(erp, input) {
    const bom = found(erp, input.bom)
    if ('refused' in bom) return bom
    const obstacle = lockObstacle(bom) ?? activateObstacle(erp, bom, input)
    if (obstacle) return obstacle
    const { ledger } = erp
    const { from, keepPrevious, version } = input
    const { plant, item, revision } = bom
    const said = { references: referencesOf(input), version }
    const use = { docKind: 'bom-use', entity: bomUseEntity(plant, item), dims: { plant, item }, ...said }
    const own = heldFrom(bom.groups.intervals ?? [], from)
    const groups = { intervals: own }
    const before =
      keepPrevious === true ? [] : holding(erp, bom, from).map((other) => ({ other, ended: endedAt(other.groups.intervals ?? [], from) }))
    const active = stateWrite(ledger, use, 'active', revision)
    const effective = stateWrite(ledger, { ...aboutBom(bom), ...said }, 'effectivity', effectivityValue(own))
    const ends = before.flatMap(({ other, ended }) => {
      const state = stateWrite(
        ledger,
        { ...aboutBom(other), references: said.references, derived: true },
        'effectivity',
        effectivityValue(ended),
      )
      return state ? [[state, { bom: other, groups: { intervals: ended } }] as const] : []
    })
    const states = written([active, effective, ...ends.map(([state]) => state)])
    commitOf<Content>(erp.ledger, states, { bom, groups, is: 'active' }, ends)
    return { result: bomView(erp, bom), effects: states }
  },
}

const retire: Operation<Erp, VersionedInput & { readonly bom: string; readonly to: string }> = {
  id: 'bom.retire',
  ...post('/bom-revisions/{bom}/retirement'),
  dedupe: 'natural',
  title: 'Retire a bill of material',
  description: 'From a day on it holds no more. Repeating it changes nothing and is answered alike.',
  parameters: [bomParameter],
  body: {
    required: true,
    description: 'Until when.',
    schema: 'BomRetire',
    examples: { retirement: { summary: 'From a day on', value: { version: 11, to: '2025-11-04', reference: 'PR-000001' } } },
  },
  success: success(200, 'It is retired, or was so already.', 'BomRevision', { ...bomExample, status: 'retired' }),
  refusals: [unknownBom, locked],
  tells: (input) => ({ keys: referencesOf(input) }),
  run(erp, input) {
    const bom = found(erp, input.bom)
    if ('refused' in bom) return bom
    const obstacle = lockObstacle(bom)
    if (obstacle) return obstacle
    const intervals = endedAt(bom.groups.intervals ?? [], input.to)
    const about = { ...aboutBom(bom), references: referencesOf(input), version: input.version }
    const state = stateWrite(erp.ledger, about, 'effectivity', effectivityValue(intervals))
    commitOf<Content>(erp.ledger, written([state]), { bom, groups: { intervals } })
    return { result: bomView(erp, bom), effects: state ? [state] : [] }
  },
}

export const bomOperations: readonly Operation<Erp, never>[] = [create, change, activate, retire]
