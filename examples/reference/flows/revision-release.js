import { localMidnight } from '../local-midnight.js'
import { approvalsOf, bomOf, isOvertaken, mesRevision, missingApprovals, partsOf, revisionTypes } from '../revisions.js'

/**
 * PLM → ERP, MES: a revision comes in parts, and in any order. They are kept until the message that completes them is here; then the
 * revision is written, inactive, and activated once all have approved of it: in the ERP, and then in the MES.
 */
export const revisionRelease = {
  types: [revisionTypes.part, revisionTypes.complete, revisionTypes.approved],

  async *tasks(fact, context) {
    if (fact.type !== revisionTypes.complete) return
    // Versions of an item one after the other, or the older one might have the last word.
    const release = await context.lock(fact.data.item)
    try {
      yield* released(fact, context)
    } finally {
      release()
    }
  },
}

async function* released(fact, context) {
  const { data } = fact
  const { item, revision, version } = data
  if (isOvertaken(data, context)) {
    context.store.settle(fact, 'ignored')
    return yield { settled: true }
  }
  const parts = partsOf(data, context)
  if (!parts) return yield { wait: true }
  for (const plant of parts.header.plants) {
    const place = { item, revision, plant }
    for (const line of parts.lines.lines) {
      if (!(await isThere(line.item, context))) return yield { wait: true }
      for (const vendor of line.vendors ?? []) {
        const path = `/items/${encodeURIComponent(line.item)}/approved-vendors/${encodeURIComponent(vendor)}`
        yield { name: `vendor ${line.item} ${vendor}`, system: 'erp', method: 'PUT', path, body: { version } }
      }
    }
    const interval = parts.effectivity.effectivity.find((each) => each.plant === plant)
    yield await erpTask(place, data.publication, parts, interval, context)
    const ids = fact.done[`erp ${plant}`] ?? {}
    yield await mesTask(place, data.publication, parts, interval, ids, context)
  }
  if (missingApprovals(data, context).length > 0) return yield { wait: true }
  const approvals = approvalsOf(data, context)
  for (const plant of parts.header.plants) {
    const { bom } = fact.done[`erp ${plant}`]
    const { from } = parts.effectivity.effectivity.find((each) => each.plant === plant)
    const path = `/bom-revisions/${encodeURIComponent(bom)}/activation`
    yield { name: `erp active ${plant}`, system: 'erp', path, body: { version, from, approvals } }
    const inMes = mesRevision({ item, revision, plant }, '/activation')
    yield { name: `mes active ${plant}`, system: 'mes', path: inMes, body: { version } }
  }
}

/** A component may still be on its way, to the ERP or to one of the others. */
async function isThere(item, { store, tables }) {
  const [release] = store.ofType(revisionTypes.item).filter(({ data }) => data.item === item)
  return release?.state !== 'open' && (await tables.item(item)) !== undefined
}

/** In the ERP it is created once; a second creation would be an alternative. So whoever is in doubt looks first. */
async function erpTask(place, publication, parts, interval, context) {
  const name = `erp ${place.plant}`
  const { from, to } = interval
  const body = {
    version: parts.header.version,
    header: { description: parts.header.description, baseQuantity: parts.header.baseQuantity },
    lines: parts.lines.lines.map(({ use, ...line }) => ({ ...lineOf(line, line.rate), demand: use === 'required' })),
    substitutes: substitutesOf(parts),
    effectivity: [{ from, ...(to && { to }) }],
  }
  const there = await bomOf(place, context)
  const task = { name, system: 'erp', reference: publication }
  if (there) return { ...task, method: 'PUT', path: `/bom-revisions/${encodeURIComponent(there.bom)}`, body }
  return { ...task, path: '/bom-revisions', collection: '/bom-revisions', plant: place.plant, body: { ...place, ...body } }
}

/** The MES keeps bills of material for one piece; it wants the ERP's numbers, and instants in place of the plant's dates. */
async function mesTask(place, publication, parts, { from, to }, { bom, revisionId }, context) {
  const zone = await context.parts.zoneOf(place.plant, context)
  const pieces = parts.header.baseQuantity.quantity
  const body = {
    version: parts.header.version,
    header: { description: parts.header.description },
    lines: parts.lines.lines.map((line) => ({ ...lineOf(line, line.rate / pieces), use: line.use })),
    substitutes: substitutesOf(parts),
    effectivity: [{ validFrom: localMidnight(from, zone), ...(to && { validTo: localMidnight(to, zone) }) }],
    erpIds: { bom, revisionId },
  }
  return { name: `mes ${place.plant}`, system: 'mes', method: 'PUT', path: mesRevision(place), body, reference: publication }
}

const lineOf = ({ item, unit, routingStep, issue }, quantity) => ({ item, rate: { quantity, unit }, operation: routingStep, issue })

const substitutesOf = ({ substitutes: { substitutes } }) =>
  substitutes.map(({ primary, item, priority, ratio }) => ({ primary, substitute: item, priority, ratio }))
