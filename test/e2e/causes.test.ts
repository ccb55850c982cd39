import { describe, expect, test } from 'vitest'
import { advisoryOf, causesOf, checksOf } from '../../src/explain/causes.js'
import { toldOf } from '../support/told.js'
import { targetsUnderProof } from '../targets/manifest.js'
import { convictions, inScratch, prove, titleOf, type ProofCase } from './support/proof.js'

interface Wanted {
  readonly id: string
  readonly scenario: string
  readonly mode: ProofCase['mode']
  /** The checks that tell the causes, in order. */
  readonly causes: readonly string[]
  /** How many explanations the causes stand for, at least: what was told at length one by one. */
  readonly explanations: number
}

const burst = 'mes-confirmation-burst'

/** One bug each, and what it is told by: how many promises break by it does not make it several. */
const wanted: readonly Wanted[] = [
  { id: 'M01', scenario: burst, mode: 'none', causes: ['no-duplicate-effect'], explanations: 7 },
  { id: 'M07', scenario: burst, mode: 'idempotency-key', causes: ['no-duplicate-effect'], explanations: 8 },
  { id: 'M02', scenario: burst, mode: 'none', causes: ['every-event-accounted'], explanations: 8 },
  { id: 'M19', scenario: burst, mode: 'none', causes: ['every-event-accounted'], explanations: 6 },
  { id: 'M09', scenario: burst, mode: 'none', causes: ['per-key-order'], explanations: 1 },
  // It tells of two lots too early, each by a document of its own: one check owns both.
  {
    id: 'M15',
    scenario: 'lot-receipt-quality-hold',
    mode: 'none',
    causes: ['no-consumption-of-held-lot', 'no-consumption-of-held-lot'],
    explanations: 2,
  },
]

describe('one bug is told once', () => {
  for (const { id, scenario, mode, causes, explanations } of wanted) {
    const target = targetsUnderProof.find((each) => each.id === id)
    if (!target) throw new Error(`${id} is not in the manifest`)
    const asked: ProofCase = { target, scenario, variant: 'faulty', mode, expected: { verdict: 'convicted', by: [] } }
    test(titleOf(asked), () =>
      inScratch(async (folder) => {
        const { run } = await prove(asked, folder)
        const told = toldOf(run.files.journal)
        const advisory = advisoryOf(told.judgement.results)
        const found = causesOf(told.explanations, advisory)
        const convicting = found.filter((cause) => !advisory.has(cause.told.check))
        expect(convicting.map((cause) => cause.told.check)).toEqual(causes)
        expect(told.explanations.length).toBeGreaterThanOrEqual(explanations)
        // Nothing is left out: whatever failed stands with a cause.
        const named = found.flatMap((cause) => checksOf([cause.told, ...cause.again, ...cause.others]))
        expect(convictions(run).filter((check) => !named.includes(check))).toEqual([])
      }),
    )
  }
})
