import { gonePlanRow, planEntity } from '../../../domain/planning.js'
import type { Ending, EntityState, FactState, StateExpectation, StateWrite } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { Claim } from '../../contract.js'
import { hadItsChance, missingOf } from '../../support/index.js'

/** A row of a version of the plan. */
export const isRow = ({ dims: { version, row } }: EntityState): boolean => version !== undefined && row !== undefined
const isPlan = ({ entity }: EntityState): boolean => entity === planEntity

export function isActivation({ entity, group }: Pick<StateWrite, 'entity' | 'group'>): boolean {
  return isPlan(entity) && group === 'active'
}

/** What was never in force, and was begun anew after it was deleted: nobody misses anything. */
export function isBegunAnew({ entity, group, before }: StateWrite): boolean {
  return before === 'staged' && entity.groups.get(group)?.at(-1)?.after !== 'deleted'
}

/** A row went with its version, and was not brought again by then. */
export function isGone({ entity, group }: StateExpectation, seq: number): boolean {
  const last = entity.groups.get(group)?.findLast((write) => write.seq < seq)
  return last?.derived === true && last.after === gonePlanRow
}

/** A version was deleted, by whoever called. */
export function isDeletion({ entity: { dims }, group, after, derived }: StateWrite): boolean {
  return !derived && group === 'status' && after === 'deleted' && dims['version'] !== undefined && dims['row'] === undefined
}

/** A row that was added to a version: no fact says that the version has it. */
export function isAdded({ entity }: Pick<StateWrite, 'entity'>): boolean {
  return isRow(entity) && !entity.obliged.has('row')
}

/** What is obliged of the rows of a version: how much is wanted, or where that comes from. */
export function statesOf(fact: FactState, group: 'row' | 'source'): readonly StateExpectation[] {
  return fact.states.filter((state) => state.group === group && isRow(state.entity))
}

/** Facts that publish a version, and that the target had its chance to load. */
export function versionsIn(evidence: Evidence): readonly FactState[] {
  return [...evidence.facts.values()].filter((fact) => fact.states.some(isActivation) && hadItsChance(evidence, fact))
}

/** Newer versions that the target knows of: who has them need not go on with this one. */
function newerThan(evidence: Evidence, { eid }: FactState): readonly FactState[] {
  return versionsIn(evidence).filter((other) => other.supersedes.includes(eid) && other.exposedFirst !== undefined)
}

const lost: ReadonlySet<Ending> = new Set(['short', 'missing'])

/** What is missing of a version of which something was loaded; nothing where nothing is, where all of it is lost, and of an old one. */
export function lackOf(evidence: Evidence, fact: FactState): readonly StateExpectation[] {
  if (fact.postings.length === 0 || !lost.has(evidence.endingOf(fact)) || newerThan(evidence, fact).length > 0) return []
  const { sums, states } = missingOf(evidence, fact)
  return sums.length === 0 && states.every((state) => isRow(state.entity) || isActivation(state)) ? states : []
}

const lineage = 'plan-lineage'
const whole = 'plan-version-atomic'

/** The check that tells what a version lacks. */
export function ownerOfLack(evidence: Evidence, fact: FactState): typeof lineage | typeof whole | undefined {
  const lack = lackOf(evidence, fact)
  if (lack.length === 0) return undefined
  return lack.every(({ group }) => group === 'source') ? lineage : whole
}

/** An old version comes short along with the one that overtakes it. */
function isLeftBy(owner: string, evidence: Evidence, fact: FactState): boolean {
  return [fact, ...newerThan(evidence, fact)].some((version) => ownerOfLack(evidence, version) === owner)
}

/** Rows and which version is in force are number 27's; where rows come from, and what was deleted, is number 28's. */
export const plans: readonly Claim[] = [
  {
    owner: lineage,
    state: (entity, group) => isRow(entity) && group === 'source',
    write: (_evidence, write) => isDeletion(write),
    fact: (evidence, fact, ending) => lost.has(ending) && isLeftBy(lineage, evidence, fact),
  },
  {
    owner: whole,
    state: (entity, group) => (isRow(entity) && group === 'row') || (isPlan(entity) && group === 'active'),
    write: (_evidence, write) => isAdded(write),
    fact: (evidence, fact, ending) => lost.has(ending) && isLeftBy(whole, evidence, fact),
  },
]
