import { valueText } from '../../../domain/effect.js'
import type { SystemName } from '../../../domain/names.js'
import type { FactState, StateExpectation } from '../../../journal/evidence-types.js'
import { isStateApplied } from '../../../journal/states.js'
import type { Facts } from './facts.js'

/** A revision that is to become the active one of a plant, in one system. */
export interface Activation {
  readonly system: SystemName
  readonly plant: string
  readonly item: string
  readonly revision: string
  readonly change: string
  /** The message that says so, and the others of its publication. */
  readonly complete: FactState
  readonly parts: readonly FactState[]
  /** Approvals that have happened, by role; whoever is missing has not been shown to the target. */
  readonly approvals: readonly FactState[]
  readonly missing: readonly string[]
  /** All that has to be known before is known: a perfect integration has made it active. */
  readonly isOpen: boolean
  readonly isActive: boolean
}

/** The newest one that is to become active, by plant and item: whatever came before is nobody's concern any more. */
export function activationsOf(facts: Facts, systems: readonly SystemName[]): readonly Activation[] {
  const found: Activation[] = []
  for (const entity of facts.evidence.entities) {
    const newest = systems.includes(entity.system) ? entity.obliged.get('active')?.newest : undefined
    if (newest && entity.dims['item'] !== undefined) found.push(activationOf(facts, newest))
  }
  return found
}

export function activationOf(facts: Facts, state: StateExpectation): Activation {
  const { fact: complete, entity } = state
  const { publication, change = '', requiredApprovals = [] } = facts.said(complete)
  const all = [...facts.evidence.facts.values()].filter((fact) => fact !== complete && fact.must !== 'REJECT')
  const parts = all.filter((fact) => facts.said(fact).part !== undefined && facts.said(fact).publication === publication)
  const approvals = all.filter((fact) => facts.said(fact).role !== undefined && facts.said(fact).change === change)
  const given = new Set(approvals.filter((fact) => facts.isShown(fact)).map((fact) => facts.said(fact).role))
  const missing = requiredApprovals.filter((role) => !given.has(role))
  const { plant = '', item = '' } = entity.dims
  return {
    system: entity.system,
    plant,
    item,
    revision: valueText(state.after),
    change,
    complete,
    parts,
    approvals,
    missing,
    isOpen: missing.length === 0 && isGateOpen(facts, state),
    isActive: isStateApplied(state),
  }
}

/** What the target has to know before it makes the revision active. What has to be applied before, it can apply itself. */
function isGateOpen(facts: Facts, { fact, group, entity }: StateExpectation): boolean {
  if (!facts.isShown(fact)) return false
  const gates = fact.gates.filter(
    ({ effect, system, by }) => effect === group && by !== 'applied' && (system ?? entity.system) === entity.system,
  )
  return gates.every((gate) => {
    const known = gate.facts.map((eid) => facts.evidence.facts.get(eid))
    return known.length > 0 && known.every((each) => each !== undefined && facts.isShown(each))
  })
}
