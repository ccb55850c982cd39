import type { SystemName } from '../../domain/names.js'
import type { Evidence } from '../../journal/evidence.js'
import type { SystemFacts } from '../../journal/header.js'
import type { Outcome } from '../contract.js'
import { enumerate, systemTitle } from './words.js'

/** Systems that a scenario's facts have effects in: the sinks of its flows. */
export function sinksOf({ header, words }: Evidence): readonly SystemName[] {
  return [...new Set(header.plan.flows.flatMap((flow) => words.flow(flow).sinks))]
}

/** Systems that report a scenario's facts. */
export function sourcesOf({ header, words }: Evidence): readonly SystemName[] {
  return [...new Set(header.plan.flows.map((flow) => words.flow(flow).source))].filter((system) => system !== '')
}

/** "the ERP", "the ERP and the WMS". */
export function systemNames(evidence: Evidence, systems: readonly SystemName[]): string {
  return enumerate(systems.map((system) => systemTitle(evidence, system)))
}

/** Whether a system does something by itself, by its settings. */
type Does = (settings: SystemFacts) => boolean

export function does(evidence: Evidence, system: SystemName, it: Does): boolean {
  const settings = evidence.header.systems[system]
  return settings !== undefined && it(settings)
}

/** True if every sink does it by itself: then nothing is left for a check to judge. */
export function allDo(evidence: Evidence, it: Does): boolean {
  const sinks = sinksOf(evidence)
  return sinks.length > 0 && sinks.every((system) => does(evidence, system, it))
}

/** A rule that a system may enforce by refusing what breaks it. What breaks it there all the same is the system's own contradiction. */
export class Rule {
  readonly #evidence: Evidence
  readonly #name: string
  readonly #breached = new Set<SystemName>()

  constructor(evidence: Evidence, name: string) {
    this.#evidence = evidence
    this.#name = name
  }

  isEnforcedBy(system: SystemName): boolean {
    return does(this.#evidence, system, ({ enforce }) => enforce[this.#name] === true)
  }

  /** True for a breach that is the target's; one in a system that enforces the rule is remembered. */
  isTargets(system: SystemName): boolean {
    if (!this.isEnforcedBy(system)) return true
    this.#breached.add(system)
    return false
  }

  /** What a check says of it: `breach` is "over-confirmation, and its ledger has one". */
  outcome(judged: Omit<Outcome, 'violations'>, breach: string): Omit<Outcome, 'violations'> {
    const names = (systems: readonly SystemName[]): string => enumerate(systems.map((system) => this.#evidence.words.system(system)))
    if (this.#breached.size > 0) return { ...judged, unknown: `${names([...this.#breached])} is set to refuse ${breach}` }
    const sinks = sinksOf(this.#evidence)
    if (!allDo(this.#evidence, ({ enforce }) => enforce[this.#name] === true)) return judged
    return { ...judged, notJudged: `enforced by the system: ${names(sinks)} ${sinks.length === 1 ? 'refuses' : 'refuse'} it` }
  }
}
