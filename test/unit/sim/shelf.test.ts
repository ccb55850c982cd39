import { describe, expect, test } from 'vitest'
import { Shelf } from '../../../src/sim/shelf.js'
import type { FaultInstance } from '../../../src/scenario/plan.js'
import { onDelivery, planned, sourceRoom, type SourceRoom } from './support.js'

interface Feed extends SourceRoom {
  readonly feed: Shelf
  emit(key: string, streamSeq: number, order?: string): void
  /** Business keys in the order of publication. */
  keys(): string
}

function feedOf(instances: readonly FaultInstance[] = []): Feed {
  const room = sourceRoom(instances)
  const feed = new Shelf(room.parts)
  return {
    ...room,
    feed,
    emit: (key, streamSeq, order = '100001') => feed.emit(room.occurs(planned(key, streamSeq, { order }))),
    keys: () => room.published.map((event) => event.key).join(' '),
  }
}

describe('a feed that is polled', () => {
  test('offers by publishing, exposes by handing out, and is acknowledged by a cursor past it', () => {
    const { feed, emit, published, of } = feedOf()
    emit('MC-000001', 1)
    emit('MC-000002', 2)
    expect(published.map(({ id, eid, sequence, partitionkey }) => [id, eid, sequence, partitionkey])).toEqual([
      ['mes-MC-000001-e1', 'mes:MC-000001', '1', 'order:100001'],
      ['mes-MC-000002-e1', 'mes:MC-000002', '2', 'order:100001'],
    ])
    expect(of('offer')).toMatchObject([
      { channel: 'feed', eid: 'mes:MC-000001', attempt: 1, healthy: true },
      { eid: 'mes:MC-000002', attempt: 1 },
    ])
    feed.handedOut(11, 0, 2)
    expect(of('exposed')).toMatchObject([
      { eid: 'mes:MC-000001', how: 'page', cid: 11, cursor: '1' },
      { eid: 'mes:MC-000002', how: 'page', cid: 11, cursor: '2' },
    ])
    expect(of('delivery')).toEqual([])
    feed.polled(1)
    expect(of('delivery')).toMatchObject([{ eid: 'mes:MC-000001', outcome: 'acked', did: of('offer')[0]?.did }])
    feed.polled(1)
    feed.polled(2)
    expect(of('delivery').map((record) => record.eid)).toEqual(['mes:MC-000001', 'mes:MC-000002'])
  })

  test('counts what nobody has come to: neither what was handed out nor what a cursor skipped', () => {
    const { feed, emit } = feedOf()
    for (const number of [1, 2, 3, 4]) emit(`MC-00000${number}`, number)
    expect(feed.unseen()).toBe(4)
    feed.handedOut(11, 0, 1)
    expect(feed.unseen()).toBe(3)
    feed.polled(3)
    expect(feed.unseen()).toBe(1)
    feed.handedOut(12, 3, 4)
    expect(feed.unseen()).toBe(0)
  })

  test.each([
    ['same-id', 'mes-MC-000001-e1'],
    ['new-id', 'mes-MC-000001-e2'],
  ])('publishes a fact twice under the %s', async (as, second) => {
    const { feed, emit, published, of, clock } = feedOf([onDelivery('deliver-twice-1', { as, after_ms: 100 })])
    emit('MC-000001', 1)
    expect([published.length, feed.pending()]).toEqual([1, 1])
    await clock.pass(99)
    expect(published).toHaveLength(1)
    await clock.pass(1)
    expect(published.map((event) => event.id)).toEqual(['mes-MC-000001-e1', second])
    expect(of('offer').map((record) => record.attempt)).toEqual([1, 2])
    expect(feed.pending()).toBe(0)
  })

  test('publishes a fact twice at once, so that one page has both', () => {
    const { feed, emit, published } = feedOf([onDelivery('deliver-twice-1', { as: 'new-id', when: 'at-once' })])
    emit('MC-000001', 1)
    expect(published.map((event) => event.id)).toEqual(['mes-MC-000001-e1', 'mes-MC-000001-e2'])
    expect(feed.pending()).toBe(0)
  })

  test.each(['before', 'after'])('publishes later what is delayed (%s)', async (leg) => {
    const { emit, clock, keys } = feedOf([onDelivery('delay-1', { delay_ms: 500, leg }, { keys: ['MC-000001'] })])
    emit('MC-000001', 1)
    emit('MC-000002', 2)
    await clock.pass(499)
    expect(keys()).toBe('MC-000002')
    await clock.pass(1)
    expect(keys()).toBe('MC-000002 MC-000001')
  })

  test('holds a fact until a later one of its order is acknowledged, so that no page has both', () => {
    const { feed, emit, keys } = feedOf([onDelivery('overtake-1', {}, { keys: ['MC-000001'] })])
    emit('MC-000001', 1)
    emit('MC-000009', 2, '100002')
    expect([keys(), feed.pending()]).toEqual(['MC-000009', 1])
    emit('MC-000002', 2)
    feed.handedOut(11, 0, 2)
    expect([keys(), feed.pending()]).toEqual(['MC-000009 MC-000002', 1])
    feed.polled(2)
    expect([keys(), feed.pending()]).toEqual(['MC-000009 MC-000002 MC-000001', 0])
  })

  test('holds a fact no longer than it may, and publishes it once', async () => {
    const { emit, keys, clock } = feedOf([onDelivery('overtake-1', { ms_max: 700 }, { keys: ['MC-000001'] })])
    emit('MC-000001', 1)
    await clock.pass(699)
    expect(keys()).toBe('')
    await clock.pass(1)
    emit('MC-000002', 2)
    await clock.pass(5_000)
    expect(keys()).toBe('MC-000001 MC-000002')
  })

  test('lets all go that one later fact overtakes', () => {
    const { feed, emit, keys } = feedOf([
      onDelivery('overtake-1', {}, { keys: ['MC-000001'] }),
      onDelivery('overtake-2', {}, { keys: ['MC-000002'] }),
    ])
    emit('MC-000001', 1)
    emit('MC-000002', 2)
    emit('MC-000003', 3)
    feed.polled(1)
    expect([keys(), feed.pending()]).toEqual(['MC-000003 MC-000001 MC-000002', 0])
  })
})
