import type { FactRecord, JournalRecord } from '../../../src/journal/records.js'
import type { Journal } from '../../support/judging.js'

type Effect = Extract<JournalRecord, { readonly kind: 'effect' }>

/** How a fact ended, as coarsely as one can tell without knowing what stood in the way. */
export type Fate = 'there' | 'too much' | 'with people' | 'left out' | 'not there' | 'forbidden'

const scale = 1_000_000n

/** A decimal in millionths. */
function exactly(text: string): bigint {
  const [, sign = '', whole = '0', places = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const value = BigInt(whole) * scale + BigInt(places.padEnd(6, '0').slice(0, 6))
  return sign === '-' ? -value : value
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value)

/**
 * Judges facts by summing everything, over and over, by nothing but names. It knows only documents that name facts, and shares no code with
 * what it is compared with.
 */
export class BruteForce {
  readonly facts: readonly FactRecord[]
  readonly #effects: readonly Effect[]
  readonly #records: readonly JournalRecord[]

  constructor(readonly journal: Journal) {
    this.#records = journal.records
    this.facts = journal.records.filter((record) => record.kind === 'fact')
    this.#effects = journal.records.filter((record): record is Effect => record.kind === 'effect' && record.cid !== undefined)
  }

  /** Every document names a fact, or cancels one that does. */
  get isNamed(): boolean {
    return this.#effects.every((effect) => (effect.what === 'state' && effect.derived === true) || this.#factsOf(effect).length > 0)
  }

  #named(references: readonly string[]): readonly FactRecord[] {
    return this.facts.filter(({ businessKey }) => references.some((name) => name === businessKey || name.startsWith(`${businessKey}#`)))
  }

  #factsOf(effect: Effect): readonly FactRecord[] {
    const named = this.#named(effect.references)
    if (effect.reversesDoc === undefined) return named
    const reversals = named.filter(({ reverses }) => reverses !== undefined)
    if (reversals.length > 0) return reversals
    const cancelled = this.#effects.find(({ doc, system }) => doc === effect.reversesDoc && system === effect.system)
    const originals = cancelled ? this.#named(cancelled.references) : named
    return [...originals, ...this.facts.filter(({ reverses }) => originals.some(({ eid }) => eid === reverses))]
  }

  effectsOf(fact: FactRecord): readonly Effect[] {
    return this.#effects.filter((effect) => !(effect.what === 'state' && effect.derived === true) && this.#factsOf(effect).includes(fact))
  }

  /** Nothing of it stands for another fact as well. */
  isAlone(fact: FactRecord): boolean {
    return (
      this.effectsOf(fact).every((effect) => this.#factsOf(effect).length === 1) &&
      !this.facts.some((other) => other !== fact && other.physId === fact.physId)
    )
  }

  /** All that a fact is judged with. */
  #scope(fact: FactRecord): readonly FactRecord[] {
    const sameEvent = this.facts.filter(({ physId }) => physId === fact.physId)
    const shared = sameEvent
      .flatMap((each) => this.effectsOf(each))
      .some((effect) => this.#factsOf(effect).some((each) => !sameEvent.includes(each)))
    if (!shared) return sameEvent
    const scope = new Set<FactRecord>([fact])
    for (let size = 0; size < scope.size;) {
      size = scope.size
      for (const each of scope) {
        for (const effect of this.effectsOf(each)) for (const other of this.#factsOf(effect)) scope.add(other)
        for (const other of this.facts) {
          if (other.physId === each.physId || other.reverses === each.eid || each.reverses === other.eid) scope.add(other)
        }
      }
    }
    return [...scope]
  }

  /** Where an effect counts: what its measure is summed by. */
  #place(system: string, { measure, dims }: { readonly measure: string; readonly dims: Readonly<Record<string, string>> }): string {
    const { by = [] } = this.journal.header.words.measures.find(({ name }) => name === measure) ?? {}
    return [system, measure, ...by.map((name) => dims[name] ?? '')].join(' | ')
  }

  /** Half a unit in the last place for each posting, where something cannot be kept exactly. */
  #tolerance(place: string, postings: number): bigint {
    const { items, boms, orders } = this.journal.header.plan.master
    const [, measure = '', plant = '', order = '', third = ''] = place.split(' | ')
    if (measure === 'final' || measure === 'sample') return 0n
    const isReported = measure === 'yield' || measure === 'scrap' || measure === 'rework'
    const id = isReported ? orders.find((each) => each.plant === plant && each.id === order)?.item : measure === 'issue' ? third : order
    const item = items.find((each) => each.id === id)
    if (!item) return 0n
    const converts = item.conversions.some(({ denominator }) => denominator !== '1')
    const placesOf = (rate: string): number => (rate.split('.')[1] ?? '').length
    const rounds = boms.some((bom) => {
      const made = items.find((each) => each.id === bom.item)?.decimals ?? 0
      const lines = bom.lines.filter((line) => line.item === item.id)
      return lines.some(({ unit, rate }) => unit !== item.baseUnit || placesOf(rate) + made > item.decimals)
    })
    return converts || rounds ? (scale / 10n ** BigInt(item.decimals) / 2n) * BigInt(Math.max(1, postings)) : 0n
  }

  /** Those that stand: of what was posted and cancelled for these facts nothing is left, of rounding neither. */
  #documents(facts: readonly FactRecord[]): number {
    const effects = facts.flatMap((fact) => this.effectsOf(fact))
    const docs = new Set(effects.map(({ system, doc }) => `${system} ${doc}`))
    const cancelled = new Set(effects.flatMap(({ system, reversesDoc }) => (reversesDoc ? `${system} ${reversesDoc}` : [])))
    const stands = ({ system, doc, reversesDoc }: Effect): boolean =>
      !cancelled.has(`${system} ${doc}`) && (!reversesDoc || !docs.has(`${system} ${reversesDoc}`))
    const standing = effects.filter(stands)
    return new Set(standing.map(({ system, doc, cid, docKind }) => `${system} ${docKind} ${doc === '' ? `call ${cid}` : doc}`)).size
  }

  /** By place: what there should be less what there is; several reports of one event oblige the largest of what they oblige. */
  rests(fact: FactRecord): ReadonlyMap<string, bigint> {
    const scope = this.#scope(fact)
    const owed = new Map<string, bigint>()
    for (const physId of new Set(scope.map((each) => each.physId))) {
      const largest = new Map<string, bigint>()
      for (const each of scope.filter((other) => other.physId === physId)) {
        const own = new Map<string, bigint>()
        for (const expected of each.expect) {
          if (expected.what === 'state' || (expected.what === 'count' && expected.identity !== undefined)) continue
          const place = this.#place(expected.system, expected)
          own.set(place, (own.get(place) ?? 0n) + exactly(expected.what === 'count' ? String(expected.count) : expected.quantity))
        }
        for (const [place, amount] of own) if (abs(amount) > abs(largest.get(place) ?? 0n)) largest.set(place, amount)
      }
      for (const [place, amount] of largest) owed.set(place, (owed.get(place) ?? 0n) + amount)
    }
    const counted = new Set<Effect>()
    for (const each of scope) for (const effect of this.effectsOf(each)) counted.add(effect)
    for (const effect of counted) {
      if (effect.what === 'state' || effect.measure === 'sample') continue
      const place = this.#place(effect.system, effect)
      owed.set(place, (owed.get(place) ?? 0n) - exactly(effect.what === 'count' ? String(effect.count) : effect.quantity))
    }
    const postings = Math.max(scope.length, this.#documents(scope))
    return new Map([...owed].filter(([place, rest]) => abs(rest) > this.#tolerance(place, postings)))
  }

  /** Shared things that are there too seldom (below zero) or too often. */
  things(fact: FactRecord): readonly bigint[] {
    return fact.expect.flatMap((expected) => {
      if (expected.what !== 'count' || expected.identity === undefined) return []
      const place = this.#place(expected.system, expected)
      const made = this.#effects.filter((effect) => effect.what === 'count' && this.#place(effect.system, effect) === place)
      return [made.reduce((sum, effect) => sum + (effect.what === 'count' ? BigInt(effect.count) : 0n), 0n) - 1n]
    })
  }

  /** Whether the state that it obliges is there, or a later one that some fact obliges. */
  hasStates(fact: FactRecord): boolean {
    return fact.expect.every((state) => {
      if (state.what !== 'state') return true
      const isThere = ({ group, entity }: { readonly group: string; readonly entity: string }): boolean =>
        group === state.group && entity === state.entity
      const last = this.#effects.findLast((effect) => effect.what === 'state' && effect.derived !== true && isThere(effect))
      if (last?.what !== 'state') return false
      if ((last.version ?? 0) <= (state.version ?? 0)) return last.after === state.after
      return this.facts.some(({ expect }) =>
        expect.some((each) => each.what === 'state' && isThere(each) && each.version === last.version && each.after === last.after),
      )
    })
  }

  isEven(fact: FactRecord): boolean {
    const newer = this.facts.filter(({ supersedes = [] }) => supersedes.includes(fact.eid))
    const states = this.hasStates(fact) || newer.some((each) => this.hasStates(each))
    const things = this.things(fact).every((rest) => rest === 0n)
    return states && things && this.rests(fact).size === 0 && (fact.expect.length === 0 || this.#isTouched(fact))
  }

  /** What nets to nothing is no less lost where nothing was posted. */
  #isTouched(fact: FactRecord): boolean {
    const isOwn = fact.expect.some((each) => each.what === 'quantity' || (each.what === 'count' && each.identity === undefined))
    return !isOwn || this.#scope(fact).some((each) => this.effectsOf(each).length > 0)
  }

  isExposed({ eid }: FactRecord): boolean {
    return this.#records.some((record) => record.kind === 'exposed' && record.eid === eid)
  }

  isWithPeople({ eid }: FactRecord): boolean {
    const changes = this.#records.filter((record) => record.kind === 'exception' && record.eids.includes(eid))
    return changes.some((record) => {
      const last = changes.findLast((other) => other.kind === 'exception' && record.kind === 'exception' && other.xid === record.xid)
      return last?.kind === 'exception' && (last.status === 'open' || (last.resolution ?? '') !== '')
    })
  }

  /** Of one that stands alone. */
  fateOf(fact: FactRecord): Fate {
    const effects = this.effectsOf(fact)
    const isGivenBack = this.#records.some(
      (record) => record.kind === 'delivery' && record.eid === fact.eid && record.outcome === 'given-up',
    )
    if (fact.must === 'REJECT') {
      if (this.rests(fact).size > 0) return 'forbidden'
      return this.isWithPeople(fact) || isGivenBack ? 'with people' : 'not there'
    }
    if (this.isEven(fact)) return 'there'
    const rests = [...this.rests(fact)]
    // What cancels obliges less than nothing.
    const isLess = ([place, rest]: readonly [string, bigint]): boolean => {
      const owed = fact.expect.find((each) => each.what !== 'state' && this.#place(each.system, each) === place)
      if (owed === undefined || owed.what === 'state') return false
      return (owed.what === 'count' ? String(owed.count) : owed.quantity).startsWith('-') ? rest < 0n : rest > 0n
    }
    const isMissing = rests.some(isLess) || this.things(fact).some((rest) => rest < 0n) || effects.length === 0
    if (!isMissing) return 'too much'
    const pair = this.facts.filter((other) => other.reverses === fact.eid || fact.reverses === other.eid)
    const isLeftOut = pair.some((other) => [fact, other].every((each) => this.isExposed(each) && this.effectsOf(each).length === 0))
    if (isLeftOut) return 'left out'
    return this.isWithPeople(fact) ? 'with people' : 'not there'
  }
}
