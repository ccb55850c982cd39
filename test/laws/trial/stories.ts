import fc from 'fast-check'
import type { ExpectedEffect, Fact } from '../../../src/domain/fact.js'
import { entityId } from '../../../src/domain/effect.js'
import type { ProductionOrder } from '../../../src/domain/master.js'
import { inputOf, liveUnder, settle, type Input, type Posted } from './integration.js'
import { fates, laboratory, type Fate, type Landscape } from './landscape.js'
import { first, type Story } from './story.js'
import type { Pause } from './tasks.js'

const somefates = fc.array(fc.constantFrom(...fates), { maxLength: 2 })
const day = '2026-03-02T08:00:00+01:00'

/** What an operator reports of an order, as a payload without key and place. */
export function reported(
  order: ProductionOrder,
  good: number,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const amount = (quantity: number): { readonly quantity: number; readonly unit: string } => ({ quantity, unit: 'EA' })
  const { id, plant, routingSteps } = order
  return {
    plant,
    order: id,
    operation: routingSteps[0]?.id,
    occurredAt: day,
    kind: 'partial',
    yield: amount(good),
    scrap: amount(0),
    rework: amount(0),
    ...more,
  }
}

/** What a component that is issued explicitly was taken for, as a payload without key and place. */
export function consumed(
  order: ProductionOrder,
  quantity: number,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const { id, plant } = order
  return { plant, order: id, operation: '0020', occurredAt: day, item: 'C4', lot: 'L1', location: 'RM01', quantity, unit: 'EA', ...more }
}

/** Hands a fact over and says when the target knows it. */
function handed(world: Landscape, fact: Fact): () => boolean {
  let known = false
  world.begin(
    `hand ${fact.businessKey}`,
    world.hand(fact, [], `evt-${fact.businessKey}`, () => {
      known = true
    }),
  )
  return () => known
}

/** Posts a fact as it should be. */
export function* post(world: Landscape, fact: Fact, planned: readonly Fate[] = []): Generator<Pause, Posted> {
  const { path, input } = inputOf(world, fact)
  return yield* settle(world, path, input, planned)
}

interface Rejected {
  readonly status: 'created' | 'closed'
  readonly tries: number
  readonly count: number
  readonly gives: 'exception' | 'back'
}

/** Facts that a business reason forbids: tried, refused, and with people, or back with their source. */
const rejected: Story<Rejected> = {
  name: 'rejected',
  params: fc.record({
    status: fc.constantFrom('created', 'closed'),
    tries: fc.nat({ max: 1 }),
    count: fc.integer({ min: 1, max: 2 }),
    gives: fc.constantFrom('exception', 'back'),
  }),
  orders: ({ status }) => [{ status }],
  play(world, { tries, count, gives }, orders) {
    const order = first(orders)
    for (let index = 0; index < count; index += 1) {
      const fact = world.happen({ flow: 'confirmation', must: 'REJECT', payload: reported(order, 5 + index) })
      world.begin(`reject ${fact.businessKey}`, reject(world, fact, tries, gives))
    }
  },
}

function* reject(world: Landscape, fact: Fact, tries: number, gives: Rejected['gives']): Generator<Pause, void> {
  if (gives === 'back') return yield* world.handBack(fact)
  const known = handed(world, fact)
  yield known
  const { path, input } = inputOf(world, fact)
  for (let attempt = 0; attempt < tries; attempt += 1) yield* settle(world, path, input)
  world.tell([fact], { reason: 'the order takes no postings' })
}

interface Held {
  readonly asks: number
  readonly tells: boolean
  readonly count: number
}

/** Facts of an order that is released later: asked for too early, refused, and posted once it is. */
const held: Story<Held> = {
  name: 'held',
  params: fc.record({ asks: fc.nat({ max: 2 }), tells: fc.boolean(), count: fc.integer({ min: 1, max: 2 }) }),
  orders: () => [{ status: 'created' }],
  play(world, { asks, tells, count }, orders) {
    const order = first(orders)
    let isReleased = false
    world.begin(
      'release',
      (function* () {
        for (let step = 0; step < 10; step += 1) yield
        world.step({ do: 'set-order-status', order: order.id, plant: order.plant, status: 'released' })
        isReleased = true
      })(),
    )
    for (let index = 0; index < count; index += 1) {
      const fact = world.happen({ flow: 'confirmation', must: 'HOLD', payload: reported(order, 5 + index) })
      world.begin(
        `hold ${fact.businessKey}`,
        (function* () {
          yield handed(world, fact)
          for (let ask = 0; ask < asks && !isReleased; ask += 1) if ('document' in (yield* post(world, fact))) return
          const xid = tells ? world.tell([fact], { reason: 'not released' }) : undefined
          yield () => isReleased
          yield* post(world, fact)
          if (xid !== undefined) world.tell([fact], { xid, resolution: 'posted' })
        })(),
      )
    }
  },
}

interface Over {
  readonly extra: number
  readonly fates: readonly Fate[]
}

/** The source reports more than an order allows: refused, and with people; what came before stays. */
const overConfirmed: Story<Over> = {
  name: 'over-confirmed',
  params: fc.record({ extra: fc.integer({ min: 2, max: 9 }), fates: somefates }),
  orders: () => [{ quantity: '10' }],
  play(world, { extra, fates: planned }, orders) {
    const order = first(orders)
    const [good, more] = [10, extra].map((quantity) => world.happen({ flow: 'confirmation', payload: reported(order, quantity) }))
    if (!good || !more) return
    world.begin(
      'over',
      (function* () {
        const known = [handed(world, good), handed(world, more)]
        yield () => known.every((each) => each())
        yield* post(world, good, planned)
        const posted = yield* post(world, more, planned)
        if ('refused' in posted) world.tell([more], { reason: posted.refused.code ?? '' })
      })(),
    )
  },
}

/** One event that two feeds report: posted from one of them. */
const twoReports: Story<{ readonly from: 0 | 1; readonly good: number }> = {
  name: 'two-reports',
  params: fc.record({ from: fc.constantFrom(0, 1), good: fc.integer({ min: 1, max: 9 }) }),
  orders: () => [{}],
  play(world, { from, good }, orders) {
    const order = first(orders)
    const physId = `phys-${order.id}-${order.plant}`
    const facts = [0, 1].map(() => world.happen({ flow: 'consumption', physId, payload: consumed(order, good) }))
    world.begin(
      'two reports',
      (function* () {
        const known = facts.map((fact) => handed(world, fact))
        yield () => known.every((each) => each())
        const chosen = facts[from]
        if (chosen) yield* post(world, chosen)
      })(),
    )
  },
}

const mistakes = ['twice', 'for nobody', 'as nothing', 'too much', 'from both reports'] as const

interface Corrected {
  readonly mistake: (typeof mistakes)[number]
  readonly good: number
}

/** A mistake that the target makes, sees, and cancels before anybody is the worse for it. */
const corrected: Story<Corrected> = {
  name: 'corrected',
  params: fc.record({ mistake: fc.constantFrom(...mistakes), good: fc.integer({ min: 2, max: 9 }) }),
  orders: () => [{ quantity: '10' }],
  play(world, params, orders) {
    world.begin('mistake', correct(world, first(orders), params))
  },
}

function* correct(world: Landscape, order: ProductionOrder, { mistake, good }: Corrected): Generator<Pause, void> {
  const isOfTwo = mistake === 'from both reports'
  const physId = isOfTwo ? { physId: `phys-${order.id}-${order.plant}` } : {}
  const specs = [0, ...(isOfTwo ? [1] : [])].map(() => ({ flow: 'consumption', ...physId, payload: consumed(order, good) }))
  const facts = isOfTwo ? specs.map((spec) => world.happen(spec)) : [world.happen({ flow: 'confirmation', payload: reported(order, good) })]
  const known = facts.map((fact) => handed(world, fact))
  yield () => known.every((each) => each())
  const [fact, other] = facts
  if (!fact) return
  const { path, input } = inputOf(world, fact)
  const amount = { quantity: mistake === 'as nothing' ? 0 : 11, unit: 'EA' }
  const wrong: Input = {
    twice: { ...input },
    // Of its own: another mistake of the kind has another reference.
    'for nobody': { ...input, reference: `UNKNOWN-${world.count('unknown')}` },
    'as nothing': { ...input, yield: amount },
    'too much': { ...input, yield: amount },
    'from both reports': { ...input, reference: other?.businessKey },
  }[mistake]
  const isFirst = mistake === 'as nothing' || mistake === 'too much'
  const right = isFirst ? undefined : yield* settle(world, path, input)
  // A second key for it would be a mistake that nobody can take back.
  if (mistake === 'twice' && world.setting.dedupe === 'idempotency-key') return
  const reference = String(wrong['reference'])
  const made = yield* settle(world, path, wrong, [], 'wrong')
  // Whoever was stopped after the second of two finds both, and cannot tell which one is the second.
  const stays = right && 'document' in right ? right.document : undefined
  const found = mistake === 'twice' ? yield* liveUnder(world, path, reference) : 'document' in made ? [made.document] : []
  for (const document of found.filter((each) => each !== stays)) {
    yield* settle(world, `${path}/${document}/reversal`, { postingDate: input['postingDate'], reference })
  }
  if (isFirst) yield* settle(world, path, input, [], 'right')
}

interface Samples {
  readonly parts: number
  readonly versions: number
  readonly writesAll: boolean
  readonly approves: boolean
  readonly again: boolean
  readonly fates: readonly Fate[]
}

/** A sample with its parts, in versions, and its approval, which may be known before all parts are. */
const samples: Story<Samples> = {
  name: 'samples',
  params: fc.record({
    parts: fc.integer({ min: 1, max: 3 }),
    versions: fc.integer({ min: 1, max: 3 }),
    writesAll: fc.boolean(),
    approves: fc.boolean(),
    again: fc.boolean(),
    fates: somefates,
  }),
  orders: () => [],
  play(world, params) {
    const name = `S-${world.count('sample')}`
    const facts = Array.from({ length: params.versions }, (_, index) => index + 1).flatMap((version) =>
      Array.from({ length: params.parts }, (_, part) => partOf(world, name, `part-${part + 1}`, version)),
    )
    const approval = params.approves ? approvalOf(world, name, facts) : undefined
    const known = [...facts, ...(approval ? [approval] : [])].map((fact) => handed(world, fact))
    world.begin(
      `sample ${name}`,
      register(world, facts, approval, () => known.every((each) => each()), params),
    )
  },
}

export function partOf(world: Landscape, name: string, part: string, version: number): Fact {
  const dims = { plant: 'P1', sample: name }
  const entity = entityId('sample', 'P1', name)
  const sampling = { system: laboratory, flow: 'sampling' } as const
  const older = world.facts.filter((fact) => fact.entity === entity && fact.payload['part'] === part).map(({ eid }) => eid)
  return world.happen({
    flow: 'sampling',
    payload: { plant: 'P1', sample: name, part, version, occurredAt: day },
    own: {
      type: 'org.mfgsync.mes.sample-part.published.v1',
      plant: 'P1',
      entity,
      dims,
      sequenceKey: `sample:${name}`,
      partOf: name,
      ...(older.length > 0 && { supersedes: older }),
      expect: [
        { ...sampling, what: 'count', measure: 'sample', dims, count: 1, identity: name },
        { ...sampling, what: 'state', entity, dims, group: part, version, after: `${part} as of ${version}` },
      ],
    },
  })
}

export function approvalOf(world: Landscape, name: string, facts: readonly Fact[]): Fact {
  const dims = { plant: 'P1', sample: name }
  const entity = entityId('sample', 'P1', name)
  return world.happen({
    flow: 'sampling',
    payload: { plant: 'P1', sample: name, occurredAt: day },
    own: {
      type: 'org.mfgsync.mes.sample.approved.v1',
      plant: 'P1',
      entity,
      dims,
      partOf: name,
      gates: [{ effect: 'status', facts: facts.map(({ eid }) => eid), by: 'exposed', or: 'wait', title: 'no-release-before-parts' }],
      expect: [{ system: laboratory, flow: 'sampling', what: 'state', entity, dims, group: 'status', after: 'released' }],
    },
  })
}

export const countsOf = ({ expect }: Fact): readonly ExpectedEffect[] => expect.filter(({ what }) => what === 'count')
export const statesOf = ({ expect }: Fact): readonly ExpectedEffect[] => expect.filter(({ what }) => what === 'state')

function* register(
  world: Landscape,
  facts: readonly Fact[],
  approval: Fact | undefined,
  known: () => boolean,
  params: Samples,
): Generator<Pause, void> {
  yield known
  const [some] = facts
  if (!some) return
  // In doubt one looks whether it is there.
  while (!(yield* world.write([some], countsOf(some), params.fates[0])).isDone);
  const last = facts.filter(
    (fact) =>
      !facts.some(
        ({ payload }) => payload['part'] === fact.payload['part'] && Number(payload['version']) > Number(fact.payload['version']),
      ),
  )
  for (const fact of params.writesAll ? facts : last) yield* write(world, fact, params.fates)
  if (approval) yield* write(world, approval, params.fates)
  // What is written again by night changes nothing.
  if (params.again) for (const fact of last) yield* write(world, fact, [])
}

/** A write is repeated until it is known that it was done. */
export function* write(world: Landscape, fact: Fact, planned: readonly Fate[]): Generator<Pause, void> {
  for (let attempt = 0; ; attempt += 1) if ((yield* world.write([fact], statesOf(fact), planned[attempt])).isKnown) return
}

/** Beside the burst, which is most of what happens. */
export const otherStories = { rejected, held, overConfirmed, twoReports, corrected, samples } as const
