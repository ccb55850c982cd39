import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { avoided, everything, inScratch, recordsOf, story } from './support/proof.js'

const reference = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

interface Asked {
  readonly variant: Variant
  readonly dedupe?: DedupeMode
  readonly seed?: number
  readonly module?: string
  readonly deliver?: { readonly mode: 'feed' }
}

async function runOf(folder: string, { variant, dedupe = 'none', seed = 1, module = reference, deliver }: Asked): Promise<FinishedRun> {
  const patience = { retry_interval_ms: 1500, client_timeout_ms: 1500 }
  const target = { label: 'target', cwd: folder, module, patience, ...(deliver && { deliver, env: { REFERENCE_INTAKE: 'feed' } }) }
  // A storm draws how things are numbered; the table has the names of the data.
  const asked = { scenario: 'lot-receipt-quality-hold', identifiers: 'plain', variant, dedupe } as const
  const [run] = await simulate({ ...asked, seeds: [seed], out: folder, target })
  if (!run) throw new Error('nothing was run')
  return run
}

interface Row {
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly location: string
  readonly stockType: string
  readonly quantity: string
}

/** What the ledgers come to in the end, system by system. */
function endOf(run: FinishedRun): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const states = recordsOf(run).flatMap((record) => (record.kind === 'mark' && record.mark === 'final-state' ? [record] : []))
  return Object.fromEntries(states.map(({ system, state }) => [system, state]))
}

/** Stock of C9: `LOT-7 RC01 blocked 32`. */
function stockOf(state: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const rows = (state?.['stock'] ?? []) as readonly Row[]
  return rows
    .filter(({ item }) => item === 'C9')
    .map(({ lot, location, stockType, quantity }) => `${lot} ${location} ${stockType} ${quantity}`)
    .toSorted()
}

function rowsOf(state: Readonly<Record<string, unknown>> | undefined, name: string): readonly Readonly<Record<string, unknown>>[] {
  return ((state?.[name] ?? []) as readonly Readonly<Record<string, unknown>>[]).filter(({ item }) => item === 'C9')
}

function expectEndTable(run: FinishedRun): void {
  const { erp, wms, mes, qms } = endOf(run)
  const of = (lot: string, more: object): object => expect.objectContaining({ plant: 'P1', lot, ...more })
  expect(stockOf(erp), 'ERP').toEqual(['LOT-7 RC01 blocked 32', 'LOT-7 RC01 unrestricted 240', 'LOT-8 RC01 unrestricted 96'])
  expect(stockOf(wms), 'WMS').toEqual(['LOT-7 DOCK-1 blocked 32', 'LOT-7 DOCK-1 unrestricted 240', 'LOT-8 DOCK-1 unrestricted 96'])
  const known = { 'LOT-7': { supplierLot: 'S-77', expiry: '2027-03-31' }, 'LOT-8': { supplierLot: 'S-78', expiry: '2027-04-30' } }
  expect(rowsOf(erp, 'lots'), 'ERP').toEqual([
    of('LOT-7', { held: false, attributes: expect.objectContaining(known['LOT-7']) as object }),
    of('LOT-8', { held: true, attributes: expect.objectContaining(known['LOT-8']) as object }),
  ])
  expect(rowsOf(wms, 'lots'), 'WMS').toEqual([
    of('LOT-7', { held: false, ...known['LOT-7'] }),
    of('LOT-8', { held: true, ...known['LOT-8'] }),
  ])
  expect(rowsOf(mes, 'material'), 'MES').toEqual([
    of('LOT-7', { available: '480', consumed: '240', held: false }),
    of('LOT-8', { available: '96', consumed: '0', held: true }),
  ])
  expect(rowsOf(qms, 'lots'), 'QMS').toEqual([
    of('LOT-7', { status: 'decided', held: false }),
    of('LOT-8', { status: 'decided', held: true }),
  ])
  // What the shop floor said when it wanted to use what is held.
  const attempts = recordsOf(run).flatMap((record) =>
    record.kind === 'effect' && record.what === 'state' && record.group === 'attempt' ? [record.after] : [],
  )
  expect(attempts).toEqual(['refused: the lot is on hold'])
}

describe('the reference ends as the story says', () => {
  for (const variant of ['clean', 'faulty'] as const) {
    test.concurrent.each(dedupeModes)(`${variant}, dedupe %s`, async (dedupe) => {
      await inScratch(async (folder) => {
        const run = await runOf(folder, { variant, dedupe })
        expect(run.judgement.verdict, story(run)).toBe('pass')
        expect(avoided(run)).toEqual([])
        expectEndTable(run)
      })
    })
  }

  test('by feed', async () => {
    await inScratch(async (folder) => {
      const run = await runOf(folder, { variant: 'faulty', deliver: { mode: 'feed' } })
      expect(run.judgement.verdict, story(run)).toBe('pass')
      expectEndTable(run)
    })
  })

  // The matrix of each test run has a storm of every mode and way of delivery.
  if (everything)
    test('in storms', { timeout: 120_000 }, async () => {
      await inScratch(async (folder) => {
        for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
          const run = await runOf(folder, { variant: 'storm', seed })
          expect(run.judgement.verdict, story(run)).toBe('pass')
          expectEndTable(run)
        }
      })
    })
})
