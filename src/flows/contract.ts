import type { ExpectedEffect, FlowName, SystemName } from '../domain/fact.js'
import type { MasterData } from '../domain/master.js'
import type { SequencedFact } from './shapes.js'

/** The contract between a fact and its effects. One file per flow. */
export interface Flow {
  readonly name: FlowName
  /** One sentence for help and docs. */
  readonly title: string
  readonly source: SystemName
  readonly sink: SystemName
  /** CloudEvents type of its facts. */
  readonly type: string
  /** Operation of the sink that posts it. */
  readonly operation: string
  /** What its order is owed by, in words. */
  readonly sequenceKey: string
  /** Effects that one fact obliges, from its payload and master data. */
  expect(payload: Readonly<Record<string, unknown>>, master: MasterData, original?: readonly ExpectedEffect[]): readonly ExpectedEffect[]
}

/** True if the end state does not depend on which of the two was applied first. */
export function commutes(a: SequencedFact, b: SequencedFact): boolean {
  if (a.reverses === b.eid || b.reverses === a.eid) return false
  const sameOperation = a.order === b.order && a.operation === b.operation
  return !(sameOperation && (a.final || b.final))
}
