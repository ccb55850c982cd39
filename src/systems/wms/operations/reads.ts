import { quantityToNumber } from '../../../domain/quantity.js'
import type { PublishedEvent } from '../../contract.js'
import { get, refusal, refused, success, type Operation, type Parameter } from '../../operation.js'
import { name, oneOf, text } from '../../shared/schema.js'
import { received, receiptType, stockTypes } from '../schemas.js'
import type { Wms } from '../state.js'

const plant: Parameter = { name: 'plant', in: 'query', schema: name('Plant.') }

const receiptRead: Operation<Wms, { readonly receipt: string; readonly plant?: string }> = {
  ...get('/receipts/{receipt}'),
  id: 'receipt.read',
  title: 'Read a receipt',
  description: 'What was received, as its event says it.',
  parameters: [
    { name: 'receipt', in: 'path', schema: name('Business key of the receipt.') },
    { name: 'plant', in: 'query', schema: name('Plant; may be left out where no other plant has the number.') },
  ],
  success: success(200, 'The receipt.', 'Receipt', { ...received, status: 'completed' }),
  refusals: [
    refusal(
      400,
      ['PLANT_REQUIRED'],
      'The request is not understood, or it names no plant and the number exists in two.',
      'There is a receipt WR-000001 in P1 and in P2; name the plant.',
      { receipt: 'WR-000001', plants: ['P1', 'P2'] },
    ),
    refusal(404, ['UNKNOWN_RECEIPT'], 'No such receipt was completed so far.', 'No receipt WR-000099 was completed so far.', {
      receipt: 'WR-000099',
    }),
  ],
  tells: ({ receipt, plant: at }) => ({ keys: [receipt], ...(at !== undefined && { dims: { plant: at } }) }),
  run({ log }, { receipt, plant: at }) {
    const plantOf = ({ data }: PublishedEvent): string => String(data['plant'])
    const found = log.find(receiptType, receipt).filter((each) => at === undefined || plantOf(each) === at)
    const [first, another] = found
    if (another) {
      const plants = found.map(plantOf)
      return refused('PLANT_REQUIRED', `There is a receipt ${receipt} in ${plants.join(' and in ')}; name the plant.`, { receipt, plants })
    }
    if (first) return { result: { ...first.data, status: 'completed' }, exposes: [first.eid] }
    return refused('UNKNOWN_RECEIPT', `No receipt ${receipt} was completed so far.`, { receipt })
  },
}

const binQuery: Operation<Wms, { readonly plant?: string }> = {
  ...get('/bins'),
  id: 'bin.query',
  title: 'List bins',
  description: 'Of every plant, or of one. Which storage location of the ERP a bin belongs to, the ERP says.',
  parameters: [plant],
  success: success(200, 'The bins.', 'BinList', { items: [{ plant: 'P1', bin: 'DOCK-1', locked: false }] }),
  run(wms, { plant: at }) {
    const items = wms.bins.filter((each) => at === undefined || each.plant === at)
    return { result: { items: items.map((each) => ({ plant: each.plant, bin: each.bin, locked: wms.isLocked(each.plant, each.bin) })) } }
  },
}

interface StockInput {
  readonly plant?: string
  readonly item?: string
  readonly bin?: string
  readonly lot?: string
  readonly stockType?: string
}

const stockQuery: Operation<Wms, StockInput> = {
  ...get('/stock'),
  id: 'stock.query',
  title: 'What lies in the bins',
  description: 'Every parameter narrows it.',
  parameters: [
    plant,
    { name: 'item', in: 'query', schema: name('Item.') },
    { name: 'bin', in: 'query', schema: name('Bin.') },
    { name: 'lot', in: 'query', schema: text('Lot; empty for stock without a lot.', { maxLength: 200 }) },
    { name: 'stockType', in: 'query', schema: oneOf('Stock type.', stockTypes) },
  ],
  success: success(200, 'The balances.', 'StockList', {
    items: [
      { plant: 'P1', item: 'C9', bin: 'DOCK-1', lot: 'LOT-7', stockType: 'quality', held: false, quantity: { quantity: 512, unit: 'EA' } },
    ],
  }),
  run({ ledger, holds, items }, asked) {
    const fits = (wanted: string | undefined, is: string): boolean => wanted === undefined || wanted === is
    const found = [...ledger.balances()].filter(
      (each) =>
        fits(asked.plant, each.plant) &&
        fits(asked.item, each.item) &&
        fits(asked.bin, each.location) &&
        fits(asked.lot, each.lot) &&
        fits(asked.stockType, each.stockType),
    )
    return {
      result: {
        items: found.map(({ plant: at, item, location: bin, lot, stockType, quantity }) => ({
          plant: at,
          item,
          bin,
          lot,
          stockType,
          held: lot !== '' && holds.isHeld({ plant: at, item, lot }),
          quantity: { quantity: quantityToNumber(quantity), unit: items.get(item)?.baseUnit ?? '' },
        })),
      },
    }
  },
}

const palletRead: Operation<Wms, { readonly sscc: string }> = {
  ...get('/pallets/{sscc}'),
  id: 'pallet.read',
  title: 'Read a pallet',
  description: 'What is on it, and where it is.',
  parameters: [{ name: 'sscc', in: 'path', schema: name('Serial shipping container code.') }],
  success: success(200, 'The pallet.', 'Pallet', {
    sscc: '340123450000000018',
    plant: 'P1',
    item: 'C9',
    lot: 'LOT-7',
    bin: 'DOCK-1',
    status: 'received',
  }),
  refusals: [
    refusal(404, ['UNKNOWN_PALLET'], 'There is no such pallet.', 'There is no pallet 340123450000000099.', { sscc: '340123450000000099' }),
  ],
  run({ pallets }, { sscc }) {
    const pallet = pallets.get(sscc)
    return pallet ? { result: { ...pallet } } : refused('UNKNOWN_PALLET', `There is no pallet ${sscc}.`, { sscc })
  },
}

export const readOperations: readonly Operation<Wms, never>[] = [receiptRead, binQuery, stockQuery, palletRead]
