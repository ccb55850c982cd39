import { plainIdentifiers, type Identifiers } from '../data/identifiers/index.js'
import type { Landscape } from '../data/sets.js'
import { factId, streamOf, type ExpectedEffect, type Fact } from '../domain/fact.js'
import { grouped } from '../domain/grouping.js'
import type { Item, MasterData, ProductionOrder } from '../domain/master.js'
import { measureOf } from '../domain/measures/index.js'
import { roundsAway } from '../domain/units.js'
import type { FactInView, FlowWorld } from '../flows/contract.js'
import { flowOf, flows, type AnyFlow } from '../flows/index.js'
import { factsInView } from '../flows/view.js'
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

/** How facts are called, and what stands in them besides. */
type Numbering = Pick<Landscape, 'identifiers' | 'texts'>

type OwnFlow = AnyFlow & Required<Pick<AnyFlow, 'prefix' | 'about'>>

function canOwn(flow: AnyFlow): flow is OwnFlow {
  return flow.prefix !== undefined && flow.about !== undefined
}

function ownFlow({ flow: name }: FactDraft): OwnFlow {
  const flow = flowOf(name)
  if (!flow) throw new Error(`There is no flow ${name}.`)
  if (!canOwn(flow)) throw new Error(`The flow ${name} lives on facts of other flows: to have one of its own it lacks "prefix" or "about".`)
  return flow
}

/** How facts are called: their business keys, and the names that tell them apart in a run. */
interface Names {
  keyOf(draft: FactDraft): string
  eidOf(draft: FactDraft): string
}

/** Business keys, counted by their prefix; in each plant anew, where plants number apart. */
function namesOf(drafts: readonly FactDraft[], identifiers: Identifiers): Names {
  const next = counter()
  const ranges = [
    ...new Set(flows.flatMap(({ prefix, prefixes = {} }) => [...(prefix === undefined ? [] : [prefix]), ...Object.values(prefixes)])),
  ]
  const keys = new Map<FactDraft, string>()
  const plants = new Map<string, Set<string>>()
  const plantOf = (draft: FactDraft): string =>
    ownFlow(draft).about(of(draft.payload({ key: '', sequence: 0, occurredAt: new Date(0).toISOString(), keyOf: () => '' }))).plant
  for (const draft of drafts) {
    const { prefix: usual, prefixes = {}, words } = ownFlow(draft)
    const prefix = prefixes[draft.type ?? ''] ?? usual
    const plant = identifiers.perPlant ? plantOf(draft) : ''
    const key = draft.key ?? identifiers.key(prefix, ranges.indexOf(prefix), next(JSON.stringify([plant, prefix])) - 1)
    keys.set(draft, key)
    const id = JSON.stringify([words.source, key])
    plants.set(id, (plants.get(id) ?? new Set()).add(plant))
  }
  const keyOf = (draft: FactDraft): string => keys.get(draft) ?? ''
  return {
    keyOf,
    eidOf(draft) {
      const { source } = ownFlow(draft).words
      const key = keyOf(draft)
      const shared = (plants.get(JSON.stringify([source, key]))?.size ?? 0) > 1
      return factId(source, shared ? plantOf(draft) : '', key)
    },
  }
}

/** The facts in the order of time, with keys, places in their sequences, and payloads. */
function number(
  drafts: readonly FactDraft[],
  world: FlowWorld,
  start: string,
  systems: ReadonlySet<string>,
  { identifiers, texts }: Numbering,
): Entry[] {
  const inOrder = drafts
    .map((draft, index) => ({ draft, index }))
    .sort((a, b) => a.draft.at_ms - b.draft.at_ms || a.index - b.index)
    .map(({ draft }) => draft)
  const { keyOf, eidOf } = namesOf(inOrder, identifiers)
  const begin = Date.parse(start)
  const instant = (at_ms: number): string => new Date(begin + at_ms).toISOString()
  const placeIn = counter()
  return inOrder.map((draft) => {
    const own = ownFlow(draft)
    const { at_ms, reverses, supersedes, partOf, must = 'POST', type = Object.keys(own.types)[0] ?? '' } = draft
    const occurredAt = draft.occurredAt ?? instant(at_ms)
    const known = { key: keyOf(draft), occurredAt, keyOf }
    // What a fact's order is owed by stands in its payload, as does its place in that order: without a gap among those of its source and
    // plant.
    const first = of(draft.payload({ ...known, sequence: 0 }))
    const sequenceKey = own.sequence?.key(first)
    const stream = streamOf({ source: own.words.source, plant: own.about(first).plant, ...(sequenceKey !== undefined && { sequenceKey }) })
    const streamSeq = stream === undefined ? 1 : placeIn(stream)
    const payload = { ...draft.payload({ ...known, sequence: streamSeq }), ...texts?.extra() } as Payload
    const others = flows.filter(
      (flow) =>
        flow !== own &&
        type in flow.types &&
        flow.words.sinks.some((sink) => systems.has(sink)) &&
        flow.applies?.(of(payload), world) !== false,
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
      // A clock that is wrong says otherwise when it comes to it.
      stampedAt: occurredAt,
      payload,
      ...(reverses && { reverses: eidOf(reverses) }),
      causes: [reverses, draft.repeats].flatMap((cause) => (cause ? eidOf(cause) : [])),
      physId: draft.physId ?? (draft.repeats ? eidOf(draft.repeats) : eid),
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
export function planFacts(
  drafts: readonly FactDraft[],
  master: MasterData,
  start: string,
  systems: ReadonlySet<string>,
  numbering: Numbering = { identifiers: plainIdentifiers },
): PlannedFact[] {
  const world = { master }
  const entries = number(drafts, world, start, systems, numbering)
  const known = new Map<string, readonly ExpectedEffect[]>()
  const all = entries.map((entry): FactInView & Entry['fact'] => ({
    ...entry.fact,
    get expect() {
      return expectOf(entry)
    },
  }))
  const obligedBy = (flow: AnyFlow, { fact }: Entry): ExpectedEffect[] =>
    flow
      .expect(of(fact.payload), world, factsInView(fact, all))
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
    const { fact, flows: own } = entry
    const gates = own.flatMap((flow) => flow.gates?.(of(fact.payload), world, factsInView(fact, all)) ?? [])
    const expect = expectOf(entry)
    // Less than the smallest amount that is kept: whether it is carried over to the next posting or handed to people, both are right.
    const must = fact.must === 'POST' && expect.some((effect) => isTooLittle(effect, master)) ? 'EITHER' : fact.must
    return { ...fact, must, ...(gates.length > 0 && { gates }), expect }
  })
}

const ordersByNumber = grouped((order: ProductionOrder) => order.id)
const itemsByNumber = grouped((item: Item) => item.id)

/** An amount of which nothing is left when it is rounded to what is kept of its item. */
function isTooLittle(effect: ExpectedEffect, master: MasterData): boolean {
  if (effect.what !== 'quantity' || !effect.quantity.includes('.')) return false
  const { unit } = measureOf(effect.measure)
  const { plant, order = '', item } = effect.dims
  const made = (): string | undefined => ordersByNumber(master.orders, order).find((each) => each.plant === plant)?.item
  const name = unit === 'item' ? item : unit === 'order-item' ? made() : undefined
  const [known] = name === undefined ? [] : itemsByNumber(master.items, name)
  return known !== undefined && roundsAway(effect.quantity, known.decimals)
}

/** Names of the flows that the facts are of, sorted. */
export function flowsOf(facts: readonly Pick<Fact, 'flows'>[]): string[] {
  return [...new Set(facts.flatMap((fact) => fact.flows))].sort()
}
