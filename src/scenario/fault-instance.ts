import type { SystemName } from '../domain/fact.js'

/** Which messages a fault is about. Absent parts match everything. */
export interface FaultAddress {
  /** `call`: target to system. `delivery`: source to target. */
  readonly direction: 'call' | 'delivery'
  readonly system: SystemName
  /** Operation id, for calls that no operation understood too: they have none and match only without. */
  readonly operation?: string
  /** Canonical business keys: fires on the first eligible message that contains one of them. */
  readonly keys?: readonly string[]
  /** The nth eligible message of a key, from 1; a message is eligible if the fault's point exists on it. */
  readonly nth: number
  /** How many messages it disturbs from there on. `persistent` until heal. */
  readonly times: number | 'persistent'
}

/** A window on a link: what has no bytes yet has no identity. Offsets from the start of the burst. */
export interface FaultWindow {
  readonly from_ms: number
  readonly for_ms: number
}

/** A fault in a plan, all defaults written out. */
export interface FaultInstance {
  /** `lose-answer-1`: unique in the plan. */
  readonly id: string
  readonly name: string
  readonly firing: 'must' | 'may'
  readonly address?: FaultAddress
  readonly window?: FaultWindow
  /** As the fault's own schema says. */
  readonly settings: Readonly<Record<string, unknown>>
}
