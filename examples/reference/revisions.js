/** What engineering tells: parts of a revision, that it is complete, who approved the change, that it was rolled back. */
export const revisionTypes = {
  item: 'org.mfgsync.plm.item.released.v1',
  part: 'org.mfgsync.plm.revision-part.published.v1',
  complete: 'org.mfgsync.plm.revision.completed.v1',
  approved: 'org.mfgsync.plm.change.approved.v1',
  rolledBack: 'org.mfgsync.plm.revision.rolled-back.v1',
  decided: 'org.mfgsync.plm.disposition.decided.v1',
}

/** What only a message that says everything has; a thin one names what it is about, and its version. */
const content = {
  [revisionTypes.item]: 'baseUnit',
  [revisionTypes.complete]: 'requiredApprovals',
  [revisionTypes.rolledBack]: 'effectivity',
}

/** Whether a message says all that there is to say, or something of it has still to be read. */
export function isWhole({ type, data }) {
  const name = type === revisionTypes.part ? (data.part === 'header' ? 'plants' : data.part) : content[type]
  return name === undefined || data[name] !== undefined
}

/** The parts of a publication by their names; null until all of them are here. */
export function partsOf({ publication, parts }, { store }) {
  const own = store.ofType(revisionTypes.part).filter((fact) => fact.data.publication === publication && isWhole(fact))
  return own.length < parts ? null : Object.fromEntries(own.map(({ data }) => [data.part, data]))
}

/** Whether a newer word of engineering about the item is known: by version, as neither letters nor clocks tell what is newer. */
export function isOvertaken({ item, version }, { store }) {
  const words = [...store.ofType(revisionTypes.complete), ...store.ofType(revisionTypes.rolledBack)]
  return words.some(({ data }) => data.item === item && data.version > version)
}

/** Who has approved of a change so far, by role. */
export function approvalsOf({ change }, { store }) {
  const given = store.ofType(revisionTypes.approved).filter(({ data }) => data.change === change)
  return given.map(({ data: { role, approvedBy } }) => ({ role, approvedBy }))
}

/** Roles that have still to approve. */
export function missingApprovals({ change, requiredApprovals }, context) {
  const given = approvalsOf({ change }, context)
  return requiredApprovals.filter((role) => !given.some((approval) => approval.role === role))
}

/** A bill of material as the ERP has it, by what it is of; undefined for none. Rejects as long as the ERP does not answer. */
export async function bomOf({ item, revision, plant }, { erp }) {
  const { status, body } = await erp.call('GET', `/bom-revisions?${new URLSearchParams({ item, revision, plant })}`)
  if (status !== 200) throw new Error(`the ERP did not say whether it has ${item} ${revision} in ${plant} (${status})`)
  return body.items[0]
}

/** Where a revision is in the MES. */
export const mesRevision = ({ item, revision, plant }, tail = '') =>
  `/boms/${encodeURIComponent(item)}/revisions/${encodeURIComponent(revision)}${tail}?plant=${encodeURIComponent(plant)}`
