import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { convictions, inScratch, recordsOf, story } from './support/proof.js'
import { warm } from './support/warm.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const scenario = at('../fixtures/scenarios/unmapped-status.yaml')

async function run(folder: string, variant: Variant, module: string): Promise<FinishedRun> {
  const patience = { retry_interval_ms: 1500, client_timeout_ms: 1500 }
  const target = { ...warm(at(module)), label: 't', cwd: folder, patience }
  const [finished] = await simulate({ scenario, variant, out: folder, target })
  if (!finished) throw new Error('nothing was run')
  return finished
}

const verdictOf = ({ judgement }: FinishedRun, name: string): string =>
  judgement.results.find(({ check }) => check === name)?.violations.first?.message ?? ''

describe('an order whose status is nothing on the shop floor', () => {
  test.each(['clean', 'faulty'] as const)('%s: is for people, and the others go on', (variant) =>
    inScratch(async (folder) => {
      const finished = await run(folder, variant, '../../examples/reference/index.js')
      expect(finished.judgement.verdict, story(finished)).toBe('pass')
      const records = recordsOf(finished)
      const musts = records.flatMap((record) => (record.kind === 'fact' ? [`${record.businessKey} ${record.must}`] : []))
      expect(musts).toEqual(['EO-000001 POST', 'EO-000002 REJECT'])
      const dispatched = records.flatMap((record) =>
        record.kind === 'effect' && record.what === 'state' && record.system === 'mes' && record.group === 'status' ? [record.entity] : [],
      )
      expect(dispatched).toEqual(['order:P1/100001'])
      const exceptions = records.flatMap((record) => (record.kind === 'exception' ? [`${record.keys.join()} ${record.status}`] : []))
      expect(exceptions).toEqual(['EO-000002 open'])
    }),
  )

  test('who dispatches it all the same is told by the table, and by that alone', () =>
    inScratch(async (folder) => {
      const finished = await run(folder, 'clean', '../targets/mutants/m220-every-order-is-dispatched.mjs')
      expect(convictions(finished), story(finished)).toEqual(['status-map-correct'])
      expect(verdictOf(finished, 'status-map-correct')).toMatch(
        /^Order 100002 is created in the ERP, and was made dispatched in the MES by call \d+ \(PUT .*nothing there, and for people\.$/,
      )
    }))
})
