import { createHash } from 'node:crypto'
import { assertExpressible } from '../faults/index.js'
import { identifierProfiles } from '../data/identifiers/index.js'
import { httpWire } from '../transports/capabilities.js'
import { factName } from '../domain/fact.js'
import type { FlowName } from '../domain/names.js'
import { postingZoneOf } from '../domain/posting-zone.js'
import { masterLists, type MasterData } from '../domain/master.js'
import type { DedupeMode } from '../systems/contract.js'
import { PlanBuilder } from './builder.js'
import { mapping, type Values } from './defaults.js'
import { FileReport, type Diagnostic, type Report } from './diagnostics.js'
import { documentSchema } from './document.js'
import { readFaults, readSteps, type StepEntry } from './entries.js'
import { checkExpectations, expectationsOf, judgeOf } from './expectations.js'
import { flowsOf, planFacts } from './facts.js'
import { placeFaults, windowOf, type FaultEntry } from './fault-placement.js'
import { calendarStart, deliveryOf, identifiersOf, landscapeOf, systemsOf } from './landscape.js'
import type { Field } from './subjects/contract.js'
import { type FaultInstance, planVersion, sizes, type Plan, type PlannedFact, type Size, type Variant } from './plan.js'
import { resolveSizes } from './sizes.js'
import { openYaml, type Path, type YamlSource } from './yaml-source.js'

export interface CompileOptions {
  readonly variant: Variant
  readonly size: Size
  /** A whole number; the same one gives the same plan. */
  /** True leaves the other sizes of the file unread: for one that was compiled whole before, with another seed. */
  readonly thisSizeOnly?: boolean
  readonly seed: number
  /** Flows that the target covers: faults are put on their facts, since it never meets the others. All, if absent. */
  readonly covers?: readonly FlowName[] | undefined
  /** Overrides what the scenario says of the systems that its facts are posted to. */
  readonly dedupe?: DedupeMode | undefined
  /** Overrides how the scenario numbers things: a name of `identifierProfiles`. */
  readonly identifiers?: string | undefined
  /** Name of the file in diagnostics. */
  readonly file?: string
  /** What the wire can do, in the words of `WireNeed`; HTTP unless another is meant. */
  readonly wire?: readonly string[]
}

export type Compiled =
  | { readonly plan: Plan; readonly diagnostics?: undefined }
  | { readonly plan?: undefined; readonly diagnostics: readonly Diagnostic[] }

/**
 * Makes the plan of a scenario: plain data with every default written out and every choice made. Both sizes and the faults are looked at
 * whatever is asked for, so that a scenario that compiles once compiles always. Never throws for anything that a file can contain.
 */
export function compile(source: string | Uint8Array, options: CompileOptions): Compiled {
  return compilerOf(source)(options)
}

/** As `compile`, for a file of which several plans are made: it is read once. */
export function compilerOf(source: string | Uint8Array): (options: CompileOptions) => Compiled {
  const yaml = openYaml(source)
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 16)
  return (options) => compileRead(yaml, hash, options)
}

function compileRead(yaml: YamlSource, hash: string, options: CompileOptions): Compiled {
  const report = new FileReport(yaml, options.file ?? 'scenario.yaml')
  let plan: Plan | undefined
  if (yaml.readable) {
    const document = mapping(yaml.value)
    const others = document['sizes'] === undefined || options.thisSizeOnly === true ? [] : sizes.filter((size) => size !== options.size)
    for (const size of [options.size, ...others]) {
      const made = compileSize(yaml.value, { ...options, size }, hash, report)
      if (size === options.size) plan = made
    }
  }
  const diagnostics = report.diagnostics()
  return plan && diagnostics.length === 0 ? { plan } : { diagnostics }
}

function compileSize(value: unknown, options: CompileOptions, hash: string, report: FileReport): Plan | undefined {
  const before = report.count
  report.passOver([])
  const { value: document, holes } = resolveSizes(value, options.size, report)
  // A value that its size lacks has been reported; the rest of the file is looked at all the same.
  report.passOver(holes)
  report.validate({ name: 'scenario', schema: documentSchema }, document, [])
  const values = mapping(document)
  const steps = readSteps(values, report)
  const faults = readFaults(values, report)
  return report.count > before ? undefined : makePlan(values, steps, faults, options, hash, report)
}

/** Runs the steps of the phases in their order; returns the end of the burst. */
function runSteps(
  builder: PlanBuilder,
  steps: readonly StepEntry[],
  faults: readonly FaultEntry[],
  variant: Variant,
  report: Report,
): number {
  let burst_ms = 0
  for (const phase of ['set-up', 'burst', 'heal'] as const) {
    for (const { kind, values, path } of steps.filter((step) => step.phase === phase && isIn(step, variant))) {
      kind.apply(values, {
        build: builder,
        problem: (below, message, hint) => report.problem([...path, ...below], message, hint, below.length === 0 ? { at: 'key' } : {}),
      })
    }
    if (phase === 'burst') {
      burst_ms = builder.cursor_ms
      builder.cursor_ms = Math.max(burst_ms, ...faults.map((fault) => windowEnd(windowOf(fault))))
    }
  }
  return burst_ms
}

function isIn({ values: { only } }: StepEntry, variant: Variant): boolean {
  return only === undefined || (only === 'clean') === (variant === 'clean')
}

function windowEnd(window: FaultInstance['window']): number {
  return window ? window.from_ms + window.for_ms : 0
}

function makePlan(
  document: Values,
  steps: readonly StepEntry[],
  entries: readonly FaultEntry[],
  options: CompileOptions,
  hash: string,
  report: FileReport,
): Plan | undefined {
  const before = report.count
  const { variant, size, seed } = options
  const identifiers = identifiersOf(document, options)
  const builder = new PlanBuilder(seed, landscapeOf(document, seed, identifiers, report))
  const burst_ms = runSteps(builder, steps, entries, variant, report)
  const master = finish(builder, report, report.count > before)
  if (report.count > before) return undefined
  const start = calendarStart(document)
  const systems = systemsOf(document, [...new Set(builder.facts.map(({ flow }) => flow))], options)
  const facts = planFacts(builder.facts, master, start, new Set(Object.keys(systems)), builder.landscape)
  const flows = flowsOf(facts)
  const field: Field = {
    seed,
    master,
    names: builder.landscape.names,
    systems: Object.keys(systems),
    facts,
    flows,
    choosable: facts,
    burst_ms,
    start,
    zoneIn: (system, plant) => postingZoneOf(master, systems[system]?.policies, plant),
    problem: (path, message, hint, related) => report.problem(path, message, hint, related && { related: [{ ...related, at: 'key' }] }),
  }
  const placed = placeFaults(entries, field)
  checkWire(entries, placed, options.wire ?? httpWire, report)
  if (report.count === before) checkExpectations(document, flows, facts, placed, variant, report)
  if (report.count > before) return undefined
  const covered = flows.filter((flow) => options.covers?.includes(flow) !== false)
  // With nothing covered there is no run; the plan is made all the same, so that this can be said.
  const isPartial = covered.length > 0 && covered.length < flows.length
  const choosable = isPartial ? facts.filter((fact) => fact.flows.some((flow) => covered.includes(flow))) : facts
  // What such a run can reach is what the covered flows alone oblige.
  const obliging = isPartial ? choosable.map((fact) => obligedBy(covered, fact)) : choosable
  // Whether the scenario makes sense does not depend on who plays it: what does not fit what the target covers is left out.
  const inScope = isPartial
    ? placeFaults(entries, { ...field, flows: covered, choosable, problem: () => undefined }).filter(isAboutOneOf(choosable))
    : placed
  const faults = variant === 'faulty' ? inScope : []
  return {
    version: planVersion,
    scenario: { name: String(document['name']), title: String(document['title']), hash },
    variant,
    size,
    seed,
    // Plans without a word of it are numbered as ever.
    ...(identifiers !== identifierProfiles[0].name && { identifiers }),
    systems,
    master,
    delivery: deliveryOf(document),
    flows,
    facts,
    // What a system would do that this scenario does not have is nothing.
    steps: builder.steps.filter(({ system }) => systems[system]).sort((a, b) => a.at_ms - b.at_ms),
    faults,
    burst_ms,
    ...(builder.waits.length > 0 && { waits: builder.waits }),
    ...expectationsOf(document, variant, obliging, faults),
    judge: judgeOf(document),
    heal_at_ms: Math.max(burst_ms, ...faults.map((fault) => windowEnd(fault.window))),
  }
}

/** Whether a fault may befall one of these facts: it names one of them, or none at all. */
function isAboutOneOf(facts: readonly PlannedFact[]): (fault: FaultInstance) => boolean {
  const names = new Set(facts.map(factName))
  return ({ address }) => address?.keys === undefined || address.keys.some((key) => names.has(key))
}

/** A fact as far as these flows are concerned. */
function obligedBy(flows: readonly FlowName[], fact: PlannedFact): PlannedFact {
  return {
    ...fact,
    flows: fact.flows.filter((flow) => flows.includes(flow)),
    expect: fact.expect.filter(({ flow }) => flows.includes(flow)),
  }
}

/** The master data with what the steps made of it. A scenario in which nothing happens, or whose facts contradict it, is a mistake. */
function finish(builder: PlanBuilder, report: Report, isBroken: boolean): MasterData {
  const problem = (path: Path, message: string, hint?: string): void => report.problem(path, message, hint, { at: 'key' })
  if (builder.facts.length === 0 && !isBroken)
    problem(['phases', 'burst'], 'nothing happens in this scenario: no step reports a fact', 'add a step such as "- confirm: { over: 1s }"')
  const parts: Partial<MasterData>[] = [builder.landscape, ...[...builder.finishers].map((finisher) => finisher(builder, problem))]
  const listOf = (name: keyof MasterData): readonly unknown[] => parts.flatMap((part): readonly unknown[] => part[name] ?? [])
  const all = [...masterLists.always, ...masterLists.sometimes].map((name) => ({ name, list: listOf(name) }))
  const kept = all.filter(({ name, list }) => list.length > 0 || masterLists.always.some((each) => each === name))
  // Each list is of the members of the lists of that name.
  return Object.fromEntries(kept.map(({ name, list }) => [name, list])) as never as MasterData
}

/** A fault that the wire could only fake is refused. */
function checkWire(entries: readonly FaultEntry[], placed: readonly FaultInstance[], wire: readonly string[], report: Report): void {
  for (const { verb, path } of entries) {
    try {
      for (const { name, settings } of placed) if (name === verb.name) assertExpressible(verb.kind, settings, wire)
    } catch (error) {
      report.problem(path, error instanceof Error ? error.message : 'the wire cannot express this fault', undefined, { at: 'key' })
    }
  }
}
