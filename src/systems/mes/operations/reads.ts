import type { PublishedEvent } from '../../contract.js'
import { get, refusal, refused, success, type Operation } from '../../operation.js'
import { plantParameter, plantRequired, unknownOrder } from '../../shared/numbered.js'
import { name } from '../../shared/schema.js'
import { confirmationType, reported } from '../schemas.js'
import type { Mes } from '../state.js'
import { dispatched, orderView } from '../views.js'

const orderQuery: Operation<Mes> = {
  ...get('/production-orders'),
  id: 'order.query',
  title: 'List dispatched orders',
  description: 'The orders of the shop floor.',
  success: success(200, 'The orders.', 'DispatchedOrderList', { items: [dispatched] }),
  run: (mes) => ({ result: { items: mes.orders.all.map((order) => orderView(mes, order)) } }),
}

const orderRead: Operation<Mes, { readonly order: string; readonly plant?: string }> = {
  ...get('/production-orders/{order}'),
  id: 'order.read',
  title: 'Read a dispatched order',
  description: 'One order.',
  parameters: [{ name: 'order', in: 'path', schema: name('Production order.') }, plantParameter],
  success: success(200, 'The order.', 'DispatchedOrder', dispatched),
  refusals: [plantRequired, unknownOrder],
  tells: ({ order, plant }) => ({ dims: { order, ...(plant !== undefined && { plant }) } }),
  run(mes, { order, plant }) {
    const found = mes.orders.find(order, plant)
    return 'refused' in found ? found : { result: orderView(mes, found) }
  },
}

const confirmationRead: Operation<Mes, { readonly number: string; readonly plant?: string }> = {
  ...get('/confirmations/{number}'),
  id: 'confirmation.read',
  title: 'Read a reported confirmation',
  description: 'The data of a confirmation that was reported.',
  parameters: [{ name: 'number', in: 'path', schema: name('Business key of the confirmation.') }, plantParameter],
  success: success(200, 'The data.', 'ConfirmationData', reported),
  refusals: [
    plantRequired,
    refusal(404, ['UNKNOWN_CONFIRMATION'], 'No such confirmation was reported so far.', 'No confirmation MC-000099 was reported so far.', {
      confirmation: 'MC-000099',
    }),
  ],
  tells: ({ number, plant }) => ({ keys: [number], ...(plant !== undefined && { dims: { plant } }) }),
  run({ log }, { number, plant }) {
    const plantOf = ({ data }: PublishedEvent): string => String(data['plant'])
    const found = log.find(confirmationType, number).filter((event) => plant === undefined || plantOf(event) === plant)
    const [first, another] = found
    if (another) {
      const plants = found.map(plantOf)
      const message = `There is a confirmation ${number} in ${plants.join(' and in ')}; name the plant.`
      return refused('PLANT_REQUIRED', message, { confirmation: number, plants })
    }
    if (first) return { result: first.data, exposes: [first.eid] }
    return refused('UNKNOWN_CONFIRMATION', `No confirmation ${number} was reported so far.`, { confirmation: number })
  },
}

export const readOperations: readonly Operation<Mes, never>[] = [orderQuery, orderRead, confirmationRead]
