import { limits } from '../domain/limits.js'
import { absoluteQuantity, compareQuantities, subtractQuantities } from '../domain/quantity.js'
import { Tolerances } from '../journal/components.js'
import { millionthsOf, movesStock, Tally, type Dimension } from '../journal/dimensions.js'
import type { Evidence } from '../journal/evidence.js'
import type { Reconciliation, ReconciliationRow } from './judgement.js'
import { Settlements } from './support/settled.js'

interface Row {
  readonly subject: ReconciliationRow['subject']
  readonly key: string
  readonly dims: string
  readonly source: Tally
  readonly sink: Tally
  readonly people: Tally
  postings: number
  /** True once anything but an opening balance touched it. */
  moved: boolean
}

const columns = ['MES', 'ERP', 'exceptions'] as const
const counted = new Set(['yield', 'scrap', 'rework'])

/**
 * Key by system: what the source says there should be, what the ledger has, and what people were told of instead. A row agrees when ledger
 * plus exceptions make up the source's figure.
 */
export function reconcile(evidence: Evidence): Reconciliation {
  const rows = new Rows()
  for (const { plant, item, lot, location, stockType, quantity } of evidence.header.plan.master.balances) {
    const row = rows.find({ system: 'erp', measure: 'stock', plant, order: '', operation: '', item, lot, location, stockType })
    const balance = { quantity, millionths: millionthsOf(quantity) }
    row?.source.add(balance)
    row?.sink.add(balance)
  }
  addFacts(evidence, rows)
  addDocuments(evidence, rows)
  const tolerances = new Tolerances(evidence.header.plan)
  const odd: Row[] = []
  const agreeing: Row[] = []
  for (const row of rows.all()) if (row.moved) (agreesWithin(row, tolerances) ? agreeing : odd).push(row)
  const shown = [...odd, ...agreeing.slice(0, limits.reconciliation_rows_max)].slice(0, limits.reconciliation_rows_max)
  return {
    columns,
    agreeing: agreeing.length,
    hidden: odd.length + agreeing.length - shown.length,
    rows: shown.map((row, index) => ({
      subject: row.subject,
      key: row.key,
      cells: { MES: row.source.quantity, ERP: row.sink.quantity, exceptions: row.people.quantity },
      odd: index < odd.length ? ['ERP'] : [],
    })),
  }
}

function addFacts(evidence: Evidence, rows: Rows): void {
  const settlements = new Settlements(evidence)
  for (const fact of evidence.facts.values()) {
    const settled = settlements.of(fact)
    const withPeople = settled === 'excepted' || settled === 'returned'
    for (const effect of fact.expect) {
      const row = rows.of(effect.at)
      if (!row) continue
      row.moved = true
      row.source.add(effect, signOf(effect.measure))
      if (withPeople) row.people.add(effect, signOf(effect.measure))
    }
  }
}

function addDocuments(evidence: Evidence, rows: Rows): void {
  for (const doc of evidence.docs) {
    for (const line of doc.lines) {
      const row = rows.of(line.at)
      if (!row) continue
      row.moved = true
      row.postings += 1
      row.sink.add(line, signOf(line.measure))
      // What a system or the scenario did by itself needs no fact: it moves what should be there too.
      if (doc.cid === 0) row.source.add(line, signOf(line.measure))
    }
  }
}

type Named = Omit<Dimension, 'id' | 'key' | 'measure'> & { readonly measure: string }

/** Rows by key; stock is one row whatever order it moved for. */
class Rows {
  readonly #byKey = new Map<string, Row>()
  readonly #byDimension: (Row | false | undefined)[] = []

  all(): Iterable<Row> {
    return this.#byKey.values()
  }

  of(at: Dimension): Row | undefined {
    const row = (this.#byDimension[at.id] ??= this.find(at) ?? false)
    return row === false ? undefined : row
  }

  find({ system, measure, plant, order, operation, item, lot, location, stockType }: Named): Row | undefined {
    const stock = measure === 'stock' || movesStock(measure)
    if (!stock && !counted.has(measure)) return undefined
    const type = stockType === '' || stockType === 'unrestricted' ? '' : ` (${stockType})`
    const shown = stock ? `${plant} ${item}${lot === '' ? '' : ` lot ${lot}`} @ ${location}${type}` : `${order} / ${operation} ${measure}`
    const key = stock ? shown : `${plant} ${shown}`
    const known = this.#byKey.get(key)
    if (known) return known
    const dims = stock ? [system, 'issue', plant, order, item, lot, location, stockType] : [system, measure, plant, order, operation]
    const row: Row = {
      subject: stock ? 'stock' : 'order',
      key: shown,
      dims: dims.join('|'),
      source: new Tally(),
      sink: new Tally(),
      people: new Tally(),
      postings: 0,
      moved: false,
    }
    this.#byKey.set(key, row)
    return row
  }
}

function signOf(measure: string): 1 | -1 {
  return measure === 'issue' ? -1 : 1
}

function agreesWithin(row: Row, tolerances: Tolerances): boolean {
  if (row.people.quantity === '0' && row.source.quantity === row.sink.quantity) return true
  const rest = subtractQuantities(subtractQuantities(row.source.quantity, row.people.quantity), row.sink.quantity)
  return rest === '0' || compareQuantities(absoluteQuantity(rest), tolerances.of(row.dims, row.postings)) <= 0
}
