import { compile, type CompileOptions } from '../../../src/scenario/compile.js'
import { findScenario } from '../../../src/scenario/catalogue.js'
import { renderDiagnostics } from '../../../src/scenario/diagnostics.js'
import type { Plan } from '../../../src/scenario/plan.js'

/** The plan of a source that has no mistakes; throws what a person would read otherwise. */
export function planOf(source: string | Uint8Array, options: Partial<CompileOptions> = {}): Plan {
  const { plan, diagnostics } = compile(source, { variant: 'faulty', size: 'quick', seed: 1, ...options })
  if (!plan) throw new Error(renderDiagnostics(diagnostics))
  return plan
}

/** The plan of a shipped scenario. */
export function shipped(name: string, options: Partial<CompileOptions> = {}): Plan {
  const found = findScenario(name)
  if (!('source' in found)) throw new Error(found.message)
  return planOf(found.source, { file: found.file, ...options })
}

/** How many faults a plan has of each name. */
export function countsOf(plan: Plan): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { name } of plan.faults) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** A scenario around some steps and faults. */
export function scenario(burst: string, more = '', orders = 'count: 2'): string {
  return `version: 1\nname: test\ntitle: A test.\nphases:\n  set-up:\n    - dispatch-orders: { ${orders} }\n  burst:\n${burst
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n${more}`
}

export const head = `version: 1
name: broken
title: A scenario with a mistake.
`
export const body = `phases:
  set-up:
    - dispatch-orders: { count: 2 }
  burst:
    - confirm: { over: 2s }
`

/** What a person is told about a file. */
export function told(source: string | Uint8Array, size: 'quick' | 'full' = 'quick'): string {
  const { diagnostics } = compile(source, { variant: 'faulty', size, seed: 1, file: 'broken.yaml' })
  return diagnostics ? `\n${renderDiagnostics(diagnostics)}\n` : 'no mistakes'
}
