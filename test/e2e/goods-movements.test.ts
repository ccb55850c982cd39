import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { everything, inScratch, recordsOf, story } from './support/proof.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

async function runOf(folder: string, variant: Variant, dedupe: DedupeMode, seed = 1, file = module): Promise<FinishedRun> {
  // A storm draws how things are numbered; the table has the names of the data.
  const asked = { scenario: 'goods-movements', identifiers: 'plain', variant, dedupe } as const
  const target = { label: 'target', cwd: folder, module: file, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } }
  const [run] = await simulate({ ...asked, seeds: [seed], out: folder, target })
  if (!run) throw new Error('nothing was run')
  return run
}

/** Stock of C1 in the ledger of a system: `P1 RM01 913`. */
function stockOf(run: FinishedRun, system: string): readonly string[] {
  const states = recordsOf(run).flatMap((record) =>
    record.kind === 'mark' && record.mark === 'final-state' && record.system === system ? [record.state] : [],
  )
  const rows = (states[0]?.['stock'] ?? []) as readonly Readonly<Record<'plant' | 'item' | 'location' | 'stockType' | 'quantity', string>>[]
  return rows
    .filter(({ item, stockType }) => item === 'C1' && stockType === 'unrestricted')
    .map(({ plant, location, quantity }) => `${plant} ${location} ${quantity}`)
    .toSorted()
}

test('who posts what was counted is told what moved since, and not what tells of it again', async () => {
  await inScratch(async (folder) => {
    const naive = fileURLToPath(new URL('../../examples/naive/index.js', import.meta.url))
    const { judgement } = await runOf(folder, 'faulty', 'none', 1, naive)
    const told = judgement.results.find(({ check }) => check === 'count-posts-delta')?.why
    expect(told).toMatch(/the difference that it found is 3 EA\. WP-000002 moved goods there after the count, and are no part of it\.$/)
  })
})

/** The end table of the story. */
function expectEndTable(run: FinishedRun): void {
  // 913 is 1,000 + 240 - 55 + 3 - 275. Seven of P2 lie in a bin that is no location: those are with people.
  expect(stockOf(run, 'erp')).toEqual(['P1 PS01 275', 'P1 RM01 913', 'P2 RM02 1120'])
  expect(stockOf(run, 'wms')).toEqual(['P1 A-01 902', 'P1 A-02 11', 'P1 L-01 275', 'P2 A-01 1113', 'P2 X-99 7'])
  const open = recordsOf(run).flatMap((record) => (record.kind === 'exception' && record.status === 'open' ? [...record.keys] : []))
  expect(open).toEqual(['WT-000002'])
}

describe('the reference ends as the story says', () => {
  for (const variant of ['clean', 'faulty'] as const) {
    test.concurrent.each(dedupeModes)(`${variant}, dedupe %s`, async (dedupe) => {
      await inScratch(async (folder) => {
        const run = await runOf(folder, variant, dedupe)
        expect(run.judgement.verdict, story(run)).toBe('pass')
        expectEndTable(run)
      })
    })
  }

  // The matrix of each test run has a storm of every mode and way of delivery.
  if (everything)
    test('in storms', { timeout: 120_000 }, async () => {
      await inScratch(async (folder) => {
        for (const seed of [1, 2, 3, 4, 5, 6]) {
          const run = await runOf(folder, 'storm', 'none', seed)
          expect(run.judgement.verdict, story(run)).toBe('pass')
          expectEndTable(run)
        }
      })
    })
})
