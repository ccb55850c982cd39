import type { Violation } from '../checks/contract.js'
import type { JournalRecord } from '../journal/records.js'
import type { Gathered } from './gather.js'
import type { Step } from './explanation.js'

/**
 * Holds a witness against the stored journal before anybody is shown it: every record that it cites exists, and is about its facts or
 * their orders. Returns what does not hold, undefined when all does.
 */
export function verifyWitness(violation: Violation, gathered: Gathered, steps: readonly Step[]): string | undefined {
  const about = new Subjects(violation, gathered)
  for (const seq of violation.records) {
    const record = gathered.records.get(seq)
    if (!record) return `record ${seq} is cited, and the stored journal does not have it`
    const stray = about.strayFrom(record)
    if (stray !== undefined) return `record ${seq} is cited for ${violation.eids.join(', ')}, and is about ${stray}`
  }
  for (const eid of violation.eids) {
    if (!about.has(eid)) return `the fact ${eid} is named, and the stored journal does not have it`
  }
  const missing = steps.flatMap((step) => step.records).find((seq) => !gathered.records.has(seq))
  return missing === undefined ? undefined : `record ${missing} is cited in the explanation, and the stored journal does not have it`
}

class Subjects {
  readonly #eids: ReadonlySet<string>
  readonly #known = new Set<string>()
  readonly #orders = new Set<string>()
  readonly #callEids = new Map<number, readonly string[]>()

  constructor(violation: Violation, gathered: Gathered) {
    this.#eids = new Set(violation.eids)
    for (const record of gathered.records.values()) {
      if (record.kind === 'fact' && this.#eids.has(record.eid)) {
        this.#known.add(record.eid)
        if (record.order !== undefined) this.#orders.add(record.order)
      }
      if (record.kind === 'call.arrived') this.#callEids.set(record.cid, record.eids)
    }
  }

  has(eid: string): boolean {
    return this.#known.has(eid)
  }

  /** What the record is about instead, if it is about something else. */
  strayFrom(record: JournalRecord): string | undefined {
    if (this.#eids.size === 0) return undefined
    // An effect may stand for a fact by its order and quantities alone.
    if ('order' in record && record.order !== undefined && this.#orders.has(record.order)) return undefined
    const named = this.#named(record)
    return named.length === 0 || named.some((eid) => this.#eids.has(eid)) ? undefined : named.join(', ')
  }

  #named(record: JournalRecord): readonly string[] {
    if ('eid' in record) return [record.eid]
    if ('eids' in record && record.eids !== undefined) return record.eids
    return 'cid' in record && record.cid !== undefined ? (this.#callEids.get(record.cid) ?? []) : []
  }
}
