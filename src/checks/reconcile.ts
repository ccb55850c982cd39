import { limits } from '../domain/limits.js'
import type { Dims, SystemName } from '../domain/names.js'
import { absoluteQuantity, compareQuantities, subtractQuantities } from '../domain/quantity.js'
import type { Evidence } from '../journal/evidence.js'
import { millionthsOf, Tally, type NetGroup } from '../journal/net-groups.js'
import type { Reconciliation, ReconciliationRow } from './judgement.js'
import { eachOnce } from './support/each-once.js'
import { sinksOf, sourcesOf } from './support/enforced.js'
import { WordMap } from './support/word-map.js'

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
  const rows = new Rows()
  for (const { name, books } of evidence.header.words.systems) {
    if (!books) continue
    for (const { plant, item, lot, location, stockType, quantity } of evidence.header.plan.master.balances) {
      const row = rows.stock(name, { plant, item, lot, location, stockType })
      const balance = { quantity, millionths: millionthsOf(quantity) }
      row.source.add(balance)
      row.ledger.add(balance)
    }
  }
  addFacts(evidence, rows)
  addPostings(evidence, rows)
  const moved = rows.all().filter((row) => row.at)
  const agreeing = moved.filter((row) => agreesWithin(evidence, row))
  const odd = moved.filter((row) => !agreesWithin(evidence, row))
  const shown = [...odd, ...agreeing.slice(0, limits.reconciliation_rows_max)].slice(0, limits.reconciliation_rows_max)
  const sources = [...new Set([...sourcesOf(evidence), ...[...evidence.facts.values()].map((fact) => fact.source)])]
  const sinks = [...sinksOf(evidence), ...moved.map((row) => row.sink)]
  const title = (system: SystemName): string => evidence.words.system(system)
  return {
    columns: [...new Set([...sources, ...sinks].map(title)), 'exceptions'],
    agreeing: agreeing.length,
    hidden: odd.length + agreeing.length - shown.length,
    rows: shown.map((row, index) => ({
      subject: row.subject,
      key: row.key,
      cells: { ...sourceCells(row, sources, title), [title(row.sink)]: row.ledger.quantity, exceptions: row.people.quantity },
      odd: index < odd.length ? [title(row.sink)] : [],
    })),
  }
}

/** With one source all of it is that source's figure; of several, each has what it reported. */
function sourceCells(row: Row, sources: readonly SystemName[], title: (system: SystemName) => string): Record<string, string> {
  const [only] = sources
  if (sources.length === 1 && only !== undefined) return { [title(only)]: row.source.quantity }
  return Object.fromEntries([...row.reported].map(([system, tally]) => [title(system), tally.quantity]))
}

function addFacts(evidence: Evidence, rows: Rows): void {
  const obliged = eachOnce()
  for (const fact of evidence.facts.values()) {
    const ending = evidence.endingOf(fact)
    const withPeople = ending === 'excepted' || ending === 'parked' || (fact.givenUp && ending !== 'posted' && ending !== 'over')
    for (const effect of obliged(fact)) {
      const row = rows.of(effect.at)
      if (!row) continue
      const sign = signOf(effect.at)
      row.at ??= effect.at
      row.source.add(effect, sign)
      tallyOf(row, fact.source).add(effect, sign)
      if (withPeople) row.people.add(effect, sign)
    }
  }
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
  readonly #byKey = new WordMap<Row>()
  readonly #byGroup: (Row | undefined)[] = []

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
    const place = measure.by.filter((name) => name !== 'plant').map((name) => dims[name] ?? '')
    return this.#row('order', system, dims['plant'] ?? '', `${place.join(' / ')} ${measure.noun}`)
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
