import { describe, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { simulate, type FinishedRun, type TargetInput } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { convictions, inScratch, recordsOf, story } from './support/proof.js'
import { warm } from './support/warm.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const scenario = at('../fixtures/scenarios/late-mapping.yaml')

async function run(folder: string, variant: Variant, module: string, more: Partial<TargetInput> = {}): Promise<FinishedRun> {
  const patience = { retry_interval_ms: 1500, client_timeout_ms: 1500 }
  const [finished] = await simulate({
    scenario,
    variant,
    out: folder,
    target: { label: 't', cwd: folder, patience, ...more, ...warm(at(module), more.env) },
  })
  if (!finished) throw new Error('nothing was run')
  return finished
}

describe('a bin that is mapped while its goods wait, and is not mapped any more later', () => {
  test.each(['clean', 'faulty', 'storm'] as const)('%s: the reference posts what waited, and closes what it asked people for', (variant) =>
    inScratch(async (folder) => {
      const finished = await run(folder, variant, '../../examples/reference/index.js')
      expect(finished.judgement.verdict, story(finished)).toBe('pass')
      const records = recordsOf(finished)
      const posted = records.flatMap((record) =>
        record.kind === 'effect' && record.what === 'quantity' && record.dims['location'] === 'FG02' ? Number(record.quantity) : [],
      )
      expect(posted.toSorted((a, b) => a - b)).toEqual([3, 5, 7])
      const mustOf = (key: string): unknown => records.find((record) => record.kind === 'fact' && record.businessKey === key)
      const keys = ['WT-000001', 'WT-000002', 'WT-000003', 'WT-000004']
      expect(keys.map((key) => (mustOf(key) as { must: string }).must)).toEqual(['HOLD', 'POST', 'POST', 'REJECT'])
      const exceptions = records.flatMap((record) => (record.kind === 'exception' ? `${record.keys.join()} ${record.status}` : []))
      expect(exceptions).toEqual(['WT-000001 open', 'WT-000001 closed', 'WT-000004 open'])
    }),
  )

  test('who does not wait for people is convicted', () =>
    inScratch(async (folder) => {
      const finished = await run(folder, 'clean', '../targets/mutants/m175-maps-by-itself.mjs')
      expect(convictions(finished), story(finished)).toContain('never-too-early')
    }))

  test('who goes on by the map of before is convicted, and by that alone', () =>
    inScratch(async (folder) => {
      const finished = await run(folder, 'clean', '../targets/mutants/m196-remembers-the-map.mjs')
      expect(convictions(finished), story(finished)).toEqual(['location-map-total'])
      const told = finished.judgement.results.find(({ check }) => check === 'location-map-total')?.violations.first?.message
      expect(told).toMatch(/^WT-000004 .*nobody has mapped X-99 in P2 to a location, .*it was posted all the same, by document \d+/)
    }))

  test('a stand-in waits as well', () =>
    inScratch(async (folder) => {
      const finished = await run(folder, 'clean', '../../examples/reference/index.js', { flows: ['receipt'] })
      const posted = recordsOf(finished).filter(
        (record) => record.kind === 'effect' && record.what === 'quantity' && record.dims['location'] === 'FG02',
      )
      expect(posted).toHaveLength(3)
      expect(recordsOf(finished).filter(({ kind }) => kind === 'harness.error')).toEqual([])
    }))
})
