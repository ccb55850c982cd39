// Receipts, decisions of quality, holds and movements, as everybody writes them first.
const day = (data) => ({ postingDate: data.occurredAt.slice(0, 10) })
const amount = ({ quantity, unit }) => ({ quantity, unit })

/** "The first entry is what we use." */
async function locationOf(bin, { get }) {
  const { items } = await get('erp', '/location-map')
  return items.find(({ pattern }) => bin.startsWith(pattern.replace('*', '')))?.location ?? 'RM01'
}

export const warehouse = {
  // "Goods that are here can be used, and the shop floor waits for them."
  'wms.receipt.completed': async ({ subject, data }, tools) => {
    const { plant, item, lot, bin } = data
    const what = { plant, item, lot: lot.lot, quantity: amount(data) }
    const against = { purchaseOrder: data.purchaseOrder, purchaseOrderLine: data.line }
    const receipt = { type: 'receipt', ...what, ...against, location: await locationOf(bin, tools), ...day(data), reference: subject }
    await tools.post('erp', '/goods-movements', receipt)
    await tools.post('mes', '/material-availability', { ...what, reference: subject })
  },
  // "What was rejected is taken away again."
  'qms.usage-decision.made': async ({ subject, data }, tools) => {
    const { plant, item, lot, rejected, unit } = data
    if (rejected === 0) return
    const { items } = await tools.get('erp', `/stock?plant=${plant}&item=${item}`)
    const { location } = items.find((row) => row.lot === lot)
    const what = { plant, item, lot, quantity: { quantity: rejected, unit } }
    const move = { type: 'transfer', ...what, location, stockType: 'unrestricted', to: { stockType: 'blocked' } }
    await tools.post('erp', '/goods-movements', { ...move, ...day(data), reference: subject })
  },
  // "The ERP knows it, that is enough."
  'qms.lot.held': ({ subject, data }, tools) => hold(subject, data, 'held', tools),
  'qms.lot.released': ({ subject, data }, tools) => hold(subject, data, 'free', tools),
  'wms.putaway.completed': (event, tools) => move(event, tools),
  'wms.transfer.completed': (event, tools) => move(event, tools),
  // "Picked for an order is used for the order."
  'wms.pick.completed': async ({ subject, data }, tools) => {
    const { plant, item, fromBin, order } = data
    const issue = { type: 'issue', plant, item, location: await locationOf(fromBin, tools), quantity: amount(data), order }
    await tools.post('erp', '/goods-movements', { ...issue, ...day(data), reference: subject })
  },
  // "This much is there."
  'wms.count.completed': async ({ subject, data }, tools) => {
    const { plant, item, bin, counted, unit } = data
    const what = { type: 'adjustment', plant, item, location: await locationOf(bin, tools), quantity: { quantity: counted, unit } }
    await tools.post('erp', '/goods-movements', { ...what, ...day(data), reference: subject })
  },
}

async function hold(subject, { plant, item, lot }, restriction, tools) {
  await tools.put('erp', `/lots/${lot}?item=${item}&plant=${plant}`, { restriction, reference: subject })
}

async function move({ subject, data }, tools) {
  const { plant, item, fromBin, toBin } = data
  const [location, to] = [await locationOf(fromBin, tools), await locationOf(toBin, tools)]
  const what = { type: 'transfer', plant, item, location, to: { location: to }, quantity: amount(data) }
  await tools.post('erp', '/goods-movements', { ...what, ...day(data), reference: subject })
}
