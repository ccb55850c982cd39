import {
  activeValue,
  planEntity,
  planRowEntity,
  planRowValue,
  planSourceValue,
  planVersionEntity,
  type PlanContent,
  type PlanSource,
} from '../../domain/planning.js'
import type { StateEffect } from '../../domain/effect.js'
import type { Commit, Projection } from '../../domain/ledger.js'
import type { MasterData } from '../../domain/master.js'
import { addQuantities, type Quantity } from '../../domain/quantity.js'
import { setting, Undoing } from '../shared/states.js'

/** A row as the ERP has it. */
export interface PlanRowState extends PlanContent {
  readonly row: string
  readonly unit: string
  /** Where it comes from, if somebody said so. */
  readonly source?: PlanSource
  readonly references: readonly string[]
}

type PlanStatus = 'staged' | 'active' | 'superseded' | 'deleted'

/** A version of the plan as the ERP has it. Only the book writes to it. */
export interface PlanVersionState {
  readonly version: number
  /** Rows that it is said to have. */
  readonly declared: number
  readonly status: PlanStatus
  readonly rows: Map<string, PlanRowState>
}

/** What the value of a state that the book keeps is of. */
export interface PlanChange {
  readonly plan: PlanVersionState
  /** The one that it takes the place of. */
  readonly before?: PlanVersionState
  /** Rows that come to it, or are replaced. */
  readonly added?: readonly PlanRowState[]
}

/** Versions of the plan in the ERP: the one that is there from the start, and what commits made of them. */
export class PlanBook implements Projection {
  readonly #versions = new Map<number, PlanVersionState>()
  readonly #undoing = new Undoing()

  constructor({ plans = [] }: Pick<MasterData, 'plans'>) {
    for (const { version, opening, rows } of plans) {
      if (opening !== true) continue
      const states = rows.map((row): PlanRowState => ({ ...row, source: { version, row: row.row }, references: [] }))
      this.#versions.set(version, { version, declared: rows.length, status: 'active', rows: new Map(states.map((row) => [row.row, row])) })
    }
  }

  /** What the ledger has from the start. */
  static states({ plans = [] }: Pick<MasterData, 'plans'>): readonly StateEffect[] {
    const base = { what: 'state', doc: '', docKind: 'plan', plant: '', references: [] } as const
    return plans.flatMap(({ version, opening, rows }) => {
      if (opening !== true) return []
      const active: StateEffect = { ...base, entity: planEntity, dims: {}, group: 'active', version, after: activeValue(version) }
      const status: StateEffect = {
        ...base,
        entity: planVersionEntity(version),
        dims: { version: String(version) },
        group: 'status',
        after: 'active',
      }
      const own = rows.flatMap((row): readonly StateEffect[] => {
        const entity = planRowEntity(version, row.row)
        const of = { ...base, entity, dims: { version: String(version), row: row.row }, version }
        return [
          { ...of, group: 'row', after: planRowValue(row) },
          { ...of, group: 'source', after: planSourceValue({ version, row: row.row }) },
        ]
      })
      return [active, status, ...own]
    })
  }

  version(version: number): PlanVersionState | undefined {
    return this.#versions.get(version)
  }

  /** In order of their numbers. */
  all(): readonly PlanVersionState[] {
    return [...this.#versions.values()].sort((a, b) => a.version - b.version)
  }

  active(): PlanVersionState | undefined {
    return this.all().find(({ status }) => status === 'active')
  }

  take(commit: Commit): void {
    const { states = [], contents } = commit
    if (!contents) return
    const undo = states.flatMap((state) => {
      const { plan, before, added = [] } = (contents.get(state) ?? {}) as Partial<PlanChange>
      if (!plan) return []
      const versions = before ? [before, plan] : [plan]
      return [
        ...versions.map((version) => setting(this.#versions, version.version, version)),
        ...added.map((row) => setting(plan.rows, row.row, row)),
      ]
    })
    this.#undoing.keep(commit, undo)
  }

  takeBack(commit: Commit): void {
    this.#undoing.undo(commit)
  }

  /** What a person reconciles: versions with what they have in sum. */
  shown(): readonly Readonly<Record<string, unknown>>[] {
    return this.all().map((version) => ({
      version: version.version,
      status: version.status,
      rows: version.rows.size,
      quantity: sumOf(version),
      withSource: [...version.rows.values()].filter(({ source }) => source).length,
    }))
  }
}

export function sumOf({ rows }: PlanVersionState): Quantity {
  return [...rows.values()].reduce((sum, { quantity }) => addQuantities(sum, quantity), '0' as Quantity)
}
