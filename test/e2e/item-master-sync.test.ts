import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { everything, inScratch, recordsOf, story } from './support/proof.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

async function runOf(folder: string, variant: Variant, dedupe: DedupeMode, seed = 1): Promise<FinishedRun> {
  const target = { label: 'target', cwd: folder, module, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } }
  const [run] = await simulate({ scenario: 'item-master-sync', variant, dedupe, seeds: [seed], out: folder, target })
  if (!run) throw new Error('nothing was run')
  return run
}

type Row = Readonly<Record<string, unknown>>

function stateOf(run: FinishedRun, system: string): Row {
  const [state] = recordsOf(run).flatMap((record) =>
    record.kind === 'mark' && record.mark === 'final-state' && record.system === system ? [record.state] : [],
  )
  return state ?? {}
}

/** What stands in a group of an item, by system. */
function writtenOf(run: FinishedRun, item: string, group: string): readonly (string | undefined)[] {
  return ['erp', 'mes', 'wms'].map((system) => {
    const written = stateOf(run, system)['written'] as Readonly<Record<string, Readonly<Record<string, string>>>>
    return written[`item:/${item}`]?.[group]
  })
}

describe('the reference ends as the story says', () => {
  for (const variant of ['clean', 'faulty'] as const) {
    test.each(dedupeModes)(`${variant}, dedupe %s`, async (dedupe) => {
      await inScratch(async (folder) => {
        const run = await runOf(folder, variant, dedupe)
        expect(run.judgement.verdict, story(run)).toBe('pass')
        for (const core of writtenOf(run, 'C1', 'core')) expect(core).toMatch(/^Seal, 25 mm \(purchased\) in EA.* \(version 3\)$/)
        for (const units of writtenOf(run, 'C1', 'units')) expect(units).toMatch(/1 BOX = 24; 1 KG = 250 \(version [23]\)$/)
        for (const core of writtenOf(run, 'GL-1', 'core')) expect(core).toMatch(/^Adhesive, cold .* \(version 1\)$/)
        for (const core of writtenOf(run, 'C9', 'core')) expect(core).toMatch(/lots, inspection \(version 1\)$/)
        const stock = stateOf(run, 'erp')['stock'] as readonly Row[]
        expect(stock.find(({ item, location }) => item === 'C1' && location === 'RC01')?.['quantity']).toBe('240')
      })
    })
  }

  // The matrix of each test run has a storm of every mode and way of delivery.
  if (everything)
    test('in storms', async () => {
      await inScratch(async (folder) => {
        for (const seed of [1, 2, 3, 4]) {
          const run = await runOf(folder, 'storm', 'none', seed)
          expect(run.judgement.verdict, story(run)).toBe('pass')
        }
      })
    })
})
