import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { limits } from '../../../src/domain/limits.js'
import { markdown } from '../../../src/report/markdown.js'
import { check, failingRun, judgement, passingRun, reporting, reportOf, summary } from './support.js'
import { journal } from '../../support/journal-builder.js'

test('a table of runs, and the details of those that did not pass', () => {
  const { reporter, written } = reporting(markdown)
  reporter.run(passingRun())
  reporter.run(failingRun())
  reporter.end(summary({ runs: 2, failed: 1, exitCode: 1, skipped: [{ name: 'sc12', seed: 4, why: 'none of its flows' }] }))
  expect(written().replace(/\nLet\n[^`]*/g, '\n…\n')).toMatchInlineSnapshot(`
    "# mfgsync

    **2 runs**: 1 passed, 1 failed, 0 unknown, 0 set-up errors, 1 skipped. Exit code 1.

    | verdict | scenario | variant | size | seed | facts | why |
    |---|---|---|---|---|---|---|
    | **PASS** | test | faulty | quick | 1 | 36 |  |
    | **FAIL** | test | faulty | quick | 1 | 36 | no-duplicate-effect: MC-000001 should have net effect yield 10; the ledger \
shows 20 by the documents 4711 and 4712. |

    - skipped sc12 seed 4: none of its flows


    ## test (faulty, quick, seed 1)


    | verdict | check | judged | why |
    |---|---|---|---|
    | FAIL | no-duplicate-effect | 36 | ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA, once. |
    | UNKNOWN | eventual-posting | 0 | the run was still active at its limit |
    | ADVICE | idempotency-key-stable | 36 | The target sent MC-000001 to ERP again under another idempotency key. |
    | NOT JUDGED | latency-slo | 0 | no limit is set |
    | NOT IN SCOPE | exception-closed-once | 0 | the target does not cover reversal |

    2 other checks passed; 4.21 s.

    <details><summary>no-duplicate-effect: ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA, once.</summary>

    \`\`\`text
    ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA, once.

    …
    \`\`\`

    </details>

    The same cause breaks idempotency-key-stable.

    \`\`\`text
    mfgsync simulate mes-confirmation-burst --seed 7 --target "node target.js"
    mfgsync replay .mfgsync/7f3a91/case.json
    # journal: .mfgsync/7f3a91/journal.jsonl
    \`\`\`
    "
  `)
})

test('it never grows beyond its limit, and says what was left out', () => {
  const { reporter, written } = reporting(markdown)
  const report = failingRun()
  for (let i = 0; i < 700; i += 1) reporter.run(report)
  reporter.end(summary({ runs: 700 }))
  expect(Buffer.byteLength(written())).toBeLessThanOrEqual(limits.markdown_report_bytes_max)
  expect(written()).toMatch(/Details of \d+ runs left out: the summary would be larger than 1024 KiB\.\n$/)
  expect(written()).toContain('500 more runs are not listed.')
})

test('text from outside stays text: no cell, link, tag, mention or fence of its own', () => {
  const evil = '| x | [a](http://b) ![i](j) <script> @team `c` ```\n# h\u001b[31m'
  const source = journal().end()
  const { reporter, written } = reporting(markdown)
  reporter.run(
    reportOf(
      source,
      judgement(source, {
        verdict: 'fail',
        why: evil,
        setUp: [{ what: 'not-understood', message: evil, count: 1, details: [evil], records: [] }],
        results: [
          check(evil, 1, 'unknown', { why: evil }),
          check('b', 2, 'fail', {
            violations: { count: 1, first: { reason: 'r', message: evil, badness: 1, records: [], eids: [] }, byReason: {} },
          }),
        ],
      }),
    ),
  )
  reporter.end(summary({ skipped: [{ name: evil, seed: 1, why: evil }] }))
  const [table = '', details = ''] = written().split('<details>')
  for (const trap of ['<script', '](', '@team', '\u001b']) expect(table).not.toContain(trap)
  expect(
    table
      .split('\n')
      .filter((line) => line.startsWith('| **FAIL'))
      .map((line) => line.split('|').length),
  ).toEqual([9])
  expect(details).toContain('````text\n')
  expect(details).not.toContain('<script> @team `c` ```</summary>')
})
