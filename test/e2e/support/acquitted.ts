import { expect } from 'vitest'
import { everywhere, sampleOf } from '../../targets/everywhere.js'
import { convictions, everything, inScratch, isLate, prove, story, type ProofCase } from './proof.js'

/**
 * So slow that the run's patience may end before it has looked, or a process of its own, whose start decides on a busy machine what it
 * meets: `unknown` is right, `fail` never is.
 */
const mayBeUnknown: ReadonlySet<string> = new Set(['T21', 'T26'])

/** Runs a target that is correct, as often as its manifest says, and expects that nobody convicts it. */
export function expectAcquitted(asked: ProofCase): Promise<void> {
  return inScratch(async (folder) => {
    const { runs } = await prove(asked, folder)
    expect(runs).toHaveLength(asked.target.runs)
    for (const run of runs) {
      expect(convictions(run), story(run)).toEqual([])
      const isOpen = mayBeUnknown.has(asked.target.id) || isLate(run)
      expect(isOpen ? ['pass', 'unknown'] : ['pass'], story(run)).toContain(run.judgement.verdict)
    }
  })
}

/** Correct integrations in stories that ship: all of them, or every so many of each. */
export function acquittals(): readonly ProofCase[] {
  return (everything ? everywhere() : sampleOf(12)).map((each): ProofCase => ({ ...each, expected: { verdict: 'innocent' } }))
}
