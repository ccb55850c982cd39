import { createEvidence } from '../../journal/evidence-builder.js'
import type { Evidence } from '../../journal/evidence.js'
import type { JournalHeader } from '../../journal/header.js'
import type { JournalRecord } from '../../journal/records.js'
import { limits } from '../../domain/limits.js'
import { approvalsWaiting } from './approvals-waiting.js'
import { confirmationsPending } from './confirmations-pending.js'
import type { PlantFigure } from './contract.js'
import type { FigureKind } from './kind.js'
import { lotsOnHold } from './lots-on-hold.js'
import { mismatchesByLocation } from './mismatches-by-location.js'
import { ordersWithoutBom } from './orders-without-bom.js'
import { ordersWithoutMaterial } from './orders-without-material.js'
import { Facts } from './support/facts.js'
import { planInForce } from './plan-in-force.js'
import { syncFailures } from './sync-failures.js'

/** Every figure, in the order in which they are told: the only list. */
export const figureKinds: readonly FigureKind[] = [
  ordersWithoutBom,
  ordersWithoutMaterial,
  mismatchesByLocation,
  confirmationsPending,
  approvalsWaiting,
  lotsOnHold,
  syncFailures,
  planInForce,
]

/** Takes a journal with its evidence, record by record, and says how the figures stand after the newest one. */
export class PlantFigures {
  readonly #facts: Facts

  constructor(evidence: Evidence) {
    this.#facts = new Facts(evidence)
  }

  /** After the evidence has taken the record. */
  on(record: JournalRecord): void {
    this.#facts.on(record)
  }

  all(): readonly PlantFigure[] {
    return figureKinds.map((kind) => figureOf(kind, this.#facts))
  }
}

function figureOf(kind: FigureKind, facts: Facts): PlantFigure {
  const { name, title, columns, parts } = kind
  const oldest = kind.rows(facts).toSorted((a, b) => (b.age_ms ?? -1) - (a.age_ms ?? -1))
  const counts = parts?.(oldest) ?? [{ name: 'rows', count: oldest.length }]
  const uncovered = oldest.filter(({ covered }) => !covered).length
  const rows = oldest.slice(0, limits.reconciliation_rows_max)
  return {
    name,
    title,
    columns,
    counts: uncovered === 0 ? counts : [...counts, { name: 'not covered', count: uncovered }],
    rows,
    hidden: oldest.length - rows.length,
  }
}

/** The figures at a moment: of the records up to that number, as if the journal ended there. */
export function plantFiguresAt(header: JournalHeader, records: Iterable<JournalRecord>, seq = Infinity): readonly PlantFigure[] {
  const evidence = createEvidence(header)
  const figures = new PlantFigures(evidence)
  for (const record of records) {
    if (record.seq > seq) break
    evidence.take(record)
    figures.on(record)
  }
  return figures.all()
}
