import type { FactState } from '../../journal/evidence-types.js'
import type { FigureCount, FigureRow } from './contract.js'
import type { FigureKind } from './kind.js'
import { activationsOf, type Activation } from './support/activations.js'
import type { Facts } from './support/facts.js'
import { those } from './support/players.js'

const late = 'approved, not active'

function newest(all: readonly FactState[]): FactState | undefined {
  return all.toSorted((a, b) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt))[0]
}

/** A row for each role that is waited for: since the first message was seen. Who could go on, could since the last one was. */
function rowsOf(facts: Facts, { plant, item, revision, change, complete, parts, approvals, missing, isOpen }: Activation): FigureRow[] {
  const key = `${item} revision ${revision}${change === '' ? '' : ` (${change})`}`
  const shown = [complete, ...parts].filter((fact) => facts.isShown(fact))
  if (!isOpen) return missing.map((role) => ({ plant, key, cells: { role }, ...facts.about(shown) }))
  const last = newest([...shown, ...approvals])
  return [{ plant, key, cells: { [late]: '1' }, ...facts.about(last ? [last] : []), covered: complete.covered }]
}

/** Revisions that people have not approved yet, by role; and those that they have, and that are not active all the same. */
export const approvalsWaiting: FigureKind = {
  name: 'approvals-waiting',
  title: 'revisions waiting for approval',
  columns: ['role', late],
  covers: ['approval-gates'],
  rows: (facts) =>
    activationsOf(facts, those(facts.evidence, 'ledger'))
      .filter(({ isActive, complete, parts }) => !isActive && [complete, ...parts].some((fact) => facts.isShown(fact)))
      .flatMap((activation) => rowsOf(facts, activation)),
  parts(rows): readonly FigureCount[] {
    const waiting = rows.flatMap(({ cells }) => cells['role'] ?? [])
    const byRole = [...new Set(waiting)].map((role) => ({ name: `by ${role}`, count: waiting.filter((each) => each === role).length }))
    return [
      { name: 'in all', count: rows.length },
      { name: 'waiting', count: waiting.length },
      ...byRole,
      { name: late, count: rows.length - waiting.length },
    ]
  },
}
