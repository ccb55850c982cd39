import { describe, expect, test } from 'vitest'
import type { WireResponse } from '../../../src/domain/wire.js'
import { CallLink } from '../../../src/sim/call-link.js'
import { noLatency } from '../../../src/sim/windows.js'
import { Quiescence } from '../../../src/sim/quiescence.js'
import type { Command, Decoded, DedupeMode, Reply, Served, SystemInstance } from '../../../src/systems/contract.js'
import type { Exchange } from '../../../src/transports/contract.js'
import { planned, sourceRoom, type SourceRoom } from './support.js'

const response = (status: number): WireResponse => ({ status, headers: {}, body: Buffer.alloc(0) })

const command = (key: string, operation = 'confirmation.create', posts = true): Command => ({
  operation,
  posts,
  keys: key === '' ? [] : [key],
  dims: { plant: 'P1', order: '100001' },
  input: undefined,
})

function posted(key: string, routingStep: string): Reply {
  return {
    status: 201,
    answerClass: 'success',
    result: undefined,
    effects: [
      {
        what: 'quantity',
        measure: 'yield',
        dims: { plant: 'P1', order: '100001', routingStep },
        quantity: '10',
        unit: 'EA',
        dates: { posting: '2026-03-02' },
        doc: `D-${key}`,
        docKind: 'confirmation',
        plant: 'P1',
        references: [key],
      },
    ],
  }
}

interface Room extends SourceRoom {
  /** One request of the target, and what it is answered; resolves when it is over. */
  call(): Promise<number | undefined>
  readonly before: string[]
}

/** A system that understands every request as told, and answers it as told. */
function linked(
  decoded: Decoded,
  served?: Served,
  { facts = ['MC-000001', 'MC-000002'], gone = false, guardedBy = 'external-reference' as DedupeMode, latency = noLatency } = {},
): Room {
  const room = sourceRoom()
  room.parts.incarnations.frozen = false
  facts.forEach((key, index) => room.occurs(planned(key, index + 1)))
  const before: string[] = []
  const system = { name: 'erp', decode: () => decoded, serve: () => served } as unknown as SystemInstance
  const link = new CallLink(system, {
    ...room.parts,
    canonical: (text) => text.replace('ghjkm-', ''),
    redact: (text) => text,
    nextCid: () => room.of('call.arrived').length + 1,
    guardedBy,
    latency: () => latency,
    hang_ms_max: 1000,
    observer: { before: (name, of) => before.push(`${name} ${of.keys.join()}`), handedOut: () => undefined, polled: () => undefined },
  })
  const call = async (): Promise<number | undefined> => {
    let answered: number | undefined
    const exchange: Exchange = {
      request: { method: 'POST', path: '/batch', query: '', headers: {}, body: Buffer.from('x') },
      remoteClosed: gone,
      onClientClose: () => undefined,
      answer: (with_) => {
        answered = with_.status
        return Promise.resolve({ handedToOs: 0, clientClosedFirst: false })
      },
      reset: () => undefined,
      hang: () => undefined,
    }
    await link.handle(exchange)
    return answered
  }
  return { ...room, call, before }
}

describe('a posting whose caller has gone before the run comes to it', () => {
  const one: Decoded = { understood: { commands: [command('MC-000001')], atomic: [] } }
  const served: Served = { replies: [posted('MC-000001', '0010')], status: 201, answerClass: 'success', response: response(201) }
  const effects = async (how: NonNullable<Parameters<typeof linked>[2]>): Promise<number> => {
    const room = linked(one, served, how)
    await room.call()
    return room.of('effect').length
  }

  test('is lost, and the journal says that no fault did it', async () => {
    const room = linked(one, served, { gone: true, guardedBy: 'none' })
    expect(await room.call()).toBeUndefined()
    expect([room.of('call.served'), room.of('effect')]).toEqual([[], []])
    expect(room.of('answer')).toMatchObject([{ status: null, knowledge: 'indeterminate', late: true }])
    expect(room.of('call.closed')).toHaveLength(1)
  })

  test('is served as ever where the caller waits, or where the system knows a repeat', async () => {
    expect(await effects({ gone: true, guardedBy: 'none' })).toBe(0)
    expect(await effects({ gone: false, guardedBy: 'none' })).toBe(1)
    expect(await effects({ gone: true, guardedBy: 'external-reference' })).toBe(1)
  })
})

describe('on a slow link', () => {
  const served: Served = { replies: [posted('MC-000001', '0010')], status: 201, answerClass: 'success', response: response(201) }
  const found: Served = {
    replies: [{ status: 200, answerClass: 'success', effects: [], result: undefined }],
    status: 200,
    answerClass: 'success',
    response: response(200),
  }
  /** When a call was served, and when it was answered, in milliseconds since it came. */
  const times = async (
    posts: boolean,
    leg: 'either' | 'before' | 'after',
    guardedBy: DedupeMode,
  ): Promise<readonly (number | undefined)[]> => {
    const one: Decoded = {
      understood: { commands: [command('MC-000001', posts ? 'confirmation.create' : 'confirmation.query', posts)], atomic: [] },
    }
    const room = linked(one, posts ? served : found, { guardedBy, latency: { ...noLatency, [leg]: 100 } })
    const over = room.call()
    await room.clock.pass(1_000)
    await over
    return [room.of('call.served')[0]?.t, room.of('answer')[0]?.t]
  }

  test('a posting that nothing guards is made when it arrives; a guarded one, and a look-up, may come late', async () => {
    for (const [posts, guardedBy] of [
      [true, 'external-reference'],
      [false, 'none'],
    ] as const) {
      expect(await times(posts, 'before', guardedBy)).toEqual([100, 100])
      expect(await times(posts, 'either', guardedBy)).toEqual([100, 100])
      expect(await times(posts, 'after', guardedBy)).toEqual([0, 100])
    }
    expect(await times(true, 'before', 'none'), 'the leg is left out').toEqual([0, 0])
    expect(await times(true, 'either', 'none')).toEqual([0, 100])
    expect(await times(true, 'after', 'none')).toEqual([0, 100])
  })
})

describe('a request with several commands', () => {
  const refusal: Reply = { status: 422, answerClass: 'business', code: 'ORDER_CLOSED', effects: [], result: undefined }
  const several = (...commands: readonly Command[]): Decoded => ({ understood: { commands, atomic: [] } })
  const served: Served = { replies: [posted('MC-000001', '0010'), refusal], status: 207, answerClass: 'success', response: response(207) }

  test('names all keys and facts, and has a result for each of them', async () => {
    const room = linked(several(command('MC-000001'), command('ghjkm-MC-000002')), served)
    expect(await room.call()).toBe(207)
    expect(room.of('call.arrived')).toMatchObject([
      {
        operation: 'confirmation.create',
        commands: 2,
        posts: true,
        keys: ['MC-000001', 'ghjkm-MC-000002'],
        eids: ['mes:MC-000001', 'mes:MC-000002'],
        dims: { plant: 'P1', order: '100001' },
      },
    ])
    expect(room.of('call.served')).toMatchObject([
      {
        status: 207,
        answerClass: 'success',
        effects: 1,
        lines: [
          { status: 201, answerClass: 'success', eids: ['mes:MC-000001'], effects: 1 },
          { status: 422, answerClass: 'business', code: 'ORDER_CLOSED', eids: ['mes:MC-000002'], effects: 0 },
        ],
      },
    ])
    expect(room.of('effect').map(({ cid, doc }) => [cid, doc])).toEqual([[1, 'D-MC-000001']])
    expect(room.before).toEqual(['erp MC-000001', 'erp ghjkm-MC-000002'])
  })

  test('is a batch where they are not of one kind', async () => {
    const room = linked(several(command('MC-000001'), command('MC-000002', 'movement.create')), served)
    await room.call()
    expect(room.of('call.arrived')[0]?.operation).toBe('batch')
  })

  test('with one command has no lines', async () => {
    const reply = posted('MC-000001', '0010')
    const room = linked(several(command('MC-000001')), { replies: [reply], status: 201, answerClass: 'success', response: response(201) })
    await room.call()
    expect([room.of('call.arrived')[0]?.commands, room.of('call.served')[0]?.lines]).toEqual([undefined, undefined])
  })

  test('without a reference stands for the facts that its lines fit', async () => {
    const lines = [{ measure: 'yield', dims: { plant: 'P1', order: 'ghjkm-100001', routingStep: '0010' }, quantity: '10' }]
    const room = linked(several({ ...command(''), lines }), { ...served, replies: [refusal] }, { facts: ['MC-000001'] })
    const offer = { did: 1, channel: 'webhook', source: 'mes', transportId: 'e1', attempt: 1, incarnation: 1, healthy: true } as const
    room.recorder.record({ kind: 'offer', eid: 'mes:MC-000001', ...offer })
    await room.call()
    expect(room.of('call.arrived')[0]?.eids).toEqual(['mes:MC-000001'])
  })
})

describe('a handshake', () => {
  const problem = { status: 401, code: 'NO_TOKEN', message: 'Fetch a token first.', differences: [] }
  test.each([
    ['a refusal until there is a token', { misunderstood: problem, response: response(401), handshake: true }, 401],
    ['an answer of the dialect itself', { handshake: 'answered', response: response(200) }, 200],
  ] as const)('is neither activity nor misunderstanding: %s', async (_what, decoded, status) => {
    const room = linked(decoded)
    const quiescence = new Quiescence(room.evidence, {
      deliveriesPending: () => 0,
      factsToCome: () => 0,
      unseen: () => 0,
      callsOpen: () => 0,
      restarting: () => false,
    })
    expect(await room.call()).toBe(status)
    expect(room.of('call.arrived')).toMatchObject([{ operation: 'handshake', posts: false }])
    expect(room.of('call.arrived')[0]?.problem).toBe(undefined)
    expect(room.of('call.served')).toMatchObject([{ status, answerClass: 'handshake', effects: 0 }])
    const moved = (): string | undefined => quiescence.verdict(60_000, 59_900)?.how
    const before = moved()
    for (const record of room.records)
      if (record.kind.startsWith('call.') || record.kind === 'answer') quiescence.see({ ...record, t: 59_999 })
    expect([moved(), quiescence.doubts]).toEqual([before, 0])
  })

  test('is not taken for what no operation understood', async () => {
    const room = linked({ misunderstood: problem, response: response(404) })
    expect(await room.call()).toBe(404)
    expect(room.of('call.arrived')).toMatchObject([{ problem: { code: 'NO_TOKEN' } }])
    expect(room.of('call.served')).toMatchObject([{ answerClass: 'not-understood', code: 'NO_TOKEN' }])
  })
})
