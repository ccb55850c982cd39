import type { FactState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { WordMap } from '../support/index.js'
import type { FigureCount, FigureRow } from './contract.js'
import type { FigureKind } from './kind.js'
import { Amounts } from './support/amounts.js'
import type { Facts } from './support/facts.js'

const minute = 60_000
const ages = ['under 1 min', '1–15 min', 'over 15 min'] as const

/** It tells what was done for an order: an amount that is summed by orders. */
function isOfOrder({ expect }: FactState): boolean {
  return expect.some(({ at: { measure } }) => measure.unit !== 'none' && measure.by.includes('order'))
}

function bucketOf(age_ms: number | null): (typeof ages)[number] {
  if (age_ms === null || age_ms < minute) return ages[0]
  return age_ms <= 15 * minute ? ages[1] : ages[2]
}

interface OfOrder {
  readonly plant: string
  readonly order: string
  readonly pending: FactState[]
  readonly parked: FactState[]
}

function rowOf(facts: Facts, { plant, order, pending, parked }: OfOrder): FigureRow {
  const { evidence } = facts
  const all = pending.length > 0 ? pending : parked
  const counts = ages.map((age) => pending.filter((fact) => bucketOf(facts.about([fact]).age_ms) === age).length)
  const cells: [string, number | string][] = [
    ['pending', pending.length],
    ['with people', parked.length],
    ['quantity', quantityOf(evidence, all)],
    ...ages.map((age, at): [string, number] => [age, counts[at] ?? 0]),
  ]
  return {
    plant,
    key: `order ${order}`,
    cells: Object.fromEntries(cells.map(([name, value]) => [name, String(value)])),
    ...facts.about(all),
  }
}

function quantityOf(evidence: Evidence, facts: readonly FactState[]): string {
  const amounts = new Amounts(evidence)
  for (const fact of facts)
    for (const { at, quantity } of fact.expect) if (at.measure.by.includes('order') && at.measure.moves === 0) amounts.add(at, quantity)
  const made = String(amounts)
  if (made !== '') return made
  for (const fact of facts) for (const { at, quantity } of fact.expect) if (at.measure.by.includes('order')) amounts.add(at, quantity)
  return String(amounts)
}

const sumOf = (rows: readonly FigureRow[], column: string): number => rows.reduce((sum, { cells }) => sum + Number(cells[column] ?? 0), 0)

export const confirmationsPending: FigureKind = {
  name: 'confirmations-pending',
  title: 'confirmations, consumption and reversals pending',
  columns: ['pending', 'with people', 'quantity', ...ages],
  rows(facts) {
    const orders = new WordMap<OfOrder>()
    for (const fact of facts.evidence.facts.values()) {
      if (!isOfOrder(fact)) continue
      const isParked = facts.isWithPeople(fact)
      if (!isParked && !facts.isPending(fact)) continue
      const { order = '' } = fact.dims
      const row = orders.getOr([fact.plant, order], () => ({ plant: fact.plant, order, pending: [], parked: [] }))
      ;(isParked ? row.parked : row.pending).push(fact)
    }
    return orders.made.map((each) => rowOf(facts, each))
  },
  parts: (rows): readonly FigureCount[] => [
    { name: 'in all', count: sumOf(rows, 'pending') + sumOf(rows, 'with people') },
    { name: 'pending', count: sumOf(rows, 'pending') },
    { name: 'with people', count: sumOf(rows, 'with people') },
    ...ages.map((name) => ({ name, count: sumOf(rows, name) })),
  ],
}
