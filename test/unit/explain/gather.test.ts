import { expect, test } from 'vitest'
import { limits } from '../../../src/domain/limits.js'
import { gather } from '../../../src/explain/gather.js'
import { journal } from '../../support/journal-builder.js'

test('the journal is read once, and all that hangs on the fact is kept', () => {
  const source = journal()
    .fact('MC-000001')
    .fact('MC-000002', { order: '100002' })
    .deliver('MC-000001')
    .deliver('MC-000002')
    .post('MC-000002')
    .post('MC-000001')
    .end()
  let scans = 0
  const gathered = gather(
    source.header,
    () => {
      scans += 1
      return source.records
    },
    [{ eids: ['mes:MC-000001'], records: [] }],
  )
  expect(scans).toBe(1)
  expect([...gathered.records.values()].map((record) => `${record.seq} ${record.kind}`)).toMatchInlineSnapshot(`
    [
      "1 target.spawned",
      "2 target.ready",
      "3 fact",
      "5 offer",
      "6 exposed",
      "7 delivery",
      "16 call.arrived",
      "17 effect",
      "18 call.served",
      "19 answer",
      "20 call.closed",
      "21 mark",
      "22 mark",
      "23 mark",
    ]
  `)
  expect(gathered.messages).toBe(4)
})

test('a cited effect whose call named no fact brings its call, by a second reading', () => {
  const source = journal().fact('MC-000001')
  source.push({
    kind: 'call.arrived',
    cid: 9,
    system: 'erp',
    operation: 'confirmation.create',
    posts: true,
    method: 'POST',
    path: '/confirmations',
    keys: [],
    eids: [],
    attempt: 1,
    incarnation: 1,
    bodyHash: 'h',
    bodyBytes: 1,
  })
  source.push({
    kind: 'effect',
    cid: 9,
    system: 'erp',
    what: 'quantity',
    measure: 'yield',
    quantity: '10',
    unit: 'EA',
    doc: '1',
    docKind: 'confirmation',
    plant: 'P1',
    references: [],
    dates: { posting: '2026-03-02' },
    dims: { plant: 'P1' },
  })
  const cited = source.seq
  source.end()
  let scans = 0
  const gathered = gather(
    source.header,
    () => {
      scans += 1
      return source.records
    },
    [{ eids: ['mes:MC-000001'], records: [cited] }],
  )
  expect(scans).toBe(2)
  expect(gathered.records.get(cited - 1)?.kind).toBe('call.arrived')
})

test('a fact with very many records is cut, and the cut is counted; effects and cited records stay', () => {
  const source = journal().fact('MC-000001')
  for (let i = 0; i < 300; i += 1) source.deliver('MC-000001', 'refused')
  source.post('MC-000001').end()
  const all = source.records.filter((record) => 'eid' in record).length
  const last = source.records.findLast((record) => record.kind === 'delivery')?.seq ?? 0
  const gathered = gather(source.header, () => source.records, [{ eids: ['mes:MC-000001'], records: [last] }])
  expect(all).toBeGreaterThan(limits.explained_records_per_fact_count_max)
  expect(gathered.cut).toBeGreaterThan(0)
  expect(gathered.records.has(last)).toBe(true)
  expect([...gathered.records.values()].some((record) => record.kind === 'effect')).toBe(true)
})
