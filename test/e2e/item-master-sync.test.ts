import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { expectEndOf } from '../ends/index.ts'
import { inScratch, recordsOf, story } from './support/proof.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

async function runOf(folder: string, variant: Variant, dedupe: DedupeMode, seed = 1): Promise<FinishedRun> {
  const target = { label: 'target', cwd: folder, module, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } }
  const [run] = await simulate({ scenario: 'item-master-sync', variant, dedupe, seeds: [seed], out: folder, target })
  if (!run) throw new Error('nothing was run')
  return run
}

describe('the reference ends as the story says', () => {
  for (const variant of ['clean', 'faulty'] as const) {
    test.each(dedupeModes)(`${variant}, dedupe %s`, async (dedupe) => {
      await inScratch(async (folder) => {
        const run = await runOf(folder, variant, dedupe)
        expect(run.judgement.verdict, story(run)).toBe('pass')
        expectEndOf('item-master-sync', recordsOf(run))
      })
    })
  }
})
