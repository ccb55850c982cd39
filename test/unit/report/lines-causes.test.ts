import { expect, test } from 'vitest'
import { lines } from '../../../src/report/lines.js'
import type { ReportStyle, RunReport } from '../../../src/report/contract.js'
import {
  duplicated,
  duplicateViolation,
  failing,
  failingRun,
  judgement,
  passingRun,
  plainStyle,
  reporting,
  reportOf,
  summary,
} from './support.js'

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

test('one cause that breaks several promises is told once; verbose tells all of it', () => {
  const source = duplicated()
  const violation = duplicateViolation(source)
  const worst = { ...violation, message: 'Another one.', badness: 99 }
  const report = reportOf(
    source,
    judgement(source, {
      verdict: 'fail',
      why: 'w',
      results: [
        failing('no-duplicate-effect', 1, violation, {
          violations: { count: 5, first: violation, worst, byReason: { excess: 4, group: 1 } },
        }),
        failing('one-live-doc-per-extref', 4, violation),
        failing('order-quantity-balance', 31, { ...violation, message: 'Order 100001: yield 20 in ERP, 10 reported.' }, { advisory: true }),
      ],
    }),
  )
  const text = shown(report)
  expect(text.match(/^Then$/gm)).toHaveLength(1)
  expect(text).toContain('The same cause breaks one-live-doc-per-extref and order-quantity-balance.')
  expect(text).toMatch(/^ {2}FAIL +one-live-doc-per-extref +1 {2}same cause\n +/m)
  expect(shown(report, plainStyle, { verbose: true }).match(/^Then$/gm)).toHaveLength(4)
})

test('several runs end with a table of seed, verdict and cause; what one run told, the next does not tell again', () => {
  const { reporter, written } = reporting(lines, { several: true })
  const failed = failingRun()
  const seeded = (report: RunReport, seed: number): RunReport => {
    const { header } = report.judgement
    return { ...report, judgement: { ...report.judgement, header: { ...header, plan: { ...header.plan, seed } } } }
  }
  for (const [seed, report] of [failed, passingRun(), failed].entries()) reporter.run(seeded(report, seed + 1))
  reporter.end(summary({ runs: 3, passed: 1, failed: 2, exitCode: 1 }))
  const text = written()
  expect(text.match(/^Then$/gm)).toHaveLength(1)
  expect(text).toContain('Told above, in test, seed 1.')
  expect(text.match(/^PASS .*$/gm)).toEqual(['PASS  test (faulty, quick, seed 2): 36 facts, 4.21 s'])
  expect(text.slice(text.indexOf('\n  seed'))).toMatchInlineSnapshot(`
    "
      seed  verdict  cause
         1  FAIL     A
         2  PASS
         3  FAIL     A

      A  in 2 runs: no-duplicate-effect: ERP confirmed 20 EA on order 100001 / 0010
         for MC-000001; MES reported 10 EA, once.

    3 runs: 1 passed, 2 failed (exit code 1)
    Reproduce
      mfgsync simulate mes-confirmation-burst --seed 7 --target "node target.js"
      mfgsync simulate mes-confirmation-burst --seed 7 --target "node target.js"
    "
  `)
})

test.each([60, 80, 120])('what a check found is told whole at %i columns, and --verbose names what passed', (columns) => {
  const report = failingRun()
  const style = { ...plainStyle, columns }
  const table = shown(report, style, { quiet: true })
  expect(table).not.toContain('…')
  expect(table.replace(/\s+/g, ' ')).toContain('ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA, once.')
  expect(shown(passingRun(), style, { verbose: true })).toMatch(/PASS +no-duplicate-effect +36/)
})
