import { describe, expect, test } from 'vitest'
import { variants } from '../../src/scenario/plan.js'
import { innocents, nameMutants, shipped, type TargetUnderProof } from '../targets/manifest.js'
import { casesOf, convictions, everything, inScratch, isLate, type ProofCase, prove, story, titleOf } from './support/proof.js'

/** Its references are the last ten characters of a key, which is right only where these tell the facts apart. */
const cutsKeys = new Set(['T23'])

const isInnocent = ({ proofs }: TargetUnderProof): boolean => proofs.every(({ expected }) => expected.verdict === 'innocent')

/**
 * In process, and for as many dedupe modes as it is innocent in. The sample: every second one of them, its first mode, the variant in which
 * most happens, and the worse names.
 */
function cases(): readonly ProofCase[] {
  return [...shipped, ...innocents]
    .filter((target) => target.interpreter === 'node' && target.runs === 1 && isInnocent(target))
    .filter((target, turn) => everything || turn % 2 === 0 || cutsKeys.has(target.id))
    .flatMap((target) =>
      ['padded', 'hostile']
        .filter((identifiers) => (identifiers === 'padded' ? everything || cutsKeys.has(target.id) : !cutsKeys.has(target.id)))
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

/** What the verdict has to say of each: the cause, and not only the loss. */
const causes: Readonly<Record<string, RegExp>> = {
  M150: /It was taken for .+, whose key differs from its own only in what is no digit\./,
  M151: /call \d+ looked it up as ".+": what is left of .+ where it stands in an address without being escaped\./,
  M152: /It was taken for .+, whose key differs from its own only in zeros in front of a number\./,
  M153: /It was taken for .+, whose key differs from its own only in upper and lower case\./,
  M154: /of P\d was suppressed as a duplicate of .+ of P\d, which has the same number: nothing was tried for it\./,
  M155: /which has the same number: the ERP had its idempotency key \(.+\) for the other one already\./,
}

describe('whoever makes something else of a name is convicted by what it does, with the cause', () => {
  for (const asked of casesOf(nameMutants)) {
    test.concurrent(titleOf(asked), { timeout: 240_000 }, () =>
      inScratch(async (folder) => {
        const { run } = await prove(asked, folder)
        const { expected, target } = asked
        if (expected.verdict !== 'convicted') {
          expect(run.judgement.verdict, story(run)).toBe('pass')
          return
        }
        expect(convictions(run), story(run)).toEqual(expect.arrayContaining([...expected.by]))
        const [owner] = expected.by
        const violations = run.judgement.results.find(({ check }) => check === owner)?.violations
        const said = [violations?.first, violations?.worst, violations?.last].map((violation) => violation?.message ?? '')
        expect(
          said.some((message) => causes[target.id]?.test(message)),
          said.join('\n'),
        ).toBe(true)
        // The loss of what was taken for another plant's has one owner.
        if (owner === 'dedupe-namespaced') expect(convictions(run)).not.toContain('every-event-accounted')
      }),
    )
  }
})
