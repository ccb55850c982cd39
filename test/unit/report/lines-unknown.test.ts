import { expect, test } from 'vitest'
import type { Judgement } from '../../../src/checks/judgement.js'
import { lines } from '../../../src/report/lines.js'
import { journal } from '../../support/journal-builder.js'
import { check, judgement, reportOf, reporting, summary } from './support.js'

test('a reason that holds for many checks is told once, and sentences in one line lose their full stops', () => {
  const source = journal().fact('MC-000001').end()
  const shown = (results: Judgement['results']): string => {
    const { reporter, written } = reporting(lines)
    reporter.run(reportOf(source, judgement(source, { verdict: 'unknown', why, results })))
    reporter.end(summary())
    return written()
  }
  const why = 'the machine was busy.'
  const results = [
    check('no-duplicate-effect', 1, 'unknown', { why, notes: ['It shows two.'] }),
    check('every-event-accounted', 8, 'unknown', { why }),
  ]
  const said = shown(results)
  expect(said).toContain('  UNKNOWN no-duplicate-effect    the machine was busy; It shows two\n')
  expect(said).toContain('  UNKNOWN every-event-accounted  as no-duplicate-effect\n')

  const more = ['eventual-posting', 'no-silent-drop'].map((name, index) => check(name, 9 + index, 'unknown', { why }))
  const noted = check('poison-isolated', 54, 'unknown', { why, notes: ['It shows one.'] })
  const folded = shown([...results, ...more, noted])
  expect(folded).toContain(
    `  UNKNOWN no-duplicate-effect    the machine was busy; It shows two
  UNKNOWN 3 more as no-duplicate-effect:
          every-event-accounted, eventual-posting, no-silent-drop
  UNKNOWN poison-isolated        as no-duplicate-effect; It shows one
`,
  )
})
