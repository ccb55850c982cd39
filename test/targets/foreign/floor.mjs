// What the shop floor tells: confirmations, what was used, cancellations, scrap, stops.
import { Later, Refused, ask, ensure, habit, mistakes, nameOf, path, read, standing } from './plumbing.mjs'
import { dayOf } from './goods.mjs'
import { all, other } from './work.mjs'

// What has no system to go to is nobody's.
const covers = (flow) =>
  (process.env['FLOWS'] ?? flow).split(',').includes(flow) && (flow !== 'scrap-to-quality' || process.env['MFGSYNC_QMS_URL'] !== undefined)

async function confirm(fact) {
  const { key, plant, data } = fact
  const { order, operation, kind, scrap, rework, serials } = data
  const good = { ...data.yield }
  if (mistakes('scrap-is-yield')) good.quantity += scrap.quantity
  const posting = { plant, order, operation, kind, yield: good, postingDate: await dayOf(data, key), ...(serials && { serials }) }
  if (scrap.quantity > 0 && !mistakes('scrap-is-yield')) posting.scrap = scrap
  if (rework.quantity > 0) posting.rework = rework
  if (habit('quality-first')) await quality(fact)
  if (covers('confirmation')) await ensure('erp', '/confirmations', key, 'c', posting)
  if (!habit('quality-first')) await quality(fact)
}

async function quality({ key, plant, data }) {
  if (!covers('scrap-to-quality') || data.scrap.quantity === 0) return
  const { order, operation, scrap } = data
  const { item } = await read('erp', path('production-orders', order), key, { plant })
  const { reason, ...quantity } = scrap
  const body = { plant, order, operation, item, quantity, ...(reason && { reason }) }
  if (habit('corrects')) {
    const first = { ...body, quantity: { ...quantity, quantity: quantity.quantity + 1 } }
    const right = await standing('qms', '/nonconformances', key, plant, 'right')
    if (right) return
    const document = await ensure('qms', '/nonconformances', key, 'n', first)
    await ask('POST', 'qms', `${path('nonconformances', document)}/cancellation`, { about: key, body: { reason: 'mistyped' } })
    await ensure('qms', '/nonconformances', key, 'right', body)
    return
  }
  const total = { ...body, quantity: { ...quantity, quantity: quantity.quantity + data.yield.quantity } }
  await ensure('qms', '/nonconformances', key, 'n', mistakes('scrap-in-total') ? total : body)
}

async function consume(fact) {
  const { key, plant, data } = fact
  const { order, operation, item, lot, location, quantity, unit } = data
  const body = {
    type: 'issue',
    plant,
    order,
    operation,
    item,
    ...(lot && { lot }),
    location,
    quantity: { quantity, unit },
    postingDate: await dayOf(data, key),
  }
  await ensure('erp', '/goods-movements', key, 'i', body)
}

async function cancel(fact) {
  const { key, plant, data } = fact
  const original = other(plant, data.confirmation)
  if (!original?.through) throw new Later('what it cancels is not posted')
  if (original.withPeople) throw new Refused('', 'what it cancels is with people')
  if (covers('reversal')) await reverse(fact)
  if (!covers('scrap-to-quality') || mistakes('nonconformance-stays')) return
  for (const part of ['n', 'right']) {
    const there = await standing('qms', '/nonconformances', data.confirmation, plant, part)
    if (there)
      await ask('POST', 'qms', `${path('nonconformances', there.document)}/cancellation`, { about: key, body: { reason: data.reason } })
  }
}

async function reverse({ key, plant, data }) {
  const there = await standing('erp', '/confirmations', data.confirmation, plant, 'c')
  const postingDate = await dayOf(data, key)
  const reference = nameOf('/reversals', key, plant, 'x')
  if (!there) return
  if (mistakes('counter-posting')) {
    const { order, operation } = data
    await ensure('erp', '/confirmations', key, 'x', {
      plant,
      order,
      operation,
      kind: 'partial',
      yield: { ...there.yield, quantity: -there.yield.quantity },
      postingDate,
    })
    return
  }
  const where = `${path('confirmations', there.document)}/reversal`
  const done = mistakes('reverses-twice') ? [1, 2] : [1]
  for (const each of done) await back(where, key, { postingDate, reference: each === 1 ? reference : `${reference}-2` })
}

async function back(where, about, body) {
  try {
    await ask('POST', 'erp', where, { about, body })
  } catch (error) {
    if (error.nextOpenDate === undefined) throw error
    await ask('POST', 'erp', where, { about, body: { ...body, postingDate: error.nextOpenDate, documentDate: body.postingDate } })
  }
}

/** Pieces of one machine, put together where no more lies between them than the machine says. */
function stopsOf(pieces, gapMs) {
  const stops = []
  for (const piece of [...pieces].sort((a, b) => Date.parse(a.data.from) - Date.parse(b.data.from))) {
    const last = stops.at(-1)
    if (last && !mistakes('each-piece') && Date.parse(piece.data.from) - last.to <= gapMs) {
      last.pieces.push(piece)
      last.to = Math.max(last.to, Date.parse(piece.data.to))
    } else stops.push({ pieces: [piece], to: Date.parse(piece.data.to) })
  }
  return stops
}

async function stopped(fact) {
  const { key, plant, data } = fact
  const { workCentre } = data
  const [machine] = (await read('cmms', '/equipment', key, { plant, workCentre })).items
  const pieces = all().filter(({ data: piece }) => piece.downtime && piece.plant === plant && piece.workCentre === workCentre)
  const stop = stopsOf(pieces, machine.mergeGapSeconds * 1000).find((each) => each.pieces.includes(fact))
  const minutes = stop.pieces.reduce((sum, { data: piece }) => sum + piece.minutes, 0)
  const above = mistakes('from-ten-on') ? minutes >= machine.notifyAboveMinutes : minutes > machine.notifyAboveMinutes
  if (!above && !mistakes('tells-of-every-stop')) return
  const [from, to] = [stop.pieces[0].data.from, new Date(stop.to).toISOString()]
  const told = []
  for (const piece of stop.pieces) {
    const there = await standing('cmms', '/notifications', piece.key, plant, 'd')
    if (there) told.push(there)
  }
  const [there] = told
  if (!there) await ensure('cmms', '/notifications', key, 'd', { plant, workCentre, from, to, minutes, reason: data.reason })
  else if (habit('tells-anew') && there.minutes < minutes)
    await anew(fact, there, { plant, workCentre, from, to, minutes, reason: data.reason })
  else if (there.minutes < minutes && !mistakes('keeps-the-first-length')) {
    await ask('PUT', 'cmms', path('notifications', there.notification), { about: key, body: { from, to, minutes } })
  }
}

async function anew({ key }, { notification }, body) {
  await ensure('cmms', '/notifications', key, 'd', body)
  await ask('POST', 'cmms', `${path('notifications', notification)}/cancellation`, { about: key, body: { reason: 'it went on' } })
}

const lineOfOrder = ({ plant, order }) => `${plant}/${order}`

export const floor = {
  'mes.confirmation.reported': { act: confirm, lineOf: lineOfOrder, line: 'order' },
  'mes.confirmation.reversed': { act: cancel, lineOf: lineOfOrder, line: 'order' },
  'mes.material.consumed': { act: consume, lineOf: lineOfOrder, line: 'order' },
  'mes.downtime.recorded': { act: stopped, lineOf: ({ plant, workCentre }) => `${plant}/${workCentre}` },
}
