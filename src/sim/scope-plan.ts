import { factName, streamOf } from '../domain/fact.js'
import type { FlowName } from '../domain/names.js'
import { flowOf } from '../flows/index.js'
import { mustReachKinds } from '../scenario/index.js'
import type { FaultInstance, Plan, PlannedFact } from '../scenario/plan.js'

/**
 * The plan as a target meets it that covers only some flows. What a stand-in alone plays is never handed to the target, so the
 * `sequence` of a key counts the covered facts alone: nobody waits for a number that does not come. Faults on facts of the stand-in
 * alone are left out, and on calls that it alone makes; and so is what the scenario demands of a run and these facts and faults do not
 * bring about.
 */
export function planInScope(plan: Plan, covers: readonly FlowName[]): Plan {
  if (plan.flows.every((flow) => covers.includes(flow))) return plan
  const inScope = plan.facts.flatMap((fact) => factInScope(fact, covers))
  const covered = new Map(inScope.map((fact) => [factName(fact), fact]))
  const faults = plan.faults.flatMap((fault) => faultInScope(fault, covered))
  // What may fire need not.
  const sure = faults.filter(({ firing }) => firing === 'must')
  const isReached = ({ name, count_min }: Plan['must_reach'][number]): boolean => {
    const kind = mustReachKinds.find((each) => each.name === name)
    return kind?.unreachable?.(count_min, inScope, sure) === undefined
  }
  return {
    ...plan,
    facts: inScope.length === plan.facts.length ? plan.facts : renumbered(plan.facts, (fact) => covered.has(factName(fact))),
    faults,
    must_reach: plan.must_reach.filter(isReached),
  }
}

/** A fact as far as it is the target's: what its other flows oblige is for the stand-in. */
function factInScope(fact: PlannedFact, covers: readonly FlowName[]): readonly PlannedFact[] {
  const flows = fact.flows.filter((flow) => covers.includes(flow))
  return flows.length === 0 ? [] : [{ ...fact, flows, expect: fact.expect.filter(({ flow }) => covers.includes(flow)) }]
}

/** Gap-free from 1 within each sequence key of a source and plant: the covered facts first, so that the others take no number from them. */
function renumbered(facts: readonly PlannedFact[], isCovered: (fact: PlannedFact) => boolean): readonly PlannedFact[] {
  const last = new Map<string, number>()
  const numbers = new Map<string, number>()
  const inOrder = [...facts].sort((a, b) => a.streamSeq - b.streamSeq)
  for (const fact of [...inOrder.filter(isCovered), ...inOrder.filter((each) => !isCovered(each))]) {
    const key = streamOf(fact)
    if (key === undefined) continue
    const number = (last.get(key) ?? 0) + 1
    last.set(key, number)
    numbers.set(fact.eid, number)
  }
  return facts.map((fact) => {
    const streamSeq = numbers.get(fact.eid) ?? fact.streamSeq
    return { ...fact, streamSeq, payload: { ...fact.payload, ...('sequence' in fact.payload && { sequence: streamSeq }) } }
  })
}

function faultInScope(fault: FaultInstance, covered: ReadonlyMap<string, PlannedFact>): readonly FaultInstance[] {
  const { address } = fault
  if (!address?.keys) return [fault]
  const keys = address.keys.filter((key) => isMet(covered.get(key), address))
  return keys.length === 0 ? [] : [{ ...fault, address: { ...address, keys } }]
}

/** The target meets messages of its own facts, and calls only those that its flows lead to or from. */
function isMet(fact: PlannedFact | undefined, { direction, system }: NonNullable<FaultInstance['address']>): boolean {
  if (!fact || direction === 'delivery') return fact !== undefined
  return fact.flows.some((flow) => {
    const { source, sinks = [] } = flowOf(flow)?.words ?? {}
    return source === undefined || source === system || sinks.includes(system)
  })
}
