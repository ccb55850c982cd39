import { expect, test } from 'vitest'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'
import type { Violation } from '../../../src/checks/contract.js'
import { explained, text, witness } from './support.js'

function lostAnswer(): JournalBuilder {
  return journal({ dedupe: 'idempotency-key' })
    .fact('MC-000001')
    .deliver('MC-000001')
    .fact('MC-000002', { order: '100002' })
    .deliver('MC-000002')
    .post('MC-000002', { idempotencyKey: 'k-2' })
    .arrive('MC-000001', { idempotencyKey: '5c0e' })
    .effects('MC-000001', { idempotencyKey: '5c0e' })
    .served({ effects: 1 })
    .fault('fired', 'lose-answer-1', { on: 'call', keys: ['MC-000001'] })
    .answered(null, { fault: 'lose-answer-1' })
    .wait(1000)
    .post('MC-000001', { idempotencyKey: 'e811' })
    .end()
}

test('a lost answer that became a second posting is told from the first call to the contradiction', () => {
  const source = lostAnswer()
  const effects = source.records.filter((record) => record.kind === 'effect').map((record) => record.seq)
  const explanation = explained('no-duplicate-effect', witness({ eids: ['mes:MC-000001'], records: effects.slice(1) }), source)
  expect(text(explanation)).toMatchInlineSnapshot(`
    "
    ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA,
    once.

    Let
      C  MES confirmation MC-000001: order 100001 / 0010, yield 10 EA, sequence 1
         [record 3]
      A1 target → ERP: POST /confirmations, idempotency key 5c0e, attempt 1, sent
         T+0.160, for C [record 16]
      A2 target → ERP: POST /confirmations, idempotency key e811, attempt 2, sent
         T+1.220, for C [record 22]
      D1 ERP document 4712: order 100001 / 0010, yield 10 EA, written by A1 [record
         17]
      D2 ERP document 4713: order 100001 / 0010, yield 10 EA, written by A2 [record
         23]
      F  injected fault: lose-answer [record 19]

    Then
      1  A1 carries C, because it names MC-000001. [records 3, 16]
      2  ERP applied A1, because D1 was committed at T+0.170, before any answer was
         sent. [record 17]
      3  The target could not know that, because F (lose-answer) kept the answer to
         A1 from the target, and the target gave up 50 ms after it was sent.
         [records 19, 20, 21]
      4  A2 carries C too, because it names MC-000001, and its body equals A1's byte
         for byte. [records 3, 16, 22]
      5  ERP had to treat A2 as new work, because its idempotency key is not A1's,
         and this ERP recognises repeats by key only. [records 16, 22]
      6  ERP applied A2, because D2 was committed at T+1.230, before any answer was
         sent. [record 23]
      7  However, one C allows 10 EA, and D1 and D2 make 20 EA in ERP: a
         contradiction. [records 3, 17, 23]

    Who knew what
                               ERP ledger    target         MES
      T+0.050  C delivered     –             C: received    C: reported
      T+0.060  C acknowledged  –             C: received    C: taken over
      T+0.170  A1 applied      D1 (10)       A1: waiting    C: taken over
      T+0.200  A1 unanswered   D1 (10)       A1: unknown <  C: taken over
      T+1.230  A2 applied      D1+D2 (20) <  A2: waiting    C: taken over
      T+1.250  A2 answered     D1+D2 (20)    A2: done       C: taken over

    Differs between the attempts
      Idempotency-Key 5c0e → e811

    Sum
      yield 10 (D1) + 10 (D2) = 20 EA; expected 10 EA; too much 10 EA

    Not the cause (from the journal)
      - MES reported MC-000001 once [record 3]
      - ERP applied each call once: A1 left D1 and A2 left D2 [records 17, 23]

    Likely (not proven)
      - the idempotency key is made per attempt, not per fact: it differs on both
        calls
      - an answer that never came is taken for a failure: the target did not look up
        its posting before it sent the next one

    3 other messages of the run are not shown.
    "
  `)
  expect(explanation.fingerprint).toMatchInlineSnapshot(`"no-duplicate-effect/excess/lose-answer.indeterminate.new-key"`)
})

test('a repeat after a kill says that another life sent it', () => {
  const source = journal({ dedupe: 'external-reference' })
    .fact('MC-000001')
    .deliver('MC-000001')
    .post('MC-000001', { references: ['run-1'], answer: 'lost' })
    .crash({ fault: 'kill-1' })
    .post('MC-000001', { references: ['run-2'] })
    .end()
  const effects = source.records.filter((record) => record.kind === 'effect').map((record) => record.seq)
  const explanation = explained('no-duplicate-effect', witness({ eids: ['mes:MC-000001'], records: effects }), source)
  expect(explanation.steps.map((step) => `${step.claim} | ${step.because}`).join('\n')).toMatchInlineSnapshot(`
    "A1 carries C | it names MC-000001
    ERP applied A1 | D1 was committed at T+0.080, before any answer was sent
    The target could not know that | no whole answer to A1 reached the target, and the target gave up 40 ms after it was sent
    A2 carries C too | it names MC-000001, and its body equals A1's byte for byte
    The life of the target that sent A2 is not the one that sent A1 | K ended that one in between
    ERP had to treat A2 as new work | its external reference is not A1's, and this ERP recognises repeats by reference only
    ERP applied A2 | D2 was committed at T+0.170, before any answer was sent
    However, one C allows 10 EA, and D1 and D2 make 20 EA in ERP: a contradiction | "
  `)
})

test('a document that was reversed is part of the sum', () => {
  const source = journal()
    .fact('MC-000001')
    .deliver('MC-000001')
    .post('MC-000001', { doc: '1' })
    .post('MC-000001', { doc: '2' })
    .post('MC-000001', { doc: '3' })
  source.reverse('1', 'MC-000001').end()
  const explanation = explained('no-duplicate-effect', witness({ eids: ['mes:MC-000001'], records: [8] }), source)
  expect(explanation.sum).toMatchInlineSnapshot(`
    {
      "excess": "10",
      "expected": "10",
      "measure": "yield",
      "terms": [
        {
          "name": "D1",
          "quantity": "10",
        },
        {
          "name": "D2",
          "quantity": "10",
        },
        {
          "name": "D3",
          "quantity": "10",
        },
        {
          "name": "D4",
          "quantity": "-10",
        },
      ],
      "total": "20",
      "unit": "EA",
    }
  `)
})

test('a document for several facts has no sum of its own: the records are told in order', () => {
  const source = journal().fact('MC-000001').fact('MC-000002').post(['MC-000001', 'MC-000002']).post('MC-000001').end()
  const effects = source.records.filter((record) => record.kind === 'effect').map((record) => record.seq)
  const explanation = explained('no-duplicate-effect', witness({ eids: ['mes:MC-000001', 'mes:MC-000002'], records: effects }), source)
  expect(explanation.sum).toBeUndefined()
  expect(text(explanation)).toMatchInlineSnapshot(`
    "
    The message of the check.

    Let
      Ca MES confirmation MC-000001: order 100001 / 0010, yield 10 EA, sequence 1
         [record 3]
      Cb MES confirmation MC-000002: order 100001 / 0010, yield 10 EA, sequence 2
         [record 4]
      A1 target → ERP: POST /confirmations, no idempotency key, attempt 1, sent
         T+0.050, for Ca and Cb [record 5]
      A2 target → ERP: POST /confirmations, no idempotency key, attempt 2, sent
         T+0.110, for Ca [record 11]

    Then
      1  T+0.060 A1: ERP posted yield 10 EA in document 4711, dated 2026-03-02.
         [record 6]
      2  T+0.070 A1: ERP posted yield 10 EA in document 4711, dated 2026-03-02.
         [record 7]
      3  T+0.120 A2: ERP posted yield 10 EA in document 4712, dated 2026-03-02.
         [record 12]
      4  However: The message of the check: a contradiction. [records 6, 7, 12]
    "
  `)
})

test('every record that any explanation cites is in the journal', () => {
  const source = lostAnswer()
  const known = new Set(source.records.map((record) => record.seq))
  for (const check of [
    'no-duplicate-effect',
    'idempotency-key-stable',
    'per-key-order',
    'order-quantity-balance',
    'every-event-accounted',
  ]) {
    const explanation = explained(check, witness({ eids: ['mes:MC-000001'], records: [3, 17, 23] }), source)
    const cited = [...explanation.steps, ...explanation.bindings, ...explanation.innocent].flatMap((part) => part.records)
    expect(
      cited.filter((seq) => !known.has(seq)),
      check,
    ).toEqual([])
    expect(cited.length, check).toBeGreaterThan(0)
    const bound = explanation.bindings.map((binding) => binding.name)
    expect(new Set(bound).size, check).toBe(bound.length)
  }
})

test.each([
  ['a record that is not there', { records: [3, 999] }, 'record 999 is cited, and the stored journal does not have it'],
  ['a record of another fact', { records: [3, 7] }, 'record 7 is cited for mes:MC-000001, and is about mes:MC-000002'],
  [
    'a fact that is not there',
    { eids: ['mes:MC-000009'], records: [] },
    'the fact mes:MC-000009 is named, and the stored journal does not have it',
  ],
] as const)('a witness that does not hold is marked as our own error: %s', (_, options: Partial<Violation>, problem) => {
  const explanation = explained('no-duplicate-effect', witness({ eids: ['mes:MC-000001'], records: [], ...options }), lostAnswer())
  expect(explanation.problem).toBe(problem)
  expect(text(explanation)).toMatch(/^\nInternal error, do not trust this/)
})

test('who knew what leaves out a kill after the last posting, and tells one in between', () => {
  const between = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').crash().post('MC-000001').end()
  const after = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').post('MC-000001').crash().end()
  const events = (source: JournalBuilder): string[] =>
    explained('no-duplicate-effect', witness({ eids: ['mes:MC-000001'], records: [3] }), source).knowledge.rows.map((row) => row.event)
  expect(events(between)).toContain('K ended it')
  expect(events(after)).not.toContain('K ended it')
})

test.each(['idempotency-key', 'external-reference'] as const)('a repeat that %s should have caught is not excused', (dedupe) => {
  const source = journal({ dedupe })
    .fact('MC-000001')
    .deliver('MC-000001')
    .post('MC-000001', { idempotencyKey: 'k' })
    .post('MC-000001', { idempotencyKey: 'k' })
    .end()
  const { steps } = explained('no-duplicate-effect', witness({ eids: ['mes:MC-000001'], records: [3] }), source)
  expect(steps.map((step) => step.claim).filter((claim) => claim.includes('as new work'))).toEqual([])
})
