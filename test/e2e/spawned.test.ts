import { describe, expect, test } from 'vitest'
import type { FinishedRun } from '../../src/index.js'
import type { RunVerdict } from '../../src/checks/judgement.js'
import type { Variant } from '../../src/scenario/plan.js'
import { innocents, mutants, nonsense, shipped } from '../targets/manifest.js'
import { convictions, inScratch, isLate, prove, story, type ProofCase } from './support/proof.js'

/**
 * Real processes, real sockets, real signals, real seconds: a few of what is proven in process. No careless one that passes: what a machine
 * that is slow enough does to it, a fault would do.
 */
const smoke: readonly (readonly [string, ProofCase['scenario'], Variant, RunVerdict])[] = [
  ['reference', 'hello-confirmation', 'clean', 'pass'],
  ['reference', 'mes-confirmation-burst', 'faulty', 'pass'],
  ['reference', 'mes-confirmation-burst', 'storm', 'pass'],
  ['reference-feed', 'mes-confirmation-burst', 'faulty', 'pass'],
  ['hand-written', 'mes-confirmation-burst', 'faulty', 'pass'],
  ['T04', 'mes-confirmation-burst', 'faulty', 'pass'],
  ['T06', 'mes-confirmation-burst', 'clean', 'pass'],
  ['naive', 'hello-confirmation', 'faulty', 'fail'],
  ['M01', 'mes-confirmation-burst', 'faulty', 'fail'],
  ['M02', 'mes-confirmation-burst', 'faulty', 'fail'],
  ['M07', 'mes-confirmation-burst', 'faulty', 'fail'],
  ['M31', 'mes-confirmation-burst', 'faulty', 'fail'],
  ['ok-and-forget', 'hello-confirmation', 'clean', 'fail'],
  ['crash-at-once', 'hello-confirmation', 'clean', 'set-up-error'],
  ['crash-after-ready', 'hello-confirmation', 'clean', 'set-up-error'],
]

/** The right verdict; on a starved machine it may be `unknown`, and never a wrong one. */
function expectVerdict(run: FinishedRun, verdict: RunVerdict): void {
  expect(isLate(run) ? [verdict, 'unknown'] : [verdict], story(run)).toContain(run.judgement.verdict)
  if (verdict === 'pass') expect(convictions(run), story(run)).toEqual([])
}

describe('as a process', () => {
  const all = [...shipped, ...nonsense, ...mutants, ...innocents]
  for (const [id, scenario, variant, verdict] of smoke)
    test.concurrent(`${id}: ${scenario}, ${variant}`, { timeout: 300_000 }, () =>
      inScratch(async (folder) => {
        const target = all.find((each) => each.id === id)
        if (!target) throw new Error(`the manifest has no ${id}`)
        const { run } = await prove({ target, scenario, variant, mode: 'none', expected: { verdict: 'innocent' } }, folder, 1, 'process')
        expectVerdict(run, verdict)
      }),
    )
})
