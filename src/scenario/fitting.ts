import { readFileSync } from 'node:fs'
import type { FlowName } from '../domain/names.js'
import { defaultScenarioDir, listScenarios } from './catalogue.js'
import { compile } from './compile.js'

/**
 * The scenario that ships and tries most of these flows; of several such the one with the fewest facts, which gives the first verdict.
 * Nothing where none of them occurs in any.
 */
export function scenarioFor(flows: readonly FlowName[], dir = defaultScenarioDir()): string | undefined {
  const plans = listScenarios(dir).flatMap(({ name, file }) => {
    const { plan } = compile(readFileSync(file), { variant: 'clean', size: 'quick', seed: 1, thisSizeOnly: true, file })
    const tried = plan ? flows.filter((flow) => plan.flows.includes(flow)).length : 0
    return plan && tried > 0 ? [{ name, tried, facts: plan.facts.length }] : []
  })
  return plans.toSorted((a, b) => b.tried - a.tried || a.facts - b.facts)[0]?.name
}
