import { describe, expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import { linesValue } from '../../../src/domain/engineering.js'
import { evidenceOf, journal, type JournalBuilder } from '../../support/journal-builder.js'
import { flowWords, productionOrder, type HeaderOptions } from '../../support/journal-header.js'
import type { FactOptions } from '../../support/journal-options.js'
import { decided, lot, lotJournal } from '../../support/lots.js'

// What ends without its effect, and through no doing of the target: whatever a check asks of facts in the end, it asks of none of these.

const able = checks.map((check) => ({ ...check, provenBy: check.provenBy.length > 0 ? check.provenBy : ['M00'] }))

/** Checks that fail, advisory ones too, or that what they lack left undecided. */
function told(run: JournalBuilder): readonly string[] {
  return judgeJournal(run.end().build(), able).results.flatMap(({ check, verdict, why = '' }) => {
    const isUndecided = verdict === 'unknown' && /could not be decided/.test(why)
    return (verdict === 'fail' || isUndecided) && check !== 'correlation-preserved' ? `${check}: ${verdict}` : []
  })
}

function ending(run: JournalBuilder, key: string): string | undefined {
  const evidence = evidenceOf(run.build())
  const fact = evidence.facts.get(`mes:${key}`)
  return fact && evidence.endingOf(fact)
}

/** A fault on calls to the ERP that no heal ends. */
const lasting: HeaderOptions = { faults: [{ id: 'refuse-1', name: 'refuse', firing: 'may', address: { times: 'persistent' } }] }

/** Tried to the end, and refused by that fault each time. */
function triedInVain(run: JournalBuilder, key: string): JournalBuilder {
  const refused = { status: 503, code: 'UNAVAILABLE', answerClass: 'transient', fault: 'refuse-1' } as const
  return run.refuse(key, refused).refuse(key, refused)
}

/** Ways in which a fact that was handed over comes to its end without an effect. */
const ways: readonly (readonly [string, HeaderOptions, (run: JournalBuilder, key: string) => JournalBuilder])[] = [
  ['blocked', lasting, triedInVain],
  ['returned', lasting, (run, key) => triedInVain(run, key).deliver(key, 'given-up')],
  [
    'excepted',
    { twin: true },
    (run, key) => run.refuse(key).twin(key, 'refused', { about: 'call', code: 'OVER_CONFIRMATION' }).exception(key),
  ],
  [
    'unseen',
    { twin: true, exceptions: 'none' },
    (run, key) => run.refuse(key).twin(key, 'refused', { about: 'call', code: 'OVER_CONFIRMATION' }),
  ],
]

describe.each(ways)('%s', (end, options, come) => {
  const started = (more: HeaderOptions = {}): JournalBuilder =>
    journal({ flows: [flowWords('revision-release', 'B', { verb: 'published' })], ...options, ...more })

  test('a confirmation', () => {
    const run = come(
      started({ judge: { backlog_drain_ms_max: 80 } })
        .fact('MC-000001')
        .deliver('MC-000001')
        .heal(),
      'MC-000001',
    ).wait(100)
    expect(ending(run, 'MC-000001')).toBe(end)
    expect(told(run)).toEqual([])
  })

  test('a cancellation of what is posted', () => {
    const original = started().fact('MC-000001').deliver('MC-000001').post('MC-000001')
    const run = come(original.fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001'), 'MR-000001')
    expect(ending(run, 'MR-000001')).toBe(end)
    expect(told(run)).toEqual([])
  })

  test('a cancellation, so that what comes after it is more than was ordered', () => {
    const run = started({ enforce: {}, master: { orders: [productionOrder('100001', { quantity: '10' })] } })
    run.fact('MC-000001').deliver('MC-000001').post('MC-000001')
    come(run.fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001'), 'MR-000001')
    expect(ending(run, 'MR-000001')).toBe(end)
    expect(told(run.fact('MC-000002').deliver('MC-000002').post('MC-000002'))).toEqual([])
  })

  const bom = { entity: 'bom:P1/FG-100/B', dims: { plant: 'P1', item: 'FG-100', revision: 'B' } } as const
  const part = (demand: boolean) => linesValue([{ item: 'L1', rate: '1', routingStep: '0030', issue: 'explicit', demand }])

  function published(run: JournalBuilder, key: string, version: number, more: FactOptions = {}): JournalBuilder {
    const state = { system: 'erp', flow: 'revision-release', what: 'state', ...bom, group: 'lines' } as const
    const says = { expect: [{ ...state, version, after: part(version === 1) }], sequenceKey: null }
    return run.fact(key, { flow: 'revision-release', ...bom, ...says, ...more }).deliver(key)
  }

  test('a newer version, while the older one stands, which says another demand', () => {
    const older = published(started(), 'MC-000001', 1).arrive('MC-000001', { operation: 'bom.change' })
    older
      .write({ ...bom, group: 'lines', version: 1, after: part(true), references: ['MC-000001'] })
      .served({ effects: 1 })
      .answered(200)
    const run = come(published(older, 'MC-000002', 2, { supersedes: ['mes:MC-000001'] }), 'MC-000002')
    expect(ending(run, 'MC-000002')).toBe(end)
    expect(told(run)).toEqual([])
  })

  test('a revision that is not in force, when an order is released with the one before', () => {
    const of = { system: 'erp', what: 'state', plant: 'P1' } as const
    const active = { entity: 'bom-use:P1/FG-100', dims: { plant: 'P1', item: 'FG-100' }, group: 'active', version: 8, after: 'B' } as const
    const says = { expect: [{ ...active, system: 'erp', flow: 'revision-release', what: 'state' } as const], sequenceKey: null }
    const run = started({ master: { orders: [productionOrder('100001')] } })
    come(run.fact('PP-000002', { flow: 'revision-release', dims: active.dims, ...says }).deliver('PP-000002'), 'PP-000002')
    const order = {
      ...of,
      entity: 'order:P1/100001',
      dims: { plant: 'P1', order: '100001' },
      doc: '',
      docKind: 'order',
      references: [],
    } as const
    run.push({ kind: 'effect', ...order, group: 'revision', after: 'A', derived: true, step: 'release-1' })
    run.push({ kind: 'effect', ...order, group: 'status', after: 'released', step: 'release-1' })
    const effects = [{ what: 'state', entity: order.entity, dims: order.dims, group: 'revision', after: 'B' }]
    run.push({ kind: 'mark', mark: 'twin-step', system: 'erp', step: 'release-1', effects })
    expect(ending(run, 'PP-000002')).toBe(end)
    expect(told(run)).toEqual([])
  })

  const ofLot = { entity: 'lot:P1/C2/L1', dims: lot } as const

  test('a newer state, while the older one stands', () => {
    const run = started()
    for (const [key, after, version] of [
      ['MC-000001', 'blocked', 1],
      ['MC-000002', 'released', 2],
    ] as const) {
      const state = { system: 'erp', flow: 'confirmation', what: 'state', ...ofLot, group: 'status', version, after } as const
      run.fact(key, { ...ofLot, expect: [state], sequenceKey: null }).deliver(key)
    }
    run.arrive('MC-000001', { operation: 'lot.status' })
    run
      .write({ ...ofLot, group: 'status', version: 1, after: 'blocked', references: ['MC-000001'] })
      .served({ effects: 1 })
      .answered(200)
    come(run, 'MC-000002')
    expect(ending(run, 'MC-000002')).toBe(end)
    expect(told(run)).toEqual([])
  })

  test('a decision about a lot, which moves stock in the ERP and makes it available elsewhere', () => {
    const run = come(decided(lotJournal(options)), 'QD-000001')
    expect(ending(run, 'QD-000001')).toBe(end)
    expect(told(run)).toEqual([])
  })

  test('a hold that a system was not told of, in which the lot is then used', () => {
    const held = { system: 'wms', flow: 'lot-status', what: 'state', ...ofLot, group: 'restriction', version: 1, after: 'held' } as const
    const run = lotJournal(options)
      .fact('QH-000001', { flow: 'lot-status', ...ofLot, expect: [held] })
      .deliver('QH-000001')
      .wait(500)
    come(run, 'QH-000001')
    const taken = { dims: { ...lot, order: '100001' }, doc: '', docKind: 'consumption', plant: 'P1', references: [], unit: 'KG' } as const
    run.push({ kind: 'effect', system: 'wms', what: 'quantity', measure: 'consumed', quantity: '10', step: 'try-1', ...taken })
    run.push({ kind: 'mark', mark: 'twin-step', system: 'wms', step: 'try-1', effects: [] })
    expect(ending(run, 'QH-000001')).toBe(end)
    expect(told(run)).toEqual([])
  })
})

test('a cancellation that is for others to bring, and that nobody brings', () => {
  const run = journal({ enforce: {}, master: { orders: [productionOrder('100001', { quantity: '10' })] }, covers: ['confirmation'] })
  run.fact('MC-000001').deliver('MC-000001').post('MC-000001').fact('MR-000001', { reverses: 'MC-000001', covered: false })
  expect(told(run.fact('MC-000002').deliver('MC-000002').post('MC-000002'))).toEqual([])
})

test('one that nobody can bring, since its document stands for others as well', () => {
  const run = journal({ enforce: {}, master: { orders: [productionOrder('100001', { quantity: '20' })] }, covers: ['confirmation'] })
  run.fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002')
  run.fact('MR-000001', { reverses: 'MC-000001', covered: false }).post(['MC-000001', 'MC-000002'])
  expect(told(run)).toEqual([])
})

describe('settled by what came later, or by another report', () => {
  const ofLot = { entity: 'lot:P1/C2/L1', dims: lot } as const

  /** Two decisions of which only the second is written, 100 ms after the heal at which both were pending. */
  function overtaken(): JournalBuilder {
    const run = journal({ judge: { backlog_drain_ms_max: 500 } })
    for (const [key, after, older] of [
      ['MC-000001', 'blocked', []],
      ['MC-000002', 'released', ['mes:MC-000001']],
    ] as const) {
      const state = { system: 'erp', flow: 'confirmation', what: 'state', ...ofLot, group: 'status', after } as const
      run.fact(key, { ...ofLot, expect: [state], sequenceKey: ofLot.entity, supersedes: older }).deliver(key)
    }
    run.refuse('MC-000001', { status: 423, code: 'LOCKED', answerClass: 'transient' }).exception('MC-000001', { xid: 'X-1' })
    run.heal().wait(100).arrive('MC-000002', { operation: 'lot.status' })
    return run
      .write({ ...ofLot, group: 'status', after: 'released', references: ['MC-000002'] })
      .served({ effects: 1 })
      .answered(200)
  }

  test.each(['posted', undefined])('an exception for what was overtaken is closed, as %s', (resolution) => {
    const run = overtaken()
    run.exception('MC-000001', { xid: 'X-1', status: 'closed', ...(resolution !== undefined && { resolution }) })
    expect(ending(run, 'MC-000001')).toBe('overtaken')
    expect(told(run)).toEqual([])
  })

  test('what was overtaken while it waited is no backlog', () => {
    const run = journal({ judge: { backlog_drain_ms_max: 500 } })
    for (const [key, after, older] of [
      ['MC-000001', 'blocked', []],
      ['MC-000002', 'released', ['mes:MC-000001']],
    ] as const) {
      const state = { system: 'erp', flow: 'confirmation', what: 'state', ...ofLot, group: 'status', after } as const
      run.fact(key, { ...ofLot, expect: [state], sequenceKey: ofLot.entity, supersedes: older }).deliver(key)
    }
    run.heal().wait(100).arrive('MC-000002', { operation: 'lot.status' })
    run
      .write({ ...ofLot, group: 'status', after: 'released', references: ['MC-000002'] })
      .served({ effects: 1 })
      .answered(200)
    expect(ending(run, 'MC-000001')).toBe('overtaken')
    expect(told(run)).toEqual([])
  })

  test('of two reports of one event, one is posted: the other is no backlog, and its exception may be closed as posted', () => {
    const run = journal({ judge: { backlog_drain_ms_max: 500 } })
      .fact('MC-000001', { physId: 'phys:1' })
      .fact('MC-000002', { physId: 'phys:1' })
      .deliver('MC-000001')
      .deliver('MC-000002')
      .exception('MC-000002', { xid: 'X-1' })
      .exception('MC-000002', { xid: 'X-1', status: 'closed', resolution: 'posted' })
      .heal()
      .wait(50)
      .post('MC-000001')
    expect(ending(run, 'MC-000002')).toBe('posted')
    expect(told(run)).toEqual([])
  })

  test('what tells others something, and obliges nothing, may have had an exception that was closed', () => {
    const run = journal().fact('MC-000001', { expect: [] }).deliver('MC-000001').exception('MC-000001', { xid: 'X-1' })
    expect(told(run.exception('MC-000001', { xid: 'X-1', status: 'closed', resolution: 'posted' }))).toEqual([])
  })
})

describe('handed over in no way that obliges', () => {
  /** Shown before the heal to a life that did not take it, and never again. */
  const shown = (options: FactOptions = {}): JournalBuilder =>
    journal({ judge: { backlog_drain_ms_max: 5 } })
      .fact('MC-000001', options)
      .deliver('MC-000001', 'indeterminate')
      .crash()
      .heal()

  test('what is not there of it is nobody’s loss, nor what does not add up for want of it', () => {
    expect(told(shown().wait(100))).toEqual([])
  })

  test('what must be rejected need not be with people', () => {
    expect(told(shown({ must: 'REJECT' }))).toEqual([])
  })
})
