import type { Difference, Knowledge, Ruling, Statement, Step, Sum } from '../explanation.js'
import type { Scene } from '../scene.js'

/** What a chain tells of a scene. Names come from `scene.n`, so that each is bound. */
export interface Told {
  /** Absent: the check's own message is the statement. */
  readonly statement?: Statement
  readonly steps: readonly Step[]
  readonly knowledge?: Knowledge
  readonly diff?: readonly Difference[]
  readonly sum?: Sum
  readonly innocent?: readonly Ruling[]
  readonly likely?: readonly string[]
  /** What distinguishes this cause from another one of the same check and reason. */
  readonly shape: readonly string[]
}

/** Tells why, or says that it cannot (undefined): then the records are told in order. */
export type Chain = (scene: Scene) => Told | undefined
