import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { planOf, type TargetInput } from '../../src/index.js'
import { describeFaults } from '../../src/scenario/index.js'
import { freePort } from '../../src/target/free-port.js'
import { planted } from './support/planted.js'
import {
  expectInnocent,
  failed,
  firedOf,
  fixtureScenario,
  fixtureScenarios,
  fixtureTarget,
  runOf,
  said,
  targetFile,
  type Asked,
} from './support/fixture-run.js'
import { inScratch, recordsOf } from './support/proof.js'

const names = readdirSync(fixtureScenarios)
  .map((file) => file.replace(/\.yaml$/, ''))
  .toSorted((a, b) => a.localeCompare(b))
const mutant = (file: string): string => targetFile(`mutants/${file}`)
const odd = fixtureTarget

test('the scenarios know every fault that there is, and every flow of the shop floor', () => {
  const plans = names.map((name) => planOf({ scenario: fixtureScenario(name) }))
  const faults = new Set(plans.flatMap((plan) => plan.faults.map((fault) => fault.name)))
  expect([...faults].toSorted((a, b) => a.localeCompare(b))).toEqual(
    describeFaults()
      .map(({ verb }) => verb)
      .toSorted((a, b) => a.localeCompare(b)),
  )
  expect([...new Set(plans.flatMap((plan) => plan.flows))]).toEqual(expect.arrayContaining(['confirmation', 'consumption', 'reversal']))
  const musts = new Set(plans.flatMap((plan) => plan.facts.map((fact) => fact.must)))
  expect(musts).toEqual(new Set(['POST', 'HOLD', 'REJECT', 'EITHER']))
  const scrap = planOf({ scenario: fixtureScenario('scrap-and-rework') }).facts.flatMap((fact) =>
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
    { scenario: 'in-time', variant: 'faulty', mode: 'none' },
    { scenario: 'locked-landscape', variant: 'faulty', mode: 'none' },
    { scenario: 'locked-landscape', variant: 'faulty', mode: 'external-reference', settings: feed, how: 'by feed' },
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
          {
            scenario: 'closed-orders',
            variant: 'faulty',
            mode: 'none',
            file,
            settings: { exceptions: { file: '${MFGSYNC_STATE_DIR}/for-people.jsonl' } },
          },
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

  test.concurrent('may be tried three times before people are told', () =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario: 'closed-orders', variant: 'clean', mode: 'none', file: odd('tries-refused-again.mjs') }, folder)
      expectInnocent(run)
      const refused = recordsOf(run).filter((record) => record.kind === 'call.served' && record.code === 'ORDER_CLOSED')
      expect(refused, 'four facts, three times each').toHaveLength(12)
      expect(recordsOf(run).filter((record) => record.kind === 'exception')).toHaveLength(4)
    }))

  test.concurrent('is not what waits for a release: who asks again later is waited for', () =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario: 'late-release', variant: 'clean', mode: 'none', file: odd('waits-for-release.mjs') }, folder)
      expectInnocent(run)
      expect(recordsOf(run).filter((record) => record.kind === 'exception')).toEqual([])
    }))
})

describe('people who are told, or need not be told any more, by a job', () => {
  const patient = { patience: { retry_interval_ms: 2000, client_timeout_ms: 1000 } }

  test.concurrent('are waited for as long as the target says that it may take', () =>
    inScratch(async (folder) => {
      const asked = {
        scenario: 'closed-orders',
        variant: 'faulty',
        mode: 'none',
        file: odd('people-by-job.mjs'),
        settings: patient,
      } as const
      const run = await runOf(asked, folder)
      expectInnocent(run)
      expect(recordsOf(run).filter((record) => record.kind === 'exception')).toHaveLength(4)
    }))

  test.concurrent('and so is the exception that is to be closed', () =>
    inScratch(async (folder) => {
      const asked = { scenario: 'late-release', variant: 'clean', mode: 'none', file: odd('closes-by-job.mjs'), settings: patient } as const
      const run = await runOf(asked, folder)
      expect(run.judgement.verdict, said(run)).toBe('pass')
      expect(recordsOf(run).filter((record) => record.kind === 'exception' && record.status === 'closed').length).toBeGreaterThan(0)
    }))
})

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

  test.concurrent('that repeats a refused request for ever does not keep a run awake beyond its patience', () =>
    inScratch(async (folder) => {
      const run = await runOf(
        { scenario: 'closed-orders', variant: 'clean', mode: 'none', file: mutant('m56-retries-for-ever.mjs') },
        folder,
      )
      const { how, waited_ms = 0, patience_ms = 0 } = run.judgement.quiet ?? {}
      expect(how, said(run)).toBe('patience')
      expect(waited_ms).toBeLessThan(patience_ms + 1_000)
    }))
})
