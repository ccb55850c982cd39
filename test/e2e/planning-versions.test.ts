import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun, type TargetInput } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { expectEndOf } from '../ends/index.ts'
import { avoided, inScratch, recordsOf, story } from './support/proof.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

async function runOf(folder: string, variant: Variant, dedupe: DedupeMode, seed = 1, how: Partial<TargetInput> = {}): Promise<FinishedRun> {
  const target = { label: 'target', cwd: folder, module, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 }, ...how }
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

/** What the story says of the end. */
function expectEnd(run: FinishedRun): void {
  expect(run.judgement.verdict, story(run)).toBe('pass')
  expectEndOf('planning-versions', recordsOf(run))
}

describe('the reference ends as the story says', () => {
  for (const variant of ['clean', 'faulty'] as const) {
    test.each(dedupeModes)(`${variant}, dedupe %s`, async (dedupe) => {
      await inScratch(async (folder) => {
        const run = await runOf(folder, variant, dedupe)
        expectEnd(run)
        expect(avoided(run)).toEqual([])
        const plans = stateOf(run, 'erp')['plans'] as readonly Row[]
        // It met what the story has in store for who is told at once: the older version is begun, and row 77 refused by itself.
        expect(plans.map(({ version }) => version)).toContain(7)
        expect(recordsOf(run).filter((record) => record.kind === 'answer' && record.status === 207)).not.toEqual([])
      })
    })
  }
})

// The other systems push: who asks on schedule does so where nobody tells.
const onSchedule: Partial<TargetInput> = {
  deliver: { mode: 'webhook', sources: { plan: 'feed' } },
  env: { REFERENCE_PLANS: 'schedule', PLAN_INTERVAL_MS: '300' },
}

/** Reads of the planning system by which a target learns of versions. */
const questions = (run: FinishedRun): readonly string[] => {
  const asked = recordsOf(run).flatMap((record) =>
    record.kind === 'call.arrived' && record.system === 'plan' ? [record.operation ?? ''] : [],
  )
  return [...new Set(asked)].filter((operation) => ['event.feed', 'version.query'].includes(operation))
}

/** How versions of the plan became known. */
const waysTold = (run: FinishedRun): readonly string[] =>
  [
    ...new Set(recordsOf(run).flatMap((record) => (record.kind === 'exposed' && record.eid.startsWith('plan:') ? [record.how] : []))),
  ].toSorted()

describe('who asks on schedule ends alike', () => {
  test.each(['clean', 'faulty', 'storm'] as const)('%s', async (variant) => {
    await inScratch(async (folder) => {
      const run = await runOf(folder, variant, 'none', 1, onSchedule)
      expectEnd(run)
      expect(questions(run)).toEqual(['version.query'])
      // A page of the list, and the pages of the version.
      expect(waysTold(run)).toEqual(['page', 'read'])
      const taken = recordsOf(run).flatMap((record) =>
        record.kind === 'delivery' && record.eid.startsWith('plan:') ? [record.outcome] : [],
      )
      expect(taken.length, 'a later question acknowledges').toBeGreaterThanOrEqual(3)
      expect(new Set(taken)).toEqual(new Set(['acked']))
    })
  })

  test('and so does who is told by webhook, and asks whether there is more', async () => {
    await inScratch(async (folder) => {
      const run = await runOf(folder, 'faulty', 'none', 1, { env: { ...onSchedule.env } })
      expectEnd(run)
      expect(waysTold(run)).toEqual(['read', 'webhook'])
    })
  })
})
