import { expect, test } from 'vitest'
import { linesOf } from '../ends/alike.ts'
import { describeEndOf } from './support/ends.js'
import { inScratch, recordsOf, story } from './support/proof.js'
import { runOf } from './support/run-of.js'

const scenario = 'bom-revision-release'

describeEndOf(scenario)

// The program ends while the bill of material of the second plant is created. That of the first has the same reference.
test('whoever is in doubt about one plant does not take the bill of material of another for it', () =>
  inScratch(async (folder) => {
    const seed = 140
    const well = await runOf({ scenario, seed }, folder)
    const run = await runOf({ scenario, variant: 'storm', identifiers: 'plain', mode: 'idempotency-key', seed }, folder)
    expect(run.judgement.verdict, story(run)).toBe('pass')
    expect(linesOf(scenario, recordsOf(run))).toEqual(linesOf(scenario, recordsOf(well)))
  }))
