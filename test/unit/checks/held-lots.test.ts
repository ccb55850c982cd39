import { describe, expect, test } from 'vitest'
import { noConsumptionOfHeldLot } from '../../../src/checks/quality/no-consumption-of-held-lot.js'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import { entityId } from '../../../src/domain/effect.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { judge, type JournalBuilder } from '../../support/journal-builder.js'
import type { FactOptions } from '../../support/journal-options.js'
import { lot, lotJournal, madeAvailable } from '../../support/lots.js'

const entity = entityId('lot', 'P1', 'C2/L1')
const after = (time: string): FactOptions => ({ occurredAt: `2026-03-02T${time}:00+01:00` })

function restriction(value: string, version: number, system = 'wms'): Extract<ExpectedEffect, { what: 'state' }> {
  return { system, flow: 'lot-status', what: 'state', entity, dims: lot, group: 'restriction', version, after: value }
}

/** QH-000001 holds the lot at 10:00, QR-000001 ends that at 12:00. */
function hold(run: JournalBuilder, key: 'QH-000001' | 'QR-000001' = 'QH-000001'): JournalBuilder {
  const [value, version, time] = key === 'QH-000001' ? (['held', 1, '10:00'] as const) : (['free', 2, '12:00'] as const)
  const expected = [restriction(value, version, 'erp'), restriction(value, version)]
  return run
    .fact(key, { flow: 'lot-status', dims: lot, entity, expect: expected, ...after(time) })
    .deliver(key)
    .wait(500)
}

/** An issue of the lot that happened then. */
function issue(run: JournalBuilder, time: string, key = 'MI-000001'): JournalBuilder {
  return run
    .fact(key, { item: 'C2', lot: 'L1', quantity: '2', ...after(time) })
    .deliver(key)
    .post(key)
}

function told(run: JournalBuilder, value: string, version: number): JournalBuilder {
  const { what: _, flow: __, system, ...write } = restriction(value, version)
  run.arrive('QH-000001', { system, operation: 'lot-hold.set' }).write({ ...write, system, references: ['QH-000001'] })
  return run.served({ effects: 1 }).answered(200)
}

/** What the shop floor takes, as a step of the scenario. `refusing`: a system that was told of everything would not let it. */
function takes(run: JournalBuilder, refusing = true): JournalBuilder {
  const dims = { plant: 'P1', order: '100001', item: 'C2', lot: 'L1' }
  const base = { doc: '', docKind: 'consumption', plant: 'P1', references: [], unit: 'KG', step: 'try-1' } as const
  run.push({ kind: 'effect', system: 'wms', what: 'quantity', measure: 'consumed', dims, quantity: '10', ...base })
  return refusing ? run.push({ kind: 'mark', mark: 'twin-step', system: 'wms', step: 'try-1', effects: [] }) : run
}

const start = (): JournalBuilder => lotJournal()
const of = (run: JournalBuilder): ReturnType<typeof judge> => judge(noConsumptionOfHeldLot, run.end())
const plain = (text: string | undefined): string => text?.replaceAll('\n ', '') ?? ''

describe('no-consumption-of-held-lot', () => {
  test('convicts an issue of a lot that the target knew to be held', () => {
    const { messages, judged, violations } = of(issue(hold(start()), '10:30'))
    expect(judged).toBe(1)
    expect(violations.byReason).toEqual({ 'used-while-held': 1 })
    expect(plain(messages[0])).toBe(
      'Document 4711 (2 KG of C2 lot L1 issued at P1/RM01 for order 100001) came by call 1, which arrived at 0.610 s, though the lot is ' +
        'held by QH-000001, which the target knew since 0.050 s.',
    )
  })

  test('acquits what was used before the hold and is posted after it, and mentions it', () => {
    const { violations, notes } = of(issue(hold(start()), '09:30'))
    expect(violations.count).toBe(0)
    expect(notes).toEqual(['1 document of what was used before a hold was posted after it; advisory.'])
  })

  test('acquits whoever did not know of the hold yet, and what comes after its end', () => {
    expect(of(hold(issue(start(), '10:30'))).violations.count).toBe(0)
    expect(of(issue(hold(hold(start()), 'QR-000001'), '12:30')).violations.count).toBe(0)
    const again = hold(issue(hold(start()), '10:30'), 'QR-000001')
    expect(of(again).violations.count).toBe(1)
  })

  test('convicts giving it free for use, and leaves other lots, corrections and stock in quarantine alone', () => {
    const available = (line: ReturnType<typeof madeAvailable>): number =>
      of(
        hold(start())
          .fact('QD-000001', { flow: 'lot-status', dims: lot, expect: [], ...after('11:00') })
          .deliver('QD-000001')
          .post('QD-000001', { system: 'wms', operation: 'availability.report', lines: [line] }),
      ).violations.count
    expect(available(madeAvailable('40'))).toBe(1)
    expect(available(madeAvailable('-40'))).toBe(0)
    expect(available(madeAvailable('40', { ...lot, lot: 'L2' }))).toBe(0)
    const move = { measure: 'transfer', ...lot, location: 'RM01', unit: 'KG', quantity: '5' } as const
    const moved = (stockType: 'unrestricted' | 'blocked', dims: FactOptions['dims']): number =>
      of(
        hold(start())
          .fact('WP-000001', { flow: 'lot-status', expect: [], ...after('11:00'), dims: dims ?? lot })
          .deliver('WP-000001')
          .post('WP-000001', { operation: 'movement.create', lines: [{ ...move, stockType }] }),
      ).violations.count
    expect(moved('unrestricted', lot)).toBe(0)
    expect(moved('unrestricted', { ...lot, order: '100001' })).toBe(1)
    expect(moved('blocked', { ...lot, order: '100001' })).toBe(0)
  })

  test('convicts who did not pass the hold on, by what the system let happen', () => {
    const { messages, violations } = of(takes(hold(start())))
    expect(violations.byReason).toEqual({ 'used-because-untold': 1 })
    expect(plain(messages[0])).toBe(
      'The WMS let 10 KG consumption on order 100001, C2 lot L1 happen at 0.570 s, though the lot is held by QH-000001, which the target ' +
        'knew since 0.050 s: the hold was not passed on to the WMS.',
    )
  })

  test('acquits who passed it on, who could not, and who did not know', () => {
    expect(of(takes(told(hold(start()), 'held', 1))).violations.count).toBe(0)
    const refused = hold(start()).refuse('QH-000001', { system: 'wms' }).exception('QH-000001')
    expect(of(takes(refused)).violations.count).toBe(0)
    expect(of(hold(takes(start()))).violations.count).toBe(0)
    expect(of(takes(hold(start()), false)).violations.count).toBe(0)
    expect(of(takes(hold(hold(start()), 'QR-000001'))).violations.count).toBe(0)
  })
})

describe('what was given free before it was decided upon', () => {
  const title = 'no-consumption-of-held-lot'
  const gate = { effect: 'available', facts: ['mes:QD-000001'], by: 'exposed', or: 'wait', title } as const
  const decision = { system: 'wms', flow: 'availability', what: 'quantity', measure: 'available', dims: lot, quantity: '40' } as const
  const call = { system: 'wms', operation: 'availability.report', path: '/material-availability' } as const
  const received = (): JournalBuilder =>
    lotJournal()
      .fact('WR-000001', { flow: 'lot-status', sideFlows: ['availability'], dims: lot, sequenceKey: null, expect: [], gates: [gate] })
      .deliver('WR-000001')
      .post('WR-000001', { ...call, lines: [madeAvailable('44')] })
      .fact('QD-000001', { flow: 'lot-status', sideFlows: ['availability'], dims: lot, sequenceKey: null, expect: [decision] })
      .deliver('QD-000001')
  /** As if every check could fail a run. */
  const failing = (run: JournalBuilder): readonly string[] => {
    const { header, records } = run.end()
    const able = checks.map((check) => ({ ...check, provenBy: ['M00'] }))
    return judgeJournal({ header, records }, able).results.flatMap(({ check, verdict }) => (verdict === 'fail' ? check : []))
  }

  test('is told once: also where it is corrected afterwards, and where the decision has nothing left to say', () => {
    expect(failing(received().post('QD-000001', { ...call, lines: [madeAvailable('-4')] }))).toEqual([title])
    expect(failing(received())).toEqual([title])
  })
})
