import type { DraftLine } from '../../../domain/ledger.js'
import { negateQuantity } from '../../../domain/quantity.js'
import type { Item, StockType } from '../../../domain/master.js'
import { refusal, refused, type Operation, type Refused } from '../../operation.js'
import { documentQuery, documentRead, type DocumentWords } from '../../shared/documents.js'
import { unknownLotOf } from '../../shared/lots.js'
import {
  measured,
  posted,
  posting,
  quantityCodes,
  referencesOf,
  referenceTaken,
  shown,
  shownQuantity,
  toBase,
  type ReferencedInput,
  type WireQuantity,
} from '../../shared/posting.js'
import type { Wms } from '../state.js'

interface StatusInput extends ReferencedInput {
  readonly plant: string
  readonly item: string
  readonly lot?: string
  readonly bin: string
  readonly from: StockType
  readonly to: StockType
  readonly quantity: WireQuantity
}

const kind = 'stock-status-change'
const example = {
  plant: 'P1',
  item: 'C9',
  lot: 'LOT-7',
  bin: 'DOCK-1',
  from: 'quality',
  to: 'unrestricted',
  quantity: { quantity: 480, unit: 'EA' },
}

const words: DocumentWords = {
  kind,
  id: 'stock-status',
  path: '/stock-status-changes',
  one: 'change of stock type',
  many: 'changes of stock type',
  heading: 'Changes',
  schema: 'StockStatusChange',
  example: { document: '5100000001', status: 'posted', ...example, references: ['QD-000001'] },
  view(document) {
    const [out, into] = document.lines
    const { item, lot = '', location: bin, stockType: from } = out?.dims ?? {}
    const what = { plant: document.plant, item, lot, bin, from, to: into?.dims['stockType'] }
    return shown(document, { ...what, ...(into && { quantity: shownQuantity(into) }) })
  },
}

function named(wms: Wms, { plant, item: id, lot = '', bin }: StatusInput): Item | Refused {
  if (!wms.plants.includes(plant))
    return refused('UNKNOWN_PLANT', `There is no plant ${plant}; there is ${wms.plants.join(', ')}.`, { plant })
  const item = wms.items.get(id)
  if (!item) return refused('UNKNOWN_ITEM', `There is no item ${id}.`, { item: id })
  if (!wms.knowsBin(plant, bin)) return refused('UNKNOWN_BIN', `Plant ${plant} has no bin ${bin}.`, { plant, bin })
  if (lot !== '' && !wms.lot({ plant, item: id, lot })) return unknownLotOf(plant, id, lot)
  return item
}

const dimsOf = ({ plant, item, lot = '', bin }: StatusInput): Readonly<Record<string, string>> => ({
  plant,
  item,
  location: bin,
  ...(lot !== '' && { lot }),
})

const change: Operation<Wms, StatusInput> = {
  ...posting(words.path),
  id: 'stock-status.change',
  title: 'Change the stock type of a quantity',
  description:
    'What was received into quality becomes free for use, or is blocked, where it lies. Two lines of one document: out of the one, ' +
    'into the other.',
  body: {
    required: true,
    description: 'The change.',
    schema: 'StockStatusChangeCreate',
    examples: {
      accepted: { summary: 'What quality accepted', value: { ...example, reference: 'QD-000001#1' } },
      rejected: {
        summary: 'What quality rejected',
        value: { ...example, to: 'blocked', quantity: { quantity: 32, unit: 'EA' }, reference: 'QD-000001#2' },
      },
    },
  },
  success: posted('StockStatusChangePosted', { document: '5100000001', status: 'posted', references: ['QD-000001#1'] }),
  refusals: [
    referenceTaken,
    refusal(
      422,
      ['STOCK_SHORT', 'UNKNOWN_PLANT', 'UNKNOWN_ITEM', 'UNKNOWN_BIN', 'UNKNOWN_LOT', 'KEY_REUSED', ...quantityCodes],
      'There is not so much of it there, or master data is not known. It will be refused again until something changes.',
      'There are 512 EA of lot LOT-7 in quality in bin DOCK-1; 1024 EA were asked for.',
      { item: 'C9', lot: 'LOT-7', bin: 'DOCK-1', balance: 512, required: 1024 },
    ),
    refusal(423, ['BIN_LOCKED'], 'Somebody counts the bin.', 'Bin DOCK-1 is being counted; try again after 1 s.', {
      plant: 'P1',
      bin: 'DOCK-1',
    }),
  ],
  tells(input) {
    const dims = dimsOf(input)
    const { quantity } = measured(input.quantity)
    const line = (stockType: string, signed: string) => ({ measure: 'transfer', dims: { ...dims, stockType }, quantity: signed })
    return { keys: referencesOf(input), dims, lines: [line(input.from, negateQuantity(quantity)), line(input.to, quantity)] }
  },
  differences: ({ from, to }) => (from === to ? [`to: is ${to} already, expected another stock type than from`] : []),
  claims: (wms, input) => ('refused' in named(wms, input) ? undefined : { kind, plant: input.plant }),
  run(wms, input) {
    const item = named(wms, input)
    if ('refused' in item) return item
    const { plant, bin, lot = '', from, to } = input
    if (wms.isLocked(plant, bin)) return refused('BIN_LOCKED', `Bin ${bin} is being counted; try again after 1 s.`, { plant, bin })
    const sent = measured(input.quantity)
    const quantity = toBase(item, sent, 'quantity', wms.settings)
    if (typeof quantity !== 'string') return quantity
    const head = { doc: wms.nextNumber(kind), docKind: kind, plant, references: referencesOf(input), unit: item.baseUnit, sent } as const
    const line = (stockType: string, signed: string): DraftLine => ({
      ...head,
      what: 'quantity',
      measure: 'transfer',
      dims: { ...dimsOf(input), stockType },
      quantity: signed,
    })
    const lines = [line(from, negateQuantity(quantity)), line(to, quantity)]
    const negative = wms.ledger.commit({ lines }, { refuseNegative: true })
    if (negative) {
      const there = `${negative.before} ${item.baseUnit} of ${lot === '' ? `item ${item.id}` : `lot ${lot}`} in ${from} in bin ${bin}`
      return refused('STOCK_SHORT', `There are ${there}; ${quantity} ${item.baseUnit} were asked for.`, {
        item: item.id,
        ...(lot !== '' && { lot }),
        bin,
        balance: Number(negative.before),
        required: Number(quantity),
      })
    }
    return { result: { document: head.doc, status: 'posted', references: head.references }, effects: lines, made: head.doc }
  },
}

export const stockStatusOperations: readonly Operation<Wms, never>[] = [change, documentQuery<Wms>(words), documentRead(words)]
