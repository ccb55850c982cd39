import type { FactState, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'

/** What makes things that others refer to, and that come into being by their own facts only: an item, a lot. */
function isReferredTo({ group, entity: { dims } }: Pick<StateWrite, 'group' | 'entity'>): boolean {
  return dims['item'] !== undefined && (dims['lot'] === undefined ? group === 'core' : group === 'attributes')
}

/** Whether it was there from the start, as master data. */
function isMaster({ header }: Evidence, { entity: { system, dims } }: StateWrite): boolean {
  const { items, lots = [], balances } = header.plan.master
  const { plant, item, lot } = dims
  if (lot !== undefined) return [...lots, ...balances].some((each) => each.plant === plant && each.item === item && each.lot === lot)
  return items.some(({ id, systems }) => id === item && (systems === undefined || systems.includes(system)))
}

/**
 * Entities by the facts that are about them, or say what they are. A bill of material that names a component says nothing of what that is:
 * whoever knows the name alone does not know the thing.
 */
function saying(evidence: Evidence): ReadonlyMap<string, readonly FactState[]> {
  const known = gathered.get(evidence)
  if (known?.at === evidence.last.seq) return known.facts
  const facts = new Map<string, FactState[]>()
  for (const fact of evidence.facts.values()) {
    const said = fact.states.flatMap((state) => (isReferredTo(state) ? state.entity.entity : []))
    for (const entity of new Set([fact.entity, ...said])) {
      const before = facts.get(entity)
      if (before) before.push(fact)
      else facts.set(entity, [fact])
    }
  }
  gathered.set(evidence, { at: evidence.last.seq, facts })
  return facts
}

const gathered = new WeakMap<Evidence, { readonly at: number; readonly facts: ReadonlyMap<string, readonly FactState[]> }>()

/**
 * A thing that the target made up so that something could refer to it: it was not there, and nothing that the target had been shown when
 * its call arrived says that there is such a thing.
 */
export function isMadeUp(evidence: Evidence, write: StateWrite): boolean {
  const { entity, derived, posting } = write
  const call = evidence.calls.get(posting.cid)
  if (!call || derived || !isReferredTo(write) || isMaster(evidence, write)) return false
  const first = [...entity.groups.values()].every((writes) =>
    writes.every(({ seq, posting: other }) => seq >= write.seq || other === posting),
  )
  if (!first) return false
  const isKnown = ({ covered, seq, exposedFirst }: FactState): boolean => (covered ? (exposedFirst?.seq ?? Infinity) : seq) < call.seq
  return !(saying(evidence).get(entity.entity) ?? []).some(isKnown)
}
