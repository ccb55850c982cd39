import { describe, expect, test } from 'vitest'
import { variants } from '../../src/scenario/plan.js'
import { innocents, shipped, type TargetUnderProof } from '../targets/manifest.js'
import { convictions, inScratch, isLate, prove, story, titleOf, type ProofCase } from './support/proof.js'

const everything = process.env['MFGSYNC_PROOF'] === 'all'

/** Its references are the last ten characters of a key, which is right only where these tell the facts apart. */
const cutsKeys = new Set(['T23'])

const isInnocent = ({ proofs }: TargetUnderProof): boolean => proofs.every(({ expected }) => expected.verdict === 'innocent')

/** In process, and for as many dedupe modes as it is innocent in. The sample: the first of them, the variant in which most happens. */
function cases(): readonly ProofCase[] {
  return [...shipped, ...innocents]
    .filter((target) => target.interpreter === 'node' && target.runs === 1 && isInnocent(target))
    .flatMap((target) =>
      ['padded', 'hostile']
        .filter((identifiers) => identifiers === 'padded' || !cutsKeys.has(target.id))
        .flatMap((identifiers) => {
          const [first] = target.proofs
          const modes = everything ? (first?.modes ?? []) : (first?.modes.slice(0, 1) ?? [])
          const asked = everything ? variants : (['faulty'] as const)
          return asked.flatMap((variant) =>
            modes.map((mode): ProofCase => {
              const expected = { verdict: 'innocent' } as const
              return { target, scenario: 'mes-confirmation-burst', variant, mode, expected, identifiers }
            }),
          )
        }),
    )
}

describe('whoever takes identifiers as the texts that they are is innocent', () => {
  for (const asked of cases()) {
    test.concurrent(titleOf(asked), { timeout: 420_000 }, () =>
      inScratch(async (folder) => {
        const { run } = await prove(asked, folder)
        expect(convictions(run), story(run)).toEqual([])
        const fine = asked.target.id === 'T21' || isLate(run) ? ['pass', 'unknown'] : ['pass']
        expect(fine, story(run)).toContain(run.judgement.verdict)
      }),
    )
  }
})
