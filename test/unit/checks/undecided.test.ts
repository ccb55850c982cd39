import { expect, test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'

/** Why a check that looks at the end of a run is undecided. */
function why(source: JournalBuilder, name = 'every-event-accounted'): string | undefined {
  const result = judgeJournal(source.build()).results.find(({ check }) => check === name)
  return result?.verdict === 'unknown' ? result.why : undefined
}

const begun = (): JournalBuilder => journal().fact('MC-000001').deliver('MC-000001')

test('what is undecided says what left it so', () => {
  const refused = begun().push({ kind: 'mark', mark: 'set-up-error', message: 'The target answered 500.', details: [], refused: true })
  expect([
    why(begun()),
    why(begun().end('limit', 1)),
    why(begun().end('interrupted', 1)),
    why(refused.end('target-gone')),
    why(begun().crash({ scripted: false, restart: false }).end('target-gone')),
  ]).toMatchInlineSnapshot(`
    [
      "the journal ends before its end mark, at record 6: the run was cut off, or the file was",
      "the run was still active at its limit (900.000 s), with 1 fact still expected",
      "the run was interrupted",
      "the run ended before it came to rest: The target answered 500",
      "the run ended before it came to rest: The target ended with code 1, and nothing in the scenario made it",
    ]
  `)
})

test('a check without the case that was promised says what did not come about', () => {
  const promised = { checks: ['per-key-order'] } as const
  expect(why(journal(promised).fact('MC-000001').deliver('MC-000001').end(), 'per-key-order')).toBe(
    'the scenario promises a case for it, and the run had none: the target called nobody',
  )
  expect(why(journal(promised).fact('MC-000001').deliver('MC-000001').post('MC-000001').end(), 'per-key-order')).toBe(
    'the scenario promises a case for it, and the run had none',
  )
})
