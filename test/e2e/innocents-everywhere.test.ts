import { describe, expect, test } from 'vitest'
import { correct, everywhere, sampleOf } from '../targets/everywhere.js'
import { convictions, expectEnd, inScratch, isLate, prove, story, titleOf, type ProofCase } from './support/proof.js'

/**
 * So slow that the run's patience may end before it has looked, or a process of its own, whose start decides on a busy machine what it
 * meets: `unknown` is right, `fail` never is.
 */
const mayBeUnknown: ReadonlySet<string> = new Set(['T21', 'T26'])

const sampled = 12
const chosen = process.env['MFGSYNC_PROOF'] === 'all' ? everywhere() : sampleOf(sampled)
const cases = chosen.map((each): ProofCase => ({ ...each, expected: { verdict: 'innocent' } }))

describe('who is correct is acquitted in every story in which something happens that it covers', () => {
  test.each(cases.map((asked) => [titleOf(asked), asked] as const))('%s', { timeout: 420_000 }, (_, asked) =>
    inScratch(async (folder) => {
      const { runs } = await prove(asked, folder)
      expect(runs).toHaveLength(asked.target.runs)
      for (const run of runs) {
        const { verdict } = run.judgement
        expect(convictions(run), story(run)).toEqual([])
        const mayPass = mayBeUnknown.has(asked.target.id) || isLate(run)
        expect(mayPass ? ['pass', 'unknown'] : ['pass'], story(run)).toContain(verdict)
      }
    }),
  )
})

test.each([
  ['under the names of the facts', 'T27'],
  ['under its own names', 'T50'],
])('what covers confirmations alone, %s, is acquitted where others cancel them: the stand-in does, as soon as it can', async (_, id) => {
  const target = correct.find((each) => each.id === id)
  if (!target) throw new Error(`there is no ${id}`)
  await inScratch(async (folder) => {
    const asked: ProofCase = { target, scenario: 'scrap-and-downtime', variant: 'faulty', mode: 'none', expected: { verdict: 'innocent' } }
    const { run, records } = await prove(asked, folder)
    expectEnd(asked, run)
    const cancelled = records.filter((record) => record.kind === 'effect' && record.step === 'stand-in:MR-000001')
    expect(cancelled.length).toBeGreaterThan(0)
  })
})
