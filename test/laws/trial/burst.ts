import fc from 'fast-check'
import type { Fact } from '../../../src/domain/fact.js'
import type { ProductionOrder } from '../../../src/domain/master.js'
import { batchOf, inputOf, partsOf, settle, type Input } from './integration.js'
import { fates, type Fate, type Handing, type Landscape } from './landscape.js'
import { first, type Story } from './story.js'
import type { Begun, Pause } from './tasks.js'

/** One fact of an order, and what a correct integration makes of it. */
interface Planned {
  readonly kind: 'partial' | 'final' | 'consume' | 'reverse'
  readonly step: 0 | 1
  readonly good: number
  readonly tenths: number
  readonly scrap: number
  readonly rework: number
  readonly inOtherUnit: boolean
  readonly lot: 'L1' | 'L2'
  readonly time: number
  readonly handings: readonly Handing[]
  readonly deliveredAgain: number
  readonly publishedAgain: boolean
  readonly fates: readonly Fate[]
  readonly parts: number
  readonly reposts: boolean
  readonly inBatch: boolean
  /** Of a reversal: neither it nor what it cancels is posted. */
  readonly suppresses: boolean
}

export interface Burst {
  readonly plant: 'P1' | 'P2'
  readonly item: 'FG-100' | 'FG-200'
  readonly routing: 'sequential' | 'parallel'
  readonly meanwhile: 'nothing' | 'lock' | 'complete' | 'close'
  readonly facts: readonly Planned[]
}

const times = [
  '2026-03-02T08:00:00+01:00',
  '2026-03-05T23:45:00Z',
  '2026-03-29T00:30:00Z',
  '2026-03-08T07:59:59Z',
  // Near the ends of the open month: another day, and another period, in each plant.
  '2026-03-31T22:30:00Z',
  '2026-03-01T03:00:00Z',
  '2026-02-14T10:00:00Z',
]
const mostlyOpen = fc.oneof({ weight: 6, arbitrary: fc.nat({ max: 3 }) }, { weight: 1, arbitrary: fc.nat({ max: times.length - 1 }) })

const planned: fc.Arbitrary<Planned> = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('partial' as const) },
    { weight: 2, arbitrary: fc.constant('consume' as const) },
    { weight: 2, arbitrary: fc.constant('reverse' as const) },
    { weight: 2, arbitrary: fc.constant('final' as const) },
  ),
  step: fc.constantFrom(0 as const, 1 as const),
  good: fc.integer({ min: 1, max: 30 }),
  tenths: fc.nat({ max: 9 }),
  scrap: fc.nat({ max: 3 }),
  rework: fc.nat({ max: 2 }),
  inOtherUnit: fc.boolean(),
  lot: fc.constantFrom('L1' as const, 'L2' as const),
  time: mostlyOpen,
  handings: fc.array(fc.constantFrom<Handing>('acked', 'refused', 'acknowledgement-lost', 'not-connected'), { maxLength: 2 }),
  deliveredAgain: fc.nat({ max: 1 }),
  publishedAgain: fc.boolean(),
  fates: fc.array(fc.constantFrom(...fates), { maxLength: 2 }),
  parts: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 3 }) }),
  reposts: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  inBatch: fc.boolean(),
  suppresses: fc.boolean(),
})

export const burst: Story<Burst> = {
  name: 'burst',
  params: fc.record({
    plant: fc.constantFrom('P1' as const, 'P2' as const),
    item: fc.constantFrom('FG-100' as const, 'FG-200' as const),
    routing: fc.constantFrom('sequential' as const, 'parallel' as const),
    meanwhile: fc.constantFrom('nothing' as const, 'nothing' as const, 'lock' as const, 'complete' as const, 'close' as const),
    facts: fc.array(planned, { minLength: 1, maxLength: 6 }),
  }),
  orders: ({ plant, item, routing }) => [{ plant, item, routing }],
  play(world, { meanwhile, facts }, orders) {
    const order = first(orders)
    new Handling(world, order).begin(facts)
    if (meanwhile !== 'nothing') world.begin(meanwhile, meddle(world, order, meanwhile))
  },
}

function* meddle(world: Landscape, { id, plant }: ProductionOrder, meanwhile: Burst['meanwhile']): Generator<Pause, void> {
  for (let step = 0; step < 8; step += 1) yield
  const about = { order: id, plant }
  if (meanwhile === 'lock') {
    world.step({ do: 'lock-order', ...about })
    for (let step = 0; step < 12; step += 1) yield
    world.step({ do: 'unlock-order', ...about })
    return
  }
  world.step({ do: 'set-order-status', ...about, status: 'technically-complete' })
  if (meanwhile === 'close') world.step({ do: 'set-order-status', ...about, status: 'closed' })
}

/** A fact, and how far the integration is with it. */
interface Case {
  readonly fact: Fact
  readonly plan: Planned
  readonly original?: Case
  isKnown: boolean
  /** Documents that stand for it alone, by the path on which they are cancelled. */
  documents: readonly string[]
  done?: Begun
  isSuppressed: boolean
}

/** What a correct integration does about the facts of one order. */
class Handling {
  readonly #cases: Case[] = []
  readonly #ended = new Set<number>()

  constructor(
    readonly world: Landscape,
    readonly order: ProductionOrder,
  ) {}

  begin(facts: readonly Planned[]): void {
    this.world.begin('source', this.#happen(facts))
  }

  *#happen(facts: readonly Planned[]): Generator<Pause, void> {
    const { world } = this
    const entered = facts.flatMap((plan) => this.#occur(plan) ?? [])
    for (const [index, entry] of entered.entries()) {
      if (index > 0) yield
      world.begin(`hand ${entry.fact.businessKey}`, this.#hand(entry))
    }
    for (const group of groupsOf(entered)) {
      const name = group.map(({ fact }) => fact.businessKey).join('+')
      const begun = world.begin(`post ${name}`, this.#handle(group))
      for (const entry of group) entry.done = begun
    }
  }

  /** Undefined for what cannot happen: there is nothing to cancel, or its step has ended. */
  #occur(plan: Planned): Case | undefined {
    const { world, order } = this
    const original = plan.kind === 'reverse' ? this.#reversible(plan) : undefined
    if (plan.kind === 'reverse' ? !original : plan.kind !== 'consume' && this.#ended.has(plan.step)) return undefined
    const fact = world.happen(specOf(order, plan, original?.fact))
    const entry: Case = { fact, plan, ...(original && { original }), isKnown: false, documents: [], isSuppressed: false }
    if (original) original.isSuppressed = entry.isSuppressed = plan.suppresses
    if (plan.kind === 'final') this.#ended.add(plan.step)
    if (original?.plan.kind === 'final') this.#ended.delete(original.plan.step)
    this.#cases.push(entry)
    return entry
  }

  /** The newest confirmation that is not cancelled yet. */
  #reversible({ good }: Planned): Case | undefined {
    const open = this.#cases.filter((entry) => isConfirmation(entry) && !this.#cases.some(({ original }) => original === entry))
    return open[good % Math.max(1, open.length)]
  }

  *#hand(entry: Case): Generator<Pause, void> {
    const { fact, plan } = entry
    const told = (): void => {
      entry.isKnown = true
    }
    yield* this.world.hand(fact, plan.handings, `evt-${fact.businessKey}`, told)
    for (let again = 0; again < plan.deliveredAgain; again += 1) yield* this.world.hand(fact, [], `evt-${fact.businessKey}`, told)
    if (plan.publishedAgain) yield* this.world.hand(fact, [], `evt-${fact.businessKey}-again`, told)
  }

  /** Whether this one has to be done before that one: an end comes last, and a cancellation after what it cancels. */
  #isBefore(one: Case, other: Case): boolean {
    if (one === other || one.fact.streamSeq >= other.fact.streamSeq) return false
    if (other.original === one) return true
    if (one.fact.dims['routingStep'] !== other.fact.dims['routingStep']) return false
    const [ends, endsToo] = [endsStep(one), endsStep(other)]
    return ends || endsToo
  }

  *#handle(group: readonly Case[]): Generator<Pause, void> {
    const { world } = this
    const before = this.#cases.filter((one) => group.some((other) => this.#isBefore(one, other)))
    const suppressed = group.some(({ isSuppressed }) => isSuppressed)
    const waitsFor = suppressed ? this.#cases.filter(({ isSuppressed }) => isSuppressed) : []
    yield () => [...group, ...waitsFor].every(({ isKnown }) => isKnown) && before.every(({ done }) => done?.done === true)
    if (suppressed) return
    const [only] = group
    if (!only) return
    if (group.length > 1) return yield* this.#together(group)
    if (only.original) return yield* this.#cancel(only, only.original)
    yield* this.#post(only)
    if (!only.plan.reposts || only.documents.length !== 1) return
    const { path } = inputOf(world, only.fact)
    const { input } = inputOf(world, only.fact)
    const undone = yield* settle(world, `${path}/${only.documents[0]}/reversal`, cancellation(input, only.fact.businessKey), [])
    if ('refused' in undone) return
    only.documents = []
    yield* this.#post(only, '~')
  }

  *#post(entry: Case, again = ''): Generator<Pause, void> {
    const { world } = this
    const { path, input } = inputOf(world, entry.fact)
    const { plan } = entry
    const parts = partsOf(input, plan.parts)
    for (const [index, part] of parts.entries()) {
      const posted = yield* settle(world, path, part, index === 0 && again === '' ? plan.fates : [], again)
      if ('refused' in posted) {
        world.tell([entry.fact], { reason: posted.refused.code ?? '' })
        return
      }
      entry.documents = [...entry.documents, posted.document]
    }
  }

  *#together(group: readonly Case[]): Generator<Pause, void> {
    const { world } = this
    const inputs = group.map(({ fact }) => inputOf(world, fact))
    const posted = yield* settle(world, inputs[0]?.path ?? '', batchOf(inputs.map(({ input }) => input)), group[0]?.plan.fates)
    if ('refused' in posted) for (const { fact } of group) world.tell([fact], { reason: posted.refused.code ?? '' })
  }

  *#cancel(entry: Case, original: Case): Generator<Pause, void> {
    const { world } = this
    const { path, input } = inputOf(world, original.fact)
    const key = entry.fact.businessKey
    const { input: own } = inputOf(world, { ...original.fact, occurredAt: entry.fact.occurredAt })
    if (original.documents.length === 0) world.tell([entry.fact], { reason: `${String(input['reference'])} is not posted` })
    for (const [index, document] of original.documents.entries()) {
      const reference = original.documents.length > 1 ? `${key}#${index + 1}` : key
      const posted = yield* settle(world, `${path}/${document}/reversal`, cancellation(own, reference), entry.plan.fates)
      if (!('refused' in posted)) continue
      world.tell([entry.fact], { reason: posted.refused.code ?? '' })
      return
    }
  }
}

function cancellation({ postingDate }: Input, reference: string): Input {
  return { postingDate, reference }
}

function isConfirmation({ plan }: Case): boolean {
  return plan.kind === 'partial' || plan.kind === 'final'
}

function endsStep({ plan, original }: Case): boolean {
  return plan.kind === 'final' || original?.plan.kind === 'final'
}

/** Facts that go into one document each: alone, or with those of the same place and day that came right after it. */
function groupsOf(entered: readonly Case[]): readonly (readonly Case[])[] {
  const groups: Case[][] = []
  for (const entry of entered) {
    const last = groups.at(-1)
    const [other] = last ?? []
    if (last && other && mayBeOneWith(entry, other, entered)) last.push(entry)
    else groups.push([entry])
  }
  return groups
}

function mayBeOneWith(entry: Case, other: Case, entered: readonly Case[]): boolean {
  const canJoin = (each: Case): boolean =>
    each.plan.kind === 'partial' && each.plan.inBatch && !entered.some(({ original }) => original === each)
  return (
    canJoin(entry) &&
    canJoin(other) &&
    entry.plan.step === other.plan.step &&
    entry.plan.time === other.plan.time &&
    entry.plan.inOtherUnit === other.plan.inOtherUnit
  )
}

/** What the source says of it. */
function specOf(order: ProductionOrder, plan: Planned, original: Fact | undefined): Parameters<Landscape['happen']>[0] {
  const { id, plant, item, routingSteps } = order
  const step = original?.dims['routingStep'] ?? routingSteps[plan.step]?.id ?? ''
  const base = { plant, order: id, operation: step, occurredAt: times[plan.time] ?? times[0] }
  if (original)
    return { flow: 'reversal', reverses: original, payload: { confirmation: original.businessKey, ...base, reason: 'entered twice' } }
  if (plan.kind === 'consume') {
    const component = plan.step === 0 ? 'C2' : 'C4'
    const unit = component === 'C2' ? (plan.inOtherUnit ? 'G' : 'KG') : plan.inOtherUnit ? 'BOX' : 'EA'
    const quantity = component === 'C4' ? plan.good : unit === 'G' ? plan.good * 10 + 1 : plan.good + plan.tenths / 10
    return { flow: 'consumption', payload: { ...base, item: component, lot: plan.lot, location: 'RM01', quantity, unit } }
  }
  const unit = item === 'FG-200' ? (plan.inOtherUnit ? 'G' : 'KG') : plan.inOtherUnit ? 'BOX' : 'EA'
  const measured = (amount: number): { readonly quantity: number; readonly unit: string } => ({ quantity: amount, unit })
  const good = unit === 'KG' ? plan.good + plan.tenths / 10 : plan.good
  return {
    flow: 'confirmation',
    payload: {
      ...base,
      kind: plan.kind,
      yield: measured(good),
      scrap: measured(unit === 'BOX' ? 0 : plan.scrap),
      rework: measured(unit === 'BOX' ? 0 : plan.rework),
    },
  }
}
