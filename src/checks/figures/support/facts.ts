import { parseQuantity, type Quantity } from '../../../domain/quantity.js'
import type { FactState } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { JournalRecord } from '../../../journal/records.js'
import { isIdle } from '../../support/index.js'
import type { FigureRow } from '../contract.js'

const named = ['publication', 'item', 'revision', 'change', 'part', 'role'] as const

/** What a message of engineering says of where it belongs. */
export interface Said extends Partial<Readonly<Record<(typeof named)[number], string>>> {
  /** Who has to approve; only the completing message says so. */
  readonly requiredApprovals?: readonly string[]
}

const nothing: Said = {}
const ofMoves = ['item', 'lot', 'unit', 'stockType', 'bin', 'fromBin', 'toBin'] as const

/** What a warehouse says that it moved, of what no system may be told. */
export interface Moved extends Partial<Readonly<Record<(typeof ofMoves)[number], string>>> {
  readonly quantity: Quantity
}

/** Ends after which nobody waits for anything any more. */
const ended = new Set(['posted', 'over', 'excepted', 'parked', 'returned', 'suppressed', 'overtaken', 'forbidden'])

/** The facts of a journal as far as it goes, and what only their records say. */
export class Facts {
  readonly #said = new Map<string, Said>()
  readonly #moved = new Map<string, Moved>()
  /** The newest instant that anything happened at, in the calendar of the story. */
  #now = 0

  constructor(readonly evidence: Evidence) {}

  on(record: JournalRecord): void {
    if (record.kind !== 'fact') return
    const at = Date.parse(record.occurredAt)
    if (at > this.#now) this.#now = at
    const said = saidIn(record.payload)
    if (said) this.#said.set(record.eid, said)
    // Whatever is to be posted says so by what it obliges.
    const quantity = record.must === 'REJECT' ? parseQuantity(record.payload['quantity']) : undefined
    if (quantity !== undefined) this.#moved.set(record.eid, { ...textsIn(record.payload, ofMoves), quantity })
  }

  said({ eid }: FactState): Said {
    return this.#said.get(eid) ?? nothing
  }

  moved({ eid }: FactState): Moved | undefined {
    return this.#moved.get(eid)
  }

  /** The target was shown it, or it is not the target's: a stand-in sees all that happens. */
  isShown({ exposedFirst, covered }: FactState): boolean {
    return exposedFirst !== undefined || !covered
  }

  /** It was handed out, obliges something, and has come to no end. */
  isPending(fact: FactState): boolean {
    if (isIdle(fact) || fact.must === 'IGNORE') return false
    if (!fact.covered) return fact.played.length === 0 && fact.postings.length === 0 && fact.must === 'POST'
    return (fact.offered ?? fact.exposedFirst) !== undefined && !ended.has(this.evidence.endingOf(fact))
  }

  /** People have it, and have not closed it. */
  isWithPeople(fact: FactState): boolean {
    return [...fact.exceptions].some((xid) => this.evidence.exceptions.get(xid)?.status === 'open') && !this.#isDone(fact)
  }

  /** The age of something that began at an instant of the story. */
  age(since: number): number | null {
    return Number.isFinite(since) ? Math.max(0, this.#now - since) : null
  }

  /** What a row has of its facts: ages, whether they are covered, and where they stand in the journal. */
  about(facts: readonly FactState[], records: readonly number[] = []): Omit<FigureRow, 'plant' | 'key' | 'cells'> {
    const since = Math.min(...facts.map(({ occurredAt }) => Date.parse(occurredAt)))
    const offered = Math.min(...facts.map((fact) => fact.offered?.t ?? Infinity))
    return {
      age_ms: this.age(since),
      offered_ms: Number.isFinite(offered) ? Math.max(0, this.evidence.last.t - offered) : null,
      covered: facts.every(({ covered }) => covered),
      facts: facts.map(({ eid }) => eid),
      records: [...new Set([...facts.map(({ seq }) => seq), ...records])].toSorted((a, b) => a - b),
    }
  }

  #isDone(fact: FactState): boolean {
    const ending = this.evidence.endingOf(fact)
    return ending === 'posted' || ending === 'over' || ending === 'overtaken'
  }
}

function saidIn(payload: Readonly<Record<string, unknown>>): Said | undefined {
  if (typeof payload['change'] !== 'string' && typeof payload['publication'] !== 'string') return undefined
  const required = payload['requiredApprovals']
  return {
    ...textsIn(payload, named),
    ...(Array.isArray(required) && { requiredApprovals: required.filter((role) => typeof role === 'string') }),
  }
}

function textsIn<N extends string>(payload: Readonly<Record<string, unknown>>, names: readonly N[]): Partial<Record<N, string>> {
  const found: Partial<Record<N, string>> = {}
  for (const name of names) {
    const value = payload[name]
    if (typeof value === 'string') found[name] = value
  }
  return found
}
