import { describe, expect, test } from 'vitest'
import type { MessageView, Moment } from '../../../src/faults/contract.js'
import type { FaultInstance } from '../../../src/scenario/plan.js'
import { FaultEngine } from '../../../src/sim/fault-engine.js'
import { journalled, onCall, onDelivery, type Journalled } from './support.js'

const on = { cid: 7, eids: [] }

interface Engine extends Journalled {
  readonly engine: FaultEngine
  /** Ids of the faults that fire on these messages, one after the other; `-` for none. */
  ask(moment: Moment, ...messages: readonly MessageView[]): string
}

function armed(...instances: readonly FaultInstance[]): Engine {
  const base = journalled()
  const engine = new FaultEngine(instances, base.recorder)
  return {
    ...base,
    engine,
    ask: (moment, ...messages) => messages.map((message) => engine.ask(moment, message, on)?.fault ?? '-').join(' '),
  }
}

/** A call that posts a confirmation, served with this many effects. */
function call(key: string | readonly string[], attempt = 1, effects = 3): MessageView {
  const keys = typeof key === 'string' ? [key] : key
  return {
    direction: 'call',
    system: 'erp',
    operation: 'confirmation.create',
    keys,
    attempt,
    posts: true,
    guarded: false,
    served: { status: 201, effects },
  }
}

const unserved = (key: string, attempt = 1): MessageView => {
  const { served: _served, ...view } = call(key, attempt)
  return view
}

describe('an address', () => {
  test('fires once, on the first eligible message of its key, and journals on which', () => {
    const { ask, of } = armed(onCall('lose-answer-1', { how: 'reset' }, { keys: ['MC-000002'] }))
    expect(ask('served', call('MC-000001'), call('MC-000002'), call('MC-000002', 2))).toBe('- lose-answer-1 -')
    expect(of('fault.armed')).toHaveLength(1)
    expect(of('fault.fired')).toMatchObject([
      { fault: 'lose-answer-1', firing: 'must', cid: 7, identity: 'target→erp · confirmation.create · MC-000002 · #1' },
    ])
  })

  test('without keys fires on whatever comes, messages without a key too', () => {
    const { ask } = armed(onCall('lose-request-1', { how: 'reset' }, { times: 2 }))
    expect(ask('arrive', { ...unserved('MC-000001'), keys: [] }, unserved('MC-000002'), unserved('MC-000003'))).toBe(
      'lose-request-1 lose-request-1 -',
    )
  })

  test('counts the nth for each key apart', () => {
    const { ask } = armed(onCall('lose-answer-1', { how: 'reset' }, { nth: 2, times: 2 }))
    expect(ask('served', call('MC-000001'), call('MC-000002'), call('MC-000002', 2), call('MC-000001', 2), call('MC-000001', 3))).toBe(
      '- - lose-answer-1 lose-answer-1 -',
    )
  })

  test('fires so many times from the nth on', () => {
    const { ask } = armed(onCall('lose-answer-1', { how: 'reset' }, { keys: ['MC-000001'], nth: 2, times: 2 }))
    expect(ask('served', ...[1, 2, 3, 4].map((attempt) => call('MC-000001', attempt)))).toBe('- lose-answer-1 lose-answer-1 -')
  })

  test('counts only messages on which its point exists', () => {
    const { ask } = armed(onCall('lose-answer-1', { how: 'reset' }, { keys: ['MC-000001'], nth: 2 }))
    expect(ask('served', call('MC-000001', 1, 0), call('MC-000001', 2), call('MC-000001', 3, 0), call('MC-000001', 4))).toBe(
      '- - - lose-answer-1',
    )
  })

  test('finds its key in a posting of several facts', () => {
    const { ask, of } = armed(onCall('lose-answer-1', { how: 'reset' }, { keys: ['MC-000003'] }))
    expect(ask('served', call(['MC-000001', 'MC-000002']), call(['MC-000002', 'MC-000003']))).toBe('- lose-answer-1')
    expect(of('fault.fired')[0]?.identity).toBe('target→erp · confirmation.create · MC-000003 · #1')
  })

  test('is of one system, direction, operation and moment', () => {
    const { ask } = armed(onCall('lose-answer-1', { how: 'reset' }, { operation: 'confirmation.reverse' }))
    expect(ask('served', call('MC-000001'), { ...call('MC-000001'), system: 'mes' }, { ...call('MC-000001'), direction: 'delivery' })).toBe(
      '- - -',
    )
    expect(ask('arrive', { ...call('MC-000001'), operation: 'confirmation.reverse' })).toBe('-')
    expect(ask('served', { ...call('MC-000001'), operation: 'confirmation.reverse' })).toBe('lose-answer-1')
  })

  test('of two faults on one message, the first of the plan fires; the other waits for the next', () => {
    const { ask } = armed(onCall('lose-request-1', { how: 'reset' }), onCall('refuse-1', { status: 503 }))
    expect(ask('arrive', unserved('MC-000001'))).toBe('lose-request-1')
    expect(ask('arrive', unserved('MC-000001', 2), unserved('MC-000001', 3))).toBe('refuse-1 -')
  })
})

test('the decision carries what to do, from the settings and their defaults', () => {
  const { engine } = armed(onDelivery('deliver-twice-1', { as: 'new-id' }))
  const message: MessageView = {
    direction: 'delivery',
    system: 'mes',
    operation: 'confirmation',
    keys: ['MC-000001'],
    attempt: 1,
    posts: false,
    guarded: true,
  }
  expect(engine.ask('deliver', message, { did: 0, eids: [] })).toEqual({
    fault: 'deliver-twice-1',
    forEver: false,
    disturbance: { do: 'repeat', as: 'new-id', after_ms: 0, at_once: false },
  })
})

describe('heal', () => {
  test('ends what lasts, and leaves what waits for a certain message', () => {
    const { engine, ask, of } = armed(
      onCall('refuse-1', { status: 503 }, { keys: ['MC-000001'], times: 'until-heal' }),
      onCall('lose-request-1', { how: 'reset' }, { keys: ['MC-000002'] }),
    )
    expect(ask('arrive', unserved('MC-000001'), unserved('MC-000001', 2), unserved('MC-000001', 3))).toBe('refuse-1 refuse-1 refuse-1')
    engine.heal()
    expect(of('fault.healed').map((record) => record.fault)).toEqual(['refuse-1'])
    expect(ask('arrive', unserved('MC-000001', 4), unserved('MC-000002'))).toBe('- lose-request-1')
  })

  test('does not end what is for ever', () => {
    const { engine, ask, of } = armed(onCall('refuse-1', { status: 503 }, { keys: ['MC-000001'], times: 'persistent' }))
    expect(ask('arrive', unserved('MC-000001'))).toBe('refuse-1')
    engine.heal()
    expect(of('fault.healed')).toEqual([])
    expect(ask('arrive', ...[2, 3, 4].map((attempt) => unserved('MC-000001', attempt)))).toBe('refuse-1 refuse-1 refuse-1')
    expect(engine.ask('arrive', unserved('MC-000001', 5), on)?.forEver).toBe(true)
  })

  test('ends a kill that is for ever: it would leave nothing to be judged', () => {
    const { engine, ask, of } = armed(onCall('kill-1', { point: 'sent' }, { times: 'persistent' }))
    expect(ask('arrive', unserved('MC-000001'))).toBe('kill-1')
    engine.heal()
    expect(of('fault.healed').map(({ fault }) => fault)).toEqual(['kill-1'])
    expect(ask('arrive', unserved('MC-000002'))).toBe('-')
  })

  test('after the end nothing fires', () => {
    const { engine, ask } = armed(onCall('lose-request-1', { how: 'reset' }))
    engine.finish()
    expect(ask('arrive', unserved('MC-000001'))).toBe('-')
  })
})

describe('a target that signs in anew', () => {
  const refused = (status: number, times: number | 'persistent') => onCall('refuse-1', { status }, { keys: ['MC-000001'], times })
  const after = ({ engine, ask }: Engine): string => {
    const first = ask('arrive', unserved('MC-000001'))
    engine.signedIn('erp')
    return `${first} ${ask('arrive', unserved('MC-000001', 2))}`
  }

  test('is not refused again for want of a session, and for other reasons as before', () => {
    expect([401, 403, 423].map((status) => after(armed(refused(status, 3))))).toEqual(['refuse-1 -', 'refuse-1 -', 'refuse-1 refuse-1'])
  })

  test('is refused as before where that is for ever, where it signed in elsewhere, and where nothing had asked for it yet', () => {
    expect(after(armed(refused(401, 'persistent')))).toBe('refuse-1 refuse-1')
    const elsewhere = armed(refused(401, 2))
    expect(elsewhere.ask('arrive', unserved('MC-000001'))).toBe('refuse-1')
    elsewhere.engine.signedIn('mes')
    expect(elsewhere.ask('arrive', unserved('MC-000001', 2))).toBe('refuse-1')
    const early = armed(refused(401, 1))
    early.engine.signedIn('erp')
    expect(early.ask('arrive', unserved('MC-000001'))).toBe('refuse-1')
  })
})

describe('a fault that never fired says what came nearest', () => {
  const missed = ({ engine, of }: Engine): string | undefined => {
    engine.finish()
    return of('fault.missed')[0]?.nearest
  }

  test('nothing', () => {
    const room = armed(onCall('lose-answer-1', { how: 'reset' }, { keys: ['MC-000002'] }))
    room.ask('served', call('MC-000001'))
    expect(missed(room)).toMatchInlineSnapshot(`"no message came near it"`)
  })

  test('a message on which its point does not exist', () => {
    const room = armed(onCall('lose-answer-1', { how: 'reset' }, { keys: ['MC-000002'] }))
    room.ask('served', call('MC-000002', 1, 0))
    expect(missed(room)).toMatchInlineSnapshot(
      `"target→erp · confirmation.create · MC-000002 · #1 came by, and the point does not exist on it"`,
    )
  })

  test('a message too early', () => {
    const room = armed(onCall('lose-answer-1', { how: 'reset' }, { keys: ['MC-000002'], nth: 3 }))
    room.ask('served', call('MC-000002'), call('MC-000002', 2))
    expect(missed(room)).toMatchInlineSnapshot(
      `"target→erp · confirmation.create · MC-000002 · #2 was number 2 of the 3 that it waits for"`,
    )
  })

  test('and one that fired says nothing', () => {
    const room = armed(onCall('lose-answer-1', { how: 'reset' }))
    room.ask('served', call('MC-000001'))
    expect(missed(room)).toBe(undefined)
  })
})

test('a fault of a plan that does not exist is refused by name', () => {
  expect(() => armed(onCall('teleport-1', {}))).toThrow('the plan names a fault that does not exist: teleport')
})
