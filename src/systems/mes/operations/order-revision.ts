import { post, refusal, refused, success, type Operation } from '../../operation.js'
import { plantRequired, unknownOrder } from '../../shared/numbered.js'
import { referencesOf, type ReferencedInput } from '../../shared/posting.js'
import { name } from '../../shared/schema.js'
import type { Content } from '../engineering.js'
import type { Mes } from '../state.js'

interface RevisionInput extends ReferencedInput {
  readonly order: string
  readonly plant?: string
  readonly revision: string
}

export const changeRevision: Operation<Mes, RevisionInput> = {
  id: 'order.change-revision',
  ...post('/production-orders/{order}/revision'),
  dedupe: 'natural',
  title: 'Change the revision of an order',
  description: 'The shop floor makes the order by that revision from now on. Repeating it changes nothing and is answered alike.',
  parameters: [{ name: 'order', in: 'path', schema: name('Production order.') }],
  body: {
    required: true,
    description: 'The revision.',
    schema: 'OrderRevision',
    examples: { rework: { summary: 'Reworked to revision B', value: { revision: 'B', reference: 'PD-000002' } } },
  },
  success: success(200, 'It is so.', 'OrderRevisionChanged', { order: '100003', revision: 'B' }),
  refusals: [
    plantRequired,
    unknownOrder,
    refusal(422, ['UNKNOWN_REVISION'], 'The shop floor has no such revision there.', 'There is no FG-100 X in P1.', { revision: 'X' }),
  ],
  tells: (input) => ({ keys: referencesOf(input), dims: { order: input.order, ...(input.plant !== undefined && { plant: input.plant }) } }),
  run(mes, input) {
    const order = mes.orders.find(input.order, input.plant)
    if ('refused' in order) return order
    const { plant, id, item } = order.master
    const { revision } = input
    if (!mes.engineering.bom(plant, item, revision))
      return refused('UNKNOWN_REVISION', `There is no ${item} ${revision} in ${plant}.`, { item, revision })
    const state = mes.revisionWrite(order, revision, referencesOf(input), false)
    if (state)
      mes.ledger.commit({ states: [state], contents: new Map([[state, { order: mes.entityOf(order), revision } satisfies Content]]) })
    return { result: { order: id, revision }, effects: state ? [state] : [] }
  },
}
