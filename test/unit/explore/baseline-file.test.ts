import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { entriesOf, openBaseline, updateBaseline } from '../../../src/explore/baseline-file.js'
import { renderDiagnostics } from '../../../src/scenario/diagnostics.js'
import { check, failing } from '../report/support.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-baseline-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function mistakes(text: string): string {
  const read = entriesOf(text, 'mfgsync.baseline.yaml')
  return 'diagnostics' in read ? renderDiagnostics(read.diagnostics) : ''
}

const held = `# Ours.
version: 1
entries:
  # The gateway repeats without a key.
  - case: hello-confirmation faulty quick seed 1
    checks: [no-duplicate-effect, per-key-order] # both
    owner: gateway team
    reason: T-1
    expires: 2026-12-31
  - case: hello-confirmation faulty quick seed 2 dedupe none
    checks: [per-key-order]
    owner: 'gateway team'
    reason: T-2
    expires: 2026-12-31
`

describe('a baseline file', () => {
  test('tells all mistakes at once, each with its place and what to do', () => {
    const text = `version: 1
entries:
  - case: hello-confirmation seed 1
    checks: [no-duplicate-efect]
    owner: x
    reasn: y
    expires: 2026-02-30
  - {case: a clean quick seed 1, checks: [], owner: x, reason: y, expires: 2026-03-01}
`
    expect(mistakes(text)).toMatchInlineSnapshot(`
      "mfgsync.baseline.yaml:3:5  "reason" is missing in entry 1 of "entries": expected a text
          3 |   - case: hello-confirmation seed 1
            |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: add "reason: …" (Why it may stay for now: a ticket, or a sentence.)

      mfgsync.baseline.yaml:4:14  entry 1 of "checks" is not one that is known: the text "no-duplicate-efect"
          4 |     checks: [no-duplicate-efect]
            |              ^^^^^^^^^^^^^^^^^^
        hint: did you mean "no-duplicate-effect"?

      mfgsync.baseline.yaml:6:5  "reasn" is not a key that is known in entry 1 of "entries"
          6 |     reasn: y
            |     ^^^^^
        hint: did you mean "reason"?

      mfgsync.baseline.yaml:7:14  "expires" must be a date such as 2026-03-02, but is the text "2026-02-30"
          7 |     expires: 2026-02-30
            |              ^^^^^^^^^^

      mfgsync.baseline.yaml:8:42  "checks" must have at least 1 entry, but has 0
          8 |   - {case: a clean quick seed 1, checks: [], owner: x, reason: y, expires: 2026-03-01}
            |                                          ^^"
    `)
  })

  test('says what only a person would see: no case, an empty word, the same twice', () => {
    const text = `version: 1
entries:
  - {case: hello-confirmation seed 1, checks: [vacuity], owner: x, reason: y, expires: 2026-03-01}
  - {case: a clean quick seed 1, checks: [vacuity], owner: ' ', reason: y, expires: 2026-03-01}
  - {case: a clean quick seed 1, checks: [no-silent-drop, vacuity], owner: x, reason: y, expires: 2026-03-02}
`
    expect(mistakes(text)).toMatchInlineSnapshot(`
      "mfgsync.baseline.yaml:3:12  "hello-confirmation seed 1" is no case
          3 |   - {case: hello-confirmation seed 1, checks: [vacuity], owner: x, reason: y, expires: 2026-03-01}
            |            ^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: write it as reports do: its scenario, variant, size and seed, such as mes-confirmation-burst faulty quick seed 1

      mfgsync.baseline.yaml:4:60  the owner is empty
          4 |   - {case: a clean quick seed 1, checks: [vacuity], owner: ' ', reason: y, expires: 2026-03-01}
            |                                                            ^^^
        hint: somebody has to see to it

      mfgsync.baseline.yaml:5:59  vacuity of this case is known already
          5 |   - {case: a clean quick seed 1, checks: [no-silent-drop, vacuity], owner: x, reason: y, expires: 2026-03-02}
            |                                                           ^^^^^^^
        first here (line 4):
          4 |   - {case: a clean quick seed 1, checks: [vacuity], owner: ' ', reason: y, expires: 2026-03-01}
            |            ^^^^^^^^^^^^^^^^^^^^
        hint: keep one of the two"
    `)
    expect(mistakes(held)).toBe('')
    expect(mistakes(JSON.stringify({ version: 1, entries: [] }))).toBe('')
  })

  test('that is not there is said with what writes one; an update begins one', () => {
    const path = join(folder, 'none.yaml')
    expect(() => openBaseline({ path }, '2026-01-01T00:00:00Z')).toThrow(/there is no such file\.\n.*--update-baseline --owner/)
    expect(openBaseline({ path, update }, '2026-01-01T00:00:00Z').problems()).toEqual([])
  })
})

const update = { owner: 'me', reason: 'T-3: later', expires: '2027-01-31' }
const violation = { reason: 'excess', message: 'too much', badness: 1, eids: [], records: [] }

/** After a run of the first case in which one of two known checks failed, and one more. */
function updated(name: string, text: string | undefined): { readonly said: string | undefined; readonly text: string } {
  const path = join(folder, name)
  if (text !== undefined) writeFileSync(path, text)
  const baseline = openBaseline({ path, update }, '2026-06-01T00:00:00Z')
  const results = [
    failing('no-duplicate-effect', 1, violation),
    failing('one-live-doc-per-extref', 2, violation),
    check('per-key-order', 3, 'pass'),
  ]
  baseline.take({ identity: 'hello-confirmation faulty quick seed 1', judgement: { verdict: 'fail', results, setUp: [], whole: true } })
  const said = updateBaseline({ path, update }, baseline)
  return { said, text: readFileSync(path, 'utf8') }
}

describe('an update of the file', () => {
  test('keeps comments and what it does not touch', () => {
    const { said, text } = updated('kept.yaml', held)
    const kept = held.replace('[no-duplicate-effect, per-key-order] # both', '[no-duplicate-effect] # both')
    expect(said).toContain('1 more failure known until 2027-01-31, 1 taken out.')
    expect(text).toBe(`${kept}  - case: hello-confirmation faulty quick seed 1
    checks:
      - one-live-doc-per-extref
    owner: me
    reason: "T-3: later"
    expires: 2027-01-31
`)
    expect(mistakes(text)).toBe('')
  })

  test('begins a new one, in YAML or JSON, that says the same when it is read', () => {
    for (const name of ['new.yaml', 'new.json']) {
      const { text } = updated(name, undefined)
      const checks = ['no-duplicate-effect', 'one-live-doc-per-extref']
      expect(entriesOf(text, name)).toMatchObject({ entries: [{ case: 'hello-confirmation faulty quick seed 1', checks, ...update }] })
      expect(name.endsWith('.json') ? JSON.parse(text) : { version: 1 }).toMatchObject({ version: 1 })
      expect(updated(name, text).said).toContain('nothing was written')
    }
  })
})
