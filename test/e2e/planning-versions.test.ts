import { describe, expect, test } from 'vitest'
import type { FinishedRun, TargetInput } from '../../src/index.js'
import { describeEndOf, expectEnd } from './support/ends.js'
import { inScratch, recordsOf } from './support/proof.js'
import { runOf } from './support/run-of.js'

const scenario = 'planning-versions'

type Row = Readonly<Record<string, unknown>>

/** What a system ended with. */
function stateOf(run: FinishedRun, system: string): Row {
  const [state] = recordsOf(run).flatMap((record) =>
    record.kind === 'mark' && record.mark === 'final-state' && record.system === system ? [record.state] : [],
  )
  return state ?? {}
}

describeEndOf(scenario, (run) => {
  const plans = stateOf(run, 'erp')['plans'] as readonly Row[]
  // It met what the story has in store for who is told at once: the older version is begun, and row 77 refused by itself.
  expect(plans.map(({ version }) => version)).toContain(7)
  expect(recordsOf(run).filter((record) => record.kind === 'answer' && record.status === 207)).not.toEqual([])
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
      const run = await runOf({ scenario, variant, settings: onSchedule }, folder)
      expectEnd(scenario, run)
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
      const run = await runOf({ scenario, variant: 'faulty', settings: { env: { ...onSchedule.env } } }, folder)
      expectEnd(scenario, run)
      expect(waysTold(run)).toEqual(['read', 'webhook'])
    })
  })
})
