import { describe, expect, test } from 'vitest'
import { effectAsObliged } from '../../../src/checks/generic/effect-as-obliged.js'
import { lateDependencyConverges } from '../../../src/checks/generic/late-dependency-converges.js'
import { noOrphanEffect } from '../../../src/checks/generic/no-orphan-effect.js'
import { planLineage } from '../../../src/checks/planning/plan-lineage.js'
import { planVersionAtomic } from '../../../src/checks/planning/plan-version-atomic.js'
import { activeValue, gonePlanRow, planEntity, planRowEntity, planVersionEntity } from '../../../src/domain/planning.js'
import type { ExpectedEffect, Gate } from '../../../src/domain/fact.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

type State = Extract<ExpectedEffect, { what: 'state' }>

const about = { system: 'erp', flow: 'confirmation', what: 'state' } as const
const row: State = {
  ...about,
  entity: planRowEntity(8, '1'),
  dims: { version: '8', row: '1' },
  group: 'row',
  version: 8,
  after: 'FG-100: 1',
}
const inForce: State = { ...about, entity: planEntity, dims: {}, group: 'active', version: 8, after: activeValue(8) }
const status = (after: string, before: string): State & { before: string } => ({
  ...about,
  entity: planVersionEntity(8),
  dims: { version: '8' },
  group: 'status',
  after,
  before,
})

const rowOf = (number: string, after: string): State => ({
  ...row,
  entity: planRowEntity(8, number),
  dims: { version: '8', row: number },
  after,
})

/** One call that writes these for the version. */
function wrote(run: JournalBuilder, states: readonly State[], more: { readonly derived?: boolean } = {}): JournalBuilder {
  run.arrive('FV-000002', { operation: 'plan.page', path: '/planning-versions/8', method: 'PUT' })
  for (const { what: _, flow: __, ...write } of states) run.write({ ...write, docKind: 'plan', references: ['FV-000002'], ...more })
  return run.served({ effects: states.length }).answered(200)
}

const published = (): JournalBuilder =>
  journal()
    .fact('FV-000002', { expect: [row, inForce], sequenceKey: null })
    .deliver('FV-000002')
const deleted = (before: string): JournalBuilder =>
  wrote(wrote(wrote(published(), [row]), [status('deleted', before)]), [{ ...row, after: gonePlanRow }], { derived: true })

describe('a version that is deleted', () => {
  test('may be begun anew before it was ever in force', () => {
    const again = wrote(wrote(wrote(deleted('staged'), [status('staged', 'deleted')], { derived: true }), [row]), [inForce]).end()
    const judging = [planLineage, planVersionAtomic, noOrphanEffect, effectAsObliged]
    expect(judging.map((check) => judge(check, again).violations.count)).toEqual([0, 0, 0, 0])
  })

  test('is missed where it was in force once, and where nobody begins it anew', () => {
    const superseded = wrote(deleted('superseded'), [status('staged', 'deleted')], { derived: true })
    for (const run of [superseded, deleted('staged')])
      expect(judge(planLineage, run.end()).violations.first?.message).toMatch(/^Version 8 of the plan was deleted in the ERP at /)
  })

  test('has no rows until they are brought again', () => {
    const empty = wrote(wrote(deleted('staged'), [status('staged', 'deleted')], { derived: true }), [inForce])
    expect(judge(planVersionAtomic, empty.end()).violations.first?.message).toContain('1 row of 1 (FV-000002')
  })
})

describe('a row that waits for its item', () => {
  const waiting = rowOf('77', 'FG-300: 77')
  const gate: Gate = {
    effect: 'all',
    of: { row: '77' },
    facts: ['mes:PI-000001'],
    by: 'exposed',
    or: 'wait',
    title: 'late-dependency-converges',
  }
  const told = (written: State): readonly string[] => {
    const run = journal()
      .fact('PI-000001')
      .fact('FV-000002', { expect: [row, waiting], gates: [gate], sequenceKey: null })
    return judge(lateDependencyConverges, wrote(run.deliver('FV-000002'), [row, written]).deliver('PI-000001').end()).messages
  }

  test('is told of by itself, among others of one call', () => {
    expect(told(waiting)[0]?.replaceAll('\n ', '')).toMatch(/^A write of row of plan-row 8\/77 \(FG-300: 77\) stands for FV-000002/)
  })

  test('is not early where it says something else: it is wrong', () => {
    expect(told(rowOf('77', 'FG-100: 77'))).toEqual([])
  })
})
