import { expect, test } from 'vitest'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import { journal, judge } from '../../support/journal-builder.js'

test('no-duplicate-effect cites the line that is too much, of a document with several', () => {
  const place = { plant: 'P1', order: '100001', operation: '0010' } as const
  const good = { measure: 'yield', quantity: '10', ...place } as const
  const used = { measure: 'issue', item: 'C1', location: 'RM01', ...place } as const
  const run = journal()
    .fact('MC-000001', { expect: [good, { ...used, quantity: '10' }].map((line) => ({ system: 'erp', ...line })) })
    .deliver('MC-000001')
    .post('MC-000001', { lines: [good, { ...used, quantity: '20' }] })
    .end()
  const cited = judge(noDuplicateEffect, run).violations.first?.records ?? []
  const effects = run.records.filter((record) => record.kind === 'effect' && cited.includes(record.seq))
  expect(effects.map((record) => ('measure' in record ? record.measure : record.kind))).toEqual(['issue'])
})
