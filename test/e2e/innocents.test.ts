import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { innocents } from '../targets/manifest.js'
import { casesOf, convictions, inScratch, isLate, prove, story, titleOf } from './support/proof.js'

const python = spawnSync('python3', ['--version'], { encoding: 'utf8' })
const hasPython = python.status === 0

/** So slow that the run's patience may end before it has looked: `unknown` is right, `fail` never is. */
const mayBeUnknown: ReadonlySet<string> = new Set(['T21'])

describe('correct, though it looks odd', () => {
  const runnable = innocents.filter((target) => hasPython || target.interpreter !== 'python3')
  // The slow ones first: the others are done while these wait.
  const cases = casesOf(runnable).toSorted((a, b) => Number(mayBeUnknown.has(b.target.id)) - Number(mayBeUnknown.has(a.target.id)))
  for (const asked of cases) {
    test.concurrent(titleOf(asked), { timeout: 420_000 }, () =>
      inScratch(async (folder) => {
        const { runs } = await prove(asked, folder)
        expect(runs).toHaveLength(asked.target.runs)
        for (const run of runs) {
          expect(convictions(run), story(run)).toEqual([])
          if (mayBeUnknown.has(asked.target.id) || isLate(run)) expect(['pass', 'unknown'], story(run)).toContain(run.judgement.verdict)
          else expect(run.judgement.verdict, story(run)).toBe('pass')
        }
      }),
    )
  }
})

test('the target in Python is run wherever Python is', () => {
  if (!hasPython) console.log('python3 is not on the PATH: test/targets/python was not run.')
  const planned = innocents.filter((target) => target.interpreter === 'python3')
  expect(planned.map(({ id }) => id)).toEqual(['python-poller'])
  if (hasPython) expect(python.stdout + python.stderr).toMatch(/^Python 3/)
})
