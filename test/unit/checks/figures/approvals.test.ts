import { describe, expect, test } from 'vitest'
import { flowWords } from '../../../support/journal-header.js'
import { journal, type JournalBuilder } from '../../../support/journal-builder.js'
import { countsOf, figureOf, textsOf } from './support.js'

const flow = 'revision-release'
const about = { item: 'FG-100', revision: 'B', publication: 'PP-000001', change: 'ECO-1' }
const at = (time: string): { readonly occurredAt: string } => ({ occurredAt: `2026-03-02T${time}+01:00` })
const active = (system: string) =>
  ({
    system,
    flow,
    what: 'state',
    entity: 'bom-use:P1/FG-100',
    dims: { plant: 'P1', item: 'FG-100' },
    group: 'active',
    version: 8,
    after: 'B',
  }) as const

/** A publication of two messages that two people have to approve. */
function published(): JournalBuilder {
  const gate = { effect: 'active', by: 'exposed', or: 'wait' } as const
  return journal({ flows: [flowWords(flow, 'B')] })
    .fact('PP-000001-H', { flow, dims: { item: 'FG-100' }, payload: { ...about, part: 'header' }, expect: [], ...at('08:00:00') })
    .fact('PP-000001-C', {
      flow,
      dims: { item: 'FG-100' },
      payload: { ...about, requiredApprovals: ['engineering', 'quality'] },
      expect: [active('erp'), active('mes')],
      gates: [{ ...gate, facts: ['mes:PP-000001-H', 'mes:PA-000001', 'mes:PA-000002', 'mes:PP-000001-C'] }],
      ...at('08:01:00'),
    })
    .deliver('PP-000001-H')
    .deliver('PP-000001-C')
}

function approved(source: JournalBuilder, key: string, role: string, time: string): JournalBuilder {
  return source.fact(key, { flow, dims: { item: 'FG-100' }, payload: { change: 'ECO-1', role }, expect: [], ...at(time) }).deliver(key)
}

describe('revisions waiting for approval', () => {
  test('by role, since the first message of it was there', () => {
    const figure = figureOf('approvals-waiting', approved(published(), 'PA-000001', 'engineering', '08:30:00'))
    expect(textsOf(figure)).toEqual(['P1 FG-100 revision B (ECO-1): role quality'])
    expect(countsOf(figure)).toBe('in all 1, waiting 1, by quality 1')
    expect(figure.rows[0]).toMatchObject({ age_ms: 1_800_000, facts: ['mes:PP-000001-C', 'mes:PP-000001-H'] })
  })

  test('approved by all, and not active: what the integration has not done', () => {
    const source = approved(approved(published(), 'PA-000001', 'engineering', '08:30:00'), 'PA-000002', 'quality', '08:40:00')
    const figure = figureOf('approvals-waiting', source.fact('MC-000001', at('08:50:00')))
    expect(textsOf(figure)).toEqual(['P1 FG-100 revision B (ECO-1): approved, not active 1'])
    expect(countsOf(figure)).toBe('in all 1, approved, not active 1')
    expect(figure.rows[0]).toMatchObject({ age_ms: 600_000, facts: ['mes:PA-000002'] })
  })

  test('active: nobody waits', () => {
    const source = approved(approved(published(), 'PA-000001', 'engineering', '08:30:00'), 'PA-000002', 'quality', '08:40:00')
    const { system, flow: _, what: __, ...state } = active('erp')
    source.arrive('PP-000001-C', { system }).write(state).served({ effects: 1 }).answered(201)
    expect(figureOf('approvals-waiting', source).rows).toEqual([])
  })
})
