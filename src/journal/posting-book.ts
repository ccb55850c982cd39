import type { Attribution, Attributor } from './attribution.js'
import type { CallState, EntityState, FactState, Posting, PostingLine, StateWrite } from './evidence-types.js'
import { grown, nothing } from './lists.js'
import { belongsTo, millionthsOf, type NetGroup, type NetGroups } from './net-groups.js'
import type { EffectRecord } from './records.js'

type LineRecord = Extract<EffectRecord, { readonly what: 'quantity' | 'count' }>
type StateRecord = Extract<EffectRecord, { readonly what: 'state' }>

type Said = Pick<LineRecord, 'measure' | 'dims'>

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
  /** By system, then by number: the first one of that number. */
  readonly #documents = new Map<string, Map<string, Posting>>()
  /** All documents of one number, by the first of them, where another plant or another series of numbers has it too. */
  readonly #namesakes = new Map<Posting, Posting[]>()
  /** The posting that an effect was added to last: most effects belong to it too. */
  #latest: Posting | undefined
  /** The idempotency key under which it was opened. */
  #latestKey = ''
  /** What the facts of a posting oblige, if there are several of them; of the one that was asked for last. */
  #obliged: ObligedGroups | undefined
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
    if (!state) ofSystem.set(entity, (state = { system, entity, dims, groups: new Map(), obliged: new Map() }))
    return state
  }

  /** A document of that number; of several, the one of the same plant and kind. */
  #document(system: string, number: string, plant: string, kind: string): Posting | undefined {
    const first = this.#documents.get(system)?.get(number)
    const all = first && this.#namesakes.get(first)
    if (!all) return first
    const ofPlant = all.filter((each) => each.plant === plant)
    return ofPlant.find((each) => each.kind === kind) ?? ofPlant[0] ?? first
  }

  line(record: LineRecord): void {
    const posting = this.#postingOf(record)
    const [quantity, unit] = record.what === 'count' ? [String(record.count), ''] : [record.quantity, record.unit]
    const at = this.#groupOf(posting, record)
    // What a document writes before its first line has no date.
    if (record.dates && posting.postingDate === '') {
      posting.postingDate = record.dates.posting
      posting.documentDate = record.dates.document ?? ''
    }
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
    const [only] = posting.facts
    const known = only && posting.facts.length === 1 ? groupOfOne(only, record, posting.system) : undefined
    if (known) return known
    const exact = this.#parts.groups.of(record, posting.system)
    return posting.facts.length > 1 ? this.#obligedBy(posting).of(record, exact) : exact
  }

  #obligedBy(posting: Posting): ObligedGroups {
    const known = this.#obliged
    if (known?.posting === posting && known.facts === posting.facts) return known
    return (this.#obliged = new ObligedGroups(posting))
  }

  #postingOf(record: EffectRecord): Posting {
    const latest = this.#latest
    if (latest && latest.system === record.system && this.#belongsToLatest(latest, record)) return latest
    const known = record.doc === '' ? undefined : this.#document(record.system, record.doc, record.plant, record.docKind)
    const same = known && isOneDocument(known, record) ? known : undefined
    if (this.#growing && this.#growing !== same) this.settle()
    this.#latestKey = record.idempotencyKey ?? ''
    return (this.#latest = same ?? this.#open(record))
  }

  /** Without a number, what one call (or one step) wrote under one name belongs together, and what it made the system work out. */
  #belongsToLatest(latest: Posting, record: EffectRecord): boolean {
    if (record.doc !== '') return isOneDocument(latest, record)
    if (record.what !== 'state' || record.cid === undefined || latest.cid !== record.cid) return false
    if (record.derived === true) return true
    if (latest.doc !== '') return false
    const { references, idempotencyKey = '', correlation = '' } = record
    // What says nothing of its own goes with what came before it.
    if (references.length === 0 && idempotencyKey === '' && correlation === '') return true
    return isSameList(latest.references, references) && this.#latestKey === idempotencyKey && latest.correlation === correlation
  }

  #open(record: EffectRecord): Posting {
    const posting: Posting = {
      seq: record.seq,
      t: record.t,
      system: record.system,
      doc: record.doc,
      kind: this.#parts.shared(record.docKind),
      plant: record.plant,
      dims: record.dims,
      references: record.references,
      postingDate: '',
      documentDate: '',
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
    const named = attributor.byIdentities(identities, record.plant)
    if (posting.reversesDoc !== '') this.#attach(posting, this.#factsOfReversal(posting, named.facts))
    else if (named.facts.length > 0) this.#attach(posting, named)
    else this.#growing = posting
    return posting
  }

  #keep(posting: Posting): void {
    let ofSystem = this.#documents.get(posting.system)
    if (!ofSystem) this.#documents.set(posting.system, (ofSystem = new Map()))
    const first = ofSystem.get(posting.doc)
    if (!first) ofSystem.set(posting.doc, posting)
    else {
      const all = this.#namesakes.get(first)
      if (all) all.push(posting)
      else this.#namesakes.set(first, [first, posting])
    }
    const original = this.#originalOf(posting)
    if (original) original.reversedBy = grown(original.reversedBy, posting)
  }

  #originalOf({ system, reversesDoc, plant, kind }: Posting): Posting | undefined {
    return reversesDoc === '' ? undefined : this.#document(system, reversesDoc, plant, kind)
  }

  /**
   * A reversal stands for the reversal fact it names. One that names the original, or nothing, stands for the original
   * and for whatever fact cancels that: a target may reverse its own doubtful posting as well as follow the source.
   */
  #factsOfReversal(posting: Posting, named: readonly FactState[]): Attribution {
    const reversals = named.filter((fact) => fact.reverses !== '')
    if (reversals.length > 0) return { facts: reversals, level: reversals.length > 1 ? 'group' : 'exact' }
    const original = this.#originalOf(posting)?.facts ?? named
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
    if (posting.lines.length === 0) return
    const [only] = posting.facts
    if (attribution.level === 'group') {
      posting.lines = posting.lines.map((line) => {
        const thing = thingOfAll(posting, line.at)
        return thing ? { ...line, at: thing } : line
      })
      return
    }
    posting.lines = posting.lines.map((line) => {
      const { measure, identity } = line.at
      const said = { measure: measure.name, dims: line.dims, ...(identity !== '' && { identity }) }
      const found = only && posting.facts.length === 1 ? groupOfOne(only, said, posting.system) : this.#obligedBy(posting).of(said, line.at)
      return found === undefined || found === line.at ? line : { ...line, at: found }
    })
  }
}

/** The thing that a line is, where all that its posting could stand for share it. */
function thingOfAll({ system, facts: [first, ...others] }: Posting, { measure, dims, identity }: NetGroup): NetGroup | undefined {
  const said = { measure: measure.name, dims, ...(identity !== '' && { identity }) }
  const obliged = first?.expect.find(({ at }) => at.shared && belongsTo(at, said, system))?.at
  return obliged && others.every(({ expect }) => expect.some(({ at }) => at === obliged)) ? obliged : undefined
}

/** What the only fact of a posting obliges there: of several groups, the one that leaves least open. */
function groupOfOne(fact: FactState, line: Said, system: string): NetGroup | undefined {
  let found: NetGroup | undefined
  for (const { at } of fact.expect) {
    if (at !== found && belongsTo(at, line, system) && (!found || openness(at) < openness(found))) found = at
  }
  return found
}

/** How much a group leaves open: dimensions, and which thing it is where the ledger does not name it. */
function openness({ measure, dims, identity }: NetGroup): number {
  let open = identity === '' ? 0 : 1
  for (const name of measure.by) if (dims[name] === undefined) open += 1
  return open
}

/** Groups that several facts oblige: found by what a line says, or, where they leave something open, by its measure. */
class ObligedGroups {
  readonly facts: readonly FactState[]
  readonly #whole = new Set<NetGroup>()
  /** Those that leave least open come first. */
  readonly #open = new Map<string, NetGroup[]>()

  constructor(readonly posting: Posting) {
    this.facts = posting.facts
    for (const fact of this.facts) for (const { at } of fact.expect) this.#whole.add(at)
    for (const at of this.#whole) {
      if (openness(at) === 0) continue
      const alike = this.#open.get(at.measure.name)
      if (alike) alike.push(at)
      else this.#open.set(at.measure.name, [at])
    }
    for (const alike of this.#open.values()) alike.sort((a, b) => openness(a) - openness(b))
  }

  /** `exact`: the group of just what the line says. */
  of(line: Said, exact: NetGroup): NetGroup {
    if (this.#whole.has(exact)) return exact
    return this.#open.get(line.measure)?.find((at) => belongsTo(at, line, this.posting.system)) ?? exact
  }
}

/** Two plants may number alike, and so may two series of numbers; lines of one document may be of several kinds if one call makes them. */
function isOneDocument(posting: Posting, record: EffectRecord): boolean {
  if (posting.doc !== record.doc || posting.plant !== record.plant) return false
  return posting.kind === record.docKind || (posting.cid !== 0 && posting.cid === record.cid)
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index])
}
