import { limits } from '../domain/limits.js'
import type { Evidence } from '../journal/evidence.js'
import type { CallArrivedRecord, DeliveryRecord, JournalRecord, TargetRecord } from '../journal/records.js'
import type { SetUpFinding } from './judgement.js'
import { sinksOf, sourcesOf } from './support/enforced.js'
import { systemTitle } from './support/words.js'

/** What the set-up findings lead to. */
export interface SetUp {
  readonly findings: readonly SetUpFinding[]
  /** Why nothing of this run can be held against the target; absent when it can be judged. */
  readonly error?: string
  /** Why the end of the run is the target's own doing; safety that was broken before still counts. */
  readonly died?: string
}

interface Group {
  readonly what: SetUpFinding['what']
  readonly message: string
  count: number
  readonly details: Set<string>
  readonly records: number[]
}

/** Gathers what an author of a target should read before any verdict, record by record; memory is bounded by kinds of mistakes. */
export class SetUpScan {
  readonly #groups = new Map<string, Group>()
  /** Systems that the facts of the scenario come from or go to. */
  #parties: ReadonlySet<string> | undefined
  #calls = 0
  #understood = 0
  /** Of the calls, those that ask for something to be done, and how many of these were understood. */
  #orders = 0
  #ordersUnderstood = 0
  #deliveries = 0
  #deliveriesNotFound = 0
  #error: string | undefined
  #died: string | undefined
  #hidden = 0
  /** Lives that the run ended: their exit is no finding. */
  readonly #killed = new Set<number>()

  on(record: JournalRecord, evidence: Evidence): void {
    switch (record.kind) {
      case 'call.arrived':
        return this.#call(record, evidence)
      case 'delivery':
        return this.#delivery(record)
      case 'target.killed':
        this.#killed.add(record.incarnation)
        return
      case 'target.exited':
        return this.#exited(record, evidence)
      case 'mark':
        if (record.mark === 'set-up-error') {
          this.#error ??= record.message
          this.#add(record.refused === true ? 'deliveries-refused' : 'target-never-ready', record.message, record.seq, record.details)
        }
        return
      default:
        return
    }
  }

  end(): SetUp {
    const findings = [...this.#groups.values()].map(({ what, message, count, details, records }) => ({
      what,
      message,
      count,
      details: [...details],
      records,
    }))
    const hidden: SetUpFinding[] =
      this.#hidden === 0
        ? []
        : [
            {
              what: 'not-understood',
              message: `${this.#hidden} further calls were not understood; their kinds are not listed.`,
              count: this.#hidden,
              details: [],
              records: [],
            },
          ]
    const error = this.#error ?? this.#neverMeant()
    return {
      findings: [...findings, ...hidden],
      ...(error !== undefined && { error }),
      ...(this.#died !== undefined && { died: this.#died }),
    }
  }

  /** Calls that nothing understood, or deliveries that found nobody: the wiring is wrong, and says nothing about the target's logic. */
  #neverMeant(): string | undefined {
    if (this.#calls > 0 && this.#understood === 0) {
      return `The target made ${this.#calls} ${this.#calls === 1 ? 'call' : 'calls'}, and no system understood any of them.`
    }
    // Whoever only looks around has not said what it wants.
    if (this.#orders > 0 && this.#ordersUnderstood === 0) {
      const times = `${this.#orders} ${this.#orders === 1 ? 'time' : 'times'}`
      return `The target asked ${times} for something to be done, and no system understood any of them.`
    }
    if (this.#calls === 0 && this.#deliveries > 0 && this.#deliveriesNotFound === this.#deliveries) {
      return (
        `The target answered 404 to every delivery (${this.#deliveries}) and made no call: the facts were ` +
        'delivered to a path that it does not serve.'
      )
    }
    return undefined
  }

  #call(record: CallArrivedRecord, evidence: Evidence): void {
    // What people are told is no attempt at the flow: a target whose every posting is gibberish may well complain about it.
    this.#parties ??= new Set([...sourcesOf(evidence), ...sinksOf(evidence)])
    if (record.operation !== undefined && !this.#parties.has(record.system)) return
    const isOrder = record.method !== 'GET' && record.method !== 'HEAD'
    this.#calls += 1
    if (isOrder) this.#orders += 1
    if (record.operation !== undefined) {
      this.#understood += 1
      if (isOrder) this.#ordersUnderstood += 1
      return
    }
    const { problem } = record
    const noPath = problem?.code === 'NO_SUCH_PATH'
    const where = `${record.method} ${record.path}`
    const nearest = problem?.nearest === undefined ? '' : `; the nearest operation is ${problem.nearest}`
    const why = problem ? `${problem.code}: ${problem.message}` : 'it does not say why'
    const what = noPath ? 'has no such path' : `did not understand it (${why})`
    const message = `${where}: ${systemTitle(evidence, record.system)} ${what}${nearest}.`
    this.#add(noPath ? 'no-such-path' : 'not-understood', message, record.seq, problem?.differences ?? [])
  }

  #delivery(record: DeliveryRecord): void {
    // An attempt that reached nobody says nothing about the path.
    if (record.targetAnswered === null) {
      if (record.outcome !== 'not-connected' && record.outcome !== 'given-up') this.#deliveries += 1
      return
    }
    this.#deliveries += 1
    if (record.targetAnswered !== 404) return
    this.#deliveriesNotFound += 1
    this.#add('delivery-404', 'The target answered 404 to deliveries: see target.deliver in the config.', record.seq, [])
  }

  #exited(record: TargetRecord, evidence: Evidence): void {
    // After rest was reached its end changes nothing that is judged.
    if (record.scripted === true || this.#killed.has(record.incarnation) || evidence.quiet) return
    const how = typeof record.signal === 'string' ? `by signal ${record.signal}` : `with code ${record.code ?? 'unknown'}`
    // What ended by neither has never begun.
    const began = typeof record.signal === 'string' || typeof record.code === 'number'
    const message = began ? `The target ended ${how}, and nothing in the scenario made it.` : 'The target could not be started.'
    this.#died ??= message
    this.#add('target-died', message, record.seq, record.logTail ?? [])
  }

  #add(what: SetUpFinding['what'], message: string, seq: number, details: readonly string[]): void {
    let group = this.#groups.get(message)
    if (!group) {
      if (this.#groups.size >= limits.diagnostics_count_max) {
        this.#hidden += 1
        return
      }
      group = { what, message, count: 0, details: new Set(), records: [] }
      this.#groups.set(message, group)
    }
    group.count += 1
    if (group.records.length < limits.witnesses_count_max) group.records.push(seq)
    for (const detail of details) {
      if (group.details.size < limits.diagnostics_count_max) group.details.add(detail)
    }
  }
}
