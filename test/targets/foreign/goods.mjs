// What warehouse and quality tell: receipts, decisions, holds, movements, counts.
import { Later, Refused, ask, ensure, habit, mistakes, path, read, standing } from './plumbing.mjs'
import { all } from './work.mjs'

export async function locationOf(plant, bin, about) {
  const { items } = await read('erp', '/location-map', about, { plant })
  const fits = ({ pattern }) => (pattern.endsWith('*') ? bin.startsWith(pattern.slice(0, -1)) : bin === pattern)
  const [row] = items.filter(fits).sort((a, b) => b.pattern.length - a.pattern.length)
  if (row) return row.location
  if (mistakes('default-bin')) return items[0].location
  throw new Refused('UNMAPPED_BIN', `bin ${bin} of plant ${plant} is no storage location`)
}

export async function dayOf({ plant, occurredAt }, about) {
  const { items } = await read('erp', '/plants', about)
  const { postingTimeZone: timeZone } = items.find((each) => each.plant === plant)
  return new Date(occurredAt).toLocaleDateString('en-CA', { timeZone })
}

const itemOf = (item, about) => read('erp', path('items', item), about)

/** In base units, exact: what is no whole number of them stays what it is. */
function inBase({ baseUnit, conversions }, quantity, unit) {
  if (unit === baseUnit) return { quantity, unit }
  const { numerator, denominator } = conversions.find((each) => each.unit === unit)
  return { quantity: (quantity * Number(numerator)) / Number(denominator), unit: baseUnit }
}

const tell = (about, { plant, item }, lot, quantity, part = 'a') =>
  ensure('mes', '/material-availability', about, part, { plant, item, ...(lot && { lot }), quantity })

function attributesOf(lot) {
  const { lot: _, ...known } = lot
  if (mistakes('expiry-in-local-date') && known.expiry)
    known.expiry = new Date(Date.parse(known.expiry) - 6 * 3_600_000).toISOString().slice(0, 10)
  if (mistakes('attributes-of-the-last') && known.supplierLot)
    known.supplierLot = all()
      .filter(({ data }) => data.receipt)
      .at(-1).data.lot.supplierLot
  if (mistakes('no-origin')) delete known.origin
  if (mistakes('supplier-lot-is-the-lot')) known.supplierLot = lot.lot
  return known
}

/** Into how many postings a receipt goes, and how much each of them has. */
function sharesOf({ quantity }) {
  if (!habit('splits') || quantity < 3) return [quantity]
  return [1, 1, quantity - 2]
}

async function receive({ key, plant, data }) {
  const { lot, item, quantity, unit } = data
  const master = await itemOf(item, key)
  const inspected = master.inspectionRequired
  const [location, postingDate] = [await locationOf(plant, data.bin, key), await dayOf(data, key)]
  const order = { purchaseOrder: data.purchaseOrder, purchaseOrderLine: data.line }
  const ofLot = lot.lot ? { lot: lot.lot, ...(!habit('attributes-apart') && { lotAttributes: attributesOf(lot) }) } : {}
  const stockType = inspected && !mistakes('free-on-receipt') ? 'quality' : 'unrestricted'
  const posting = { type: 'receipt', plant, item, ...ofLot, location, stockType, ...order, postingDate }
  for (const [index, share] of sharesOf(data).entries()) {
    const amount = amountOf(master, share, unit)
    await ensure('erp', '/goods-movements', key, `r${index}`, { ...posting, quantity: amount })
  }
  if (lot.lot && habit('attributes-apart')) {
    await ask('PUT', 'erp', path('lots', lot.lot), { about: key, query: { plant, item }, body: { attributes: attributesOf(lot) } })
  }
  if (habit('reposts')) await repost(key, { ...posting, quantity: { quantity, unit } })
  if (!inspected || mistakes('tells-on-receipt')) await tell(key, data, lot.lot, amountOf(master, quantity, unit))
}

function amountOf(master, quantity, unit) {
  if (mistakes('boxes-as-pieces')) return { quantity, unit: master.baseUnit }
  if (mistakes('one-factor-for-all') && unit !== master.baseUnit) return { quantity: quantity * 12, unit: master.baseUnit }
  return habit('base-units') ? inBase(master, quantity, unit) : { quantity, unit }
}

/** Takes back what it posted, and posts it anew under another name. */
async function repost(about, posting) {
  const { plant, postingDate } = posting
  const first = await standing('erp', '/goods-movements', about, plant, 'r0')
  const again = await standing('erp', '/goods-movements', about, plant, 'again')
  if (again || !first) {
    if (!again) await ensure('erp', '/goods-movements', about, 'again', posting)
    return
  }
  await ask('POST', 'erp', `${path('goods-movements', first.document)}/reversal`, {
    about,
    body: { postingDate, reference: `${first.references[0]}-back` },
  })
  await ensure('erp', '/goods-movements', about, 'again', posting)
}

const ofLot =
  ({ plant, item, lot }) =>
  (each) =>
    each.plant === plant && each.data.item === item && (each.data.lot?.lot ?? each.data.lot) === lot

/** The receipts of a lot; throws while one that was seen is not posted. */
function receiptsOf(data) {
  const receipts = all()
    .filter(({ data: { receipt } }) => receipt)
    .filter(ofLot(data))
  if (receipts.length === 0 || (receipts.some(({ through }) => !through) && !mistakes('decides-at-once')))
    throw new Later('its receipt is not posted')
  return receipts
}

async function decide(fact) {
  const { key, plant, data } = fact
  const [{ data: receipt }] = receiptsOf(data)
  const { item, lot, unit, accepted, rejected } = data
  const [location, postingDate] = [await locationOf(plant, receipt.bin, key), await dayOf(data, key)]
  const parts = partsOf(data, receipt)
  for (const [index, { from, to, quantity }] of parts.entries()) {
    const amount = { quantity, unit }
    const erp = { type: 'transfer', plant, item, lot, location, stockType: from, to: { stockType: to }, quantity: amount, postingDate }
    const steps = [
      () => ensure('erp', '/goods-movements', key, `t${index}`, erp),
      () =>
        mistakes('warehouse-not-told') ||
        ensure('wms', '/stock-status-changes', key, `s${index}`, { plant, item, lot, bin: receipt.bin, from, to, quantity: amount }),
    ]
    for (const step of habit('warehouse-first') ? steps.reverse() : steps) await step()
  }
  if (accepted > 0 || mistakes('tells-of-nothing'))
    await tell(key, data, lot, { quantity: mistakes('tells-of-all') ? accepted + rejected : accepted, unit })
}

function partsOf({ accepted, rejected, partial }, receipt) {
  const [quality, free, blocked] = ['quality', 'unrestricted', 'blocked']
  const total = accepted + rejected
  const one = Math.min(1, accepted)
  const right = [[quality, free, accepted], [quality, blocked, rejected]] // prettier-ignore
  const others = {
    'rejected-is-left': [[quality, free, accepted]],
    'all-free': [[quality, free, total]],
    'mixed-up': [[quality, free, rejected], [quality, blocked, accepted]], // prettier-ignore
    ...(partial && { 'partial-is-all': [[quality, free, receipt.quantity * 16 - rejected], right[1]] }),
  }
  const odd = {
    'blocks-first': [[quality, blocked, total], [blocked, free, accepted]], // prettier-ignore
    'piece-by-piece': [[quality, free, one], [quality, free, accepted - one], right[1]],
  }
  const other = Object.keys(others).find(mistakes)
  const way = Object.keys(odd).find(habit)
  const parts = others[other] ?? odd[way] ?? right
  return parts.map(([from, to, quantity]) => ({ from, to, quantity })).filter(({ quantity }) => quantity > 0)
}

async function hold(fact) {
  const { key, plant, data } = fact
  const { item, lot, since, reason, lifts } = data
  const { items } = await read('erp', '/lots', key, { plant, item, lot })
  if (items.length === 0) {
    if (mistakes('unknown-lot-is-dropped')) return
    throw new Later('the ERP has no such lot so far')
  }
  const held = lifts === undefined || mistakes('end-is-a-hold')
  if (!held && mistakes('never-lifts')) return
  const query = { plant, item }
  const why = held ? { since, reason } : { reason }
  const steps = {
    mes: () => ask('PUT', 'mes', `${path('lots', lot)}/hold`, { about: key, query, body: { held, ...why } }),
    wms: () => ask('PUT', 'wms', `${path('lots', lot)}/hold`, { about: key, query, body: { held, ...why } }),
    erp: () => ask('PUT', 'erp', path('lots', lot), { about: key, query, body: { restriction: held ? 'held' : 'free', ...why } }),
  }
  if (mistakes('warehouse-not-held')) delete steps.wms
  if (mistakes('erp-not-held')) delete steps.erp
  const order = habit('erp-first') ? ['erp', 'wms', 'mes'] : ['mes', 'wms', 'erp']
  for (const system of order) await steps[system]?.()
  if (mistakes('hold-is-block') && held) await block(key, data)
}

/** Moves what is free to blocked stock. */
async function block(about, { plant, item, lot, occurredAt }) {
  const { items } = await read('erp', '/stock', about, { plant, item, lot, stockType: 'unrestricted' })
  for (const [index, { location, quantity }] of items.entries()) {
    const body = {
      type: 'transfer',
      plant,
      item,
      lot,
      location,
      stockType: 'unrestricted',
      to: { stockType: 'blocked' },
      quantity,
      postingDate: await dayOf({ plant, occurredAt }, about),
    }
    await ensure('erp', '/goods-movements', about, `b${index}`, body)
  }
}

async function move({ key, plant, data }) {
  const { item, lot, stockType, unit } = data
  const master = await itemOf(item, key)
  const [from, to] = [await locationOf(plant, data.fromBin, key), await locationOf(plant, data.toBin, key)]
  if (from === to && !mistakes('within-a-location')) return
  const quantity = amountOf(master, data.quantity, unit)
  const postingDate = await dayOf(data, key)
  const base = { plant, item, ...(lot && { lot }), stockType, quantity, postingDate }
  if (mistakes('issue-only')) {
    await ensure('erp', '/goods-movements', key, 'm', {
      ...base,
      type: 'adjustment',
      location: from,
      quantity: { ...quantity, quantity: -quantity.quantity },
    })
    return
  }
  const ends = mistakes('wrong-way-round') ? { location: to, to: { location: from } } : { location: from, to: { location: to } }
  await ensure('erp', '/goods-movements', key, 'm', { ...base, type: 'transfer', ...ends })
}

async function counted({ key, plant, data }) {
  const { item, lot, bin, counted: found, book, unit } = data
  const location = await locationOf(plant, bin, key)
  const difference = await differenceOf(key, data, location)
  if (difference === 0) return
  const base = { type: 'adjustment', plant, item, ...(lot && { lot }), location, postingDate: await dayOf(data, key) }
  const parts = habit('two-adjustments') ? [found, -book] : [difference]
  for (const [index, quantity] of parts.entries()) {
    if (quantity !== 0) await ensure('erp', '/goods-movements', key, `c${index}`, { ...base, quantity: { quantity, unit } })
  }
}

async function differenceOf(about, { plant, item, lot, counted: found, book, bin }, location) {
  if (mistakes('against-the-erp')) {
    const { items } = await read('erp', '/stock', about, { plant, item, location, stockType: 'unrestricted', ...(lot && { lot }) })
    return found - items.reduce((sum, { quantity }) => sum + quantity.quantity, 0)
  }
  if (mistakes('against-the-warehouse')) {
    const { items } = await read('wms', '/stock', about, { plant, item, bin, stockType: 'unrestricted', ...(lot && { lot }) })
    return found - items.reduce((sum, { quantity }) => sum + quantity.quantity, 0)
  }
  if (mistakes('counted-the-other-way')) return book - found
  return found - book
}

/** The second feed, bin by bin, says nothing new to who reads the first. */
async function logged({ key, plant, data }) {
  const { item, lot, bin, change, unit, cause } = data
  if (!mistakes('both-feeds') || cause !== 'receipt') return
  const { inspectionRequired } = await itemOf(item, key)
  const place = { location: await locationOf(plant, bin, key), stockType: inspectionRequired ? 'quality' : 'unrestricted' }
  const receipt = { type: 'receipt', plant, item, ...(lot && { lot }), ...place, quantity: { quantity: change, unit } }
  await ensure('erp', '/goods-movements', key, 'l', { ...receipt, postingDate: await dayOf(data, key) })
}

const lineOfLot = ({ plant, item, lot }) => `${plant}/${item}/${lot?.lot ?? lot}`
const alone = ({ plant, receipt, number, count, entry }) => `${plant}/${receipt ?? number ?? count ?? entry}`

export const goods = {
  'wms.receipt.completed': { act: receive, lineOf: alone },
  'wms.transfer.completed': { act: move, lineOf: alone },
  'wms.putaway.completed': { act: move, lineOf: alone },
  'wms.pick.completed': { act: move, lineOf: alone },
  'wms.count.completed': { act: counted, lineOf: alone },
  'wms.inventory-change.logged': { act: logged, lineOf: alone },
  'qms.usage-decision.made': { act: decide, lineOf: lineOfLot, line: 'lot' },
  'qms.lot.held': { act: hold, lineOf: lineOfLot, line: 'lot' },
  'qms.lot.released': { act: hold, lineOf: lineOfLot, line: 'lot' },
}
