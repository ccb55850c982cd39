import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { lines } from '../../../src/report/lines.js'
import type { ReportStyle, RunReport } from '../../../src/report/contract.js'
import { failingRun, head, judgement, passingRun, plainStyle, reporting, reportOf, summary } from './support.js'
import { journal } from '../../support/journal-builder.js'

function shown(
  report: RunReport,
  style: ReportStyle = plainStyle,
  options: { readonly verbose?: boolean; readonly quiet?: boolean } = {},
): string {
  const { reporter, written } = reporting(lines, { style, ...options })
  reporter.run(report)
  reporter.end(summary())
  return written()
}

test('a passing run is short', () => {
  const text = shown({ ...passingRun(), next: 'mfgsync simulate hello-confirmation --variant storm' })
  expect(text).toMatchInlineSnapshot(`
    "
      7 checks passed, 252 things judged (--verbose names them).
      Not judged (no limit is set): latency-slo.
      Figures, judged: confirmations reported 1.

    PASS  test (faulty, quick, seed 1)
      target node target.js; 36 facts, 14 records, 4.21 s

    Journal    .mfgsync/7f3a91/journal.jsonl
    Look       mfgsync view .mfgsync/7f3a91
    Next       mfgsync simulate hello-confirmation --variant storm
    "
  `)
  expect(text.split('\n').length).toBeLessThanOrEqual(15)
})

test('a failing run says what, why and what to type next, at 80 columns', () => {
  expect(shown(failingRun())).toMatchInlineSnapshot(`
    "
      2 checks passed, 41 things judged (--verbose names them).
      Not judged (no limit is set): latency-slo.
      Not in scope (the target does not cover reversal): exception-closed-once.
      Figures, judged: confirmations reported 1.
      Figures, not judged: latency p95 1.06 s.

    Reconciliation
                           MES    ERP    exceptions
      100001 / 0010 yield   10     20 <           0
      11 rows agree

    The cause  no-duplicate-effect
    ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA,
    once.

    Let
      C  MES confirmation MC-000001: order 100001 / 0010, yield 10 EA, sequence 1
         [record 3]
      A1 target → ERP: POST /confirmations, idempotency key 5c0e, attempt 1, sent
         T+0.070, for C [record 7]
      A2 target → ERP: POST /confirmations, idempotency key e811, attempt 2, sent
         T+1.130, for C [record 13]
      D1 ERP document 4711: order 100001 / 0010, yield 10 EA, written by A1 [record
         8]
      D2 ERP document 4712: order 100001 / 0010, yield 10 EA, written by A2 [record
         14]
      F  injected fault: lose-answer [record 10]

    Then
      1  A1 carries C, because it names MC-000001. [records 3, 7]
      2  ERP applied A1, because D1 was committed at T+0.080, before any answer was
         sent. [record 8]
      3  The target could not know that, because F (lose-answer) kept the answer to
         A1 from the target, and the target gave up 50 ms after it was sent.
         [records 10, 11, 12]
      4  A2 carries C too, because it names MC-000001, and its body equals A1's byte
         for byte. [records 3, 7, 13]
      5  ERP had to treat A2 as new work, because its idempotency key is not A1's,
         and this ERP recognises repeats by key only. [records 7, 13]
      6  ERP applied A2, because D2 was committed at T+1.140, before any answer was
         sent. [record 14]
      7  However, one C allows 10 EA, and D1 and D2 make 20 EA in ERP: a
         contradiction. [records 3, 8, 14]

    Who knew what
                               ERP ledger    target         MES
      T+0.050  C delivered     –             C: received    C: reported
      T+0.060  C acknowledged  –             C: received    C: taken over
      T+0.080  A1 applied      D1 (10)       A1: waiting    C: taken over
      T+0.110  A1 unanswered   D1 (10)       A1: unknown <  C: taken over
      T+1.140  A2 applied      D1+D2 (20) <  A2: waiting    C: taken over
      T+1.160  A2 answered     D1+D2 (20)    A2: done       C: taken over

    Differs between the attempts
      Idempotency-Key 5c0e → e811

    Sum
      yield 10 (D1) + 10 (D2) = 20 EA; expected 10 EA; too much 10 EA

    Not the cause (from the journal)
      - MES reported MC-000001 once [record 3]
      - ERP applied each call once: A1 left D1 and A2 left D2 [records 8, 14]

    Likely (not proven)
      - the idempotency key is made per attempt, not per fact: it differs on both
        calls
      - an answer that never came is taken for a failure: the target did not look up
        its posting before it sent the next one

    1 other message of the run is not shown.

    The same cause breaks idempotency-key-stable.

    FAIL  test (faulty, quick, seed 1)
      target node target.js; 36 facts, 20 records, 4.21 s

      FAIL    no-duplicate-effect     1
              ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported
              10 EA, once.
      UNKNOWN eventual-posting           the run was still active at its limit
      ADVICE  idempotency-key-stable  1
              The target sent MC-000001 to ERP again under another idempotency key.
      ADVICE: an advisory check, which cannot fail a run.

    Files in   .mfgsync/7f3a91
               journal.jsonl, case.json, target.log
    Look       mfgsync check .mfgsync/7f3a91/journal.jsonl
    Reproduce
      mfgsync simulate mes-confirmation-burst --seed 7 --target "node target.js"
      mfgsync replay .mfgsync/7f3a91/case.json
    "
  `)
})

test('a failing run at 120 columns', () => {
  expect(shown(failingRun(), { ...plainStyle, columns: 120 })).toMatchInlineSnapshot(`
    "
      2 checks passed, 41 things judged (--verbose names them).
      Not judged (no limit is set): latency-slo.
      Not in scope (the target does not cover reversal): exception-closed-once.
      Figures, judged: confirmations reported 1.
      Figures, not judged: latency p95 1.06 s.

    Reconciliation
                           MES    ERP    exceptions
      100001 / 0010 yield   10     20 <           0
      11 rows agree

    The cause  no-duplicate-effect
    ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA, once.

    Let
      C  MES confirmation MC-000001: order 100001 / 0010, yield 10 EA, sequence 1 [record 3]
      A1 target → ERP: POST /confirmations, idempotency key 5c0e, attempt 1, sent T+0.070, for C [record 7]
      A2 target → ERP: POST /confirmations, idempotency key e811, attempt 2, sent T+1.130, for C [record 13]
      D1 ERP document 4711: order 100001 / 0010, yield 10 EA, written by A1 [record 8]
      D2 ERP document 4712: order 100001 / 0010, yield 10 EA, written by A2 [record 14]
      F  injected fault: lose-answer [record 10]

    Then
      1  A1 carries C, because it names MC-000001. [records 3, 7]
      2  ERP applied A1, because D1 was committed at T+0.080, before any answer was sent. [record 8]
      3  The target could not know that, because F (lose-answer) kept the answer to A1 from the target, and the target gave
         up 50 ms after it was sent. [records 10, 11, 12]
      4  A2 carries C too, because it names MC-000001, and its body equals A1's byte for byte. [records 3, 7, 13]
      5  ERP had to treat A2 as new work, because its idempotency key is not A1's, and this ERP recognises repeats by key
         only. [records 7, 13]
      6  ERP applied A2, because D2 was committed at T+1.140, before any answer was sent. [record 14]
      7  However, one C allows 10 EA, and D1 and D2 make 20 EA in ERP: a contradiction. [records 3, 8, 14]

    Who knew what
                               ERP ledger    target         MES
      T+0.050  C delivered     –             C: received    C: reported
      T+0.060  C acknowledged  –             C: received    C: taken over
      T+0.080  A1 applied      D1 (10)       A1: waiting    C: taken over
      T+0.110  A1 unanswered   D1 (10)       A1: unknown <  C: taken over
      T+1.140  A2 applied      D1+D2 (20) <  A2: waiting    C: taken over
      T+1.160  A2 answered     D1+D2 (20)    A2: done       C: taken over

    Differs between the attempts
      Idempotency-Key 5c0e → e811

    Sum
      yield 10 (D1) + 10 (D2) = 20 EA; expected 10 EA; too much 10 EA

    Not the cause (from the journal)
      - MES reported MC-000001 once [record 3]
      - ERP applied each call once: A1 left D1 and A2 left D2 [records 8, 14]

    Likely (not proven)
      - the idempotency key is made per attempt, not per fact: it differs on both calls
      - an answer that never came is taken for a failure: the target did not look up its posting before it sent the next one

    1 other message of the run is not shown.

    The same cause breaks idempotency-key-stable.

    FAIL  test (faulty, quick, seed 1)
      target node target.js; 36 facts, 20 records, 4.21 s

      FAIL    no-duplicate-effect     1  ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA, once.
      UNKNOWN eventual-posting           the run was still active at its limit
      ADVICE  idempotency-key-stable  1  The target sent MC-000001 to ERP again under another idempotency key.
      ADVICE: an advisory check, which cannot fail a run.

    Files in   .mfgsync/7f3a91
               journal.jsonl, case.json, target.log
    Look       mfgsync check .mfgsync/7f3a91/journal.jsonl
    Reproduce  mfgsync simulate mes-confirmation-burst --seed 7 --target "node target.js"
               mfgsync replay .mfgsync/7f3a91/case.json
    "
  `)
})

test('colour adds nothing but colour', () => {
  for (const report of [failingRun(), passingRun()]) {
    const coloured = shown(report, { ...plainStyle, colors: true })
    expect(coloured).not.toBe(stripVTControlCharacters(coloured))
    expect(stripVTControlCharacters(coloured)).toBe(shown(report))
  }
})

test('a terminal without Unicode gets ASCII alone, in the same number of columns at most', () => {
  const text = shown(failingRun(), { ...plainStyle, unicode: false })
  expect(text).toMatch(/^[\n\x20-\x7e]*$/)
  expect(text).toContain('A1 target -> ERP: POST /confirmations')
})

test.each([60, 80, 120])('everything stays within %i columns, paths and commands too', (columns) => {
  const deep = 'a-folder-with-a-long-name/'.repeat(6)
  const failed = failingRun()
  const files = { dir: `${deep}run`, journal: `${deep}run/journal.jsonl`, case: `${deep}run/case.json` }
  const report = { ...failed, files, reproduce: { ...failed.reproduce, replay: `mfgsync replay ${deep}run/case.json` } }
  const tooLong = shown(report, { ...plainStyle, columns })
    .split('\n')
    .filter((line) => line.length > columns)
  expect(tooLong).toEqual([])
})

test('a conviction ends with the verdict, a line for each failed check, and the command that reproduces it', () => {
  const text = shown(failingRun())
  const tail = text.slice(text.lastIndexOf('\nFAIL  test ')).trimEnd().split('\n')
  expect(tail.length).toBeLessThanOrEqual(20)
  expect(tail.filter((line) => line.startsWith('  FAIL'))).toHaveLength(1)
  expect(tail.at(-1)).toContain('mfgsync replay .mfgsync/7f3a91/case.json')
})

test('quiet says the verdict alone', () => {
  expect(shown(failingRun(), plainStyle, { quiet: true })).toMatchInlineSnapshot(`
    "FAIL  test (faulty, quick, seed 1)
      target node target.js; 36 facts, 20 records, 4.21 s

      FAIL    no-duplicate-effect     1
              ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported
              10 EA, once.
      UNKNOWN eventual-posting           the run was still active at its limit
      ADVICE  idempotency-key-stable  1
              The target sent MC-000001 to ERP again under another idempotency key.
      ADVICE: an advisory check, which cannot fail a run.
    "
  `)
})

test('set-up findings stand before the verdict', () => {
  const source = journal().end()
  const report = reportOf(
    source,
    judgement(source, {
      verdict: 'set-up-error',
      why: 'Every call of the target was to a path that no system serves.',
      facts: 1,
      setUp: [
        {
          what: 'no-such-path',
          message: 'The target called POST /confirmation, which ERP does not serve; the nearest operation is POST /confirmations.',
          count: 4,
          details: ['call 1', 'call 2'],
          records: [3],
        },
      ],
    }),
  )
  expect(shown(report)).toMatchInlineSnapshot(`
    "
    Set-up
      The target called POST /confirmation, which ERP does not serve; the nearest
        operation is POST /confirmations. (4 times)
        call 1
        call 2

    SET-UP ERROR  test (faulty, quick, seed 1)
      target node target.js; 1 fact, 5 records, 4.21 s
      Every call of the target was to a path that no system serves.

    Files in   .mfgsync/7f3a91
               journal.jsonl, case.json, target.log
    Look       mfgsync check .mfgsync/7f3a91/journal.jsonl
    Reproduce
      mfgsync simulate mes-confirmation-burst --seed 7 --target "node target.js"
      mfgsync replay .mfgsync/7f3a91/case.json
    "
  `)
})

test('a run that waited in vain says how long, and the setting', () => {
  const source = journal().end('patience', 3)
  const report = reportOf(
    source,
    judgement(source, {
      verdict: 'unknown',
      why: 'w',
      whole: false,
      quiet: { how: 'patience', waited_ms: 60_000, patience_ms: 60_000, outstanding: 3, doubts: 1 },
    }),
  )
  expect(shown(report)).toContain('Waited 60 s for 3 facts (target.patience is 60 s).')
  expect(shown(report)).toContain('The journal ends before its end mark; it was judged as far as it goes.')
})

test('quiet says why a set-up failed', () => {
  const source = journal().end()
  const message = 'the program "nope" was not found on PATH'
  const report = reportOf(
    source,
    judgement(source, {
      verdict: 'set-up-error',
      why: message,
      setUp: [{ what: 'target-never-ready', message, count: 1, details: [], records: [] }],
    }),
  )
  expect(shown(report, plainStyle, { quiet: true })).toContain(message)
  expect(shown(report).split(message)).toHaveLength(2)
})

test('commands to copy begin as the person began', () => {
  expect(shown(failingRun(), { ...plainStyle, program: 'npx mfgsync' })).toContain('npx mfgsync replay .mfgsync/7f3a91/case.json')
})

test('text from outside can neither move the cursor nor tear the layout', () => {
  const evil = `\u001b[2J\u001b]0;owned\u0007\r\n\u202eabc${'x'.repeat(5_000)}`
  const source = journal().fact('MC-000001').end()
  const plan = { ...source.header.plan, scenario: { name: evil, title: evil, hash: '0' } }
  const report = reportOf(
    source,
    judgement(source, {
      header: { ...source.header, target: { ...source.header.target, label: evil }, plan },
      verdict: 'fail',
      why: evil,
      results: [
        {
          check: evil,
          number: 1,
          class: 'S',
          title: evil,
          verdict: 'fail',
          advisory: false,
          judged: 1,
          notes: [evil],
          violations: {
            count: 1,
            first: { reason: evil, message: evil, badness: 1, records: [3], eids: ['mes:MC-000001'] },
            byReason: { [evil]: 1 },
          },
        },
      ],
      setUp: [{ what: 'not-understood', message: evil, count: 1, details: [evil], records: [] }],
      reconciliation: {
        columns: [evil],
        rows: [{ subject: 'order', key: evil, cells: { [evil]: evil }, odd: [evil] }],
        agreeing: 0,
        hidden: 0,
      },
      figures: [{ name: evil, value: evil }],
    }),
  )
  const { reporter, written } = reporting(lines, { verbose: true })
  const run = head({ scenario: evil, target: evil, id: evil })
  reporter.begin?.(run)
  reporter.event?.({ kind: 'mark', mark: 'set-up-error', message: evil, details: [], seq: 1, t: 1 }, run)
  reporter.run({ ...report, reproduce: { command: evil }, files: { ...report.files, journal: evil } })
  expect(written()).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u)
  expect(written().length).toBeLessThan(20_000)
})
