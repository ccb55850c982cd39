import type { CountEffect } from '../../../domain/effect.js'
import type { DraftLine } from '../../../domain/ledger.js'
import type { Item } from '../../../domain/master.js'
import type { Dims } from '../../../domain/names.js'
import { addQuantities, compareQuantities, isZeroQuantity, multiplyQuantities, type Quantity } from '../../../domain/quantity.js'
import { toBaseUnit } from '../../../domain/units.js'
import { refused, type Operation, type Outcome, type Refused, type Tells } from '../../operation.js'
import { plantRequired, unknownOrder } from '../../shared/numbered.js'
import {
  datedFields,
  documentDates,
  documentFields,
  measured,
  posted,
  postedFields,
  posting,
  quantityCodes,
  quantitySchema,
  referencesOf,
  referenceTaken,
  shown,
  shownQuantity,
  toBase,
  type DatedInput,
  type WireQuantity,
} from '../../shared/posting.js'
import { entries, list, name, object, oneOf, ref, text, type Schema } from '../../shared/schema.js'
import { dates, forbidden, lots, names, orderLocked, statuses, stock } from '../answers.js'
import { lotObstacle, orderObstacle, periodObstacle, unknownItem, unknownLocation, unknownStep } from '../obstacles.js'
import { statusChange, type OrderState, type StepState } from '../order-book.js'
import { commit, headOf, stockLine, type DocumentHead } from '../posting.js'
import { lotSchema, orderStatus } from '../schemas.js'
import type { Erp } from '../state.js'
import { documentOperations, isFinal, type ErpDocument } from './documents.js'

/** An explicit issue within a confirmation. */
interface ComponentInput {
  readonly item: string
  readonly lot?: string
  readonly location?: string
  readonly quantity: WireQuantity
}

interface ConfirmationInput extends DatedInput {
  readonly order: string
  readonly operation: string
  readonly plant?: string
  readonly kind: 'partial' | 'final'
  readonly yield: WireQuantity
  readonly scrap?: WireQuantity
  readonly rework?: WireQuantity
  readonly components?: readonly ComponentInput[]
  readonly serials?: readonly string[]
}

const quantity = ref('Quantity')

export const confirmationSchemas: Readonly<Record<string, Schema>> = {
  ScrapQuantity: quantitySchema('Scrap, with its reason.', { 'reason?': text('Reason code.', { maxLength: 200 }) }),
  Component: object('A component that was used and is issued in the same document.', {
    item: name('Item.'),
    'lot?': lotSchema,
    'location?': name('Storage location; absent: that of the bill of material.'),
    quantity,
  }),
  ConfirmationCreate: object('What was done at an operation.', {
    order: name('Production order.', '100001'),
    operation: name('Operation of the order.', '0010'),
    'plant?': name('Plant of the order; may be left out where no other plant has the number.'),
    kind: oneOf('`final` ends the operation.', ['partial', 'final']),
    yield: quantity,
    'scrap?': ref('ScrapQuantity'),
    'rework?': quantity,
    ...datedFields(
      'Posting date: the date on which it happened, in the time zone that `GET /plants` names for its plant, unless its period is closed.',
    ),
    'components?': list('Explicit issues in the same document.', ref('Component'), { maxItems: 200 }),
    'serials?': list(
      'Serial numbers of the good pieces; of an item that has none they are not kept.',
      name('Serial number.', 'SN-000001'),
      { maxItems: 10_000 },
    ),
    'text?': text('Free text.', { maxLength: 2000 }),
  }),
  ConfirmationPosted: object('A confirmation was posted.', {
    ...postedFields,
    order: text('Production order.'),
    operation: text('Operation.'),
    orderStatus,
  }),
  Confirmation: object('A posted confirmation, or a document that reverses one.', {
    ...documentFields,
    ...documentDates,
    plant: text('Plant.'),
    order: text('Production order.'),
    operation: text('Operation.'),
    kind: oneOf('`final` ended the operation.', ['partial', 'final']),
    yield: quantity,
    scrap: quantity,
    rework: quantity,
    'serials?': list('Serial numbers of the good pieces.', text('Serial number.')),
  }),
  ConfirmationList: entries('Confirmations, oldest first.', 'Confirmation'),
}

const words: ErpDocument = {
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
    plant: 'P1',
    order: '100001',
    operation: '0010',
    kind: 'partial',
    yield: { quantity: 11, unit: 'EA' },
    scrap: { quantity: 0, unit: 'EA' },
    rework: { quantity: 0, unit: 'EA' },
    postingDate: '2026-03-02',
    references: ['MC-000001'],
  },
  view(document) {
    const [first] = document.lines
    const { plant } = document
    const numbers = document.counts.flatMap(({ measure, dims: { serial } }) => (measure === 'serial' && serial !== undefined ? serial : []))
    const shownOf = (measure: string): unknown => {
      const line = document.lines.find((candidate) => candidate.measure === measure)
      return line ? shownQuantity(line) : { quantity: 0, unit: first?.unit ?? '' }
    }
    return shown(document, {
      plant,
      order: first?.dims['order'],
      operation: first?.dims['routingStep'],
      kind: document.counts.some(isFinal) ? 'final' : 'partial',
      yield: shownOf('yield'),
      scrap: shownOf('scrap'),
      rework: shownOf('rework'),
      ...(numbers.length > 0 && { serials: numbers }),
    })
  },
  reversal: {
    description: 'Cancels a confirmation whole: every line is negated, the status of the order follows.',
    document: '8000000002',
    reverses: '8000000001',
    reference: 'MR-000001',
  },
}

const confirm: Operation<Erp, ConfirmationInput> = {
  ...posting(words.path),
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
  success: posted('ConfirmationPosted', {
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
    forbidden(...dates, ...statuses, ...stock, ...names, ...quantityCodes, 'OVER_CONFIRMATION', 'PREDECESSOR_SHORT', ...lots),
    orderLocked,
  ],
  tells,
  claims(erp, input) {
    const named = namedBy(erp, input)
    return 'refused' in named ? undefined : { kind: words.kind, plant: named.order.master.plant }
  },
  run,
}

export const confirmationOperations: readonly Operation<Erp, never>[] = [confirm, ...documentOperations(words)]

function tells(input: ConfirmationInput): Tells {
  const { order, operation: routingStep, plant, components = [] } = input
  const dims: Dims = { ...(plant !== undefined && { plant }), order, routingStep }
  const line = (measure: string, at: Dims, sent: WireQuantity) => ({ measure, dims: at, quantity: measured(sent).quantity })
  return {
    keys: referencesOf(input),
    dims,
    lines: [
      line('yield', dims, input.yield),
      ...(input.scrap ? [line('scrap', dims, input.scrap)] : []),
      ...(input.rework ? [line('rework', dims, input.rework)] : []),
      ...components.map(({ item, lot = '', location, quantity: sent }) =>
        line('issue', { ...dims, item, ...(lot !== '' && { lot }), ...(location !== undefined && { location }) }, sent),
      ),
    ],
  }
}

interface Named {
  readonly order: OrderState
  readonly step: StepState
}

function namedBy({ books }: Erp, { order: number, plant, operation }: ConfirmationInput): Named | Refused {
  const order = books.orders.find(number, plant)
  if ('refused' in order) return order
  const step = order.steps.get(operation)
  return step ? { order, step } : unknownStep(order, operation)
}

/** Posts a confirmation with its issues and its receipt, in one document. */
function run(erp: Erp, input: ConfirmationInput): Outcome {
  const named = namedBy(erp, input)
  if ('refused' in named) return named
  const { order, step } = named
  const { plant, revision, receiptLocation } = order.master
  const obstacle = orderObstacle(order) ?? periodObstacle(erp, plant, input.postingDate)
  if (obstacle) return obstacle
  const item = erp.master.items.get(order.master.item)
  if (!item) return unknownItem(order.master.item)
  const head = headOf(erp, words.kind, plant, input)
  const about: Dims = { plant, order: order.master.id, routingStep: step.master.id, revision }
  const made: Dims = { ...about, item: item.id }
  const reported = reportedLines(erp, head, made, input, item)
  if ('refused' in reported) return reported
  const { lines, good, scrap } = reported
  const limit = quantityObstacle(erp, order, step, good)
  if (limit) return limit
  lines.push(...backflushed(erp, head, about, order, addQuantities(good, scrap)))
  for (const component of input.components ?? []) {
    const line = componentLine(erp, head, about, order, component)
    if ('refused' in line) return line
    lines.push(line)
  }
  if (step.master.receipt && !isZeroQuantity(good))
    lines.push(stockLine(head, 'receipt', good, item, { ...about, location: receiptLocation }))
  const counts = countsOf(head, made, input, item)
  const change = statusChange(order, step, counts.filter(isFinal).length, 1)
  return commit(erp, { lines, counts, change, order }, ({ number: document, references }) => ({
    document,
    status: 'posted',
    order: order.master.id,
    operation: step.master.id,
    references,
    orderStatus: order.status,
  }))
}

/** The end of an operation, and the pieces by their numbers, each once. */
function countsOf(head: DocumentHead, made: Dims, { kind, serials = [] }: ConfirmationInput, item: Item): readonly CountEffect[] {
  const counted = { ...head, what: 'count', count: 1 } as const
  const pieces = item.serialManaged === true ? [...new Set(serials)] : []
  return [
    ...(kind === 'final' ? [{ ...counted, measure: 'final', dims: made }] : []),
    ...pieces.map((serial) => ({ ...counted, measure: 'serial', dims: { ...made, serial } })),
  ]
}

interface ReportedLines {
  readonly lines: DraftLine[]
  readonly good: Quantity
  readonly scrap: Quantity
}

/** Yield always has a line, so that a document always has one; scrap and rework where they are not zero. */
function reportedLines(erp: Erp, head: DocumentHead, dims: Dims, input: ConfirmationInput, item: Item): ReportedLines | Refused {
  const lines: DraftLine[] = []
  const sums: Record<string, Quantity> = {}
  for (const measure of ['yield', 'scrap', 'rework'] as const) {
    const asked = input[measure]
    if (!asked) continue
    const sent = measured(asked)
    const base = toBase(item, sent, measure, erp.settings)
    if (typeof base !== 'string') return base
    sums[measure] = base
    if (measure === 'yield' || !isZeroQuantity(base))
      lines.push({ ...head, what: 'quantity', measure, dims, quantity: base, unit: item.baseUnit, sent })
  }
  return { lines, good: sums['yield'] ?? '0', scrap: sums['scrap'] ?? '0' }
}

function backflushed({ master }: Erp, head: DocumentHead, about: Dims, order: OrderState, made: Quantity): DraftLine[] {
  return master.backflush(order, about['routingStep'] ?? '').flatMap(({ line, item }) => {
    const used = toBaseUnit(item, multiplyQuantities(made, line.rate), line.unit)
    if (used === undefined || isZeroQuantity(used)) return []
    return [{ ...stockLine(head, 'issue', used, item, { ...about, location: line.location }), issueMode: 'backflush' }]
  })
}

function componentLine(erp: Erp, head: DocumentHead, about: Dims, order: OrderState, component: ComponentInput): DraftLine | Refused {
  const { master } = erp
  const item = master.items.get(component.item)
  if (!item) return unknownItem(component.item)
  const location = component.location ?? master.componentLocation(order, about['routingStep'] ?? '', item.id)
  if (location === undefined)
    return refused(
      'UNKNOWN_LOCATION',
      `Component ${item.id} names no location, and the bill of material of ${order.master.item} has none for it.`,
      { item: item.id },
    )
  if (!master.knowsLocation(head.plant, location)) return unknownLocation(head.plant, location)
  const sent = measured(component.quantity)
  const base = toBase(item, sent, `component ${item.id}`, erp.settings)
  if (typeof base !== 'string') return base
  const { lot = '' } = component
  const wrong = lotObstacle(erp, head.plant, item, lot, true)
  if (wrong) return wrong
  return { ...stockLine(head, 'issue', base, item, { ...about, location, ...(lot !== '' && { lot }) }), sent, issueMode: 'explicit' }
}

/** Why a step cannot be confirmed that much more. */
function quantityObstacle({ settings: { enforce } }: Erp, order: OrderState, step: StepState, good: Quantity): Refused | undefined {
  const after = addQuantities(step.yield, good)
  const where = { order: order.master.id, operation: step.master.id, confirmed: Number(step.yield) }
  const most = (code: string, limit: Quantity, why: string): Refused | undefined =>
    compareQuantities(after, limit) <= 0
      ? undefined
      : refused(code, `Order ${where.order}, operation ${where.operation}: ${after} would be confirmed, ${why}.`, {
          ...where,
          limit: Number(limit),
        })
  if (enforce['over_confirmation']) {
    const limit = multiplyQuantities(order.master.quantity, addQuantities('1', order.master.overTolerance))
    const over = most('OVER_CONFIRMATION', limit, `at most ${limit} may be`)
    if (over) return over
  }
  const { previous } = step
  if (!enforce['operation_predecessor'] || order.master.routing !== 'sequential' || !previous) return undefined
  return most('PREDECESSOR_SHORT', previous.yield, `operation ${previous.master.id} handed on ${previous.yield}`)
}
