import { get, success, type Operation } from '../../operation.js'
import { name } from '../../shared/schema.js'
import { plantParameter, plantRequired, unknownOrder } from '../../shared/numbered.js'
import { quantityToNumber } from '../../../domain/quantity.js'
import type { BomState } from '../engineering-book.js'
import type { Erp } from '../state.js'
import { bomView, referencesOfBom } from '../views.js'
import { bomExample, bomParameter, found, unknownBom } from './boms.js'

interface Wanted {
  readonly item?: string
  readonly plant?: string
  readonly revision?: string
  readonly reference?: string
}

const bomQuery: Operation<Erp, Wanted> = {
  ...get('/bom-revisions'),
  id: 'bom.query',
  title: 'Find bills of material',
  description: 'By external reference, or by what they are: the way to find out whether a call in doubt was done.',
  parameters: [
    { name: 'item', in: 'query', schema: name('Item that is made.') },
    { name: 'plant', in: 'query', schema: name('Plant.') },
    { name: 'revision', in: 'query', schema: name('Revision.') },
    { name: 'reference', in: 'query', schema: name('With this external reference.') },
  ],
  success: success(200, 'What was found; an empty list means that nothing is there.', 'BomRevisionList', { items: [bomExample] }),
  tells: ({ reference, plant, item, revision }) => {
    const dims = { ...(plant !== undefined && { plant }), ...(item !== undefined && { item }), ...(revision !== undefined && { revision }) }
    return { ...(reference !== undefined && { keys: [reference] }), ...(Object.keys(dims).length > 0 && { dims }) }
  },
  run(erp, { item, plant, revision, reference }) {
    const { engineering } = erp.books
    const fits = (bom: BomState): boolean =>
      (plant === undefined || bom.plant === plant) &&
      (revision === undefined || bom.revision === revision) &&
      (reference === undefined || referencesOfBom(erp, bom).includes(reference))
    const all = (item === undefined ? engineering.all() : engineering.ofItem(item)).filter(fits)
    const settles = new Set([...(reference === undefined ? [] : [reference]), ...all.flatMap((bom) => referencesOfBom(erp, bom))])
    return { result: { items: all.map((bom) => bomView(erp, bom)) }, settles: [...settles] }
  },
}

const bomRevisionRead: Operation<Erp, { readonly bom: string }> = {
  ...get('/bom-revisions/{bom}'),
  id: 'bom-revision.read',
  title: 'Read a bill of material',
  description: 'One, as far as it was written.',
  parameters: [bomParameter],
  success: success(200, 'The bill of material.', 'BomRevision', bomExample),
  refusals: [unknownBom],
  run(erp, { bom: number }) {
    const bom = found(erp, number)
    return 'refused' in bom ? bom : { result: bomView(erp, bom), settles: referencesOfBom(erp, bom) }
  },
}

const reservationQuery: Operation<Erp, { readonly order: string; readonly plant?: string }> = {
  ...get('/production-orders/{order}/reservations'),
  id: 'reservation.query',
  title: 'Reservations of a production order',
  description: 'What the order needs of each component, as of its release; phantoms are taken apart.',
  parameters: [{ name: 'order', in: 'path', schema: name('Production order.') }, plantParameter],
  success: success(200, 'The reservations; none before it is released.', 'ReservationList', {
    items: [{ item: 'C1', operation: '0010', quantity: { quantity: 20, unit: 'EA' } }],
  }),
  refusals: [plantRequired, unknownOrder],
  tells: ({ order, plant }) => ({ dims: { order, ...(plant !== undefined && { plant }) } }),
  run({ books }, { order, plant }) {
    const one = books.orders.find(order, plant)
    if ('refused' in one) return one
    const items = (books.engineering.reservations.get(one.entity) ?? []).map(({ item, quantity, unit, routingStep }) => ({
      item,
      operation: routingStep,
      quantity: { quantity: quantityToNumber(quantity), unit },
    }))
    return { result: { items } }
  },
}

export const bomReadOperations: readonly Operation<Erp, never>[] = [bomQuery, bomRevisionRead, reservationQuery]
