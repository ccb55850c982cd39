import { planRowEntity, planRowValue, planSourceValue, type PlanSource } from '../../../domain/planning.js'
import type { StateEffect } from '../../../domain/effect.js'
import { quantityToNumber } from '../../../domain/quantity.js'
import { get, refusal, refused, success, type Operation, type Refused } from '../../operation.js'
import { name, wholeNumber } from '../../shared/schema.js'
import {
  measured,
  posted,
  posting,
  referencesOf,
  referenceTaken,
  toBase,
  type ReferencedInput,
  type WireQuantity,
} from '../../shared/posting.js'
import { commitOf, stateWrite, written, type Written } from '../../shared/states.js'
import { unknownItem } from '../obstacles.js'
import type { PlanChange, PlanRowState } from '../plan-book.js'
import type { Erp } from '../state.js'
import { sourced, withoutRow } from './plan-schemas.js'

export interface RowFields {
  readonly plant: string
  readonly item: string
  readonly bucket: string
  readonly quantity: WireQuantity
  readonly source?: PlanSource
}

/** What is done with a plan is of this kind; rows that are added to one are documents of their own. */
export const kind = 'plan'
const appended = 'planned-requirement'

/** What a row is in the ERP, or why it cannot be taken. */
export function rowOf({ master, settings }: Erp, row: string, input: RowFields, references: readonly string[]): PlanRowState | Refused {
  const { plant, item: id, bucket, quantity: sent, source } = input
  if (!master.plants.has(plant)) return refused('UNKNOWN_PLANT', `There is no plant ${plant}.`, { plant })
  const item = master.items.get(id)
  if (!item) return unknownItem(id)
  const quantity = toBase(item, measured(sent), 'quantity', settings)
  if (typeof quantity !== 'string') return quantity
  return { row, plant, item: id, bucket, quantity, unit: item.baseUnit, ...(source && { source }), references }
}

/** The states of a row that are not so already. */
export function rowWrites({ ledger }: Erp, version: number, row: PlanRowState, doc = ''): readonly StateEffect[] {
  const { references, source } = row
  const about: Written = {
    docKind: doc === '' ? kind : appended,
    doc,
    entity: planRowEntity(version, row.row),
    dims: { version: String(version), row: row.row },
    references,
    version,
  }
  return written([
    stateWrite(ledger, about, 'row', planRowValue(row)),
    source && stateWrite(ledger, about, 'source', planSourceValue(source)),
  ])
}

/** Why a row may not be taken. */
export const rowRefusals = [
  'UNKNOWN_ITEM',
  'UNKNOWN_PLANT',
  'UNIT_UNKNOWN',
  'NEGATIVE_QUANTITY',
  'QUANTITY_ROUNDS_TO_ZERO',
  'TOO_MANY_DECIMALS',
]

interface AppendInput extends ReferencedInput {
  readonly rows: readonly RowFields[]
}

const append: Operation<Erp, AppendInput> = {
  ...posting('/planned-requirements'),
  id: 'plan.append',
  title: 'Add rows to the plan in force',
  description: 'They come beside what is there, as in many real systems: each call adds, also one that says the same.',
  body: {
    required: true,
    description: 'The rows.',
    schema: 'PlanAppend',
    examples: { append: { summary: 'One row more', value: { rows: [withoutRow], reference: 'FV-000002' } } },
  },
  success: posted('PlanAppended', { document: 'PR-000001', status: 'posted', references: ['FV-000002'], rows: 1 }),
  refusals: [
    referenceTaken,
    refusal(
      422,
      ['UNKNOWN_ITEM', ...rowRefusals.slice(1), 'NO_ACTIVE_PLAN', 'KEY_REUSED'],
      'A row cannot be taken, or no version is in force. Nothing is added.',
      'There is no item FG-300.',
      { item: 'FG-300' },
    ),
  ],
  tells: (input) => ({ keys: referencesOf(input) }),
  claims: ({ books, master }, { rows }) =>
    books.plans.active() && rows.every(({ item, plant }) => master.items.has(item) && master.plants.has(plant))
      ? { kind: appended, plant: '' }
      : undefined,
  run(state, input) {
    const plan = state.books.plans.active()
    if (!plan) return refused('NO_ACTIVE_PLAN', 'No version of the plan is in force: activate one first.')
    const references = referencesOf(input)
    const doc = state.books.nextRequirement()
    const rows: PlanRowState[] = []
    for (const [index, fields] of input.rows.entries()) {
      const row = rowOf(state, `${doc}-${index + 1}`, fields, references)
      if ('refused' in row) return row
      rows.push(row)
    }
    const states = rows.flatMap((row) => rowWrites(state, plan.version, row, doc))
    commitOf<PlanChange>(state.ledger, states, { plan, added: rows })
    return { result: { document: doc, status: 'posted', references, rows: rows.length }, effects: states, made: doc }
  },
}

interface RowQuery {
  readonly version?: number
  readonly plant?: string
  readonly item?: string
  readonly reference?: string
}

const rowQuery: Operation<Erp, RowQuery> = {
  ...get('/planned-requirements'),
  id: 'plan-row.query',
  title: 'List rows of the plan',
  description: 'Rows of a version, or of the one in force. Every parameter narrows it.',
  parameters: [
    { name: 'version', in: 'query', schema: wholeNumber('Version; absent: the one in force.', 0) },
    { name: 'plant', in: 'query', schema: name('Plant.') },
    { name: 'item', in: 'query', schema: name('Item.') },
    { name: 'reference', in: 'query', schema: name('Rows with this reference.') },
  ],
  success: success(200, 'The rows.', 'PlanRowList', { items: [{ version: 8, ...sourced }] }),
  tells: ({ reference }) => (reference === undefined ? {} : { keys: [reference] }),
  run({ books }, { version, plant, item, reference }) {
    const plan = version === undefined ? books.plans.active() : books.plans.version(version)
    const fits = (row: PlanRowState): boolean =>
      (plant === undefined || row.plant === plant) &&
      (item === undefined || row.item === item) &&
      (reference === undefined || row.references.includes(reference))
    const items = [...(plan?.rows.values() ?? [])]
      .filter(fits)
      .map(({ row, plant: at, item: of, bucket, quantity, unit, source }) => ({
        version: plan?.version,
        row,
        plant: at,
        item: of,
        bucket,
        quantity: { quantity: quantityToNumber(quantity), unit },
        ...(source && { source }),
      }))
    return { result: { items }, ...(reference !== undefined && { settles: [reference] }) }
  },
}

export const planRowOperations: readonly Operation<Erp, never>[] = [append, rowQuery]
