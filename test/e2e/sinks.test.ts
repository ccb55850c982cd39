import { describe, expect, test } from 'vitest'
import type { FinishedRun } from '../../src/index.js'
import { failed, runOf, said, targetFile, type Asked } from './support/fixture-run.js'
import { convictions, inScratch, isLate, recordsOf } from './support/proof.js'

/** No check fails, those that cannot fail a run included. */
function expectInnocent(run: FinishedRun): void {
  expect(failed(run), said(run)).toEqual([])
  if (!isLate(run)) expect(run.judgement.verdict, said(run)).toBe('pass')
}

const combinations: readonly Pick<Asked, 'variant' | 'mode'>[] = [
  { variant: 'clean', mode: 'none' },
  { variant: 'faulty', mode: 'none' },
  { variant: 'faulty', mode: 'idempotency-key' },
  { variant: 'faulty', mode: 'external-reference' },
  { variant: 'storm', mode: 'idempotency-key' },
]

describe('amounts in parts of what the ERP keeps', () => {
  const targets = [
    ['the reference, which has them rounded and hands over what is too little', undefined],
    ['T43, which posts whole pieces and carries over what is left', 'tricky/t43-whole-pieces.mjs'],
  ] as const
  for (const [who, path] of targets) {
    for (const { variant, mode } of combinations) {
      test.concurrent(`acquit ${who}: ${variant}, ${mode}`, () =>
        inScratch(async (folder) => {
          expectInnocent(await runOf({ scenario: 'parts-of-pieces', variant, mode, ...(path && { file: targetFile(path) }) }, folder))
        }))
    }
  }

  test.concurrent('convict M99, which leaves out what is too little', () =>
    inScratch(async (folder) => {
      const file = targetFile('mutants/m99-drops-small-amounts.mjs')
      const settings = { patience: { retry_interval_ms: 300, client_timeout_ms: 300 } }
      const run = await runOf({ scenario: 'parts-of-pieces', variant: 'clean', mode: 'none', file, settings }, folder)
      expect(convictions(run), said(run)).toEqual(['every-event-accounted'])
    }))
})

describe('dates by the day of the company, or of UTC', () => {
  for (const scenario of ['company-dates', 'utc-dates']) {
    for (const { variant, mode } of combinations) {
      test.concurrent(`acquit the reference, which asks the ERP: ${scenario}, ${variant}, ${mode}`, () =>
        inScratch(async (folder) => {
          expectInnocent(await runOf({ scenario, variant, mode }, folder))
        }))
    }

    test.concurrent(`convict M145, which dates by the plant: ${scenario}`, () =>
      inScratch(async (folder) => {
        const file = targetFile('mutants/m145-dated-by-the-plant.mjs')
        const run = await runOf({ scenario, variant: 'clean', mode: 'none', file }, folder)
        expect(failed(run), said(run)).toEqual(['business-date-preserved'])
      }))
  }

  test.concurrent('acquit who dates in UTC', () =>
    inScratch(async (folder) => {
      const file = targetFile('mutants/m54-dated-in-utc.mjs')
      expectInnocent(await runOf({ scenario: 'utc-dates', variant: 'clean', mode: 'none', file }, folder))
    }))

  test.concurrent('acquit a target that leaves reversals to the stand-in', () =>
    inScratch(async (folder) => {
      const settings = { flows: ['confirmation', 'consumption'] }
      expectInnocent(await runOf({ scenario: 'company-dates', variant: 'clean', mode: 'none', settings }, folder))
    }))
})

describe('what a real ERP refuses', () => {
  const mutants = [
    ['M146, which leaves out the lot', 'm146-without-lot.mjs', 'LOT_REQUIRED', ['effect-as-obliged']],
    ['M147, which makes up a lot', 'm147-lot-of-its-own.mjs', 'UNKNOWN_LOT', ['no-dangling-reference', 'effect-as-obliged']],
    ['M148, which issues to the last operation', 'm148-last-operation.mjs', 'COMPONENT_NOT_ASSIGNED', ['effect-as-obliged']],
  ] as const
  const settings = { patience: { retry_interval_ms: 300, client_timeout_ms: 300 } }
  for (const [who, path, code, checks] of mutants) {
    const file = targetFile(`mutants/${path}`)
    test.concurrent(`is refused to ${who}, and is no excuse`, () =>
      inScratch(async (folder) => {
        const run = await runOf({ scenario: 'explicit-issues', variant: 'clean', mode: 'none', file, settings }, folder)
        const codes = recordsOf(run).flatMap((record) => (record.kind === 'call.served' && record.code !== undefined ? [record.code] : []))
        expect(new Set(codes)).toEqual(new Set([code]))
        expect(convictions(run), said(run)).toContain('every-event-accounted')
      }))

    test.concurrent(`convicts ${who}, where the ERP takes it`, () =>
      inScratch(async (folder) => {
        const run = await runOf({ scenario: 'lenient-erp', variant: 'clean', mode: 'none', file, settings }, folder)
        expect(convictions(run).toSorted(), said(run)).toEqual([...checks].toSorted())
      }))
  }

  for (const { variant, mode } of combinations) {
    test.concurrent(`acquits the reference where the ERP takes everything: ${variant}, ${mode}`, () =>
      inScratch(async (folder) => {
        expectInnocent(await runOf({ scenario: 'lenient-erp', variant, mode }, folder))
      }))
  }
})
