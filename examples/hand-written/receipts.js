// A small integration for receipts and what quality decides of them: WMS, QMS → ERP, WMS, MES (flows receipt, lot-status, availability).
import { get, run } from './inbox.js'

const { MFGSYNC_ERP_URL: erp, MFGSYNC_WMS_URL: wms, MFGSYNC_MES_URL: mes } = process.env
const named = (parameters) => `?${new URLSearchParams(parameters)}`
const amount = ({ plant, item, unit }, quantity) => ({ plant, item, quantity: { quantity, unit } })
const available = (data, lot, quantity) => ({ url: `${mes}/material-availability`, body: { lot, ...amount(data, quantity) } })

/** The business day is that of the plant, in the zone that the ERP dates by. */
async function dated({ plant, occurredAt }, key) {
  const { items } = await get(`${erp}/plants`, key)
  const { postingTimeZone: timeZone } = items.find((each) => each.plant === plant)
  return { postingDate: new Date(occurredAt).toLocaleDateString('en-CA', { timeZone }) }
}

/** A bin is no storage location: the map says which it is, and the longest pattern that fits decides. */
async function locationOf({ plant, bin }, key) {
  const { items } = await get(`${erp}/location-map${named({ plant })}`, key)
  const fits = ({ pattern }) => (pattern.endsWith('*') ? bin.startsWith(pattern.slice(0, -1)) : bin === pattern)
  return items.filter(fits).sort((a, b) => b.pattern.length - a.pattern.length)[0].location
}

async function receiptOf({ key, data }) {
  const { inspectionRequired } = await get(`${erp}/items/${encodeURIComponent(data.item)}`, key)
  const { lot, ...lotAttributes } = data.lot
  const order = { purchaseOrder: data.purchaseOrder, purchaseOrderLine: data.line }
  const place = { location: await locationOf(data, key), stockType: inspectionRequired ? 'quality' : 'unrestricted' }
  const ofLot = lot === '' ? {} : { lot, lotAttributes }
  const receipt = { type: 'receipt', ...ofLot, ...place, ...amount(data, data.quantity), ...order, ...(await dated(data, key)) }
  // Rule 5: what has to be inspected goes into quality stock, and the shop floor is not told of it.
  return [{ url: `${erp}/goods-movements`, body: receipt }, ...(inspectionRequired ? [] : [available(data, lot, data.quantity)])]
}

async function decisionOf({ key, data }, known) {
  const { plant, item, lot, accepted, rejected } = data
  // Rule 6: a decision can overtake its receipt. It waits.
  const isReceipt = (fact) => fact.done && fact.data.receipt && fact.data.plant === plant && fact.data.item === item
  const receipt = known.find((fact) => isReceipt(fact) && fact.data.lot.lot === lot)
  if (!receipt) throw new Error('its receipt is not posted')
  const { bin } = receipt.data
  const [day, location] = [await dated(data, key), await locationOf({ plant, bin }, key)]
  const inErp = (stockType, quantity) => ({
    type: 'transfer',
    stockType: 'quality',
    to: { stockType },
    lot,
    location,
    ...amount(data, quantity),
    ...day,
  })
  const inWms = (to, quantity) => ({ from: 'quality', to, lot, bin, ...amount(data, quantity) })
  const moves = Object.entries({ unrestricted: accepted, blocked: rejected })
    .filter(([, quantity]) => quantity > 0)
    .flatMap((part) => [
      { url: `${erp}/goods-movements`, body: inErp(...part) },
      { url: `${wms}/stock-status-changes`, body: inWms(...part) },
    ])
  return accepted > 0 ? [...moves, available(data, lot, accepted)] : moves
}

await run((fact, known) => {
  if (fact.data.receipt) return receiptOf(fact)
  // The warehouse tells the same once more in its change log: one of the two is enough.
  return fact.data.decision ? decisionOf(fact, known) : []
})
