import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { inScratch, recordsOf, story } from './support/proof.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

async function runOf(folder: string, variant: Variant, dedupe: DedupeMode, seed = 1): Promise<FinishedRun> {
  const target = { label: 'target', cwd: folder, module, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } }
  const [run] = await simulate({ scenario: 'planning-versions', variant, dedupe, seeds: [seed], out: folder, target })
  if (!run) throw new Error('nothing was run')
  return run
}

type Row = Readonly<Record<string, unknown>>

/** What a system ended with. */
function stateOf(run: FinishedRun, system: string): Row {
  const [state] = recordsOf(run).flatMap((record) =>
    record.kind === 'mark' && record.mark === 'final-state' && record.system === system ? [record.state] : [],
  )
  return state ?? {}
}

describe('the reference ends as the story says', () => {
  for (const variant of ['clean', 'faulty'] as const) {
    test.each(dedupeModes)(`${variant}, dedupe %s`, async (dedupe) => {
      await inScratch(async (folder) => {
        const run = await runOf(folder, variant, dedupe)
        expect(run.judgement.verdict, story(run)).toBe('pass')
        const plans = stateOf(run, 'erp')['plans'] as readonly Row[]
        const by = new Map(plans.map((plan) => [plan['version'], plan]))
        expect(by.get(8)).toEqual({ version: 8, status: 'active', rows: 120, quantity: '247260', withSource: 120 })
        expect(by.get(5)).toEqual({ version: 5, status: 'superseded', rows: 120, quantity: '60000', withSource: 120 })
        expect(by.get(7)).toMatchObject({ status: expect.stringMatching(/^(staged|superseded)$/) })
        expect(by.get(6)?.['status']).not.toBe('active')
        const planning = stateOf(run, 'plan')['versions'] as Readonly<Record<string, Row>>
        expect(planning['8']).toMatchObject({ status: 'published', quantity: 247260, loads: [{ system: 'erp', rows: 120 }] })
        const open = recordsOf(run).flatMap((record) => (record.kind === 'exception' ? [[record.xid, record.status] as const] : []))
        expect([...new Map(open).values()]).not.toContain('open')
      })
    })
  }

  test('in storms', async () => {
    await inScratch(async (folder) => {
      for (const seed of [1, 2, 3, 4]) {
        const run = await runOf(folder, 'storm', 'none', seed)
        expect(run.judgement.verdict, story(run)).toBe('pass')
      }
    })
  })
})
