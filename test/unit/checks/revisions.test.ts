import { describe, expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import { reconcile } from '../../../src/checks/reconcile.js'
import { bomEntity, bomUseEntity, effectivityValue, linesValue, substitutesValue } from '../../../src/domain/engineering.js'
import { entityId, type Value } from '../../../src/domain/effect.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { productionOrder } from '../../support/journal-header.js'
import { evidenceOf, journal, type JournalBuilder } from '../../support/journal-builder.js'
import type { FactOptions } from '../../support/journal-options.js'
import { flowWords } from '../../support/journal-header.js'

type State = Extract<ExpectedEffect, { what: 'state' }>

/** Every check that fails, advisory ones too, with what it says: each wrong thing is told once. */
function told(run: JournalBuilder): readonly (readonly [string, string])[] {
  const { header, records } = run.end()
  const able = checks.map((check) => ({ ...check, provenBy: check.provenBy.length > 0 ? check.provenBy : ['M00'] }))
  return judgeJournal({ header, records }, able).results.flatMap(({ check, verdict, violations }) =>
    verdict === 'fail' && !check.startsWith('correlation') ? [[check, violations.first?.message.replaceAll('\n ', '') ?? ''] as const] : [],
  )
}
const names = (run: JournalBuilder): readonly string[] => told(run).map(([check]) => check)

const plant = 'P1'
const ofBom = { plant, item: 'FG-100', revision: 'B' }
const state = (group: string, after: Value, version = 8, system = 'erp', dims: State['dims'] = ofBom): State => {
  const { item = '', revision } = dims
  const entity = revision === undefined ? bomUseEntity(plant, item) : bomEntity(plant, item, revision)
  return { system, flow: 'revision-release', what: 'state', entity, dims, group, version, after }
}
const active = (letter: string, version = 8, system = 'erp'): State => state('active', letter, version, system, { plant, item: 'FG-100' })

/** A landscape in which revision A of FG-100 holds since 2024, and an order is released with it. */
function start(): JournalBuilder {
  const line = { item: 'C1', rate: '1', unit: 'EA', issue: 'explicit', routingStep: '0010', location: 'RM01' } as const
  const boms = [{ item: 'FG-100', plant, revision: 'A', lines: [line], effectivity: { from: '2024-01-01' } }]
  return journal({
    flows: [flowWords('revision-release', 'B', { one: 'part of a revision', verb: 'published', sinks: ['erp', 'mes'] })],
    enforce: {},
    master: { boms, orders: [productionOrder('100001'), productionOrder('100002')] },
  })
}

/** A fact of the PLM that says these states. */
function said(run: JournalBuilder, key: string, states: readonly State[], more: FactOptions = {}): JournalBuilder {
  return run
    .fact(key, {
      flow: 'revision-release',
      dims: ofBom,
      entity: bomEntity(plant, 'FG-100', 'B'),
      sequenceKey: null,
      expect: states,
      ...more,
    })
    .deliver(key)
}

/** One call that writes these. */
function wrote(run: JournalBuilder, key: string, states: readonly State[], more: { readonly derived?: boolean } = {}): JournalBuilder {
  const [first] = states
  run.arrive(key, { operation: 'bom.change', path: '/bom-revisions/B-1', method: 'PUT', system: first?.system ?? 'erp' })
  for (const { what: _, flow: __, ...write } of states) run.write({ ...write, docKind: 'bom', references: [key], ...more })
  return run.served({ effects: states.length }).answered(200)
}

const glue = { item: 'GL-1', rate: '0.0035', routingStep: '0020', issue: 'backflush', demand: true } as const
const option = { item: 'L1', rate: '1', routingStep: '0030', issue: 'explicit', demand: false } as const
const lines = state('lines', linesValue([glue, option]))

describe('the structure of a bill of material', () => {
  const published = (): JournalBuilder => said(start(), 'PP-000002-L', [lines])

  test('that has another rate is told once, with both rates', () => {
    const typo = state('lines', linesValue([{ ...glue, rate: '0.0053' }, option]))
    expect(told(wrote(published(), 'PP-000002-L', [typo]))).toEqual([
      [
        'bom-structure-equal',
        'The lines of FG-100, revision B in P1: the ERP has GL-1 0.0053 at 0020 backflush instead of GL-1 0.0035 at 0020 backflush, as ' +
          'version 8 (PP-000002-L) says.',
      ],
    ])
  })

  test('does not depend on the order of lines, and is right under a newer version with the same content', () => {
    const turned = state('lines', linesValue([option, glue]))
    expect(told(wrote(published(), 'PP-000002-L', [turned]))).toEqual([])
    const again = said(published(), 'PP-000003-L', [{ ...lines, version: 9 }], { supersedes: ['mes:PP-000002-L'] })
    expect(told(wrote(again, 'PP-000002-L', [lines]))).toEqual([])
  })

  test('that was never written is lost, and nothing else', () => {
    expect(names(published())).toEqual(['every-event-accounted'])
  })

  test('in which what is optional is demanded is told as that alone', () => {
    const demanding = state('lines', linesValue([glue, { ...option, demand: true }]))
    expect(told(wrote(published(), 'PP-000002-L', [demanding]))).toEqual([
      [
        'optional-not-demanded',
        'FG-100, revision B in P1: the ERP demands L1 1 at 0030 explicit instead of L1 1 at 0030 explicit (no demand); PP-000002-L says ' +
          'so of not one of these.',
      ],
    ])
  })

  test('that lacks all of a part says what there should be', () => {
    const entry = { primary: 'C1', substitute: 'C1S', priority: 2, ratio: '1' }
    const run = said(start(), 'PP-000002-S', [state('substitutes', substitutesValue([entry]))])
    expect(told(wrote(run, 'PP-000002-S', [state('substitutes', substitutesValue([]))]))[0]?.[1]).toBe(
      'The substitutes of FG-100, revision B in P1: the ERP has no C1S for C1, priority 2, ratio 1, as version 8 (PP-000002-S) says.',
    )
  })

  test('is wrong also where the same was published once more under its version, and nobody had to write it again', () => {
    const typo = state('lines', linesValue([{ ...glue, rate: '0.0053' }, option]))
    const again = said(wrote(published(), 'PP-000002-L', [typo]), 'PP-000003-L', [lines])
    expect(told(again)).toEqual([
      [
        'bom-structure-equal',
        'The lines of FG-100, revision B in P1: the ERP has GL-1 0.0053 at 0020 backflush instead of GL-1 0.0035 at 0020 backflush, as ' +
          'version 8 (PP-000003-L) says.',
      ],
    ])
  })

  test('is wrong in its newest version: nobody lacks the one before', () => {
    const before = state('lines', linesValue([{ ...glue, rate: '0.003' }, option]), 7)
    const run = said(start(), 'PP-000001-L', [before])
    said(run, 'PP-000002-L', [lines], { supersedes: ['mes:PP-000001-L'] })
    expect(names(wrote(run, 'PP-000002-L', [state('lines', linesValue([{ ...glue, rate: '0.0053' }, option]))]))).toEqual([
      'bom-structure-equal',
    ])
  })

  test('in which every substitute is as good as the first is told with the priorities', () => {
    const entry = { primary: 'C1', substitute: 'C1S', priority: 2, ratio: '1' }
    const run = said(start(), 'PP-000002-S', [state('substitutes', substitutesValue([entry]))])
    expect(told(wrote(run, 'PP-000002-S', [state('substitutes', substitutesValue([{ ...entry, priority: 1 }]))]))[0]?.[1]).toBe(
      'The substitutes of FG-100, revision B in P1: the ERP has C1S for C1, priority 1, ratio 1 instead of C1S for C1, priority 2, ' +
        'ratio 1, as version 8 (PP-000002-S) says.',
    )
  })
})

describe('when a revision holds', () => {
  const until = (to?: string): Value => effectivityValue([{ from: '2024-01-01', ...(to !== undefined && { to }) }])
  const ofA = { ...ofBom, revision: 'A' }
  const from = (day: string, system = 'erp'): State => state('effectivity', effectivityValue([{ from: day }]), 8, system)
  const day = '2025-03-30'
  const published = (system = 'erp'): JournalBuilder => {
    const midnight = system === 'erp' ? day : '2025-03-29T23:00:00.000Z'
    return said(said(start(), 'PP-000002-E', [from(midnight, system)]), 'PP-000002-C', [active('B', 8, system)])
  }
  const activated = (run: JournalBuilder, to: string | undefined, system = 'erp'): JournalBuilder =>
    wrote(
      wrote(run, 'PP-000002-C', [active('B', 8, system)]),
      'PP-000002-E',
      to === undefined ? [] : [state('effectivity', until(to), 8, system, ofA)],
      { derived: true },
    )

  test('is right where one ends when the other begins', () => {
    expect(told(activated(wrote(published(), 'PP-000002-E', [from(day)]), day))).toEqual([])
  })

  test('and the one before was not ended, both hold: that is told once', () => {
    expect(told(activated(wrote(published(), 'PP-000002-E', [from(day)]), undefined))).toEqual([
      [
        'effectivity-no-gap-overlap',
        'FG-100 in P1: in the ERP from 2025-03-29T23:00:00.000Z on revision A (until further notice) and revision B hold together.',
      ],
    ])
    expect(told(activated(wrote(published(), 'PP-000002-E', [from(day)]), '2025-03-28'))[0]?.[1]).toBe(
      'FG-100 in P1: in the ERP nothing holds from 2025-03-27T23:00:00.000Z to 2025-03-29T23:00:00.000Z, between revision A and ' +
        'revision B.',
    )
  })

  test('the one before may be ended by hand, as the system would have done it by itself', () => {
    const ended = (to: string): JournalBuilder => {
      const run = wrote(published(), 'PP-000002-E', [from(day)])
      const byHand = wrote(wrote(run, 'PP-000002-C', [active('B')]), 'PP-000002-E', [state('effectivity', until(to), 8, 'erp', ofA)])
      const written = { [bomEntity(plant, 'FG-100', 'A')]: { effectivity: `2024-01-01 – ${day}` } }
      return byHand.push({ kind: 'mark', mark: 'twin-state', system: 'erp', state: { written } })
    }
    expect(names(ended(day))).toEqual([])
    expect(names(ended('2025-03-28'))).toContain('no-orphan-effect')
  })

  test('is another instant, midnight in UTC: told once, and not as a hole', () => {
    const utc = '2025-03-30T00:00:00.000Z'
    const run = activated(wrote(published('mes'), 'PP-000002-E', [from(utc, 'mes')]), '2025-03-29T23:00:00.000Z', 'mes')
    expect(told(run)).toEqual([
      ['effective-revision-used', 'FG-100, revision B in P1 holds 2025-03-30T00:00Z – in the MES; PP-000002-E says 2025-03-29T23:00Z –.'],
    ])
    expect(
      told(activated(wrote(published('mes'), 'PP-000002-E', [from('2025-03-29T23:00:00.000Z', 'mes')]), '2025-03-29T23:00:00.000Z', 'mes')),
    ).toEqual([])
  })

  test('nobody asks of a copy that is not active', () => {
    const staged = said(said(start(), 'PP-000002-E', [from(day)]), 'PP-000002-C', [active('B')])
      .refuse('PP-000002-C')
      .exception('PP-000002-C')
    expect(names(wrote(staged, 'PP-000002-E', [from(day)]))).toEqual([])
  })
})

describe('the revision of an order', () => {
  const of = { plant, order: '100001' }
  const revision = (letter: string): State => ({
    system: 'erp',
    flow: 'revision-release',
    what: 'state',
    entity: entityId('order', plant, '100001'),
    dims: of,
    group: 'revision',
    after: letter,
  })
  const disposed = (run: JournalBuilder): JournalBuilder => said(run, 'PD-000002', [revision('B')], { dims: of, entity: 'order:P1/100001' })
  const release = (run: JournalBuilder, letter: string, meant?: string): JournalBuilder => {
    const base = { doc: '', docKind: 'order', plant, references: [], entity: 'order:P1/100001', dims: of, step: 'release-1' } as const
    run.push({ kind: 'effect', system: 'erp', what: 'state', group: 'revision', after: letter, derived: true, ...base })
    run.push({ kind: 'effect', system: 'erp', what: 'state', group: 'status', after: 'released', ...base })
    const effects = [{ what: 'state', entity: 'order:P1/100001', dims: of, group: 'revision', after: meant }]
    return meant === undefined ? run : run.push({ kind: 'mark', mark: 'twin-step', system: 'erp', step: 'release-1', effects })
  }

  test("that was changed by nobody's decision is told once, also where no fact is named", () => {
    const sentence =
      'Order 100001 went from revision A to revision B in the ERP by call 1 (PUT /bom-revisions/B-1): nobody has decided that for this ' +
      'order.'
    const run = said(start(), 'PP-000002-C', [])
    expect(told(wrote(run, 'PP-000002-C', [revision('B')]))).toEqual([['open-order-revision-frozen', sentence]])
    expect(told(wrote(said(start(), 'PP-000002-C', []), 'ZZ-1', [revision('B')]))).toEqual([['open-order-revision-frozen', sentence]])
  })

  test('may be changed by a disposition, and is frozen until there is one', () => {
    expect(told(wrote(disposed(start()), 'PD-000002', [revision('B')]))).toEqual([])
    expect(names(disposed(wrote(said(start(), 'PP-000002-C', []), 'PP-000002-C', [revision('B')])))).toContain('open-order-revision-frozen')
    expect(names(wrote(disposed(start()), 'PD-000002', [revision('C')]))).toContain('open-order-revision-frozen')
  })

  test('that is taken at its release is compared with what it is behind a perfect integration', () => {
    const run = (): JournalBuilder => said(start(), 'PP-000002-C', [])
    expect(told(release(run(), 'A'))).toEqual([])
    expect(told(release(run(), 'A', 'B'))).toEqual([
      [
        'effective-revision-used',
        'Order 100001 was released with revision A in the ERP; on that day of its plant revision B holds, as its facts say.',
      ],
    ])
  })

  test('follows from a loss where the revision never got there', () => {
    const lost = release(said(start(), 'PP-000002-C', [active('B')]), 'A', 'B')
    expect(names(lost)).toEqual(['every-event-accounted'])
    const people = said(start(), 'PP-000002-C', [active('B')])
      .refuse('PP-000002-C')
      .exception('PP-000002-C')
    expect(names(release(people, 'A', 'B'))).toEqual([])
  })
})

describe('a substitute', () => {
  const entry = { primary: 'C1', substitute: 'C1S', priority: 2, ratio: '1' }
  const used = (): JournalBuilder => {
    const substitutes = state('substitutes', substitutesValue([entry]))
    const run = wrote(said(start(), 'PP-000002-S', [substitutes]), 'PP-000002-S', [substitutes])
    return run.fact('MI-000001', { item: 'C1S', quantity: '20' }).deliver('MI-000001')
  }
  const issue = {
    measure: 'issue',
    order: '100001',
    operation: '0010',
    location: 'RM01',
    stockType: 'unrestricted',
    quantity: '20',
  } as const

  test('that was issued as what it stands for is told once, with both', () => {
    expect(told(used().post('MI-000001', { lines: [{ ...issue, item: 'C1' }] }))).toEqual([
      [
        'substitute-posted-as-used',
        'MI-000001 (consumption of order 100001 / 0010) used 20 of C1S issued at P1/RM01 for order 100001; the ERP has 20 EA of C1 ' +
          'issued at P1/RM01 for order 100001 in its place, by document 4711.',
      ],
    ])
  })

  test('is issued as what it is; what is no substitute is just another item', () => {
    expect(names(used().post('MI-000001')).filter((check) => check !== 'no-dangling-reference')).toEqual([])
    expect(names(used().post('MI-000001', { lines: [{ ...issue, item: 'C2' }] }))).toContain('effect-as-obliged')
  })
})

describe('what belongs to another system', () => {
  const item = { item: 'C9' }
  const core = (system: string, after = 'Seal'): State => ({ ...state('core', after, 1, system, item), entity: entityId('item', '', 'C9') })
  const released = (run: JournalBuilder): JournalBuilder =>
    said(run, 'PI-000001', [core('erp')], { dims: item, entity: entityId('item', '', 'C9') })
  const publication = { ...state('ack', 'erp R-1', 1, 'mes', { publication: 'PP-000001' }), entity: 'publication:/PP-000001' }

  test('is not written by the integration, and told once', () => {
    const decision = { ...state('decision', '40 accepted', 1, 'mes', { plant, item: 'C2', lot: 'L1' }), entity: 'lot:P1/C2/L1' }
    const run = said(start(), 'QD-000001', [], { dims: { plant, item: 'C2', lot: 'L1' }, entity: 'lot:P1/C2/L1' })
    expect(told(wrote(run, 'QD-000001', [decision]))).toEqual([
      [
        'system-of-record-respected',
        'The MES owns the decision of C2 lot L1: the target wrote 40 accepted there by call 1 (PUT /bom-revisions/B-1), and nothing of ' +
          'that came from its owner.',
      ],
    ])
    expect(names(wrote(released(start()), 'PI-000001', [core('mes')]))).toEqual(['every-event-accounted', 'system-of-record-respected'])
  })

  test('may be told what was done with its facts', () => {
    expect(told(wrote(wrote(released(start()), 'PI-000001', [core('erp')]), 'PI-000001', [publication]))).toEqual([])
  })

  test('is not made up so that something can refer to it', () => {
    const early = wrote(said(start(), 'PP-000002-C', []), 'PP-000002-C', [core('erp', 'placeholder')])
    expect(told(wrote(released(early), 'PI-000001', [core('erp')]))).toEqual([
      [
        'no-dangling-reference',
        'C9 was made up in the ERP by call 1 (PUT /bom-revisions/B-1), which wrote its core: nothing that the target had been shown says ' +
          'that there is one.',
      ],
    ])
    expect(told(wrote(released(start()), 'PI-000001', [core('erp')]))).toEqual([])
  })
})

test('which revision is active is one row of the reconciliation, whatever systems it is in', () => {
  const states = [active('B', 8, 'erp'), active('B', 8, 'mes')]
  const run = wrote(said(start(), 'PP-000002-C', states), 'PP-000002-C', [states[0] as State]).end()
  const rows = reconcile(evidenceOf(run)).rows.filter(({ subject }) => subject === 'revision')
  // The source of the builder's facts is one of the two systems: what it says stands where what it has does.
  expect(rows).toEqual([
    { subject: 'revision', key: 'P1 FG-100 active', cells: { MES: 'nothing', ERP: 'B', exceptions: '0' }, odd: ['MES'] },
  ])
})
