import { entityName, valueText } from '../domain/effect.js'
import { limits } from '../domain/limits.js'
import { openingStock } from '../domain/master.js'
import type { Dims, SystemName } from '../domain/names.js'
import { absoluteQuantity, compareQuantities, subtractQuantities, type Quantity } from '../domain/quantity.js'
import { EachOnce } from '../journal/each-once.js'
import type { Expectation, FactState, StateExpectation, StateWrite } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { expectedOf } from '../journal/net-effects.js'
import { millionthsOf, Tally, type NetGroup } from '../journal/net-groups.js'
import type { Reconciliation, ReconciliationRow } from './judgement.js'
import { sinksOf, sourcesOf } from './support/enforced.js'
import { isReturned } from './support/scope.js'
import { isReached, lastWriteOf, owedStates, type OwedState } from './support/states.js'
import { WordMap } from './support/word-map.js'
import { contentsOf } from './support/words.js'

interface Row {
  readonly subject: ReconciliationRow['subject']
  readonly key: string
  readonly sink: SystemName
  /** A group of it, once anything but an opening balance touched it: they all have the same tolerance per posting. */
  at: NetGroup | undefined
  /** What there should be, in all. */
  readonly source: Tally
  /** The same by the system that says so; what nobody reported (opening balances, what a system did by itself) is not here. */
  readonly reported: Map<SystemName, Tally>
  readonly ledger: Tally
  readonly people: Tally
  postings: number
}

/**
 * Key by system: what the sources say there should be, what the ledger has, and what people were told of instead. A row agrees when ledger
 * plus exceptions make up the figure of the sources.
 */
export function reconcile(evidence: Evidence): Reconciliation {
  const rows = new Rows(evidence.header.plan.master.plants.length > 1)
  for (const { name, books } of evidence.header.words.systems) {
    if (!books) continue
    for (const { plant, item, lot, location, stockType, quantity } of openingStock(evidence.header.plan.master, name)) {
      const row = rows.stock(name, { plant, item, lot, location, stockType })
      const balance = { quantity, millionths: millionthsOf(quantity) }
      row.source.add(balance)
      row.ledger.add(balance)
    }
  }
  addFacts(evidence, rows)
  addPostings(evidence, rows)
  const ranks = new Map(evidence.header.words.systems.map(({ name }, index) => [name, index]))
  const inOrder = (systems: readonly SystemName[]): SystemName[] =>
    [...new Set(systems)].sort((a, b) => (ranks.get(a) ?? ranks.size) - (ranks.get(b) ?? ranks.size))
  const sources = inOrder([...sourcesOf(evidence), ...[...evidence.facts.values()].map((fact) => fact.source)])
  const title = (system: SystemName): string => evidence.words.system(system)
  const moved = rows.all().filter((row) => row.at)
  const states = together(owedStates(evidence).map((owed) => written(evidence, owed)))
  const all = [...moved.map((row) => summed(evidence, row, sources)), ...states]
  const odd = all.filter((row) => row.odd.length > 0)
  const agreeing = all.filter((row) => row.odd.length === 0)
  const shown = [...odd, ...someOfEach(agreeing, limits.reconciliation_rows_max - odd.length)].slice(0, limits.reconciliation_rows_max)
  const sinks = inOrder([...sinksOf(evidence), ...all.flatMap((row) => row.has.map(([system]) => system))])
  return {
    columns: [...new Set([...sources, ...sinks].map(title)), 'exceptions'],
    agreeing: agreeing.length,
    hidden: odd.length + agreeing.length - shown.length,
    rows: shown.map(({ subject, key, said, has, people, odd: systems }) => ({
      subject,
      key,
      cells: { ...Object.fromEntries([...said, ...has].map(([system, figure]) => [title(system), figure])), exceptions: people },
      odd: systems.map(title),
    })),
  }
}

/** So many rows, in their order: some of each subject, so that orders and states leave room for revisions and lots. */
function someOfEach(rows: readonly Told[], most: number): readonly Told[] {
  const kept = new Set<Told>()
  const bySubject = [...Map.groupBy(rows, ({ subject }) => subject).values()]
  for (let at = 0; kept.size < Math.min(most, rows.length); at += 1)
    for (const same of bySubject) {
      const row = same[at]
      if (row && kept.size < most) kept.add(row)
    }
  return rows.filter((row) => kept.has(row))
}

/** A row as it is told: what each source says, what each system has, and what people have. */
interface Told extends Pick<Row, 'subject' | 'key'> {
  readonly said: readonly (readonly [SystemName, string])[]
  readonly has: readonly (readonly [SystemName, string])[]
  readonly people: string
  readonly odd: readonly SystemName[]
}

function summed(evidence: Evidence, row: Row, sources: readonly SystemName[]): Told {
  const { subject, key, sink, ledger, people } = row
  const isOdd = !agreesWithin(evidence, row)
  const has = [[sink, ledger.quantity]] as const
  return { subject, key, said: saidOf(row, sources), has, people: people.quantity, odd: isOdd ? [sink] : [] }
}

/** A state: the version (or the value) that the newest fact obliges, and the one that was written last. */
function written(evidence: Evidence, owed: OwedState): Told {
  const { fact, state } = owed.newest
  const last = lastWriteOf(owed)
  const isRight = last !== undefined && (last.posting.cid === 0 || isReached(evidence, owed))
  const isWithPeople = !isRight && (evidence.isExcepted(fact) || isReturned(fact))
  const has = last ? hasOfState(owed, last, isRight) : 'nothing'
  const says = last && !isRight && state.version === undefined ? contentsOf(last, state).says : nameOfState(state)
  const { system } = owed.entity
  const told = { people: isWithPeople ? '1' : '0', odd: !isRight && !isWithPeople ? [system] : [] }
  const subject = subjectOf(owed)
  if (subject === 'state')
    return {
      subject,
      key: `${owed.group} of ${entityName(owed.entity.entity)}`,
      said: [[fact.source, says]],
      has: [[system, has]],
      ...told,
    }
  const { plant = '', ...dims } = owed.entity.dims
  if (subject === 'plan')
    return {
      subject,
      key: `version ${dims['version'] ?? ''}: ${owed.group}s`,
      said: [[fact.source, '1']],
      has: [[system, isRight ? '1' : '0']],
      ...told,
    }
  const key = `${plant} ${Object.values(dims).join(' / ')} ${owed.group}`
  return { subject, key, said: [[fact.source, valueText(state.after)]], has: [[system, last ? valueText(last.after) : 'nothing']], ...told }
}

/**
 * What people compare across systems by its value: which revision of an item is active in a plant, and whether a lot may be used. Rows of a
 * plan are compared version by version.
 */
function subjectOf({ entity: { dims }, group }: OwedState): 'revision' | 'lot' | 'plan' | 'state' {
  if (dims['version'] !== undefined && dims['row'] !== undefined) return 'plan'
  if (dims['plant'] === undefined || dims['item'] === undefined || dims['order'] !== undefined) return 'state'
  if (dims['lot'] !== undefined) return group === 'restriction' || group === 'attributes' ? 'lot' : 'state'
  return group === 'active' ? 'revision' : 'state'
}

/** One row of what several systems have of a revision or a lot. */
function together(rows: readonly Told[]): readonly Told[] {
  const single = rows.filter(({ subject }) => subject === 'state')
  const shared = rows.filter(({ subject }) => subject === 'revision' || subject === 'lot')
  const merged = [...Map.groupBy(shared, ({ subject, key }) => JSON.stringify([subject, key])).values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const people = same.some((row) => row.people === '1') ? '1' : '0'
    return {
      ...first,
      said: same.flatMap(({ said }) => said),
      has: same.flatMap(({ has }) => has),
      people,
      odd: same.flatMap(({ odd }) => odd),
    }
  })
  return [...single, ...merged, ...summedUp(rows.filter(({ subject }) => subject === 'plan'))]
}

/** One row of all that a version of a plan has. */
function summedUp(rows: readonly Told[]): readonly Told[] {
  const sum = (of: readonly string[]): string => String(of.reduce((total, figure) => total + Number(figure), 0))
  return [...Map.groupBy(rows, ({ key }) => key).values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const total = (figures: (row: Told) => Told['said']): Told['said'] =>
      figures(first).map(([system], at) => [system, sum(same.map((row) => figures(row)[at]?.[1] ?? '0'))])
    const odd = [...new Set(same.flatMap((row) => row.odd))]
    return { ...first, said: total(({ said }) => said), has: total(({ has }) => has), people: sum(same.map(({ people }) => people)), odd }
  })
}

/** Under the same version another content, or under an older one the same: the version alone would not say. */
function hasOfState({ newest: { state } }: OwedState, last: StateWrite, isRight: boolean): string {
  if (last.version === undefined || state.version === undefined)
    return isRight || last.version !== undefined ? nameOfState(last) : contentsOf(last, state).has
  if (isRight) return last.version < state.version ? `${nameOfState(last)}, equal` : nameOfState(last)
  return last.version === state.version ? 'other value' : nameOfState(last)
}

function nameOfState({ version, after }: Pick<StateExpectation, 'version' | 'after'>): string {
  return version === undefined ? valueText(after) : `version ${version}`
}

/** With one source all of it is that source's figure; of several, each has what it reported. */
function saidOf(row: Row, sources: readonly SystemName[]): Told['said'] {
  const [only] = sources
  if (sources.length === 1 && only !== undefined) return [[only, row.source.quantity]]
  return [...row.reported].map(([system, tally]) => [system, tally.quantity])
}

function addFacts(evidence: Evidence, rows: Rows): void {
  const once = new EachOnce()
  const handed = new Handed(evidence)
  for (const fact of evidence.facts.values()) {
    for (const effect of once.of(fact)) {
      const row = rows.of(effect.at)
      if (!row) continue
      const sign = signOf(effect.at)
      row.at ??= effect.at
      row.source.add(effect, sign)
      tallyOf(row, fact.source).add(effect, sign)
    }
    const ending = evidence.endingOf(fact)
    if (ending !== 'excepted' && ending !== 'parked' && !(isReturned(fact) && ending !== 'posted' && ending !== 'over')) continue
    for (const { at, quantity } of handed.of(fact)) {
      rows.of(at)?.people.add({ quantity, millionths: millionthsOf(quantity) }, signOf(at))
    }
  }
}

/** What people have of facts: what is missing of them; of what several facts share, a document or a thing, no more than that lacks. */
export class Handed {
  readonly #evidence: Evidence
  /** What is missing still, by whom it is shared. */
  readonly #left = new Map<unknown, Map<NetGroup, Quantity>>()

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  *of(fact: FactState): Generator<Pick<Expectation, 'at' | 'quantity'>> {
    const evidence = this.#evidence
    const scope = evidence.scopeOf(fact)
    const first = scope.facts.reduce((one, other) => (other.seq < one.seq ? other : one), fact)
    const own = expectedOf([fact])
    for (const { at, expected, actual } of evidence.shortagesOf(fact)) {
      const sharing = at.shared ? at : scope.facts.length > 1 ? first : undefined
      const left = (sharing && this.#left.get(sharing)?.get(at)) ?? subtractQuantities(expected, actual)
      const quantity = sharing === first ? atMost(own.get(at) ?? '0', left) : left
      yield { at, quantity }
      if (sharing === undefined) continue
      const ofSharing = this.#left.get(sharing) ?? new Map<NetGroup, Quantity>()
      this.#left.set(sharing, ofSharing.set(at, subtractQuantities(left, quantity)))
    }
  }
}

/** As much of the quantity as the limit leaves room for, in the same direction. */
function atMost(quantity: Quantity, limit: Quantity): Quantity {
  if (quantity.startsWith('-') !== limit.startsWith('-')) return '0'
  return compareQuantities(absoluteQuantity(quantity), absoluteQuantity(limit)) > 0 ? limit : quantity
}

function addPostings(evidence: Evidence, rows: Rows): void {
  for (const posting of evidence.postings) {
    for (const line of posting.lines) {
      const row = rows.of(line.at)
      if (!row) continue
      row.at ??= line.at
      row.postings += 1
      row.ledger.add(line, signOf(line.at))
      // What a system or the scenario did by itself needs no fact: it moves what should be there too. A stand-in posts for a fact.
      if (posting.cid === 0 && !posting.facts.some(({ covered }) => !covered)) row.source.add(line, signOf(line.at))
    }
  }
}

function tallyOf({ reported }: Row, source: SystemName): Tally {
  let tally = reported.get(source)
  if (!tally) reported.set(source, (tally = new Tally()))
  return tally
}

/** Rows by key and system; stock is one row whatever it moved for. */
class Rows {
  readonly #severalPlants: boolean
  readonly #byKey = new WordMap<Row>()
  readonly #byGroup: (Row | undefined)[] = []

  constructor(severalPlants: boolean) {
    this.#severalPlants = severalPlants
  }

  all(): readonly Row[] {
    return this.#byKey.made
  }

  /** Undefined for what only ends something: it is no figure that anybody compares. */
  of(at: NetGroup): Row | undefined {
    if (at.measure.ends === true) return undefined
    return (this.#byGroup[at.id] ??= at.measure.moves === 0 ? this.#counted(at) : this.stock(at.system, at.dims))
  }

  stock(system: SystemName, { plant = '', item = '', lot = '', location = '', stockType = '' }: Dims): Row {
    const type = stockType === '' || stockType === 'unrestricted' ? '' : ` (${stockType})`
    return this.#row('stock', system, '', `${plant} ${item}${lot === '' ? '' : ` lot ${lot}`} @ ${location}${type}`)
  }

  #counted({ system, measure, dims }: NetGroup): Row {
    const { plant = '', order } = dims
    const place = measure.by.filter((name) => name !== 'plant').map((name) => dims[name] ?? '')
    if (order !== undefined)
      return this.#row('order', system, plant, `${place.filter((value) => value !== '').join(' / ')} ${measure.noun}`)
    const lead = this.#severalPlants && plant !== '' ? `${plant} ` : ''
    const key = `${lead}${[place.filter((value) => value !== '').join(' / '), measure.noun].join(' ').trim()}`
    return this.#row(measure.unit === 'none' ? 'count' : 'amount', system, plant, key)
  }

  #row(subject: Row['subject'], sink: SystemName, plant: string, key: string): Row {
    return this.#byKey.getOr([sink, plant, key], () => {
      const [source, ledger, people] = [new Tally(), new Tally(), new Tally()]
      return { subject, key, sink, at: undefined, source, reported: new Map(), ledger, people, postings: 0 }
    })
  }
}

function signOf({ measure }: NetGroup): 1 | -1 {
  return measure.moves < 0 ? -1 : 1
}

function agreesWithin({ tolerances }: Evidence, { at, source, people, ledger, postings }: Row): boolean {
  const rest = subtractQuantities(subtractQuantities(source.quantity, people.quantity), ledger.quantity)
  return rest === '0' || (at !== undefined && compareQuantities(absoluteQuantity(rest), tolerances.of(at, postings)) <= 0)
}
