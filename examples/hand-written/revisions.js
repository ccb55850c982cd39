// A small integration for items and revisions that are complete and approved: PLM → ERP, MES (flows item-master, revision-release).
import { get, run } from './inbox.js'

const { MFGSYNC_ERP_URL: erp, MFGSYNC_MES_URL: mes, MFGSYNC_WMS_URL: wms } = process.env
const named = (parameters) => `?${new URLSearchParams(parameters)}`
const path = (...names) => names.map((name) => `/${encodeURIComponent(name)}`).join('')
const core = ['description', 'kind', 'baseUnit', 'decimals', 'conversions', 'lotManaged', 'serialManaged', 'inspectionRequired']

function itemOf({ data }) {
  const body = Object.fromEntries(['version', ...core].map((name) => [name, data[name]]))
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
  const { publication, item, version } = data
  const of = (name) => known.filter((fact) => fact.data[name] !== undefined)
  // Rule 7: a newer version is all that counts, and neither letters nor clocks tell which is newer.
  if (of('digest').some((fact) => fact.data.item === item && fact.data.version > version)) return []
  const parts = of('part').filter((fact) => fact.data.publication === publication)
  if (parts.length < data.parts) throw new Error('not all of its parts are here')
  // Rule 8: nothing is released before everybody has approved of it, or before its components are there.
  const given = of('role').flatMap((fact) => (fact.data.change === data.change ? fact.data.role : []))
  const missing = data.requiredApprovals.filter((role) => !given.includes(role))
  if (missing.length > 0) throw new Error(`${missing} has not approved`)
  const { header, lines, substitutes, effectivity } = Object.fromEntries(parts.map((fact) => [fact.data.part, fact.data]))
  for (const line of lines.lines) {
    if (of('baseUnit').some((fact) => !fact.done && fact.data.item === line.item)) throw new Error(`${line.item} is not there yet`)
    await get(`${erp}/items${path(line.item)}`, key)
  }
  const vendors = lines.lines.flatMap((line) => line.vendors.map((vendor) => path(line.item, 'approved-vendors', vendor)))
  const postings = vendors.map((tail) => ({ method: 'PUT', url: `${erp}/items${tail}`, body: { version } }))
  for (const { plant, from } of effectivity.effectivity)
    postings.push(...(await inPlant({ plant, from }, { header, lines, substitutes }, data, key)))
  return postings
}

async function inPlant({ plant, from }, { header, lines, substitutes }, { item, revision, version, publication: reference }, key) {
  const zone = (await get(`${erp}/plants`, key)).items.find((each) => each.plant === plant).postingTimeZone
  const { description, baseQuantity } = header
  const others = substitutes.substitutes.map(({ primary, item: substitute, priority, ratio }) => ({ primary, substitute, priority, ratio }))
  const line = ({ item: component, unit, routingStep: operation, issue }, quantity) => ({
    item: component,
    rate: { quantity, unit },
    operation,
    issue,
  })
  // Rule 6: what is optional, or mere information, is no demand.
  const demanded = lines.lines.map((each) => ({ ...line(each, each.rate), demand: each.use === 'required' }))
  const inErp = { version, header: { description, baseQuantity }, lines: demanded, substitutes: others, effectivity: [{ from }] }
  const listed = lines.lines.map((each) => ({ ...line(each, each.rate / baseQuantity.quantity), use: each.use }))
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
  if (fact.data.baseUnit) return itemOf(fact)
  // Parts and approvals are kept until the message that completes a revision.
  return fact.data.digest ? revisionOf(fact, known) : []
})
