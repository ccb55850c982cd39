import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { planOf, simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { expectEndOf } from '../ends/index.ts'
import { inScratch, recordsOf, story } from './support/proof.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

async function runOf(folder: string, variant: Variant, dedupe: DedupeMode): Promise<FinishedRun> {
  const target = { label: 'target', cwd: folder, module, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } }
  const [run] = await simulate({ scenario: 'shift', variant, dedupe, seeds: [1], out: folder, target })
  if (!run) throw new Error('nothing was run')
  return run
}

test.each(dedupeModes.flatMap((mode) => (['clean', 'faulty'] as const).map((variant) => ({ mode, variant }))))(
  '$variant, $mode: the end is as the story says',
  async ({ mode, variant }) => {
    await inScratch(async (folder) => {
      const run = await runOf(folder, variant, mode)
      expect(run.judgement.verdict, story(run)).toBe('pass')
      expectEndOf('shift', recordsOf(run))
    })
  },
)

test('the large size has thousands of facts, and every flow that the small one has', () => {
  const [small, large] = (['quick', 'full'] as const).map((size) => planOf({ scenario: 'shift', size }))
  expect(large?.facts.length).toBeGreaterThan(4_500)
  expect(large?.flows).toEqual(small?.flows)
  expect(small?.flows).toHaveLength(16)
})
