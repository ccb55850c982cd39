import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { Baseline, type BaselineEntry } from '../../../src/checks/baseline.js'
import { exitCodeOf, worstExitCode } from '../../../src/cli/exit-codes.js'
import type { RunReport, Summary } from '../../../src/report/contract.js'
import { reporterKind } from '../../../src/report/index.js'
import { ReportSession, type RunToReport } from '../../../src/report/session.js'
import { check, duplicated, duplicateViolation, failing, judgement, passingRun, reporting, reportOf } from './support.js'

const source = duplicated()
/** A run with one cause that breaks two promises. */
const broken = reportOf(
  source,
  judgement(source, {
    verdict: 'fail',
    why: 'no-duplicate-effect: too much',
    results: [
      failing('no-duplicate-effect', 1, duplicateViolation(source)),
      failing('one-live-doc-per-extref', 2, duplicateViolation(source)),
      check('per-key-order', 3, 'pass'),
    ],
  }),
)
const names = ['lines', 'json', 'junit', 'markdown', 'html', 'github'] as const

interface Told extends Record<(typeof names)[number], string> {
  readonly summary: Summary
}

function entry(checks: readonly string[], more: Partial<BaselineEntry> = {}): BaselineEntry {
  return { case: 'broken', checks, owner: 'gateway team', reason: 'T-1', expires: '2026-12-31', ...more }
}

/** What every reporter makes of a session with these runs. */
function told(runs: readonly RunToReport[], entries: readonly BaselineEntry[], today = '2026-06-01', retries = false): Told {
  const open = names.map((name) => {
    const kind = reporterKind(name)
    if (!kind) throw new Error(`no reporter ${name}`)
    return [name, reporting(kind, { several: runs.length > 1 })] as const
  })
  const session = new ReportSession(
    open.map(([, { reporter }]) => reporter),
    { baseline: new Baseline(entries, today), retries },
  )
  for (const run of runs) session.run(run)
  const summary = session.end([], (outcomes) => worstExitCode(outcomes.map(exitCodeOf)))
  const texts = Object.fromEntries(open.map(([name, { written }]) => [name, written()])) as Record<(typeof names)[number], string>
  return { ...texts, summary }
}

const ran = ({ judgement: judged, explanations, files, reproduce, records }: RunReport, identity = 'broken', attempt = 1): RunToReport => ({
  judgement: judged,
  explanations,
  files,
  reproduce,
  records,
  identity,
  attempt,
})

describe('failures that are known', () => {
  const both = entry(['no-duplicate-effect', 'one-live-doc-per-extref'])
  const all = told([ran(broken), ran(passingRun(), 'whole')], [both])

  test('are no failure of the gate, and counted apart', () => {
    expect(all.summary).toMatchObject({ runs: 2, passed: 1, known: 1, failed: 0, baseline: [], exitCode: 0 })
  })

  test('are told as known by every reporter, with owner, reason and day', () => {
    for (const name of names) {
      expect(all[name], name).toMatch(/known/i)
      for (const word of ['gateway team', 'T-1', '2026-12-31']) expect(all[name], name).toContain(word)
    }
    expect(all.lines).toContain('KNOWN  test (')
    expect(all.lines).toContain('2 runs: 1 passed, 1 known (exit code 0)')
    expect(all.lines).not.toContain('FAIL')
    expect(all.junit).toContain('failures="0"')
    expect(all.junit).toContain('<skipped message="known until 2026-12-31; gateway team: T-1"/>')
    expect(all.github).not.toContain('::error')
    expect(all.github).toContain('::notice title=KNOWN%3A test')
    expect(all.markdown).toContain('| **KNOWN** |')
    expect(all.html).toContain('<span class="badge known">KNOWN</span>')
    expect(all.html).not.toContain('<span class="badge fail">')
  })

  test('are data for programs, valid against the schema', () => {
    const schema: unknown = JSON.parse(readFileSync(new URL('../../../schemas/report.schema.json', import.meta.url), 'utf8'))
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema as object)
    const expired = told([ran(broken)], [entry(['per-key-order']), entry(['no-silent-drop'], { label: 'here', expires: '2026-01-01' })])
    for (const text of [all.json, expired.json]) {
      validate(JSON.parse(text))
      expect(validate.errors).toBeNull()
    }
    expect(JSON.parse(all.json)).toMatchObject({
      runs: [{ verdict: 'fail', outcome: 'known', known: [{ check: 'no-duplicate-effect' }, {}] }, {}],
    })
  })
})

describe('a baseline that is not right', () => {
  test('hides no other check of the case: it fails, and is told as a failure beside what is known', () => {
    const some = told([ran(broken)], [entry(['no-duplicate-effect'])])
    expect(some.summary).toMatchObject({ failed: 1, known: 0, exitCode: 1 })
    expect(some.lines).toContain('FAIL  test (')
    expect(some.lines).toMatch(/ {2}KNOWN {3}no-duplicate-effect/)
    expect(some.lines).toMatch(/ {2}FAIL {4}one-live-doc-per-extref/)
    expect(some.github).toContain('::error title=one-live-doc-per-extref')
    expect(some.junit).toMatch(/failures="1"/)
  })

  test.each([
    [
      'is expired',
      ran(broken),
      entry(['no-duplicate-effect', 'one-live-doc-per-extref'], { expires: '2026-05-31' }),
      'expired on 2026-05-31',
    ],
    ['no longer fails', ran(passingRun()), entry(['no-duplicate-effect']), 'no longer fails: broken, no-duplicate-effect'],
  ])('fails the gate where it %s, by name in every reporter', (_how, run, outdated, text) => {
    const { summary, json, ...rest } = told([run], [outdated])
    expect(summary.exitCode).toBe(1)
    for (const [name, said] of Object.entries(rest)) expect(said.replace(/\s+/g, ' '), name).toContain(text)
    expect((JSON.parse(json) as { summary: Summary }).summary.baseline).toHaveLength(outdated.checks.length)
  })

  test('what is known in one attempt and not in another is flaky, as ever', () => {
    const attempts = [ran(broken), ran(passingRun(), 'broken', 2)]
    const { summary } = told(attempts, [entry(['no-duplicate-effect', 'one-live-doc-per-extref'])], '2026-06-01', true)
    expect(summary).toMatchObject({ known: 0, passed: 0, flaky: [{ attempts: 2 }], baseline: [] })
  })
})
