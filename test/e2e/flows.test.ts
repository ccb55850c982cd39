import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { planOf, simulate, type FinishedRun, type TargetInput } from '../../src/index.js'
import type { CheckName } from '../../src/checks/names.js'
import { describeFaults } from '../../src/scenario/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import type { DedupeMode } from '../../src/systems/contract.js'
import { freePort } from '../../src/target/free-port.js'
import { inScratch, recordsOf, story } from './support/proof.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const scenarios = at('../fixtures/scenarios/')
const scenarioFile = (name: string): string => join(scenarios, `${name}.yaml`)
const names = readdirSync(scenarios)
  .map((file) => file.replace(/\.yaml$/, ''))
  .toSorted((a, b) => a.localeCompare(b))
const reference = at('../../examples/reference/index.js')
const mutant = (file: string): string => at(`../targets/mutants/${file}`)
const odd = (file: string): string => at(`../fixtures/targets/${file}`)

interface Asked {
  readonly scenario: string
  readonly variant: Variant
  readonly mode: DedupeMode
  readonly seed?: number
  readonly file?: string
  readonly settings?: Partial<TargetInput>
}

/** One run with real processes. The patience fits a target whose pauses are those of the reference. */
async function runOf({ scenario, variant, mode, seed = 1, file = reference, settings = {} }: Asked, folder: string): Promise<FinishedRun> {
  const [run] = await simulate({
    scenario: scenarioFile(scenario),
    variant,
    dedupe: mode,
    seeds: [seed],
    out: join(folder, 'runs'),
    target: {
      patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 },
      ...settings,
      cwd: folder,
      start: { command: [process.execPath, file] },
    },
  })
  if (!run) throw new Error(`${scenario} was not run`)
  return run
}

/** Names of all checks that failed, those that cannot fail a run included. */
const failed = (run: FinishedRun): readonly string[] =>
  run.judgement.results.filter((result) => result.verdict === 'fail').map((result) => result.check)

/** What every check that failed says first. */
const said = (run: FinishedRun): string =>
  [story(run), ...run.judgement.results.flatMap((result) => result.violations.first?.message ?? [])].join('\n')

const firedOf = (run: FinishedRun, fault: string): number =>
  new Set(recordsOf(run).flatMap((record) => (record.kind === 'fault.fired' && record.name === fault ? [record.fault] : []))).size

function expectInnocent(run: FinishedRun): void {
  expect(run.judgement.verdict, said(run)).toBe('pass')
  expect(failed(run), said(run)).toEqual([])
}

test('the scenarios know every fault that there is, and every flow', () => {
  const plans = names.map((name) => planOf({ scenario: scenarioFile(name) }))
  const faults = new Set(plans.flatMap((plan) => plan.faults.map((fault) => fault.name)))
  expect([...faults].toSorted((a, b) => a.localeCompare(b))).toEqual(
    describeFaults()
      .map(({ verb }) => verb)
      .toSorted((a, b) => a.localeCompare(b)),
  )
  expect(new Set(plans.flatMap((plan) => plan.flows))).toEqual(new Set(['confirmation', 'consumption', 'reversal']))
  const musts = new Set(plans.flatMap((plan) => plan.facts.map((fact) => fact.must)))
  expect(musts).toEqual(new Set(['POST', 'HOLD', 'REJECT']))
  const scrap = planOf({ scenario: scenarioFile('scrap-and-rework') }).facts.flatMap((fact) =>
    fact.expect.map((effect) => ('measure' in effect ? effect.measure : '')),
  )
  expect(scrap).toEqual(expect.arrayContaining(['yield', 'scrap', 'rework', 'issue']))
})

const feed: Partial<TargetInput> = { deliver: { mode: 'feed' }, env: { REFERENCE_INTAKE: 'feed' } }
const binary: Partial<TargetInput> = { deliver: { content_mode: 'binary' } }
const logged: Partial<TargetInput> = {
  exceptions: { log: '^(?<key>\\S+) needs attention \\((?<class>\\w+)(?:, \\w+)?\\): (?<reason>.*)$' },
}

describe('the reference integration', () => {
  const asked: readonly (Asked & { readonly how?: string })[] = [
    { scenario: 'five-deaths', variant: 'storm', mode: 'idempotency-key' },
    { scenario: 'rough-network', variant: 'faulty', mode: 'none' },
    { scenario: 'explicit-issues', variant: 'faulty', mode: 'none' },
    { scenario: 'explicit-issues', variant: 'faulty', mode: 'external-reference', settings: feed, how: 'by feed' },
    { scenario: 'reversals', variant: 'faulty', mode: 'idempotency-key', settings: binary, how: 'in binary mode' },
    { scenario: 'reversals', variant: 'storm', mode: 'none' },
    { scenario: 'reversal-first', variant: 'faulty', mode: 'external-reference' },
    { scenario: 'reversal-first', variant: 'faulty', mode: 'none', settings: feed, how: 'by feed' },
    { scenario: 'scrap-and-rework', variant: 'clean', mode: 'none' },
    { scenario: 'scrap-and-rework', variant: 'faulty', mode: 'none' },
    { scenario: 'late-release', variant: 'faulty', mode: 'none' },
    { scenario: 'late-after-completion', variant: 'faulty', mode: 'external-reference' },
    { scenario: 'closed-orders', variant: 'faulty', mode: 'none' },
    { scenario: 'closed-orders', variant: 'faulty', mode: 'idempotency-key', settings: { exceptions: 'none' }, how: 'without exceptions' },
    { scenario: 'closed-orders', variant: 'faulty', mode: 'none', settings: logged, how: 'with exceptions in its log' },
    // The cancellation of a confirmation falls into the closed period, too: it is moved, and keeps its date.
    { scenario: 'month-end', variant: 'faulty', mode: 'external-reference', seed: 2 },
    {
      scenario: 'month-end',
      variant: 'faulty',
      mode: 'idempotency-key',
      settings: { env: { CLOSED_PERIOD: 'exception' } },
      how: 'which leaves it to people',
    },
  ]
  for (const each of asked) {
    test.concurrent(['passes', each.scenario, each.variant, each.mode, each.how ?? ''].join(' ').trim(), () =>
      inScratch(async (folder) => {
        expectInnocent(await runOf(each, folder))
      }),
    )
  }

  test.concurrent('survives a death at each of the five points', () =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario: 'five-deaths', variant: 'faulty', mode: 'none' }, folder)
      expectInnocent(run)
      expect(firedOf(run, 'kill')).toBe(5)
    }))

  test.concurrent('passes where requests are late, which an ERP that honours keys allows', () =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario: 'rough-network', variant: 'faulty', mode: 'idempotency-key' }, folder)
      expectInnocent(run)
      expect(firedOf(run, 'delay')).toBe(1)
    }))

  test.concurrent('need not be waited for once a pair is withdrawn: the original is with people, and nothing is left to cancel', () =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario: 'month-end-people', variant: 'faulty', mode: 'none', settings: logged }, folder)
      expectInnocent(run)
      expect(run.judgement.quiet?.how).toBe('quiet')
    }))
})

describe('what is refused for good', () => {
  test.concurrent('may go into a file', () =>
    inScratch(async (folder) => {
      const file = odd('exceptions-to-file.mjs')
      expectInnocent(
        await runOf(
          { scenario: 'closed-orders', variant: 'faulty', mode: 'none', file, settings: { exceptions: { file: 'for-people.jsonl' } } },
          folder,
        ),
      )
    }))

  test.concurrent('may stand in a list that the target serves, and that ends with it', () =>
    inScratch(async (folder) => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}/for-people`
      const run = await runOf(
        {
          scenario: 'closed-orders',
          variant: 'faulty',
          mode: 'none',
          file: odd('exceptions-by-list.mjs'),
          settings: { env: { LIST_PORT: String(port) }, exceptions: { http: { url, items: 'open', fields: { key: 'about.key' } } } },
        },
        folder,
      )
      expectInnocent(run)
      expect(recordsOf(run).filter((record) => record.kind === 'exception')).toHaveLength(4)
    }))

  test.concurrent('may be returned to its sender', () =>
    inScratch(async (folder) => {
      const run = await runOf(
        {
          scenario: 'closed-orders',
          variant: 'faulty',
          mode: 'none',
          file: odd('returned-to-sender.mjs'),
          settings: { exceptions: 'nack' },
        },
        folder,
      )
      expectInnocent(run)
      expect(recordsOf(run).filter((record) => record.kind === 'delivery' && record.outcome === 'given-up').length).toBeGreaterThanOrEqual(
        4,
      )
    }))

  test.concurrent('is not what waits for a release: who asks again later is waited for', () =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario: 'late-release', variant: 'clean', mode: 'none', file: odd('waits-for-release.mjs') }, folder)
      expectInnocent(run)
      expect(recordsOf(run).filter((record) => record.kind === 'exception')).toEqual([])
    }))
})

/** One planted bug: the check that must see it, the word for why, and what it says. */
interface Planted {
  readonly id: string
  readonly file: string
  readonly scenario: string
  readonly variant?: Variant
  readonly sees: Readonly<Partial<Record<CheckName, { readonly reason: string; readonly says: RegExp }>>>
  /** No other check has anything to say. */
  readonly nothingElse?: true
}

const planted: readonly Planted[] = [
  {
    id: 'M51',
    file: 'm51-explicit-besides-backflush.mjs',
    scenario: 'scrap-and-rework',
    sees: {
      'single-consumption-path': {
        reason: 'explicit-where-backflush',
        says: /were backflushed and \d+ EA issued explicitly; only backflush is declared/,
      },
      'consumption-matches-basis': { reason: 'too-much', says: /^Order \d+, C1: issued \d+, basis bill of material/ },
    },
  },
  {
    id: 'M52',
    file: 'm52-ignores-reversals.mjs',
    scenario: 'reversals',
    sees: {
      'reversal-nets-to-zero': {
        reason: 'not-cancelled',
        says: /was cancelled by MR-\d+, but the net effect .* no cancellation is posted/,
      },
    },
  },
  {
    id: 'M53',
    file: 'm53-reversal-posted-again.mjs',
    scenario: 'reversals',
    sees: {
      'reversal-nets-to-zero': { reason: 'not-netted', says: /was cancelled by MR-\d+, but the net effect in the ERP is 110 EA/ },
      'over-confirmation-bounded': { reason: 'over-limit', says: /more than the limit of/ },
    },
  },
  {
    id: 'M54',
    file: 'm54-dated-in-utc.mjs',
    scenario: 'month-end',
    nothingElse: true,
    sees: { 'business-date-preserved': { reason: 'wrong-date', says: /is dated 2026-03-30; MC-\d+ happened on 2026-03-31 at P1/ } },
  },
  {
    id: 'M55',
    file: 'm55-dated-today.mjs',
    scenario: 'scrap-and-rework',
    nothingElse: true,
    sees: { 'business-date-preserved': { reason: 'wrong-date', says: /is dated 2026-03-05; MC-\d+ happened on 2026-03-02 at P1/ } },
  },
  {
    id: 'M56',
    file: 'm56-retries-for-ever.mjs',
    scenario: 'closed-orders',
    sees: {
      'no-retry-of-permanent': {
        reason: 'ORDER_CLOSED',
        says: /sent again unchanged \d+ times after ORDER_CLOSED; 1 allowed for 1 delivery/,
      },
      'poison-isolated': { reason: 'not-isolated', says: /must be rejected: \d+ attempts, no exception/ },
    },
  },
  {
    id: 'M57',
    file: 'm57-refused-is-dropped.mjs',
    scenario: 'closed-orders',
    sees: {
      'poison-isolated': { reason: 'not-isolated', says: /must be rejected: 1 attempt, no exception/ },
      'no-silent-drop': { reason: 'dropped-after-business', says: /with ORDER_CLOSED \(422\)/ },
    },
  },
  {
    id: 'M58',
    file: 'm58-exception-per-attempt.mjs',
    scenario: 'closed-orders',
    nothingElse: true,
    sees: { 'exception-actionable': { reason: 'several', says: /^2 open exceptions for MC-\d+: X-\d+ and X-\d+\.$/ } },
  },
  {
    id: 'M59',
    file: 'm59-exception-stays-open.mjs',
    scenario: 'late-release',
    nothingElse: true,
    sees: { 'exception-closed-once': { reason: 'open-though-posted', says: /is posted \(document \d+\), but exception X-\d+ is open/ } },
  },
  {
    id: 'M60',
    file: 'm60-missing-means-zero.mjs',
    scenario: 'scrap-and-rework',
    sees: {
      'no-zero-default-quantity': { reason: 'zero', says: /: 0 EA yield on order .* reported were MC-\d+ 11/ },
      'order-quantity-balance': { reason: 'too-little', says: /yield 0 in ERP, 341 reported/ },
    },
  },
  {
    id: 'M61',
    file: 'm61-pieces-as-boxes.mjs',
    scenario: 'scrap-and-rework',
    sees: {
      'order-quantity-balance': { reason: 'too-much', says: /yield 4092 in ERP, 341 reported/ },
      'over-confirmation-bounded': { reason: 'over-limit', says: /confirmed 4092, more than the limit/ },
    },
  },
  {
    id: 'M62',
    file: 'm62-invents-a-receipt.mjs',
    scenario: 'scrap-and-rework',
    sees: {
      'no-orphan-effect': {
        reason: 'no-reference',
        says: /1 EA of FG-100 received at P1\/FG01\), without a reference, stands for no fact of a source/,
      },
      'correlation-preserved': { reason: 'document', says: /cannot be traced to a fact of a source/ },
    },
  },
  {
    id: 'M63',
    file: 'm63-order-from-memory.mjs',
    scenario: 'scrap-and-rework',
    sees: {
      'order-quantity-balance': { reason: 'too-much', says: /yield 1023 in ERP, 341 reported/ },
      'no-duplicate-effect': { reason: 'unexpected', says: /has an effect that it does not oblige/ },
    },
  },
  {
    id: 'M64',
    file: 'm64-parks-what-passes.mjs',
    scenario: 'rough-network',
    variant: 'faulty',
    sees: {
      'eventual-posting': {
        reason: 'parked',
        says: /is still parked with people \(X-\d+\) .* only something that passes stood in its way/,
      },
    },
  },
  {
    id: 'M65',
    file: 'm65-totals-for-deltas.mjs',
    scenario: 'explicit-issues',
    sees: { 'consumption-matches-basis': { reason: 'too-much', says: /issued 190, basis reported consumption gives 155/ } },
  },
  {
    id: 'M66',
    file: 'm66-next-month-by-itself.mjs',
    scenario: 'month-end-people',
    variant: 'faulty',
    nothingElse: true,
    sees: {
      'closed-period-routed': {
        reason: 'moved',
        says: /is posted on 2026-04-01 instead of 2026-03-31; what belongs to a closed period goes to people here/,
      },
    },
  },
  {
    id: 'M67',
    file: 'm67-one-queue.mjs',
    scenario: 'closed-orders',
    sees: {
      'poison-isolated': { reason: 'not-isolated', says: /must be rejected: \d+ attempts, no exception/ },
      'order-quantity-balance': { reason: 'too-little', says: /yield 0 in ERP, 66 reported/ },
    },
  },
]

describe('a planted bug', () => {
  for (const { id, file, scenario, variant = 'clean', sees, nothingElse } of planted) {
    test.concurrent(`${id}, ${scenario} ${variant}, is seen by ${Object.keys(sees).join(' and ')}`, () =>
      inScratch(async (folder) => {
        // Nothing of it comes late: what is not posted soon never is.
        const settings: Partial<TargetInput> = { patience: { retry_interval_ms: 300, client_timeout_ms: 300 } }
        const run = await runOf({ scenario, variant, mode: 'none', file: mutant(file), settings }, folder)
        expect(['pass', 'fail'], said(run)).toContain(run.judgement.verdict)
        for (const [check, expected] of Object.entries(sees)) {
          const result = run.judgement.results.find((each) => each.check === check)
          expect(result?.verdict, said(run)).toBe('fail')
          expect(Object.keys(result?.violations.byReason ?? {}), said(run)).toContain(expected?.reason)
          expect(result?.violations.first?.message).toMatch(expected?.says ?? /^$/)
        }
        if (nothingElse) expect(failed(run), said(run)).toEqual(Object.keys(sees))
      }))
  }

  test.concurrent('that repeats a refused request for ever does not keep a run awake', () =>
    inScratch(async (folder) => {
      const run = await runOf(
        { scenario: 'closed-orders', variant: 'clean', mode: 'none', file: mutant('m56-retries-for-ever.mjs') },
        folder,
      )
      expect(run.judgement.quiet?.how, said(run)).toBe('quiet')
    }))
})
