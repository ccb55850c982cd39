import type { Attribution, Attributor } from './attribution.js'
import type { CallState, EntityState, FactState, Posting, PostingLine, StateWrite } from './evidence-types.js'
import { grown, nothing } from './lists.js'
import { belongsTo, millionthsOf, type NetGroup, type NetGroups } from './net-groups.js'
import type { EffectRecord } from './records.js'

type LineRecord = Extract<EffectRecord, { readonly what: 'quantity' | 'count' }>
type StateRecord = Extract<EffectRecord, { readonly what: 'state' }>

interface Parts {
  readonly attributor: Attributor
  readonly groups: NetGroups
  readonly calls: ReadonlyMap<number, CallState>
  /** One copy of texts that many postings share. */
  readonly shared: <T extends string>(text: T) => T
}

/** Everything that was posted: documents, counted things and state writes, and which facts they stand for. */
export class PostingBook {
  /** In order of commit. */
  readonly all: Posting[] = []
  /** By system and entity. */
  readonly #entities = new Map<string, Map<string, EntityState>>()
  readonly #parts: Parts
  /** By system, then by number. */
  readonly #documents = new Map<string, Map<string, Posting>>()
  /** The posting that an effect was added to last: most effects belong to it too. */
  #latest: Posting | undefined
  /** A posting whose effects are still coming: one without a known name is attributed when it is whole. */
  #growing: Posting | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  *entities(): Generator<EntityState> {
    for (const ofSystem of this.#entities.values()) yield* ofSystem.values()
  }

  entity(system: string, entity: string): EntityState | undefined {
    return this.#entities.get(system)?.get(entity)
  }

  /** The entity, also before anything was written to it. */
  entityOf(system: string, entity: string, dims: EntityState['dims']): EntityState {
    let ofSystem = this.#entities.get(system)
    if (!ofSystem) this.#entities.set(system, (ofSystem = new Map()))
    let state = ofSystem.get(entity)
    if (!state) ofSystem.set(entity, (state = { system, entity, dims, groups: new Map() }))
    return state
  }

  document(system: string, number: string): Posting | undefined {
    return this.#documents.get(system)?.get(number)
  }

  line(record: LineRecord): void {
    const posting = this.#postingOf(record)
    const [quantity, unit] = record.what === 'count' ? [String(record.count), ''] : [record.quantity, record.unit]
    const at = this.#groupOf(posting, record)
    posting.lines = grown<PostingLine>(posting.lines, {
      seq: record.seq,
      at,
      quantity,
      millionths: millionthsOf(quantity),
      unit,
      sent: record.what === 'quantity' ? record.sent : undefined,
      dims: record.dims,
      issueMode: record.what === 'quantity' ? record.issueMode : undefined,
    })
  }

  write(record: StateRecord): StateWrite {
    const posting = this.#postingOf(record)
    const entity = this.entityOf(record.system, record.entity, record.dims)
    const { seq, t, group, version, before, after, active, effective, derived = false } = record
    const write: StateWrite = { seq, t, entity, group, version, before, after, active, effective, derived, posting }
    entity.groups.set(group, grown(entity.groups.get(group) ?? nothing, write))
    posting.writes = grown(posting.writes, write)
    return write
  }

  /** No further effect of the posting under way comes: one without a known name is attributed now. */
  settle(): void {
    const posting = this.#growing
    this.#growing = undefined
    if (posting) this.#attach(posting, this.#parts.attributor.byDimensions(posting))
  }

  /** The group of what its facts oblige, where it is one of these: what that leaves open does not matter. */
  #groupOf(posting: Posting, record: LineRecord): NetGroup {
    for (const fact of posting.facts) {
      for (const { at } of fact.expect) if (belongsTo(at, record, record.system)) return at
      if (posting.facts.length > 8) break
    }
    return this.#parts.groups.of(record, record.system)
  }

  #postingOf(record: EffectRecord): Posting {
    const latest = this.#latest
    if (latest && latest.system === record.system && belongsToPosting(latest, record)) return latest
    const known = record.doc === '' ? undefined : this.document(record.system, record.doc)
    if (this.#growing && this.#growing !== known) this.settle()
    return (this.#latest = known ?? this.#open(record))
  }

  #open(record: EffectRecord): Posting {
    const dates = record.what === 'state' ? undefined : record.dates
    const posting: Posting = {
      seq: record.seq,
      t: record.t,
      system: record.system,
      doc: record.doc,
      kind: this.#parts.shared(record.docKind),
      plant: record.plant,
      dims: record.dims,
      references: record.references,
      postingDate: dates?.posting ?? '',
      documentDate: dates?.document ?? '',
      reversesDoc: record.reversesDoc ?? '',
      reversedBy: nothing,
      cid: record.cid ?? 0,
      step: record.step ?? '',
      lines: nothing,
      writes: nothing,
      facts: nothing,
      level: 'none',
      correlation: record.correlation ?? '',
    }
    if (posting.doc !== '') this.#keep(posting)
    this.all.push(posting)
    const call = this.#parts.calls.get(posting.cid)
    if (call) call.postings = grown(call.postings, posting)
    if (posting.cid === 0 && !posting.step.startsWith('stand-in:')) return posting
    const { attributor } = this.#parts
    const identities = { references: posting.references, idempotencyKey: record.idempotencyKey ?? '', correlation: posting.correlation }
    const named = attributor.byIdentities(identities)
    if (posting.reversesDoc !== '') this.#attach(posting, this.#factsOfReversal(posting, named.facts))
    else if (named.facts.length > 0) this.#attach(posting, named)
    else this.#growing = posting
    return posting
  }

  #keep(posting: Posting): void {
    const ofSystem = this.#documents.get(posting.system)
    if (ofSystem) ofSystem.set(posting.doc, posting)
    else this.#documents.set(posting.system, new Map([[posting.doc, posting]]))
    const original = posting.reversesDoc === '' ? undefined : this.document(posting.system, posting.reversesDoc)
    if (original) original.reversedBy = grown(original.reversedBy, posting)
  }

  /**
   * A reversal stands for the reversal fact it names. One that names the original, or nothing, stands for the original
   * and for whatever fact cancels that: a target may reverse its own doubtful posting as well as follow the source.
   */
  #factsOfReversal(posting: Posting, named: readonly FactState[]): Attribution {
    const reversals = named.filter((fact) => fact.reverses !== '')
    if (reversals.length > 0) return { facts: reversals, level: reversals.length > 1 ? 'group' : 'exact' }
    const original = this.document(posting.system, posting.reversesDoc)?.facts ?? named
    const facts = new Set(original)
    for (const fact of original) for (const reversal of this.#parts.attributor.reversalsOf(fact)) facts.add(reversal)
    if (facts.size === 0) return { facts: [], level: 'none' }
    return { facts: [...facts], level: facts.size > 1 ? 'group' : 'dimensions' }
  }

  #attach(posting: Posting, attribution: Attribution): void {
    posting.facts = attribution.facts
    posting.level = attribution.level
    for (const fact of attribution.facts) {
      if (posting.cid === 0 && fact.covered) {
        fact.played = grown(fact.played, posting)
        continue
      }
      fact.postings = grown(fact.postings, posting)
      fact.plainAt = 0
    }
    if (posting.lines.length === 0 || attribution.level === 'group') return
    const obliged = attribution.facts.flatMap((fact) => fact.expect.map(({ at }) => at))
    posting.lines = posting.lines.map((line) => {
      const summed = { measure: line.at.measure.name, dims: line.dims }
      const at = obliged.find((group) => belongsTo(group, summed, posting.system))
      return at === undefined || at === line.at ? line : { ...line, at }
    })
  }
}

/** Effects of one document belong together; without a number, what one call (or one step) wrote, and what it made the system work out. */
function belongsToPosting(posting: Posting, record: EffectRecord): boolean {
  if (record.doc !== '') return posting.doc === record.doc
  if (record.what !== 'state' || record.cid === undefined || posting.cid !== record.cid) return false
  return posting.doc === '' || record.derived === true
}
