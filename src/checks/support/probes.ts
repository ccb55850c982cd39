import { sameValue, type Value } from '../../domain/effect.js'
import type { Dims, SystemName } from '../../domain/names.js'
import type { Posting, PostingLine, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { JournalRecord } from '../../journal/records.js'

/** A state as a step writes it behind a perfect integration. */
export interface MeantState {
  readonly entity: string
  readonly dims: Dims
  readonly group: string
  readonly after: Value
}

/** A step of the scenario that came to something else than it does behind a perfect integration: what it came to, and what it should. */
export interface Probe {
  readonly step: string
  readonly system: SystemName
  readonly seq: number
  readonly t: number
  readonly postings: readonly Posting[]
  readonly states: readonly MeantState[]
  /** Measures of which it moves, or counts, something there. */
  readonly measures: ReadonlySet<string>
}

/** Steps that show what a system makes of what it was told, each with what it makes of the right thing. */
export class Probes {
  readonly hears = ['mark'] as const
  readonly #evidence: Evidence
  readonly #marks: Extract<JournalRecord, { readonly mark: 'twin-step' }>[] = []

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  on(record: JournalRecord): void {
    if (record.kind === 'mark' && record.mark === 'twin-step') this.#marks.push(record)
  }

  all(): readonly Probe[] {
    if (this.#marks.length === 0) return []
    const byStep = Map.groupBy(
      this.#evidence.postings.filter(({ cid }) => cid === 0),
      ({ step }) => step,
    )
    return this.#marks.map(({ step, system, seq, t, effects }) => ({
      step,
      system,
      seq,
      t,
      postings: (byStep.get(step) ?? []).filter((posting) => posting.system === system),
      states: effects.flatMap((effect) => (isState(effect) ? effect : [])),
      measures: new Set(effects.flatMap(({ measure }) => (typeof measure === 'string' ? measure : []))),
    }))
  }
}

function isState(effect: Readonly<Record<string, unknown>>): effect is Readonly<Record<string, unknown>> & MeantState {
  return effect['what'] === 'state'
}

/** What a step wrote into a group, and what it should have: undefined where both say the same, or neither anything. */
export function otherState(
  { postings, states }: Probe,
  group: string,
): { readonly write: StateWrite | undefined; readonly meant: MeantState | undefined } | undefined {
  const write = postings.flatMap(({ writes }) => writes).findLast((each) => each.group === group)
  const meant = states.findLast((each) => each.group === group)
  return sameValue(write?.after, meant?.after) ? undefined : { write, meant }
}

/** What a step took of a measure that it should take nothing of. */
export function takenOf(
  { postings, measures }: Probe,
  measure: string,
): { readonly posting: Posting; readonly line: PostingLine } | undefined {
  if (measures.has(measure)) return undefined
  for (const posting of postings) {
    const line = posting.lines.find(({ at, quantity }) => at.measure.name === measure && !quantity.startsWith('-'))
    if (line) return { posting, line }
  }
  return undefined
}
