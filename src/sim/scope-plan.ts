import { factName, streamOf } from '../domain/fact.js'
import type { FlowName } from '../domain/names.js'
import type { FaultInstance, Plan, PlannedFact } from '../scenario/plan.js'

/**
 * The plan as a target meets it that covers only some flows. What a stand-in alone plays is never handed to the target, so the
 * `sequence` of a key counts the covered facts alone: nobody waits for a number that does not come. Faults on facts of the stand-in
 * alone are left out.
 */
export function planInScope(plan: Plan, covers: readonly FlowName[]): Plan {
  if (plan.flows.every((flow) => covers.includes(flow))) return plan
  const inScope = plan.facts.filter((fact) => fact.flows.some((flow) => covers.includes(flow)))
  if (inScope.length === plan.facts.length) return plan
  const covered = new Set(inScope.map(factName))
  return {
    ...plan,
    facts: renumbered(plan.facts, (fact) => covered.has(factName(fact))),
    faults: plan.faults.flatMap((fault) => faultInScope(fault, covered)),
  }
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

function faultInScope(fault: FaultInstance, covered: ReadonlySet<string>): readonly FaultInstance[] {
  const { address } = fault
  if (!address?.keys) return [fault]
  const keys = address.keys.filter((key) => covered.has(key))
  return keys.length === 0 ? [] : [{ ...fault, address: { ...address, keys } }]
}
