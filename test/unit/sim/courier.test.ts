import { describe, expect, test } from 'vitest'
import type { FaultInstance } from '../../../src/scenario/plan.js'
import type { DeliveryPolicy } from '../../../src/scenario/plan.js'
import type { PlannedFact } from '../../../src/scenario/plan.js'
import { Courier } from '../../../src/sim/courier.js'
import type { SendResult } from '../../../src/sim/run-types.js'
import { noLatency } from '../../../src/sim/windows.js'
import { onDelivery, planned, policy, sourceRoom, type SourceRoom } from './support.js'

interface Hook extends SourceRoom {
  readonly source: Courier
  emit(key: string, streamSeq: number, order?: string): void
  /** What reached the target: `<ms> <transport id>`, in order. */
  readonly sent: string[]
}

/** A target that answers each delivery at once, with a status or, for null, not at all until the link is cut. */
function hook(
  answer: (key: string, nth: number) => number | null,
  instances: readonly FaultInstance[] = [],
  changes: Partial<DeliveryPolicy> = {},
  latency = noLatency,
): Hook {
  const room = sourceRoom(instances, latency)
  const sent: string[] = []
  const counts = new Map<string, number>()
  const source = new Courier(room.parts, { ...policy, ...changes }, (fact, event, onWritten, signal) => {
    const nth = (counts.get(fact.businessKey) ?? 0) + 1
    counts.set(fact.businessKey, nth)
    sent.push(`${room.clock.now()} ${event.id.slice(4)}`)
    onWritten()
    const status = answer(fact.businessKey, nth)
    if (status !== null) return Promise.resolve<SendResult>({ status, outcome: 'answered' })
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ status: null, outcome: 'broken' }))
    })
  })
  return { ...room, source, sent, emit: (key, streamSeq, order = '100001') => source.emit(room.occurs(planned(key, streamSeq, { order }))) }
}

const taken = (): number => 202
const outcomes = ({ of }: SourceRoom): string =>
  of('delivery')
    .map((record) => record.outcome)
    .join(' ')

describe('a source that pushes', () => {
  test('hands nothing over once it is stopped: what is under way is cut off, and nothing is tried again', async () => {
    const room = hook((key) => (key === 'MC-000001' ? null : 503), [], { attempts_max: 100 })
    const { source, emit, sent, clock, of } = room
    source.resume()
    for (const number of [1, 2]) emit(`MC-00000${number}`, number)
    await clock.pass(0)
    source.stop()
    emit('MC-000003', 3)
    source.resume()
    await clock.pass(100_000)
    expect(sent).toEqual(['0 MC-000001-e1', '0 MC-000002-e1'])
    expect(of('delivery').map(({ outcome }) => outcome)).toEqual(['refused', 'indeterminate'])
  })

  test('waits for the target, and delivers in the order in which things occurred', async () => {
    const room = hook(taken)
    const { source, emit, sent, clock, of, published } = room
    for (const number of [1, 2, 3]) emit(`MC-00000${number}`, number)
    await clock.pass(1000)
    expect([sent, source.pending()]).toEqual([[], 3])
    source.resume()
    await clock.pass(0)
    expect([sent, source.pending()]).toEqual([['1000 MC-000001-e1', '1000 MC-000002-e1', '1000 MC-000003-e1'], 0])
    expect(outcomes(room)).toBe('acked acked acked')
    expect(of('exposed').map((record) => record.how)).toEqual(['webhook', 'webhook', 'webhook'])
    expect(
      published.map((event) => event.id),
      'every event is in the feed as well, once',
    ).toEqual(['mes-MC-000001-e1', 'mes-MC-000002-e1', 'mes-MC-000003-e1'])
  })

  test('has so many deliveries under way at once, and no more', async () => {
    const { source, emit, sent, clock } = hook(() => null, [], { concurrency_max: 2 })
    source.resume()
    for (const number of [1, 2, 3]) emit(`MC-00000${number}`, number)
    await clock.pass(10)
    expect([sent.length, source.pending()]).toEqual([2, 3])
  })

  test('stops while the target is gone, and goes on when it is back', async () => {
    const { source, emit, sent, clock } = hook((_key, nth) => (nth === 1 ? 503 : 202))
    source.resume()
    emit('MC-000001', 1)
    await clock.pass(50)
    source.pause()
    await clock.pass(450)
    expect([sent, source.pending()]).toEqual([['0 MC-000001-e1'], 1])
    source.resume()
    await clock.pass(0)
    expect([sent, source.pending()]).toEqual([['0 MC-000001-e1', '500 MC-000001-e1'], 0])
  })
})

describe('what is not taken', () => {
  test('is tried again under the same id, later and later', async () => {
    const room = hook((_key, nth) => (nth < 5 ? 503 : 202))
    room.source.resume()
    room.emit('MC-000001', 1)
    await room.clock.pass(5000)
    expect(room.sent).toEqual([0, 100, 300, 600, 900].map((ms) => `${ms} MC-000001-e1`))
    expect(outcomes(room)).toBe('refused refused refused refused acked')
    expect(room.of('offer').map((record) => record.attempt)).toEqual([1, 2, 3, 4, 5])
  })

  test('is returned after attempts_max, but never before three tries after heal', async () => {
    const room = hook(() => 503, [], { attempts_max: 4 })
    room.source.resume()
    room.emit('MC-000001', 1)
    await room.clock.pass(2000)
    const before = room.sent.length
    expect(before).toBeGreaterThan(4)
    expect(outcomes(room)).not.toContain('given-up')
    room.source.heal()
    await room.clock.pass(5000)
    expect(room.sent.length - before).toBe(3)
    expect([room.of('delivery').at(-1), room.source.pending()]).toMatchObject([
      { outcome: 'given-up', why: `the source gave up after ${before + 3} tries` },
      0,
    ])
  })

  test('is returned after attempts_max tries in all, where everything is healed from the start', async () => {
    const room = hook(() => 503, [], { attempts_max: 5 })
    room.source.resume()
    room.source.heal()
    room.emit('MC-000001', 1)
    await room.clock.pass(10_000)
    expect([room.sent.length, room.of('delivery').at(-1)?.outcome]).toEqual([5, 'given-up'])
  })
})

describe('a slow link', () => {
  test.each([
    ['either', '100 MC-000001-e1', 100],
    ['before', '100 MC-000001-e1', 100],
    ['after', '0 MC-000001-e1', 100],
  ] as const)('makes a delivery later, or its answer: %s', async (leg, sent, acked) => {
    const room = hook(taken, [], {}, { ...noLatency, [leg]: 100 })
    room.source.resume()
    room.emit('MC-000001', 1)
    await room.clock.pass(acked - 1)
    expect([outcomes(room), room.source.pending()]).toEqual(['', 1])
    await room.clock.pass(1)
    expect([room.sent, outcomes(room), room.source.pending()]).toEqual([[sent], 'acked', 0])
  })

  test('is slow for every try', async () => {
    const room = hook((_key, nth) => (nth === 1 ? 503 : 202), [], {}, { ...noLatency, before: 50 })
    room.source.resume()
    room.emit('MC-000001', 1)
    await room.clock.pass(1_000)
    expect(room.sent).toEqual(['50 MC-000001-e1', '200 MC-000001-e1'])
  })
})

describe('a link that is down', () => {
  test.each([
    [20, [1000, 1050, 1100]],
    [0, [1000, 1000, 1000]],
  ] as const)('keeps what occurs, says so once, and hands it over at %i a second', async (flush_per_s, times) => {
    const room = hook(taken)
    const { source, emit, sent, clock, of } = room
    source.resume()
    source.linkDown()
    for (const number of [1, 2, 3]) emit(`MC-00000${number}`, number)
    await clock.pass(1000)
    expect([sent, source.pending()]).toEqual([[], 3])
    expect(of('offer').map((record) => record.healthy)).toEqual([false, false, false])
    expect(outcomes(room)).toBe('not-connected not-connected not-connected')
    source.linkUp(flush_per_s)
    await clock.pass(1000)
    expect(sent).toEqual(times.map((ms, index) => `${ms} MC-00000${index + 1}-e1`))
    expect(source.pending()).toBe(0)
  })

  test('cuts what is under way: its end is unknown, and it is kept', async () => {
    const room = hook((_key, nth) => (nth === 1 ? null : 202))
    room.source.resume()
    room.emit('MC-000001', 1)
    await room.clock.pass(10)
    room.source.linkDown()
    await room.clock.pass(490)
    expect([outcomes(room), room.source.pending()]).toEqual(['indeterminate', 1])
    room.source.linkUp(0)
    await room.clock.pass(0)
    expect([room.sent, outcomes(room)]).toEqual([['0 MC-000001-e1', '500 MC-000001-e1'], 'indeterminate acked'])
  })
})

describe('faults on deliveries', () => {
  test.each([
    ['same-id', 'e1', 1],
    ['new-id', 'e2', 2],
  ])('a repetition under the %s comes after the acknowledgement', async (as, emission, events) => {
    const { source, emit, sent, clock, published } = hook(
      (_key, nth) => (nth === 1 ? 503 : 202),
      [onDelivery('deliver-twice-1', { as, after_ms: 150 })],
    )
    source.resume()
    emit('MC-000001', 1)
    await clock.pass(5000)
    expect(sent).toEqual(['0 MC-000001-e1', '100 MC-000001-e1', `250 MC-000001-${emission}`])
    expect(published).toHaveLength(events)
  })

  test.each([
    ['same-id', 'e1', 1],
    ['new-id', 'e2', 2],
  ])('at once under the %s, both are under way before either is answered, however few the source sends', async (as, emission, events) => {
    const { source, emit, sent, clock, published } = hook(() => null, [onDelivery('deliver-twice-1', { as, when: 'at-once' })], {
      concurrency_max: 1,
    })
    source.resume()
    emit('MC-000001', 1)
    await clock.pass(10)
    expect(sent).toEqual(['0 MC-000001-e1', `0 MC-000001-${emission}`])
    expect(published).toHaveLength(events)
  })

  test('at once, each of the two is tried again by itself until it is taken', async () => {
    const room = hook((_key, nth) => (nth <= 2 ? 503 : 202), [onDelivery('deliver-twice-1', { when: 'at-once' })])
    room.source.resume()
    room.emit('MC-000001', 1)
    await room.clock.pass(5000)
    expect(room.sent).toEqual([0, 0, 100, 100].map((ms) => `${ms} MC-000001-e1`))
    expect([outcomes(room), room.source.pending()]).toEqual(['refused refused acked acked', 0])
  })

  test('at once and a moment later, the second does not wait for an acknowledgement', async () => {
    const { source, emit, sent, clock } = hook(() => null, [onDelivery('deliver-twice-1', { when: 'at-once', after_ms: 40 })])
    source.resume()
    emit('MC-000001', 1)
    await clock.pass(100)
    expect(sent).toEqual(['0 MC-000001-e1', '40 MC-000001-e1'])
  })

  test('a late answer is learnt late: the fact is not acknowledged before', async () => {
    const room = hook(taken, [onDelivery('delay-1', { delay_ms: 300, leg: 'after' })])
    room.source.resume()
    room.emit('MC-000001', 1)
    await room.clock.pass(299)
    expect([room.sent, outcomes(room), room.source.pending()]).toEqual([['0 MC-000001-e1'], '', 1])
    await room.clock.pass(1)
    expect([outcomes(room), room.source.pending()]).toEqual(['acked', 0])
  })

  test('an overtaken delivery waits until a later one of its order is acknowledged, not only sent', async () => {
    const { source, emit, sent, clock } = hook(
      (key, nth) => (key === 'MC-000002' && nth === 1 ? 503 : 202),
      [onDelivery('overtake-1', {}, { keys: ['MC-000001'] })],
    )
    source.resume()
    emit('MC-000001', 1)
    emit('MC-000009', 2, '100002')
    emit('MC-000002', 2)
    await clock.pass(99)
    expect([sent, source.pending()]).toEqual([['0 MC-000009-e1', '0 MC-000002-e1'], 2])
    await clock.pass(1)
    expect([sent.slice(2), source.pending()]).toEqual([['100 MC-000002-e1', '100 MC-000001-e1'], 0])
  })

  test('an overtaken delivery without a sequence waits for the one that overtakes its state, not for any other', async () => {
    const room = hook(taken, [onDelivery('overtake-1', {}, { keys: ['MC-000001'] })])
    const { source, sent, clock } = room
    const take = (fact: PlannedFact): void => source.emit(room.occurs(fact))
    const alone = { sequenceKey: null }
    source.resume()
    take(planned('MC-000001', 1, alone))
    take(planned('MC-000002', 2, alone))
    await clock.pass(0)
    expect([sent, source.pending()]).toEqual([['0 MC-000002-e1'], 1])
    take(planned('MC-000003', 3, { ...alone, supersedes: ['mes:MC-000001'] }))
    await clock.pass(0)
    expect([sent.slice(1), source.pending()]).toEqual([['0 MC-000003-e1', '0 MC-000001-e1'], 0])
  })

  test('all that are held go once a later one is acknowledged, and none waits longer than it may', async () => {
    const held = [
      onDelivery('overtake-1', { ms_max: 700 }, { keys: ['MC-000001'] }),
      onDelivery('overtake-2', { ms_max: 700 }, { keys: ['MC-000002'] }),
    ]
    const overtaken = hook(taken, held)
    overtaken.source.resume()
    for (const number of [1, 2, 3]) overtaken.emit(`MC-00000${number}`, number)
    await overtaken.clock.pass(0)
    expect(overtaken.sent).toEqual(['0 MC-000003-e1', '0 MC-000001-e1', '0 MC-000002-e1'])
    const alone = hook(taken, held)
    alone.source.resume()
    alone.emit('MC-000001', 1)
    await alone.clock.pass(5000)
    expect([alone.sent, alone.source.pending()]).toEqual([['700 MC-000001-e1'], 0])
  })

  test('a delayed delivery is delayed once, not on every try', async () => {
    const { source, emit, sent, clock } = hook(
      (_key, nth) => (nth === 1 ? 503 : 202),
      [onDelivery('delay-1', { delay_ms: 500 }, { times: 'persistent' })],
    )
    source.resume()
    emit('MC-000001', 1)
    await clock.pass(5000)
    expect(sent).toEqual(['500 MC-000001-e1', '600 MC-000001-e1'])
  })
})

test('a feed that nobody is obliged to read has every event, and reading it acknowledges nothing', async () => {
  const room = hook(() => 503)
  room.emit('MC-000001', 1)
  room.source.handedOut(1, 0, 1)
  room.source.polled(1)
  await room.clock.pass(0)
  expect(room.published.map((event) => event.key)).toEqual(['MC-000001'])
  expect([room.of('offer'), room.of('delivery'), room.source.unseen()]).toEqual([[], [], 0])
})

test('what a target that is pushed to reads in the feed, it knows: told once in each of its lives', async () => {
  const room = hook(() => 503)
  for (const number of [1, 2, 3]) room.emit(`MC-00000${number}`, number)
  const read = (): readonly string[] =>
    room.of('exposed').map(({ eid, how, incarnation, cursor }) => `${eid} ${how} ${incarnation} ${cursor}`)
  room.source.handedOut(7, 1, 2)
  expect(read()).toEqual(['mes:MC-000002 read 1 2'])
  room.source.handedOut(8, 0, 2)
  room.source.handedOut(9, 0, 2)
  expect(read().slice(1)).toEqual(['mes:MC-000001 read 1 1'])
  room.parts.incarnations.current = 2
  room.source.handedOut(10, 0, 1)
  expect(read().slice(2)).toEqual(['mes:MC-000001 read 2 1'])
  const fact = room.evidence.facts.get('mes:MC-000001')
  expect([fact?.deliveries, fact?.exposedFirst !== undefined, room.evidence.facts.get('mes:MC-000003')?.exposedFirst]).toEqual([
    0,
    true,
    undefined,
  ])
  await room.clock.pass(0)
})
