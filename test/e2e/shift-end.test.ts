import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { DedupeMode } from '../../src/systems/contract.js'
import { convictions, inScratch, recordsOf, story } from './support/proof.js'
import { runOf } from './support/run-of.js'

const mutant = (name: string): string => fileURLToPath(new URL(`../targets/mutants/${name}.mjs`, import.meta.url))

const scenario = 'shift-end-corrections'

/** What each does wrong, and the checks that own it. */
const guilty: readonly (readonly [name: string, by: readonly string[], dedupe?: DedupeMode])[] = [
  ['m01-blind-retry', ['no-duplicate-effect']],
  ['m02-inbox-in-memory', ['ack-implies-durable', 'every-event-accounted']],
  ['m03-claim-without-release', ['every-event-accounted']],
  ['m04-dedupe-on-event-id', ['no-duplicate-effect']],
  ['m07-key-per-attempt', ['idempotency-key-stable', 'no-duplicate-effect'], 'idempotency-key'],
  ['m09-no-order', ['per-key-order']],
  ['m30-all-to-people', ['every-event-accounted']],
  ['m52-ignores-reversals', ['reversal-nets-to-zero']],
  ['m53-reversal-posted-again', ['effect-as-obliged']],
  ['m54-dated-in-utc', ['business-date-preserved']],
  ['m55-dated-today', ['business-date-preserved']],
  ['m60-missing-means-zero', ['no-zero-default-quantity']],
  ['m63-order-from-memory', ['effect-as-obliged']],
  ['m64-parks-what-passes', ['eventual-posting']],
  ['m144-scrap-as-yield', ['effect-as-obliged']],
  ['m150-key-cut-to-digits', ['every-event-accounted']],
  ['m151-unescaped-look-up', ['no-duplicate-effect']],
  ['m152-lost-leading-zeros', ['every-event-accounted']],
  ['m153-look-up-ignores-case', ['every-event-accounted']],
  ['m154-dedupe-without-plant', ['dedupe-namespaced']],
  ['m155-key-without-plant', ['dedupe-namespaced', 'idempotency-key-stable'], 'idempotency-key'],
]

describe('the end of a shift convicts, by the check that owns the fault', () => {
  test.concurrent.for(guilty)('%s', { timeout: 240_000 }, ([name, by, dedupe]) =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario, variant: 'faulty', file: mutant(name), mode: dedupe ?? 'none' }, folder)
      expect(convictions(run), story(run)).toEqual(expect.arrayContaining([...by]))
    }),
  )
})

test('the end of a shift has all that its story tells', { timeout: 240_000 }, () =>
  inScratch(async (folder) => {
    const run = await runOf({ scenario, variant: 'faulty' }, folder)
    expect(run.judgement.verdict, story(run)).toBe('pass')
    const records = recordsOf(run)
    const fired = new Set(records.flatMap((record) => (record.kind === 'fault.fired' ? [record.name] : [])))
    expect([...fired].toSorted()).toEqual(
      ['close-period', 'deliver-twice', 'error-after-effect', 'error-without-effect', 'kill', 'lose-answer', 'outage', 'refuse'].toSorted(),
    )
    const facts = records.filter((record) => record.kind === 'fact')
    expect(new Set(facts.map(({ flows }) => flows[0]))).toEqual(new Set(['confirmation', 'consumption', 'reversal']))
    // One number in two plants, and two business dates in one of them, of which the first is closed while its facts are still on their way.
    const plantsOf = Map.groupBy(facts, ({ businessKey }) => businessKey)
    expect([...plantsOf.values()].some((same) => new Set(same.map(({ plant }) => plant)).size === 2)).toBe(true)
    const dates = records.flatMap((record) =>
      record.kind === 'effect' && 'dates' in record && record.dates
        ? [`${record.plant} ${record.dates.posting} ${record.dates.document ?? ''}`.trim()]
        : [],
    )
    expect([...new Set(dates)].toSorted()).toEqual(['P1 2026-04-01', 'P2 2026-03-31', 'P2 2026-04-01', 'P2 2026-04-01 2026-03-31'])
    expect(records.some((record) => record.kind === 'call.served' && record.code === 'PERIOD_CLOSED')).toBe(true)
  }),
)
