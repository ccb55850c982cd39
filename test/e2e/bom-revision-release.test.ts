import { describe, expect, test } from 'vitest'
import { dedupeModes } from '../../src/systems/contract.js'
import { expectEndOf } from '../ends/index.ts'
import { engineering } from '../targets/engineering-manifest.js'
import { avoided, inScratch, prove } from './support/proof.js'

describe('a revision is released', () => {
  test.each(dedupeModes.flatMap((mode) => (['clean', 'faulty'] as const).map((variant) => ({ mode, variant }))))(
    '$variant, $mode: the end is as the table says',
    async ({ mode, variant }) => {
      await inScratch(async (folder) => {
        const scenario = 'bom-revision-release'
        const { run, records } = await prove({ target: engineering, scenario, variant, mode, expected: { verdict: 'innocent' } }, folder)
        expect(run.judgement.verdict).toBe('pass')
        expect(avoided(run)).toEqual([])
        expectEndOf(scenario, records)
      })
    },
  )
})
