import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { avoided, everything, inScratch, recordsOf, story } from './support/proof.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

async function runOf(folder: string, variant: Variant, dedupe: DedupeMode, seed = 1): Promise<FinishedRun> {
  const target = { label: 'target', cwd: folder, module, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } }
  const [run] = await simulate({ scenario: 'scrap-and-downtime', variant, dedupe, seeds: [seed], out: folder, target })
  if (!run) throw new Error('nothing was run')
  return run
}

/** What a system ended with. */
function stateOf(run: FinishedRun, system: string): Readonly<Record<string, unknown>> {
  const [state] = recordsOf(run).flatMap((record) =>
    record.kind === 'mark' && record.mark === 'final-state' && record.system === system ? [record.state] : [],
  )
  return state ?? {}
}

type Row = Readonly<Record<string, unknown>>

describe('the reference ends as the story says', () => {
  for (const variant of ['clean', 'faulty'] as const) {
    test.concurrent.each(dedupeModes)(`${variant}, dedupe %s`, async (dedupe) => {
      await inScratch(async (folder) => {
        const run = await runOf(folder, variant, dedupe)
        expect(run.judgement.verdict, story(run)).toBe('pass')
        expect(avoided(run)).toEqual([])
        const orders = stateOf(run, 'erp')['orders'] as Readonly<Record<string, Row>>
        expect(orders['100001']).toMatchObject({ operations: { '0010': { yield: '17', scrap: '3', finals: 1 } } })
        const stock = stateOf(run, 'erp')['stock'] as readonly Row[]
        const left = (item: string): unknown => stock.find((row) => row['item'] === item)?.['quantity']
        expect([left('C1'), left('C2')]).toEqual(['1000', '9980'])
        const told = stateOf(run, 'qms')['nonconformances'] as readonly Row[]
        expect(told.filter(({ status }) => status === 'posted')).toMatchObject([
          { order: '100001', operation: '0010', item: 'FG-100', quantity: { quantity: 3, unit: 'EA' }, references: ['MC-000002'] },
        ])
        expect(told.filter(({ status }) => status === 'reversed').map(({ references }) => references)).toEqual([['MC-000001']])
        const notifications = stateOf(run, 'cmms')['notifications'] as readonly Row[]
        expect(notifications.map(({ workCentre, minutes, status }) => [workCentre, minutes, status])).toEqual([
          ['WC-12', 11, 'open'],
          ['WC-13', 12, 'open'],
          ['WC-21', 16, 'open'],
        ])
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

test('a system that turns callers away does not hold up the posting in the ERP', async () => {
  await inScratch(async (folder) => {
    const records = recordsOf(await runOf(folder, 'faulty', 'none'))
    const last = (system: string): number =>
      Math.max(...records.flatMap((record) => (record.kind === 'effect' && record.system === system ? [record.t] : [])))
    expect(last('erp')).toBeLessThan(last('qms') - 1_000)
  })
})
