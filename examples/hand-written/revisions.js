// A small integration for items and revisions that are complete and approved: PLM → ERP, MES (flows item-master, revision-release).
import { get, run } from './inbox.js'

const { MFGSYNC_ERP_URL: erp, MFGSYNC_MES_URL: mes, MFGSYNC_WMS_URL: wms, MFGSYNC_PLM_URL: plm } = process.env
const named = (parameters) => `?${new URLSearchParams(parameters)}`
const path = (...names) => names.map((name) => `/${encodeURIComponent(name)}`).join('')
const core = ['description', 'kind', 'baseUnit', 'decimals', 'conversions', 'lotManaged', 'serialManaged', 'inspectionRequired']

const isItem = ({ data }) => data.version !== undefined && data.revision === undefined
const isComplete = ({ data }) => data.publication !== undefined && data.part === undefined

async function itemOf({ key, data }) {
  // Rule 9: an event may say no more than what there is, and in which version. So it is read, and by that version: not as the newest.
  const item = await get(`${plm}/items${path(data.item)}?version=${data.version}`, key)
  const body = Object.fromEntries(['version', ...core].map((name) => [name, item[name]]))
  return [erp, mes, wms].filter(Boolean).map((system) => ({ method: 'PUT', url: `${system}/items${path(data.item)}`, body }))
}

/** Rule 5: midnight is that of the plant, by the offset that holds at that very instant. */
function midnight(date, timeZone) {
  const wall = Date.parse(`${date}T00:00:00Z`)
  const shown = (at) => Date.parse(`${new Date(at).toLocaleString('sv', { timeZone }).replace(' ', 'T')}Z`)
  const near = wall - (shown(wall) - wall)
  return new Date(wall - (shown(near) - near)).toISOString()
}

async function revisionOf({ key, data }, known) {
  const { item, version } = data
  // Rule 7: a newer version is all that counts, and neither letters nor clocks tell which is newer.
  if (known.some((fact) => isComplete(fact) && fact.data.item === item && fact.data.version > version)) return []
  const { header, lines, substitutes, effectivity, requiredApprovals } = await get(`${plm}/revisions${path(item, String(version))}`, key)
  if (![header, lines, substitutes, effectivity, requiredApprovals].every(Boolean)) throw new Error('not all of its parts are there')
  // Rule 8: nothing is released before everybody has approved of it, or before its components are there.
  const given = known.flatMap((fact) => (fact.data.change === data.change ? (fact.data.role ?? []) : []))
  const missing = requiredApprovals.filter((role) => !given.includes(role))
  if (missing.length > 0) throw new Error(`${missing} has not approved`)
  for (const line of lines) {
    if (known.some((fact) => isItem(fact) && !fact.done && fact.data.item === line.item)) throw new Error(`${line.item} is not there yet`)
    await get(`${erp}/items${path(line.item)}`, key)
  }
  const vendors = lines.flatMap((line) => line.vendors.map((vendor) => path(line.item, 'approved-vendors', vendor)))
  const postings = vendors.map((tail) => ({ method: 'PUT', url: `${erp}/items${tail}`, body: { version } }))
  for (const { plant, from } of effectivity) postings.push(...(await inPlant({ plant, from }, { header, lines, substitutes }, data, key)))
  return postings
}

async function inPlant({ plant, from }, { header, lines, substitutes }, { item, revision, version, publication: reference }, key) {
  const zone = (await get(`${erp}/plants`, key)).items.find((each) => each.plant === plant).postingTimeZone
  const { description, baseQuantity } = header
  const others = substitutes.map(({ primary, item: substitute, priority, ratio }) => ({ primary, substitute, priority, ratio }))
  const line = ({ item: component, unit, routingStep: operation, issue }, quantity) => ({
    item: component,
    rate: { quantity, unit },
    operation,
    issue,
  })
  // Rule 6: what is optional, or mere information, is no demand.
  const demanded = lines.map((each) => ({ ...line(each, each.rate), demand: each.use === 'required' }))
  const inErp = { version, header: { description, baseQuantity }, lines: demanded, substitutes: others, effectivity: [{ from }] }
  const listed = lines.map((each) => ({ ...line(each, each.rate / baseQuantity.quantity), use: each.use }))
  // A bill of material that is created again becomes an alternative: look first.
  const [there] = (await get(`${erp}/bom-revisions${named({ item, revision, plant })}`, key)).items
  const inMes = `${mes}/boms${path(item, 'revisions', revision)}`
  const erpIds = { bom: there?.bom, revisionId: there?.revisionId }
  const instants = { effectivity: [{ validFrom: midnight(from, zone) }], erpIds }
  return [
    there
      ? { method: 'PUT', url: `${erp}/bom-revisions${path(there.bom)}`, body: inErp, reference }
      : { url: `${erp}/bom-revisions`, body: { plant, item, revision, ...inErp }, reference },
    { url: `${erp}/bom-revisions${path(there?.bom ?? '')}/activation`, body: { version, from }, reference, natural: true },
    {
      method: 'PUT',
      url: `${inMes}${named({ plant })}`,
      body: { version, header: { description }, lines: listed, substitutes: others, ...instants },
      reference,
    },
    { url: `${inMes}/activation${named({ plant })}`, body: { version }, reference, natural: true },
  ]
}

await run((fact, known) => {
  if (isItem(fact)) return itemOf(fact)
  // Nothing is written of a revision before the message that completes it.
  return isComplete(fact) ? revisionOf(fact, known) : []
})
