import { describe, expect, test } from 'vitest'
import { effectAsObliged } from '../../../src/checks/generic/effect-as-obliged.js'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { finalStateConverges } from '../../../src/checks/generic/final-state-converges.js'
import { neverTooEarly } from '../../../src/checks/generic/never-too-early.js'
import { noDanglingReference } from '../../../src/checks/generic/no-dangling-reference.js'
import { noOrphanEffect } from '../../../src/checks/generic/no-orphan-effect.js'
import { oneLiveDocPerExtref } from '../../../src/checks/generic/one-live-doc-per-extref.js'
import { perKeyOrder } from '../../../src/checks/generic/per-key-order.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'
import type { FactOptions } from '../../support/journal-options.js'

const lot = { entity: 'lot:P1/C2/L1', dims: { plant: 'P1', item: 'C2', lot: 'L1' }, group: 'status' } as const

const obliged = (after: string, version?: number): ExpectedEffect => ({
  system: 'erp',
  flow: 'confirmation',
  what: 'state',
  ...lot,
  after,
  ...(version !== undefined && { version }),
})

function decided(run: JournalBuilder, key: string, after: string, version?: number, more: FactOptions = {}): JournalBuilder {
  return run.fact(key, { expect: [obliged(after, version)], sequenceKey: lot.entity, entity: lot.entity, ...more }).deliver(key)
}

/** One call that writes the lot's status. */
function write(run: JournalBuilder, keys: readonly string[], after: string, version?: number): JournalBuilder {
  run.arrive(keys, { operation: 'lot.status' })
  const arrived = run.records.findLast((record) => record.kind === 'call.arrived')
  run.push({
    kind: 'effect',
    system: 'erp',
    what: 'state',
    ...lot,
    after,
    ...(version !== undefined && { version }),
    doc: '',
    docKind: 'lot',
    plant: 'P1',
    references: keys,
    ...(arrived && { cid: arrived.cid }),
  })
  return run.served({ effects: 1 }).answered(200)
}

describe('states', () => {
  const twoDecisions = (): JournalBuilder => decided(decided(journal(), 'MC-000001', 'blocked', 1), 'MC-000002', 'released', 2)

  test('the newest state is what counts, however many were skipped', () => {
    const skipped = write(twoDecisions(), ['MC-000002'], 'released', 2).end()
    expect(judge(finalStateConverges, skipped)).toMatchObject({ judged: 1, violations: { count: 0 } })
    expect(judge(everyEventAccounted, skipped)).toMatchObject({ judged: 2, violations: { count: 0 } })
  })

  test('convicts an older state that was written last, and another value of the newest one', () => {
    const stale = write(write(twoDecisions(), ['MC-000002'], 'released', 2), ['MC-000001'], 'blocked', 1).end()
    const { following, violations } = judge(finalStateConverges, stale)
    expect(violations.count).toBe(0)
    expect(following).toMatchObject({ owners: ['no-stale-overwrite'], count: 1, first: { reason: 'older-version' } })
    expect(following?.first.message).toBe(
      'In the ERP the status of lot:P1/C2/L1 (blocked, version 1) is what was written last; MC-000002 says released, version 2.',
    )
    expect(judge(perKeyOrder, stale).following).toMatchObject({
      owners: ['no-stale-overwrite'],
      count: 1,
      first: { reason: 'older-state-last' },
    })
    const wrong = write(twoDecisions(), ['MC-000002'], 'blocked', 2)
    expect(judge(finalStateConverges, wrong.end()).violations.byReason).toEqual({ 'other-value': 1 })
  })

  test('does not judge a state that was never written, or that people have', () => {
    expect(judge(finalStateConverges, twoDecisions().end()).judged).toBe(0)
    expect(judge(everyEventAccounted, twoDecisions().end()).violations.byReason).toEqual({ missing: 2 })
    const waiting = write(twoDecisions(), ['MC-000001'], 'blocked', 1).exception('MC-000002')
    expect(judge(finalStateConverges, waiting.end()).judged).toBe(0)
  })

  test('leaves out states that were overtaken', () => {
    const run = decided(journal(), 'MC-000001', 'blocked', 2, { must: 'IGNORE' })
    decided(run, 'MC-000002', 'released', 1)
    expect(judge(finalStateConverges, write(run, ['MC-000002'], 'released', 1).end())).toMatchObject({
      judged: 1,
      violations: { count: 0 },
    })
  })

  test('a state that nobody asked for is an orphan; one that is written twice is one state', () => {
    const orphan = write(journal().fact('MC-000001').deliver('MC-000001').post('MC-000001'), ['XX-1'], 'released')
    const outcome = judge(noOrphanEffect, orphan.end())
    expect(outcome.judged).toBe(2)
    expect(outcome.messages).toMatchInlineSnapshot(`
      [
        "The status of C2 lot L1 became released in the ERP by call 2 (POST /confirmations): no fact of a source asks for that.",
      ]
    `)
    const twice = write(write(twoDecisions(), ['MC-000002'], 'released', 2), ['MC-000002'], 'released', 2).end()
    expect(judge(noOrphanEffect, twice).violations.count).toBe(0)
    expect(judge(oneLiveDocPerExtref, twice).violations.count).toBe(0)
    expect(judge(finalStateConverges, twice).violations.count).toBe(0)
    expect(judge(noDanglingReference, twice).violations.count).toBe(0)
  })

  test('what a system works out by itself needs no fact', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').status('100001', 'released', 'partially-confirmed')
    expect(judge(noOrphanEffect, run.end())).toMatchObject({ judged: 1, violations: { count: 0 } })
  })

  test('a gate holds back a state as well as an amount', () => {
    const gates = [{ effect: 'status', facts: ['mes:MC-000001'], by: 'exposed', or: 'wait' }] as const
    const run = journal().fact('MC-000001')
    decided(run, 'MC-000002', 'released', 1, { gates })
    expect(judge(neverTooEarly, write(run, ['MC-000002'], 'released', 1).end()).messages).toMatchInlineSnapshot(`
      [
        "A write of status of lot:P1/C2/L1 (released) stands for MC-000002 (confirmation of order 100001 / 0010); its call 1
         arrived at 0.080 s, before MC-000001 was known to the target (never-too-early).",
      ]
    `)
  })

  test('a higher version acquits no content that no fact gives it', () => {
    const one = (): JournalBuilder => decided(journal(), 'MC-000001', 'released', 1)
    expect(judge(finalStateConverges, write(one(), ['MC-000001'], 'garbage', 9).end()).violations.byReason).toEqual({ 'other-value': 1 })
    expect(judge(finalStateConverges, write(one(), ['MC-000001'], 'released', 1).end()).violations.count).toBe(0)
    // Known of, and not handed over yet.
    const upcoming = (after: string): number => {
      const run = write(one().fact('MC-000002', { expect: [obliged('held', 2)] }), ['MC-000001'], 'released', 1)
      return judge(finalStateConverges, write(run, ['MC-000001'], after, 2).end()).violations.count
    }
    expect([upcoming('junk'), upcoming('held')]).toEqual([1, 0])
  })

  describe('where more than one end is right', () => {
    const refused = (): JournalBuilder => decided(journal(), 'MC-000001', 'released', 1).refuse('MC-000001', { operation: 'lot.status' })

    test('it has to be one that a fact obliges', () => {
      expect(judge(finalStateConverges, write(refused(), ['MC-000001'], 'WRONG', 1).end()).violations.byReason).toEqual({
        'other-value': 1,
      })
      expect(judge(finalStateConverges, write(refused(), ['MC-000001'], 'released', 1).end()).violations.count).toBe(0)
    })

    test('what was there without the target may come back', () => {
      const undone = write(refused(), ['MC-000001'], 'WRONG', 1)
      const before = { entity: lot.entity, dims: lot.dims, group: lot.group, docKind: 'lot', references: ['MC-000001'] }
      undone
        .arrive('MC-000001')
        .write({ ...before, before: 'WRONG', after: 'quarantine' })
        .served()
        .answered(200)
      expect(judge(finalStateConverges, undone.end()).violations.count).toBe(1)
      const first = refused().arrive('MC-000001')
      first.write({ ...before, before: 'quarantine', after: 'WRONG' }).write({ ...before, before: 'WRONG', after: 'quarantine' })
      expect(judge(finalStateConverges, first.served().answered(200).end()).violations.count).toBe(0)
    })

    test('a fact that has to be rejected opens nothing, and obliges nothing', () => {
      const rejected = (): JournalBuilder => {
        const run = decided(journal(), 'MC-000001', 'released', 1)
        return decided(run, 'MC-000002', 'bad', 2, { must: 'REJECT' }).refuse('MC-000002').exception('MC-000002')
      }
      expect(judge(finalStateConverges, write(rejected(), ['MC-000001'], 'WRONG', 1).end()).violations.count).toBe(1)
      expect(judge(finalStateConverges, write(rejected(), ['MC-000002'], 'bad', 2).end()).violations.count).toBe(1)
      expect(judge(finalStateConverges, write(rejected(), ['MC-000001'], 'released', 1).end())).toMatchObject({ judged: 1, messages: [] })
    })
  })

  test('what a system works out after an obliged state is nobody’s last word', () => {
    const run = write(decided(journal(), 'MC-000001', 'released'), ['MC-000001'], 'released')
      .fact('MC-000002')
      .deliver('MC-000002')
    run.post('MC-000002').write({ ...lot, after: 'used', docKind: 'lot', derived: true })
    expect(judge(finalStateConverges, run.end())).toMatchObject({ judged: 1, messages: [] })
    const never = decided(journal(), 'MC-000001', 'released').fact('MC-000002').deliver('MC-000002').post('MC-000002')
    never.write({ ...lot, after: 'used', docKind: 'lot', derived: true }).end()
    expect(judge(everyEventAccounted, never).violations.byReason).toEqual({ missing: 1 })
  })
})

describe('a state that no fact of its posting obliges', () => {
  const other = { ...lot, entity: 'lot:P1/C2/L2', dims: { ...lot.dims, lot: 'L2' } }
  const writeOther = (run: JournalBuilder, after: string, more: { readonly before?: string; readonly derived?: boolean } = {}) =>
    run
      .arrive('MC-000001')
      .write({ ...other, after, docKind: 'lot', references: ['MC-000001'], ...more })
      .served()
      .answered(200)
  const held = (): JournalBuilder => write(decided(journal(), 'MC-000001', 'held'), ['MC-000001'], 'held')

  test('is convicted, also of a fact that obliges amounts only', () => {
    expect(judge(effectAsObliged, writeOther(held(), 'held').end()).messages).toMatchInlineSnapshot(`
      [
        "MC-000001 (confirmation of order 100001 / 0010) obliges status of lot:P1/C2/L1 (held); the status of lot:P1/C2/L2
         (held) was written for it as well.",
      ]
    `)
    const amount = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001')
    expect(judge(effectAsObliged, writeOther(amount, 'held').end()).messages).toMatchInlineSnapshot(`
      [
        "MC-000001 (confirmation of order 100001 / 0010) obliges 10 EA yield on order 100001 / 0010; the status of
         lot:P1/C2/L2 (held) was written for it as well.",
      ]
    `)
    const group = held().arrive('MC-000001')
    group
      .write({ ...lot, group: 'spec', after: 'x', docKind: 'lot', references: ['MC-000001'] })
      .served()
      .answered(200)
    expect(judge(effectAsObliged, group.end()).violations.count).toBe(1)
  })

  test('is none where it is obliged, worked out, without a change, put right again or right by another fact', () => {
    const count = (run: JournalBuilder): number => judge(effectAsObliged, run.end()).violations.count
    expect(count(held())).toBe(0)
    expect(count(writeOther(held(), 'held', { derived: true }))).toBe(0)
    expect(count(writeOther(held(), 'free', { before: 'free' }))).toBe(0)
    expect(count(writeOther(writeOther(held(), 'held', { before: 'free' }), 'free', { before: 'held' }))).toBe(0)
    const both = held()
      .fact('MC-000002', { expect: [{ ...obliged('held'), ...other }] })
      .deliver('MC-000002')
    expect(count(writeOther(both, 'held'))).toBe(0)
  })
})

describe('the order of states', () => {
  /** Facts `A`, `B`, … with the versions 1, 2, … of one state, and an amount each. */
  function versions(keys: readonly string[], more: (index: number) => FactOptions = () => ({})): JournalBuilder {
    const run = journal()
    for (const [index, key] of keys.entries()) {
      const dims = { plant: 'P1', order: '100001', routingStep: '0010' }
      const amount = { system: 'erp', flow: 'confirmation', what: 'quantity', measure: 'yield', dims, quantity: '10' } as const
      decided(run, key, `v${index + 1}`, index + 1, { expect: [amount, obliged(`v${index + 1}`, index + 1)], ...more(index) })
    }
    return run
  }
  const apply = (run: JournalBuilder, ...keys: readonly string[]): JournalBuilder => {
    for (const key of keys) {
      const version = 'ABC'.indexOf(key.slice(-1)) + 1
      if (key.startsWith('=')) write(run, [key.slice(1)], `v${version}`, version)
      else run.post(key)
    }
    return run
  }
  const reasons = (run: JournalBuilder): Readonly<Record<string, number>> => {
    const { violations, following } = judge(perKeyOrder, run.end())
    return following ? { [following.first.reason]: following.count } : violations.byReason
  }

  test('is that of their own writes: amounts of the same facts may change places', () => {
    expect(reasons(apply(versions(['A', 'B']), 'B', 'A', '=A', '=B'))).toEqual({})
    expect(reasons(apply(versions(['A', 'B']), 'A', 'B', '=B', '=A', '=B'))).toEqual({ 'older-state-last': 1 })
  })

  test('looks past one that was skipped', () => {
    expect(reasons(apply(versions(['A', 'B', 'C']), '=C', '=A'))).toEqual({ 'older-state-last': 1 })
    expect(reasons(apply(versions(['A', 'B', 'C']), '=A', '=C'))).toEqual({})
  })

  test('goes beyond a routing step', () => {
    const steps = (): JournalBuilder => versions(['A', 'B'], (index) => ({ operation: index === 0 ? '0010' : '0020' }))
    expect(reasons(apply(steps(), '=B', '=A'))).toEqual({ 'older-state-last': 1 })
    expect(reasons(apply(steps(), '=A', '=B'))).toEqual({})
  })
})

test('two sources with one sequence key owe no order to each other', () => {
  const run = (source: string): number => {
    const built = journal().fact('MC-000001', { streamSeq: 1 }).deliver('MC-000001').fact('MC-000002', { streamSeq: 2, final: true })
    const at = built.records.length - 1
    const record = built.records[at]
    if (record?.kind === 'fact') built.records[at] = { ...record, source }
    return judge(perKeyOrder, built.deliver('MC-000002').post('MC-000002').post('MC-000001').end()).violations.count
  }
  expect([run('mes'), run('other')]).toEqual([1, 0])
})
