import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import { judgeJournal } from '../../src/checks/judge.js'
import { exitCodeOf } from '../../src/cli/exit-codes.js'
import { inScratch, recordsOf, story } from './support/proof.js'

const module = fileURLToPath(new URL('../fixtures/targets/refuses.mjs', import.meta.url))

async function runOf(folder: string, env: Readonly<Record<string, string>>, scenario = 'mes-confirmation-burst'): Promise<FinishedRun> {
  const [run] = await simulate({
    scenario,
    variant: scenario === 'hello-confirmation' ? 'clean' : 'faulty',
    dedupe: 'idempotency-key',
    out: folder,
    target: { module, cwd: folder, env },
  })
  if (!run) throw new Error('nothing was run')
  return run
}

/** What people are told of the set-up, details included. */
const told = ({ judgement }: FinishedRun): readonly string[] => judgement.setUp.flatMap(({ message, details }) => [message, ...details])

describe('a target that refuses everything', () => {
  const cases = [
    ['500, and says why', { STATUS: '500', SAYS: '{"error":"no such column: yield"}' }, ['500', 'no such column: yield']],
    ['400', { STATUS: '400', SAYS: 'data.order is required' }, ['400', 'data.order is required']],
    ['401, and shows a secret', { STATUS: '401', SAYS: 'bad Authorization: Bearer abcdefghijkl' }, ['401', '[redacted]']],
    ['404', { STATUS: '404' }, ['404', 'a path that it does not serve']],
    ['nothing at all: it throws', { THROWS: 'Cannot read properties of undefined' }, ['500', 'Cannot read properties of undefined']],
  ] as const
  for (const [name, env, words] of cases) {
    test.concurrent(`is not set up, and that is known soon: ${name}`, () =>
      inScratch(async (folder) => {
        const run = await runOf(folder, env)
        expect(run.judgement.verdict, story(run)).toBe('set-up-error')
        for (const word of words) expect(told(run).join('\n')).toContain(word)
        expect(told(run).join('\n')).not.toContain('abcdefghijkl')
        // Sooner than a patience of a minute, and long before it was tried a hundred times.
        expect(run.judgement.duration_ms).toBeLessThan(20_000)
        const again = judgeJournal(run.files.journal)
        expect([again.verdict, exitCodeOf(again.verdict), again.why]).toEqual(['set-up-error', 4, run.judgement.why])
      }))
  }

  test.concurrent('and recovers before its source gives up, is judged like any other', () =>
    inScratch(async (folder) => {
      for (const env of [{ TAKES_AFTER: '4' }, { TAKES_AFTER: '12', STATUS: '503' }]) {
        const run = await runOf(folder, env, 'hello-confirmation')
        expect(run.judgement.verdict, story(run)).toBe('pass')
        expect(recordsOf(run).filter((record) => record.kind === 'delivery' && record.outcome === 'refused').length).toBe(
          Number(env.TAKES_AFTER),
        )
      }
    }))
})
