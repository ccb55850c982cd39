import { describe, expect, test } from 'vitest'
import type { FinishedRun } from '../../src/index.js'
import { stockInnocents, stockMutants } from '../targets/stock.js'
import { convictions, inScratch, prove, story, type ProofCase } from './support/proof.js'

/** What fails, also where it cannot fail a run yet. */
function failed(run: FinishedRun): readonly string[] {
  return run.judgement.results.filter(({ verdict }) => verdict === 'fail').map(({ check }) => check)
}

const cases: readonly ProofCase[] = [...stockMutants, ...stockInnocents].flatMap((target) =>
  target.proofs.flatMap(({ scenarios, variants, modes, expected }) =>
    scenarios.flatMap((scenario) =>
      variants.flatMap((variant) => modes.map((mode): ProofCase => ({ target, scenario, variant, mode, expected }))),
    ),
  ),
)

describe('what goes wrong with receipts, decisions, holds and movements is told by the check that owns it', () => {
  test.each(cases.map((each) => [`${each.target.id}: ${each.scenario}, ${each.variant}, ${each.mode}`, each] as const))(
    '%s',
    async (_, asked) => {
      await inScratch(async (folder) => {
        const { run } = await prove(asked, folder)
        if (asked.expected.verdict === 'convicted') expect(failed(run), story(run)).toEqual(expect.arrayContaining([...asked.expected.by]))
        else expect([run.judgement.verdict, convictions(run)], story(run)).toEqual(['pass', []])
      })
    },
  )
})
