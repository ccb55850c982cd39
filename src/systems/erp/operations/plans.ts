import { activeValue, gonePlanRow, planEntity, planRowEntity, planVersionEntity } from '../../../domain/planning.js'
import type { StateEffect } from '../../../domain/effect.js'
import { quantityToNumber } from '../../../domain/quantity.js'
import { get, refusal, refused, success, type Input, type Operation, type Parameter, type Refused } from '../../operation.js'
import { name, oneOf } from '../../shared/schema.js'
import { referencesOf, type ReferencedInput } from '../../shared/posting.js'
import { commitOf, stateWrite, written, type Written } from '../../shared/states.js'
import { sumOf, type PlanChange, type PlanVersionState } from '../plan-book.js'
import type { Erp } from '../state.js'
import { kind, rowOf, rowRefusals, rowWrites, type RowFields } from './plan-rows.js'
import { sourced, statuses, versionExample } from './plan-schemas.js'

interface VersionInput extends ReferencedInput {
  /** Of the path. */
  readonly version: string
}

const versionParameter: Parameter = { name: 'version', in: 'path', schema: name('Version.', '8') }

const unknownVersion = refusal(
  404,
  ['UNKNOWN_VERSION'],
  'Nobody has opened such a version, or it was deleted.',
  'There is no version 99.',
  { version: 99 },
)
const versionStale = refusal(
  412,
  ['VERSION_STALE'],
  'Where `plan_order` is enforced: a higher version is in force.',
  'Version 8 is in force: 7 is older.',
  { version: 8 },
)
const versionActive = refusal(
  422,
  ['VERSION_ACTIVE'],
  'The version is in force: it can be neither opened with another size nor deleted.',
  'Version 8 is in force: publish a new one.',
  { version: 8 },
)

const pathVersion = ({ version }: { readonly version: string }): number => Number(version)
const differences = ({ version }: { readonly version: string }): readonly string[] =>
  /^\d{1,9}$/.test(version) ? [] : [`version: is ${version.slice(0, 40)}, expected a whole number`]

function view(plan: PlanVersionState): Readonly<Record<string, unknown>> {
  const { version, status, declared, rows } = plan
  return { version, status, declared, rows: rows.size, quantity: quantityToNumber(sumOf(plan)), complete: rows.size >= declared }
}

/** A version that is there, whatever its status; not one that was deleted. */
function found({ books }: Erp, version: number): PlanVersionState | Refused {
  const plan = books.plans.version(version)
  if (plan && plan.status !== 'deleted') return plan
  return noVersion(version)
}

function noVersion(version: number): Refused {
  if (Number.isNaN(version)) return refused('UNKNOWN_VERSION', 'A version is a whole number: there is none of that name.')
  return refused('UNKNOWN_VERSION', `There is no version ${version}.`, { version })
}

function stale({ books, settings }: Erp, version: number): Refused | undefined {
  const active = books.plans.active()
  if (settings.enforce['plan_order'] !== true || !active || active.version <= version) return undefined
  return refused('VERSION_STALE', `Version ${active.version} is in force: ${version} is older.`, { version: active.version })
}

/** A status follows from what is done with a version; that it is gone is somebody's doing. */
function statusWrite(
  { ledger }: Erp,
  version: number,
  status: PlanVersionState['status'],
  input: ReferencedInput,
): StateEffect | undefined {
  const about: Written = {
    docKind: kind,
    entity: planVersionEntity(version),
    dims: { version: String(version) },
    references: referencesOf(input),
    derived: status !== 'deleted',
  }
  return stateWrite(ledger, about, 'status', status)
}

interface OpenInput extends VersionInput {
  readonly rows: number
  readonly pages?: number
}

const open: Operation<Erp, OpenInput> = {
  id: 'plan.open',
  http: { method: 'PUT', path: '/planning-versions/{version}' },
  posts: true,
  dedupe: 'natural',
  title: 'Open a version of the plan',
  description: 'Rows may be brought to it from then on; nothing of it is in force before it is activated. Opened again, it is as it was.',
  parameters: [versionParameter],
  body: {
    required: true,
    description: 'How large it is.',
    schema: 'PlanOpen',
    examples: { open: { summary: 'A version of three pages', value: { rows: 120, pages: 3, reference: 'FV-000002' } } },
  },
  success: success(200, 'It is open. The effect is in the ledger.', 'PlanVersion', { ...versionExample, rows: 0, quantity: 0 }),
  refusals: [versionStale, versionActive],
  tells: (input) => ({ keys: referencesOf(input), dims: { version: input.version } }),
  differences,
  run(state, input) {
    const version = pathVersion(input)
    const late = stale(state, version)
    if (late) return late
    const before = state.books.plans.version(version)
    if (before?.status === 'active' && before.declared !== input.rows)
      return refused('VERSION_ACTIVE', `Version ${version} is in force, with ${before.declared} rows: publish a new one.`, { version })
    if (before && before.status !== 'deleted' && before.declared === input.rows) return { result: view(before) }
    const isNew = !before || before.status === 'deleted'
    const plan: PlanVersionState = isNew
      ? { version, declared: input.rows, status: 'staged', rows: new Map() }
      : { ...before, declared: input.rows }
    const status = isNew ? statusWrite(state, version, 'staged', input) : undefined
    const about: Written = { ...aboutVersion(version, input), derived: true }
    const states = written([status, stateWrite(state.ledger, about, 'declared', String(input.rows))])
    commitOf<PlanChange>(state.ledger, states, { plan })
    return { result: view(state.books.plans.version(version) ?? plan), effects: states }
  },
}

function aboutVersion(version: number, input: ReferencedInput): Written {
  return { docKind: kind, entity: planVersionEntity(version), dims: { version: String(version) }, references: referencesOf(input) }
}

interface PageRowInput extends VersionInput, RowFields {
  readonly page: string
  readonly row: string
}

const page: Operation<Erp, PageRowInput> = {
  id: 'plan.page',
  http: { method: 'PUT', path: '/planning-versions/{version}/pages/{page}' },
  posts: true,
  dedupe: 'natural',
  title: 'Write a page of a version',
  description:
    'Each row is taken or refused by itself (207), unless pages are taken whole (`page_atomic: true`). Writing rows again changes ' +
    'nothing and is answered alike; a page may also hold those rows alone that were refused. Nothing keeps rows from ' +
    'being brought to the version in force.',
  parameters: [versionParameter, { name: 'page', in: 'path', schema: name('Page.', '2') }],
  body: {
    required: true,
    description: 'The rows.',
    schema: 'PlanPage',
    examples: { page: { summary: 'A page of one row', value: { rows: [sourced], reference: 'FV-000002' } } },
  },
  success: success(200, 'All rows are there. The effect is in the ledger.', 'PlanRowStored', { row: '77' }),
  refusals: [
    unknownVersion,
    refusal(
      422,
      rowRefusals,
      'Every row was refused for this reason; or, where pages are taken whole, one of them was.',
      'There is no item FG-300.',
      { item: 'FG-300' },
    ),
  ],
  each: {
    of({ rows, ...rest }): readonly Input[] {
      return (rows as readonly Input[]).map((row) => ({ ...rest, ...row }))
    },
    together: ({ enforce }) => enforce['page_atomic'] === true,
    partly: {
      description: 'Some rows are there, the others were refused: look at each. What was refused alone has to be sent again.',
      example: { status: 422, error: { code: 'UNKNOWN_ITEM', message: 'There is no item FG-300.', item: 'FG-300' } },
    },
  },
  tells: (input) => ({ keys: referencesOf(input), dims: { version: input.version } }),
  differences,
  run(state, input) {
    const version = pathVersion(input)
    const plan = found(state, version)
    if ('refused' in plan) return plan
    const row = rowOf(state, input.row, input, referencesOf(input))
    if ('refused' in row) return row
    const states = rowWrites(state, version, row)
    commitOf<PlanChange>(state.ledger, states, { plan, added: [row] })
    return { result: { row: row.row }, effects: states }
  },
}

const activate: Operation<Erp, VersionInput> = {
  id: 'plan.activate',
  http: { method: 'POST', path: '/planning-versions/{version}/activation' },
  posts: true,
  dedupe: 'natural',
  title: 'Put a version in force',
  description: 'The one that was in force before is superseded. Repeating it changes nothing and is answered alike.',
  parameters: [versionParameter],
  body: {
    required: false,
    description: 'What it stands for.',
    schema: 'PlanActivation',
    examples: { activate: { summary: 'For a fact', value: { reference: 'FV-000002' } } },
  },
  success: success(200, 'It is in force. The effect is in the ledger.', 'PlanVersion', {
    ...versionExample,
    status: 'active',
    rows: 120,
    quantity: 247260,
    complete: true,
  }),
  refusals: [
    unknownVersion,
    versionStale,
    refusal(422, ['PLAN_INCOMPLETE'], 'Where `plan_complete` is enforced: rows are missing.', 'Version 8 has 119 of 120 rows.', {
      version: 8,
    }),
  ],
  tells: (input) => ({ keys: referencesOf(input), dims: { version: input.version } }),
  differences,
  run(state, input) {
    const version = pathVersion(input)
    const plan = found(state, version)
    if ('refused' in plan) return plan
    const late = stale(state, version)
    if (late) return late
    if (state.settings.enforce['plan_complete'] === true && plan.rows.size < plan.declared)
      return refused('PLAN_INCOMPLETE', `Version ${version} has ${plan.rows.size} of ${plan.declared} rows.`, { version })
    const now = state.books.plans.active()
    const before = now && now.version !== version ? { ...now, status: 'superseded' as const } : undefined
    const about: Written = { docKind: kind, entity: planEntity, dims: {}, references: referencesOf(input), version }
    const states = written([
      stateWrite(state.ledger, about, 'active', activeValue(version)),
      statusWrite(state, version, 'active', input),
      before && statusWrite(state, before.version, 'superseded', input),
    ])
    const change = { plan: { ...plan, status: 'active' as const }, ...(before && { before }) }
    commitOf<PlanChange>(state.ledger, states, change)
    return { result: view(state.books.plans.version(version) ?? plan), effects: states }
  },
}

/** What goes with a version: brought again, its rows are new. */
function rowsGone({ ledger }: Erp, { version, rows }: PlanVersionState, input: ReferencedInput): readonly (StateEffect | undefined)[] {
  return [...rows.keys()].flatMap((row) => {
    const entity = planRowEntity(version, row)
    const about: Written = {
      docKind: kind,
      entity,
      dims: { version: String(version), row },
      references: referencesOf(input),
      derived: true,
    }
    return [...(ledger.entity(entity)?.keys() ?? [])].map((group) => stateWrite(ledger, about, group, gonePlanRow))
  })
}

const remove: Operation<Erp, VersionInput> = {
  id: 'plan.delete',
  http: { method: 'DELETE', path: '/planning-versions/{version}' },
  posts: true,
  dedupe: 'natural',
  title: 'Delete a version of the plan',
  description: 'It is gone, with its rows. Repeating it changes nothing and is answered alike.',
  parameters: [versionParameter, { name: 'reference', in: 'query', schema: name('What it stands for.', 'FV-000002') }],
  success: success(200, 'It is gone. The effect is in the ledger.', 'PlanVersion', {
    ...versionExample,
    status: 'deleted',
    rows: 0,
    quantity: 0,
  }),
  refusals: [unknownVersion, versionActive],
  tells: (input) => ({ keys: referencesOf(input), dims: { version: input.version } }),
  differences,
  run(state, input) {
    const version = pathVersion(input)
    const plan = state.books.plans.version(version)
    if (!plan) return noVersion(version)
    if (plan.status === 'active') return refused('VERSION_ACTIVE', `Version ${version} is in force: it cannot be deleted.`, { version })
    const gone: PlanVersionState = { ...plan, status: 'deleted', rows: new Map() }
    const states = written([statusWrite(state, version, 'deleted', input), ...rowsGone(state, plan, input)])
    commitOf<PlanChange>(state.ledger, states, { plan: gone })
    return { result: view(gone), effects: states }
  },
}

const query: Operation<Erp, { readonly status?: string }> = {
  ...get('/planning-versions'),
  id: 'plan.query',
  title: 'List versions of the plan',
  description: 'All that were ever opened, with their status, or those of a status.',
  parameters: [{ name: 'status', in: 'query', schema: oneOf('Only those of this status.', statuses) }],
  success: success(200, 'The versions.', 'PlanVersionList', { items: [versionExample] }),
  run: ({ books }, { status }) => ({
    result: {
      items: books.plans
        .all()
        .filter((plan) => status === undefined || plan.status === status)
        .map(view),
    },
  }),
}

export const planOperations: readonly Operation<Erp, never>[] = [open, page, activate, remove, query]
