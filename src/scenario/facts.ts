import type { ExpectedEffect, Fact } from '../domain/fact.js'
import type { MasterData } from '../domain/master.js'
import { flowOf, flows, type AnyFlow } from '../flows/index.js'
import type { FactInView, FactsInView } from '../flows/contract.js'
import type { FactDraft } from './builder.js'
import { counter } from './counter.js'
import type { PlannedFact } from './plan.js'

/** A payload for the flow that it is of: only that flow knows its type. */
type Payload = Readonly<Record<string, unknown>>
const of = (payload: object): never => payload as never

/** A fact without what it obliges, which may depend on other facts. */
interface Entry {
  readonly flows: readonly [AnyFlow, ...AnyFlow[]]
  readonly fact: Omit<PlannedFact, 'expect' | 'gates'>
}

function ownFlow({ flow: name }: FactDraft): AnyFlow {
  const flow = flowOf(name)
  if (!flow) throw new Error(`There is no flow ${name}.`)
  return flow
}

/** Business keys, counted by their prefix. */
function keysOf(drafts: readonly FactDraft[]): ReadonlyMap<FactDraft, string> {
  const next = counter()
  const made = ({ prefix }: AnyFlow): string => `${prefix}-${String(next(prefix)).padStart(6, '0')}`
  return new Map(drafts.map((draft) => [draft, draft.key ?? made(ownFlow(draft))]))
}

/** The facts in the order of time, with keys, places in their sequences, and payloads. */
function number(drafts: readonly FactDraft[], start: string, systems: ReadonlySet<string>): Entry[] {
  const inOrder = drafts
    .map((draft, index) => ({ draft, index }))
    .sort((a, b) => a.draft.at_ms - b.draft.at_ms || a.index - b.index)
    .map(({ draft }) => draft)
  const keys = keysOf(inOrder)
  const keyOf = (draft: FactDraft): string => keys.get(draft) ?? ''
  const eidOf = (draft: FactDraft): string => `${ownFlow(draft).words.source}:${keyOf(draft)}`
  const begin = Date.parse(start)
  const instant = (at_ms: number): string => new Date(begin + at_ms).toISOString()
  const placeIn = counter()
  return inOrder.map((draft) => {
    const own = ownFlow(draft)
    const { at_ms, reverses, supersedes, partOf, must = 'POST', type = Object.keys(own.types)[0] ?? '' } = draft
    const occurredAt = instant(at_ms)
    const stampedAt = draft.stamped_ms === undefined ? occurredAt : instant(draft.stamped_ms)
    const known = { key: keyOf(draft), occurredAt: stampedAt, keyOf }
    // What a fact's order is owed by stands in its payload, as does its place in that order.
    const sequenceKey = own.sequence?.key(of(draft.payload({ ...known, sequence: 0 })))
    const streamSeq = sequenceKey === undefined ? 1 : placeIn(sequenceKey)
    const payload = draft.payload({ ...known, sequence: streamSeq }) as Payload
    const others = flows.filter(
      (flow) =>
        flow !== own && type in flow.types && flow.words.sinks.some((sink) => systems.has(sink)) && flow.applies?.(of(payload)) !== false,
    )
    const eid = eidOf(draft)
    const { plant, entity, dims } = own.about(of(payload))
    const fact: Entry['fact'] = {
      eid,
      source: own.words.source,
      flows: [own, ...others].map(({ words }) => words.name),
      type,
      businessKey: known.key,
      plant,
      entity,
      dims,
      ...(sequenceKey !== undefined && { sequenceKey }),
      streamSeq,
      occurredAt,
      stampedAt,
      payload,
      ...(reverses && { reverses: eidOf(reverses) }),
      causes: reverses ? [eidOf(reverses)] : [],
      physId: draft.physId ?? eid,
      ...(partOf !== undefined && { partOf }),
      ...(supersedes && { supersedes: supersedes.map(eidOf) }),
      must: typeof must === 'function' ? must() : must,
      at_ms,
      after: (draft.after ?? []).map(eidOf),
    }
    return { flows: [own, ...others], fact }
  })
}

/**
 * Gives the facts their numbers, payloads and what they oblige. `start` is the instant of the calendar at which the burst begins. What a
 * fact obliges is worked out when it is first asked for: what cancels another looks at what that one obliges.
 */
export function planFacts(drafts: readonly FactDraft[], master: MasterData, start: string, systems: ReadonlySet<string>): PlannedFact[] {
  const entries = number(drafts, start, systems)
  const byEid = new Map(entries.map((entry) => [entry.fact.eid, entry]))
  const known = new Map<string, readonly ExpectedEffect[]>()
  const view = (entry: Entry): FactInView => ({
    ...entry.fact,
    get expect() {
      return expectOf(entry)
    },
  })
  const inView = (entry: Entry): FactsInView => {
    const { reverses, partOf } = entry.fact
    const original = reverses === undefined ? undefined : byEid.get(reverses)
    const parts = partOf === undefined ? [] : entries.filter((other) => other !== entry && other.fact.partOf === partOf)
    return {
      self: entry.fact,
      ...(original && { original: view(original) }),
      parts: parts.map(view),
      ofType: (type) => entries.filter((other) => other.fact.type === type).map(view),
    }
  }
  const obligedBy = (flow: AnyFlow, entry: Entry): ExpectedEffect[] =>
    flow
      .expect(of(entry.fact.payload), { master }, inView(entry))
      .filter(({ system }) => systems.has(system))
      .map((expected) => ({ ...expected, flow: flow.words.name }))
  const expectOf = (entry: Entry): readonly ExpectedEffect[] => {
    const { must, physId } = entry.fact
    // A fact that a business reason forbids to post obliges no effect.
    if (must === 'REJECT') return []
    const expect = known.get(physId) ?? entry.flows.flatMap((flow) => obligedBy(flow, entry))
    known.set(physId, expect)
    return expect
  }
  return entries.map((entry): PlannedFact => {
    const gates = entry.flows.flatMap((flow) => flow.gates?.(of(entry.fact.payload), { master }, inView(entry)) ?? [])
    return { ...entry.fact, ...(gates.length > 0 && { gates }), expect: expectOf(entry) }
  })
}

/** Names of the flows that the facts are of, sorted. */
export function flowsOf(facts: readonly Pick<Fact, 'flows'>[]): string[] {
  return [...new Set(facts.flatMap((fact) => fact.flows))].sort()
}
