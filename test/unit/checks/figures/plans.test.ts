import { describe, expect, test } from 'vitest'
import type { ExpectedEffect } from '../../../../src/domain/fact.js'
import { activeValue, planEntity, planRowEntity, planRowValue } from '../../../../src/domain/planning.js'
import { journal, type JournalBuilder } from '../../../support/journal-builder.js'
import { flowWords } from '../../../support/journal-header.js'
import { countsOf, figureOf, textsOf } from './support.js'

const flow = 'planning-version'
const rowOf = (version: number, row: number) => ({
  entity: planRowEntity(version, String(row)),
  dims: { version: String(version), row: String(row) },
  group: 'row',
  version,
  after: planRowValue({ plant: 'P1', item: 'FG-100', bucket: '2026-W10', quantity: String(1000 * version + row) }),
})
const inForce = (version: number) => ({ entity: planEntity, dims: {}, group: 'active', version, after: activeValue(version) })

/** Version 5 is in force from the start. */
const opened = (): JournalBuilder =>
  journal({ flows: [flowWords(flow, 'Y')], master: { plans: [{ version: 5, opening: true, rows: [] }] } })

/** A version of two rows, published at a time of the day. */
function published(run: JournalBuilder, key: string, version: number, time: string, supersedes: readonly string[] = []): JournalBuilder {
  const expect = [rowOf(version, 1), rowOf(version, 2), inForce(version)].map((state): ExpectedEffect => ({
    system: 'erp',
    flow,
    what: 'state',
    ...state,
  }))
  const occurredAt = `2026-03-02T${time}:00+01:00`
  const older = supersedes.map((each) => `mes:${each}`)
  return run.fact(key, { flow, entity: planEntity, dims: {}, sequenceKey: null, expect, occurredAt, supersedes: older })
}

function writes(
  run: JournalBuilder,
  key: string,
  ...states: readonly (ReturnType<typeof rowOf> | ReturnType<typeof inForce>)[]
): JournalBuilder {
  run.arrive(key, { operation: 'plan.page' })
  for (const state of states) run.write({ ...state, docKind: 'plan', references: [key] })
  return run.served({ status: 200, effects: states.length }).answered(200)
}

const name = 'plan-in-force'

describe('the plan in force', () => {
  test('is the newest: nobody waits', () => {
    const run = published(opened(), 'FV-000001', 7, '08:00').deliver('FV-000001')
    const figure = figureOf(name, writes(run, 'FV-000001', rowOf(7, 1), rowOf(7, 2), inForce(7)))
    expect([textsOf(figure), countsOf(figure)]).toEqual([[' ERP: in force version 7, newest version 7'], ''])
    expect(figure.rows[0]).toMatchObject({ age_ms: null })
  })

  test('is behind as long as the newest that was told is not: with what it lacks, since that was published', () => {
    const run = published(opened(), 'FV-000001', 7, '08:00').deliver('FV-000001')
    const figure = figureOf(name, writes(run, 'FV-000001', rowOf(7, 1)).fact('MC-000001', { occurredAt: '2026-03-02T08:30:00+01:00' }))
    expect(textsOf(figure)).toEqual([' ERP: in force version 5, newest version 7, rows missing 1'])
    expect(countsOf(figure)).toBe('behind 1')
    expect(figure.rows[0]).toMatchObject({ age_ms: 1_800_000, facts: ['mes:FV-000001'] })
  })

  test('lacks rows that were refused', () => {
    const run = published(opened(), 'FV-000001', 7, '08:00').deliver('FV-000001')
    writes(run, 'FV-000001', rowOf(7, 1)).refuse('FV-000001', { operation: 'plan.page', code: 'UNKNOWN_ITEM' })
    const figure = figureOf(name, run)
    expect(textsOf(figure)).toEqual([' ERP: in force version 5, newest version 7, rows missing 1, rows refused 1'])
    expect(countsOf(figure)).toBe('behind 1, rows refused 1')
  })

  test('is not held against a version that nobody was told of yet, nor against an older one that comes late', () => {
    const run = published(opened(), 'FV-000001', 7, '08:00').deliver('FV-000001')
    writes(run, 'FV-000001', rowOf(7, 1), rowOf(7, 2), inForce(7))
    published(run, 'FV-000002', 8, '09:00', ['FV-000001'])
    expect(textsOf(figureOf(name, run))).toEqual([' ERP: in force version 7, newest version 7'])
    published(run, 'FV-000003', 6, '09:30').deliver('FV-000003')
    expect(textsOf(figureOf(name, run))).toEqual([' ERP: in force version 7, newest version 7'])
    run.deliver('FV-000002')
    expect(textsOf(figureOf(name, run))).toEqual([' ERP: in force version 7, newest version 8, rows missing 2'])
  })

  test('is none where nothing was ever put in force, and no figure where nothing is planned', () => {
    const run = published(journal({ flows: [flowWords(flow, 'Y')] }), 'FV-000001', 7, '08:00').deliver('FV-000001')
    expect(textsOf(figureOf(name, run))).toEqual([' ERP: in force none, newest version 7, rows missing 2'])
    expect(figureOf(name, journal().fact('MC-000001').deliver('MC-000001')).rows).toEqual([])
  })
})
