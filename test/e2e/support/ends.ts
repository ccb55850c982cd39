import { describe, expect, test } from 'vitest'
import type { FinishedRun } from '../../../src/index.js'
import { dedupeModes } from '../../../src/systems/contract.js'
import { linesOf } from '../../ends/alike.ts'
import { expectEndOf } from '../../ends/index.ts'
import { avoided, inScratch, recordsOf, story } from './proof.js'
import { runOf } from './run-of.js'

/** What a story says of its end. */
export function expectEnd(scenario: string, run: FinishedRun): void {
  expect(run.judgement.verdict, story(run)).toBe('pass')
  expectEndOf(scenario, recordsOf(run))
}

/** The reference in a story where all is well and where things go wrong, in every mode, and what else is expected of each run. */
export function describeEndOf(scenario: string, more: (run: FinishedRun, isFaulty: boolean) => void = () => {}): void {
  describe('the reference ends as the story says, and always alike', () => {
    let first: readonly string[] | undefined
    for (const variant of ['clean', 'faulty'] as const) {
      test.each(dedupeModes)(`${variant}, dedupe %s`, (mode) =>
        inScratch(async (folder) => {
          const run = await runOf({ scenario, variant, mode }, folder)
          expectEnd(scenario, run)
          expect(avoided(run), story(run)).toEqual([])
          const lines = linesOf(scenario, recordsOf(run))
          expect(lines).toEqual((first ??= lines))
          more(run, variant === 'faulty')
        }),
      )
    }
  })
}
