import { expect, test } from 'vitest'
import { bandsAt, factsOf, firstDivergence, rowAt, stateAt, timelineOf, type Row } from '../../../../src/journal/timeline/index.js'
import { JournalBuilder } from '../../../support/journal-builder.js'

/** A row as a reader would say it. */
function said(row: Row): string {
  switch (row.what) {
    case 'fact':
      return `fact ${row.fact.key}`
    case 'published':
    case 'sent':
    case 'shown-again':
    case 'answered':
      return `${row.what} ${row.message.id} ${row.message.from}>${row.message.to}`
    case 'commit':
      return `commit ${row.commit.system} ${row.commit.docs.join(' ')}`
    case 'fault':
      return `${row.how} ${row.fault}`
    case 'gate':
      return `gate ${row.how} ${row.gate.eid}`
    case 'exception':
      return `exception ${row.how}`
    case 'life':
      return `life ${row.life.incarnation} ${row.how}`
    case 'mark':
      return row.text
  }
}

const lostAnswer = (): JournalBuilder =>
  new JournalBuilder()
    .fact('MC-000001')
    .deliver('MC-000001')
    .arrive('MC-000001', { idempotencyKey: 'a' })
    .effects('MC-000001')
    .served({ effects: 1 })
    .fault('fired', 'lose-answer-1', { on: 'call' })
    .answered(null, { fault: 'lose-answer-1' })
    .post('MC-000001', { idempotencyKey: 'b' })

test('systems stand side by side as the header has them, with the target in their middle', () => {
  const { lanes } = timelineOf(new JournalBuilder().build())
  const systems = new JournalBuilder().header.words.systems
  expect(lanes.filter(({ isTarget }) => !isTarget).map(({ id }) => id)).toEqual(systems.map(({ name }) => name))
  const place = lanes.findIndex(({ isTarget }) => isTarget)
  expect(Math.abs(2 * place + 1 - lanes.length)).toBeLessThanOrEqual(1)
})

test('messages go from one to the other, and what they committed stands between asking and answering', () => {
  const timeline = timelineOf(lostAnswer().build())
  expect(timeline.rows.map(said)).toEqual([
    'life 1 spawned',
    'life 1 ready',
    'fact MC-000001',
    'sent d1 mes>target',
    'answered d1 mes>target',
    'sent c1 target>erp',
    'commit erp 4711',
    'fired lose-answer-1',
    'answered c1 target>erp',
    'sent c2 target>erp',
    'commit erp 4712',
    'answered c2 target>erp',
  ])
})

test('a call whose answer was lost is told apart from one that was lost itself', () => {
  const timeline = timelineOf(lostAnswer().fact('MC-000002').lostRequest('MC-000002').build())
  expect(timeline.messages.get('c1')).toMatchObject({ lost: 'answer', answered: { status: null, knowledge: 'indeterminate' } })
  expect(timeline.messages.get('c1')?.faults).toMatchObject([{ fault: 'lose-answer-1' }])
  expect(timeline.messages.get('c3')).toMatchObject({ lost: 'message' })
  expect(timeline.messages.get('c2')?.lost).toBeUndefined()
})

test('a second call about the same is a retry of the first, and both know of it and of what caused them', () => {
  const { messages } = timelineOf(lostAnswer().build())
  expect(messages.get('c2')).toMatchObject({ again: { of: 'c1', how: 'retry' }, causedBy: 'd1', attempt: 2 })
  expect(messages.get('c1')).toMatchObject({ followedBy: 'c2', causedBy: 'd1' })
})

test('a delivery after an acknowledged one is a repeat, after a refused one a retry', () => {
  const repeated = timelineOf(new JournalBuilder().fact('MC-000001').deliver('MC-000001').deliver('MC-000001').build())
  expect(repeated.messages.get('d2')?.again).toEqual({ of: 'd1', how: 'repeat' })
  const retried = timelineOf(new JournalBuilder().fact('MC-000001').deliver('MC-000001', 'refused').deliver('MC-000001').build())
  expect(retried.messages.get('d2')?.again).toEqual({ of: 'd1', how: 'retry' })
})

test('a line of a ledger says what stood there before and after', () => {
  const timeline = timelineOf(lostAnswer().build())
  const [first, second] = timeline.rows.flatMap((row) => (row.what === 'commit' ? [row.commit.changes[0]] : []))
  expect(first).toMatchObject({ name: 'yield', amount: '+10 EA', before: '0', after: '10' })
  expect(second).toMatchObject({ name: 'yield', amount: '+10 EA', before: '10', after: '20' })
})

test('stock is told by its balance, and a state by its values', () => {
  const journal = new JournalBuilder()
    .fact('MC-000001')
    .arrive('MC-000001')
    .effects('MC-000001', { lines: [{ measure: 'issue', quantity: '4', item: 'C1', balance: '96' }] })
    .status('100001', 'released', 'confirmed')
    .build()
  const [commit] = timelineOf(journal).rows.flatMap((row) => (row.what === 'commit' ? [row.commit] : []))
  expect(commit?.changes).toMatchObject([
    { name: 'issue', amount: '+4 EA', before: '100', after: '96' },
    { name: 'status', before: 'released', after: 'confirmed', derived: true },
  ])
})

test('a lasting fault stands until it is healed, one on messages from its first to its last strike', () => {
  const faults = [
    { id: 'outage-1', name: 'outage', firing: 'must', window: {} },
    { id: 'lose-1', name: 'lose-answer', firing: 'must', address: { times: 2 } },
  ] as const
  const journal = new JournalBuilder({ faults })
    .fault('armed', 'outage-1')
    .fault('fired', 'outage-1')
    .fault('fired', 'lose-1')
    .fault('fired', 'lose-1')
    .fault('healed', 'outage-1')
    .build()
  const { bands } = timelineOf(journal)
  expect(bands).toMatchObject([
    { fault: 'outage-1', lasting: true, from: { seq: 4 }, to: { seq: 7 }, fired: 1 },
    { fault: 'lose-1', lasting: false, from: { seq: 5 }, to: { seq: 6 }, fired: 2 },
  ])
  expect(bandsAt(bands, 6).map(({ fault }) => fault)).toEqual(['outage-1', 'lose-1'])
  expect(bandsAt(bands, 7).map(({ fault }) => fault)).toEqual(['outage-1'])
  expect(bandsAt(bands, 3)).toEqual([])
})

test.each(['exposed', 'owed', 'applied'] as const)('a gate that waits until a fact is %s opens then, and once', (by) => {
  const journal = new JournalBuilder()
    .fact('MC-000002', { gates: [{ effect: 'all', facts: ['mes:MC-000001'], by, or: 'wait' }] })
    .fact('MC-000001')
    .deliver('MC-000001')
    .post('MC-000001')
    .deliver('MC-000001')
    .build()
  const timeline = timelineOf(journal)
  const opener = { exposed: 'exposed', owed: 'delivery', applied: 'effect' }[by]
  expect(timeline.gates).toMatchObject([{ eid: 'mes:MC-000002', from: { seq: 3 } }])
  expect(timeline.gates[0]?.opened?.seq).toBe(journal.records.find(({ kind }) => kind === opener)?.seq)
  expect(timeline.rows.map(said).filter((text) => text.startsWith('gate'))).toEqual([
    'gate waits mes:MC-000002',
    'gate opens mes:MC-000002',
  ])
})

test('a gate whose facts were there before its own does not wait', () => {
  const journal = new JournalBuilder()
    .fact('MC-000001')
    .deliver('MC-000001')
    .fact('MC-000002', { gates: [{ effect: 'all', facts: ['mes:MC-000001'], by: 'exposed', or: 'wait' }] })
  expect(timelineOf(journal.build()).gates).toEqual([])
})

test('lives of the target and what it handed to people are kept, with how they ended', () => {
  const journal = new JournalBuilder()
    .fact('MC-000001')
    .exception('MC-000001', { xid: 'X-1' })
    .crash({ scripted: false })
    .exception('MC-000001', { xid: 'X-1', status: 'closed' })
  const timeline = timelineOf(journal.build())
  expect(timeline.lives).toMatchObject([{ incarnation: 1, ended: { how: 'exit code 1', scripted: false } }, { incarnation: 2 }])
  expect([...timeline.exceptions.values()]).toMatchObject([{ xid: 'X-1', opened: { seq: 4 }, closed: { seq: 8 } }])
  expect(timeline.facts.get('mes:MC-000001')).toMatchObject({ excepted: { seq: 4 } })
})

test('how a message stands depends on the record at which one looks', () => {
  const timeline = timelineOf(lostAnswer().build())
  const message = timeline.messages.get('c1')
  const at = (seq: number): string | undefined => message && stateAt(message, seq)
  const { sent, committed, answered } = message ?? {}
  const seqs = [sent, committed?.[0], answered].map((moment) => moment?.seq ?? 0)
  expect([at(1), ...seqs.map(at)]).toEqual(['not yet', 'arrived', 'applied', 'lost'])
})

test('a row is found by a record, and tells which facts it is about', () => {
  const timeline = timelineOf(lostAnswer().build())
  const place = rowAt(timeline.rows, 8)
  expect(timeline.rows[place]?.seq).toBeLessThanOrEqual(8)
  expect(timeline.rows[place + 1]?.seq).toBeGreaterThan(8)
  expect(rowAt(timeline.rows, 0)).toBe(-1)
  expect(timeline.rows.filter((row) => row.what === 'commit').map(factsOf)).toEqual([['mes:MC-000001'], ['mes:MC-000001']])
})

test('with a bound the oldest rows are forgotten and counted, and so are the messages that ended before the rest', () => {
  const journal = new JournalBuilder()
  for (let index = 1; index <= 400; index += 1) journal.fact(`MC-${index}`).deliver(`MC-${index}`).post(`MC-${index}`)
  const open = new JournalBuilder().fact('MC-0').arrive('MC-0')
  const records = [...open.records, ...journal.records]
  const timeline = timelineOf(
    { header: journal.header, records: records.map((record, index) => ({ ...record, seq: index + 1 })) },
    { rows_max: 100 },
  )
  expect(timeline.rows.length).toBeLessThanOrEqual(125)
  expect(timeline.rows.length).toBeGreaterThanOrEqual(100)
  expect(timeline.forgotten + timeline.rows.length).toBe(timelineOf({ header: journal.header, records }).rows.length)
  expect(timeline.messages.size).toBeLessThan(80)
})

test('the first record from which a fact is posted too often for good is found; one that is corrected is none', () => {
  const journal = lostAnswer()
  const second = journal.records.findLast(({ kind }) => kind === 'effect')?.seq
  expect(firstDivergence(timelineOf(journal.build()), journal.records)).toMatchObject({
    seq: second,
    eid: 'mes:MC-000001',
    system: 'erp',
    how: 'too much',
    expected: '10',
    found: '20',
  })
  journal.reverse('4712', 'MC-000001')
  expect(firstDivergence(timelineOf(journal.build()), journal.records)).toBeUndefined()
})

test('what is never posted is missing from when the target had taken it; what people have is not', () => {
  const journal = new JournalBuilder().fact('MC-000001').deliver('MC-000001')
  expect(firstDivergence(timelineOf(journal.build()), journal.records)).toMatchObject({ seq: journal.seq, how: 'missing', found: '0' })
  journal.exception('MC-000001')
  expect(firstDivergence(timelineOf(journal.build()), journal.records)).toBeUndefined()
})

test('a state that ends with another value is another value from the write that made it so', () => {
  const state = { entity: 'lot:P1/C1/L1', dims: { plant: 'P1', item: 'C1', lot: 'L1' }, group: 'availability' }
  const journal = new JournalBuilder()
    .fact('MC-000001', { expect: [{ system: 'erp', flow: 'confirmation', what: 'state', ...state, after: 'held' }] })
    .arrive('MC-000001')
    .write({ ...state, after: 'held' })
    .write({ ...state, after: 'released' })
  const wrong = journal.seq
  journal.write({ ...state, after: 'released' })
  expect(firstDivergence(timelineOf(journal.build()), journal.records)).toMatchObject({
    seq: wrong,
    how: 'another value',
    expected: 'held',
    found: 'released',
  })
})

test('what one fact lacks and another has too much of the same is no divergence of the systems', () => {
  const journal = new JournalBuilder().fact('MC-000001').fact('MC-000002').post('MC-000001').post('MC-000001')
  expect(firstDivergence(timelineOf(journal.build()), journal.records)).toBeUndefined()
})

test('where records can be read again, what facts and calls say is read when it is asked for, and is the same', () => {
  const journal = lostAnswer().build()
  const asked: number[] = []
  const recordAt = (seq: number) => {
    asked.push(seq)
    return journal.records[seq - 1]
  }
  const [kept, lean] = [timelineOf(journal), timelineOf(journal, { recordAt })]
  expect(asked).toEqual([])
  const seen = ({ facts, messages }: typeof kept) => {
    const fact = facts.get('mes:MC-000001')
    const call = messages.get('c1')
    return { payload: fact?.payload, expect: fact?.expect, about: call?.about, line: call?.line }
  }
  expect(seen(lean)).toEqual(seen(kept))
  expect(seen(kept).about).toContainEqual(['idempotency key', 'a'])
  expect(new Set(asked).size).toBe(2)
  const gone = timelineOf(journal, { recordAt: () => undefined })
  expect(seen(gone)).toMatchObject({ payload: {}, expect: [], about: [] })
})
