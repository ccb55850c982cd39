import { describe, expect, test } from 'vitest'
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
    expect(judge(finalStateConverges, stale).messages).toMatchInlineSnapshot(`
      [
        "In the ERP the status of lot:P1/C2/L1 (blocked), version 1, is what was written last; MC-000002 says released, version 2.",
      ]
    `)
    expect(judge(finalStateConverges, stale).violations.byReason).toEqual({ 'older-version': 1 })
    expect(judge(perKeyOrder, stale).violations.byReason).toEqual({ 'older-state-last': 1 })
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
        "A write of status of lot:P1/C2/L1 (released), with the reference XX-1, stands for no fact of a source. No fact is about its order.",
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
        "A write of status of lot:P1/C2/L1 (released) stands for MC-000002 (confirmation of order 100001 / 0010); its call 1 arrived at 0.080 s, before MC-000001 was known to the target (never-too-early).",
      ]
    `)
  })
})
