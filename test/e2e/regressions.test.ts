import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../src/cli/exit-codes.js'
import type { FinishedRun } from '../../src/index.js'
import { convictions, inScratch, recordsOf, story } from './support/proof.js'
import { reference, runOf as anyRunOf, type AskedRun } from './support/run-of.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const odd = (file: string): string => at(`../fixtures/targets/${file}`)

/** The smallest scenario, unless another is named. */
const runOf = (asked: Partial<AskedRun>, folder: string): Promise<FinishedRun> =>
  anyRunOf({ scenario: 'hello-confirmation', ...asked }, folder)

/** What is taken from the lot is counted before anything is confirmed. */
const countedFirst = `version: 1
name: counted-first
title: A consumption is the first thing that is reported of every order.
story: A worker scans what is taken from the lot, and confirms the operation afterwards.
tags: [consumption]
data: { operations: 2 }
phases:
  set-up:
    - dispatch-orders: { count: 2 }
  burst:
    - consume: { quantities: [5], over: 200ms }
    - confirm: { at: 200ms, quantities: [11, 55], over: 400ms }
faulty:
  - lose-answer: { how: reset, on: { calls-to: erp, flow: confirmation, count: 1 } }
  - deliver-twice: { as: new-id, after: 100ms, on: { deliveries-from: mes, flow: confirmation, count: 1 } }
expect:
  checks: [no-duplicate-effect, every-event-accounted]
  must-reach: { effect-posted: 4 }
`

function expectPass(run: FinishedRun): void {
  expect(run.judgement.verdict, story(run)).toBe('pass')
  expect(convictions(run), story(run)).toEqual([])
}

/** Calls of an operation that had effects. */
const postings = (run: FinishedRun, operation: string): number => {
  const records = recordsOf(run)
  const served = new Set(records.flatMap((record) => (record.kind === 'call.served' && record.effects > 0 ? [record.cid] : [])))
  return records.filter((record) => record.kind === 'call.arrived' && record.operation === operation && served.has(record.cid)).length
}

/** Calls that were answered so. */
const answered = (run: FinishedRun, status: number): number =>
  recordsOf(run).filter((record) => record.kind === 'answer' && record.status === status).length

describe('a run waits for', () => {
  test.concurrent('a target that in doubt reverses, and posts anew 1.5 s later', () =>
    inScratch(async (folder) => {
      const run = await runOf({ file: odd('reposts-later.mjs'), variant: 'faulty' }, folder)
      expectPass(run)
      expect(postings(run, 'confirmation.create'), 'what was reversed is posted anew before the run ends').toBe(2)
      expect(postings(run, 'confirmation.reverse')).toBe(1)
    }))

  test.concurrent('a target that posts twice, and takes the extra posting back 1 s later', () =>
    inScratch(async (folder) => {
      const run = await runOf({ file: odd('takes-back-the-extra.mjs') }, folder)
      expectPass(run)
      expect(postings(run, 'confirmation.create')).toBe(2)
      expect(postings(run, 'confirmation.reverse'), 'the extra posting is taken back before the run ends').toBe(1)
    }))

  test.concurrent('a target that needs 4 s to stop', () =>
    inScratch(async (folder) => {
      const run = await runOf({ file: odd('slow-to-stop.mjs') }, folder)
      expectPass(run)
      const records = recordsOf(run)
      const exit = records.find((record) => record.kind === 'target.exited')
      const judged = records.find((record) => record.kind === 'mark' && record.mark === 'phase' && record.phase === 'judge')
      expect(exit).toMatchObject({ scripted: true, code: 0 })
      expect((exit?.t ?? 0) - (judged?.t ?? 0), 'it was given the time').toBeGreaterThan(3900)
    }))
})

describe('a run ends, though', () => {
  for (const mode of ['idempotency-key', 'external-reference'] as const) {
    test.concurrent(`a poller posts everything again every 0.25 s, where ${mode} makes that harmless: it passes`, () =>
      inScratch(async (folder) => {
        const run = await runOf(
          {
            file: odd('posts-everything-again.mjs'),
            variant: 'faulty',
            mode,
            settings: { deliver: { mode: 'feed' }, ready: { probe: { log: 'ready' } } },
          },
          folder,
        )
        expectPass(run)
        expect(run.judgement.quiet?.how).toBe('quiet')
        expect(postings(run, 'confirmation.create')).toBe(1)
        expect(
          recordsOf(run).filter((record) => record.kind === 'call.served' && record.effects === 0 && record.dedupedTo !== undefined).length,
        ).toBeGreaterThanOrEqual(1)
      }))
  }

  test.concurrent('a target repeats what was refused with 422 for ever', () =>
    inScratch(async (folder) => {
      const run = await runOf({ file: odd('repeats-refusals.mjs') }, folder)
      expect(['fail', 'unknown'], story(run)).toContain(run.judgement.verdict)
      expect(run.judgement.duration_ms).toBeLessThan(60_000)
      expect(run.judgement.quiet?.how).toBe('patience')
      expect(answered(run, 422)).toBeGreaterThan(3)
    }))
})

describe('the mistake is told apart:', () => {
  test.concurrent('a wrong unit that is refused, and handed to people every time, is convicted by every-event-accounted', () =>
    inScratch(async (folder) => {
      const run = await runOf({ file: odd('wrong-unit-to-people.mjs') }, folder)
      expect(run.judgement.verdict, story(run)).toBe('fail')
      expect(convictions(run), story(run)).toContain('every-event-accounted')
      const result = run.judgement.results.find((each) => each.check === 'every-event-accounted')
      expect(Object.keys(result?.violations.byReason ?? {})).toEqual(['excepted-without-obstacle'])
      expect(recordsOf(run).filter((record) => record.kind === 'exception')).toHaveLength(1)
    }))

  test.concurrent('bodies of which the ERP understands none, and the desk learns of, are an error of the set-up', () =>
    inScratch(async (folder) => {
      const run = await runOf({ file: odd('gibberish-to-people.mjs') }, folder)
      expect(
        recordsOf(run).filter((record) => record.kind === 'exception'),
        'the desk was told',
      ).toHaveLength(1)
      expect(run.judgement.verdict, story(run)).toBe('set-up-error')
      expect(exitCodeOf(run.judgement.verdict)).toBe(4)
      expect(run.judgement.why).toMatch(/no system understood any of them/)
    }))

  test.concurrent('a target that covers confirmations alone passes where an order begins with a consumption', () =>
    inScratch(async (folder) => {
      const scenario = join(folder, 'counted-first.yaml')
      writeFileSync(scenario, countedFirst)
      const run = await runOf({ file: reference, scenario, variant: 'faulty', settings: { flows: ['confirmation'] } }, folder)
      expectPass(run)
      const facts = recordsOf(run).filter((record) => record.kind === 'fact')
      const [first] = facts.filter((fact) => fact.dims['order'] === facts[0]?.dims['order'])
      expect(first).toMatchObject({ flows: ['consumption'], covered: false })
      const covered = facts.filter((fact) => fact.covered && fact.dims['order'] === first?.dims['order']).map((fact) => fact.streamSeq)
      expect(
        covered.toSorted((a, b) => a - b),
        'the target sees a sequence without holes',
      ).toEqual(covered.map((_, index) => index + 1))
    }))
})
