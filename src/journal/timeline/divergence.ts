import { append } from '../../domain/grouping.js'
import { sameValue, valueText } from '../../domain/effect.js'
import type { SystemName } from '../../domain/names.js'
import { addQuantities, compareQuantities, isZeroQuantity, subtractQuantities, type Quantity } from '../../domain/quantity.js'
import { belongsTo, NetGroups, type NetGroup } from '../net-groups.js'
import type { JournalHeader } from '../header.js'
import type { EffectRecord, JournalRecord } from '../records.js'
import type { Timeline } from './timeline.js'
import type { At, FactLine } from './types.js'

/** A record from which on a source and a ledger say different things, for good. */
interface Divergence extends At {
  readonly eid: string
  readonly system: SystemName
  /** `yield`: measure, or field group. */
  readonly name: string
  readonly how: 'too much' | 'missing' | 'another value'
  /** What the fact obliges, and what its effects came to. */
  readonly expected: string
  readonly found: string
}

type StateRecord = Extract<EffectRecord, { what: 'state' }>
type Effect = Exclude<EffectRecord, StateRecord>
interface Line {
  readonly at: NetGroup
  readonly expected: Quantity
  /** Running sums by record. */
  readonly sums: { readonly at: At; readonly sum: Quantity }[]
}

/**
 * The first record after which a fact's source and a ledger never agree again: what is too much begins with the effect that made it so,
 * what is missing with the last moment at which the target took it, or at which it occurred. For whoever looks for where to begin; what is
 * a failure the checks say.
 */
export function firstDivergence(timeline: Timeline, records: Iterable<JournalRecord>): Divergence | undefined {
  const wanted = wantedStates(timeline)
  const written = new Map<string, StateRecord>()
  const effects = effectsByEvent(timeline, records, (record) => {
    const key = stateKey(record.system, record)
    const known = written.get(key)
    // The write that made it what it is: one that says the same again changed nothing.
    if (wanted.has(key) && !(known && sameValue(known.after, record.after))) written.set(key, record)
  })
  const events = [...Map.groupBy(timeline.facts.values(), (fact) => fact.physId)].map(([physId, facts]) => {
    const fact = facts.find(({ must, covered, excepted, givenUp }) => must === 'POST' && covered && !excepted && !givenUp)
    return { fact, expect: facts[0]?.expect ?? [], effects: effects.get(physId) ?? [] }
  })
  const found = [
    ...events.flatMap(({ fact, effects: own }) => (fact ? ofFact(timeline.header, fact, own) : [])),
    ...ofStates(wanted, written).map((divergence) => ({ divergence, at: undefined })),
  ].sort((a, b) => a.divergence.seq - b.divergence.seq)
  // What one event has too little and another too much of the same is a question of which, and in sum the systems agree.
  return found.slice(0, looksMax).find(({ at }) => at === undefined || !evensOut(at, events))?.divergence
}

/** Of so many that look odd by themselves the sums are taken. */
const looksMax = 200

function evensOut(at: NetGroup, events: readonly { readonly expect: FactLine['expect']; readonly effects: readonly Effect[] }[]): boolean {
  let sum = '0'
  for (const { expect, effects } of events) {
    for (const each of expect) if (each.what !== 'state' && belongsTo(at, each, each.system)) sum = subtractQuantities(sum, amountOf(each))
    for (const each of effects) if (belongsTo(at, each, each.system)) sum = addQuantities(sum, amountOf(each))
  }
  return isZeroQuantity(sum)
}

function amountOf(
  each: { readonly what: 'quantity'; readonly quantity: Quantity } | { readonly what: 'count'; readonly count: number },
): Quantity {
  return each.what === 'quantity' ? each.quantity : String(each.count)
}

/** The amounts of the records by the event that they are for; states are handed on. */
function effectsByEvent(
  timeline: Timeline,
  records: Iterable<JournalRecord>,
  onState: (record: StateRecord) => void,
): Map<string, Effect[]> {
  const effects = new Map<string, Effect[]>()
  for (const record of records) {
    if (record.kind !== 'effect') continue
    if (record.what === 'state') {
      onState(record)
      continue
    }
    const eids = timeline.factsOfEffect(record)
    const [physId] = new Set(eids.flatMap((eid) => timeline.facts.get(eid)?.physId ?? []))
    // What is for several at once cannot be told apart here.
    if (physId !== undefined && eids.length === 1) append(effects, physId, record)
  }
  return effects
}

interface Found {
  readonly divergence: Divergence
  readonly at: NetGroup | undefined
}

function ofFact(header: JournalHeader, fact: FactLine, effects: readonly Effect[]): Found[] {
  const groups = new NetGroups(header.words.measures)
  const lines = new Map<number, Line>()
  for (const each of fact.expect) {
    if (each.what === 'state') continue
    const at = groups.of(each, each.system)
    lines.set(at.id, { at, expected: addQuantities(lines.get(at.id)?.expected ?? '0', amountOf(each)), sums: [] })
  }
  for (const effect of effects) {
    const line = [...lines.values()].find(({ at }) => belongsTo(at, effect, effect.system))
    line?.sums.push({ at: { seq: effect.seq, t: effect.t }, sum: addQuantities(line.sums.at(-1)?.sum ?? '0', amountOf(effect)) })
  }
  return [...lines.values()].flatMap((line) => {
    const divergence = ofLine(fact, line)
    return divergence ? [{ divergence, at: line.at }] : []
  })
}

function ofLine(fact: FactLine, { at, expected, sums }: Line): Divergence | undefined {
  const found = sums.at(-1)?.sum ?? '0'
  const difference = subtractQuantities(found, expected)
  if (isZeroQuantity(difference)) return undefined
  const told = { eid: fact.eid, system: at.system, name: at.measure.name, expected, found }
  // The same sign of the difference from here to the end.
  const over = compareQuantities(difference, '0') > 0 === compareQuantities(expected, '0') >= 0
  if (!over) return { ...told, how: 'missing', ...(fact.owed ?? { seq: fact.seq, t: fact.t }) }
  const agreed = sums.findLastIndex(
    ({ sum }) => compareQuantities(subtractQuantities(sum, expected), '0') * compareQuantities(difference, '0') <= 0,
  )
  const first = sums[agreed + 1] ?? sums.at(-1)
  return first && { ...told, how: 'too much', ...first.at }
}

interface Wanted {
  readonly fact: FactLine
  readonly each: Extract<FactLine['expect'][number], { what: 'state' }>
}
type WantedStates = ReadonlyMap<string, Wanted>

/** What the last fact about each state obliges. */
function wantedStates(timeline: Timeline): WantedStates {
  const wanted = new Map<string, Wanted>()
  for (const fact of timeline.facts.values()) {
    if (fact.must !== 'POST' || !fact.covered || fact.excepted || fact.givenUp) continue
    for (const each of fact.expect) {
      if (each.what !== 'state') continue
      const key = stateKey(each.system, each)
      if ((wanted.get(key)?.each.version ?? 0) <= (each.version ?? 0)) wanted.set(key, { fact, each })
    }
  }
  return wanted
}

/** States whose last value is another than what is wanted. */
function ofStates(wanted: WantedStates, written: ReadonlyMap<string, StateRecord>): Divergence[] {
  return [...wanted].flatMap(([key, { fact, each }]) => {
    const last = written.get(key)
    const told = { eid: fact.eid, system: each.system, name: each.group, expected: valueText(each.after) }
    if (!last) return { ...told, found: '', how: 'missing' as const, ...(fact.owed ?? { seq: fact.seq, t: fact.t }) }
    if (sameValue(last.after, each.after) || (last.version ?? 0) > (each.version ?? 0)) return []
    return { ...told, found: valueText(last.after), how: 'another value' as const, seq: last.seq, t: last.t }
  })
}

function stateKey(system: SystemName, { entity, group }: { readonly entity: string; readonly group: string }): string {
  return `${system}|${entity}|${group}`
}
