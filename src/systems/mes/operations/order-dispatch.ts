import { floorStatuses, orderValue, type FloorStatus } from '../../../domain/dispatched-order.js'
import { entityId, type StateEffect } from '../../../domain/effect.js'
import { refusal, refused, success, type Operation, type Refused } from '../../operation.js'
import { plantMissing, plantOf } from '../../shared/plants.js'
import {
  measured,
  quantityCodes,
  quantitySchema,
  referenceFields,
  referencesOf,
  toBase,
  type ReferencedInput,
  type WireQuantity,
} from '../../shared/posting.js'
import { name, object, oneOf, type Schema } from '../../shared/schema.js'
import { commitOf, stateWrite, written } from '../../shared/states.js'
import type { Content } from '../engineering.js'
import type { DispatchedOrder } from '../order-book.js'
import type { Mes } from '../state.js'
import { dispatched, orderView } from '../views.js'

interface DispatchInput extends ReferencedInput {
  readonly order: string
  readonly plant?: string
  readonly item: string
  readonly revision: string
  readonly quantity: WireQuantity
  readonly status?: FloorStatus
}

export const dispatchSchemas: Readonly<Record<string, Schema>> = {
  OrderDispatch: object('A production order for the shop floor.', {
    item: name('Item that it makes.', 'FG-100'),
    revision: name('Revision that it is made by.', 'A'),
    quantity: quantitySchema('How much of it.', {}, 'EA'),
    'status?': oneOf('Status on the shop floor; `dispatched` if it is left out.', floorStatuses),
    ...referenceFields,
  }),
}

/** The order that an input describes, or why there can be none. */
function orderOf(mes: Mes, plant: string, input: DispatchInput): DispatchedOrder | Refused {
  const { order: id, item: made, revision } = input
  const item = mes.items.get(made)
  if (!item) return refused('UNKNOWN_ITEM', `There is no item ${made}.`, { item: made })
  if (!mes.engineering.bom(plant, made, revision))
    return refused('UNKNOWN_REVISION', `There is no ${made} ${revision} in ${plant}.`, { item: made, revision })
  const quantity = toBase(item, measured(input.quantity), 'quantity', mes.settings)
  if (typeof quantity !== 'string') return quantity
  const routingSteps = mes.orders.in(plant, id)?.master.routingSteps ?? mes.orders.routings.get(made) ?? []
  return { master: { id, plant, item: made, quantity, revision, routingSteps }, unit: item.baseUnit }
}

function statesOf(mes: Mes, { master, unit }: DispatchedOrder, input: DispatchInput): readonly (StateEffect | undefined)[] {
  const { plant, id, item, quantity, revision } = master
  const entity = entityId('order', plant, id)
  const about = { docKind: 'order', entity, dims: { plant, order: id }, references: referencesOf(input) }
  const isNew = mes.orders.in(plant, id) === undefined
  const status = input.status ?? (isNew ? 'dispatched' : undefined)
  return [
    stateWrite(mes.ledger, about, 'content', orderValue(item, quantity, unit)),
    stateWrite(mes.ledger, about, 'revision', revision),
    status && stateWrite(mes.ledger, about, 'status', status),
  ]
}

export const dispatchOrder: Operation<Mes, DispatchInput> = {
  id: 'order.dispatch',
  http: { method: 'PUT', path: '/production-orders/{order}' },
  posts: true,
  dedupe: 'natural',
  title: 'Dispatch an order',
  description: 'The shop floor has the order from now on, as it is said here. Repeating it changes nothing and is answered alike.',
  parameters: [
    { name: 'order', in: 'path', schema: name('Production order.') },
    { name: 'plant', in: 'query', schema: name('Plant; may be left out where there is one alone.', 'P1') },
  ],
  body: {
    required: true,
    description: 'The order.',
    schema: 'OrderDispatch',
    examples: {
      released: {
        summary: 'An order that the ERP released',
        value: { item: 'FG-100', revision: 'A', quantity: { quantity: 240, unit: 'EA' }, reference: 'EO-000001' },
      },
    },
  },
  success: success(200, 'It is there.', 'DispatchedOrder', dispatched),
  refusals: [
    plantMissing,
    refusal(
      422,
      ['UNKNOWN_ITEM', 'UNKNOWN_REVISION', 'UNKNOWN_PLANT', ...quantityCodes],
      'The order names what the shop floor does not have.',
      'There is no item FG-900.',
      { item: 'FG-900' },
    ),
  ],
  tells: (input) => ({ keys: referencesOf(input), dims: { order: input.order, ...(input.plant !== undefined && { plant: input.plant }) } }),
  run(mes, input) {
    const plant = plantOf(mes.plants, input.plant)
    if (typeof plant !== 'string') return plant
    const order = orderOf(mes, plant, input)
    if ('refused' in order) return order
    const states = written(statesOf(mes, order, input))
    commitOf<Content>(mes.ledger, states, { order: mes.entityOf(order), revision: input.revision, dispatched: order })
    return { result: orderView(mes, mes.orders.in(plant, input.order) ?? order), effects: states }
  },
}
