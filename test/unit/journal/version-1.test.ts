import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'

/**
 * Journals that the first version wrote, and what is said of them: every kind of target, scenario and verdict. It is what that version
 * said, save that what is wrong has one owner since (decisions 21 and 78), and that what was never handed over is no backlog (decision 69).
 */
const stored = fileURLToPath(new URL('../../fixtures/journals/version-1/', import.meta.url))
const names = readdirSync(stored).flatMap((file) => (file.endsWith('.jsonl.gz') ? [file.slice(0, -'.jsonl.gz'.length)] : []))
const folder = mkdtempSync(join(tmpdir(), 'mfgsync-version-1-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface CheckSaid {
  readonly verdict: string
  readonly judged: number
  readonly count?: number
  readonly reasons?: Readonly<Record<string, number>>
  readonly first?: string
}

const expected = JSON.parse(readFileSync(join(stored, 'expected.json'), 'utf8')) as Readonly<
  Record<string, { readonly verdict: string; readonly why: string; readonly checks: Readonly<Record<string, CheckSaid>> }>
>

/** Judged at the end only since then: without rest and without a case they are undecided, as other checks of what can be put right are. */
const judgedAtTheEnd = new Set([
  'single-representation-per-fact',
  'one-live-doc-per-extref',
  'over-confirmation-bounded',
  'uom-conversion-exact',
  'no-zero-default-quantity',
  'no-orphan-effect',
])

function asSaidNow(check: string, { verdict, judged, ...rest }: CheckSaid, restless: boolean): CheckSaid {
  return {
    ...rest,
    judged,
    verdict: restless && judged === 0 && judgedAtTheEnd.has(check) && verdict === 'not-judged' ? 'unknown' : verdict,
  }
}

test('there is a journal for everything that is expected', () => {
  expect(names.toSorted()).toEqual(Object.keys(expected).toSorted())
})

test.each(names)('%s is judged like a journal of today', (name) => {
  const file = join(folder, `${name}.jsonl`)
  writeFileSync(file, gunzipSync(readFileSync(join(stored, `${name}.jsonl.gz`))))
  const judgement = judgeJournal(file)
  const said = expected[name]
  const results = new Map(judgement.results.map((result) => [result.check, result]))
  const checks = Object.fromEntries(
    Object.keys(said?.checks ?? {}).map((check): [string, CheckSaid | undefined] => {
      const result = results.get(check)
      if (!result) return [check, undefined]
      const { verdict, judged, violations } = result
      const { count, byReason: reasons, first } = violations
      return [check, { verdict, judged, ...(count > 0 && first && { count, reasons, first: first.message }) }]
    }),
  )
  const restless = !judgement.whole || !['quiet', 'patience'].includes(judgement.quiet?.how ?? '')
  const expectedNow = Object.entries(said?.checks ?? {}).map(([check, each]) => [check, asSaidNow(check, each, restless)])
  expect(checks).toEqual(Object.fromEntries(expectedNow))
  // How many more failed is left out: checks that could not fail a run then can do so since, or did not exist.
  const first = (why = ''): string => why.replace(/ \(and \d+ more failed\)$/, '')
  expect({ verdict: judgement.verdict, why: first(judgement.why) }).toEqual({ verdict: said?.verdict, why: first(said?.why) })
})
