import type { JournalRecord } from '../../src/index.js'

/** Compares how the systems of a run stood with the table of its story. Throws an AssertionError where they do not. */
export type EndTable = (ended: Ended) => void

export interface Ended {
  readonly records: readonly JournalRecord[]
  /** How a system stood in the end, as its own ledger says. */
  readonly stateOf: (system: string) => Json
  /** What others wrote into a system, by entity and group. */
  readonly writtenIn: (system: string) => Written
}

export type Json = Readonly<Record<string, unknown>>
export type Written = Readonly<Record<string, Readonly<Record<string, string>>>>

export function ended(records: readonly JournalRecord[]): Ended {
  const stateOf = (system: string): Json => {
    const found = records.find((record) => record.kind === 'mark' && record.mark === 'final-state' && record.system === system)
    const state = (found as { readonly state?: Json } | undefined)?.state
    if (!state) throw new Error(`There is no final state of ${system}.`)
    return state
  }
  return { records, stateOf, writtenIn: (system) => stateOf(system)['written'] as Written }
}

/** Rows of a list in a state. */
export function rowsOf(state: Json, name: string): readonly Json[] {
  return (state[name] ?? []) as readonly Json[]
}
