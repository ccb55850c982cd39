import type { Violation } from '../checks/contract.js'
import type { Dims } from '../domain/names.js'
import type { Evidence } from '../journal/evidence.js'
import type { JournalRecord } from '../journal/records.js'
import type { Gathered } from './gather.js'
import type { Step } from './explanation.js'

/**
 * Holds a witness against the stored journal before anybody is shown it: every record that it cites exists, and is about its facts or
 * their orders. Returns what does not hold, undefined when all does.
 */
export function verifyWitness(violation: Violation, { evidence, records }: Gathered, steps: readonly Step[]): string | undefined {
  const eids = new Set(violation.eids)
  const places = new Set(violation.eids.map((eid) => placeOf(evidence.facts.get(eid)?.dims)).filter((place) => place !== ''))
  for (const seq of violation.records) {
    const record = records.get(seq)
    if (!record) return `record ${seq} is cited, and the stored journal does not have it`
    // An effect may stand for a fact by its place and quantities alone.
    const near = eids.size === 0 || ('dims' in record && places.has(placeOf(record.dims)))
    const about = near ? [] : aboutOf(record, evidence)
    if (about.length > 0 && !about.some((eid) => eids.has(eid)))
      return `record ${seq} is cited for ${violation.eids.join(', ')}, and is about ${about.join(', ')}`
  }
  const unknown = violation.eids.find((eid) => !evidence.facts.has(eid))
  if (unknown !== undefined) return `the fact ${unknown} is named, and the stored journal does not have it`
  const missing = steps.flatMap((step) => step.records).find((seq) => !records.has(seq))
  return missing === undefined ? undefined : `record ${missing} is cited in the explanation, and the stored journal does not have it`
}

/** Facts that the record is about. */
function aboutOf(record: JournalRecord, { calls }: Evidence): readonly string[] {
  if ('eid' in record) return [record.eid]
  if ('eids' in record && record.eids !== undefined) return record.eids
  return 'cid' in record && record.cid !== undefined ? (calls.get(record.cid)?.eids ?? []) : []
}

/** The order, or what else it is about first. */
function placeOf({ order, item, lot, location }: Dims = {}): string {
  return order ?? item ?? lot ?? location ?? ''
}
