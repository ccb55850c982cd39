import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { planOf, simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { inScratch, recordsOf, story } from './support/proof.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

async function runOf(folder: string, variant: Variant, dedupe: DedupeMode): Promise<FinishedRun> {
  const target = { label: 'target', cwd: folder, module, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } }
  const [run] = await simulate({ scenario: 'shift', variant, dedupe, seeds: [1], out: folder, target })
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

test.each(dedupeModes.flatMap((mode) => (['clean', 'faulty'] as const).map((variant) => ({ mode, variant }))))(
  '$variant, $mode: the end is as the story says',
  async ({ mode, variant }) => {
    await inScratch(async (folder) => {
      const run = await runOf(folder, variant, mode)
      expect(run.judgement.verdict, story(run)).toBe('pass')
      const stock = stateOf(run, 'erp')['stock'] as readonly Row[]
      const lots = stock.filter(({ item }) => item === 'C9').map(({ lot, stockType, quantity }) => [lot, stockType, quantity].join(' '))
      expect(lots.toSorted()).toEqual(['LOT-7 blocked 32', 'LOT-7 unrestricted 240', 'LOT-8 unrestricted 96'])
      const orders = stateOf(run, 'erp')['orders'] as Readonly<Record<string, Row>>
      expect(orders['100001']).toMatchObject({ operations: { '0010': { yield: '17', scrap: '3' } } })
      const made = recordsOf(run).flatMap((record) =>
        record.kind === 'effect' && record.what === 'count' && record.measure === 'serial'
          ? [`${record.dims['serial'] ?? ''} ${record.count}`]
          : [],
      )
      expect(made).toEqual(['SN-000001 1', 'SN-000002 1', 'SN-000003 1'])
      const told = stateOf(run, 'qms')['nonconformances'] as readonly Row[]
      expect(told.filter(({ status }) => status === 'posted')).toMatchObject([{ quantity: { quantity: 3, unit: 'EA' } }])
      const notifications = stateOf(run, 'cmms')['notifications'] as readonly Row[]
      expect(notifications.map(({ workCentre, minutes }) => [workCentre, minutes])).toEqual([
        ['WC-12', 11],
        ['WC-13', 12],
      ])
      const written = stateOf(run, 'erp')['written'] as Readonly<Record<string, Readonly<Record<string, string>>>>
      expect(written['order:P1/100004']?.['revision']).toBe('C')
      const floor = stateOf(run, 'mes')['written'] as Readonly<Record<string, Readonly<Record<string, string>>>>
      const dispatched = Object.entries(floor).flatMap(([entity, { content, status }]) =>
        content === undefined ? [] : [[entity, content, status]],
      )
      expect(dispatched).toEqual([
        ['order:P1/100001', '240 EA of FG-100', 'dispatched'],
        ['order:P1/100002', '30 EA of FG-100', 'dispatched'],
        ['order:P1/100003', '30 EA of FG-100', 'dispatched'],
      ])
      expect(written['bom-use:P1/FG-100']?.['active']).toMatch(/^C \(version 10\)$/)
      const plans = stateOf(run, 'erp')['plans'] as readonly Row[]
      // Two products over thirty weeks.
      expect(plans.filter(({ version }) => version !== 6)).toEqual([
        { version: 5, status: 'superseded', rows: 60, quantity: '30000', withSource: 60 },
        { version: 7, status: 'active', rows: 60, quantity: '61830', withSource: 60 },
      ])
      expect(plans.filter(({ version, status }) => version === 6 && status === 'active')).toEqual([])
      const planning = stateOf(run, 'plan')['versions'] as Readonly<Record<string, Row>>
      expect(planning['7']).toMatchObject({ status: 'published', loads: [{ system: 'erp', rows: 60 }] })
      expect(planning['6']?.['loads']).toBeUndefined()
    })
  },
)

test('the large size has thousands of facts, and every flow that the small one has', () => {
  const [small, large] = (['quick', 'full'] as const).map((size) => planOf({ scenario: 'shift', size }))
  expect(large?.facts.length).toBeGreaterThan(4_500)
  expect(large?.flows).toEqual(small?.flows)
  expect(small?.flows).toHaveLength(16)
})
