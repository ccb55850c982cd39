import type { FaultState, HarnessErrors, Moment, ReachState, Slowness } from './evidence-types.js'
import type { FaultRecord, JournalRecord, MarkRecord, TargetRecord } from './records.js'

/** States by entity and group, as texts with their versions. */
type Perfect = Readonly<Record<string, Readonly<Record<string, string>>>>

/** What a journal shows of the run itself: lives of the target, faults, phases, what broke. */
export class RunEvidence {
  readonly crashes: (Moment & { readonly incarnation: number; readonly scripted: boolean })[] = []
  readonly faults = new Map<string, FaultState>()
  readonly reached = new Map<string, ReachState>()
  harnessErrors: HarnessErrors = { count: 0 }
  healed: Moment | undefined
  quiet: (MarkRecord & { readonly mark: 'quiet' }) | undefined
  ended = false
  /** By system: the states that a perfect integration would have left there. */
  readonly perfect = new Map<string, Perfect>()
  last: Moment = { seq: 0, t: 0 }
  /** When the run itself was late, in order, and the records that it may have had a part in. */
  readonly slow: Slowness[] = []

  protected takeOfRun(record: JournalRecord): void {
    switch (record.kind) {
      case 'target.killed':
      case 'target.exited':
        return this.#target(record)
      case 'mark':
        return this.#mark(record)
      case 'fault.armed':
      case 'fault.fired':
      case 'fault.missed':
        return this.#fault(record)
      case 'harness.error': {
        const { seq, t, where, message, spoils } = record
        const spoiled = spoils === true && { spoiled: message }
        this.harnessErrors = { first: { seq, t, where, message }, ...spoiled, ...this.harnessErrors, count: this.harnessErrors.count + 1 }
        return
      }
      case 'harness.slow': {
        const late_ms = record.to - record.from
        this.slow.push({ late_ms, from: record.from, until: record.to + late_ms, after: record.after, upTo: record.seq })
        return
      }
      default:
        return
    }
  }

  /** What is done right after a lateness is its doing as well. */
  protected stretchSlowness({ seq, t }: Moment): void {
    const slow = this.slow.at(-1)
    if (slow && t <= slow.until) slow.upTo = seq
  }

  #target(record: TargetRecord): void {
    const crash = record.kind === 'target.killed' || (record.kind === 'target.exited' && record.scripted !== true)
    if (crash)
      this.crashes.push({ seq: record.seq, t: record.t, incarnation: record.incarnation, scripted: record.kind === 'target.killed' })
  }

  #mark(record: MarkRecord): void {
    if (record.mark === 'heal') this.healed = { seq: record.seq, t: record.t }
    else if (record.mark === 'quiet') this.quiet = record
    else if (record.mark === 'end') this.ended = true
    else if (record.mark === 'twin-state') this.perfect.set(record.system, (record.state['written'] ?? {}) as Perfect)
    else if (record.mark === 'reach')
      this.reached.set(record.name, { seq: record.seq, t: record.t, count: record.count, nearest: record.nearest ?? '' })
  }

  #fault(record: FaultRecord): void {
    const state = this.faults.get(record.fault) ?? { fired: 0, missed: false, nearest: '' }
    this.faults.set(record.fault, state)
    if (record.kind === 'fault.fired') state.fired += 1
    if (record.kind !== 'fault.missed') return
    state.missed = true
    state.nearest = record.nearest ?? ''
  }
}
