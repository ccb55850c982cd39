import type { StateEffect, Value } from '../../domain/effect.js'
import type { Ledger } from '../../domain/ledger.js'
import { lotDims, lotEntity, restrictionValue, type LotAttributes, type LotKey } from '../../domain/lots.js'
import { refusal, refused, success, type Operation, type Parameter, type Refused } from '../operation.js'
import { referenceFields, referencesOf, type ReferencedInput } from './posting.js'
import { date, flag, name, object, text, type Schema } from './schema.js'
import { stateWrite, written } from './states.js'

// What systems that know lots have in common: how one is named, what is written to it, how it is refused.

/** A lot as a path and its query name it. */
export interface LotInput extends ReferencedInput {
  readonly lot: string
  readonly item: string
  readonly plant?: string
}

export const lotParameters: readonly Parameter[] = [
  { name: 'lot', in: 'path', schema: name('Lot.') },
  { name: 'item', in: 'query', required: true, schema: name('Item that it is a lot of: every item may have a lot of that number.') },
  { name: 'plant', in: 'query', schema: name('Plant; may be left out where no other plant has the lot.') },
]

export const lotExample: LotKey = { plant: 'P1', item: 'C9', lot: 'LOT-7' }

export const lotFields: Readonly<Record<string, Schema>> = { plant: text('Plant.'), item: text('Item.'), lot: text('Lot.') }

export const attributeFields: Readonly<Record<string, Schema>> = {
  'supplierLot?': text('Lot as its supplier calls it.', { maxLength: 200, examples: ['S-77'] }),
  'expiry?': date('Last day on which it may be used.'),
  'origin?': text('Country that it comes from.', { maxLength: 200, examples: ['DE'] }),
}

export const attributesSchema = object('What is known of the lot; what is left out is not known.', attributeFields)

/** Only what is one of the attributes. */
export function attributesOf({ supplierLot, expiry, origin }: LotAttributes): LotAttributes {
  return {
    ...(supplierLot !== undefined && { supplierLot }),
    ...(expiry !== undefined && { expiry }),
    ...(origin !== undefined && { origin }),
  }
}

/** What a lot operation says of itself before it is done. */
export function lotTells(input: LotInput): { readonly keys: readonly string[]; readonly dims: Readonly<Record<string, string>> } {
  const { lot, item, plant } = input
  return { keys: referencesOf(input), dims: { lot, item, ...(plant !== undefined && { plant }) } }
}

/** The plant that is meant, among those that have it, or why that cannot be told. */
export function plantOfLot({ plant, item, lot }: LotInput, plants: readonly string[]): string | Refused {
  const found = plant === undefined ? plants : plants.filter((each) => each === plant)
  const [first, another] = found
  if (first === undefined) return unknownLotOf(plant, item, lot)
  if (another === undefined) return first
  return refused('PLANT_REQUIRED', `There is a lot ${lot} of item ${item} in ${found.join(' and in ')}; name the plant.`, {
    item,
    lot,
    plants: found,
  })
}

export function unknownLotOf(plant: string | undefined, item: string, lot: string): Refused {
  const where = plant === undefined ? 'There is' : `Plant ${plant} has`
  return refused('UNKNOWN_LOT', `${where} no lot ${lot} of item ${item}: it was never received.`, {
    item,
    lot,
    ...(plant !== undefined && { plant }),
  })
}

export const lotPlantRequired = refusal(
  400,
  ['PLANT_REQUIRED'],
  'The request is not understood, or it names no plant and the lot exists in two.',
  'There is a lot LOT-7 of item C9 in P1 and in P2; name the plant.',
  { item: 'C9', lot: 'LOT-7', plants: ['P1', 'P2'] },
)

export const unknownLot = refusal(
  404,
  ['UNKNOWN_LOT'],
  'There is no such lot of the item.',
  'There is no lot LOT-7 of item C9: it was never received.',
  { item: 'C9', lot: 'LOT-7' },
)

interface HoldInput extends LotInput {
  readonly held: boolean
  readonly since?: string
  readonly reason?: string
}

export const lotHoldSchemas: Readonly<Record<string, Schema>> = {
  LotHoldSet: object('Whether the lot is on hold.', {
    held: flag('True from now on, or no longer.'),
    'since?': text('Since when.', { format: 'date-time' }),
    'reason?': text('Why.', { maxLength: 2000 }),
    ...referenceFields,
  }),
  LotHold: object('Whether the lot is on hold.', { ...lotFields, held: flag('On hold.') }),
}

/** How a system is told that a lot is on hold. `plantOf`: which plant's lot is meant, or why that cannot be told. */
export function lotHold<State extends { readonly ledger: Ledger }>(holder: {
  readonly description: string
  readonly refusals: Operation<State>['refusals']
  plantOf(state: State, input: LotInput): string | Refused
}): Operation<State, HoldInput> {
  return {
    id: 'lot-hold.set',
    http: { method: 'PUT', path: '/lots/{lot}/hold' },
    posts: true,
    dedupe: 'natural',
    title: 'Put a lot on hold, or take it off',
    description: holder.description,
    parameters: lotParameters,
    body: {
      required: true,
      description: 'Whether it is on hold.',
      schema: 'LotHoldSet',
      examples: {
        held: {
          summary: 'On hold',
          value: { held: true, since: '2026-03-02T06:25:01.000+01:00', reason: 'complaint', reference: 'QH-000001' },
        },
        lifted: { summary: 'No longer', value: { held: false, reference: 'QR-000001' } },
      },
    },
    success: success(200, 'It is so now, or it was so already. The effect is in the ledger.', 'LotHold', { ...lotExample, held: true }),
    refusals: [lotPlantRequired, ...(holder.refusals ?? [])],
    tells: lotTells,
    run(state, input) {
      const { item, lot, held } = input
      const plant = holder.plantOf(state, input)
      if (typeof plant !== 'string') return plant
      const key = { plant, item, lot }
      const effects = lotState(state.ledger, key, 'restriction', restrictionValue(held), input)
      if (effects.length > 0) state.ledger.commit({ states: effects })
      return { result: { ...key, held }, effects }
    },
  }
}

/** A write of a group of a lot; none where just that stands there already, as for all states. `doc`: where it belongs to a document. */
export function lotState(
  ledger: Ledger,
  key: LotKey,
  group: string,
  after: Value,
  input: ReferencedInput = {},
  doc = '',
): readonly StateEffect[] {
  const about = { docKind: 'lot', doc, entity: lotEntity(key), dims: lotDims(key), references: referencesOf(input) }
  return written([stateWrite(ledger, about, group, after)])
}
