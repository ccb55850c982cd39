import type { FlowName } from '../domain/fact.js'
import { parseDuration } from '../words/duration.js'
import { mapping, type Values } from './defaults.js'
import type { Report } from './diagnostics.js'
import { judgeDefaults } from './document.js'
import type { FaultInstance } from './fault-instance.js'
import { mustReachKinds } from './must-reach.js'
import type { JudgedLimits, MustReach, PlannedFact, Variant } from './plan.js'

/** Checks that have nothing to judge without facts of a flow. */
const neededFlow: Readonly<Record<string, FlowName>> = { 'reversal-nets-to-zero': 'reversal' }
/** Checks that judge only a limit that somebody set. */
const neededLimit: Readonly<Record<string, string>> = { 'latency-slo': 'latency-p95', 'backlog-drains': 'backlog-drain' }

const where = { clean: [['expect']], storm: [['expect']], faulty: [['expect'], ['expect', 'faulty']] } as const

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : []
}

/** Checks and situations that a run of the variant must exercise. */
export function expectationsOf(
  document: Values,
  variant: Variant,
): { readonly checks: readonly string[]; readonly must_reach: readonly MustReach[] } {
  const checks = new Set<string>()
  const reach = new Map<string, number>()
  for (const path of where[variant]) {
    const values = mapping(path.reduce<unknown>((value, name) => mapping(value)[name], document))
    for (const name of strings(values['checks'])) checks.add(name)
    for (const [name, count] of Object.entries(mapping(values['must-reach'])))
      reach.set(name, Math.max(reach.get(name) ?? 0, Number(count)))
  }
  const must_reach = mustReachKinds
    .filter(({ name }) => reach.has(name))
    .map(({ name, title }) => ({ name, title, count_min: reach.get(name) ?? 1 }))
  return { checks: [...checks], must_reach }
}

export function judgeOf(document: Values): JudgedLimits {
  const {
    'latency-p95': latency,
    'backlog-drain': drain,
    'attempts-max': attempts,
    'permanent-retries-max': repeats,
  } = mapping(document['judge'])
  const latencyMs = parseDuration(latency)
  const drainMs = parseDuration(drain)
  return {
    ...(latencyMs !== undefined && { latency_p95_ms_max: latencyMs }),
    ...(drainMs !== undefined && { backlog_drain_ms_max: drainMs }),
    attempts_max: typeof attempts === 'number' ? attempts : judgeDefaults.attempts_max,
    permanent_retries_max: typeof repeats === 'number' ? repeats : judgeDefaults.permanent_retries_max,
  }
}

/** Confirmations that occur while the link from their source is down, and how near the others come. */
function outageOverlap(facts: readonly PlannedFact[], faults: readonly FaultInstance[]): { count: number; nearest_ms: number } {
  const windows = faults
    .filter((fault) => fault.name === 'outage' && fault.address?.direction === 'delivery')
    .flatMap((fault) => (fault.window ? [fault.window] : []))
  let count = 0
  let nearest_ms = Number.POSITIVE_INFINITY
  for (const { at_ms, flow } of facts) {
    if (flow !== 'confirmation') continue
    const gap = Math.min(...windows.map(({ from_ms, for_ms }) => Math.max(0, from_ms - at_ms, at_ms - (from_ms + for_ms) + 1)))
    if (gap === 0) count += 1
    nearest_ms = Math.min(nearest_ms, gap)
  }
  return { count, nearest_ms }
}

/** Why a situation can never be reached by this plan, or nothing. */
function unreachable(name: string, count: number, facts: readonly PlannedFact[], faults: readonly FaultInstance[]): string | undefined {
  if (name === 'outage-overlaps-confirmation') {
    const overlap = outageOverlap(facts, faults)
    if (overlap.count >= count) return undefined
    const near = Number.isFinite(overlap.nearest_ms) && overlap.count === 0 ? `; the nearest is ${overlap.nearest_ms} ms away` : ''
    return `${overlap.count} of ${facts.length} facts fall into an outage of their link, and ${count} must${near}`
  }
  if (name === 'delivery-repeated') {
    const able = faults.some((fault) => fault.name === 'deliver-twice' || fault.address?.direction === 'delivery' || fault.name === 'kill')
    return able ? undefined : 'nothing makes a source deliver a fact twice'
  }
  return undefined
}

/** Expectations that no run could meet are mistakes of the scenario. */
export function checkExpectations(
  document: Values,
  flows: readonly FlowName[],
  facts: readonly PlannedFact[],
  faults: readonly FaultInstance[],
  report: Report,
): void {
  const judged = mapping(document['judge'])
  for (const path of where.faulty) {
    const values = mapping(path.reduce<unknown>((value, name) => mapping(value)[name], document))
    const faulty = path.length === 2
    strings(values['checks']).forEach((name, index) => {
      const at = [...path, 'checks', index]
      const flow = neededFlow[name]
      const limit = neededLimit[name]
      if (flow !== undefined && !flows.includes(flow))
        report.problem({
          path: at,
          message: `"${name}" would have nothing to judge: no step reports a ${flow}`,
          hint: 'add such a step, or leave the check out',
        })
      if (limit !== undefined && judged[limit] === undefined)
        report.problem({
          path: at,
          message: `"${name}" judges only a limit, and none is set`,
          hint: `add "judge: { ${limit}: … }", or leave the check out`,
        })
    })
    for (const [name, count] of Object.entries(mapping(values['must-reach']))) {
      const why = unreachable(name, Number(count), facts, faulty ? faults : [])
      if (why === undefined) continue
      const elsewhere = !faulty && unreachable(name, Number(count), facts, faults) === undefined
      report.problem({
        path: [...path, 'must-reach', name],
        at: 'key',
        message: `"${name}" can never be reached${elsewhere ? ' in the variant "clean"' : ''}: ${why}`,
        ...(elsewhere && { hint: 'put it under "expect.faulty"' }),
      })
    }
  }
}
