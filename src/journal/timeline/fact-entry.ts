import { nothing } from '../lists.js'
import type { FactRecord, JournalRecord } from '../records.js'
import type { At, FactLine } from './types.js'

/** A record of the journal by its number, from where it is stored; undefined where it cannot be had any more. */
export type RecordAt = (seq: number) => JournalRecord | undefined

/**
 * A fact of a timeline. What it says and what it obliges is most of a journal, and is looked at one by one: where the records can be read
 * again it is not kept.
 */
export class FactEntry implements FactLine {
  readonly seq: number
  readonly t: number
  readonly eid: string
  readonly source: FactLine['source']
  readonly flows: FactLine['flows']
  readonly key: string
  readonly plant: string
  readonly entity: string
  readonly dims: FactLine['dims']
  readonly physId: string
  readonly must: FactLine['must']
  readonly covered: boolean
  readonly owes: boolean
  readonly causes: readonly string[]
  readonly supersedes: readonly string[]
  readonly alone: FactLine['alone']
  readonly reverses?: string
  messages: readonly string[] = nothing
  shown?: At
  owed?: At
  applied?: At
  appliedIn: FactLine['appliedIn'] = nothing
  excepted?: At
  givenUp?: At
  overtaken?: At
  readonly #record: FactRecord | RecordAt

  constructor(record: FactRecord, recordAt: RecordAt | undefined) {
    const { eid, physId, must, covered, causes, reverses } = record
    this.seq = record.seq
    this.t = record.t
    this.eid = eid
    this.source = record.source
    this.flows = record.flows
    this.key = record.businessKey
    this.plant = record.plant
    this.entity = record.entity
    this.dims = record.dims
    this.physId = physId === eid ? eid : physId
    this.must = must
    this.covered = covered
    this.owes = must === 'POST' && covered && record.expect.length > 0
    this.supersedes = record.supersedes ?? nothing
    this.alone = { eids: [eid], keys: [record.businessKey] }
    this.causes = causes.length === 0 ? nothing : causes
    if (reverses !== undefined) this.reverses = reverses
    this.#record = recordAt ?? record
  }

  get payload(): FactLine['payload'] {
    return this.#whole()?.payload ?? {}
  }

  get expect(): FactLine['expect'] {
    return this.#whole()?.expect ?? nothing
  }

  #whole(): FactRecord | undefined {
    if (typeof this.#record === 'object') return this.#record
    const record = this.#record(this.seq)
    return record?.kind === 'fact' ? record : undefined
  }
}
