import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { expectEndOf } from '../ends/index.ts'
import { inScratch, recordsOf, story } from './support/proof.js'
import { warm } from './support/warm.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

async function runOf(folder: string, variant: Variant, dedupe: DedupeMode, seed = 1, file = module): Promise<FinishedRun> {
  // A storm draws how things are numbered; the table has the names of the data.
  const asked = { scenario: 'goods-movements', identifiers: 'plain', variant, dedupe } as const
  const target = { label: 'target', cwd: folder, ...warm(file), patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } }
  const [run] = await simulate({ ...asked, seeds: [seed], out: folder, target })
  if (!run) throw new Error('nothing was run')
  return run
}

test('who posts what was counted is told what moved since, and not what tells of it again', async () => {
  await inScratch(async (folder) => {
    const naive = fileURLToPath(new URL('../../examples/naive/index.js', import.meta.url))
    const { judgement } = await runOf(folder, 'faulty', 'none', 1, naive)
    const told = judgement.results.find(({ check }) => check === 'count-posts-delta')?.why
    expect(told).toMatch(/the difference that it found is 3 EA\. WP-000002 moved goods there after the count, and are no part of it\.$/)
  })
})

describe('the reference ends as the story says', () => {
  for (const variant of ['clean', 'faulty'] as const) {
    test.concurrent.each(dedupeModes)(`${variant}, dedupe %s`, async (dedupe) => {
      await inScratch(async (folder) => {
        const run = await runOf(folder, variant, dedupe)
        expect(run.judgement.verdict, story(run)).toBe('pass')
        expectEndOf('goods-movements', recordsOf(run))
      })
    })
  }
})
