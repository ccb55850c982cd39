import fc from 'fast-check'
import type { Fact } from '../../../src/domain/fact.js'
import type { ProductionOrder } from '../../../src/domain/master.js'
import type { HeaderOptions } from '../../support/journal-header.js'
import { inputOf, settle, type Input } from './integration.js'
import { type Landscape, type Setting } from './landscape.js'
import type { OrderKind } from './master.js'
import { approvalOf, consumed, countsOf, partOf, post, reported, statesOf, write } from './stories.js'
import { first, type Story } from './story.js'
import type { Pause } from './tasks.js'

/** One wrong thing that an integration does, and the check that owns it. */
export interface Anomaly {
  readonly title: string
  readonly check: string
  /** Checks that have nothing to say of it. */
  readonly never?: readonly string[]
  /** What the run has to be like for it to be wrong. */
  readonly setting?: Partial<Setting>
  readonly header?: HeaderOptions
  readonly story: Story<number>
}

type Doing = (world: Landscape, orders: readonly ProductionOrder[], number: number) => Generator<Pause, void>

function anomaly(
  check: string,
  title: string,
  work: Doing,
  more: Partial<Anomaly> & { readonly orders?: readonly OrderKind[] } = {},
): Anomaly {
  const { orders = [{}], ...rest } = more
  return {
    check,
    title,
    ...rest,
    story: {
      name: `${check}: ${title}`,
      params: fc.nat({ max: 5 }),
      orders: () => orders,
      play: (world, number, given) => {
        world.begin(title, work(world, given, number))
      },
    },
  }
}

/** A confirmation that happened, and that the target knows. */
function* confirmed(world: Landscape, order: ProductionOrder, good: number, more: Input = {}): Generator<Pause, Fact> {
  const fact = world.happen({ flow: 'confirmation', payload: reported(order, good, more) })
  yield* known(world, fact)
  return fact
}

function* taken(world: Landscape, order: ProductionOrder, quantity: number, more: Input = {}): Generator<Pause, Fact> {
  const fact = world.happen({ flow: 'consumption', payload: consumed(order, quantity, more) })
  yield* known(world, fact)
  return fact
}

function* known(world: Landscape, ...facts: readonly Fact[]): Generator<Pause, void> {
  const all = facts.map((fact) =>
    world.begin(
      `hand ${fact.businessKey}`,
      world.hand(fact, [], `evt-${fact.businessKey}`, () => undefined),
    ),
  )
  yield () => all.every(({ done }) => done)
  // What came just now does not count as known.
  world.wait(400)
}

function* cancelledInSource(world: Landscape, { id, plant }: ProductionOrder, original: Fact | undefined): Generator<Pause, Fact> {
  if (!original) throw new Error('there is nothing to cancel')
  const about = { plant, order: id, operation: '0010', occurredAt: '2026-03-02T09:00:00+01:00' }
  const payload = { confirmation: original.businessKey, ...about, reason: 'wrong' }
  const fact = world.happen({ flow: 'reversal', reverses: original, payload })
  yield* known(world, fact)
  return fact
}

/** Posts what a fact asks for, changed. */
function* postAs(world: Landscape, fact: Fact, change: Input, again = ''): Generator<Pause, string | undefined> {
  const { path, input } = inputOf(world, fact)
  const posted = yield* settle(world, path, { ...input, ...change }, [], again)
  return 'document' in posted ? posted.document : undefined
}

const amount = (quantity: number, unit = 'EA'): Input => ({ quantity, unit })
/** Whoever is killed looks before it repeats anything. */
const noRepeats: Partial<Setting> = { dedupe: 'none', crashesAfter: [] }

const duplicates: readonly Anomaly[] = [
  anomaly(
    'no-duplicate-effect',
    'posts again',
    function* (world, orders, number) {
      const fact = yield* confirmed(world, first(orders), 4 + number)
      yield* post(world, fact)
      yield* post(world, fact)
    },
    { setting: noRepeats },
  ),
  anomaly('no-duplicate-effect', 'registers a sample for each of its parts', function* (world) {
    const facts = [1, 2].map((part) => partOf(world, 'S-A', `part-${part}`, 1))
    yield* known(world, ...facts)
    for (const fact of facts) {
      while (!(yield* world.write([fact], countsOf(fact))).isDone);
      yield* write(world, fact, [])
    }
  }),
  anomaly('single-representation-per-fact', 'posts one event from both feeds that report it', function* (world, orders, number) {
    const order = first(orders)
    const facts = [0, 1].map(() => world.happen({ flow: 'consumption', physId: 'phys-A', payload: consumed(order, 2 + number) }))
    yield* known(world, ...facts)
    for (const fact of facts) yield* post(world, fact)
  }),
  anomaly('single-consumption-path', 'issues explicitly what is backflushed', function* (world, orders, number) {
    const fact = yield* confirmed(world, first(orders), 3 + number)
    yield* postAs(world, fact, { components: [{ item: 'C1', quantity: amount(3 + number) }] })
  }),
  anomaly(
    'one-live-doc-per-extref',
    'splits a fact under one reference',
    function* (world, orders, number) {
      const fact = yield* confirmed(world, first(orders), 10)
      yield* postAs(world, fact, { yield: amount(4 + number) })
      yield* postAs(world, fact, { yield: amount(6 - number) })
    },
    { setting: noRepeats, never: ['no-duplicate-effect'] },
  ),
  anomaly(
    'idempotency-key-stable',
    'makes a key for each try',
    function* (world, orders, number) {
      const fact = yield* confirmed(world, first(orders), 4 + number)
      const { path, input } = inputOf(world, fact)
      yield* world.call({ line: `POST ${path}`, body: input, key: 'first' }, 'request-lost')
      yield* world.call({ line: `POST ${path}`, body: input, key: 'second' }, 'answered')
    },
    { setting: { dedupe: 'idempotency-key', crashesAfter: [] } },
  ),
]

const losses: readonly Anomaly[] = [
  anomaly('every-event-accounted', 'does nothing', function* (world, orders, number) {
    yield* confirmed(world, first(orders), 4 + number)
  }),
  anomaly('every-event-accounted', 'posts the first part only', function* (world, orders, number) {
    const fact = yield* confirmed(world, first(orders), 10 + number)
    yield* postAs(world, fact, { yield: amount(4), reference: `${fact.businessKey}#1` })
  }),
  anomaly(
    'every-event-accounted',
    'tells people instead of posting',
    function* (world, orders, number) {
      const fact = yield* confirmed(world, first(orders), 4 + number)
      world.tell([fact])
    },
    { setting: { exceptions: 'desk' } },
  ),
  anomaly('every-event-accounted', 'takes two equal facts for one', function* (world, orders, number) {
    const order = first(orders)
    const facts = [0, 1].map(() => world.happen({ flow: 'confirmation', payload: reported(order, 4 + number) }))
    yield* known(world, ...facts)
    const [one] = facts
    if (one) yield* post(world, one)
  }),
  anomaly(
    'eventual-posting',
    'parks what is only locked',
    function* (world, orders, number) {
      const order = first(orders)
      const fact = yield* confirmed(world, order, 4 + number)
      world.step({ do: 'lock-order', order: order.id, plant: order.plant })
      const { path, input } = inputOf(world, fact)
      yield* world.call({ line: `POST ${path}`, body: input })
      world.step({ do: 'unlock-order', order: order.id, plant: order.plant })
      world.tell([fact], { reason: 'locked' })
    },
    { setting: { exceptions: 'desk', crashesAfter: [] } },
  ),
  anomaly(
    'no-silent-drop',
    'drops what is refused',
    function* (world, orders) {
      const order = first(orders)
      const fact = yield* confirmed(world, order, 20)
      yield* post(world, fact)
    },
    { orders: [{ quantity: '10' }], setting: { exceptions: 'desk' } },
  ),
  anomaly(
    // Whether the crash is to blame hangs on what became of everything else.
    'every-event-accounted',
    'loses what it acknowledged',
    function* (world, orders, number) {
      yield* confirmed(world, first(orders), 4 + number)
      for (let step = 0; step < 8; step += 1) yield
      world.crash()
    },
    { setting: { crashesAfter: [] } },
  ),
  anomaly(
    'poison-isolated',
    'drops what must be rejected',
    function* (world, orders) {
      const fact = world.happen({ flow: 'confirmation', must: 'REJECT', payload: reported(first(orders), 5) })
      yield* known(world, fact)
    },
    { orders: [{ status: 'closed' }], setting: { exceptions: 'desk' } },
  ),
  anomaly('reversal-nets-to-zero', 'leaves a cancelled confirmation as it is', function* (world, orders, number) {
    const order = first(orders)
    const fact = yield* confirmed(world, order, 4 + number)
    yield* post(world, fact)
    yield* cancelledInSource(world, order, fact)
  }),
]

const disorder: readonly Anomaly[] = [
  anomaly('final-after-partials', 'ends an operation while it knows more of it', function* (world, orders, number) {
    const order = first(orders)
    const partial = world.happen({ flow: 'confirmation', payload: reported(order, 4 + number) })
    const final = world.happen({ flow: 'confirmation', payload: reported(order, 3, { kind: 'final' }) })
    yield* known(world, partial, final)
    yield* post(world, final)
    yield* post(world, partial)
  }),
  anomaly('final-after-partials', 'ends an operation of which the rest is cancelled only later', function* (world, orders, number) {
    const order = first(orders)
    const partial = world.happen({ flow: 'confirmation', payload: reported(order, 4 + number) })
    const final = world.happen({ flow: 'confirmation', payload: reported(order, 3, { kind: 'final' }) })
    yield* known(world, partial, final)
    yield* post(world, final)
    yield* cancelledInSource(world, order, partial)
  }),
  anomaly('no-stale-overwrite', 'writes an older version over a newer one', function* (world) {
    const facts = [1, 2].map((version) => partOf(world, 'S-B', 'part-1', version))
    yield* known(world, ...facts)
    const [older, newer] = facts
    if (!older || !newer) return
    while (!(yield* world.write([newer], countsOf(newer))).isDone);
    yield* write(world, newer, [])
    yield* write(world, older, [])
  }),
  anomaly('final-state-converges', 'writes something else', function* (world) {
    const fact = partOf(world, 'S-C', 'part-1', 1)
    yield* known(world, fact)
    while (!(yield* world.write([fact], countsOf(fact))).isDone);
    const [state] = statesOf(fact)
    if (state?.what !== 'state') return
    while (!(yield* world.write([fact], [{ ...state, after: 'nonsense' }])).isDone);
  }),
  anomaly('never-too-early', 'releases before all parts are known', function* (world) {
    const early = partOf(world, 'S-D', 'part-1', 1)
    const late = partOf(world, 'S-D', 'part-2', 1)
    const approval = approvalOf(world, 'S-D', [early, late])
    yield* known(world, early, approval)
    while (!(yield* world.write([early], countsOf(early))).isDone);
    yield* write(world, approval, [])
    yield* known(world, late)
    for (const fact of [early, late]) yield* write(world, fact, [])
  }),
]

const wrongPlaces: readonly Anomaly[] = [
  anomaly('effect-as-obliged', 'takes another lot', function* (world, orders, number) {
    const fact = yield* taken(world, first(orders), 2 + number)
    yield* postAs(world, fact, { lot: 'L2' })
  }),
  anomaly(
    'effect-as-obliged',
    'posts to another order',
    function* (world, orders, number) {
      const fact = yield* confirmed(world, first(orders), 2 + number)
      yield* postAs(world, fact, { order: orders[1]?.id })
    },
    { orders: [{}, {}] },
  ),
  anomaly('effect-as-obliged', 'posts to another operation', function* (world, orders, number) {
    const fact = yield* confirmed(world, first(orders), 2 + number)
    yield* postAs(world, fact, { operation: '0020' })
  }),
  anomaly(
    'effect-as-obliged',
    'posts scrap as good pieces',
    function* (world, orders, number) {
      const fact = yield* confirmed(world, first(orders), 2 + number, { scrap: amount(3) })
      yield* postAs(world, fact, { yield: amount(5 + number), scrap: amount(0) })
    },
    { never: ['no-duplicate-effect'] },
  ),
  anomaly(
    'reversal-nets-to-zero',
    'cancels another document of equal quantities',
    function* (world, orders, number) {
      const order = first(orders)
      const facts = [yield* confirmed(world, order, 4 + number), yield* confirmed(world, order, 4 + number)]
      const documents: string[] = []
      for (const fact of facts) documents.push((yield* postAs(world, fact, {})) ?? '')
      const [original] = facts
      const cancelled = yield* cancelledInSource(world, order, original)
      const { path, input } = inputOf(world, facts[0] ?? cancelled)
      yield* settle(world, `${path}/${documents[1]}/reversal`, { postingDate: input['postingDate'], reference: cancelled.businessKey })
    },
    { never: ['no-duplicate-effect'] },
  ),
  anomaly('no-orphan-effect', 'posts what nobody reported', function* (world, orders, number) {
    const order = first(orders)
    const fact = yield* confirmed(world, order, 5)
    yield* post(world, fact)
    yield* postAs(world, fact, { yield: amount(2 + number), operation: '0020', reference: 'NOBODY-1' }, 'orphan')
  }),
  anomaly('no-orphan-effect', 'completes an order by itself', function* (world, orders) {
    const order = first(orders)
    yield* post(world, yield* confirmed(world, order, 5))
    let done = false
    while (!done)
      done =
        (yield* world.call({ line: `POST /production-orders/${order.id}/technical-completion?plant=${order.plant}`, body: {} })).reply !==
        undefined
  }),
  anomaly('no-zero-default-quantity', 'posts nothing for something', function* (world, orders, number) {
    const fact = yield* confirmed(world, first(orders), 3 + number)
    yield* postAs(world, fact, { yield: amount(0) })
  }),
  anomaly('order-quantity-balance', 'takes boxes for pieces', function* (world, orders, number) {
    const fact = yield* confirmed(world, first(orders), 2 + number)
    yield* postAs(world, fact, { yield: amount(2 + number, 'BOX') })
  }),
  anomaly('consumption-matches-basis', 'issues twice as much', function* (world, orders, number) {
    const fact = yield* taken(world, first(orders), 2 + number)
    yield* postAs(world, fact, { quantity: amount(4 + 2 * number) })
  }),
  anomaly(
    'over-confirmation-bounded',
    'confirms more than an order allows',
    function* (world, orders) {
      const fact = yield* confirmed(world, first(orders), 8)
      yield* postAs(world, fact, { yield: amount(15) })
    },
    { orders: [{ quantity: '10' }], header: { enforce: { over_confirmation: false } } },
  ),
]

const datesAndPeople: readonly Anomaly[] = [
  anomaly('business-date-preserved', 'dates what happened by today', function* (world, orders, number) {
    const fact = yield* confirmed(world, first(orders), 2 + number)
    yield* postAs(world, fact, { postingDate: '2026-03-20' })
  }),
  anomaly(
    'closed-period-routed',
    'posts into a closed period',
    function* (world, orders, number) {
      const fact = yield* confirmed(world, first(orders), 2 + number, { occurredAt: '2026-02-14T10:00:00Z' })
      yield* postAs(world, fact, {})
    },
    { header: { enforce: { posting_period: false } } },
  ),
  anomaly(
    'no-retry-of-permanent',
    'tries a refusal again and again',
    function* (world, orders) {
      const fact = yield* confirmed(world, first(orders), 30)
      for (let attempt = 0; attempt < 12; attempt += 1) yield* post(world, fact)
      world.tell([fact], { reason: 'too much' })
    },
    { orders: [{ quantity: '10' }], setting: { crashesAfter: [] } },
  ),
  anomaly(
    'exception-closed-once',
    'leaves an exception open',
    function* (world, orders, number) {
      const fact = yield* confirmed(world, first(orders), 2 + number)
      world.tell([fact])
      yield* post(world, fact)
    },
    { setting: { exceptions: 'desk' } },
  ),
]

/** One for each check that can fail a run, and some that are hard to tell from another. */
export const anomalies: readonly Anomaly[] = [...duplicates, ...losses, ...disorder, ...wrongPlaces, ...datesAndPeople]
