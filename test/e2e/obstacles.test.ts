import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { FinishedRun } from '../../src/index.js'
import type { DedupeMode } from '../../src/systems/contract.js'
import { inScratch, recordsOf, story } from './support/proof.js'
import { runOf } from './support/run-of.js'

// Whose doing a refusal is: what would have stopped a perfect integration too is an obstacle, and nothing else is.

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const fixture = (name: string): string => at(`../fixtures/scenarios/${name}.yaml`)
const everyMode: readonly DedupeMode[] = ['none', 'idempotency-key', 'external-reference']

/** What the checks that can fail a run say, by name. */
function convictions(run: FinishedRun): Readonly<Record<string, string>> {
  const found = run.judgement.results.filter(({ verdict, advisory }) => verdict === 'fail' && !advisory)
  return Object.fromEntries(found.map(({ check, violations }) => [check, violations.first?.message ?? '']))
}

describe('a refusal that the target brought on itself is no obstacle', () => {
  const guilty: readonly { readonly file: string; readonly scenario?: string; readonly code: string }[] = [
    { file: 'm90-closes-the-order', code: 'ORDER_CLOSED' },
    { file: 'm92-order-from-another-table', code: 'UNKNOWN_ORDER' },
    { file: 'm93-month-from-zero', code: 'PERIOD_CLOSED|NO_PERIOD' },
    { file: 'm94-boxes-for-pieces', scenario: fixture('strict-orders'), code: 'OVER_CONFIRMATION' },
    { file: 'm95-reference-for-document', scenario: fixture('reversals'), code: 'UNKNOWN_DOCUMENT' },
    { file: 'm96-operations-side-by-side', scenario: fixture('strict-orders'), code: 'PREDECESSOR_SHORT' },
  ]
  for (const { file, scenario = 'mes-confirmation-burst', code } of guilty) {
    test.concurrent(file, () =>
      inScratch(async (folder) => {
        const run = await runOf({ scenario, file: at(`../targets/mutants/${file}.mjs`) }, folder)
        const found = convictions(run)
        expect(Object.keys(found), story(run)).toContain('every-event-accounted')
        expect(found['every-event-accounted'], story(run)).toMatch(new RegExp(`handed to people .* with (${code}).* would have taken`))
      }),
    )
  }
})

describe('what a target does to an order by itself', () => {
  const guilty = [
    { file: 'm90-closes-the-order', scenario: 'mes-confirmation-burst', word: '(closed|technically-complete)' },
    { file: 'm91-completes-at-first-final', scenario: 'mes-confirmation-burst', word: 'technically-complete' },
    { file: 'm97-releases-by-itself', scenario: fixture('late-release'), word: 'released' },
  ]
  for (const { file, scenario, word } of guilty) {
    test.concurrent(`${file} is judged: no fact asks for it`, () =>
      inScratch(async (folder) => {
        const run = await runOf({ scenario, file: at(`../targets/mutants/${file}.mjs`) }, folder)
        expect(convictions(run)['no-orphan-effect'], story(run)).toMatch(new RegExp(`status of order \\d+ became ${word} .*no fact`))
      }))
  }

  test.concurrent('to post what had to wait is too early, whoever opened the way', () =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario: fixture('late-release'), file: at('../targets/mutants/m97-releases-by-itself.mjs') }, folder)
      expect(Object.keys(convictions(run)), story(run)).toContain('never-too-early')
    }))
})

test.concurrent('an exception for every fact excuses no disorder', () =>
  inScratch(async (folder) => {
    const asked = {
      scenario: 'mes-confirmation-burst',
      file: at('../targets/mutants/m98-exception-on-receipt.mjs'),
      variant: 'faulty',
    } as const
    const found = Object.keys(convictions(await runOf(asked, folder)))
    expect(
      ['per-key-order', 'final-after-partials'].some((name) => found.includes(name)),
      found.join(),
    ).toBe(true)
  }))

describe('what follows a refused fact may be held, if people are told', () => {
  const file = at('../fixtures/targets/holds-what-follows.mjs')
  for (const variant of ['clean', 'faulty', 'storm'] as const) {
    for (const mode of everyMode) {
      test.concurrent(`${variant}, ${mode}`, () =>
        inScratch(async (folder) => {
          for (const scenario of [fixture('closed-orders'), fixture('month-end-people'), 'mes-confirmation-burst']) {
            const run = await runOf({ scenario, file, variant, mode }, folder)
            expect(convictions(run), story(run)).toEqual({})
            expect(recordsOf(run).some((record) => record.kind === 'mark' && record.mark === 'twin-state')).toBe(true)
          }
        }))
    }
  }
})
