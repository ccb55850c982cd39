import { planEntity } from '../../domain/planning.js'
import type { FactState, StateExpectation, StateWrite } from '../../journal/evidence-types.js'
import { lastWritten } from '../../journal/states.js'
import type { FigureRow } from './contract.js'
import type { FigureKind } from './kind.js'
import type { Facts } from './support/facts.js'

const isOfPlan = ({ entity, group }: StateExpectation): boolean => entity.entity === planEntity && group === 'active'

/** The newest version that the target was told of, as far as one is left. */
function newestOf(facts: Facts): { readonly fact: FactState; readonly state: StateExpectation } | undefined {
  const all = [...facts.evidence.facts.values()].filter((fact) => facts.isShown(fact) && fact.must !== 'REJECT')
  const published = all.flatMap((fact) => fact.states.filter(isOfPlan).map((state) => ({ fact, state })))
  return published.toSorted((a, b) => (b.state.version ?? 0) - (a.state.version ?? 0))[0]
}

/** The version that is in force, since when it is known by whom; the one of the opening, as long as nobody has put another in force. */
function inForce({ evidence }: Facts, last: StateWrite | undefined): number | undefined {
  return last?.version ?? evidence.header.plan.master.plans?.find(({ opening }) => opening === true)?.version
}

/** Rows that the newest version has and the ledger has not. */
function missingOf({ evidence }: Facts, { states }: FactState): number {
  return states.filter((state) => state.group === 'row' && !evidence.isMet(state)).length
}

function rowOf(facts: Facts, { fact, state }: { readonly fact: FactState; readonly state: StateExpectation }): FigureRow {
  const last = lastWritten(state.entity, state.group)
  const version = inForce(facts, last)
  const isBehind = version === undefined || version < (state.version ?? 0)
  const missing = isBehind ? missingOf(facts, fact) : 0
  const refused = isBehind && fact.refusals.length > 0 ? missing : 0
  const cells = {
    'in force': version === undefined ? 'none' : `version ${version}`,
    newest: `version ${state.version ?? ''}`,
    'rows missing': String(missing),
    'rows refused': String(refused),
  }
  const about = facts.about([fact], last ? [last.seq] : [])
  return { plant: '', key: facts.evidence.words.system(state.entity.system), cells, ...about, ...(!isBehind && { age_ms: null }) }
}

/** Which version of the plan is worked by, and which one should be: how long that is published, and what is missing of it. */
export const planInForce: FigureKind = {
  name: 'plan-in-force',
  title: 'plan in force',
  columns: ['in force', 'newest', 'rows missing', 'rows refused'],
  rows(facts) {
    const newest = newestOf(facts)
    return newest ? [rowOf(facts, newest)] : []
  },
  parts(rows) {
    const behind = rows.filter(({ cells }) => cells['in force'] !== cells['newest'])
    return [
      { name: 'behind', count: behind.length },
      { name: 'rows refused', count: rows.reduce((sum, { cells }) => sum + Number(cells['rows refused'] ?? 0), 0) },
    ]
  },
}
