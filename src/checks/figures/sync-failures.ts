import type { FactState } from '../../journal/evidence-types.js'
import { Handed } from '../reconcile.js'
import { WordMap } from '../support/index.js'
import type { FigureRow } from './contract.js'
import type { FigureKind } from './kind.js'
import { Amounts } from './support/amounts.js'
import type { Facts } from './support/facts.js'

const nobody = 'nobody'
const lost = new Set(['missing', 'short', 'never-collected'])

interface Failures {
  readonly plant: string
  readonly owner: string
  readonly cause: string
  readonly flow: string
  readonly facts: Set<FactState>
  readonly exceptions: Set<string>
  readonly records: number[]
}

function rowOf(facts: Facts, handed: Handed, failures: Failures): FigureRow {
  const { evidence } = facts
  const { plant, owner, cause, flow, exceptions, records } = failures
  const amounts = new Amounts(evidence)
  for (const fact of failures.facts) for (const { at, quantity } of handed.of(fact)) amounts.add(at, quantity)
  const count = exceptions.size === 0 ? failures.facts.size : exceptions.size
  const cells = { owner, class: cause, count: String(count), quantity: String(amounts) }
  const about = facts.about([...failures.facts], records)
  return { plant, key: evidence.words.flow(flow).many, cells, ...about }
}

/** What people have, by whom it waits for, and what is missing and nobody has. */
export const syncFailures: FigureKind = {
  name: 'sync-failures',
  title: 'sync failures by owner',
  columns: ['owner', 'class', 'count', 'quantity'],
  covers: ['exceptions-have-owners'],
  rows(facts) {
    const { evidence } = facts
    const all = new WordMap<Failures>()
    const of = (fact: FactState, owner: string, cause: string): Failures => {
      const { plant, flow } = fact
      const make = (): Failures => ({ plant, owner, cause, flow, facts: new Set(), exceptions: new Set(), records: [] })
      return all.getOr([plant, owner, cause, flow], make)
    }
    for (const { xid, status, owner, class: cause, eids, opened } of evidence.exceptions.values()) {
      if (status !== 'open') continue
      for (const eid of eids) {
        const fact = evidence.facts.get(eid)
        if (!fact) continue
        const row = of(fact, owner === '' ? nobody : owner, cause)
        row.facts.add(fact)
        row.exceptions.add(xid)
        row.records.push(opened.seq)
      }
    }
    for (const fact of evidence.facts.values()) {
      if (!facts.isPending(fact) || facts.isWithPeople(fact) || (fact.covered && !lost.has(evidence.endingOf(fact)))) continue
      of(fact, nobody, 'missing').facts.add(fact)
    }
    const handed = new Handed(evidence)
    return all.made.map((failures) => rowOf(facts, handed, failures))
  },
  parts: (rows) => {
    const count = (own: readonly FigureRow[]): number => own.reduce((sum, { cells }) => sum + Number(cells['count']), 0)
    const missing = rows.filter(({ cells }) => cells['owner'] === nobody && cells['class'] === 'missing')
    return [
      { name: 'in all', count: count(rows) },
      { name: 'open exceptions', count: count(rows.filter((row) => !missing.includes(row))) },
      { name: 'missing, with nobody', count: count(missing) },
    ]
  },
}
