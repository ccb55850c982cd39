import { describe, expect, test } from 'vitest'
import { variants } from '../../src/scenario/plan.js'
import { dedupeModes } from '../../src/systems/contract.js'
import { shipped } from '../targets/manifest.js'
import { everything, inScratch, prove, story } from './support/proof.js'

/**
 * The sample of the matrix that every test run takes: of one scenario all variants and dedupe modes, each by one of the ways of delivery in
 * turn, one seed, another one than the proofs take. `npm run matrix` takes seeds 1-20.
 */
const seeds = [11] as const
const scenarios = ['mes-confirmation-burst'] as const
const references = shipped.filter(({ id }) => id === 'reference' || id === 'reference-feed')

describe('the reference integration passes', () => {
  for (const [way, target] of references.entries()) {
    for (const scenario of scenarios) {
      for (const [first, variant] of variants.entries()) {
        for (const [second, mode] of dedupeModes.entries()) {
          if (!everything && (first + second) % references.length !== way) continue
          test.concurrent(`${target.id}: ${scenario}, ${variant}, ${mode}, seeds ${seeds.join(' and ')}`, { timeout: 180_000 }, () =>
            inScratch(async (folder) => {
              for (const seed of seeds) {
                const { run } = await prove({ target, scenario, variant, mode, expected: { verdict: 'innocent' } }, folder, seed)
                expect(run.judgement.verdict, story(run)).toBe('pass')
              }
            }),
          )
        }
      }
    }
  }
})

test('the sample covers both ways of delivery', () => {
  expect(references.map(({ settings }) => settings.deliver?.mode ?? 'webhook')).toEqual(['webhook', 'feed'])
})
