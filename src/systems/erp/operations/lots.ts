import type { StateEffect } from '../../../domain/effect.js'
import { attributesValue, restrictionValue, type LotAttributes } from '../../../domain/lots.js'
import { get, refusal, success, type Operation } from '../../operation.js'
import {
  attributeFields,
  attributesOf,
  attributesSchema,
  lotExample,
  lotFields,
  lotParameters,
  lotPlantRequired,
  lotState,
  lotTells,
  plantOfLot,
  type LotInput,
} from '../../shared/lots.js'
import { referenceFields } from '../../shared/posting.js'
import { entries, name, object, oneOf, text, type Schema } from '../../shared/schema.js'
import type { LotState } from '../lot-book.js'
import { unknownItem } from '../obstacles.js'
import type { Erp } from '../state.js'

interface LotPutInput extends LotInput {
  readonly attributes?: LotAttributes
  readonly restriction?: 'held' | 'free'
  readonly since?: string
  readonly reason?: string
}

const restriction = oneOf('`held`: it must not be used, whatever its stock type.', ['held', 'free'])

export const lotSchemas: Readonly<Record<string, Schema>> = {
  LotPut: object('What is known of a lot, and whether it may be used. What is left out stays as it is.', {
    'attributes?': attributesSchema,
    'restriction?': restriction,
    'since?': text('Since when.', { format: 'date-time' }),
    'reason?': text('Why.', { maxLength: 2000 }),
    ...referenceFields,
  }),
  Lot: object('A lot.', { ...lotFields, restriction, ...attributeFields }),
  LotList: entries('Lots.', 'Lot'),
}

const example = { ...lotExample, restriction: 'held', supplierLot: 'S-77', expiry: '2027-03-31', origin: 'DE' }

function view({ plant, item, lot, attributes, held }: LotState): Readonly<Record<string, unknown>> {
  const known = Object.entries(attributes).filter(([, value]) => value !== '')
  return { plant, item, lot, restriction: restrictionValue(held), ...Object.fromEntries(known) }
}

const put: Operation<Erp, LotPutInput> = {
  id: 'lot.put',
  http: { method: 'PUT', path: '/lots/{lot}' },
  posts: true,
  dedupe: 'natural',
  title: 'Say what is known of a lot, or put it on hold',
  description: 'A hold moves no quantity and changes no stock type. Repeating it changes nothing and is answered alike.',
  parameters: lotParameters,
  body: {
    required: true,
    description: 'What is known, and whether it may be used.',
    schema: 'LotPut',
    examples: {
      held: { summary: 'On hold', value: { restriction: 'held', reason: 'complaint', reference: 'QH-000001' } },
      known: { summary: 'What is known of it', value: { attributes: { supplierLot: 'S-77', expiry: '2027-03-31', origin: 'DE' } } },
    },
  },
  success: success(200, 'It is so now. The effect is in the ledger.', 'Lot', example),
  refusals: [
    lotPlantRequired,
    refusal(
      404,
      ['UNKNOWN_LOT', 'UNKNOWN_ITEM'],
      'There is no such item, or it has no such lot.',
      'There is no lot LOT-7 of item C9: it was never received.',
      { item: 'C9', lot: 'LOT-7' },
    ),
  ],
  tells: lotTells,
  differences: ({ attributes, restriction: wanted }) =>
    attributes === undefined && wanted === undefined ? ['restriction: missing, expected a text (or attributes, an object)'] : [],
  run({ ledger, books, master }, input) {
    const { item, lot, attributes, restriction: wanted } = input
    if (!master.items.has(item)) return unknownItem(item)
    const plant = plantOfLot(input, books.lots.plantsWith(item, lot))
    if (typeof plant !== 'string') return plant
    const key = { plant, item, lot }
    const states: StateEffect[] = []
    if (attributes) {
      books.lots.note(attributes)
      states.push(...lotState(ledger, key, 'attributes', attributesValue(attributesOf(attributes)), input))
    }
    if (wanted !== undefined) states.push(...lotState(ledger, key, 'restriction', restrictionValue(wanted === 'held'), input))
    if (states.length > 0) ledger.commit({ states })
    const now = books.lots.of(key)
    return { result: now ? view(now) : key, effects: states }
  },
}

const query: Operation<Erp, { readonly plant?: string; readonly item?: string; readonly lot?: string }> = {
  ...get('/lots'),
  id: 'lot.query',
  title: 'List lots',
  description: 'Lots that are known, with what is known of them. Every parameter narrows it.',
  parameters: [
    { name: 'plant', in: 'query', schema: name('Plant.') },
    { name: 'item', in: 'query', schema: name('Item.') },
    { name: 'lot', in: 'query', schema: name('Lot.') },
  ],
  success: success(200, 'The lots.', 'LotList', { items: [example] }),
  run({ books }, { plant, item, lot }) {
    const fits = (wanted: string | undefined, is: string): boolean => wanted === undefined || wanted === is
    const found = books.lots.all.filter((each) => fits(plant, each.plant) && fits(item, each.item) && fits(lot, each.lot))
    return { result: { items: found.map(view) } }
  },
}

export const lotOperations: readonly Operation<Erp, never>[] = [put, query]
