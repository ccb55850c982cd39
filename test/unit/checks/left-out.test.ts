import { describe, expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import type { JournalBuilder } from '../../support/journal-builder.js'
import { lotJournal, writes } from '../../support/lots.js'

function told(run: JournalBuilder): readonly (readonly [string, string])[] {
  return judgeJournal(run.end(), checks).results.flatMap(({ check, verdict, violations }) =>
    verdict === 'fail' ? [[check, violations.first?.message ?? ''] as const] : [],
  )
}

describe('what a revision consists of', () => {
  const dims = { plant: 'P1', item: 'FG-100', revision: 'B' }
  const group = (name: string, after: string): Extract<ExpectedEffect, { what: 'state' }> => ({
    system: 'erp',
    flow: 'lot-status',
    what: 'state',
    entity: 'bom:P1/FG-100/B',
    dims,
    group: name,
    version: 8,
    after,
  })
  const substitutes = group('substitutes', 'C1S for C1, priority 2')
  const happens = (run: JournalBuilder, key: string, state: typeof substitutes): JournalBuilder =>
    run
      .fact(key, { flow: 'lot-status', dims, entity: 'bom:P1/FG-100/B', sequenceKey: null, partOf: 'PP-000001', expect: [state] })
      .deliver(key)
  const published = (): JournalBuilder => happens(lotJournal({ enforce: {} }), 'PP-000001-S', substitutes)

  test('was left out of what was written of the publication: empty, and not lost; a message of its own is lost', () => {
    const header = happens(published(), 'PP-000001-H', group('header', 'Pump'))
    expect(told(writes(header, 'PP-000001', group('header', 'Pump')))).toEqual([
      [
        'bom-structure-equal',
        'The substitutes of FG-100, revision B in P1: the ERP has none, instead of C1S for C1, priority 2, as version 8 ' +
          '(PP-000001-S) says.',
      ],
    ])
    expect(told(published()).map(([check]) => check)).toEqual(['every-event-accounted'])
  })
})
