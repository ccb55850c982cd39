import { expect, test } from 'vitest'
import { journal } from '../../support/journal-builder.js'
import { explained, seqs, text, witness } from './support.js'

test('lost: acknowledged, killed, never posted', () => {
  const source = journal().fact('MC-000001', { yield: '20' }).deliver('MC-000001').crash({ fault: 'kill-1' }).end('patience', 1)
  const explanation = explained('every-event-accounted', witness({ reason: 'missing', eids: ['mes:MC-000001'], records: [3, 6] }), source)
  expect(text(explanation)).toMatchInlineSnapshot(`
    "
    MES confirmation MC-000001 (order 100001 / 0010, 20 EA) reached the target and
    went no further: ERP has no document for it, and nobody was told.

    Let
      C MES confirmation MC-000001: order 100001 / 0010, yield 20 EA, sequence 1
        [record 3]
      K kill of the target: life 1, T+0.070 [record 7]

    Then
      1  The target received C, because the whole message was delivered to it at
         T+0.050. [record 5]
      2  The target took C over, and MES may forget it, because it answered 202, and
         MES saw that at T+0.060. [record 6]
      3  The target never tried to post C, because no call up to the end of the
         journal names MC-000001 or stands for it. [record 12]
      4  What the target knew of C had to survive K, because that ended the life
         that had received it at T+0.070, and nothing that concerns C crossed
         afterwards. [record 7]
      5  There was time to finish, because mfgsync waited 300 ms (target.patience is
         60 s), and nothing was disturbed from T+0.110 on. [records 11, 12]
      6  However, C obliges 20 EA in ERP, and neither a document nor an exception
         stands for it: a contradiction. [records 3, 12]

    Who knew what
                               ERP ledger  target       MES
      T+0.050  C delivered     –           C: received  C: reported
      T+0.060  C acknowledged  –           C: received  C: taken over
      T+0.070  K ended it      –           dead         C: taken over

    Not the cause (from the journal)
      - The flow is the target's: it covers confirmation [record 3]

    Likely (not proven)
      - the fact is acknowledged before it is stored durably
    "
  `)
})

test('lost: never collected from the feed', () => {
  const source = journal({ delivery: 'feed' }).fact('MC-000001').offer('MC-000001', { channel: 'feed' }).end('patience', 1)
  const explanation = explained(
    'every-event-accounted',
    witness({ reason: 'never-collected', eids: ['mes:MC-000001'], records: [3, 4] }),
    source,
  )
  expect(text(explanation)).toMatchInlineSnapshot(`
    "
    MES confirmation MC-000001 (order 100001 / 0010, 10 EA) never reached the
    target, though it was on offer: ERP has no document for it, and nobody was told.

    Let
      C MES confirmation MC-000001: order 100001 / 0010, yield 10 EA, sequence 1
        [record 3]

    Then
      1  The target never collected C, because it stood in the feed of MES from
         T+0.040, and no page that holds it was handed out whole. [record 4]
      2  There was time to finish, because mfgsync waited 300 ms (target.patience is
         60 s), and nothing was disturbed from T+0.050 on. [records 5, 6]
      3  However, C obliges 10 EA in ERP, and neither a document nor an exception
         stands for it: a contradiction. [records 3, 6]

    Not the cause (from the journal)
      - The flow is the target's: it covers confirmation [record 3]
    "
  `)
})

test('lost: refused once and dropped', () => {
  const source = journal()
    .fact('MC-000001')
    .deliver('MC-000001')
    .refuse('MC-000001', { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' })
    .end('patience', 1)
  const explanation = explained('every-event-accounted', witness({ reason: 'missing', eids: ['mes:MC-000001'], records: [3, 7] }), source)
  expect(explanation.statement.text).toMatchInlineSnapshot(
    `
    "MES confirmation MC-000001 (order 100001 / 0010, 10 EA) reached the target: ERP has no document for it, and nobody
     was told."
  `,
  )
  expect(explanation.steps.map((step) => `${step.claim} | ${step.because}`).join('\n')).toMatchInlineSnapshot(`
    "The target received C | the whole message was delivered to it at T+0.050
    The target took C over, and MES may forget it | it answered 202, and MES saw that at T+0.060
    A1 carried C and was refused | it was answered 423 ORDER_LOCKED
    There was time to finish | mfgsync waited 300 ms (target.patience is 60 s), and nothing was disturbed from T+0.110 on
    However, C obliges 10 EA in ERP, and neither a document nor an exception stands for it: a contradiction | "
  `)
  expect(explanation.likely).toMatchInlineSnapshot(`
    [
      "the refusal (423 ORDER_LOCKED) ends the fact without a retry or an exception",
    ]
  `)
})

test('parked: handed to people though only a passing disturbance stood in the way', () => {
  const source = journal()
    .fact('MC-000001')
    .deliver('MC-000001')
    .lostRequest('MC-000001', { fault: 'lose-request-1' })
    .exception('MC-000001')
    .end()
  const explanation = explained('every-event-accounted', witness({ reason: 'parked', eids: ['mes:MC-000001'], records: [3] }), source)
  expect(explanation.statement.text).toBe(
    'MES confirmation MC-000001 (order 100001 / 0010, 10 EA) was not posted, only handed to people as X-0001, though ' +
      'nothing lasting stood in its way.',
  )
  expect(explanation.steps.at(-1)?.claim).toMatchInlineSnapshot(
    `"However, X needs a business reason that forbade C, and no call with it met one: a contradiction"`,
  )
})

test('an exception with an obstacle on record is never called unfounded', () => {
  const source = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001').exception('MC-000001').end()
  const explanation = explained(
    'every-event-accounted',
    witness({ reason: 'other', message: 'The check says so.', eids: ['mes:MC-000001'], records: [3] }),
    source,
  )
  expect(explanation.statement.text).toBe('The check says so.')
  expect(explanation.steps.at(-1)?.claim).toBe('However: The check says so: a contradiction')
})

test('order: a final confirmation that overtook a partial one the target knew', () => {
  const source = journal()
    .fact('MC-000001')
    .fact('MC-000002', { final: true })
    .deliver('MC-000001')
    .deliver('MC-000002')
    .wait(400)
    .post('MC-000002')
    .post('MC-000001')
    .end()
  const explanation = explained(
    'final-after-partials',
    witness({ reason: 'pending', eids: ['mes:MC-000002', 'mes:MC-000001'], records: [3, 4] }),
    source,
  )
  expect(text(explanation)).toMatchInlineSnapshot(`
    "
    ERP has MC-000002, the final confirmation, before MC-000001 on order 100001 /
    0010, though MC-000001 came first and was known.

    Let
      Ca MES confirmation MC-000001: order 100001 / 0010, yield 10 EA, sequence 1
         [record 3]
      Cb MES confirmation MC-000002: order 100001 / 0010, yield 10 EA, final,
         sequence 2 [record 4]
      A1 target → ERP: POST /confirmations, no idempotency key, attempt 1, sent
         T+0.510, for Cb [record 11]
      A2 target → ERP: POST /confirmations, no idempotency key, attempt 1, sent
         T+0.570, for Ca [record 17]
      D1 ERP document 4711: order 100001 / 0010, yield 10 EA, final, written by A1
         [record 12]
      D2 ERP document 4712: order 100001 / 0010, yield 10 EA, written by A2 [record
         18]

    Then
      1  Ca must be applied before Cb, because both belong to order:100001, with
         sequence 1 and 2, and Cb is final: it ends the operation. [records 3, 4]
      2  The target knew Ca, because it had received it at T+0.060. [record 6]
      3  A1 carries Cb, because it names MC-000002. [records 4, 11]
      4  ERP applied Cb at T+0.520, because D1 was committed then. [record 12]
      5  ERP applied Ca only at T+0.580, because D2 is its first document. [record
         18]
      6  However, Ca comes before Cb, and Cb was applied first: a contradiction.
         [records 3, 4, 12]

    Not the cause (from the journal)
      - Ca was not in the hands of people: no open exception names it [record 3]

    1 other message of the run is not shown.
    "
  `)
})

test('order: what only a former life of the target had received is a gap, not knowledge', () => {
  const source = journal()
    .fact('MC-000001')
    .fact('MC-000002', { final: true })
    .deliver('MC-000001', 'refused')
    .crash()
    .deliver('MC-000002')
    .post('MC-000002')
    .post('MC-000001')
    .end()
  const explanation = explained(
    'per-key-order',
    witness({ reason: 'overtaken', eids: ['mes:MC-000001', 'mes:MC-000002'], records: [3] }),
    source,
  )
  expect(explanation.steps[1]?.claim).toBe('The target could see that Ca was missing')
})

test('a reused key is told with both contents', () => {
  const source = journal({ dedupe: 'idempotency-key' })
    .fact('MC-000001')
    .fact('MC-000002')
    .post('MC-000001', { idempotencyKey: 'k' })
    .refuse('MC-000002', { idempotencyKey: 'k', code: 'KEY_REUSED' })
    .end()
  const explanation = explained(
    'idempotency-key-stable',
    witness({ reason: 'reused-key', eids: ['mes:MC-000001', 'mes:MC-000002'], records: [5, 9] }),
    source,
  )
  expect(text(explanation)).toMatchInlineSnapshot(`
    "
    The target used one idempotency key for two different postings to ERP.

    Let
      A1 target → ERP: POST /confirmations, idempotency key k, attempt 1, sent
         T+0.050 [record 5]
      A2 target → ERP: POST /confirmations, idempotency key k, attempt 1, sent
         T+0.100 [record 10]

    Then
      1  A1 and A2 are different work, because their bodies differ. [records 5, 10]
      2  However, both carry the key k: a contradiction. [records 5, 10]

    Differs between the attempts
      Body (hash) hash of MC-000001 → hash of MC-000002
    "
  `)
})

test('a check without a chain of its own is told record by record, long ones with a gap', () => {
  const source = journal().fact('MC-000001').deliver('MC-000001')
  for (let i = 0; i < 6; i += 1) source.refuse('MC-000001')
  source.end()
  const records = source.records.filter((record) => record.kind.startsWith('call')).map((record) => record.seq)
  const explanation = explained(
    'no-retry-of-permanent',
    witness({ message: 'MC-000001: 5 identical retries after OVER_CONFIRMATION.', eids: ['mes:MC-000001'], records }),
    source,
  )
  expect(explanation.steps).toHaveLength(14)
  const more = explained(
    'no-retry-of-permanent',
    witness({
      eids: ['mes:MC-000001'],
      records: source.records.filter((record) => /^(call|answer)/.test(record.kind)).map((record) => record.seq),
    }),
    source,
  )
  expect(more.steps.map((step) => step.claim)).toContain('… 12 more records in between')
})

test('too early: an effect before the target had what its gate waits for', () => {
  const source = journal()
    .fact('MC-000001')
    .fact('MI-000001', { gates: [{ effect: 'all', facts: ['mes:MC-000001'], by: 'exposed', or: 'wait', title: 'not-before-yield' }] })
    .deliver('MI-000001')
    .post('MI-000001')
    .deliver('MC-000001')
    .post('MC-000001')
    .end()
  const explanation = explained(
    'never-too-early',
    witness({ reason: 'not-before-yield', eids: ['mes:MI-000001', 'mes:MC-000001'], records: seqs(source, 'effect').slice(0, 1) }),
    source,
  )
  expect(text(explanation)).toMatchInlineSnapshot(`
    "
    ERP has MI-000001 (order 100001 / 0010, 10 EA) before MC-000001 was known.

    Let
      C  MES confirmation MC-000001: order 100001 / 0010, yield 10 EA, sequence 1
         [record 3]
      M  MES consumption MI-000001: order 100001 / 0010, issue 10 EA of C1, sequence
         2 [record 4]
      A1 target → ERP: POST /goods-movements, no idempotency key, attempt 1, sent
         T+0.080, for M [record 8]
      D1 ERP document 4711: order 100001 / 0010, issue 10 EA of C1, written by A1
         [record 9]

    Then
      1  M may have its effect only when C is known, because that is its gate.
         [records 3, 4]
      2  A1 carries M, because it names MI-000001. [records 4, 8]
      3  The target did not have C when it sent A1, because A1 arrived at T+0.080,
         and C reached it only at T+0.140. [records 8, 14]
      4  ERP applied M at T+0.090, because D1 was committed then. [record 9]
      5  However, M had to wait for C, and was applied before it: a contradiction.
         [records 3, 4, 9]

    2 other messages of the run are not shown.
    "
  `)
})

test('states and counted things are told in their own words', () => {
  const bom = { system: 'erp', dims: { plant: 'P1', item: 'FG-100' }, entity: 'bom:P1/FG-100', group: 'lines', version: 7 } as const
  const source = journal()
    .fact('MC-000001', { final: true })
    .post('MC-000001')
    .fact('MC-000002', { expect: [{ what: 'state', flow: 'confirmation', after: { digest: 'd7' }, ...bom }] })
    .deliver('MC-000002')
    .arrive('MC-000002', { path: '/boms/FG-100' })
  source.push({
    kind: 'effect',
    what: 'state',
    doc: '',
    docKind: 'BOM',
    plant: 'P1',
    references: ['MC-000002'],
    cid: 2,
    before: { digest: 'd6' },
    after: { digest: 'd7' },
    ...bom,
  })
  source.served({ effects: 1 }).answered(200).end()
  const explanation = explained(
    'effect-as-obliged',
    witness({ eids: ['mes:MC-000001', 'mes:MC-000002'], records: [...seqs(source, 'effect')] }),
    source,
  )
  expect(text(explanation)).toMatchInlineSnapshot(`
    "
    The message of the check.

    Let
      Ca MES confirmation MC-000001: order 100001 / 0010, yield 10 EA, final,
         sequence 1 [record 3]
      Cb MES confirmation MC-000002: order 100001 / 0010, lines version 7, sequence
         2 [record 10]
      A1 target → ERP: POST /confirmations, no idempotency key, attempt 1, sent
         T+0.040, for Ca [record 4]
      A2 target → ERP: POST /boms/FG-100, no idempotency key, attempt 1, sent
         T+0.140, for Cb [record 14]

    Then
      1  T+0.050 A1: ERP posted yield 10 EA in document 4711, dated 2026-03-02.
         [record 5]
      2  T+0.060 A1: ERP posted 1 final confirmation in document 4711, dated
         2026-03-02. [record 6]
      3  T+0.150 A2: ERP set lines of BOM of FG-100 to version 7. [record 15]
      4  However: The message of the check: a contradiction. [records 5, 6, 15]

    1 other message of the run is not shown.
    "
  `)
})

test('a state that never came is a loss, in its own words', () => {
  const bom = { system: 'erp', dims: { plant: 'P1', item: 'FG-100' }, entity: 'bom:P1/FG-100', group: 'lines', version: 7 } as const
  const source = journal()
    .fact('MC-000001', { expect: [{ what: 'state', flow: 'confirmation', after: { digest: 'd7' }, ...bom }] })
    .deliver('MC-000001')
    .end('patience', 1)
  const explanation = explained('every-event-accounted', witness({ reason: 'lost', eids: ['mes:MC-000001'], records: [3] }), source)
  expect(explanation.steps.at(-1)?.claim).toMatchInlineSnapshot(
    `
    "However, C obliges lines version 7 of FG-100 in ERP, and neither a document nor an exception stands for it: a
     contradiction"
  `,
  )
})
