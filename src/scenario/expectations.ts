import type { FlowName } from '../domain/names.js'
import { flows } from '../flows/index.js'
import { mapping, textsOf, type Values } from './defaults.js'
import type { Report } from './diagnostics.js'
import { mustReachKinds } from './must-reach.js'
import type { FaultInstance, JudgedLimits, MustReach, PlannedFact, Variant } from './plan.js'
import { judgeDefaults } from './document.js'
import { parseDuration } from '../words/duration.js'

/** Checks that judge only a limit that somebody set. */
const neededLimit: Readonly<Record<string, string>> = { 'latency-slo': 'latency-p95', 'backlog-drains': 'backlog-drain' }

const where = { clean: [['expect']], storm: [['expect']], faulty: [['expect'], ['expect', 'faulty']] } as const

/** Checks and situations that a run of the variant must exercise; those that these facts and faults can never reach are left out. */
export function expectationsOf(
  document: Values,
  variant: Variant,
  facts: readonly PlannedFact[],
  faults: readonly FaultInstance[],
): { readonly checks: readonly string[]; readonly must_reach: readonly MustReach[] } {
  const checks = new Set<string>()
  const reach = new Map<string, number>()
  for (const path of where[variant]) {
    const values = mapping(path.reduce<unknown>((value, name) => mapping(value)[name], document))
    for (const name of textsOf(values['checks'])) checks.add(name)
    for (const [name, count] of Object.entries(mapping(values['must-reach'])))
      reach.set(name, Math.max(reach.get(name) ?? 0, Number(count)))
  }
  const must_reach = mustReachKinds.flatMap(({ name, title, byTarget, unreachable }) => {
    const count_min = reach.get(name)
    if (count_min === undefined) return []
    return unreachable?.(count_min, facts, faults) === undefined
      ? [{ name, title, count_min, ...(byTarget && { by_target: byTarget }) }]
      : []
  })
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

/** Expectations that no run could meet are mistakes of the scenario. */
export function checkExpectations(
  document: Values,
  present: readonly FlowName[],
  facts: readonly PlannedFact[],
  faults: readonly FaultInstance[],
  variant: Variant,
  report: Report,
): void {
  const judged = mapping(document['judge'])
  for (const path of where.faulty) {
    const values = mapping(path.reduce<unknown>((value, name) => mapping(value)[name], document))
    const faulty = path.length === 2
    // A step may belong to one variant alone: what only that has is looked for there.
    if (faulty && variant === 'clean') continue
    textsOf(values['checks']).forEach((name, index) => {
      const at = [...path, 'checks', index]
      const needed = flows.find((flow) => flow.needed?.includes(name))?.words
      const limit = neededLimit[name]
      if (needed && !present.includes(needed.name))
        report.problem(
          at,
          `"${name}" would have nothing to judge: no step reports a ${needed.one}`,
          'add such a step, or leave the check out',
        )
      if (limit !== undefined && judged[limit] === undefined)
        report.problem(at, `"${name}" judges only a limit, and none is set`, `add "judge: { ${limit}: … }", or leave the check out`)
    })
    for (const [name, count] of Object.entries(mapping(values['must-reach']))) {
      const kind = mustReachKinds.find((candidate) => candidate.name === name)
      const why = kind?.unreachable?.(Number(count), facts, faulty ? faults : [])
      if (why === undefined) continue
      const elsewhere = !faulty && kind?.unreachable?.(Number(count), facts, faults) === undefined
      report.problem(
        [...path, 'must-reach', name],
        `"${name}" can never be reached${elsewhere ? ' in the variant "clean"' : ''}: ${why}`,
        elsewhere ? 'put it under "expect.faulty"' : undefined,
        { at: 'key' },
      )
    }
  }
}
