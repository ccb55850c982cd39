import { describe, expect, test } from 'vitest'
import type { CheckName } from '../../src/checks/names.js'
import type { CheckResult } from '../../src/checks/contract.js'
import type { FaultRecord, JournalRecord } from '../../src/journal/records.js'
import { exitCodeOf } from '../../src/cli/exit-codes.js'
import { judgeJournal } from '../../src/index.js'
import { mutants, nonsense, shipped } from '../targets/manifest.js'
import { casesOf, convictions, expectToldWell, inScratch, prove, story, titleOf, type Proven } from './support/proof.js'

/** Why a target is convicted: the reason that the check must give, and what the journal must show of a fact that it names. */
interface Cause {
  readonly reason: RegExp
  /** True if this fact suffered what this bug does not survive. */
  readonly suffered: (eid: string, records: readonly JournalRecord[]) => boolean
}

const firedOn = (name: string, records: readonly JournalRecord[]): readonly FaultRecord[] =>
  records.filter((record): record is FaultRecord => record.kind === 'fault.fired' && record.name === name)

const lostAnswer = (eid: string, records: readonly JournalRecord[]): boolean =>
  firedOn('lose-answer', records).some((fault) => fault.eids?.includes(eid))

const emittedTwice = (eid: string, records: readonly JournalRecord[]): boolean =>
  new Set(records.flatMap((record) => (record.kind === 'offer' && record.eid === eid ? [record.transportId] : []))).size > 1

const refused = (eid: string, records: readonly JournalRecord[], code: string): boolean => {
  const calls = new Set(records.flatMap((record) => (record.kind === 'call.arrived' && record.eids.includes(eid) ? [record.cid] : [])))
  return records.some((record) => record.kind === 'call.served' && record.code === code && calls.has(record.cid))
}

/** The target died after this fact had reached it, and before it was posted. */
const diedWithIt = (eid: string, records: readonly JournalRecord[]): boolean => {
  const kill = records.find((record) => record.kind === 'target.killed')
  return records.some((record) => record.kind === 'exposed' && record.eid === eid && record.seq < (kill?.seq ?? 0))
}

const offered = (eid: string, records: readonly JournalRecord[]): boolean =>
  records.some((record) => record.kind === 'offer' && record.eid === eid)

/** Another confirmation of the same operation reports the same quantity. */
const hasTwin = (eid: string, records: readonly JournalRecord[]): boolean => {
  const facts = records.filter((record) => record.kind === 'fact')
  const likeness = (id: string): string => JSON.stringify(facts.find((fact) => fact.eid === id)?.expect)
  return facts.some((fact) => fact.eid !== eid && likeness(fact.eid) === likeness(eid))
}

const causes: Readonly<Record<string, Cause>> = {
  naive: {
    reason: /^excess$/,
    suffered: (eid, records) => lostAnswer(eid, records) || emittedTwice(eid, records) || diedWithIt(eid, records),
  },
  M01: { reason: /^excess$/, suffered: lostAnswer },
  M02: { reason: /^(acknowledged-and-lost|missing)$/, suffered: diedWithIt },
  M03: {
    reason: /^(missing|short)$/,
    suffered: (eid, records) => lostAnswer(eid, records) || refused(eid, records, 'ORDER_LOCKED') || diedWithIt(eid, records),
  },
  M04: { reason: /^(excess|several-live-documents)$/, suffered: emittedTwice },
  M05: { reason: /^(missing|short)$/, suffered: hasTwin },
  M07: { reason: /^(changed-key|excess)$/, suffered: (eid, records) => lostAnswer(eid, records) || refused(eid, records, 'ORDER_LOCKED') },
  M09: { reason: /^(overtook-in-operation|pending-at-final|backward|no-such-step)$/, suffered: offered },
  M19: { reason: /^dropped-after-transient$/, suffered: (eid, records) => refused(eid, records, 'ORDER_LOCKED') },
  M30: {
    reason: /^excepted-without-obstacle$/,
    suffered: (eid, records) => records.some((record) => record.kind === 'exception' && record.eids.includes(eid)),
  },
  M31: {
    reason: /^never-collected$/,
    suffered: (eid, records) => !records.some((record) => record.kind === 'exposed' && record.eid === eid),
  },
  M32: { reason: /^excess$/, suffered: lostAnswer },
  M86: { reason: /^too-early$/, suffered: (eid, records) => refused(eid, records, 'ORDER_LOCKED') },
  'ok-and-forget': {
    reason: /^missing$/,
    suffered: (eid, records) => records.some((record) => record.kind === 'delivery' && record.eid === eid && record.outcome === 'acked'),
  },
}

const named = (run: Proven['run'], name: CheckName): CheckResult | undefined =>
  run.judgement.results.find((result) => result.check === name)

/** The reasons and facts of what a check found. */
function expectCause(id: string, result: CheckResult, { records, run }: Proven): void {
  const cause = causes[id]
  if (!cause) throw new Error(`${id} has no cause in this test: say why it must be convicted`)
  const { first, worst, last, byReason } = result.violations
  expect(
    Object.keys(byReason).some((reason) => cause.reason.test(reason)),
    `${result.check} says ${Object.keys(byReason).join(', ')}\n${story(run)}`,
  ).toBe(true)
  const eids = [first, worst, last].flatMap((violation) => (violation && cause.reason.test(violation.reason) ? violation.eids : []))
  expect(
    eids.some((eid) => cause.suffered(eid, records)),
    `${result.check} names ${eids.join(', ')}, which nothing befell\n${story(run)}`,
  ).toBe(true)
}

const verdicts = (results: readonly CheckResult[]): readonly string[] =>
  results.map((result) => `${result.check} ${result.verdict} ${result.violations.count}`)

/** The stored file is judged again: the same verdict, check by check, and the exit code that goes with it. */
function expectSameFromFile({ run }: Proven, code: number): void {
  const again = judgeJournal(run.files.journal)
  expect([again.verdict, exitCodeOf(again.verdict)]).toEqual([run.judgement.verdict, code])
  expect(verdicts(again.results)).toEqual(verdicts(run.judgement.results))
}

const cases = casesOf([...mutants, ...nonsense, ...shipped.filter((target) => target.id === 'naive')])

describe('is convicted by the named checks, for the right reason', () => {
  for (const asked of cases) {
    const { expected, target } = asked
    if (expected.verdict !== 'convicted') continue
    test.concurrent(titleOf(asked), { timeout: 240_000 }, () =>
      inScratch(async (folder) => {
        const proven = await prove(asked, folder)
        const { run } = proven
        expect(run.judgement.verdict, story(run)).toBe('fail')
        expect(convictions(run), story(run)).toEqual(expect.arrayContaining([...expected.by]))
        const found = [...expected.by, ...(expected.anyOf ?? []).filter((name) => convictions(run).includes(name))]
        expect(found.length, story(run)).toBeGreaterThan(0)
        for (const name of found) {
          const result = named(run, name)
          if (result) expectCause(target.id, result, proven)
        }
        expectSameFromFile(proven, 1)
        expectToldWell(run)
      }),
    )
  }
})

describe('is left alone where nothing befalls its bug', () => {
  for (const asked of cases) {
    if (asked.expected.verdict !== 'innocent') continue
    test.concurrent(titleOf(asked), { timeout: 120_000 }, () =>
      inScratch(async (folder) => {
        const { run } = await prove(asked, folder)
        expect(run.judgement.verdict, story(run)).toBe('pass')
      }),
    )
  }
})

describe('is a target that does not work, not a verdict', () => {
  for (const asked of cases) {
    if (asked.expected.verdict !== 'set-up-error') continue
    test.concurrent(titleOf(asked), { timeout: 60_000 }, () =>
      inScratch(async (folder) => {
        const proven = await prove(asked, folder)
        expect(proven.run.judgement.verdict, story(proven.run)).toBe('set-up-error')
        expectSameFromFile(proven, 4)
      }),
    )
  }
})

test('every mutant has a cause that this test knows', () => {
  expect(mutants.map(({ id }) => id).filter((id) => !(id in causes))).toEqual([])
})
