import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { expectEndOf } from '../ends/index.ts'
import { avoided, inScratch, recordsOf, story } from './support/proof.js'

const reference = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

interface Asked {
  readonly variant: Variant
  readonly dedupe?: DedupeMode
  readonly seed?: number
  readonly module?: string
  readonly deliver?: { readonly mode: 'feed' }
}

async function runOf(folder: string, { variant, dedupe = 'none', seed = 1, module = reference, deliver }: Asked): Promise<FinishedRun> {
  const patience = { retry_interval_ms: 1500, client_timeout_ms: 1500 }
  const target = { label: 'target', cwd: folder, module, patience, ...(deliver && { deliver, env: { REFERENCE_INTAKE: 'feed' } }) }
  // A storm draws how things are numbered; the table has the names of the data.
  const asked = { scenario: 'lot-receipt-quality-hold', identifiers: 'plain', variant, dedupe } as const
  const [run] = await simulate({ ...asked, seeds: [seed], out: folder, target })
  if (!run) throw new Error('nothing was run')
  return run
}

describe('the reference ends as the story says', () => {
  for (const variant of ['clean', 'faulty'] as const) {
    test.concurrent.each(dedupeModes)(`${variant}, dedupe %s`, async (dedupe) => {
      await inScratch(async (folder) => {
        const run = await runOf(folder, { variant, dedupe })
        expect(run.judgement.verdict, story(run)).toBe('pass')
        expect(avoided(run)).toEqual([])
        expectEndOf('lot-receipt-quality-hold', recordsOf(run))
      })
    })
  }

  test('by feed', async () => {
    await inScratch(async (folder) => {
      const run = await runOf(folder, { variant: 'faulty', deliver: { mode: 'feed' } })
      expect(run.judgement.verdict, story(run)).toBe('pass')
      expectEndOf('lot-receipt-quality-hold', recordsOf(run))
    })
  })
})
