import { limits } from '../domain/limits.js'
import { absoluteQuantity, addQuantities, compareQuantities, negateQuantity, subtractQuantities, type Quantity } from '../domain/quantity.js'
import { Tolerances } from '../journal/components.js'
import type { Evidence } from '../journal/evidence.js'
import type { Reconciliation, ReconciliationRow } from './judgement.js'
import { Settlements } from './support/settled.js'

interface Row {
  readonly subject: ReconciliationRow['subject']
  readonly key: string
  readonly dims: string
  source: Quantity
  sink: Quantity
  people: Quantity
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
  const rows = new Map<string, Row>()
  for (const balance of evidence.header.plan.master.balances) {
    const dims = ['erp', 'stock', balance.plant, '', balance.item, balance.lot, balance.location, balance.stockType].join('|')
    const row = rowOf(rows, dims)
    if (!row) continue
    row.source = addQuantities(row.source, balance.quantity)
    row.sink = addQuantities(row.sink, balance.quantity)
  }
  addFacts(evidence, rows)
  addDocuments(evidence, rows)
  const tolerances = new Tolerances(evidence.header.plan)
  const moved = [...rows.values()].filter((row) => row.moved)
  const odd = moved.filter((row) => !agreesWithin(row, tolerances))
  const agreeing = moved.filter((row) => agreesWithin(row, tolerances))
  const shown = [...odd, ...agreeing].slice(0, limits.reconciliation_rows_max)
  return {
    columns, agreeing: agreeing.length, hidden: odd.length + agreeing.length - shown.length,
    rows: shown.map((row, index) => ({
      subject: row.subject, key: row.key, cells: { MES: row.source, ERP: row.sink, exceptions: row.people }, odd: index < odd.length ? ['ERP'] : [],
    })),
  }
}

function addFacts(evidence: Evidence, rows: Map<string, Row>): void {
  const settlements = new Settlements(evidence)
  for (const fact of evidence.facts.values()) {
    const settled = settlements.of(fact)
    const withPeople = settled === 'excepted' || settled === 'returned'
    for (const effect of fact.expect) {
      const row = rowOf(rows, effect.dims)
      if (!row) continue
      const quantity = signed(effect.measure, effect.quantity)
      row.moved = true
      row.source = addQuantities(row.source, quantity)
      if (withPeople) row.people = addQuantities(row.people, quantity)
    }
  }
}

function addDocuments(evidence: Evidence, rows: Map<string, Row>): void {
  for (const doc of evidence.docs) {
    for (const line of doc.lines) {
      const row = rowOf(rows, line.dims)
      if (!row) continue
      const quantity = signed(line.measure, line.quantity)
      row.moved = true
      row.postings += 1
      row.sink = addQuantities(row.sink, quantity)
      // What a system or the scenario did by itself needs no fact: it moves what should be there too.
      if (doc.cid === 0) row.source = addQuantities(row.source, quantity)
    }
  }
}

/** The row that a dimensions key belongs to; stock is one row whatever order it moved for. */
function rowOf(rows: Map<string, Row>, dims: string): Row | undefined {
  const [system = '', measure = '', plant = '', order = '', third = '', lot = '', location = '', stockType = ''] = dims.split('|')
  const stock = measure === 'stock' || measure === 'issue' || measure === 'receipt' || measure === 'transfer'
  if (!stock && !counted.has(measure)) return undefined
  const type = stockType === '' || stockType === 'unrestricted' ? '' : ` (${stockType})`
  const key = stock ? `${plant} ${third}${lot === '' ? '' : ` lot ${lot}`} @ ${location}${type}` : `${plant} ${order} / ${third} ${measure}`
  let row = rows.get(key)
  if (!row) {
    const asIssue = stock ? [system, 'issue', plant, order, third, lot, location, stockType].join('|') : dims
    row = { subject: stock ? 'stock' : 'order', key: stock ? key : `${order} / ${third} ${measure}`, dims: asIssue, source: '0', sink: '0', people: '0', postings: 0, moved: false }
    rows.set(key, row)
  }
  return row
}

function signed(measure: string, quantity: Quantity): Quantity {
  return measure === 'issue' ? negateQuantity(quantity) : quantity
}

function agreesWithin(row: Row, tolerances: Tolerances): boolean {
  const rest = subtractQuantities(subtractQuantities(row.source, row.people), row.sink)
  return rest === '0' || compareQuantities(absoluteQuantity(rest), tolerances.of(row.dims, row.postings)) <= 0
}
