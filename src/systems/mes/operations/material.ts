import type { DraftLine } from '../../../domain/ledger.js'
import { quantityToNumber } from '../../../domain/quantity.js'
import { get, refusal, refused, success, type Operation, type Refused } from '../../operation.js'
import { documentQuery, documentRead, type DocumentWords } from '../../shared/documents.js'
import { lotExample, lotFields, lotHold, lotHoldSchemas, plantOfLot } from '../../shared/lots.js'
import {
  documentFields,
  measured,
  posted,
  postedFields,
  posting,
  quantityCodes,
  quantitySchema,
  referenceFields,
  referencesOf,
  referenceTaken,
  shown,
  shownQuantity,
  toBase,
  type ReferencedInput,
  type WireQuantity,
} from '../../shared/posting.js'
import { entries, flag, name, number, object, ref, text, type Schema } from '../../shared/schema.js'
import { usableOf, type Material } from '../material.js'
import type { Mes } from '../state.js'

interface AvailabilityInput extends ReferencedInput {
  readonly plant: string
  readonly item: string
  readonly lot?: string
  readonly quantity: WireQuantity
  readonly location?: string
  readonly order?: string
}

const kind = 'availability'
const lotSchema = text('Lot; empty or absent for an item without lots.', { maxLength: 200 })

export const materialSchemas: Readonly<Record<string, Schema>> = {
  Quantity: quantitySchema('A quantity with its unit. A negative one takes back what was reported before.', {}, 'EA'),
  AvailabilityCreate: object('Material that may be used from now on.', {
    plant: name('Plant.', 'P1'),
    item: name('Item.', 'C9'),
    'lot?': lotSchema,
    quantity: ref('Quantity'),
    'location?': name('Storage location where it lies.', 'RC01'),
    'order?': name('Production order that it is for.'),
    ...referenceFields,
  }),
  AvailabilityPosted: object('It was taken.', postedFields),
  Availability: object('What was reported.', {
    ...documentFields,
    plant: text('Plant.'),
    item: text('Item.'),
    lot: text('Lot; empty for none.'),
    quantity: ref('Quantity'),
    'location?': text('Storage location.'),
    'order?': text('Production order.'),
  }),
  AvailabilityList: entries('Reports of availability, oldest first.', 'Availability'),
  ...lotHoldSchemas,
  Material: object('What the shop floor may use of a lot, in the base unit of the item.', {
    ...lotFields,
    available: number('Reported as available, in all.'),
    consumed: number('Taken so far.'),
    held: flag('On hold: nothing of it may be used.'),
    usable: number('What may be taken now.'),
    unit: text('Unit.'),
  }),
  MaterialList: entries('What the shop floor may use.', 'Material'),
}

const example = { plant: 'P1', item: 'C9', lot: 'LOT-7', quantity: { quantity: 480, unit: 'EA' }, location: 'RC01' }

const words: DocumentWords = {
  kind,
  id: 'availability',
  path: '/material-availability',
  one: 'report of availability',
  many: 'reports of availability',
  heading: 'Reports',
  schema: 'Availability',
  example: { document: '7000000001', status: 'posted', ...example, references: ['QD-000001'] },
  view(document) {
    const [line] = document.lines
    const { item, lot = '', location, order } = line?.dims ?? {}
    return shown(document, { plant: document.plant, item, lot, ...(line && { quantity: shownQuantity(line) }), location, order })
  },
}

function dimsOf({ plant, item, lot = '', location, order }: AvailabilityInput): Readonly<Record<string, string>> {
  return { plant, item, ...(lot !== '' && { lot }), ...(location !== undefined && { location }), ...(order !== undefined && { order }) }
}

function unknownName({ items, plants }: Mes, { plant, item }: { readonly plant: string; readonly item: string }): Refused | undefined {
  if (!plants.includes(plant)) return refused('UNKNOWN_PLANT', `There is no plant ${plant}; there is ${plants.join(', ')}.`, { plant })
  return items.has(item) ? undefined : refused('UNKNOWN_ITEM', `There is no item ${item}.`, { item })
}

const report: Operation<Mes, AvailabilityInput> = {
  ...posting(words.path),
  id: 'availability.report',
  title: 'Report material as available',
  description: 'What the shop floor may use from now on, in addition to what it may use already. A negative quantity takes back.',
  body: {
    required: true,
    description: 'What may be used.',
    schema: 'AvailabilityCreate',
    examples: {
      released: { summary: 'What quality released', value: { ...example, reference: 'QD-000001' } },
      less: { summary: 'Take back', value: { ...example, quantity: { quantity: -32, unit: 'EA' }, reference: 'QD-000001#2' } },
    },
  },
  success: posted('AvailabilityPosted', { document: '7000000001', status: 'posted', references: ['QD-000001'] }),
  refusals: [
    referenceTaken,
    refusal(
      422,
      ['UNKNOWN_ITEM', 'UNKNOWN_PLANT', 'LOT_ON_HOLD', 'KEY_REUSED', ...quantityCodes.filter((code) => code !== 'NEGATIVE_QUANTITY')],
      'Master data is not known, or the lot is on hold. It will be refused again until something changes.',
      'There is no item C9.',
      { item: 'C9' },
    ),
  ],
  tells: (input) => ({
    keys: referencesOf(input),
    dims: dimsOf(input),
    lines: [{ measure: 'available', dims: dimsOf(input), quantity: measured(input.quantity).quantity }],
  }),
  claims: (mes, input) => (unknownName(mes, input) ? undefined : { kind, plant: input.plant }),
  run(mes, input) {
    const unknown = unknownName(mes, input)
    const item = mes.items.get(input.item)
    if (unknown || !item) return unknown ?? refused('UNKNOWN_ITEM', `There is no item ${input.item}.`, { item: input.item })
    const { plant, lot = '' } = input
    if (mes.settings.enforce['hold'] === true && mes.material.of({ plant, item: item.id, lot }).held)
      return refused('LOT_ON_HOLD', `Lot ${lot} of item ${item.id} in plant ${plant} is on hold.`, { plant, item: item.id, lot })
    const sent = measured(input.quantity)
    const quantity = toBase(item, sent, 'quantity', mes.settings, true)
    if (typeof quantity !== 'string') return quantity
    const line: DraftLine = {
      what: 'quantity',
      doc: mes.nextNumber(kind),
      docKind: kind,
      plant,
      references: referencesOf(input),
      measure: 'available',
      dims: dimsOf(input),
      quantity,
      unit: item.baseUnit,
      sent,
    }
    mes.ledger.commit({ lines: [line] })
    return { result: { document: line.doc, status: 'posted', references: line.references }, effects: [line], made: line.doc }
  },
}

const hold = lotHold<Mes>({
  description: 'Nothing of a lot on hold may be used. It need not be known yet: it is on hold from the moment when it comes.',
  refusals: [refusal(404, ['UNKNOWN_ITEM', 'UNKNOWN_LOT'], 'There is no such item or plant.', 'There is no item C9.', { item: 'C9' })],
  plantOf(mes, input) {
    const { item } = input
    return mes.items.has(item) ? plantOfLot(input, mes.plants) : refused('UNKNOWN_ITEM', `There is no item ${item}.`, { item })
  },
})

const query: Operation<Mes, { readonly plant?: string; readonly item?: string; readonly lot?: string }> = {
  ...get('/usable-material'),
  id: 'material.query',
  title: 'What the shop floor may use',
  description: 'By lot: what was reported, what was taken, what is left. Every parameter narrows it.',
  parameters: [
    { name: 'plant', in: 'query', schema: name('Plant.') },
    { name: 'item', in: 'query', schema: name('Item.') },
    { name: 'lot', in: 'query', schema: text('Lot; empty for material without a lot.', { maxLength: 200 }) },
  ],
  success: success(200, 'What there is.', 'MaterialList', {
    items: [{ ...lotExample, available: 480, consumed: 240, held: false, usable: 240, unit: 'EA' }],
  }),
  run({ material, items }, { plant, item, lot }) {
    const fits = (wanted: string | undefined, is: string): boolean => wanted === undefined || wanted === is
    const view = (each: Material): object => ({
      plant: each.plant,
      item: each.item,
      lot: each.lot,
      available: quantityToNumber(each.available),
      consumed: quantityToNumber(each.consumed),
      held: each.held,
      usable: quantityToNumber(usableOf(each)),
      unit: items.get(each.item)?.baseUnit ?? '',
    })
    const found = material.all.filter((each) => fits(plant, each.plant) && fits(item, each.item) && fits(lot, each.lot))
    return { result: { items: found.map(view) } }
  },
}

export const materialOperations: readonly Operation<Mes, never>[] = [report, documentQuery<Mes>(words), documentRead(words), hold, query]
