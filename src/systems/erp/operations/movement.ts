import type { StateEffect } from '../../../domain/effect.js'
import { attributesValue, type LotAttributes } from '../../../domain/lots.js'
import type { Item, StockType } from '../../../domain/master.js'
import { measureOf } from '../../../domain/measures/index.js'
import type { Dims } from '../../../domain/names.js'
import { negateQuantity, type Quantity } from '../../../domain/quantity.js'
import { refused, type Operation, type Refused } from '../../operation.js'
import { unknownOrder } from '../../shared/numbered.js'
import {
  datedFields,
  documentDates,
  documentFields,
  measured,
  posted,
  postedFields,
  posting,
  quantityCodes,
  referencesOf,
  referenceTaken,
  shown,
  shownQuantity,
  toBase,
  type DatedInput,
  type WireQuantity,
} from '../../shared/posting.js'
import { attributesOf, attributesSchema, lotState } from '../../shared/lots.js'
import { entries, name, object, oneOf, ref, text, type Schema } from '../../shared/schema.js'
import { list } from '../../../words/lists.js'
import { dates, forbidden, lots, names, orderLocked, statuses, stock } from '../answers.js'
import type { Books } from '../books.js'
import type { OrderState } from '../order-book.js'
import {
  assignmentObstacle,
  deliveryObstacle,
  holdObstacle,
  lotObstacle,
  orderedLine,
  orderObstacle,
  periodObstacle,
  unknownItem,
  unknownLocation,
  unknownStep,
} from '../obstacles.js'
import { commit, deliveryLine, headOf, stockLine, type DocumentHead } from '../posting.js'
import type { OrderedLine } from '../purchase-orders.js'
import { lotSchema, stockTypeSchema } from '../schemas.js'
import type { Erp } from '../state.js'
import { documentOperations, type ErpDocument } from './documents.js'

/** A type of movement. The measure of that name says what its quantity does to stock. */
interface MovementType {
  /** "leaves stock". */
  readonly means: string
  /** Its quantity may be negative. */
  readonly signed?: true
  /** It says where the goods go: two lines of one document, out of the one place and into the other. */
  readonly leads?: true
  readonly example: Readonly<Record<string, unknown>>
}

const place = { plant: 'P1', item: 'C3', quantity: { quantity: 5, unit: 'EA' }, location: 'SUPER', lot: 'L1' }
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
/** Every type: the only list. */
const types: Readonly<Record<string, MovementType>> = {
  issue: { means: 'leaves stock', example: issueExample },
  receipt: { means: 'enters it', example: { ...place, stockType: 'quality' } },
  transfer: {
    means: 'changes location, lot or stock type',
    leads: true,
    example: { ...place, stockType: 'quality', to: { stockType: 'unrestricted' } },
  },
  adjustment: { means: 'corrects what is there, up or down', signed: true, example: { ...place, quantity: { quantity: -2, unit: 'EA' } } },
}
const meanings = list(
  Object.entries(types).map(([type, { means }]) => `\`${type}\` ${means}`),
  'and',
)

interface MovementInput extends DatedInput {
  readonly type: string
  readonly plant: string
  readonly item: string
  readonly quantity: WireQuantity
  readonly location: string
  readonly lot?: string
  readonly stockType?: StockType
  /** What is left out stays as it is. */
  readonly to?: { readonly location?: string; readonly lot?: string; readonly stockType?: StockType }
  readonly order?: string
  readonly operation?: string
  /** What a receipt is against. */
  readonly purchaseOrder?: string
  readonly purchaseOrderLine?: string
  /** What is known of the lot that a receipt brings. */
  readonly lotAttributes?: LotAttributes
}

const typeSchema = oneOf(`${meanings}.`, Object.keys(types))

export const movementSchemas: Readonly<Record<string, Schema>> = {
  MovementCreate: object('Goods that move.', {
    type: typeSchema,
    plant: name('Plant.', 'P1'),
    item: name('Item.', 'C2'),
    quantity: ref('Quantity'),
    location: name('Storage location.', 'PROD'),
    'lot?': lotSchema,
    'stockType?': { ...stockTypeSchema, default: 'unrestricted' },
    'to?': object('Where a transfer leads; what is left out stays as it is.', {
      'location?': name('Storage location.'),
      'lot?': name('Lot.'),
      'stockType?': stockTypeSchema,
    }),
    'order?': name('Production order that it is for.'),
    'operation?': name('Operation that it is for.'),
    'purchaseOrder?': name('Purchase order that a receipt is against.', 'PO-000001'),
    'purchaseOrderLine?': name('Its line; may be left out where only one is of the item.', '10'),
    'lotAttributes?': attributesSchema,
    ...datedFields('Posting date.'),
  }),
  MovementPosted: object('A movement was posted.', postedFields),
  Movement: object('A posted movement, or a document that reverses one.', {
    ...documentFields,
    ...documentDates,
    type: typeSchema,
    plant: text('Plant.'),
    item: text('Item.'),
    quantity: ref('Quantity'),
    location: text('Storage location.'),
    lot: text('Lot; empty for none.'),
    stockType: stockTypeSchema,
    'to?': object('Where a transfer led.', {
      location: text('Storage location.'),
      lot: text('Lot; empty for none.'),
      stockType: stockTypeSchema,
    }),
    'order?': text('Production order.'),
    'operation?': text('Operation.'),
    'purchaseOrder?': text('Purchase order.'),
    'purchaseOrderLine?': text('Its line.'),
  }),
  MovementList: entries('Movements, oldest first.', 'Movement'),
}

const words: ErpDocument = {
  kind: 'goods-movement',
  id: 'movement',
  path: '/goods-movements',
  one: 'goods movement',
  many: 'goods movements',
  heading: 'Movements',
  schema: 'Movement',
  example: { document: '4900000001', status: 'posted', ...issueExample, lot: '', stockType: 'unrestricted', references: ['MI-000001'] },
  view(document) {
    const { lines, plant } = document
    const [from, to] = lines
    if (!from) return shown(document, {})
    const { item, order, routingStep: operation, purchaseOrder, purchaseOrderLine } = from.dims
    const moved = { type: from.measure, plant, item, quantity: shownQuantity(to ?? from) }
    const place = { ...placeOf(from.dims), ...(to && { to: placeOf(to.dims) }) }
    return shown(document, { ...moved, ...place, order, operation, purchaseOrder, purchaseOrderLine })
  },
  reversal: { description: 'Cancels a movement whole.', document: '4900000002', reverses: '4900000001', reference: 'MR-000002' },
}

function placeOf({ location = '', lot = '', stockType = 'unrestricted' }: Dims): Dims {
  return { location, lot, stockType }
}

const move: Operation<Erp, MovementInput> = {
  ...posting(words.path),
  id: 'movement.create',
  title: 'Post a goods movement',
  description: `Moves a quantity of an item, with or without a production order: ${meanings}.`,
  body: {
    required: true,
    description: 'The movement.',
    schema: 'MovementCreate',
    examples: Object.fromEntries(
      Object.entries(types).map(([each, { means, example }]) => [
        each,
        { summary: `${each}: ${means}`, value: { type: each, ...example, postingDate: '2026-03-02', reference: 'MI-000001' } },
      ]),
    ),
  },
  success: posted('MovementPosted', { document: '4900000001', status: 'posted', references: ['MI-000001'] }),
  refusals: [
    unknownOrder,
    referenceTaken,
    forbidden(
      ...dates,
      ...statuses,
      ...stock,
      ...names,
      'UNKNOWN_PLANT',
      'PLANT_MISMATCH',
      'COMPONENT_NOT_ASSIGNED',
      'UNKNOWN_PURCHASE_ORDER',
      'OVER_DELIVERY',
      'LOT_RESTRICTED',
      ...quantityCodes,
      ...lots,
    ),
    orderLocked,
  ],
  tells(input) {
    const { stockType, type: measure } = input
    const dims = dimsOf(input)
    const legs = legsOf(input, { ...dims, ...(stockType && { stockType }) }, measured(input.quantity).quantity)
    return { keys: referencesOf(input), dims, lines: legs.map((leg) => ({ measure, ...leg })) }
  },
  differences({ type, to, location, lot, stockType = 'unrestricted', ...more }) {
    const ofReceipts = (['purchaseOrder', 'purchaseOrderLine', 'lotAttributes'] as const).filter((each) => more[each] !== undefined)
    if (type !== 'receipt' && ofReceipts.length > 0) return ofReceipts.map((each) => `${each}: is there, expected for a receipt only`)
    if (types[type]?.leads !== true) return to ? ['to: is there, expected for a transfer only'] : []
    if (!to) return ['to: missing, expected an object']
    const stays = (to.location ?? location) === location && (to.lot ?? lot) === lot && (to.stockType ?? stockType) === stockType
    return stays ? ['to: is where it lies already, expected another location, lot or stock type'] : []
  },
  claims: (erp, input) => ('refused' in namedBy(erp, input) ? undefined : { kind: words.kind, plant: input.plant }),
  run(erp, input) {
    const named = namedBy(erp, input)
    if ('refused' in named) return named
    const { item, order, line: ordered } = named
    const { type, plant, stockType = 'unrestricted' } = input
    const obstacle = (order && orderObstacle(order)) ?? periodObstacle(erp, plant, input.postingDate)
    if (obstacle) return obstacle
    const sent = measured(input.quantity)
    const base = toBase(item, sent, 'quantity', erp.settings, types[type]?.signed)
    if (typeof base !== 'string') return base
    const against = ordered && { purchaseOrder: ordered.master.purchaseOrder, purchaseOrderLine: ordered.master.line }
    const legs = legsOf(input, { ...dimsOf(input), ...(order && { revision: order.revision }), ...against, stockType }, base)
    const wrong = legsObstacle(erp, input, item, legs) ?? (ordered && deliveryObstacle(erp, ordered, base))
    if (wrong) return wrong
    const { operation } = input
    const unassigned = type === 'issue' && order && operation !== undefined && assignmentObstacle(erp, order, operation, item.id)
    if (unassigned) return unassigned
    const head = headOf(erp, words.kind, plant, input)
    const issued = type === 'issue' ? ({ issueMode: 'explicit' } as const) : {}
    const stock = legs.map(({ dims, quantity }) => ({ ...stockLine(head, type, quantity, item, dims), sent, ...issued }))
    const lines = ordered ? [...stock, deliveryLine(head, base, item, { plant, ...against })] : stock
    return commit(erp, { lines, order, states: attributesOfLot(erp, input, head) }, ({ number: document, references }) => ({
      document,
      status: 'posted',
      references,
    }))
  },
}

export const movementOperations: readonly Operation<Erp, never>[] = [move, ...documentOperations(words)]

interface Leg {
  readonly dims: Dims
  readonly quantity: Quantity
}

function dimsOf({ plant, item, location, lot = '', order, operation }: MovementInput): Dims {
  return {
    plant,
    item,
    location,
    ...(lot !== '' && { lot }),
    ...(order !== undefined && { order }),
    ...(operation !== undefined && { routingStep: operation }),
  }
}

/** What a movement does, place by place. */
function legsOf({ to }: MovementInput, dims: Dims, quantity: Quantity): readonly Leg[] {
  return to
    ? [
        { dims, quantity: negateQuantity(quantity) },
        { dims: { ...dims, ...to }, quantity },
      ]
    : [{ dims, quantity }]
}

/** Why a lot cannot be moved so, place by place. */
function legsObstacle(erp: Erp, { type, plant }: MovementInput, item: Item, legs: readonly Leg[]): Refused | undefined {
  for (const { dims, quantity } of legs) {
    const { lot = '', stockType } = dims
    const out = measureOf(type).moves < 0 !== quantity.startsWith('-')
    const wrong = lotObstacle(erp, plant, item, lot, out)
    if (wrong) return wrong
    // What is moved between restricted types is used by nobody.
    const held = type === 'issue' || (type === 'transfer' && out && stockType === 'unrestricted')
    const why = held ? holdObstacle(erp, plant, item.id, lot) : undefined
    if (why) return why
  }
  return undefined
}

/** What a receipt says of its lot; one that says nothing takes nothing from what is known of it. */
function attributesOfLot({ ledger, books }: Erp, input: MovementInput, { doc, references }: DocumentHead): readonly StateEffect[] {
  const { plant, item, lot = '', lotAttributes } = input
  if (lot === '' || lotAttributes === undefined) return []
  const attributes = attributesOf(lotAttributes)
  if (Object.values(attributes).every((told) => told === '')) return []
  books.lots.note(attributes)
  return lotState(ledger, { plant, item, lot }, 'attributes', attributesValue(attributes), { references }, doc)
}

interface Named {
  readonly item: Item
  readonly order: OrderState | undefined
  /** Of the purchase order. */
  readonly line?: OrderedLine
}

/** What a movement names, or what of it is not in the master data. */
function namedBy(erp: Erp, { plant, item: id, location, to, order: number, operation, ...input }: MovementInput): Named | Refused {
  const { master, books } = erp
  if (!master.plants.has(plant))
    return refused('UNKNOWN_PLANT', `There is no plant ${plant}; there is ${[...master.plants.keys()].join(', ')}.`, { plant })
  const item = master.items.get(id)
  if (!item) return unknownItem(id)
  for (const each of [location, to?.location ?? location]) if (!master.knowsLocation(plant, each)) return unknownLocation(plant, each)
  const { purchaseOrder, purchaseOrderLine } = input
  const meant = { plant, item: id, ...(purchaseOrderLine !== undefined && { purchaseOrderLine }) }
  const line = purchaseOrder === undefined ? undefined : orderedLine(erp, { ...meant, purchaseOrder })
  if (line && 'refused' in line) return line
  if (number === undefined) return { item, order: undefined, ...(line && { line }) }
  const order = books.orders.in(plant, number)
  if (!order) return elsewhere(books, number, plant)
  return operation === undefined || order.steps.has(operation) ? { item, order } : unknownStep(order, operation)
}

function elsewhere({ orders }: Books, number: string, plant: string): Refused {
  const found = orders.find(number, undefined)
  if ('refused' in found && found.refused === 'UNKNOWN_ORDER') return found
  const plants = orders.all.filter(({ master }) => master.id === number).map(({ master }) => master.plant)
  const belongs = `Order ${number} belongs to plant ${plants.join(' and to plant ')}`
  return refused('PLANT_MISMATCH', `${belongs}, not ${plant}.`, { order: number, plant })
}
