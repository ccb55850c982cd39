import { describe, expect, test, vi } from 'vitest'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { limits } from '../../../src/domain/limits.js'
import type { JournalBuilder } from '../../support/journal-builder.js'
import type { LineOptions } from '../../support/journal-options.js'
import { patience_ms, quiet_ms, running } from './quiescence-support.js'

/** Time of the newest record of a kind. */
function timeOf(journal: JournalBuilder, kind: string): number {
  return journal.records.findLast((record) => record.kind === kind)?.t ?? Number.NaN
}

describe('a run in which nothing is expected any more', () => {
  test('is quiet once nothing moved for quiet_ms, counted from the last activity or from heal', () => {
    const { journal, after, t } = running()
    journal.fact('MC-000001').deliver('MC-000001').post('MC-000001')
    t()
    const served = timeOf(journal, 'call.served')
    expect([after(quiet_ms - 1, served), after(quiet_ms, served)]).toEqual([undefined, 'quiet 0'])
    const healedAt = served + 1000
    expect([after(quiet_ms - 1, healedAt, healedAt), after(quiet_ms, healedAt, healedAt)]).toEqual([undefined, 'quiet 0'])
  })

  test.each([
    ['facts of a stand-in', { covered: false }],
    ['what is to be ignored', { must: 'IGNORE' }],
  ] as const)('does not wait for %s', (_what, options) => {
    const { journal, after } = running()
    journal.fact('MC-000001', options).deliver('MC-000001')
    expect(after(quiet_ms)).toBe('quiet 0')
  })

  test('waits for what is on hold, and for either, as for what must be posted', () => {
    for (const must of ['HOLD', 'EITHER', 'POST'] as const) {
      const { journal, quiescence, t } = running()
      journal.fact('MC-000001', { must }).deliver('MC-000001')
      t()
      expect(quiescence.outstanding(), must).toBe(1)
    }
  })

  test('counts a fact that people have as no longer expected', () => {
    const { journal, after } = running()
    journal.fact('MC-000001').deliver('MC-000001').exception('MC-000001')
    expect(after(quiet_ms)).toBe('quiet 0')
  })

  test('waits for what must be refused until people have it, or its source has it back', () => {
    const { journal, after } = running()
    journal.fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001').refuse('MC-000001')
    expect(after(quiet_ms)).toBeUndefined()
    expect(after(patience_ms)).toBe('patience 1')
    journal.exception('MC-000001')
    expect(after(quiet_ms)).toBe('quiet 0')
    const returned = running()
    returned.journal.fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001', 'given-up')
    expect(returned.after(quiet_ms)).toBe('quiet 0')
  })

  test('does not wait for an exception to be closed that is the right end of what obliges nothing', () => {
    const { journal, after } = running()
    journal.fact('MC-000001', { must: 'REJECT', expect: [] }).deliver('MC-000001').refuse('MC-000001').exception('MC-000001')
    expect(after(quiet_ms)).toBe('quiet 0')
  })

  test('does not wait for what nobody can see: exceptions of a target that shows none', () => {
    const { journal, after } = running({}, { exceptions: 'none' })
    journal.fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001').refuse('MC-000001')
    expect(after(quiet_ms)).toBe('quiet 0')
  })

  test.each([
    ['desk', undefined, 'patience 1'],
    ['http', undefined, 'patience 1'],
    ['file', 'quiet 0', 'quiet 0'],
  ] as const)('waits for an exception to be closed once its fact is posted, where that can be seen: %s', (exceptions, soon, late) => {
    const { journal, after } = running({}, { exceptions })
    journal.fact('MC-000001').deliver('MC-000001').refuse('MC-000001').exception('MC-000001').post('MC-000001')
    expect([after(quiet_ms), after(patience_ms)]).toEqual([soon, late])
    journal.exception('MC-000001', { xid: 'X-0001', status: 'closed', resolution: 'posted' })
    expect(after(quiet_ms)).toBe('quiet 0')
  })

  test('does not wait for the cancellation of what people have', () => {
    const { journal, after, quiescence, t } = running()
    journal.fact('MC-000001').deliver('MC-000001').fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001')
    t()
    expect(quiescence.outstanding()).toBe(2)
    journal.exception('MC-000001')
    expect(after(quiet_ms)).toBe('quiet 0')
  })

  test.each([
    ['a delivery is pending', { deliveriesPending: () => 1 }],
    ['a call is open', { callsOpen: () => 1 }],
    ['the target is being started', { restarting: () => true }],
  ])('goes on while %s, and ends at the limit all the same', (_what, activity) => {
    const { after } = running(activity)
    expect(after(patience_ms * 10)).toBe(undefined)
    expect(after(limits.run_ms_max + 1, 0)).toBe('limit 0')
  })

  test('is given patience while entries of the feed are unseen', () => {
    let unseen = 1
    const { journal, after, t } = running({ unseen: () => unseen }, { delivery: 'feed' })
    journal.fact('MC-000001', { must: 'IGNORE' }).offer('MC-000001', { channel: 'feed' })
    expect([after(quiet_ms), after(patience_ms - 1), after(patience_ms)]).toEqual([undefined, undefined, 'patience 0'])
    unseen = 0
    expect(after(quiet_ms, t())).toBe('quiet 0')
  })
})

describe('what is settled', () => {
  test('is expected again once it is reversed', () => {
    const { journal, quiescence, after, t } = running()
    journal.fact('MC-000001').deliver('MC-000001').post('MC-000001', { doc: 'D1' })
    expect(after(quiet_ms)).toBe('quiet 0')
    journal.reverse('D1', 'MC-000001')
    t()
    expect(quiescence.outstanding()).toBe(1)
    expect([after(quiet_ms), after(patience_ms)]).toEqual([undefined, 'patience 1'])
    journal.wait(1500).post('MC-000001', { doc: 'D2' })
    expect(after(quiet_ms)).toBe('quiet 0')
  })

  test('is looked at anew only where something was posted or written', () => {
    const { journal, quiescence, evidence, t } = running()
    for (let number = 1; number <= 5; number += 1) {
      const key = `MC-00000${number}`
      journal
        .fact(key)
        .deliver(key)
        .post(key, { doc: `D${number}` })
    }
    t()
    expect(quiescence.outstanding()).toBe(0)
    const asked = vi.spyOn(evidence, 'isPosted')
    journal.reverse('D3', 'MC-000003')
    t()
    expect([quiescence.outstanding(), asked.mock.calls.map(([fact]) => fact.businessKey)]).toEqual([1, ['MC-000003']])
    asked.mockClear()
    journal.fact('MR-000001', { reverses: 'MC-000004' }).deliver('MR-000001').reverse('D4', 'MR-000001')
    t()
    expect(quiescence.outstanding()).toBe(1)
    expect(asked.mock.calls.map(([fact]) => fact.businessKey).toSorted()).toEqual(['MC-000003', 'MC-000004', 'MR-000001'])
  })

  test('is expected again once another one writes over its state', () => {
    const { journal, quiescence, t } = running()
    const dims = { plant: 'P1', lot: 'L1' }
    const state = { entity: 'lot:P1/L1', dims, group: 'spec', version: 1, after: 'x' } as const
    const write = (after: string): void => {
      journal.arrive('MC-000001').write({ ...state, after, references: ['MC-000001'] })
      journal.served({ effects: 1 }).answered(201)
    }
    journal.fact('MC-000001', { expect: [{ ...state, system: 'erp', flow: 'confirmation', what: 'state' }] }).deliver('MC-000001')
    write('x')
    t()
    expect(quiescence.outstanding()).toBe(0)
    journal
      .arrive([])
      .write({ ...state, after: 'y' })
      .served({ effects: 1 })
      .answered(201)
    t()
    expect(quiescence.outstanding()).toBe(1)
    write('x')
    t()
    expect(quiescence.outstanding()).toBe(0)
  })

  test('too often gets excess_ms_max to be taken back', () => {
    const { journal, after, t } = running()
    journal.fact('MC-000001').deliver('MC-000001').post('MC-000001').post('MC-000001', { doc: 'EXTRA' })
    t()
    const served = timeOf(journal, 'call.served')
    expect([after(limits.excess_ms_max - 1, served), after(limits.excess_ms_max, served)]).toEqual([undefined, 'quiet 0'])
    journal.wait(1200).reverse('EXTRA', 'MC-000001')
    t()
    const reversed = timeOf(journal, 'call.served')
    expect([after(quiet_ms - 1, reversed), after(quiet_ms, reversed)]).toEqual([undefined, 'quiet 0'])
  })

  test('too often gets no more time than the patience of the target', () => {
    const { journal, after, t } = running({}, { patience_ms: 1_000 })
    journal.fact('MC-000001').deliver('MC-000001').post('MC-000001').post('MC-000001')
    t()
    const served = timeOf(journal, 'call.served')
    expect([after(999, served), after(1_000, served)]).toEqual([undefined, 'quiet 0'])
  })
})

describe('what is missing besides something that is there too often', () => {
  const dims = { plant: 'P1', order: '100001', routingStep: '0010' } as const
  const place = { plant: 'P1', order: '100001', operation: '0010' } as const
  const head = { system: 'erp', flow: 'confirmation' } as const
  const amount = { ...head, what: 'quantity', measure: 'yield', dims, quantity: '10' } as const
  const rest = { ...head, what: 'quantity', measure: 'scrap', dims, quantity: '2' } as const
  const thing = { ...head, what: 'count', measure: 'final', dims, count: 1, identity: 'S1' } as const
  const written = { entity: 'lot:P1/L1', dims: { plant: 'P1', lot: 'L1' }, group: 'spec', after: 'x' } as const
  const state = { ...head, what: 'state', ...written } as const
  const good = { measure: 'yield', ...place, quantity: '10', unit: 'EA' } as const
  const bad = { measure: 'scrap', ...place, quantity: '2', unit: 'EA' } as const
  const made = { measure: 'final', ...place, quantity: '1', unit: '' } as const
  const write = (journal: JournalBuilder): void =>
    void journal
      .arrive('MC-000001')
      .write({ ...written, references: ['MC-000001'] })
      .served({ effects: 1 })
      .answered(200)

  /** The documents of a fact, a call each; and what comes at last. */
  test.each<readonly [string, readonly ExpectedEffect[], readonly LineOptions[], 'state' | LineOptions]>([
    ['a state, while every amount is there', [amount, rest, state], [good, bad], 'state'],
    ['a state, while an amount is there twice', [amount, state], [good, good], 'state'],
    ['a state, while a shared thing is there twice', [thing, state], [made, made], 'state'],
    ['an amount, while another one is there twice', [amount, rest], [good, good], bad],
    ['an amount, while a shared thing is there twice', [thing, amount], [made, made], good],
    ['a shared thing, while an amount is there twice', [amount, thing], [good, good], made],
  ])('is waited for: %s', (_what, obliged, lines, last) => {
    const { journal, after, t } = running()
    const ends = (ms: number): (string | undefined)[] => {
      t()
      const served = timeOf(journal, 'call.served')
      return [after(ms - 1, served), after(ms, served)]
    }
    journal.fact('MC-000001', { expect: obliged }).deliver('MC-000001')
    for (const line of lines) journal.post('MC-000001', { lines: [line] })
    expect(ends(patience_ms)).toEqual([undefined, 'patience 1'])
    if (last === 'state') write(journal)
    else journal.post('MC-000001', { lines: [last] })
    expect(ends(lines[0] === lines[1] ? limits.excess_ms_max : quiet_ms)).toEqual([undefined, 'quiet 0'])
  })

  test('need not be waited for once a newer fact has said the state anew', () => {
    const { journal, after } = running()
    journal.fact('MC-000001', { expect: [amount, { ...state, after: 'old' }] }).deliver('MC-000001')
    journal.fact('MC-000002', { expect: [state], supersedes: ['mes:MC-000001'] }).deliver('MC-000002')
    journal.post('MC-000001', { lines: [good] }).post('MC-000001', { lines: [good] })
    journal.arrive('MC-000002').write({ ...written, references: ['MC-000002'] })
    journal.served({ effects: 1 }).answered(200)
    expect(after(limits.excess_ms_max)).toBe('quiet 0')
  })
})

describe('activity', () => {
  /** A posted fact, and then something 250 ms later: does the run end 300 ms after the posting or after that? */
  const prolongs = (later: (journal: JournalBuilder) => void, before: (journal: JournalBuilder) => void = () => undefined): boolean => {
    const { journal, after, t } = running()
    journal.fact('MC-000001').deliver('MC-000001').post('MC-000001')
    before(journal)
    t()
    const since = timeOf(journal, 'call.served')
    later(journal.wait(200))
    return after(quiet_ms, since) === undefined
  }
  const replay = (journal: JournalBuilder): void => {
    journal.arrive('MC-000001').served({ dedupedTo: '4711' }).answered(201)
  }

  test('is a new refusal, and neither one that was given before nor the replay of a posting', () => {
    expect(prolongs(replay)).toBe(false)
    const refuse = (journal: JournalBuilder): void => void journal.refuse('MC-000001')
    expect(prolongs(refuse)).toBe(true)
    expect(prolongs(refuse, refuse)).toBe(false)
    expect(
      prolongs((journal) => journal.refuse('MC-000001', { code: 'ORDER_CLOSED' }), refuse),
      'another answer',
    ).toBe(true)
  })

  test('is a refusal again after an effect of anything: it might have been taken now', () => {
    const refuse = (journal: JournalBuilder): JournalBuilder => journal.refuse('MC-000001')
    expect(prolongs(refuse, (journal) => refuse(journal).fact('MC-000002').deliver('MC-000002').post('MC-000002'))).toBe(true)
  })

  test('is no read, and no page that was handed out before', () => {
    expect(
      prolongs((journal) =>
        journal.arrive([], { operation: 'order.list', method: 'GET', posts: false }).served({ status: 200 }).answered(200),
      ),
    ).toBe(false)
    expect(prolongs((journal) => journal.exposed('MC-000001', 'page'))).toBe(false)
    expect(prolongs((journal) => journal.exposed('MC-000001', 'webhook'))).toBe(true)
  })

  test.each(['fact', 'exception'] as const)('is a new %s', (kind) => {
    expect(prolongs((journal) => (kind === 'fact' ? journal.fact('MC-000002', { must: 'IGNORE' }) : journal.exception('MC-000001')))).toBe(
      true,
    )
  })
})

describe('doubt', () => {
  test('lasts after an answer that says nothing, until one that does', () => {
    const { journal, quiescence, after, t } = running()
    journal.fact('MC-000001').deliver('MC-000001').post('MC-000001', { answer: 'lost' })
    expect([after(quiet_ms), quiescence.outstanding(), quiescence.doubts]).toEqual([undefined, 0, 1])
    expect([after(patience_ms - 1, timeOf(journal, 'answer')), after(patience_ms, t())]).toEqual([undefined, 'patience 0'])
    journal.refuse('MC-000001', { status: 409, code: 'DUPLICATE_REFERENCE', answerClass: 'duplicate' })
    expect([after(quiet_ms), quiescence.doubts]).toEqual(['quiet 0', 0])
  })

  test('ends with a look-up that names the fact', () => {
    const { journal, quiescence, after } = running()
    journal.fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002')
    journal.post('MC-000001', { answer: 'lost' }).post('MC-000002', { answer: 'lost' })
    const lookUp = (key: string): JournalBuilder =>
      journal
        .arrive(key, { operation: 'confirmation.query', method: 'GET', posts: false })
        .served({ status: 200, settles: [key] })
        .answered(200)
    lookUp('MC-000002')
    expect([after(quiet_ms), quiescence.doubts]).toEqual([undefined, 1])
    lookUp('MC-000001')
    expect([after(quiet_ms), quiescence.doubts]).toEqual(['quiet 0', 0])
  })

  test('is none about what asks for nothing', () => {
    const { journal, quiescence, after } = running()
    journal.fact('MC-000001', { must: 'IGNORE' }).deliver('MC-000001').post('MC-000001', { answer: 'lost' })
    expect([after(quiet_ms), quiescence.doubts]).toEqual(['quiet 0', 0])
  })

  test('ends once a fact that overtook it is known to be done, however many it overtook', () => {
    const { journal, quiescence, after } = running()
    journal
      .fact('MC-000001')
      .fact('MC-000002', { supersedes: ['mes:MC-000001'] })
      .fact('MC-000003', { supersedes: ['mes:MC-000002'] })
    for (const key of ['MC-000001', 'MC-000002', 'MC-000003']) journal.deliver(key)
    journal.post('MC-000001', { answer: 'lost' }).post('MC-000002', { answer: 'lost' })
    expect([after(patience_ms - 1), quiescence.doubts]).toEqual([undefined, 2])
    journal.post('MC-000003')
    expect([after(quiet_ms), quiescence.doubts]).toEqual(['quiet 0', 0])
  })

  test('is none about a read', () => {
    const { journal, quiescence, t } = running()
    journal
      .fact('MC-000001')
      .deliver('MC-000001')
      .arrive('MC-000001', { posts: false, method: 'GET' })
      .served({ status: 200 })
      .answered(null)
    t()
    expect(quiescence.doubts).toBe(0)
  })
})

describe('patience', () => {
  test('counts from heal, from the last doubt and from the last activity, whichever is latest', () => {
    const { journal, after, t } = running()
    journal.fact('MC-000001').deliver('MC-000001')
    const delivered = t()
    expect([after(patience_ms - 1, delivered), after(patience_ms, delivered)]).toEqual([undefined, 'patience 1'])
    const healedAt = delivered + 700
    expect([after(patience_ms - 1, healedAt, healedAt), after(patience_ms, healedAt, healedAt)]).toEqual([undefined, 'patience 1'])
    journal.wait(2_000).lostRequest('MC-000001')
    t()
    const doubt = timeOf(journal, 'answer')
    expect([after(patience_ms - 1, doubt, healedAt), after(patience_ms, t(), healedAt)]).toEqual([undefined, 'patience 1'])
    journal.wait(1_000).exception('MC-000002')
    const active = t()
    expect([after(patience_ms - 1, active, healedAt), after(patience_ms, active, healedAt)]).toEqual([undefined, 'patience 1'])
  })

  test('is not renewed by a refusal that was given before', () => {
    const { journal, after, t } = running()
    journal.fact('MC-000001').deliver('MC-000001').refuse('MC-000001')
    t()
    const first = timeOf(journal, 'call.served')
    for (let count = 0; count < 20; count += 1) journal.wait(250).refuse('MC-000001')
    expect(after(patience_ms, first)).toBe('patience 1')
  })

  test('is not renewed by the same refusal of the same fact, though every request says when it was sent', () => {
    const { journal, after, t } = running()
    journal.fact('MC-000001').deliver('MC-000001').refuse('MC-000001', { bodyHash: 'first' })
    t()
    const first = timeOf(journal, 'call.served')
    for (let count = 0; count < 20; count += 1) journal.wait(250).refuse('MC-000001', { bodyHash: `again ${count}` })
    expect(after(patience_ms, first)).toBe('patience 1')
  })
})
