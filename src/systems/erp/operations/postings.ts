import type { Dims } from '../../../domain/names.js'
import { post, success, type Operation, type Outcome, type Refused, type Tells } from '../../operation.js'
import { documentParameter, documentQuery, documentRead, unknownDocument, type DocumentWords } from '../../shared/documents.js'
import { plantRequired, unknownOrder } from '../../shared/numbered.js'
import { name } from '../../shared/schema.js'
import { alreadyReversed, forbidden, orderLocked, referenceTaken } from '../answers.js'
import type { DocumentKind } from '../books.js'
import { essenceOf, measured, referencesOf, type ConfirmationInput, type MovementInput, type ReversalInput } from '../input.js'
import type { Posted } from '../postings.js'
import type { Erp } from '../state.js'
import { confirmation, movement, posted } from '../views.js'

const created = (schema: string, example: unknown) => success(201, 'Posted. The effect is in the ledger.', schema, example)
const guarded = (path: string) => ({ ...post(path), dedupe: 'setting', essence: essenceOf }) as const

const dates = ['PERIOD_CLOSED', 'NO_PERIOD']
const statuses = ['ORDER_NOT_RELEASED', 'ORDER_CLOSED']
const stock = ['NEGATIVE_STOCK', 'KEY_REUSED']
const names = ['UNKNOWN_OPERATION', 'UNKNOWN_ITEM', 'UNKNOWN_LOCATION']
const quantities = ['UNIT_UNKNOWN', 'NEGATIVE_QUANTITY', 'QUANTITY_ROUNDS_TO_ZERO']
const lots = ['LOT_REQUIRED', 'UNKNOWN_LOT', 'NOT_LOT_MANAGED']

const confirmations: DocumentWords & { readonly kind: DocumentKind } = {
  kind: 'confirmation',
  id: 'confirmation',
  path: '/confirmations',
  one: 'confirmation',
  many: 'confirmations',
  heading: 'Confirmations',
  schema: 'Confirmation',
  example: {
    document: '8000000001',
    status: 'posted',
    order: '100001',
    operation: '0010',
    kind: 'partial',
    yield: { quantity: 11, unit: 'EA' },
    scrap: { quantity: 0, unit: 'EA' },
    rework: { quantity: 0, unit: 'EA' },
    postingDate: '2026-03-02',
    references: ['MC-000001'],
  },
  view: confirmation,
}
const issueExample = {
  type: 'issue',
  plant: 'P1',
  item: 'C2',
  quantity: { quantity: 1.5, unit: 'KG' },
  location: 'PROD',
  order: '100001',
  operation: '0020',
  postingDate: '2026-03-02',
}
const movements: DocumentWords & { readonly kind: DocumentKind } = {
  kind: 'goods-movement',
  id: 'movement',
  path: '/goods-movements',
  one: 'goods movement',
  many: 'goods movements',
  heading: 'Movements',
  schema: 'Movement',
  example: { document: '4900000001', status: 'posted', ...issueExample, lot: '', stockType: 'unrestricted', references: ['MI-000001'] },
  view: movement,
}

const confirm: Operation<Erp, ConfirmationInput> = {
  ...guarded(confirmations.path),
  id: 'confirmation.create',
  title: 'Post a confirmation',
  description:
    'Posts what was done at an operation: yield, scrap, rework. Components marked for backflush are issued with it, the ' +
    'operation marked for receipt puts its yield into stock. In one document: all of it or nothing.',
  body: {
    required: true,
    description: 'The confirmation.',
    schema: 'ConfirmationCreate',
    examples: {
      partial: {
        summary: 'A partial confirmation',
        value: {
          order: '100001',
          operation: '0010',
          kind: 'partial',
          yield: { quantity: 11, unit: 'EA' },
          scrap: { quantity: 1, unit: 'EA', reason: 'S01' },
          postingDate: '2026-03-02',
          reference: 'MC-000001',
        },
      },
      batch: {
        summary: 'One posting for several facts',
        value: {
          order: '100001',
          operation: '0010',
          kind: 'final',
          yield: { quantity: 66, unit: 'EA' },
          postingDate: '2026-03-02',
          references: ['MC-000001', 'MC-000002'],
        },
      },
    },
  },
  success: created('ConfirmationPosted', {
    document: '8000000001',
    status: 'posted',
    order: '100001',
    operation: '0010',
    references: ['MC-000001'],
    orderStatus: 'partially-confirmed',
  }),
  refusals: [
    plantRequired,
    unknownOrder,
    referenceTaken,
    forbidden(...dates, ...statuses, ...stock, ...names, ...quantities, 'OVER_CONFIRMATION', 'PREDECESSOR_SHORT', ...lots),
    orderLocked,
  ],
  tells: confirmationTells,
  run: ({ postings }, input) => outcomeOf(postings.confirm(input)),
}

const move: Operation<Erp, MovementInput> = {
  ...guarded(movements.path),
  id: 'movement.create',
  title: 'Post a goods movement',
  description: 'Takes a quantity of an item from stock (`issue`) or puts it there (`receipt`), with or without a production order.',
  body: {
    required: true,
    description: 'The movement.',
    schema: 'MovementCreate',
    examples: { issue: { summary: 'A component issue', value: { ...issueExample, reference: 'MI-000001' } } },
  },
  success: created('MovementPosted', { document: '4900000001', status: 'posted', references: ['MI-000001'] }),
  refusals: [
    unknownOrder,
    referenceTaken,
    forbidden(...dates, ...statuses, ...stock, ...names, 'UNKNOWN_PLANT', 'PLANT_MISMATCH', ...quantities, ...lots),
    orderLocked,
  ],
  tells: movementTells,
  run: ({ postings }, input) => outcomeOf(postings.move(input)),
}

function reversal(words: typeof confirmations, description: string, example: unknown): Operation<Erp, ReversalInput> {
  return {
    ...guarded(`${words.path}/{document}/reversal`),
    id: `${words.id}.reverse`,
    title: `Reverse a ${words.one}`,
    description,
    parameters: [documentParameter('Document to cancel.')],
    body: {
      required: true,
      description: 'The reversal.',
      schema: 'ReversalCreate',
      examples: {
        plain: { summary: 'Cancel', value: { postingDate: '2026-03-02', reference: 'MR-000001', reason: 'reported at the wrong order' } },
      },
    },
    success: created('ReversalPosted', example),
    refusals: [unknownDocument, alreadyReversed, forbidden(...dates, 'ORDER_CLOSED', ...stock, 'NOT_REVERSIBLE'), orderLocked],
    tells: (input) => ({ keys: referencesOf(input) }),
    run: ({ postings }, input) => outcomeOf(postings.reverse(words.kind, input)),
  }
}

/** A query may name an order: then only what is about orders of that number is found. */
function query(words: DocumentWords): Operation<Erp> {
  return documentQuery<Erp>(words, {
    parameters: [{ name: 'order', in: 'query', schema: name(`${words.heading} of this production order.`) }],
    entities({ books }, { order }) {
      if (order === undefined) return undefined
      return books.orders.all.filter(({ master }) => master.id === order).map(({ entity }) => entity)
    },
    dims: ({ order }) => (order === undefined ? undefined : { order: String(order) }),
  })
}

const reversed = (document: string, reverses: string, reference: string): unknown => ({
  document,
  reverses,
  status: 'posted',
  references: [reference],
})

export const postingOperations: readonly Operation<Erp, never>[] = [
  confirm,
  query(confirmations),
  documentRead(confirmations),
  reversal(
    confirmations,
    'Cancels a confirmation whole: every line is negated, the status of the order follows.',
    reversed('8000000002', '8000000001', 'MR-000001'),
  ),
  move,
  query(movements),
  documentRead(movements),
  reversal(movements, 'Cancels a movement whole.', reversed('4900000002', '4900000001', 'MR-000002')),
]

function outcomeOf(outcome: Posted | Refused): Outcome {
  if ('refused' in outcome) return outcome
  return { result: posted(outcome), effects: outcome.effects, made: outcome.document.number }
}

function confirmationTells(input: ConfirmationInput): Tells {
  const { order, operation: routingStep, plant, components = [] } = input
  const dims: Dims = { ...(plant !== undefined && { plant }), order, routingStep }
  const line = (measure: string, at: Dims, quantity: ConfirmationInput['yield']) => ({
    measure,
    dims: at,
    quantity: measured(quantity).quantity,
  })
  return {
    keys: referencesOf(input),
    dims,
    lines: [
      line('yield', dims, input.yield),
      ...(input.scrap ? [line('scrap', dims, input.scrap)] : []),
      ...(input.rework ? [line('rework', dims, input.rework)] : []),
      ...components.map(({ item, lot = '', location, quantity }) =>
        line('issue', { ...dims, item, ...(lot !== '' && { lot }), ...(location !== undefined && { location }) }, quantity),
      ),
    ],
  }
}

function movementTells(input: MovementInput): Tells {
  const { plant, item, location, lot = '', order, operation, type } = input
  const dims: Dims = {
    plant,
    item,
    location,
    ...(lot !== '' && { lot }),
    ...(order !== undefined && { order }),
    ...(operation !== undefined && { routingStep: operation }),
  }
  return { keys: referencesOf(input), dims, lines: [{ measure: type, dims, quantity: measured(input.quantity).quantity }] }
}
