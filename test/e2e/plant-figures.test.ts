import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { FinishedRun } from '../../src/index.js'
import { plantFiguresAt } from '../../src/checks/figures/index.js'
import type { TargetUnderProof } from '../targets/manifest.js'
import { stockMutants } from '../targets/stock.js'
import { countsOf, figureOf, textsOf } from '../unit/checks/figures/support.js'
import { inScratch, prove, recordsOf, story } from './support/proof.js'

async function runOf(target: TargetUnderProof, scenario: string, folder: string): Promise<FinishedRun> {
  const expected = { verdict: 'innocent' } as const
  return (await prove({ target, scenario, variant: 'faulty', mode: 'none', expected }, folder)).run
}

function targetOf(all: readonly TargetUnderProof[], id: string): TargetUnderProof {
  const found = all.find((each) => each.id === id)
  if (!found) throw new Error(`There is no target ${id}.`)
  return found
}

describe('lot-receipt-quality-hold', () => {
  test('a warehouse that is not told of decisions: what differs is under way for ever, and nobody has it', async () => {
    await inScratch(async (folder) => {
      const run = await runOf(targetOf(stockMutants, 'M114'), 'lot-receipt-quality-hold', folder)
      const of = (name: string) => figureOf(name, { header: run.judgement.header, records: recordsOf(run) })
      expect(textsOf(of('mismatches-by-location')), story(run)).toEqual([
        'P1 C9 lot LOT-7 @ RC01: stock type quality, difference -512 EA, under way -512 EA',
        'P1 C9 lot LOT-7 @ RC01: stock type unrestricted, difference 480 EA, under way 480 EA',
        'P1 C9 lot LOT-7 @ RC01: stock type blocked, difference 32 EA, under way 32 EA',
        'P1 C9 lot LOT-8 @ RC01: stock type quality, difference -96 EA, under way -96 EA',
        'P1 C9 lot LOT-8 @ RC01: stock type unrestricted, difference 96 EA, under way 96 EA',
      ])
      expect(textsOf(of('lots-on-hold'))).toEqual(['P1 C9 lot LOT-7: blocked 32 EA', 'P1 C9 lot LOT-8: on hold 96 EA'])
      expect(countsOf(of('sync-failures'))).toBe('in all 2, missing, with nobody 2')
      expect(of('sync-failures').rows[0]?.facts).toEqual(['qms:QD-000001', 'qms:QD-000002'])
      // What the run tells is what its journal says.
      expect(run.judgement.plantFigures).toEqual(plantFiguresAt(run.judgement.header, recordsOf(run)))
    })
  })

  test('a shop floor that is not told of a hold', async () => {
    await inScratch(async (folder) => {
      const run = await runOf(targetOf(stockMutants, 'M132'), 'lot-receipt-quality-hold', folder)
      const lots = run.judgement.plantFigures.find(({ name }) => name === 'lots-on-hold')
      expect(lots && textsOf(lots)).toEqual(['P1 C9 lot LOT-7: blocked 32 EA', 'P1 C9 lot LOT-8: on hold 96 EA, held, and free in MES'])
    })
  })
})

describe('bom-revision-release', () => {
  const fixture = (name: string): TargetUnderProof => ({
    ...targetOf(stockMutants, 'M114'),
    id: name,
    file: fileURLToPath(new URL(`../fixtures/figures/${name}.mjs`, import.meta.url)),
  })
  const figuresOf = (run: FinishedRun) => (name: string) => figureOf(name, { header: run.judgement.header, records: recordsOf(run) })

  test('a shop floor that keeps the old bill of material: orders of the new one are blocked by the integration', async () => {
    await inScratch(async (folder) => {
      const run = await runOf(fixture('old-bom-on-the-floor'), 'bom-revision-release', folder)
      const of = figuresOf(run)
      const blocked = of('orders-without-bom')
      const words = 'item FG-100, revision B, status released, by the integration yes, waits for PP-000003-C'
      expect(textsOf(blocked), story(run)).toEqual([`P1 order 100004: ${words}`, `P1 order 100005: ${words}`])
      expect(countsOf(blocked)).toBe('in all 2, by the integration 2')
      // The new revision needs what nobody has received yet: no integration can help that.
      expect(textsOf(of('orders-without-material'))).toEqual(
        ['P1 order 100004', 'P1 order 100005', 'P2 order 100007'].map(
          (order) => `${order}: component C9, needs 10 EA, usable 0 EA, lacks 10 EA, why short`,
        ),
      )
      expect(of('approvals-waiting').rows).toEqual([])
    })
  })

  test('approved, and active nowhere; before the second approval it was people who were waited for', async () => {
    await inScratch(async (folder) => {
      const run = await runOf(fixture('nothing-active'), 'bom-revision-release', folder)
      const records = recordsOf(run)
      const revision = 'FG-100 revision B (ECO-000001)'
      expect(textsOf(figuresOf(run)('approvals-waiting')), story(run)).toEqual([
        `P1 ${revision}: approved, not active 1`,
        `P2 ${revision}: approved, not active 1`,
      ])
      const second = records.find((record) => record.kind === 'fact' && record.businessKey === 'PA-000002')
      const before = figureOf('approvals-waiting', { header: run.judgement.header, records }, (second?.seq ?? 0) - 1)
      expect(countsOf(before)).toMatch(/^in all 2, waiting 2, by \w+ 2$/)
    })
  })
})
