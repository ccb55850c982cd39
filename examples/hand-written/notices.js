// A small integration for what a shop floor sets off: MES → quality, maintenance (flows scrap-to-quality, downtime-to-maintenance).
import { get, run } from './inbox.js'

const { MFGSYNC_ERP_URL: erp, MFGSYNC_QMS_URL: qms, MFGSYNC_CMMS_URL: cmms } = process.env
const named = (parameters) => `?${new URLSearchParams(parameters)}`
const path = (...names) => names.map((name) => `/${encodeURIComponent(name)}`).join('')

async function scrapOf({ key, data }) {
  const { plant, order, operation, scrap } = data
  const { reason, ...quantity } = scrap
  if (quantity.quantity === 0) return []
  // A confirmation names its order, and quality wants to know what that makes.
  const { item } = await get(`${erp}/production-orders${path(order)}${named({ plant })}`, key)
  return [{ url: `${qms}/nonconformances`, body: { plant, order, operation, item, quantity, reason } }]
}

async function takenBackOf({ key, data }, known) {
  const { plant, confirmation, reason } = data
  // Rule 5: what is cancelled may be on its way still. The cancellation waits until it is dealt with, and takes back what came of it.
  const original = known.find((fact) => fact.key === confirmation && fact.data.plant === plant)
  if (!original?.done) throw new Error('what it cancels is not dealt with')
  const { items } = await get(`${qms}/nonconformances${named({ plant, reference: `${confirmation}#1` })}`, key)
  const live = items.filter(({ status }) => status === 'posted')
  const cancellation = (document) => `${qms}/nonconformances${path(document)}/cancellation`
  return live.map(({ document }) => ({ url: cancellation(document), body: { reason }, natural: true }))
}

/** Rule 6: pieces that touch are one stop. It has as many minutes as they have together. */
function stopOf(fact, pieces, gapMs) {
  const stops = []
  let end = -Infinity
  for (const piece of pieces.toSorted((a, b) => Date.parse(a.data.from) - Date.parse(b.data.from))) {
    if (Date.parse(piece.data.from) - end > gapMs) stops.push([])
    stops.at(-1).push(piece)
    end = Math.max(end, Date.parse(piece.data.to))
  }
  const stop = stops.find((each) => each.includes(fact))
  const to = new Date(Math.max(...stop.map(({ data }) => Date.parse(data.to)))).toISOString()
  const minutes = stop.reduce((sum, { data }) => sum + data.minutes, 0)
  return { keys: stop.map(({ key }) => key), body: { from: stop[0].data.from, to, minutes } }
}

async function downtimeOf(fact, known) {
  const { plant, workCentre, reason } = fact.data
  const pieces = known.filter(({ data }) => data.downtime && data.plant === plant && data.workCentre === workCentre)
  // Rule 7: one piece after the other, or each of them would find that nobody has told yet.
  if (pieces.find(({ done }) => !done) !== fact) throw new Error('another piece comes first')
  const [machine] = (await get(`${cmms}/equipment${named({ plant, workCentre })}`, fact.key)).items
  const { keys, body } = stopOf(fact, pieces, machine.mergeGapSeconds * 1000)
  // Longer than maintenance wants to overlook: just as long is not longer.
  if (body.minutes <= machine.notifyAboveMinutes) return []
  const { items } = await get(`${cmms}/notifications${named({ plant, workCentre })}`, fact.key)
  const isOfStop = (reference) => keys.some((key) => reference === `${key}#1`)
  const there = items.find(({ status, references }) => status === 'posted' && references.some(isOfStop))
  if (!there) return [{ url: `${cmms}/notifications`, body: { plant, workCentre, ...body, reason } }]
  const longer = { method: 'PUT', url: `${cmms}/notifications${path(there.notification)}`, body }
  return there.minutes < body.minutes ? [longer] : []
}

await run((fact, known) => {
  if (fact.data.downtime) return downtimeOf(fact, known)
  if (fact.data.reversal) return takenBackOf(fact, known)
  // What was made and used is posted by somebody else, who is not waited for.
  return fact.data.scrap ? scrapOf(fact) : []
})
